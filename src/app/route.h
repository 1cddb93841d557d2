#pragma once
// Route: the way to one output: its batches, the workers that normalise them, the output itself.
//
//   inputs ──► pool().Acquire ──► sink().Push ──► workers ──► output
//
// What is under way is bounded by the pool, so an output that stands still holds up its own inputs and no other's.
// Threads: Stop by one, once; the rest by any.

#include <memory>

#include "app/plan.h"
#include "output/output.h"
#include "pipeline/worker_pool.h"

namespace flowship {

class Route {
 public:
  // `plan`, `stats` and `observer` (nullptr: none) outlive the route. `workers` 0: one for each processor of the machine.
  Route(const Plan& plan, std::unique_ptr<Output> output, size_t workers, NormaliserStats& stats, TreeObserver* observer);
  ~Route();

  BatchPool& pool() { return pool_; }
  BatchSink& sink() { return *workers_; }
  Output& output() { return *output_; }

  // The inputs get no more batches. They are to be stopped after it, and before Finish.
  void Close() { pool_.Close(); }
  // From the deadline on the output abandons what it has not delivered.
  void StopBy(Deadline::Time deadline) { output_->StopBy(deadline); }
  // No input pushes any more: all that is under way is brought to its outcome, at the latest soon after the deadline. Once.
  void Finish(Deadline::Time deadline);

 private:
  BatchPool pool_;
  std::unique_ptr<Output> output_;
  std::unique_ptr<WorkerPool> workers_;
  bool finished_ = false;
};

}  // namespace flowship
