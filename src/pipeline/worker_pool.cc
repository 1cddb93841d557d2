#include "pipeline/worker_pool.h"

#include "base/limits.h"

namespace flowship {

WorkerPool::WorkerPool(size_t workers, const std::function<std::unique_ptr<BatchWork>()>& make_work, BatchSink& next) : next_(next) {
  FLOWSHIP_ASSERT(workers > 0);
  for (size_t i = 0; i < workers; ++i) {
    threads_.emplace_back([this, work = std::shared_ptr<BatchWork>(make_work())] { Loop(*work); });
  }
}

WorkerPool::~WorkerPool() { Drain(); }

void WorkerPool::PushSome(std::span<BatchPtr> batches) {
  const std::lock_guard lock(mutex_);
  FLOWSHIP_ASSERT(!draining_);
  for (BatchPtr& batch : batches) {
    waiting_.push_back(std::move(batch));
    arrived_.notify_one();
  }
}

void WorkerPool::Drain() {
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    arrived_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void WorkerPool::Loop(BatchWork& work) {
  std::vector<BatchPtr> batches;
  while (true) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return draining_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const uint64_t first = TakeLocked(batches);
    lock.unlock();
    for (const BatchPtr& batch : batches) work.Run(*batch);
    HandOn(first, batches);
  }
}

// As many as make up a large batch, but no more than this worker's share. Returns the ticket of the first.
uint64_t WorkerPool::TakeLocked(std::vector<BatchPtr>& taken) {
  const uint64_t first = first_waiting_;
  const size_t most = (waiting_.size() + threads_.size() - 1) / threads_.size();
  size_t bytes = 0;
  taken.clear();
  do {
    bytes += waiting_.front()->bytes.size();
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  } while (taken.size() < most && bytes + waiting_.front()->bytes.size() <= limits::kBatchTargetBytes);
  first_waiting_ += taken.size();
  return first;
}

void WorkerPool::HandOn(uint64_t ticket, std::vector<BatchPtr>& batches) {
  std::unique_lock lock(order_mutex_);
  for (BatchPtr& batch : batches) done_.emplace(ticket++, std::move(batch));
  if (handing_on_) return;  // whoever is at it takes these too, when their turn comes
  handing_on_ = true;
  while (!done_.empty() && done_.begin()->first == next_ticket_) {
    batches.clear();
    for (; !done_.empty() && done_.begin()->first == next_ticket_; ++next_ticket_) {
      batches.push_back(std::move(done_.begin()->second));
      done_.erase(done_.begin());
    }
    lock.unlock();
    next_.PushSome(batches);
    lock.lock();
  }
  handing_on_ = false;
}

}  // namespace flowship
