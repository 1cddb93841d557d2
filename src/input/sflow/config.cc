#include "input/sflow/config.h"

#include <algorithm>
#include <charconv>
#include <thread>

namespace flowship::sflow_input {

namespace {

constexpr int64_t kSocketsMax = 64;
constexpr int64_t kReadBufferMost = int64_t{1} << 30;

// address:port, [v6]:port, or an address alone.
void TakeHost(config::Options& options, Config& config) {
  const std::string text = options.TakeString("host", config.Where());
  const size_t bracket = text.find(']'), colon = text.rfind(':');
  const bool has_port = colon != std::string::npos && (bracket == std::string::npos ? text.find(':') == colon : colon > bracket);
  std::string host = text.substr(0, has_port ? colon : std::string::npos);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (has_port) {
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + colon + 1, end, config.port);
    if (error != std::errc() || at != end) return options.Error("host", "\"" + text + "\" has no port from 0 to 65535 after its last colon");
  }
  if (host.empty()) return options.Error("host", "\"" + text + "\" has no address; 0.0.0.0 receives on all of IPv4, [::] on both versions");
  config.host = host;
}

void TakeNetworks(config::Options& options, const char* name, Networks& networks) {
  for (const std::string& text : options.TakeStrings(name)) {
    if (const Status added = networks.Add(text); !added.ok()) options.Error(name, added.error().message);
  }
}

}  // namespace

std::string Config::Where() const {
  const bool version6 = host.find(':') != std::string::npos;
  return (version6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Config TakeConfig(config::Options& options) {
  Config config;
  TakeHost(options, config);
  const int64_t processors = std::max(1u, std::thread::hardware_concurrency());
  config.sockets = static_cast<size_t>(options.TakeInt("sockets", std::min<int64_t>(2, processors), 1, kSocketsMax));
  const int64_t buffer = options.TakeBytes("read_buffer", static_cast<int64_t>(config.read_buffer_bytes));
  if (buffer < 0 || buffer > kReadBufferMost) options.Error("read_buffer", "a receive buffer has 0 (what the system gives) to 1GiB");
  config.read_buffer_bytes = static_cast<size_t>(std::clamp<int64_t>(buffer, 0, kReadBufferMost));
  TakeNetworks(options, "allow", config.allow);
  TakeNetworks(options, "deny", config.deny);
  config.rate_limit = static_cast<uint64_t>(options.TakeInt("rate_limit", 0, 0, INT64_MAX));
  return config;
}

}  // namespace flowship::sflow_input
