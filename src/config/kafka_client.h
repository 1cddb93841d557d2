#pragma once
// What a Kafka client is told about its cluster, for the input and the output: the options have the names of Filebeat's kafka input and output, what comes out are
// librdkafka's properties.
//
//   hosts: [k1:9092]  username, password, sasl.mechanism: PLAIN | SCRAM-SHA-256 | SCRAM-SHA-512  ssl.*  client_id: flowship
// Sources: "Configure the Kafka output", "Kafka input", Filebeat; CONFIGURATION.md, librdkafka 2.0.

#include <string>
#include <utility>
#include <vector>

#include "config/node.h"

namespace flowship::config {

using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

// Passwords are remembered as secrets.
KafkaProperties TakeKafkaClient(Options& options);

}  // namespace flowship::config
