#include "output/output.h"

#include "base/limits.h"

namespace flowship {

void OutputStats::CountError(std::string_view reason, uint64_t times) {
  const std::lock_guard lock(mutex_);
  auto found = errors_.find(reason);
  if (found == errors_.end()) {
    if (errors_.size() >= limits::kErrorReasons) reason = "other";
    found = errors_.emplace(reason, 0).first;
  }
  found->second += times;
}

std::map<std::string, uint64_t, std::less<>> OutputStats::Errors() const {
  const std::lock_guard lock(mutex_);
  return errors_;
}

std::vector<OutputStats::Named> OutputStats::Counters() const {
  return {{"batches", batches},       {"delivered", delivered}, {"duplicates", duplicates}, {"failure_store", failure_store},
          {"dead_lettered", dead_lettered}, {"dropped", dropped}, {"abandoned", abandoned}, {"retried", retried}, {"requests", requests},
          {"failed_requests", failed_requests}, {"bytes", bytes}, {"blocked", blocked}};
}

void Output::FinishBatch(BatchPtr batch) {
  OutcomeCounts outcomes{};
  for (const Event& event : batch->events) ++outcomes[static_cast<size_t>(event.outcome)];
  stats_.delivered += outcomes[static_cast<size_t>(Outcome::kDelivered)];
  stats_.dead_lettered += outcomes[static_cast<size_t>(Outcome::kDeadLettered)];
  stats_.abandoned += outcomes[static_cast<size_t>(Outcome::kAbandoned)];
  ++stats_.batches;
  batch->Finish();
}

}  // namespace flowship
