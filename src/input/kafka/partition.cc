#include "input/kafka/partition.h"

#include "base/assert.h"

namespace flowship::kafka {

Partition::Partition(std::string topic, int32_t number, Store store) : topic_(std::move(topic)), number_(number), store_(std::move(store)) {
  identity = IdentityOf(topic_, number_);
}

Hash128 Partition::IdentityOf(std::string_view topic, int32_t number) {
  std::string text = "kafka";
  text += '\0';  // which no topic has in its name
  text += topic;
  text += '\0';
  return Hash128Of(text + std::to_string(number));
}

uint64_t Partition::Began(uint64_t end) {
  const std::lock_guard lock(mutex_);
  ranges_.push_back({end, false});
  ++under_way_;
  return first_ + ranges_.size() - 1;
}

void Partition::BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) {
  const std::lock_guard lock(mutex_);
  FLOWSHIP_ASSERT(range.sequence >= first_ && range.sequence - first_ < ranges_.size() && under_way_ > 0);
  --under_way_;
  if (outcomes[static_cast<size_t>(Outcome::kAbandoned)] != 0) {
    abandoned_ = true;
    return;
  }
  ranges_[range.sequence - first_].done = true;
  const int64_t before = done_;
  for (; !ranges_.empty() && ranges_.front().done; ++first_) {
    done_ = static_cast<int64_t>(ranges_.front().end);
    ranges_.pop_front();
  }
  if (done_ != before && store_) store_(topic_, number_, done_);
}

void Partition::Release() {
  const std::lock_guard lock(mutex_);
  store_ = nullptr;
}

bool Partition::AllDone() const {
  const std::lock_guard lock(mutex_);
  return ranges_.empty() && !abandoned_;
}

size_t Partition::under_way() const {
  const std::lock_guard lock(mutex_);
  return under_way_;
}

int64_t Partition::done_offset() const {
  const std::lock_guard lock(mutex_);
  return done_;
}

}  // namespace flowship::kafka
