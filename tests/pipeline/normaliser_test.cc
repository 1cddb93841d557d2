// Normaliser: what a pipeline makes of a document's address reaches the encoder.

#include "pipeline/normaliser.h"

#include <catch2/catch.hpp>

#include "config/node.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

// Notes what each event is encoded as.
class Addresses : public Encoder {
 public:
  struct Seen {
    std::string index, id, routing;
    Hash128 hash;
  };
  void Encode(Batch&, std::span<Event> events) const override {
    for (const Event& event : events) {
      const EventAddress address = event.address != nullptr ? *event.address : EventAddress{};
      seen.push_back({std::string(address.index), std::string(address.id), std::string(address.routing), event.id});
    }
  }
  mutable std::vector<Seen> seen;
};

struct Nowhere : Origin {
  void BatchDone(const BatchRange&, const OutcomeCounts&) override {}
};

// The address of one event whose message is `message`, after these processors.
Addresses::Seen Addressed(const std::string& processors, const std::string& message = "m") {
  KeySet keys;
  PipelineSet set(keys);
  config::Diagnostics diagnostics;
  const auto definition = config::Parse("p", "processors: " + processors, diagnostics);
  REQUIRE(definition);
  set.Add("p", *definition, ProcessorTypes(), {}, diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(diagnostics.ok());
  const auto stream = std::make_shared<const Stream>();
  const std::vector<StreamPlan> plans = {{stream, nullptr, set.Find("p")}};
  const EventMaker maker(keys, Value::Null());
  const Addresses addresses;
  NormaliserStats stats;
  Normaliser normaliser(plans, maker, addresses, [] { return int64_t{1'795'515'630'000'000'000}; }, stats, nullptr);
  BatchPool pool(keys, 1);
  BatchPtr batch = pool.Acquire();
  batch->stream = stream;
  batch->origin = std::make_shared<Nowhere>();
  batch->bytes.Append(message);
  batch->events.emplace_back().record = batch->bytes.view();
  normaliser.Run(*batch);
  CHECK(batch->events.front().address == nullptr);  // its memory is gone
  REQUIRE(addresses.seen.size() == 1);
  return addresses.seen.front();
}

TEST_CASE("_index, _id and _routing that a pipeline sets reach the output") {
  const auto plain = Addressed("[]");
  CHECK((plain.index.empty() && plain.id.empty() && plain.routing.empty()));
  const auto all = Addressed("[{set: {field: _index, value: other}}, {set: {field: _id, value: 'x {{{message}}}'}}, {set: {field: _routing, value: r}}]");
  CHECK(all.index == "other");
  CHECK(all.id == "x m");
  CHECK(all.hash == Hash128Of("x m"));
  CHECK(all.routing == "r");
  CHECK(Addressed("[{reroute: {dataset: a.b, namespace: c}}, {fail: {message: never}}]").index == "logs-a.b-c");
  CHECK(Addressed("[{reroute: {destination: elsewhere}}]").index == "elsewhere");
  CHECK(Addressed("[{script: {source: 'ctx._routing = \"s\"; ctx._id = \"t\"'}}]").id == "t");
}

TEST_CASE("an address that says nothing, or that no server takes, is the event's own") {
  for (const char* same : {"[{set: {field: _index, value: logs-goflow2.sflow-default}}]", "[{set: {field: _id, value: ''}}, {set: {field: _routing, value: ''}}]",
                           "[{set: {field: _id, value: x}}, {script: {source: 'ctx._id = null; ctx._index = null; ctx._routing = null'}}]"}) {
    INFO(same);
    const auto seen = Addressed(same);
    CHECK((seen.index.empty() && seen.id.empty() && seen.routing.empty()));
    CHECK(seen.hash == Addressed("[]").hash);
  }
  // Elasticsearch refuses the whole request for one id of more than 512 bytes: equal ones are one document all the same.
  const std::string set = "[{set: {field: _id, copy_from: message}}]", longest(EventAddress::kMostIdBytes, 'x');
  CHECK(Addressed(set, longest).id == longest);
  CHECK(Addressed(set, longest + "x").id.empty());
  CHECK(Addressed(set, longest + "x").hash == Hash128Of(longest + "x"));
}

}  // namespace
}  // namespace flowship
