#include "monitor/history.h"

namespace flowship::monitor {

void History::Add(HistoryPoint point) {
  const std::lock_guard lock(mutex_);
  points_.push_back(point);
  if (points_.size() > kPoints + 1) points_.pop_front();
}

std::vector<HistoryPoint> History::points() const {
  const std::lock_guard lock(mutex_);
  return {points_.begin(), points_.end()};
}

Rates History::Recent(int64_t seconds) const {
  const std::lock_guard lock(mutex_);
  if (points_.size() < 2) return {};
  const HistoryPoint& now = points_.back();
  auto then = points_.rbegin() + 1;
  while (then + 1 != points_.rend() && now.wall_millis - then->wall_millis < seconds * 1000) ++then;
  const double span = static_cast<double>(now.wall_millis - then->wall_millis) / 1000;
  if (span <= 0) return {};
  // A counter goes back when a reload takes a stream away; that is no negative rate.
  const auto rate = [span](uint64_t before, uint64_t after) { return after <= before ? 0.0 : static_cast<double>(after - before) / span; };
  return {rate(then->events, now.events), rate(then->delivered, now.delivered), rate(then->bytes_read, now.bytes_read),
          rate(then->bytes_sent, now.bytes_sent), rate(then->errors, now.errors)};
}

HistoryPoint PointOf(const AgentSnapshot& snapshot, int64_t wall_millis) {
  HistoryPoint point;
  point.wall_millis = wall_millis;
  point.events = snapshot.events;
  point.delivered = snapshot.SumOutputs("delivered");
  point.bytes_read = snapshot.Sum("bytes_processed_total");
  point.bytes_sent = snapshot.SumOutputs("bytes");
  for (const auto& [message, count] : snapshot.pipeline_errors) point.errors += count;
  for (const OutputState& output : snapshot.outputs) {
    point.batches_under_way += output.batches_under_way;
    for (const auto& [reason, count] : output.errors) point.errors += count;
  }
  return point;
}

}  // namespace flowship::monitor
