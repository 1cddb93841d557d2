// The kafka input's pure parts. A real broker: tests/e2e/test_kafka.py.

#include <catch2/catch.hpp>

#include "base/limits.h"
#include "event/json_writer.h"
#include "event/stream.h"
#include "input/kafka/config.h"
#include "input/kafka/messages.h"
#include "input/kafka/partition.h"

namespace flowship::kafka {
namespace {

OutcomeCounts Counts(Outcome outcome) {
  OutcomeCounts counts{};
  counts[static_cast<size_t>(outcome)] = 1;
  return counts;
}

TEST_CASE("an offset is stored when everything before it is done") {
  std::vector<int64_t> stored;
  Partition partition("t", 3, [&stored](const std::string& topic, int32_t number, int64_t offset) {
    CHECK(topic == "t");
    CHECK(number == 3);
    stored.push_back(offset);
  });
  const auto done = [&partition](uint64_t sequence, Outcome outcome = Outcome::kDelivered) { partition.BatchDone({0, 0, sequence}, Counts(outcome)); };
  for (const uint64_t end : {10u, 20u, 35u, 40u, 50u}) partition.Began(end);
  done(1);
  CHECK(stored.empty());
  done(0);
  done(2, Outcome::kDeadLettered);
  CHECK(stored == std::vector<int64_t>{20, 35});
  CHECK(partition.under_way() == 2);
  done(3, Outcome::kAbandoned);
  done(4, Outcome::kDropped);
  CHECK(stored == std::vector<int64_t>{20, 35});  // what was abandoned holds the rest
  CHECK_FALSE(partition.AllDone());
  CHECK(partition.done_offset() == 35);
}

TEST_CASE("a partition that is somebody else's stores nothing") {
  int calls = 0;
  Partition partition("t", 0, [&calls](const std::string&, int32_t, int64_t) { ++calls; });
  CHECK(partition.done_offset() == -1);
  partition.Began(5);
  partition.Release();
  partition.BatchDone({0, 5, 0}, Counts(Outcome::kDelivered));
  CHECK(calls == 0);
  CHECK(partition.AllDone());
}

TEST_CASE("the identity is that of the place, whoever reads it") {
  CHECK(Partition::IdentityOf("a", 1) == Partition("a", 1, nullptr).identity);
  CHECK(Partition::IdentityOf("a", 1) != Partition::IdentityOf("a", 2));
  CHECK(Partition::IdentityOf("a1", 1) != Partition::IdentityOf("a", 11));
}

TEST_CASE("messages become records, each with its place") {
  KeySet keys;
  BatchPool pool(keys, 1);
  const auto partition = std::make_shared<Partition>("t", 3, nullptr);
  Messages messages(pool.Acquire(), partition);
  CHECK(messages.empty());
  messages.Add("{\"a\":1}", 5, 100);
  messages.Add("", 6, 100);
  messages.Add("{\"b\":1} {\"c\":2}\r\n\nplain\n", 9, 100);
  messages.Add("\xff", 10, 100);
  messages.Add("0123456789", 11, 4);
  messages.Add("  ", 12, 100);
  BatchPtr batch = messages.Take(std::make_shared<const Stream>());
  std::string found;
  for (const Event& event : batch->events) found += std::to_string(event.offset) + (event.truncated ? "!" : "") + " " + std::string(event.record) + "\n";
  CHECK(found == "5 {\"a\":1}\n9 {\"b\":1}\n9 {\"c\":2}\n9 plain\n10 \xef\xbf\xbd\n11! 0123\n");
  CHECK(ToJson(Value::Of(batch->events[0].overlay->under)) == R"({"kafka":{"topic":"t","partition":3,"offset":5}})");
  CHECK(batch->range.begin == 5);
  CHECK(batch->range.end == 13);
  batch->Settle(Outcome::kDelivered);
  batch->Finish();
  CHECK(partition->done_offset() == 13);
}

TEST_CASE("a batch takes as many messages as it holds") {
  KeySet keys;
  BatchPool pool(keys, 1);
  Messages messages(pool.Acquire(), std::make_shared<Partition>("t", 0, nullptr));
  int64_t count = 0;
  while (!messages.full()) messages.Add("{\"a\":1}", count++, 100);
  CHECK(count == static_cast<int64_t>(limits::kBatchMaxEvents));
}

TEST_CASE("options of the kafka input") {
  const auto take = [](const std::string& yaml) {
    config::Diagnostics diagnostics;
    const auto node = config::Parse("stream", yaml, diagnostics);
    REQUIRE(node);
    config::Options options(*node, diagnostics);
    const KafkaInputConfig config = TakeKafkaInputConfig(options, false);
    options.Finish("the kafka input");
    std::string text;
    for (const auto& [name, value] : config.properties) text += name + "=" + value + "\n";
    for (const std::string& message : diagnostics.Messages()) text += "error: " + message + "\n";
    return text;
  };
  const std::string least = take("{hosts: [k:9092], topics: [a], group_id: g}");
  for (const char* line : {"group.id=g\n", "enable.auto.offset.store=false\n", "enable.auto.commit=true\n", "auto.offset.reset=earliest\n", "isolation.level=read_uncommitted\n",
                           "partition.assignment.strategy=cooperative-sticky\n", "fetch.wait.max.ms=250\n"}) {
    CHECK_THAT(least, Catch::Contains(line));
  }
  CHECK_THAT(least, !Catch::Contains("error"));
  const std::string most = take("{hosts: [k], topics: [a], group_id: g, initial_offset: newest, isolation_level: read_committed, rebalance.strategy: range, fetch: {min: 10, default: 2MiB, "
                                "max: 5MiB}, max_wait_time: 1s, wait_close: 2s, consume_backoff: 1s, connect_backoff: 2s, version: 1.0.0}");
  for (const char* line : {"auto.offset.reset=latest\n", "isolation.level=read_committed\n", "partition.assignment.strategy=range\n", "fetch.min.bytes=10\n",
                           "max.partition.fetch.bytes=2097152\n", "fetch.max.bytes=5242880\n", "fetch.wait.max.ms=1000\n"}) {
    CHECK_THAT(most, Catch::Contains(line));
  }
  CHECK_THAT(most, !Catch::Contains("error"));
  CHECK_THAT(take("{}"), Catch::Contains("error: Kafka needs `hosts`") && Catch::Contains("error: the input needs `topics`") && Catch::Contains("error: the input needs a `group_id`"));
  CHECK_THAT(take("{hosts: [k], topics: [a], group_id: g, initial_offset: middle}"), Catch::Contains("error: a group that is new begins at the oldest or the newest message"));
}

}  // namespace
}  // namespace flowship::kafka
