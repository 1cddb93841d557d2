#include "cli/monitor_client.h"

#include <httplib.h>

#include <optional>

#include "event/json_reader.h"

namespace flowship::cli {

namespace {

constexpr time_t kPatienceSeconds = 10;

httplib::Client Connect(const std::string& host, uint16_t port) {
  // Where an agent listens on all addresses, it listens on this one.
  httplib::Client client(host == "0.0.0.0" || host == "::" ? "localhost" : host, port);
  client.set_connection_timeout(kPatienceSeconds);
  client.set_read_timeout(kPatienceSeconds);
  return client;
}

bool HasConnected(httplib::Error error) { return error != httplib::Error::Connection && error != httplib::Error::ConnectionTimeout; }

// What an answer of the agent says is wrong: {"error": …}; nullopt: it is none of its answers.
std::optional<std::string> ErrorOf(const std::string& body) {
  KeySet no_keys;
  Arena arena;
  KeyTable keys(no_keys, arena);
  JsonReader reader;
  Value root;
  JsonProblem problem;
  if (!reader.Read(arena.Copy(body), arena, keys, &root, &problem) || !root.is_object()) return std::nullopt;
  const Value* const error = root.as_object()->Find("error");
  return error != nullptr && error->is_string() ? std::optional<std::string>(error->as_text()) : std::nullopt;
}

// Gives `line` each line of what comes in pieces; false: it wants no more.
bool TakeLines(std::string* waiting, std::string_view piece, const std::function<bool(std::string_view line)>& line) {
  waiting->append(piece);
  for (size_t end; (end = waiting->find('\n')) != std::string::npos; waiting->erase(0, end + 1)) {
    if (!line(std::string_view(*waiting).substr(0, end))) return false;
  }
  return true;
}

}  // namespace

// Why there was no answer, or none that is an agent's.
Error MonitorClient::Explain(bool connected) const {
  const std::string place = host_ + ":" + std::to_string(port_);
  if (!enabled_) return Error{"the policy has agent.monitoring.http.enabled: false, so its agent can't be asked; set it to true (an agent that runs takes that over)"};
  if (connected) return Error{"what answers at " + place + " is not flowship; is agent.monitoring.http.port the agent's own?"};
  return Error{"no agent answers at " + place + "; is it started, with this policy?"};
}

Result<MonitorAnswer> MonitorClient::Get(const std::string& path, bool* another) const {
  const auto answer = Connect(host_, port_).Get(path);
  if (answer && answer->get_header_value("Content-Type").starts_with("application/json")) return MonitorAnswer{answer->status, answer->body};
  const bool connected = answer || HasConnected(answer.error());
  if (another != nullptr) *another = connected;
  return Explain(connected);
}

Status MonitorClient::Stream(const std::string& path, const Parameters& parameters, const std::function<bool(std::string_view line)>& line) const {
  bool answered = false, streams = false;
  std::string waiting, refusal;
  const auto begin = [&](const httplib::Response& response) {
    answered = true;
    streams = response.status == 200 && response.get_header_value("Transfer-Encoding") == "chunked";
    return true;
  };
  const auto take = [&](const char* data, size_t size) {
    if (streams) return TakeLines(&waiting, {data, size}, line);
    refusal.append(data, size);
    return true;
  };
  const auto ended = Connect(host_, port_).Get(path, parameters, {}, begin, take);
  if (!answered) return Explain(HasConnected(ended.error()));
  if (streams) return {};
  const auto error = ErrorOf(refusal);
  return error ? Error{*error} : Explain(true);
}

}  // namespace flowship::cli
