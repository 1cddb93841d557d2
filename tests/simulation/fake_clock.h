#pragma once

#include "base/clock.h"

namespace flowship::simulation {

// Time that passes only when the simulation says so.
class FakeClock : public Clock {
 public:
  int64_t MonotonicNanos() const override { return now; }
  int64_t WallNanos() const override { return now + 1'700'000'000 * kNanosPerSecond; }
  int64_t now = kNanosPerSecond;
};

}  // namespace flowship::simulation
