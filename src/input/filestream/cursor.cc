#include "input/filestream/cursor.h"

namespace flowship::filestream {

void Deliveries::SetWaker(DirectoryWatcher* watcher) {
  const std::lock_guard lock(mutex_);
  watcher_ = watcher;
}

void Deliveries::Done() {
  under_way_.fetch_sub(1, std::memory_order_release);
  if (!wanted_.exchange(false)) return;
  const std::lock_guard lock(mutex_);
  if (watcher_ != nullptr) watcher_->Wake();
}

uint64_t Cursor::Began(uint64_t end, uint64_t tail_hash) {
  deliveries_->Began();
  const std::lock_guard lock(mutex_);
  settlement_.reset();
  ranges_.push_back({end, tail_hash, false});
  return first_ + ranges_.size() - 1;
}

void Cursor::BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) {
  {
    const std::lock_guard lock(mutex_);
    FLOWSHIP_ASSERT(range.sequence >= first_ && range.sequence - first_ < ranges_.size());
    Range& done = ranges_[range.sequence - first_];
    FLOWSHIP_ASSERT(!done.done && done.end == range.end);
    if (outcomes[static_cast<size_t>(Outcome::kAbandoned)] > 0) {
      abandoned_ = true;
    } else {
      done.done = true;
    }
    std::optional<Range> last;
    for (; !ranges_.empty() && ranges_.front().done; ++first_) {
      last = ranges_.front();
      ranges_.pop_front();
    }
    if (last) registry_.Update(entry_, last->end, last->tail_hash);
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
  if (!settlement_ || !ranges_.empty()) return;
  registry_.Settle(entry_, settlement_->offset, settlement_->changed_nanos);
  settlement_.reset();
}

bool Cursor::AllDone() const {
  const std::lock_guard lock(mutex_);
  return ranges_.empty();
}

}  // namespace flowship::filestream
