#pragma once
// A running agent's monitoring server (monitor/server.h), as a client: for `doctor`, `top` and `tap`. One connection a request, by cpp-httplib. One thread.

#include <functional>
#include <map>
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
  using Parameters = std::multimap<std::string, std::string>;

  // With `enabled` false the agent of this policy has no server, and what can't be had is explained by that.
  MonitorClient(std::string host, uint16_t port, bool enabled = true) : host_(std::move(host)), port_(port), enabled_(enabled) {}

  // An answer that is no flowship's is an error too.
  Result<MonitorAnswer> Get(const std::string& path, bool* another = nullptr) const;
  // Calls `line` for each line that comes, until it returns false or the agent ends it. An answer that is not 200 is an error.
  Status Stream(const std::string& path, const Parameters& parameters, const std::function<bool(std::string_view line)>& line) const;

 private:
  Error Explain(bool connected) const;

  const std::string host_;
  const uint16_t port_;
  const bool enabled_;
};

}  // namespace flowship::cli
