#pragma once
// History: what the counters were in each of the last minutes' seconds, so that rates are there as soon as somebody looks. Bounded. Any thread.

#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "monitor/snapshot.h"

namespace flowship::monitor {

struct HistoryPoint {
  int64_t wall_millis = 0;
  uint64_t events = 0, delivered = 0, bytes_read = 0, bytes_sent = 0, errors = 0;  // counters
  uint64_t batches_under_way = 0;                                                  // gauge
};

struct Rates {
  double events = 0, delivered = 0, bytes_read = 0, bytes_sent = 0, errors = 0;  // a second
};

class History {
 public:
  static constexpr size_t kPoints = 300;

  void Add(HistoryPoint point);
  std::vector<HistoryPoint> points() const;  // the oldest first
  // Over the last `seconds`, as far as is known.
  Rates Recent(int64_t seconds) const;

 private:
  mutable std::mutex mutex_;
  std::deque<HistoryPoint> points_;
};

HistoryPoint PointOf(const AgentSnapshot& snapshot, int64_t wall_millis);

}  // namespace flowship::monitor
