#pragma once
// Outlet: an output of the policy as the routes to it share it: one push at a time, whichever route's workers it comes from.
//
// Threads: Push and PushSome by any; the rest by one.

#include <memory>
#include <mutex>
#include <string>

#include "output/output.h"

namespace flowship {

class Outlet : public BatchSink {
 public:
  explicit Outlet(std::unique_ptr<Output> output, std::string type = "") : type_(std::move(type)), output_(std::move(output)) {}
  ~Outlet() override { Drain(Deadline::Clock::now()); }

  void Push(BatchPtr batch) override {
    const std::lock_guard lock(mutex_);
    output_->Push(std::move(batch));
  }
  void PushSome(std::span<BatchPtr> batches) override {
    const std::lock_guard lock(mutex_);
    output_->PushSome(batches);
  }
  // From the deadline on what is not delivered is abandoned.
  void StopBy(Deadline::Time deadline) { output_->StopBy(deadline); }
  // No route pushes any more: returns when all is finished, at the latest soon after the deadline.
  void Drain(Deadline::Time deadline) {
    if (drained_) return;
    drained_ = true;
    output_->StopBy(deadline);
    output_->Drain(deadline);
  }

  Output& output() { return *output_; }
  const std::string& type() const { return type_; }

 private:
  const std::string type_;
  const std::unique_ptr<Output> output_;
  std::mutex mutex_;
  bool drained_ = false;
};

}  // namespace flowship
