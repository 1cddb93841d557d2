#pragma once
// Output: where the events go. It takes encoded batches, gives every event that is still pending its outcome, and finishes each batch once.
//
//   worker: encoder().Encode(batch) ──► Push(batch) ──► … ──► outcomes ──► Batch::Finish
//
// Law: no event is given up while there is hope. What a destination can't take now is tried again, with growing pauses and for ever, until the
// deadline; only then it is abandoned, which means that the input reads it again at the next start.
// Threads: Push by one thread at a time; StopBy, stats and TestConnection by any; Drain by one, once, after the last Push. To stop while a Push may be
// waiting (a full disk): StopBy(deadline), then join whoever pushes, then Drain(deadline).

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "event/batch.h"
#include "output/deadline.h"

namespace flowship {

// What an output has done; for the summary, /stats and /metrics. Counters only grow.
struct OutputStats {
  std::atomic<uint64_t> batches{0};        // finished
  std::atomic<uint64_t> delivered{0};      // events, duplicates included
  std::atomic<uint64_t> duplicates{0};     // delivered: the destination had them already (409)
  std::atomic<uint64_t> failure_store{0};  // delivered, but into the data stream's failure store
  std::atomic<uint64_t> dead_lettered{0};
  std::atomic<uint64_t> dropped{0};        // refused for good, and non_indexable_policy says to let them go
  std::atomic<uint64_t> abandoned{0};
  std::atomic<uint64_t> retried{0};        // times that an event was sent again
  std::atomic<uint64_t> requests{0};       // or writes
  std::atomic<uint64_t> failed_requests{0};
  std::atomic<uint64_t> bytes{0};          // sent, compressed if they were
  std::atomic<uint64_t> blocked{0};        // 1 while the destination refuses everything (a wrong password, a missing right); a gauge

  // Errors by reason: what the destination or the system called it ("mapper_parsing_exception", "connection refused"). At most
  // limits::kErrorReasons are told apart.
  void CountError(std::string_view reason, uint64_t times = 1);
  std::map<std::string, uint64_t, std::less<>> Errors() const;

  struct Named {
    std::string_view name;
    uint64_t value;
  };
  std::vector<Named> Counters() const;  // all of the above but the errors

 private:
  mutable std::mutex mutex_;
  std::map<std::string, uint64_t, std::less<>> errors_;
};

// One line of `flowship test output`.
struct Finding {
  bool ok = false;
  std::string text;
};

// A place that an output talks to.
struct OutputHost {
  std::string url;
  bool well = true;  // false: it failed, and is left alone for a while
};

class Output : public BatchSink {
 public:
  // How the workers are to encode for this output.
  virtual const Encoder& encoder() const = 0;
  // No more batches come. Returns when every batch is finished, at the latest soon after the deadline.
  virtual void Drain(Deadline::Time deadline) = 0;
  // From the deadline on nothing waits any more: what is not delivered then is abandoned.
  void StopBy(Deadline::Time deadline) { deadline_.Set(deadline); }
  // Whether the destination would take events, step by step. Sends none.
  virtual std::vector<Finding> TestConnection() = 0;
  const OutputStats& stats() const { return stats_; }
  virtual std::vector<OutputHost> HostStates() const { return {}; }

 protected:
  // Counts the outcomes and lets the batch go. None of its events is pending.
  void FinishBatch(BatchPtr batch);

  Deadline deadline_;
  OutputStats stats_;
};

}  // namespace flowship
