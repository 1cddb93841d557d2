#pragma once
// Normaliser: what a worker does with a batch: records → trees (EventMaker) → edge processors → ingest pipeline → encoded documents.
//
// A batch is worked on in slices of a few events: their trees are made, normalised, encoded and forgotten, and the next ones take their memory, which is
// still in the processor's cache.
//
// An event that is like an earlier one is not run over again: its trace is followed (event/trace.h). That is a matter of speed only.
//
// An event that its pipeline failed on, with nothing to handle it, is still shipped: with event.kind pipeline_error, error.message in Elasticsearch's
// words and the record as event.original. Nothing is thrown away unseen.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "event/stream.h"
#include "event/trace_tree.h"
#include "pipeline/pipeline.h"
#include "pipeline/worker_pool.h"

namespace flowship {

// A stream with all that is compiled for it. Immutable.
struct StreamPlan {
  std::shared_ptr<const Stream> stream;
  const Pipeline* edge = nullptr;      // the stream's `processors:`; nullptr: none
  const Pipeline* pipeline = nullptr;  // nullptr: events are shipped as they are
};

// Counters of one agent; any thread.
struct NormaliserStats {
  std::atomic<uint64_t> events{0}, dropped{0}, failed{0};
  // Events that left with an error.message, by message; limited to kMessages different ones, the rest under "other". For the replay summary.
  static constexpr size_t kMessages = 64;
  mutable std::mutex mutex;
  std::map<std::string, uint64_t, std::less<>> errors;
};

// Sees events before they are encoded (summaries, `tap`), some of a batch at a time. Called by the workers in parallel.
class TreeObserver {
 public:
  virtual ~TreeObserver() = default;
  // Events with their trees. `passed`: MayPass has counted them already, but they were made the plain way all the same (as all are that failed).
  virtual void See(const Batch& batch, std::span<const Event> events, bool passed) = 0;
  // How many of the next `count` events of this thread need no tree for its sake; they count as seen.
  virtual size_t MayPass(size_t count) = 0;
  // Of an event without a tree, unless it was dropped, it gets the values of these fields (dotted names; null: not there).
  virtual std::vector<std::string> Fields() const { return {}; }
  virtual void SeeFields(std::span<const Value>) {}
};

class Normaliser : public BatchWork {
 public:
  // Everything outlives the normaliser. `now_nanos` is the clock: nanoseconds since the epoch.
  Normaliser(const std::vector<StreamPlan>& plans, const EventMaker& maker, const Encoder& encoder, int64_t (*now_nanos)(), NormaliserStats& stats,
             TreeObserver* observer);
  ~Normaliser() override;

  void Run(Batch& batch) override;

 private:
  // The traces of a stream's events; those with other facts about their origin have other documents.
  struct Traces {
    const StreamPlan* plan;
    bool has_offsets, has_path;
    std::unique_ptr<TraceTree> tree;
  };
  // How the events of a batch are made.
  struct Making {
    const StreamPlan& plan;
    Batch& batch;
    std::string_view now;
    TraceTree* tree = nullptr;  // nullptr: the plain way
  };

  const StreamPlan& PlanOf(const Batch& batch) const;
  TraceTree* TreeOf(const StreamPlan& plan, const Batch& batch);
  void Finish(RunResult result, Document& document);
  void Readdress(Document& document);
  void MarkFailed(Document& document);
  void RunSlice(const Making& making, std::span<Event> events);
  void RunPlain(const Making& making, std::span<Event> events, bool passed);
  void RunAndRecord(const Making& making, Event& event);
  void RunPipelines(const StreamPlan& plan, std::span<Document> documents);
  void Pass(Batch& batch, std::span<Event> events, bool passed);
  bool Follow(const Making& making, Event& event, Document& scratch);
  void CountErrors(const Batch& batch, std::span<const Event> events);

  const std::vector<StreamPlan>& plans_;
  const EventMaker& maker_;
  const Encoder& encoder_;
  int64_t (*const now_nanos_)();
  NormaliserStats& stats_;
  TreeObserver* const observer_;
  std::vector<Traces> traces_;
  const size_t watched_;  // fields that the observer watches
  RunContext context_;
  JsonReader json_reader_;
};

}  // namespace flowship
