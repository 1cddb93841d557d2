#pragma once
// The cluster and all that lies before it: batches are held until the simulation says what becomes of them, in any order. Documents reach the index whether the
// answer comes back or not.

#include <set>
#include <string>
#include <vector>

#include "event/batch.h"
#include "ledger.h"
#include "random.h"

namespace flowship::simulation {

class Cluster : public BatchSink {
 public:
  Cluster(Ledger& ledger, Random& random, TraceHash& hash) : ledger_(ledger), random_(random), hash_(hash) {}

  std::vector<BatchPtr> held;
  bool unreachable = false;  // the agent is dead, and what it pushes goes nowhere
  uint64_t pushed = 0, pushed_lines = 0, abandoned = 0, lost_answers = 0, repeated_in_run = 0;
  std::string repeated;      // the first line that one run has pushed twice

  void NewRun() { pushed_in_run_.clear(); }

  void Push(BatchPtr batch) override {
    if (unreachable) return;
    for (const Event& event : batch->events) {
      ++pushed;
      hash_.Mix(event.record);
      const Hash128 id = EventMaker::IdOf(batch->origin->identity, event.offset, event.record);
      if (event.record == Ledger::kHeader) continue;
      ++pushed_lines;
      if (pushed_in_run_.insert({id.high, id.low}).second) continue;
      if (repeated_in_run++ == 0) repeated = Ledger::Short(event.record);
    }
    held.push_back(std::move(batch));
  }

  // Something happens to one of them.
  void Act() {
    if (held.empty()) return;
    const size_t index = random_.Below(held.size());
    const uint64_t draw = random_.Below(100);
    if (draw < 70) return Answer(index);
    // The documents arrive, all or some; the answer does not, and they will be sent again.
    ++lost_answers;
    for (const Event& event : held[index]->events) {
      if (draw < 85 || random_.Chance(500)) Index(*held[index], event);
    }
  }
  void Answer(size_t index) {
    BatchPtr batch = Take(index);
    for (const Event& event : batch->events) Index(*batch, event);
    batch->Settle(Outcome::kDelivered);
    batch->Finish();
  }
  void AnswerAll() {
    while (!held.empty()) Answer(0);
  }
  // The agent stops: some are delivered yet, the others are given back.
  void Stop() {
    while (!held.empty()) {
      const size_t index = random_.Below(held.size());
      if (random_.Chance(500)) {
        Answer(index);
        continue;
      }
      BatchPtr batch = Take(index);
      ++abandoned;
      for (const Event& event : batch->events) {
        if (random_.Chance(300)) Index(*batch, event);
      }
      batch->Settle(Outcome::kAbandoned);
      batch->Finish();
    }
  }

 private:
  BatchPtr Take(size_t index) {
    BatchPtr batch = std::move(held[index]);
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(index));
    return batch;
  }
  void Index(const Batch& batch, const Event& event) { ledger_.Index(batch.origin->identity, event.offset, event.record, batch.origin->path); }

  Ledger& ledger_;
  Random& random_;
  TraceHash& hash_;
  std::set<std::pair<uint64_t, uint64_t>> pushed_in_run_;
};

}  // namespace flowship::simulation
