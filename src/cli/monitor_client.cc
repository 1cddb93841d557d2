#include "cli/monitor_client.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "base/file_descriptor.h"

namespace flowship::cli {

namespace {

constexpr time_t kPatienceSeconds = 10;

Result<FileDescriptor> Connect(const std::string& host, uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string any = host == "0.0.0.0" || host == "::" ? "localhost" : host;
  if (const int failed = getaddrinfo(any.c_str(), std::to_string(port).c_str(), &hints, &found); failed != 0) return Error{host + ": " + gai_strerror(failed)};
  std::string why = "no address";
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    FileDescriptor handle(socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol));
    const timeval patience{kPatienceSeconds, 0};
    setsockopt(handle.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(handle.get(), at->ai_addr, at->ai_addrlen) == 0) {
      freeaddrinfo(found);
      return handle;
    }
    why = std::strerror(errno);
  }
  freeaddrinfo(found);
  return Error{"no agent answers at " + host + ":" + std::to_string(port) + ": " + why + "; does it run, with agent.monitoring.http.enabled: true?"};
}

// What is received of an answer, in parts: head, then the body with its chunks put together.
class Receiver {
 public:
  explicit Receiver(int handle) : handle_(handle) {}

  // False: the other end closed, or is silent.
  bool More() {
    char bytes[16 << 10];
    const ssize_t count = recv(handle_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    received_.append(bytes, static_cast<size_t>(count));
    return true;
  }
  // The next line, without its end.
  bool Line(std::string* line) {
    size_t end;
    while ((end = received_.find('\n')) == std::string::npos) {
      if (!More()) return false;
    }
    *line = received_.substr(0, end > 0 && received_[end - 1] == '\r' ? end - 1 : end);
    received_.erase(0, end + 1);
    return true;
  }
  bool Bytes(size_t count, std::string* out) {
    while (received_.size() < count) {
      if (!More()) return false;
    }
    *out = received_.substr(0, count);
    received_.erase(0, count);
    return true;
  }
  std::string Rest() {
    while (More()) {
    }
    return std::move(received_);
  }

 private:
  const int handle_;
  std::string received_;
};

struct Head {
  int status = 0;
  bool chunked = false;
};

Result<Head> Ask(int handle, Receiver& receiver, const std::string& host, const std::string& path) {
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
  if (send(handle, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) return Error{"the agent took no request: " + std::string(std::strerror(errno))};
  Head head;
  std::string line;
  if (!receiver.Line(&line) || line.size() < 12) return Error{"the agent gave no answer"};
  head.status = std::atoi(line.c_str() + 9);
  while (receiver.Line(&line) && !line.empty()) {
    if (strcasecmp(line.c_str(), "Transfer-Encoding: chunked") == 0) head.chunked = true;
  }
  return head;
}

}  // namespace

Result<MonitorAnswer> MonitorClient::Get(const std::string& path) const {
  auto handle = Connect(host_, port_);
  if (!handle.ok()) return handle.error();
  Receiver receiver(handle->get());
  const auto head = Ask(handle->get(), receiver, host_, path);
  if (!head.ok()) return head.error();
  return MonitorAnswer{head->status, receiver.Rest()};
}

Status MonitorClient::Stream(const std::string& path, const std::function<bool(std::string_view line)>& line) const {
  auto handle = Connect(host_, port_);
  if (!handle.ok()) return handle.error();
  Receiver receiver(handle->get());
  const auto head = Ask(handle->get(), receiver, host_, path);
  if (!head.ok()) return head.error();
  if (head->status != 200 || !head->chunked) return Error{"the agent says: " + receiver.Rest()};
  std::string size, chunk, waiting;
  while (receiver.Line(&size)) {
    const size_t count = std::strtoul(size.c_str(), nullptr, 16);
    if (count == 0 || !receiver.Bytes(count, &chunk) || !receiver.Line(&size)) break;
    waiting += chunk;
    for (size_t end; (end = waiting.find('\n')) != std::string::npos; waiting.erase(0, end + 1)) {
      if (!line(std::string_view(waiting).substr(0, end))) return {};
    }
  }
  return {};
}

std::string UrlEncoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-_.~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
      out += hex;
    }
  }
  return out;
}

}  // namespace flowship::cli
