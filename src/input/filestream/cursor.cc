#include "input/filestream/cursor.h"

namespace flowship::filestream {

void Deliveries::SetWaker(DirectoryWatcher* watcher) {
  const std::lock_guard lock(mutex_);
  watcher_ = watcher;
}

void Deliveries::Done() {
  const bool last = under_way_.fetch_sub(1, std::memory_order_release) == 1;
  if (wanted_ <= 0 || (wanted_.fetch_sub(1) != 1 && !last)) return;
  const std::lock_guard lock(mutex_);
  if (watcher_ != nullptr) watcher_->Wake();
}

uint64_t Cursor::Began(uint64_t end, uint64_t tail_hash) {
  deliveries_->Began();
  const std::lock_guard lock(mutex_);
  settlement_.reset();
  return done_in_order_.Began({end, tail_hash});
}

void Cursor::BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) {
  {
    const std::lock_guard lock(mutex_);
    FLOWSHIP_ASSERT(done_in_order_.EndOf(range.sequence).end == range.end);
    if (const auto last = done_in_order_.Done(range.sequence, outcomes)) registry_.Update(entry_, last->end, last->tail_hash);
    SettleIfThere();
  }
  deliveries_->Done();
}

void Cursor::SettleAt(uint64_t offset, int64_t changed_nanos) {
  const std::lock_guard lock(mutex_);
  settlement_ = Settlement{offset, changed_nanos};
  SettleIfThere();
}

void Cursor::SettleIfThere() {
  if (!settlement_ || !done_in_order_.all_done()) return;
  registry_.Settle(entry_, settlement_->offset, settlement_->changed_nanos);
  settlement_.reset();
}

bool Cursor::AllDone() const {
  const std::lock_guard lock(mutex_);
  return done_in_order_.all_done();
}

}  // namespace flowship::filestream
