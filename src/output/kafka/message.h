#pragma once
// How an event waits for Kafka in Batch::encoded:
//
//   hash (8 bytes) | size of topic (2) | size of key (2) | topic | key | document       numbers as the machine has them; the document without a newline
//
// The hash chooses the partition; an empty topic is the output's constant one, an empty key the event's `_id`. Pure; any thread.

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "event/batch.h"
#include "output/kafka/config.h"

namespace flowship {

struct KafkaMessage {
  uint64_t hash = 0;
  std::string_view topic, key, document;
};
KafkaMessage SplitKafkaMessage(std::string_view encoded);

class KafkaEncoder final : public Encoder {
 public:
  explicit KafkaEncoder(const KafkaConfig& config);
  // The topic of an event that lacks a field which `topic` names, without a default, is kNoField.
  void Encode(Batch& batch, std::span<Event> events) const override;
  bool TakesText() const override;

  static constexpr std::string_view kNoField = "flowship-unknown";

 private:
  uint64_t HashOf(const Event& event) const;

  const KafkaConfig& config_;
  std::vector<std::vector<std::string>> hash_paths_;
  mutable std::atomic<uint64_t> turn_{0};
};

// Partition of a hash among `partitions` of them.
inline int32_t PartitionOf(uint64_t hash, int32_t partitions) { return static_cast<int32_t>(hash % static_cast<uint64_t>(partitions)); }

}  // namespace flowship
