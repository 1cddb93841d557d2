#pragma once
// FlightLimit: how many requests may be under way at once to a cluster that says when it has enough: one more after as many answers as are under way, half of
// them after a 429 (additive increase, multiplicative decrease; what TCP does with a congested net). Requests that were under way when it was halved
// do not halve it again. Any thread.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/assert.h"
#include "output/deadline.h"

namespace flowship {

class FlightLimit {
 public:
  explicit FlightLimit(size_t most) : most_(static_cast<double>(std::max<size_t>(most, 1))), limit_(most_) {}

  // What a request under way holds.
  struct Ticket {
    size_t halvings = 0;
    bool granted = false;  // false: the deadline came first
  };
  Ticket Enter(const Deadline& deadline) {
    constexpr std::chrono::milliseconds kLook(20);
    std::unique_lock lock(mutex_);
    while (static_cast<double>(under_way_ + 1) > limit_) {
      if (deadline.Passed()) return {};
      left_.wait_for(lock, kLook);
    }
    ++under_way_;
    return {halvings_, true};
  }
  void Leave(const Ticket& ticket, bool busy) {
    const std::lock_guard lock(mutex_);
    FLOWSHIP_ASSERT(ticket.granted && under_way_ > 0);
    --under_way_;
    if (!busy) {
      limit_ = std::min(most_, limit_ + 1 / limit_);
    } else if (ticket.halvings == halvings_) {
      limit_ = std::max(1.0, limit_ / 2);
      ++halvings_;
    }
    left_.notify_all();
  }
  size_t limit() const {
    const std::lock_guard lock(mutex_);
    return static_cast<size_t>(limit_);
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable left_;
  const double most_;
  double limit_;
  size_t under_way_ = 0, halvings_ = 0;
};

}  // namespace flowship
