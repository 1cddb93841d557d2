#include "cli/monitor_client.h"

#include <httplib.h>

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

// Why there was no answer at all.
Error Explain(httplib::Error error, const std::string& host, uint16_t port) {
  if (error != httplib::Error::Connection && error != httplib::Error::ConnectionTimeout) return Error{"the agent gave no answer"};
  return Error{"no agent answers at " + host + ":" + std::to_string(port) + "; does it run, with agent.monitoring.http.enabled: true?"};
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

Result<MonitorAnswer> MonitorClient::Get(const std::string& path) const {
  const auto answer = Connect(host_, port_).Get(path);
  if (!answer) return Explain(answer.error(), host_, port_);
  return MonitorAnswer{answer->status, answer->body};
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
  if (!answered) return Explain(ended.error(), host_, port_);
  return streams ? Status() : Status(Error{"the agent says: " + refusal});
}

}  // namespace flowship::cli
