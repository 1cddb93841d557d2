#include "cli/service.h"

#include <systemd/sd-daemon.h>

#include "base/clock.h"

namespace flowship::cli {

void Service::Ready(const std::string& status) const { sd_notify(0, ("READY=1\nSTATUS=" + status).c_str()); }

void Service::Reloading() const {
  sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(RealClock().MonotonicNanos() / 1000)).c_str());
}

void Service::Stopping(const std::string& status) const { sd_notify(0, ("STOPPING=1\nSTATUS=" + status).c_str()); }

void Service::Alive() {
  const int64_t now = RealClock().MonotonicNanos();
  if (now < next_alive_nanos_) return;
  uint64_t patience_micros = 0;
  if (sd_watchdog_enabled(0, &patience_micros) <= 0) {
    next_alive_nanos_ = INT64_MAX;
    return;
  }
  sd_notify(0, "WATCHDOG=1");
  next_alive_nanos_ = now + static_cast<int64_t>(patience_micros) * 1000 / 4;
}

}  // namespace flowship::cli
