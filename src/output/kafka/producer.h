#pragma once
// A librdkafka producer and its topics, with an end. For kafka.cc.

#include <librdkafka/rdkafka.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "output/kafka/delivery.h"
#include "output/kafka/kafka.h"

namespace flowship {

class KafkaOutput::Producer {
 public:
  using OnReport = std::function<void(const Tag& tag, int error, std::string_view text)>;

  // Connects by and by. `on_report` is called by Poll.
  static Result<std::unique_ptr<Producer>> Make(const KafkaConfig& config, OnReport on_report);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // 0, or librdkafka's error; then there will be no report. The document stays where it is until the report. One thread at a time.
  int Produce(const std::string& topic, const KafkaMessage& message, std::string_view key, const Tag& tag);
  void Poll(int timeout_millis);
  // All that is in its queue comes back with an error, at the next polls.
  void Purge();
  size_t queued() const { return static_cast<size_t>(rd_kafka_outq_len(client_)); }
  // It will never send anything again.
  bool broken() const { return rd_kafka_fatal_error(client_, nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR; }
  rd_kafka_t* client() { return client_; }

 private:
  explicit Producer(OnReport on_report) : on_report_(std::move(on_report)) {}

  rd_kafka_topic_t* TopicFor(const std::string& name);
  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
  static void OnError(rd_kafka_t* client, int error, const char* reason, void* self);
  static void OnLog(const rd_kafka_t* client, int level, const char* facility, const char* text);
  static int32_t ChoosePartition(const rd_kafka_topic_t*, const void* key, size_t key_size, int32_t partitions, void*, void* tag);

  const OnReport on_report_;
  rd_kafka_t* client_ = nullptr;
  std::map<std::string, rd_kafka_topic_t*> topics_;
};

}  // namespace flowship
