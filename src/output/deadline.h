#pragma once
// Deadline: until when an output may go on trying. There is none at first; whoever stops the agent sets one, and every wait of the output ends with it.
// Any thread.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace flowship {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;

  // Of several the earliest holds.
  void Set(Time when) {
    const std::lock_guard lock(mutex_);
    if (when < when_) when_ = when;
    changed_.notify_all();
  }

  bool Passed() const {
    const std::lock_guard lock(mutex_);
    return Clock::now() >= when_;
  }

  // False: the deadline came first.
  bool SleepUntil(Time until) {
    std::unique_lock lock(mutex_);
    while (Clock::now() < until) {
      if (Clock::now() >= when_) return false;
      changed_.wait_until(lock, std::min(until, when_));
    }
    return Clock::now() < when_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Time when_ = Time::max();
};

}  // namespace flowship
