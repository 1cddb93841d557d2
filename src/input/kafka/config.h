#pragma once
// The options of the kafka input: names, units and defaults of Filebeat's ("Kafka input").

#include <string>
#include <vector>

#include "config/kafka_client.h"

namespace flowship::kafka {

struct KafkaInputConfig {
  std::vector<std::string> topics;
  std::string group_id;
  config::KafkaProperties properties;  // librdkafka's, all of them
  size_t message_max_bytes = 10 << 20; // a longer message is cut
};

// `once`: the ends of partitions are told of.
KafkaInputConfig TakeKafkaInputConfig(config::Options& options, bool once);

}  // namespace flowship::kafka
