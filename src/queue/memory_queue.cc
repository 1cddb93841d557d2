#include "queue/memory_queue.h"

#include <algorithm>
#include <random>

#include "base/assert.h"

namespace flowship {

namespace {

constexpr uint64_t kOverheadBytes = sizeof(std::string);

}  // namespace

Hash128 NewQueueIdentity() {
  std::random_device random;
  const auto half = [&random] { return uint64_t{random()} << 32 | random(); };
  return {half(), half()};
}

bool MemoryQueue::Append(std::string_view record) {
  const std::lock_guard lock(mutex_);
  if (stats_.bytes + record.size() + kOverheadBytes > max_bytes_) {
    ++stats_.refused;
    return false;
  }
  records_.emplace_back(record);
  stats_.bytes += record.size() + kOverheadBytes;
  ++stats_.appended;
  return true;
}

Status MemoryQueue::Commit() {
  const std::lock_guard lock(mutex_);
  committed_ = first_ + records_.size();
  return {};
}

Status MemoryQueue::Read(size_t max_records, size_t max_bytes, Buffer& bytes, std::vector<QueuedRecord>& records) {
  const std::lock_guard lock(mutex_);
  uint64_t until = read_;
  size_t size = 0;
  while (until < committed_ && until - read_ < max_records && (until == read_ || size < max_bytes)) size += records_[until++ - first_].size();
  // One reservation, so that the records stay where they are said to be.
  char* at = bytes.Reserve(size);
  for (; read_ < until; ++read_) {
    const std::string& record = records_[read_ - first_];
    records.push_back({read_, {at, record.size()}});
    at = std::copy(record.begin(), record.end(), at);
  }
  bytes.Advance(at);
  return {};
}

void MemoryQueue::Rewind() {
  const std::lock_guard lock(mutex_);
  read_ = first_;
}

void MemoryQueue::Acknowledge(uint64_t position) {
  const std::lock_guard lock(mutex_);
  FLOWSHIP_ASSERT(position <= committed_);
  for (; first_ < position; ++first_) {
    stats_.bytes -= records_.front().size() + kOverheadBytes;
    ++stats_.acknowledged;
    records_.pop_front();
  }
  read_ = std::max(read_, first_);
}

uint64_t MemoryQueue::first() const {
  const std::lock_guard lock(mutex_);
  return first_;
}

uint64_t MemoryQueue::end() const {
  const std::lock_guard lock(mutex_);
  return first_ + records_.size();
}

QueueStats MemoryQueue::stats() const {
  const std::lock_guard lock(mutex_);
  QueueStats stats = stats_;
  stats.records = committed_ - first_;
  return stats;
}

}  // namespace flowship
