#pragma once
// Observer: shows the events that the workers have normalised to the monitoring: flows, error samples, taps. Nothing while nobody is to look. Any thread.

#include <atomic>

#include "monitor/error_samples.h"
#include "monitor/flow_table.h"
#include "monitor/tap.h"
#include "pipeline/normaliser.h"

namespace flowship {

class Observer : public TreeObserver {
 public:
  explicit Observer(const Clock& clock) : flows(clock), clock_(clock) {}

  void See(const Batch& batch, std::span<const Event> events, bool passed) override {
    if (!enabled_.load(std::memory_order_relaxed)) return;
    const int64_t wall_millis = clock_.WallNanos() / kNanosPerMilli;
    if (!passed) flows.See(events);
    errors.See(batch, events, wall_millis);
    tap.See(batch, events, wall_millis);
  }
  size_t MayPass(size_t count) override {
    if (!enabled_.load(std::memory_order_relaxed)) return count;
    return tap.IsListened() ? 0 : flows.MayPass(count);
  }
  void Enable(bool enabled) { enabled_ = enabled; }

  monitor::FlowTable flows;
  monitor::ErrorSamples errors;
  monitor::Tap tap;

 private:
  const Clock& clock_;
  std::atomic<bool> enabled_{false};
};

}  // namespace flowship
