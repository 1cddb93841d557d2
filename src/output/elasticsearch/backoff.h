#pragma once
// Backoff: how long to wait before the next try. Exponential with full jitter: the n-th pause is anything between 0 and min(longest, first * 2^n), so many
// agents that lost the same server don't come back together. Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace flowship {

class Backoff {
 public:
  using Millis = std::chrono::milliseconds;
  Backoff(int64_t first_millis, int64_t longest_millis, uint64_t seed) : first_(first_millis), longest_(longest_millis), random_(seed) {}

  // The next pause; at least `least`.
  Millis Next(Millis least = Millis(0)) {
    const int64_t pause = std::uniform_int_distribution<int64_t>(0, Ceiling())(random_);
    if (tries_ < kMostDoublings) ++tries_;
    return std::max(Millis(pause), least);
  }
  int64_t Ceiling() const { return std::min(longest_, first_ > (longest_ >> tries_) ? longest_ : first_ << tries_); }
  void Reset() { tries_ = 0; }

 private:
  static constexpr int kMostDoublings = 40;

  int64_t first_, longest_;
  int tries_ = 0;
  std::mt19937_64 random_;
};

}  // namespace flowship
