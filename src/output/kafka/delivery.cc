#include "output/kafka/delivery.h"

#include <librdkafka/rdkafka.h>

namespace flowship {

KafkaVerdict JudgeDelivery(int error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return KafkaVerdict::kDelivered;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:  // no topic can have that name
      return KafkaVerdict::kReject;
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER:
    case RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH: return KafkaVerdict::kRenew;
    default: return KafkaVerdict::kRetry;  // also what is not known yet: a retry costs time, a loss does not come back
  }
}

std::string_view RemedyOfDelivery(int error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return "make the topic, or allow auto.create.topics.enable";
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION: return "the topic has fewer partitions than it had";
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED: return "give the user the right Write on the topic";
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED: return "give the user the right IdempotentWrite on the cluster";
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: return "raise max_message_bytes here and max.message.bytes of the topic";
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS:
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND: return "bring the topic's replicas back, or lower min.insync.replicas";
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED: return "check username, password and sasl.mechanism";
    default: return "";
  }
}

}  // namespace flowship
