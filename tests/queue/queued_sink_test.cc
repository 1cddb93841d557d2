#include "queue/queued_sink.h"

#include <stdlib.h>

#include <catch2/catch.hpp>

#include <filesystem>

#include "queue/disk_queue.h"
#include "queue/memory_queue.h"

namespace flowship {
namespace {

class InputOrigin : public Origin {
 public:
  void BatchDone(const BatchRange&, const OutcomeCounts& outcomes) override {
    for (size_t i = 0; i < kOutcomes; ++i) counts[i] += outcomes[i];
  }
  OutcomeCounts counts{};
};

// What stands behind the queue: keeps batches until it is told what becomes of them.
class Next : public BatchSink {
 public:
  void Push(BatchPtr batch) override {
    const std::lock_guard lock(mutex_);
    for (const Event& event : batch->events) {
      records_.push_back(batch->stream->id + " " + std::to_string(event.offset) + " " + std::string(event.record));
      ids_.push_back(EventMaker::IdOf(batch->origin->identity, event.offset, event.record));
    }
    held_.push_back(std::move(batch));
  }
  void Release(Outcome outcome) {
    std::vector<BatchPtr> held;
    {
      const std::lock_guard lock(mutex_);
      held.swap(held_);
    }
    for (BatchPtr& batch : held) {
      batch->Settle(outcome);
      batch->Finish();
    }
  }
  // Waits until so many have come.
  std::vector<std::string> Wait(size_t count) {
    for (int tries = 0; tries < 2000; ++tries) {
      {
        const std::lock_guard lock(mutex_);
        if (records_.size() >= count) return records_;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const std::lock_guard lock(mutex_);
    return records_;
  }
  std::vector<Hash128> ids() {
    const std::lock_guard lock(mutex_);
    return ids_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> records_;
  std::vector<Hash128> ids_;
  std::vector<BatchPtr> held_;
};

std::shared_ptr<const Stream> StreamCalled(const std::string& id) {
  Stream stream;
  stream.id = id;
  return std::make_shared<const Stream>(stream);
}

struct Setup {
  KeySet keys;
  BatchPool pool{keys, 4};
  Next next;
  std::shared_ptr<const Stream> flows = StreamCalled("flows"), counters = StreamCalled("counters");
  std::shared_ptr<InputOrigin> origin = std::make_shared<InputOrigin>();

  std::unique_ptr<QueuedSink> Make(std::unique_ptr<RecordQueue> queue) { return std::make_unique<QueuedSink>(std::move(queue), QueuedSink::Streams{flows, counters}, keys, pool, next); }
  void Push(QueuedSink& sink, const std::vector<std::string>& records, const std::shared_ptr<const Stream>& stream) {
    BatchPtr batch = sink.intake().Acquire();
    for (const std::string& record : records) batch->events.emplace_back().record = batch->arena.Copy(record);
    batch->origin = origin;
    batch->stream = stream;
    sink.Push(std::move(batch));
  }
  uint64_t Count(Outcome outcome) const { return origin->counts[static_cast<size_t>(outcome)]; }
};

TEST_CASE("records go through, and are acknowledged when they are delivered") {
  Setup setup;
  const auto sink = setup.Make(std::make_unique<MemoryQueue>(1 << 20));
  setup.Push(*sink, {"a", "b"}, setup.flows);
  CHECK(setup.next.Wait(2) == std::vector<std::string>{"flows 0 a", "flows 1 b"});
  CHECK(setup.Count(Outcome::kDelivered) == 2);  // for the input they are safe
  CHECK(sink->stats().records == 2);
  CHECK_FALSE(sink->Idle());
  setup.next.Release(Outcome::kDeadLettered);
  CHECK(sink->stats().records == 0);
  CHECK(sink->Idle());
}

TEST_CASE("records of several streams keep theirs, and their order") {
  Setup setup;
  const auto sink = setup.Make(std::make_unique<MemoryQueue>(1 << 20));
  std::vector<std::string> wanted;
  for (int i = 0; i < 6; ++i) {
    setup.Push(*sink, {"x", "y"}, i % 2 == 0 ? setup.flows : setup.counters);
    for (const char* record : {"x", "y"}) wanted.push_back(std::string(i % 2 == 0 ? "flows " : "counters ") + std::to_string(wanted.size()) + " " + record);
  }
  // The pool has four batches: the rest comes when these are done with.
  for (size_t released = 0; released < 5; ++released) {
    setup.next.Wait(2 * released);
    setup.next.Release(Outcome::kDelivered);
  }
  CHECK(setup.next.Wait(wanted.size()) == wanted);
  setup.next.Release(Outcome::kDelivered);
}

TEST_CASE("an output that stands still does not hold up the input; what does not fit is counted") {
  Setup setup;
  const auto sink = setup.Make(std::make_unique<MemoryQueue>(40'000));
  for (int i = 0; i < 100; ++i) setup.Push(*sink, std::vector<std::string>(10, std::string(50, 'x')), setup.flows);
  CHECK(setup.Count(Outcome::kDelivered) + setup.Count(Outcome::kAbandoned) == 1000);
  CHECK(setup.Count(Outcome::kAbandoned) > 100);
  CHECK(setup.Count(Outcome::kDelivered) > 100);
  CHECK(sink->stats().refused == setup.Count(Outcome::kAbandoned));
  setup.pool.Close();
  sink->Stop();
  setup.next.Release(Outcome::kAbandoned);
}

TEST_CASE("what was not delivered is fed again after a restart, with the same ids") {
  std::string folder = (std::filesystem::temp_directory_path() / "queued_sink.XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const auto open = [&folder] { return *DiskQueue::Open(RealFileSystem(), folder, {}); };
  std::vector<Hash128> ids;
  {
    Setup setup;
    const auto sink = setup.Make(open());
    setup.Push(*sink, {"a"}, setup.flows);
    setup.next.Wait(1);
    setup.next.Release(Outcome::kDelivered);
    setup.Push(*sink, {"b", "c"}, setup.counters);
    setup.next.Wait(3);
    ids = setup.next.ids();
    setup.pool.Close();
    sink->Stop();
    setup.Push(*sink, {"d"}, setup.flows);  // what the input still had
    setup.next.Release(Outcome::kAbandoned);
  }
  {
    Setup setup;
    const auto sink = setup.Make(open());
    CHECK(setup.next.Wait(3) == std::vector<std::string>{"counters 1 b", "counters 2 c", "flows 3 d"});
    const std::vector<Hash128> again = setup.next.ids();
    CHECK(again[0] == ids[1]);
    CHECK(again[1] == ids[2]);
    setup.next.Release(Outcome::kDelivered);
    CHECK(sink->Idle());
  }
  {
    Setup setup;
    const auto sink = setup.Make(open());
    CHECK(sink->Idle());
    setup.pool.Close();
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace flowship
