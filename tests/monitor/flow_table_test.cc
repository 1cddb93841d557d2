#include "monitor/flow_table.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

#include "event/json_reader.h"

namespace flowship::monitor {
namespace {

class TestClock : public Clock {
 public:
  int64_t MonotonicNanos() const override { return now; }
  int64_t WallNanos() const override { return 1'800'000'000 * kNanosPerSecond + now; }
  int64_t now = 1000 * kNanosPerSecond;
};

// Flows as trees, and what FlowTable says of them, as a tree again.
class Table {
 public:
  void See(const std::vector<std::string>& documents) {
    std::vector<Event> events;
    for (const std::string& text : documents) {
      Event event;
      event.root = Parse(text);
      events.push_back(event);
    }
    flows.See(events);
  }
  const Object& Look() { return *Parse(flows.Json(1000)); }
  // The row of a key in a dimension; nullptr: there is none.
  static const Object* Row(const Object& all, std::string_view dimension, std::string_view key) {
    for (const Value& row : *all.Find(dimension)->as_object()->Find("top")->as_array()) {
      if (row.as_object()->Find("key")->as_text() == key) return row.as_object();
    }
    return nullptr;
  }
  static double Number(const Object& object, std::string_view name) {
    const Value& value = *object.Find(name);
    return value.is_integral() ? static_cast<double>(value.as_long()) : value.as_double();
  }

  TestClock clock;
  FlowTable flows{clock};

 private:
  Object* Parse(std::string_view text) {
    Value value;
    JsonProblem problem;
    REQUIRE(reader_.Read(arena_.Copy(text), arena_, keys_, &value, &problem));
    return value.as_object();
  }

  KeySet key_set_;
  Arena arena_;
  KeyTable keys_{key_set_, arena_};
  JsonReader reader_;
};

std::string FlowOf(std::string_view source, int64_t bytes, std::string_view more = "") {
  return R"({"@timestamp":"2027-01-15T08:16:40.000Z","source":{"ip":")" + std::string(source) + R"(","port":40000},"destination":{"ip":"198.51.100.9","port":443},)" +
         R"("network":{"transport":"tcp","bytes":)" + std::to_string(bytes) + R"(,"packets":10,"vlan":{"id":"7"}},"observer":{"ip":["192.0.2.33"],)" +
         R"("ingress":{"interface":{"id":"3"}},"egress":{"interface":{"id":"4"}}})" + std::string(more) + "}";
}

TEST_CASE("a flow counts in every dimension with what its sample stands for") {
  Table table;
  table.See({FlowOf("203.0.113.1", 1000), FlowOf("203.0.113.1", 500), FlowOf("203.0.113.2", 70), R"({"message":"no flow"})"});
  const Object& all = table.Look();
  CHECK(Table::Number(all, "samples") == 3);
  CHECK(Table::Number(all, "bytes") == 1570);
  CHECK(Table::Number(all, "packets") == 30);
  const std::pair<const char*, const char*> kRows[] = {{"receivers", "198.51.100.9"}, {"protocols", "tcp"}, {"ports", "tcp/443"}, {"vlans", "7"},
                                                       {"ingress", "192.0.2.33 if 3"}, {"egress", "192.0.2.33 if 4"}, {"exporters", "192.0.2.33"}};
  for (const auto& [dimension, key] : kRows) {
    CAPTURE(dimension);
    const Object* const row = Table::Row(all, dimension, key);
    REQUIRE(row != nullptr);
    CHECK(Table::Number(*row, "bytes") == 1570);
    CHECK(Table::Number(*row, "error_bytes") == 0);
  }
  CHECK(Table::Number(*Table::Row(all, "talkers", "203.0.113.1"), "bytes") == 1500);
  CHECK(Table::Number(*Table::Row(all, "conversations", "203.0.113.2 → 198.51.100.9"), "bytes") == 70);
  CHECK(Table::Row(all, "discards", "x") == nullptr);
  // 196 * sqrt(1 / 2) per cent: "Packet Sampling Basics" of sFlow.org.
  CHECK(Table::Number(*Table::Row(all, "talkers", "203.0.113.1"), "sampling_error_percent") == Approx(138.59).margin(0.01));
}

TEST_CASE("a discarded packet is no traffic of an interface out, and has its reason") {
  Table table;
  table.See({FlowOf("203.0.113.1", 1000, R"(,"event":{"outcome":"failure","reason":"access control list"})")});
  const Object& all = table.Look();
  CHECK(Table::Number(*Table::Row(all, "discards", "access control list, 192.0.2.33 if 3"), "bytes") == 1000);
  CHECK(Table::Row(all, "egress", "192.0.2.33 if 4") == nullptr);
}

TEST_CASE("the window moves on: what is older than five minutes is not counted") {
  Table table;
  table.See({FlowOf("203.0.113.1", 1000)});
  table.clock.now += 200 * kNanosPerSecond;
  table.See({FlowOf("203.0.113.2", 50)});
  CHECK(Table::Number(table.Look(), "bytes") == 1050);
  table.clock.now += 200 * kNanosPerSecond;
  const Object& all = table.Look();
  CHECK(Table::Number(all, "bytes") == 50);
  CHECK(Table::Row(all, "talkers", "203.0.113.1") == nullptr);
  double bits = 0;
  for (const Value& point : *all.Find("series")->as_array()) bits += Table::Number(*point.as_object(), "bits") * 5;
  CHECK(bits == Approx(50 * 8));
}

TEST_CASE("records older than the window are said to be late") {
  Table table;
  table.See({FlowOf("203.0.113.1", 1000)});
  CHECK(Table::Number(table.Look(), "late_samples") == 0);
  table.clock.now += 400 * kNanosPerSecond;
  table.See({FlowOf("203.0.113.1", 1000)});
  CHECK(Table::Number(table.Look(), "late_samples") == 1);
}

TEST_CASE("of many events a few are looked at, and the estimate is as near as is said") {
  Table table;
  std::vector<std::string> slice;
  for (int i = 0; i < 32; ++i) slice.push_back(FlowOf(i % 4 == 0 ? "203.0.113.1" : "203.0.113.2", 100));
  double truth = 0;
  for (int second = 0; second < 20; ++second) {
    for (int i = 0; i < 500; ++i) table.See(slice), truth += second < 2 ? 0 : 8 * 100;
    table.clock.now += kNanosPerSecond;
    if (second == 1) {
      CHECK(table.flows.stride() > 1);
      table.clock.now += 600 * kNanosPerSecond;  // out of the window: the seconds before the stride was chosen
    }
  }
  const Object& all = table.Look();
  // 16,000 events a second, 250 to look at; what is passed over may reach into the next second.
  CHECK(table.flows.stride() >= 60);
  CHECK(table.flows.stride() <= 70);
  CHECK(Table::Number(all, "samples") < 20 * 325);  // the first second too, whose rate was not known
  const Object* const row = Table::Row(all, "talkers", "203.0.113.1");
  REQUIRE(row != nullptr);
  const double error = Table::Number(*row, "sampling_error_percent") / 100;
  CHECK(error < 0.06);  // 196 * sqrt(1 / 1,125) per cent: a quarter of 18 seconds' samples
  CHECK(std::abs(Table::Number(*row, "bytes") - truth) < 2 * error * truth);
}

TEST_CASE("a burst out of nothing is looked at no more than a few thousand times before the second is over") {
  Table table;
  std::vector<std::string> slice;
  for (int i = 0; i < 32; ++i) slice.push_back(FlowOf("203.0.113.1", 100));
  for (int i = 0; i < 25'000; ++i) table.See(slice);  // 800,000 events
  CHECK(Table::Number(table.Look(), "samples") < 3'300);
}

TEST_CASE("space saving keeps its law over a skewed stream with many more keys than counters") {
  std::mt19937_64 random(20261124);
  SpaceSaving sketch(64);
  std::unordered_map<std::string, double> truth;
  double total = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double uniform = std::uniform_real_distribution<double>(0, 1)(random);
    const std::string key = std::to_string(static_cast<int64_t>(1 / (uniform + 0.0002)));  // heavy head, long tail
    const double weight = static_cast<double>(random() % 1500 + 1);
    sketch.Add(key, weight, 1);
    truth[key] += weight;
    total += weight;
  }
  REQUIRE(truth.size() > 500);
  CHECK(sketch.counters().size() == 64);
  CHECK(sketch.total() == total);
  CHECK(sketch.least() <= total / 64);
  std::unordered_map<std::string, const SpaceSaving::Counter*> kept;
  for (const SpaceSaving::Counter& counter : sketch.counters()) {
    kept[counter.key] = &counter;
    CHECK(counter.weight >= truth[counter.key]);
    CHECK(counter.weight - counter.error <= truth[counter.key]);
  }
  for (const auto& [key, weight] : truth) {
    if (weight > sketch.least()) CHECK(kept.contains(key));
  }
}

}  // namespace
}  // namespace flowship::monitor
