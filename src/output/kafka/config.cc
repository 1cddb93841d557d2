#include "output/kafka/config.h"

#include <algorithm>
#include <array>

namespace flowship {

namespace {

// The 5-tuple: both ends of a flow, and how they talk.
const std::vector<std::string> kFiveTuple = {"source.ip", "source.port", "destination.ip", "destination.port", "network.transport"};

FormatString TakeFormat(config::Options& options, std::string_view name) {
  auto format = FormatString::Parse(options.TakeString(name, ""));
  if (format.ok()) return *std::move(format);
  options.Error(name, format.error().message);
  return {};
}

void TakePartition(config::Options& options, KafkaConfig& config) {
  const bool hash = options.Has("partition.hash"), random = options.Has("partition.random"), robin = options.Has("partition.round_robin");
  if (hash + random + robin > 1) options.Error("partition", "the partition is chosen by hash, random or round_robin: one of them");
  config.hash_fields = options.TakeStrings("partition.hash.hash");
  (void)options.TakeBool("partition.hash.random", true);
  for (const std::string name : {"hash", "random", "round_robin"}) {
    // Partitions without a leader are waited for: an order that depends on who is down is none.
    if (options.TakeBool("partition." + name + ".reachable_only", false)) {
      options.Error("partition." + name + ".reachable_only", "partitions are never left out; a leader is waited for");
    }
    (void)options.TakeInt("partition." + name + ".group_events", 1, 1, INT32_MAX);
    (void)options.Take("partition." + name);
  }
  if (config.hash_fields.empty()) config.hash_fields = kFiveTuple;
  if (random) config.partition = KafkaConfig::Partition::kRandom;
  if (robin) config.partition = KafkaConfig::Partition::kRoundRobin;
}

void TakeDelivery(config::Options& options, KafkaConfig& config) {
  const int64_t acks = options.TakeInt("required_acks", -1, -1, 1);
  if (acks == 0) {
    options.Error("required_acks", "without an answer nobody knows what has arrived; required_acks is -1 (all replicas) or 1 (the leader)");
  }
  if (acks == 1)
    options.diagnostics().Warning(options.PlaceOf("required_acks"),
                                  "with required_acks: 1 events are lost when a leader dies before its followers have them");
  config.properties.emplace_back("acks", std::to_string(acks));
  config.properties.emplace_back("enable.idempotence", acks == -1 ? "true" : "false");
  config.properties.emplace_back("message.timeout.ms", "0");  // never
  (void)options.TakeInt("max_retries", 0, INT64_MIN, INT64_MAX);
  config.backoff_init_millis = std::max<int64_t>(1, options.TakeDurationMillis("backoff.init", config.backoff_init_millis));
  config.backoff_max_millis = std::max(config.backoff_init_millis, options.TakeDurationMillis("backoff.max", config.backoff_max_millis));
  config.properties.emplace_back("retry.backoff.ms", std::to_string(std::min<int64_t>(config.backoff_init_millis, 1000)));
  config.properties.emplace_back("reconnect.backoff.ms", std::to_string(std::min<int64_t>(config.backoff_init_millis, 1000)));
  config.properties.emplace_back("reconnect.backoff.max.ms", std::to_string(std::min<int64_t>(config.backoff_max_millis, 10'000)));
  config.timeout_millis = options.TakeDurationMillis("timeout", config.timeout_millis);
  config.properties.emplace_back("socket.timeout.ms", std::to_string(std::clamp<int64_t>(config.timeout_millis, 100, 300'000)));
  config.properties.emplace_back("request.timeout.ms",
                                 std::to_string(std::clamp<int64_t>(options.TakeDurationMillis("broker_timeout", 10'000), 100, 300'000)));
}

void TakeBatching(config::Options& options, KafkaConfig& config) {
  constexpr std::array<std::string_view, 5> kCodecs = {"none", "gzip", "snappy", "lz4", "zstd"};
  const std::string codec = options.TakeString("compression", "gzip");
  if (std::ranges::find(kCodecs, codec) == kCodecs.end()) options.Error("compression", "the compression is none, gzip, snappy, lz4 or zstd");
  config.properties.emplace_back("compression.codec", codec);
  const int64_t level = options.TakeInt("compression_level", 4, 0, 12);
  if (codec == "gzip" || codec == "lz4" || codec == "zstd") {
    config.properties.emplace_back("compression.level", std::to_string(std::min<int64_t>(level, codec == "gzip" ? 9 : 12)));
  }
  config.max_message_bytes = static_cast<size_t>(std::clamp<int64_t>(options.TakeBytes("max_message_bytes", 1'000'000), 1000, 1'000'000'000));
  config.properties.emplace_back("message.max.bytes", std::to_string(config.max_message_bytes));
  config.properties.emplace_back("linger.ms", std::to_string(std::clamp<int64_t>(options.TakeDurationMillis("bulk_flush_frequency", 5), 0, 900'000)));
  const int64_t events = options.TakeInt("bulk_max_size", 2048, 0, 1'000'000);
  config.properties.emplace_back("batch.num.messages", std::to_string(events == 0 ? 1'000'000 : events));
  // What is under way is bounded by the batch pool; these are above it.
  config.properties.emplace_back("queue.buffering.max.messages", "10000000");
  config.properties.emplace_back("queue.buffering.max.kbytes", "2097151");
}

// Filebeat's for its own client library.
void TakeTheirs(config::Options& options) {
  for (const char* theirs : {"channel_buffer_size", "keep_alive", "metadata", "worker", "workers", "queue"}) options.TakeIdle(theirs);
  if (options.Has("topics")) options.Error("topics", "topics is not taken; name fields of the event in `topic`: flows-%{[data_stream.dataset]}");
  (void)options.Take("topics");
  if (options.Has("headers")) options.Error("headers", "record headers are not written");
  (void)options.Take("headers");
  if (options.Has("codec.format")) options.Error("codec.format", "events are written as JSON");
  (void)options.Take("codec");
}

}  // namespace

KafkaConfig TakeKafkaConfig(config::Options& options) {
  KafkaConfig config;
  config.properties = config::TakeKafkaClient(options);
  const bool names_topic = options.Has("topic");
  config.topic = TakeFormat(options, "topic");
  if (!names_topic) options.Error("topic", "the output needs a `topic`, for example flows or logs-%{[data_stream.dataset]}");
  config.key = TakeFormat(options, "key");
  TakePartition(options, config);
  TakeDelivery(options, config);
  TakeBatching(options, config);
  TakeTheirs(options);
  return config;
}

}  // namespace flowship
