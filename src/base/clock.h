#pragma once
// Clock: the seam to time. Everything that waits or stamps asks a Clock, so that a simulation can make time pass.
// Units: nanoseconds. Thread-safe.

#include <cstdint>

namespace flowship {

inline constexpr int64_t kNanosPerMilli = 1'000'000;
inline constexpr int64_t kNanosPerSecond = 1'000'000'000;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t MonotonicNanos() const = 0;  // never goes back; from an arbitrary zero
  virtual int64_t WallNanos() const = 0;       // since 1970-01-01T00:00Z
};

// The system's. Lives for ever.
const Clock& RealClock();
// Its WallNanos, for whoever takes a clock as a function.
int64_t SystemWallNanos();

}  // namespace flowship
