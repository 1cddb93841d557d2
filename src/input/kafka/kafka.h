#pragma once
// kafka: records out of Kafka topics, as one of a consumer group: GoFlow2's `-transport kafka`, or flowship's own kafka output. The input's home of
// librdkafka.
//
//   consumer ──► messages by partition ──► batches ──► sink          done ──► Partition ──► offset, stored and committed every second
//
// Law: an offset is committed when everything before it was delivered. Whoever gets the partition next, after a rebalance or a crash, reads the rest
// again, and gives it the same ids. Before a partition is given away, what is under way is waited for, for a while, so that little is read twice. A
// full pool is waited for without leaving the group: the consumer goes on being polled, with its partitions paused.
// One thread of its own reads; the consumer is left by the destructor, after the last outcomes are known.

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "input/input_types.h"
#include "input/kafka/config.h"
#include "input/kafka/messages.h"
#include "input/kafka/partition.h"

namespace flowship::kafka {

std::unique_ptr<Input> MakeKafkaInput(config::Options& options, std::shared_ptr<const Stream> stream, const InputContext& context);

class KafkaInput final : public Input {
 public:
  KafkaInput(KafkaInputConfig config, std::shared_ptr<const Stream> stream, const InputContext& context);
  ~KafkaInput() override;

  Status Start() override;
  void Stop() override;
  bool Finished() const override;
  std::vector<std::string> Troubles() const override;
  std::vector<InputCounter> Counters() const override;
  bool Settled() const override;

 private:
  class Consumer;  // consumer.h: librdkafka
  using Place = std::pair<std::string, int32_t>;  // topic, partition
  struct Message {
    Place place;
    int64_t offset = 0;
    std::string_view bytes;
    bool end = false;  // no message: the partition has no more for now
  };
  struct Waiting {
    Message message;
    std::string bytes;
  };
  struct Assigned {
    std::shared_ptr<Partition> partition;
    std::unique_ptr<Messages> open;  // being filled
    int64_t next = 0;                // offsets below it were taken
    bool at_end = false;
  };

  void Loop();
  bool Take(const Message& message);  // false: there is no batch for it
  void WaitForBatch();
  void Keep(const Message& message, bool in_front);
  bool TakeWaiting();
  void Push(Assigned& assigned);
  void PushAll();
  void OnAssigned(const Place& place);
  int64_t OnRevoked(const Place& place, bool lost);  // the offset to commit; -1: none
  void NoteTrouble(std::string text);

  const KafkaInputConfig config_;
  const std::shared_ptr<const Stream> stream_;
  const InputContext context_;
  std::unique_ptr<Consumer> consumer_;
  std::thread reader_;
  std::atomic<bool> stopping_ = false;
  BatchPtr spare_{nullptr, BatchReturner{}};
  std::deque<Waiting> waiting_;       // messages that came while there was no batch, in order

  mutable std::mutex mutex_;          // of what follows, for those who ask
  std::map<Place, Assigned> assigned_;
  std::string trouble_;               // the last one, until a message comes
  std::atomic<bool> troubled_{false};
  bool was_assigned_ = false;
  std::atomic<uint64_t> messages_{0}, bytes_{0}, rebalances_{0}, pauses_{0};
};

}  // namespace flowship::kafka
