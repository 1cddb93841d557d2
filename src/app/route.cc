#include "app/route.h"

#include <algorithm>
#include <thread>

#include "base/clock.h"
#include "base/limits.h"

namespace flowship {

namespace {

size_t WorkerCount(size_t asked) { return asked != 0 ? asked : std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace

Route::Route(const Plan& plan, std::unique_ptr<Output> output, size_t workers, NormaliserStats& stats, TreeObserver* observer)
    : pool_(plan.keys(), limits::kBatchesOfRoute + limits::kBatchesOfWorker * WorkerCount(workers)), output_(std::move(output)) {
  const auto make_work = [&] {
    return std::make_unique<Normaliser>(plan.streams(), plan.maker(), output_->encoder(), SystemWallNanos, stats, observer);
  };
  workers_ = std::make_unique<WorkerPool>(WorkerCount(workers), make_work, *output_);
}

Route::~Route() {
  if (!finished_) Finish(Deadline::Clock::now());
}

void Route::Finish(Deadline::Time deadline) {
  finished_ = true;
  pool_.Close();
  output_->StopBy(deadline);  // a worker may be waiting in Push
  workers_->Drain();
  output_->Drain(deadline);
}

}  // namespace flowship
