#pragma once
// The one source of chance of a simulation, and the hash of all that has happened in it. Two runs of one seed draw the same and hash the same.

#include <cstdint>
#include <random>
#include <string_view>

#include "base/hash.h"

namespace flowship::simulation {

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  uint64_t Below(uint64_t limit) { return engine_() % limit; }
  uint64_t Between(uint64_t low, uint64_t high) { return low + Below(high - low + 1); }
  bool Chance(uint64_t per_mille) { return per_mille > 0 && Below(1000) < per_mille; }

 private:
  std::mt19937_64 engine_;
};

class TraceHash {
 public:
  void Mix(uint64_t value) { value_ = (value_ ^ value) * 0x9E3779B97F4A7C15 + (value_ >> 29); }
  void Mix(std::string_view text) { Mix(HashBytes(text)); }
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 1;
};

}  // namespace flowship::simulation
