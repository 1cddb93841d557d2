#include "cli/signals.h"

#include <initializer_list>

namespace flowship::cli {

namespace {

constexpr int kWake = SIGUSR1;

}  // namespace

StopSignals::StopSignals() {
  sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, kWake}) sigaddset(&set_, signal);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int StopSignals::Wait(int64_t millis) const {
  const timespec time{millis / 1000, (millis % 1000) * 1'000'000};
  const int signal = sigtimedwait(&set_, nullptr, &time);
  return signal > 0 && signal != kWake ? signal : 0;
}

void StopSignals::Wake() const { pthread_kill(waiter_, kWake); }

}  // namespace flowship::cli
