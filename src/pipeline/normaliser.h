#pragma once
// Normaliser: what a worker does with a batch: records → trees (EventMaker) → edge processors → ingest pipeline → encoded documents.
//
// A batch is worked on in slices of a few events: their trees are made, normalised, encoded and forgotten, and the next ones take their memory, which is
// still in the processor's cache.
//
// An event that its pipeline failed on, with nothing to handle it, is still shipped: with event.kind pipeline_error, error.message in Elasticsearch's
// words and the record as event.original. Nothing is thrown away unseen.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "event/stream.h"
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

// Sees every event's tree before it is encoded (summaries, `tap`), some of a batch at a time. Called by the workers in parallel.
class TreeObserver {
 public:
  virtual ~TreeObserver() = default;
  virtual void See(const Batch& batch, std::span<const Event> events) = 0;
};

class Normaliser : public BatchWork {
 public:
  // Everything outlives the normaliser. `now_nanos` is the clock: nanoseconds since the epoch.
  Normaliser(const std::vector<StreamPlan>& plans, const EventMaker& maker, const Encoder& encoder, int64_t (*now_nanos)(), NormaliserStats& stats,
             TreeObserver* observer);
  ~Normaliser() override;

  void Run(Batch& batch) override;

 private:
  const StreamPlan& PlanOf(const Batch& batch) const;
  void Finish(RunResult result, Document& document);
  void Readdress(Document& document);
  void MarkFailed(Document& document);
  void RunSlice(const StreamPlan& plan, Batch& batch, std::span<Event> events, std::string_view now);
  void CountErrors(const Batch& batch, std::span<const Event> events);

  const std::vector<StreamPlan>& plans_;
  const EventMaker& maker_;
  const Encoder& encoder_;
  int64_t (*const now_nanos_)();
  NormaliserStats& stats_;
  TreeObserver* const observer_;
  RunContext context_;
  JsonReader json_reader_;
};

}  // namespace flowship
