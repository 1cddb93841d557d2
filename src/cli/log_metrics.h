#pragma once
// LogMetrics: every so often a line with what was done since the one before: agent.logging.metrics. In the JSON form the figures are under
// monitoring.metrics with Filebeat's names, so that what reads Filebeat's log reads this one.

#include <cstdint>

#include "monitor/snapshot.h"

namespace flowship::cli {

class LogMetrics {
 public:
  // To be called now and then; `period_millis` 0: never.
  void Tick(int64_t period_millis, const monitor::AgentView& agent);

 private:
  struct Totals {
    uint64_t read = 0, delivered = 0, duplicates = 0, dropped = 0, dead_lettered = 0, failed = 0, retried = 0, bytes_sent = 0, failed_requests = 0;
  };
  static Totals TotalsOf(const monitor::AgentSnapshot& snapshot);
  void Say(double seconds, const monitor::AgentSnapshot& snapshot);

  int64_t last_nanos_ = 0;
  Totals last_;
};

}  // namespace flowship::cli
