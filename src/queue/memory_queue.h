#pragma once
// MemoryQueue: a RecordQueue that dies with the process. For inputs whose records are worth no disk, and as the model of what a queue does.

#include <deque>
#include <mutex>
#include <string>

#include "queue/queue.h"

namespace flowship {

// Like no other, of whatever queue.
Hash128 NewQueueIdentity();

class MemoryQueue final : public RecordQueue {
 public:
  explicit MemoryQueue(uint64_t max_bytes) : max_bytes_(max_bytes), identity_(NewQueueIdentity()) {}

  bool Append(std::string_view record) override;
  Status Commit() override;
  Status Read(size_t max_records, size_t max_bytes, Buffer& bytes, std::vector<QueuedRecord>& records) override;
  void Rewind() override;
  void Acknowledge(uint64_t position) override;
  const Hash128& identity() const override { return identity_; }
  uint64_t first() const override;
  uint64_t end() const override;
  QueueStats stats() const override;

 private:
  const uint64_t max_bytes_;
  const Hash128 identity_;
  mutable std::mutex mutex_;
  std::deque<std::string> records_;  // from first_ on, those that are not committed at the end
  uint64_t first_ = 0, committed_ = 0, read_ = 0;  // positions
  QueueStats stats_;
};

}  // namespace flowship
