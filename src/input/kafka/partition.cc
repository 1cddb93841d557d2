#include "input/kafka/partition.h"

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
  return done_in_order_.Began(end);
}

void Partition::BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) {
  const std::lock_guard lock(mutex_);
  const auto end = done_in_order_.Done(range.sequence, outcomes);
  if (!end) return;
  done_ = static_cast<int64_t>(*end);
  if (store_) store_(topic_, number_, done_);
}

void Partition::Release() {
  const std::lock_guard lock(mutex_);
  store_ = nullptr;
}

bool Partition::AllDone() const {
  const std::lock_guard lock(mutex_);
  return done_in_order_.all_done();
}

size_t Partition::under_way() const {
  const std::lock_guard lock(mutex_);
  return done_in_order_.under_way();
}

int64_t Partition::done_offset() const {
  const std::lock_guard lock(mutex_);
  return done_;
}

}  // namespace flowship::kafka
