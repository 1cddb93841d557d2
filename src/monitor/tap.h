#pragma once
// Tap: the events that pass, live, for whoever looks (`flowship tap`). Sampled: at most so many a second, and what a slow reader does not take is left out
// and counted; nothing here holds up the events. Costs one look at an atomic while nobody listens.
//
// Threads: See by the workers, the rest by any; a Subscription is read by one.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "event/batch.h"

namespace flowship::monitor {

struct TapOptions {
  enum class Stage : uint8_t { kRecord, kEvent };  // as it was read; as it goes to the output
  struct Filter {
    std::vector<std::string> path;
    std::string text;
    bool contains = false;  // field~text instead of field=text
  };
  Stage stage = Stage::kEvent;
  std::string stream;  // empty: all
  std::vector<Filter> filters;
  uint32_t per_second = 10;

  // `source.ip=192.0.2.1`, `message~TCP`.
  static Result<Filter> ParseFilter(std::string_view text);
};

class Subscription {
 public:
  static constexpr size_t kWaiting = 1000;  // events that a slow reader may be behind

  explicit Subscription(TapOptions options) : options_(std::move(options)) {}

  // The next event, one line without newline; nullopt: none came in time.
  std::optional<std::string> Next(std::chrono::milliseconds patience);
  uint64_t left_out() const { return left_out_.load(std::memory_order_relaxed); }  // that passed the filters

 private:
  friend class Tap;
  bool Wants(const Batch& batch, const Event& event) const;
  void Offer(const Batch& batch, const Event& event, int64_t second);

  const TapOptions options_;
  std::atomic<uint64_t> left_out_{0};
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::string> waiting_;
  int64_t second_ = 0;
  uint32_t this_second_ = 0;
};

class Tap {
 public:
  static constexpr size_t kSubscriptions = 4;

  void See(const Batch& batch, std::span<const Event> events, int64_t wall_millis);
  bool IsListened() const { return listening_.load(std::memory_order_relaxed) != 0; }
  // nullptr: too many listen. The subscription ends when the pointer is let go.
  std::shared_ptr<Subscription> Subscribe(TapOptions options);

 private:
  std::atomic<size_t> listening_{0};
  std::mutex mutex_;
  std::vector<std::weak_ptr<Subscription>> subscriptions_;
};

}  // namespace flowship::monitor
