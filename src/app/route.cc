#include "app/route.h"

#include <algorithm>
#include <thread>

#include "base/clock.h"
#include "base/limits.h"

namespace flowship {

namespace {

size_t WorkerCount(size_t asked) { return asked != 0 ? asked : std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace

Route::Route(const Plan& plan, Outlet& outlet, size_t workers, NormaliserStats& stats, TreeObserver* observer)
    : batches_(limits::kBatchesOfRoute + limits::kBatchesOfWorker * WorkerCount(workers)), pool_(plan.keys(), batches_), outlet_(outlet) {
  const auto make_work = [&] {
    return std::make_unique<Normaliser>(plan.streams(), plan.maker(), outlet_.output().encoder(), SystemWallNanos, stats, observer);
  };
  workers_ = std::make_unique<WorkerPool>(WorkerCount(workers), make_work, outlet_);
}

Route::~Route() { Finish(); }

void Route::Finish() {
  pool_.Close();
  workers_->Drain();
}

}  // namespace flowship
