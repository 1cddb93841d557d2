#pragma once
// Messages: Kafka messages of one partition on their way into a batch: their bytes one after the other, and the records that they are.
//
// A message is a record; one that holds several lines, or JSON objects glued to each other, is several, which share its offset. Empty ones are none. Bytes that are
// not UTF-8 become U+FFFD, as in files. Each event says where it was: kafka.topic, kafka.partition, kafka.offset.
// One thread.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "event/batch.h"
#include "input/kafka/partition.h"

namespace flowship::kafka {

class Messages {
 public:
  // An empty batch of the partition.
  Messages(BatchPtr batch, std::shared_ptr<Partition> partition) : batch_(std::move(batch)), partition_(std::move(partition)) {}

  // Of rising offsets. `max_bytes`: what is longer is cut.
  void Add(std::string_view message, int64_t offset, size_t max_bytes);
  bool full() const;
  bool empty() const { return last_ < 0; }
  // The batch, with its range and sequence; it has no event where all messages were empty. Once.
  BatchPtr Take(std::shared_ptr<const Stream> stream);
  const std::shared_ptr<Partition>& partition() const { return partition_; }

 private:
  struct Piece {
    size_t begin, size;
    int64_t offset;
    bool truncated;
  };
  void AddRecords(std::string_view line, size_t line_begin, int64_t offset, bool truncated);
  const EventOverlay* OverlayOf(int64_t offset);

  BatchPtr batch_;
  std::shared_ptr<Partition> partition_;
  std::vector<Piece> pieces_;
  int64_t first_ = -1, last_ = -1;
};

}  // namespace flowship::kafka
