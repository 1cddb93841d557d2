#include "pipeline/worker_pool.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>

#include "base/limits.h"

namespace flowship {
namespace {

class Collector : public BatchSink {
 public:
  void Push(BatchPtr batch) override { PushSome({&batch, 1}); }
  void PushSome(std::span<BatchPtr> batches) override {
    ++calls;
    most = std::max(most, batches.size());
    for (BatchPtr& batch : batches) {
      sequences.push_back(batch->range.sequence);
      batch.reset();
    }
  }
  std::vector<uint64_t> sequences;
  size_t calls = 0, most = 0;
};

// The first batch is worked on for as long as the test wants, so that the others wait.
class Gate {
 public:
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }
  void Pass() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

class Work : public BatchWork {
 public:
  explicit Work(Gate& gate) : gate_(gate) {}
  void Run(Batch& batch) override {
    if (batch.range.sequence == 0) gate_.Pass();
  }

 private:
  Gate& gate_;
};

constexpr size_t kBatches = 200;

BatchPtr Numbered(BatchPool& pool, uint64_t number, size_t bytes) {
  BatchPtr batch = pool.TryAcquire();
  batch->range.sequence = number;
  batch->bytes.Append(std::string(bytes, 'x'));
  return batch;
}

// What comes out when batches of that size wait behind the first one.
Collector Through(size_t workers, size_t bytes) {
  const KeySet keys;
  BatchPool pool(keys, kBatches);
  Collector collector;
  Gate gate;
  WorkerPool under_test(
      workers, [&] { return std::make_unique<Work>(gate); }, collector);
  for (uint64_t i = 0; i < kBatches; ++i) under_test.Push(Numbered(pool, i, bytes));
  gate.Open();
  under_test.Drain();
  return collector;
}

TEST_CASE("batches are handed on in the order in which they came, whichever worker had them") {
  for (const size_t workers : {1, 2, 5}) {
    const Collector collector = Through(workers, 100);
    REQUIRE(collector.sequences.size() == kBatches);
    for (size_t i = 0; i < kBatches; ++i) CHECK(collector.sequences[i] == i);
  }
}

TEST_CASE("small batches that wait are handed on together, large ones each for itself") {
  const Collector small = Through(1, limits::kBatchTargetBytes / 10);
  CHECK(small.most == 10);
  CHECK(small.calls <= kBatches / 10 + 2);  // the first one alone, and what is left in the end
  CHECK(Through(1, limits::kBatchTargetBytes).most == 1);
}

}  // namespace
}  // namespace flowship
