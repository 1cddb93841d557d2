#pragma once
// Partition: one partition of a topic as the origin of batches: how far its messages were delivered. What stands for filestream's cursor and
// registry: the broker keeps the offsets.
//
//   consumer ──Began(end)──► [7: done] [8: under way] [9: done]      BatchDone, any thread, any order
//                               └─► store(end of 7): committed to the group by and by
//
// Law: an offset is stored when every message before it has an outcome that is final. An abandoned batch holds it for the rest of this assignment.
// After Release nothing is stored any more: the partition is somebody else's, who begins at what was committed.
// Identity: topic and partition, so that a message has the same `_id` whoever in the group reads it.
// Lifetime: batches hold it. Threads: any.

#include <functional>
#include <mutex>
#include <string>

#include "event/batch.h"
#include "event/done_in_order.h"

namespace flowship::kafka {

class Partition : public Origin {
 public:
  using Store = std::function<void(const std::string& topic, int32_t partition, int64_t offset)>;

  Partition(std::string topic, int32_t number, Store store);

  // The next batch, which ends before the message `end`, goes on its way. Returns its sequence number.
  uint64_t Began(uint64_t end);
  void BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) override;
  // It is somebody else's from now on.
  void Release();

  bool AllDone() const;       // and nothing was abandoned
  size_t under_way() const;   // batches
  // The first message that is not known to be delivered, once one was; -1 before.
  int64_t done_offset() const;
  const std::string& topic() const { return topic_; }
  int32_t number() const { return number_; }

  static Hash128 IdentityOf(std::string_view topic, int32_t number);

 private:
  const std::string topic_;
  const int32_t number_;
  mutable std::mutex mutex_;
  Store store_;
  DoneInOrder<> done_in_order_;
  int64_t done_ = -1;
};

}  // namespace flowship::kafka
