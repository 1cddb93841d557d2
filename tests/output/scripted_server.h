#pragma once
// An HTTP server for tests of the output: a real socket, answers by script. It can do what a real server does when all goes wrong: cut, stall, garbage.
// Threads: the script runs on the server's threads, one call at a time.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/assert.h"

namespace flowship {

struct ServerRequest {
  std::string line;     // POST /x HTTP/1.1
  std::string headers;  // lower case
  std::string body;

  bool is_bulk() const { return line.find("/_bulk") != std::string::npos; }
  // Documents of a _bulk body that is not compressed.
  size_t documents() const { return static_cast<size_t>(std::ranges::count(body, '\n')) / 2; }
};

class ScriptedServer {
 public:
  // Gives the bytes of the answer; none: the connection is closed without one.
  using Script = std::function<std::string(const ServerRequest&)>;

  explicit ScriptedServer(Script script) : script_(std::move(script)) { Listen(0); }
  ~ScriptedServer() { Stop(); }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  size_t connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
  }
  std::vector<ServerRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  // As if the machine had gone: connections end, new ones are refused. Start goes on at the same port.
  void Stop() {
    stopping_ = true;
    if (accepter_.joinable()) accepter_.join();
    for (std::thread& thread : serving_) thread.join();
    serving_.clear();
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
  }
  void Start() { Listen(port_); }

  static std::string Answer(int status, std::string_view body, std::string_view more_headers = "") {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" + std::string(more_headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  }
  // All of the request's documents are taken.
  static std::string AllCreated(const ServerRequest& request) {
    std::string body = R"({"errors":false,"items":[)";
    for (size_t i = 0; i < request.documents(); ++i) body += (i == 0 ? "" : ",") + std::string(R"({"create":{"status":201}})");
    return Answer(200, body + "]}");
  }

 private:
  void Listen(uint16_t port) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    FLOWSHIP_ASSERT(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(listener_, 16) == 0);
    FLOWSHIP_ASSERT(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    stopping_ = false;
    accepter_ = std::thread([this] { Accept(); });
  }

  bool Readable(int fd) const {
    constexpr int kLookMillis = 10;
    pollfd waiting{fd, POLLIN, 0};
    while (!stopping_) {
      if (::poll(&waiting, 1, kLookMillis) > 0) return true;
    }
    return false;
  }

  void Accept() {
    while (Readable(listener_)) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      {
        const std::lock_guard lock(mutex_);
        ++connections_;
      }
      serving_.emplace_back([this, fd] {
        while (Serve(fd)) {
        }
        ::close(fd);
      });
    }
  }

  // One request. False: the connection is to be closed.
  bool Serve(int fd) {
    std::string text;
    size_t body_at = std::string::npos, body_size = 0;
    ServerRequest request;
    while (body_at == std::string::npos || text.size() < body_at + body_size) {
      char block[65536];
      if (!Readable(fd)) return false;
      const ssize_t got = ::recv(fd, block, sizeof block, 0);
      if (got <= 0) return false;
      text.append(block, static_cast<size_t>(got));
      const size_t end = text.find("\r\n\r\n");
      if (body_at != std::string::npos || end == std::string::npos) continue;
      body_at = end + 4;
      const size_t line = text.find("\r\n");
      request.line = text.substr(0, line);
      request.headers = text.substr(line + 2, body_at - line - 2);
      for (char& c : request.headers) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      if (const size_t at = request.headers.find("content-length: "); at != std::string::npos) body_size = std::stoul(request.headers.substr(at + 16));
    }
    request.body = text.substr(body_at, body_size);
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    const std::string answer = script_(request);
    return !answer.empty() && ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(answer.size());
  }

  const Script script_;
  mutable std::mutex mutex_;
  std::vector<ServerRequest> requests_;
  size_t connections_ = 0;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread accepter_;
  std::vector<std::thread> serving_;
};

}  // namespace flowship
