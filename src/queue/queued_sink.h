#pragma once
// QueuedSink: a queue between an input that can't be read again and the workers, so that neither a slow output nor a restart costs records.
//
//   input ──Push──► records into the queue, committed ──► the input's batch is done          (its own small pool: it never waits for the output)
//                                   └──► feeder thread ──► batches of the route's pool ──► next ──► … ──► Acknowledge
//
// Each record is kept with the id of its stream. Its identity is the queue's with its position, so that what is read again after a restart has the same `_id`.
// A record that the queue refuses, because it is full, is gone: the batch tells its origin that it was abandoned, and the queue counts it.
// Threads: Push by several; Stop by one.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "event/batch.h"
#include "event/done_in_order.h"
#include "event/stream.h"
#include "queue/queue.h"

namespace flowship {

class QueuedSink final : public BatchSink {
 public:
  using Streams = std::vector<std::shared_ptr<const Stream>>;

  // `streams`: those that a record may be of, at least one; a record of another one, from before the policy was changed, counts as one of the first. `keys`, `pool` and `next`
  // outlive it. Feeds from the beginning on.
  QueuedSink(std::unique_ptr<RecordQueue> queue, Streams streams, const KeySet& keys, BatchPool& pool, BatchSink& next);
  ~QueuedSink() override;

  // The input's batches come from here.
  BatchPool& intake() { return intake_; }
  void Push(BatchPtr batch) override;
  // Feeds no more; what the input pushes goes on being kept. The route's pool was closed, or still gives batches.
  void Stop();
  // After Stop: nothing that was fed is under way.
  bool Settled() const;
  // Everything that was pushed has an outcome.
  bool Idle() const;
  QueueStats stats() const { return queue_->stats(); }

 private:
  class QueueOrigin;

  void Feed();
  std::chrono::milliseconds FeedSome();  // zero: go on; else nothing could be done, and when to try again
  std::shared_ptr<const Stream> StreamOf(std::string_view id) const;

  static constexpr size_t kIntakeBatches = 8;

  const std::unique_ptr<RecordQueue> queue_;
  const Streams streams_;
  BatchPool intake_;
  BatchPool& pool_;
  BatchSink& next_;
  const std::shared_ptr<QueueOrigin> origin_;

  std::mutex append_mutex_;
  mutable std::mutex mutex_;
  std::condition_variable committed_;
  uint64_t available_ = 0;  // positions below it are committed
  uint64_t fed_ = 0;
  bool stopping_ = false;
  std::thread feeder_;
};

}  // namespace flowship
