#pragma once
// Cursor: how far a content has been delivered. The origin of its batches.
//
//   reader ──Began(end)──► [3: done] [4: under way] [5: done] [6: under way]      BatchDone, any thread, any order
//                             └─► registry: offset = end of 3
//
// Law: the registry's offset moves to the end of a batch when that batch and all before it are done. An abandoned batch is never done: the offset stays
// before it for the rest of the run, whatever comes later.
// Lifetime: batches hold it, so it may outlive the input; the registry outlives it. Threads: any.

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "event/batch.h"
#include "event/done_in_order.h"
#include "registry/registry.h"

namespace flowship::filestream {

// What all cursors of an input share.
class Deliveries {
 public:
  // From then on the watcher is woken once a few batches are done after WantWake, or none is left under way; nullptr: no more. When it returns, no call is under way.
  void SetWaker(DirectoryWatcher* watcher);
  void WantWake() { wanted_ = kDoneBeforeWake; }

  void Began() { under_way_.fetch_add(1, std::memory_order_relaxed); }
  void Done();
  uint64_t under_way() const { return under_way_.load(std::memory_order_acquire); }

 private:
  static constexpr int kDoneBeforeWake = 4;  // a wake-up for each batch would cost as much as the fifty records of a small file

  std::atomic<uint64_t> under_way_ = 0;
  std::atomic<int> wanted_ = 0;
  std::mutex mutex_;
  DirectoryWatcher* watcher_ = nullptr;
};

class Cursor : public Origin {
 public:
  Cursor(Registry& registry, RegistryId entry, std::shared_ptr<Deliveries> deliveries)
      : registry_(registry), entry_(entry), deliveries_(std::move(deliveries)) {}

  // The next batch, which ends at `end`, goes on its way. Returns its sequence number.
  uint64_t Began(uint64_t end, uint64_t tail_hash);
  void BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) override;

  // Nothing is to be read after `offset` in a file whose ctime was that. Written down when all before it is done.
  void SettleAt(uint64_t offset, int64_t changed_nanos);
  bool AllDone() const;  // and nothing was abandoned
  RegistryId entry() const { return entry_; }

 private:
  struct Mark {
    uint64_t end, tail_hash;
  };
  struct Settlement {
    uint64_t offset;
    int64_t changed_nanos;
  };

  void SettleIfThere();

  Registry& registry_;
  const RegistryId entry_;
  const std::shared_ptr<Deliveries> deliveries_;
  mutable std::mutex mutex_;
  DoneInOrder<Mark> done_in_order_;
  std::optional<Settlement> settlement_;
};

}  // namespace flowship::filestream
