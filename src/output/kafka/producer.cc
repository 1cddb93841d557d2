#include "output/kafka/producer.h"

#include "base/log.h"

namespace flowship {

namespace {

constexpr std::string_view kLog = "kafka";

struct ConfDeleter {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};

}  // namespace

Result<std::unique_ptr<KafkaOutput::Producer>> KafkaOutput::Producer::Make(const KafkaConfig& config, OnReport on_report) {
  std::unique_ptr<Producer> producer(new Producer(std::move(on_report)));
  std::unique_ptr<rd_kafka_conf_t, ConfDeleter> conf(rd_kafka_conf_new());
  char problem[512] = {};
  for (const auto& [name, value] : config.properties) {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), problem, sizeof problem) != RD_KAFKA_CONF_OK) return Error{problem};
  }
  rd_kafka_conf_set_opaque(conf.get(), producer.get());
  rd_kafka_conf_set_dr_msg_cb(conf.get(), OnDelivery);
  rd_kafka_conf_set_error_cb(conf.get(), OnError);
  rd_kafka_conf_set_log_cb(conf.get(), OnLog);
  producer->client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), problem, sizeof problem);
  if (producer->client_ == nullptr) return Error{problem};
  (void)conf.release();  // the client owns it now
  return producer;
}

KafkaOutput::Producer::~Producer() {
  for (const auto& [name, topic] : topics_) rd_kafka_topic_destroy(topic);
  if (client_ != nullptr) rd_kafka_destroy(client_);
}

rd_kafka_topic_t* KafkaOutput::Producer::TopicFor(const std::string& name) {
  const auto known = topics_.find(name);
  if (known != topics_.end()) return known->second;
  rd_kafka_topic_conf_t* const conf = rd_kafka_topic_conf_new();
  rd_kafka_topic_conf_set_partitioner_cb(conf, ChoosePartition);
  rd_kafka_topic_t* const topic = rd_kafka_topic_new(client_, name.c_str(), conf);
  if (topic != nullptr) topics_.emplace(name, topic);
  return topic;
}

int KafkaOutput::Producer::Produce(const std::string& topic, const KafkaMessage& message, std::string_view key, const Tag& tag) {
  rd_kafka_topic_t* const handle = TopicFor(topic);
  if (handle == nullptr) return RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION;
  // Neither freed nor copied: the batch outlives the report.
  void* const document = const_cast<char*>(message.document.data());
  const int done =
      rd_kafka_produce(handle, RD_KAFKA_PARTITION_UA, 0, document, message.document.size(), key.data(), key.size(), const_cast<Tag*>(&tag));
  return done == 0 ? 0 : static_cast<int>(rd_kafka_last_error());
}

void KafkaOutput::Producer::Poll(int timeout_millis) { rd_kafka_poll(client_, timeout_millis); }

void KafkaOutput::Producer::Purge() { rd_kafka_purge(client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING); }

int32_t KafkaOutput::Producer::ChoosePartition(const rd_kafka_topic_t*, const void*, size_t, int32_t partitions, void*, void* tag) {
  const Tag& of = *static_cast<const Tag*>(tag);
  return PartitionOf(SplitKafkaMessage(of.owner->batch->encoded.view(of.event->encoded_begin, of.event->encoded_size)).hash, partitions);
}

void KafkaOutput::Producer::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  // Not rd_kafka_message_errstr: of a message that was to be sent it gives the payload, which is not even a C string.
  const char* const text = message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? "" : rd_kafka_err2str(message->err);
  static_cast<Producer*>(self)->on_report_(*static_cast<const Tag*>(message->_private), message->err, text);
}

void KafkaOutput::Producer::OnError(rd_kafka_t* client, int error, const char* reason, void*) {
  char text[512] = {};
  if (error == RD_KAFKA_RESP_ERR__FATAL && rd_kafka_fatal_error(client, text, sizeof text) != RD_KAFKA_RESP_ERR_NO_ERROR) reason = text;
  const std::string_view remedy = RemedyOfDelivery(error);
  Log(LogLevel::kWarning, kLog, "{}{}{}; nothing is lost, trying again", reason, remedy.empty() ? "" : "; ", remedy);
}

void KafkaOutput::Producer::OnLog(const rd_kafka_t*, int, const char* facility, const char* text) {
  Log(LogLevel::kDebug, kLog, "{}: {}", facility, text);
}

}  // namespace flowship
