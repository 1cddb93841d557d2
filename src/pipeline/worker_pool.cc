#include "pipeline/worker_pool.h"

namespace flowship {

WorkerPool::WorkerPool(size_t workers, const std::function<std::unique_ptr<BatchWork>()>& make_work, BatchSink& next) : next_(next) {
  FLOWSHIP_ASSERT(workers > 0);
  for (size_t i = 0; i < workers; ++i) {
    threads_.emplace_back([this, work = std::shared_ptr<BatchWork>(make_work())] { Loop(*work); });
  }
}

WorkerPool::~WorkerPool() { Drain(); }

void WorkerPool::Push(BatchPtr batch) {
  const std::lock_guard lock(mutex_);
  FLOWSHIP_ASSERT(!draining_);
  waiting_.emplace_back(tickets_++, std::move(batch));
  arrived_.notify_one();
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
  while (true) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return draining_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto [ticket, batch] = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    work.Run(*batch);
    HandOn(ticket, std::move(batch));
  }
}

void WorkerPool::HandOn(uint64_t ticket, BatchPtr batch) {
  std::unique_lock lock(order_mutex_);
  done_.emplace(ticket, std::move(batch));
  if (handing_on_) return;  // whoever is at it takes this one too, when its turn comes
  handing_on_ = true;
  while (!done_.empty() && done_.begin()->first == next_ticket_) {
    BatchPtr ready = std::move(done_.begin()->second);
    done_.erase(done_.begin());
    ++next_ticket_;
    lock.unlock();
    next_.Push(std::move(ready));
    lock.lock();
  }
  handing_on_ = false;
}

}  // namespace flowship
