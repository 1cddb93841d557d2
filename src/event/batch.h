#pragma once
// Batch: the unit of flow. A few hundred to a thousand events of one source that travel together from the input to the output, and all the memory
// they need: the bytes that were read, the arena of their trees, the encoded documents.
//
//   input fills bytes + events ──► worker: tree, edge processors, pipeline, Encode ──► output sends `encoded`, gives each event its outcome
//                     ▲                                                                                     │
//                     └──────────────── Origin::BatchDone(range) ◄── Batch::Finish ◄────────────────────────┘
//
// Ownership: a BatchPtr has one owner at a time and is handed from stage to stage; when it is let go, the batch goes back to its pool, emptied.
// The pool has a fixed number of batches, so the memory of the whole agent is bounded and a slow output holds up the reading, whatever lies between.
// Threads: a batch is touched by its owner only. BatchPool is safe for all.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/hash.h"
#include "event/key.h"
#include "event/outcome.h"
#include "event/value.h"

namespace flowship {

class TraceTree;
struct TraceLeaf;

// Facts that all events of a stream share. Immutable once the stream runs.
struct Stream;

// The part of its source that a batch stands for: bytes [begin, end) of the file's (decompressed) content. Batches of one origin are numbered.
struct BatchRange {
  uint64_t begin = 0, end = 0;
  uint64_t sequence = 0;
};

// Where batches come from: one file, one partition. Told of each of its batches once, by any thread, in any order.
class Origin {
 public:
  virtual ~Origin() = default;
  virtual void BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) = 0;

  Hash128 identity;        // of the content (design.md, identity)
  std::string path;        // log.file.path; empty when there is none (stdin)
  bool has_offsets = true; // log.offset: false where an event's offset says nothing to a person (a number of arrival)
};

// What an input's parsers made of a record beyond its text; in the batch's arena. EventMaker lays it over the event's own fields.
struct EventOverlay {
  Object* over = nullptr;     // of two values for one field, theirs counts
  Object* under = nullptr;    // and here the event's own (or that of `over`); objects are put together
  bool has_message = true;    // false: the record became fields, and there is no `message` but theirs
};

// A document that never was a tree: a leaf of a trace, whose values the tree of traces has (trace_tree.h).
struct TracedText {
  const TraceTree* tree = nullptr;
  const TraceLeaf* leaf = nullptr;
};

// What the pipeline made of an event's address (reroute; _index, _id, _routing). What is empty is as it would be without it. In the batch's arena.
struct EventAddress {
  static constexpr size_t kMostIdBytes = 512;  // of an `_id`, as Elasticsearch takes it

  std::string_view index;    // the target, where it is not the stream's
  std::string_view id;       // `_id` as text; Event::id is its hash then
  std::string_view routing;
};

struct Event {
  std::string_view record;     // the record's own bytes, in Batch::bytes; valid UTF-8 after framing
  uint64_t offset = 0;         // of its first byte in the source
  Object* root = nullptr;      // the tree; nullptr before the worker and after encoding
  Hash128 id;                  // `_id`
  Outcome outcome = Outcome::kPending;
  const EventOverlay* overlay = nullptr;  // nullptr: no parser had anything to say
  bool truncated = false;      // the line was longer than message_max_bytes
  uint32_t encoded_begin = 0, encoded_size = 0;  // in Batch::encoded: what the encoder wrote for it
  const EventAddress* address = nullptr;         // nullptr: that of the stream, under its own id; until it is encoded
  const TracedText* traced = nullptr;            // while it is encoded: its document, in place of `root`
};

class BatchPool;

class Batch {
 public:
  explicit Batch(const KeySet& frozen) : keys(frozen, arena) {}
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  Buffer bytes;
  Arena arena;
  KeyTable keys;
  std::vector<Event> events;
  Buffer encoded;
  BatchRange range;
  std::shared_ptr<Origin> origin;
  std::shared_ptr<const Stream> stream;

  // Frees what only the worker needed; `encoded`, `range` and the events' ids and outcomes stay.
  void DropTrees();
  // Every event has its outcome: tells the origin. Once.
  void Finish();
  // Gives all events that are pending this outcome.
  void Settle(Outcome outcome);

 private:
  friend class BatchPool;
  void Reset();
};

struct BatchReturner {
  BatchPool* pool = nullptr;
  void operator()(Batch* batch) const;
};
using BatchPtr = std::unique_ptr<Batch, BatchReturner>;

class BatchPool {
 public:
  // `frozen` and the pool outlive the batches.
  BatchPool(const KeySet& frozen, size_t batches) : frozen_(frozen), left_(batches), batches_(batches) {}
  ~BatchPool();

  BatchPtr Acquire();           // waits for one; nullptr after Close
  BatchPtr TryAcquire();        // nullptr when all are under way
  void Close();                 // wakes those who wait
  size_t in_flight() const;

 private:
  friend struct BatchReturner;
  void Return(Batch* batch);
  BatchPtr TakeLocked();

  const KeySet& frozen_;
  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Batch>> idle_;
  size_t left_;
  const size_t batches_;
  bool closed_ = false;
};

// The next stage, as the one before it sees it.
class BatchSink {
 public:
  virtual ~BatchSink() = default;
  // Takes the batch; may wait. Called by one thread at a time unless the sink says otherwise.
  virtual void Push(BatchPtr batch) = 0;
  // Several that are ready at once, in their order: a sink for which that is cheaper than one after the other says so.
  virtual void PushSome(std::span<BatchPtr> batches) {
    for (BatchPtr& batch : batches) Push(std::move(batch));
  }
};

// How an output wants its documents; called by the workers, in parallel, on different batches.
class Encoder {
 public:
  virtual ~Encoder() = default;
  // Appends to batch.encoded for each of these events of it that is pending, and sets encoded_begin and encoded_size.
  virtual void Encode(Batch& batch, std::span<Event> events) const = 0;
  // Whether it looks at the events' trees and ids. Where it does not, and the stream has no pipeline, none are made.
  virtual bool WantsTrees() const { return true; }
  // Whether the text of an event's document, its id and its index are all that it looks at.
  virtual bool TakesText() const { return false; }
  // Whether it looks at the id; where it does not, an event of which only the text is made has none.
  virtual bool WantsIds() const { return true; }
};

}  // namespace flowship
