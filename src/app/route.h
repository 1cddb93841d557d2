#pragma once
// Route: the way from the inputs of a plan to one output: its batches, and the workers that normalise them.
//
//   inputs ──► pool().Acquire ──► sink().Push ──► workers ──► outlet
//
// What is under way is bounded by the pool, so an output that stands still holds up its own inputs and no other's.
// Threads: Close and Finish by one; the rest by any.

#include <memory>

#include "app/outlet.h"
#include "app/plan.h"
#include "pipeline/worker_pool.h"

namespace flowship {

class Route {
 public:
  // `plan`, `outlet`, `stats` and `observer` (nullptr: none) outlive the route. `workers` 0: one for each processor of the machine.
  Route(const Plan& plan, Outlet& outlet, size_t workers, NormaliserStats& stats, TreeObserver* observer);
  // The outlet must not hold it up for ever (Outlet::StopBy), and no batch is out.
  ~Route();

  BatchPool& pool() { return pool_; }
  BatchSink& sink() { return *workers_; }
  Outlet& outlet() { return outlet_; }
  size_t batches() const { return batches_; }

  // The inputs get no more batches. They are to be stopped after it, and before Finish.
  void Close() { pool_.Close(); }
  // No input pushes any more: all that is under way is handed to the outlet.
  void Finish();

 private:
  const size_t batches_;
  BatchPool pool_;
  Outlet& outlet_;
  std::unique_ptr<WorkerPool> workers_;
};

}  // namespace flowship
