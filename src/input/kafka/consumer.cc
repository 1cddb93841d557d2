#include "input/kafka/consumer.h"

#include <string_view>

#include "base/log.h"

namespace flowship::kafka {

namespace {

constexpr std::string_view kLog = "kafka";

struct ConfDeleter {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
struct ListDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};
using List = std::unique_ptr<rd_kafka_topic_partition_list_t, ListDeleter>;

}  // namespace

Result<std::unique_ptr<KafkaInput::Consumer>> KafkaInput::Consumer::Make(const KafkaInputConfig& config, KafkaInput* input) {
  std::unique_ptr<Consumer> consumer(new Consumer(input));
  std::unique_ptr<rd_kafka_conf_t, ConfDeleter> conf(rd_kafka_conf_new());
  char problem[512] = {};
  for (const auto& [name, value] : config.properties) {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), problem, sizeof problem) != RD_KAFKA_CONF_OK) return Error{problem};
  }
  rd_kafka_conf_set_opaque(conf.get(), consumer.get());
  rd_kafka_conf_set_rebalance_cb(conf.get(), OnRebalance);
  rd_kafka_conf_set_error_cb(conf.get(), OnError);
  rd_kafka_conf_set_log_cb(conf.get(), OnLog);
  consumer->client_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), problem, sizeof problem);
  if (consumer->client_ == nullptr) return Error{problem};
  (void)conf.release();  // the client owns it now
  rd_kafka_poll_set_consumer(consumer->client_);
  return consumer;
}

KafkaInput::Consumer::~Consumer() {
  if (client_ == nullptr) return;
  Close();
  rd_kafka_destroy(client_);
}

void KafkaInput::Consumer::Close() {
  if (current_ != nullptr) rd_kafka_message_destroy(current_);
  current_ = nullptr;
  if (!std::exchange(closed_, true)) rd_kafka_consumer_close(client_);
}

Status KafkaInput::Consumer::Subscribe(const std::vector<std::string>& topics) {
  const List list(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
  for (const std::string& topic : topics) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  const auto error = rd_kafka_subscribe(client_, list.get());
  return error == RD_KAFKA_RESP_ERR_NO_ERROR ? Status() : Status(Error{std::string("kafka: ") + rd_kafka_err2str(error)});
}

std::optional<KafkaInput::Message> KafkaInput::Consumer::Poll(int timeout_millis) {
  if (current_ != nullptr) rd_kafka_message_destroy(current_);
  current_ = rd_kafka_consumer_poll(client_, timeout_millis);
  if (current_ == nullptr) return std::nullopt;
  const bool end = current_->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
  if (current_->err != RD_KAFKA_RESP_ERR_NO_ERROR && !end) {
    if (input_ != nullptr) input_->NoteTrouble(rd_kafka_message_errstr(current_));
    return std::nullopt;
  }
  Message message;
  message.place = {rd_kafka_topic_name(current_->rkt), current_->partition};
  message.offset = current_->offset;
  message.end = end;
  if (!end && current_->payload != nullptr) message.bytes = {static_cast<const char*>(current_->payload), current_->len};
  return message;
}

void KafkaInput::Consumer::Pause(bool paused) {
  rd_kafka_topic_partition_list_t* assigned = nullptr;
  if (rd_kafka_assignment(client_, &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const List owner(assigned);
  (void)(paused ? rd_kafka_pause_partitions(client_, assigned) : rd_kafka_resume_partitions(client_, assigned));
}

// An error means that the partition is not ours any more, and then the offset is not either.
void KafkaInput::Consumer::Store(const std::string& topic, int32_t partition, int64_t offset) {
  const List list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
  (void)rd_kafka_offsets_store(client_, list.get());
}

void KafkaInput::Consumer::Rebalance(rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions) {
  const std::string_view protocol = rd_kafka_rebalance_protocol(client_);
  const bool cooperative = protocol == "COOPERATIVE", assigned = error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  const auto each = [&](const auto& call) {
    for (int i = 0; i < partitions->cnt; ++i) call(partitions->elems[i]);
  };
  if (assigned && input_ != nullptr) each([this](const auto& place) { input_->OnAssigned({place.topic, place.partition}); });
  if (!assigned && input_ != nullptr) {
    const bool lost = rd_kafka_assignment_lost(client_) != 0;
    const List done(rd_kafka_topic_partition_list_new(partitions->cnt));
    each([&](const auto& place) {
      const int64_t offset = input_->OnRevoked({place.topic, place.partition}, lost);
      if (offset >= 0) rd_kafka_topic_partition_list_add(done.get(), place.topic, place.partition)->offset = offset;
    });
    if (!lost && done->cnt != 0) (void)rd_kafka_commit(client_, done.get(), 0);
  }
  if (cooperative) {
    rd_kafka_error_t* const failed = assigned ? rd_kafka_incremental_assign(client_, partitions) : rd_kafka_incremental_unassign(client_, partitions);
    if (failed != nullptr) {
      Log(LogLevel::kError, kLog, "{}", rd_kafka_error_string(failed));
      rd_kafka_error_destroy(failed);
    }
  } else {
    (void)rd_kafka_assign(client_, assigned ? partitions : nullptr);
  }
}

void KafkaInput::Consumer::OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions, void* self) {
  static_cast<Consumer*>(self)->Rebalance(error, partitions);
}

void KafkaInput::Consumer::OnError(rd_kafka_t*, int, const char* reason, void* self) {
  if (KafkaInput* const input = static_cast<Consumer*>(self)->input_) input->NoteTrouble(reason);
}

void KafkaInput::Consumer::OnLog(const rd_kafka_t*, int, const char* facility, const char* text) { Log(LogLevel::kDebug, kLog, "{}: {}", facility, text); }

}  // namespace flowship::kafka
