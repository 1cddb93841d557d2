#include "event/batch.h"

#include "base/limits.h"

namespace flowship {

void Batch::DropTrees() {
  for (Event& event : events) {
    event.root = nullptr;
    event.overlay = nullptr;
    event.address = nullptr;
    event.record = {};
  }
  keys.Clear();
  arena.Reset(limits::kBatchKeptBytes);
}

void Batch::Settle(Outcome outcome) {
  for (Event& event : events) {
    if (event.outcome == Outcome::kPending) event.outcome = outcome;
  }
}

void Batch::Finish() {
  OutcomeCounts outcomes{};
  for (const Event& event : events) ++outcomes[static_cast<size_t>(event.outcome)];
  FLOWSHIP_ASSERT(outcomes[static_cast<size_t>(Outcome::kPending)] == 0);
  FLOWSHIP_ASSERT(origin != nullptr);
  origin->BatchDone(range, outcomes);
  origin.reset();
}

void Batch::Reset() {
  events.clear();
  keys.Clear();
  arena.Reset(limits::kBatchKeptBytes);
  bytes.Reset(limits::kBatchKeptBytes);
  encoded.Reset(limits::kBatchKeptBytes);
  range = {};
  origin.reset();
  stream.reset();
}

void BatchReturner::operator()(Batch* batch) const { pool->Return(batch); }

BatchPool::~BatchPool() { FLOWSHIP_ASSERT(idle_.size() + left_ == batches_); }

BatchPtr BatchPool::TakeLocked() {
  if (!idle_.empty()) {
    Batch* const batch = idle_.back().release();
    idle_.pop_back();
    return BatchPtr(batch, BatchReturner{this});
  }
  if (left_ == 0) return BatchPtr(nullptr, BatchReturner{this});
  --left_;
  return BatchPtr(new Batch(frozen_), BatchReturner{this});
}

BatchPtr BatchPool::Acquire() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return closed_ || !idle_.empty() || left_ > 0; });
  if (closed_) return BatchPtr(nullptr, BatchReturner{this});
  return TakeLocked();
}

BatchPtr BatchPool::TryAcquire() {
  const std::lock_guard lock(mutex_);
  return closed_ ? BatchPtr(nullptr, BatchReturner{this}) : TakeLocked();
}

void BatchPool::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  returned_.notify_all();
}

size_t BatchPool::in_flight() const {
  const std::lock_guard lock(mutex_);
  return batches_ - left_ - idle_.size();
}

void BatchPool::Return(Batch* batch) {
  batch->Reset();
  const std::lock_guard lock(mutex_);
  idle_.emplace_back(batch);
  returned_.notify_one();
}

}  // namespace flowship
