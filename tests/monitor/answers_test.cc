#include <catch2/catch.hpp>

#include "event/json_reader.h"
#include "event/stream.h"
#include "monitor/error_samples.h"
#include "monitor/history.h"
#include "monitor/prometheus.h"
#include "monitor/stats_json.h"
#include "monitor/tap.h"

namespace flowship::monitor {
namespace {

AgentSnapshot Example() {
  AgentSnapshot snapshot;
  snapshot.name = "collector-1";
  snapshot.events = 110;
  snapshot.dropped = 10;
  snapshot.policy.revision = 3;
  snapshot.pipeline_errors = {{"a \"quoted\"\nline\\", 2}};
  StreamState& stream = snapshot.streams.emplace_back();
  stream.id = "s";
  stream.figures = {{"messages_read_total", 115}, {"files_active", 1}, {"files_opened_total", 4}, {"files_closed_total", 3}, {"bytes_processed_total", 5000}};
  stream.files.push_back({"/logs/\xff.log", 100, 90, 60, false, 5});
  OutputState& output = snapshot.outputs.emplace_back();
  output.name = "default";
  output.type = "elasticsearch";
  output.figures = {{"delivered", 70}, {"dead_lettered", 5}, {"duplicates", 1}, {"bytes", 900}, {"retried", 2}, {"failed_requests", 6}, {"batches", 4}, {"blocked", 1}};
  output.errors = {{"HTTP 429", 7}};
  output.hosts = {{"http://es1:9200", false}};
  output.batches_under_way = 4;
  output.batches_max = 16;
  return snapshot;
}

class Json {
 public:
  const Value& Read(const std::string& text) {
    JsonProblem problem;
    REQUIRE(reader_.Read(arena_.Copy(text), arena_, keys_, &value_, &problem));
    return value_;
  }
  // a.b.0.c
  int64_t Long(std::string_view path) const {
    const Value* at = &value_;
    while (true) {
      const size_t dot = path.find('.');
      const std::string part(path.substr(0, dot));
      at = at->is_array() ? &(*at->as_array())[std::stoul(part)] : at->as_object()->Find(part);
      INFO(part);
      REQUIRE(at != nullptr);
      if (dot == std::string_view::npos) break;
      path.remove_prefix(dot + 1);
    }
    REQUIRE(at->is_integral());
    return at->as_long();
  }

 private:
  KeySet key_set_;
  Arena arena_;
  KeyTable keys_{key_set_, arena_};
  JsonReader reader_;
  Value value_;
};

TEST_CASE("/stats has Filebeat's names and adds up") {
  Json json;
  json.Read(StatsJson(Example(), {}));
  CHECK(json.Long("filebeat.events.added") == 115);
  CHECK(json.Long("filebeat.events.done") == 85);  // delivered, dead-lettered, dropped
  CHECK(json.Long("filebeat.events.active") == 30);
  CHECK(json.Long("filebeat.harvester.running") == 1);
  CHECK(json.Long("filebeat.harvester.started") == 4);
  CHECK(json.Long("libbeat.output.events.acked") == 70);
  CHECK(json.Long("libbeat.output.events.active") == 25);
  CHECK(json.Long("libbeat.output.events.total") == 100);
  CHECK(json.Long("libbeat.output.events.toomany") == 7);
  CHECK(json.Long("libbeat.output.write.errors") == 6);
  CHECK(json.Long("libbeat.pipeline.events.published") == 100);
  CHECK(json.Long("libbeat.pipeline.queue.max_batches") == 16);
  CHECK(json.Long("flowship.streams.0.files.0.lag") == 40);
  CHECK(json.Long("flowship.policy.revision") == 3);
}

TEST_CASE("/metrics escapes label values and says what is a counter") {
  const std::string text = PrometheusText(Example(), {}, 1500);
  CHECK(text.find("flowship_pipeline_errors_total{reason=\"a \\\"quoted\\\"\\nline\\\\\"} 2\n") != text.npos);
  CHECK(text.find("# TYPE flowship_input_messages_read_total counter\n") != text.npos);
  CHECK(text.find("# TYPE flowship_input_files_active gauge\n") != text.npos);
  CHECK(text.find("flowship_file_lag_bytes{stream=\"s\",path=\"/logs/\xEF\xBF\xBD.log\"} 40\n") != text.npos);
  CHECK(text.find("flowship_output_host_up{output=\"default\",host=\"http://es1:9200\"} 0\n") != text.npos);
  CHECK(text.find("flowship_output_blocked{output=\"default\",type=\"elasticsearch\"} 1\n") != text.npos);
  CHECK(text.find("flowship_uptime_seconds 1.500\n") != text.npos);
}

TEST_CASE("rates are over the last seconds, and a counter that went back is no negative rate") {
  History history;
  for (int second = 0; second <= 100; ++second) {
    HistoryPoint point;
    point.wall_millis = second * 1000;
    point.events = static_cast<uint64_t>(second < 50 ? second * 1000 : 49'000 + (second - 49) * 10);
    point.bytes_read = second < 98 ? 1'000'000 : 5;
    history.Add(point);
  }
  CHECK(history.Recent(5).events == Approx(10));
  CHECK(history.Recent(5).bytes_read == 0);
  for (int i = 0; i < 1000; ++i) history.Add({});
  CHECK(history.points().size() == History::kPoints + 1);
}

// One batch with one event.
class OneEvent {
 public:
  explicit OneEvent(std::string_view document) {
    batch = pool_.Acquire();
    auto stream = std::make_shared<Stream>();
    stream->id = "s";
    batch->stream = stream;
    Value value;
    JsonProblem problem;
    REQUIRE(reader_.Read(batch->arena.Copy(document), batch->arena, batch->keys, &value, &problem));
    Event event;
    event.root = value.as_object();
    event.record = "the record";
    batch->events.push_back(event);
  }

 private:
  KeySet keys_;
  BatchPool pool_{keys_, 1};
  JsonReader reader_;

 public:
  BatchPtr batch;
};

TEST_CASE("a tap takes what its filters let through, at most so many a second, and counts the rest") {
  OneEvent one(R"({"source":{"ip":"192.0.2.1"},"tags":["sflow","x"],"network":{"bytes":12}})");
  Tap tap;
  const auto offers = [&](std::vector<std::string> filters, uint32_t rate, int times) {
    TapOptions options;
    for (const std::string& filter : filters) options.filters.push_back(*TapOptions::ParseFilter(filter));
    options.per_second = rate;
    const auto subscription = tap.Subscribe(options);
    for (int i = 0; i < times; ++i) tap.See(*one.batch, one.batch->events, 5000);
    int taken = 0;
    while (subscription->Next(std::chrono::milliseconds(0))) ++taken;
    return std::pair(taken, subscription->left_out());
  };
  CHECK(offers({}, 10, 3) == std::pair(3, uint64_t{0}));
  CHECK(offers({}, 10, 30) == std::pair(10, uint64_t{20}));
  CHECK(offers({"source.ip=192.0.2.1", "tags=x", "network.bytes=12"}, 10, 1).first == 1);
  CHECK(offers({"source.ip=192.0.2.2"}, 10, 1) == std::pair(0, uint64_t{0}));
  CHECK(offers({"source.ip~192.0."}, 10, 1).first == 1);
  CHECK(offers({"source.port=1"}, 10, 1).first == 0);
  CHECK_FALSE(TapOptions::ParseFilter("source.ip").ok());
}

TEST_CASE("a tap ends with its listener, and only so many may listen") {
  Tap tap;
  std::vector<std::shared_ptr<Subscription>> all;
  for (size_t i = 0; i < Tap::kSubscriptions; ++i) all.push_back(tap.Subscribe({}));
  CHECK(tap.Subscribe({}) == nullptr);
  all.pop_back();
  CHECK(tap.Subscribe({}) != nullptr);
}

TEST_CASE("of each error the last records are kept, and not more than a few") {
  ErrorSamples samples;
  OneEvent good(R"({"message":"fine","error":{"code":1}})");
  samples.See(*good.batch, good.batch->events, 1000);
  CHECK(samples.Json() == "{}");
  OneEvent bad(R"({"error":{"message":["broken"]}})");
  for (int i = 0; i < 10; ++i) {
    bad.batch->events[0].offset = static_cast<uint64_t>(i);
    samples.See(*bad.batch, bad.batch->events, 2000);
  }
  Json json;
  const Value& read = json.Read(samples.Json());
  const Array& kept = *read.as_object()->Find("broken")->as_array();
  REQUIRE(kept.size() == ErrorSamples::kSamples);
  CHECK(kept[2].as_object()->Find("offset")->as_long() == 9);
  CHECK(kept[2].as_object()->Find("record")->as_text() == "the record");
}

}  // namespace
}  // namespace flowship::monitor
