#pragma once
// WorkerPool: N threads that turn batches of records into encoded documents, and hand them on in the order in which they came.
//
//   Push(batch) ──► ticket ──► waiting ──► a worker: BatchWork::Run ──► done, by ticket ──► next.PushSome, in ticket order
//
// Order is kept over all batches, so it is kept per file. Bounded by the batch pool: every batch under way is one of its fixed number.
// Small batches that wait are taken together, as many as make up a large one, and handed on together: the batches of thousands of small files cost an
// output then what those of a large one do.
// Push and PushSome never wait for a worker and are safe for several threads. next is called by one thread at a time.

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "event/batch.h"

namespace flowship {

// What a worker does with a batch. Each worker has its own, so it may keep scratch memory.
class BatchWork {
 public:
  virtual ~BatchWork() = default;
  virtual void Run(Batch& batch) = 0;
};

class WorkerPool : public BatchSink {
 public:
  WorkerPool(size_t workers, const std::function<std::unique_ptr<BatchWork>()>& make_work, BatchSink& next);
  ~WorkerPool() override;

  void Push(BatchPtr batch) override { PushSome({&batch, 1}); }
  void PushSome(std::span<BatchPtr> batches) override;
  // Returns when all that was pushed has been handed on; nothing may be pushed afterwards.
  void Drain();

 private:
  void Loop(BatchWork& work);
  uint64_t TakeLocked(std::vector<BatchPtr>& taken);
  void HandOn(uint64_t ticket, std::vector<BatchPtr>& batches);

  BatchSink& next_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<BatchPtr> waiting_;
  uint64_t first_waiting_ = 0;  // the ticket of the first of them, or of the next that comes; the others follow
  bool draining_ = false;

  std::mutex order_mutex_;
  std::map<uint64_t, BatchPtr> done_;
  uint64_t next_ticket_ = 0;
  bool handing_on_ = false;  // a thread is calling next_.Push

  std::vector<std::thread> threads_;
};

}  // namespace flowship
