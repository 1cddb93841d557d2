#pragma once
// A librdkafka consumer of a group. For kafka.cc. One thread, but for Store.

#include <librdkafka/rdkafka.h>

#include <memory>
#include <optional>
#include <string>

#include "input/kafka/kafka.h"

namespace flowship::kafka {

class KafkaInput::Consumer {
 public:
  // Makes no connection yet. `input` hears of assignments, while Poll or Close runs; nullptr: nobody does.
  static Result<std::unique_ptr<Consumer>> Make(const KafkaInputConfig& config, KafkaInput* input);
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  Status Subscribe(const std::vector<std::string>& topics);
  // The next message, whose bytes are good until the next Poll; nullopt: none within that time.
  std::optional<Message> Poll(int timeout_millis);
  void Pause(bool paused);
  // That offset is to be committed. Any thread.
  void Store(const std::string& topic, int32_t partition, int64_t offset);
  // Leaves the group, after what was stored is committed.
  void Close();

 private:
  explicit Consumer(KafkaInput* input) : input_(input) {}

  void Rebalance(rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions);
  static void OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions, void* self);
  static void OnError(rd_kafka_t*, int error, const char* reason, void* self);
  static void OnLog(const rd_kafka_t* client, int level, const char* facility, const char* text);

  KafkaInput* const input_;
  rd_kafka_t* client_ = nullptr;
  rd_kafka_message_t* current_ = nullptr;
  bool closed_ = false;
};

}  // namespace flowship::kafka
