#pragma once
// What systemd is told of the agent, where it was started by it (sd_notify(3), Type=notify, WatchdogSec=). Nothing otherwise. The home of libsystemd.

#include <cstdint>
#include <string>

namespace flowship::cli {

class Service {
 public:
  void Ready(const std::string& status) const;
  void Reloading() const;  // until Ready is called again
  void Stopping(const std::string& status) const;
  // The main loop lives. To be called often; tells at most as often as it is asked for.
  void Alive();

 private:
  int64_t next_alive_nanos_ = 0;
};

}  // namespace flowship::cli
