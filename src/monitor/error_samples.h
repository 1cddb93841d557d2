#pragma once
// ErrorSamples: for each error.message that events left with, the last records it happened to. Bounded: kMessages messages, kSamples of each, cut to
// kRecordBytes; and at most kPerSecond a second are looked at, so that a log full of errors costs no more than a good one. Any thread.

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "event/batch.h"

namespace flowship::monitor {

class ErrorSamples {
 public:
  static constexpr size_t kMessages = 32, kSamples = 3, kRecordBytes = 400;
  static constexpr uint32_t kPerSecond = 50;

  void See(const Batch& batch, std::span<const Event> events, int64_t wall_millis);
  std::string Json() const;  // message → [{"time": …, "stream": …, "path": …, "offset": …, "record": …}]

 private:
  struct Sample {
    int64_t wall_millis;
    std::string stream, path, record;
    uint64_t offset;
  };

  void Keep(const Batch& batch, const Event& event, std::string_view message, int64_t wall_millis);

  std::atomic<int64_t> second_{0};
  std::atomic<uint32_t> this_second_{0};
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Sample>, std::less<>> samples_;
};

}  // namespace flowship::monitor
