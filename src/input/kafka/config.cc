#include "input/kafka/config.h"

#include <algorithm>

#include "base/limits.h"

namespace flowship::kafka {

namespace {

constexpr int64_t kMostBytes = 1'000'000'000;

void TakeStart(config::Options& options, config::KafkaProperties& properties) {
  const std::string from = options.TakeString("initial_offset", "oldest");
  if (from != "oldest" && from != "newest") options.Error("initial_offset", "a group that is new begins at the oldest or the newest message");
  properties.emplace_back("auto.offset.reset", from == "newest" ? "latest" : "earliest");
  const std::string isolation = options.TakeString("isolation_level", "read_uncommitted");
  if (isolation != "read_uncommitted" && isolation != "read_committed") {
    options.Error("isolation_level", "the isolation is read_uncommitted or read_committed");
  }
  properties.emplace_back("isolation.level", isolation);
}

void TakeFetch(config::Options& options, config::KafkaProperties& properties) {
  const auto bytes = [&options](std::string_view name, int64_t fallback) {
    return std::to_string(std::clamp<int64_t>(options.TakeBytes(name, fallback), 1, kMostBytes));
  };
  properties.emplace_back("fetch.wait.max.ms", std::to_string(std::clamp<int64_t>(options.TakeDurationMillis("max_wait_time", 250), 0, 300'000)));
  properties.emplace_back("fetch.min.bytes", bytes("fetch.min", 1));
  properties.emplace_back("max.partition.fetch.bytes", bytes("fetch.default", 1 << 20));
  const std::string most = bytes("fetch.max", 0);
  if (most != "1") properties.emplace_back("fetch.max.bytes", most);
  // What the client reads ahead is memory that no batch pool bounds.
  properties.emplace_back("queued.max.messages.kbytes", "16384");
  properties.emplace_back("queued.min.messages", "10000");
}

void TakeRebalance(config::Options& options, config::KafkaProperties& properties) {
  const std::string strategy = options.TakeString("rebalance.strategy", "sticky");
  if (strategy != "sticky" && strategy != "range" && strategy != "roundrobin") {
    options.Error("rebalance.strategy", "the strategy is sticky, range or roundrobin");
  }
  // Cooperative: what stays with a consumer goes on meanwhile.
  properties.emplace_back("partition.assignment.strategy", strategy == "sticky" ? "cooperative-sticky" : strategy);
  properties.emplace_back("max.poll.interval.ms",
                          std::to_string(std::clamp<int64_t>(options.TakeDurationMillis("rebalance.timeout", 60'000), 10'000, 86'400'000)));
  properties.emplace_back("session.timeout.ms",
                          std::to_string(std::clamp<int64_t>(options.TakeDurationMillis("session_timeout", 10'000), 1'000, 3'600'000)));
  for (const char* theirs : {"rebalance.max_retries", "rebalance.retry_backoff", "connect_backoff", "consume_backoff", "wait_close"}) {
    options.TakeIdle(theirs);
  }
}

}  // namespace

KafkaInputConfig TakeKafkaInputConfig(config::Options& options, bool once) {
  KafkaInputConfig config;
  config.properties = config::TakeKafkaClient(options);
  config.topics = options.TakeStrings("topics");
  if (config.topics.empty()) options.Error("topics", "the input needs `topics`, for example [flows]");
  config.group_id = options.TakeString("group_id", "");
  if (config.group_id.empty()) options.Error("group_id", "the input needs a `group_id`: who has the same shares the partitions and the offsets");
  if (options.TakeString("expand_event_list_from_field")) {
    options.Error("expand_event_list_from_field", "lists are not taken apart; a message is a record, or several lines or JSON objects");
  }
  if (options.Has("parsers")) options.Error("parsers", "messages are whole already; parse them in the pipeline");
  (void)options.Take("parsers");
  config.message_max_bytes = static_cast<size_t>(
      std::clamp<int64_t>(options.TakeBytes("message_max_bytes", limits::kMessageMaxBytes), 1, static_cast<int64_t>(limits::kMessageMaxBytes)));
  TakeStart(options, config.properties);
  TakeFetch(options, config.properties);
  TakeRebalance(options, config.properties);
  config.properties.emplace_back("group.id", config.group_id);
  // The broker is told of what was delivered, and of nothing else: see partition.h.
  config.properties.emplace_back("enable.auto.offset.store", "false");
  config.properties.emplace_back("enable.auto.commit", "true");
  config.properties.emplace_back("auto.commit.interval.ms", "1000");
  config.properties.emplace_back("enable.partition.eof", once ? "true" : "false");
  return config;
}

}  // namespace flowship::kafka
