#pragma once
// What a broker's (or the client's) word about one message means. Pure.

#include <string_view>

namespace flowship {

enum class KafkaVerdict {
  kDelivered,
  kRetry,    // not now: the topic is not there, a right is missing, a leader is looked for
  kReject,   // this message, never: it is too large, or the broker can't read it
  kRenew,    // the producer itself has come to its end: a new one is needed, and sends it again
};
// `error`: rd_kafka_resp_err_t.
KafkaVerdict JudgeDelivery(int error);

// What to do about it, for the log; empty when there is nothing to say.
std::string_view RemedyOfDelivery(int error);

}  // namespace flowship
