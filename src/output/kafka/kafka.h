#pragma once
// kafka: events into Kafka topics, as JSON. The output's home of librdkafka.
//
//   Push: every event of the batch to librdkafka's queue, its bytes where they are ──► broker ──► delivery report ──► outcome; the last one finishes the batch
//
// Law: see output.h. With the idempotent producer and acks of all replicas a message is in its partition once, whatever was sent again on the way. A message
// that came back unsent waits and is produced again by the thread that serves the reports, which also renews a producer that has come to its end.
// What is under way is bounded by the batch pool: Push waits for nothing but room in the client's queue.
// Threads: see output.h; delivery reports come on the serving thread only.

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "output/dead_letter.h"
#include "output/elasticsearch/backoff.h"
#include "output/kafka/config.h"
#include "output/kafka/message.h"
#include "output/output.h"

namespace flowship {

class KafkaOutput final : public Output {
 public:
  KafkaOutput(KafkaConfig config, const std::string& data_path);
  ~KafkaOutput() override;

  const Encoder& encoder() const override { return encoder_; }
  void Push(BatchPtr batch) override;
  void Drain(Deadline::Time deadline) override;
  std::vector<Finding> TestConnection() override;

  // Whether librdkafka takes the properties; no connection is made.
  Status CheckConfig() const;

 private:
  class Producer;
  struct UnderWay;
  // What librdkafka keeps of a message: which event of which batch it is.
  struct Tag {
    UnderWay* owner = nullptr;
    Event* event = nullptr;
  };
  struct UnderWay {
    BatchPtr batch{nullptr, BatchReturner{}};
    std::vector<Tag> tags;
    size_t left = 0;  // events without an outcome; of the serving thread
  };

  void Serve();                          // the serving thread
  void SendAgain();
  void Renew();
  void Produce(const Tag& tag);          // by either thread
  void Report(const Tag& tag, int error, std::string_view text);
  void Settle(const Tag& tag, Outcome outcome);
  bool Reject(const Tag& tag, int error, std::string_view text);
  void GiveUp();                         // after the deadline
  std::string TopicOf(const KafkaMessage& message) const;

  const KafkaConfig config_;
  const KafkaEncoder encoder_;
  DeadLetterFile dead_letters_;
  Backoff backoff_;

  std::mutex mutex_;
  std::unordered_map<UnderWay*, std::unique_ptr<UnderWay>> under_way_;
  std::vector<std::pair<Tag, int>> refused_;  // librdkafka did not take them, and why; the serving thread sees to it
  bool draining_ = false;

  std::unique_ptr<Producer> producer_;   // replaced under produce_mutex_
  std::mutex produce_mutex_;
  std::vector<Tag> again_;               // of the serving thread, as are the rest
  Deadline::Time again_at_;
  bool renew_ = false, purged_ = false;
  std::thread server_;
};

}  // namespace flowship
