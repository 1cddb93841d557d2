#pragma once
// A running agent's monitoring server (monitor/server.h), as a client: for `doctor`, `top` and `tap`. Plain HTTP/1.1 over one socket a request.
// One thread.

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flowship::cli {

struct MonitorAnswer {
  int status = 0;
  std::string body;
};

class MonitorClient {
 public:
  MonitorClient(std::string host, uint16_t port) : host_(std::move(host)), port_(port) {}

  Result<MonitorAnswer> Get(const std::string& path) const;
  // Calls `line` for each line that comes, until it returns false or the agent ends it. An answer that is not 200 is an error.
  Status Stream(const std::string& path, const std::function<bool(std::string_view line)>& line) const;

 private:
  const std::string host_;
  const uint16_t port_;
};

// %XX for all that has a meaning in an address.
std::string UrlEncoded(std::string_view text);

}  // namespace flowship::cli
