#include "base/clock.h"

#include <ctime>

namespace flowship {

namespace {

int64_t Now(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<int64_t>(now.tv_sec) * kNanosPerSecond + now.tv_nsec;
}

class SystemClock : public Clock {
 public:
  int64_t MonotonicNanos() const override { return Now(CLOCK_MONOTONIC); }
  int64_t WallNanos() const override { return SystemWallNanos(); }
};

}  // namespace

int64_t SystemWallNanos() { return Now(CLOCK_REALTIME); }

const Clock& RealClock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace flowship
