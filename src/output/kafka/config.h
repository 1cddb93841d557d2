#pragma once
// The options of the kafka output: names, units and defaults of Filebeat's ("Configure the Kafka output"). What differs, because the law of outputs asks for it:
// required_acks is -1 (all replicas in sync), the producer is idempotent, and nothing is ever given up (max_retries and message timeouts have no effect).

#include <string>
#include <vector>

#include "config/kafka_client.h"
#include "output/format_string.h"

namespace flowship {

struct KafkaConfig {
  config::KafkaProperties properties;  // librdkafka's, all of them
  FormatString topic;
  FormatString key;                    // empty: the event's `_id`

  enum class Partition { kHash, kRandom, kRoundRobin };
  Partition partition = Partition::kHash;
  std::vector<std::string> hash_fields;  // of which the hash is; dotted names
  size_t max_message_bytes = 1'000'000;
  int64_t backoff_init_millis = 1'000, backoff_max_millis = 60'000;
  int64_t timeout_millis = 30'000;
};

KafkaConfig TakeKafkaConfig(config::Options& options);

}  // namespace flowship
