#include "output/elasticsearch/bulk_body.h"

#include <catch2/catch.hpp>

#include "batches.h"
#include "output/ndjson_encoder.h"

namespace flowship {
namespace {

const FormatString kNoIndex;

std::vector<PendingEvent> EventsOf(Batch& batch) {
  std::vector<PendingEvent> events;
  for (Event& event : batch.events) events.push_back({&batch, &event});
  return events;
}

TEST_CASE("events are encoded as creates with their own id") {
  Batches batches;
  BatchPtr batch = batches.Make({R"({"a":"ü\n","b":[1,2.5]})", R"({"c":null})", R"({"dropped":1})"});
  const EventAddress odd{"logs-\"odd\"-x", {}, {}};
  batch->events[1].address = &odd;
  batch->events[2].outcome = Outcome::kDropped;
  BulkEncoder(kNoIndex).Encode(*batch, batch->events);
  CHECK(batch->encoded.view() == "{\"create\":{\"_id\":\"" + IdText(1) + "\"}}\n{\"a\":\"ü\\n\",\"b\":[1,2.5]}\n" +
                                     "{\"create\":{\"_index\":\"logs-\\\"odd\\\"-x\",\"_id\":\"" + IdText(2) + "\"}}\n{\"c\":null}\n");
  const BulkItem first = SplitBulkItem(EventsOf(*batch)[0].encoded()), second = SplitBulkItem(EventsOf(*batch)[1].encoded());
  CHECK(first.index.empty());
  CHECK(first.id == IdText(1));
  CHECK(first.document == "{\"a\":\"ü\\n\",\"b\":[1,2.5]}");
  CHECK(second.index == "logs-\"odd\"-x");
  CHECK(second.id == IdText(2));
  CHECK(second.document == "{\"c\":null}");
  batch->Settle(Outcome::kDelivered);
}

TEST_CASE("what a pipeline set as _id and _routing stands in the action") {
  Batches batches;
  BatchPtr batch = batches.Make({R"({"a":1})", R"({"b":2})", R"({"c":3})"});
  const EventAddress named{{}, "say \"ü\"", {}}, routed{{}, {}, "r\\1"}, all{"logs-x-y", "i", "r"};
  const EventAddress* const addresses[] = {&named, &routed, &all};
  for (size_t i = 0; i < 3; ++i) batch->events[i].address = addresses[i];
  BulkEncoder(kNoIndex).Encode(*batch, batch->events);
  CHECK(batch->encoded.view() == "{\"create\":{\"_id\":\"say \\\"ü\\\"\"}}\n{\"a\":1}\n{\"create\":{\"routing\":\"r\\\\1\",\"_id\":\"" + IdText(2) +
                                     "\"}}\n{\"b\":2}\n{\"create\":{\"_index\":\"logs-x-y\",\"routing\":\"r\",\"_id\":\"i\"}}\n{\"c\":3}\n");
  for (size_t i = 0; i < 3; ++i) {
    const BulkItem item = SplitBulkItem(EventsOf(*batch)[i].encoded());
    CHECK(item.index == addresses[i]->index);
    CHECK(item.id == (addresses[i]->id.empty() ? IdText(2) : addresses[i]->id));
    CHECK(item.routing == addresses[i]->routing);
  }
  batch->Settle(Outcome::kDelivered);
}

TEST_CASE("the option `index` chooses by the event, unless a processor has") {
  Batches batches;
  BatchPtr batch = batches.Make({R"({"a":"Blue"})", R"({"b":1})", R"({"a":"red"})"});
  const EventAddress own{"own", {}, {}};
  batch->events[2].address = &own;
  const FormatString index = *FormatString::Parse("logs-%{[a]}");
  BulkEncoder(index).Encode(*batch, batch->events);
  const auto events = EventsOf(*batch);
  CHECK(SplitBulkItem(events[0].encoded()).index == "logs-blue");
  CHECK(SplitBulkItem(events[1].encoded()).index.empty());  // it lacks the field, and goes to its data stream
  CHECK(SplitBulkItem(events[2].encoded()).index == "own");
  batch->Settle(Outcome::kDelivered);
}

TEST_CASE("NDJSON is a document a line, without those that are dropped") {
  Batches batches;
  BatchPtr batch = batches.Make({R"({"a":1})", R"({"b":2})", R"({"c":3})"});
  batch->events[1].outcome = Outcome::kDropped;
  NdjsonEncoder().Encode(*batch, batch->events);
  CHECK(batch->encoded.view() == "{\"a\":1}\n{\"c\":3}\n");
}

TEST_CASE("a request has at most so many events and bytes, and at least one event") {
  Batches batches;
  BatchPtr batch = batches.Numbered(10, 100);
  BulkEncoder(kNoIndex).Encode(*batch, batch->events);
  const auto events = EventsOf(*batch);
  const size_t size = events[0].encoded().size();
  CHECK(CountForRequest(events, 100, 1 << 20) == 10);
  CHECK(CountForRequest(events, 3, 1 << 20) == 3);
  CHECK(CountForRequest(events, 100, 3 * size) == 3);
  CHECK(CountForRequest(events, 100, 3 * size - 1) == 2);
  CHECK(CountForRequest(events, 100, 1) == 1);
  CHECK(CountForRequest({}, 100, 1) == 0);
}

TEST_CASE("neighbours are sent from where they lie, others are put together") {
  Batches batches;
  BatchPtr one = batches.Numbered(4), two = batches.Numbered(2);
  BulkEncoder(kNoIndex).Encode(*one, one->events);
  BulkEncoder(kNoIndex).Encode(*two, two->events);
  auto events = EventsOf(*one);
  Buffer scratch;
  const std::string_view middle = JoinEncoded(std::span(events).subspan(1, 2), scratch);
  CHECK(middle.data() == events[1].encoded().data());
  CHECK(middle == std::string(events[1].encoded()) + std::string(events[2].encoded()));
  const std::vector<PendingEvent> gap = {events[0], events[2]};
  CHECK(JoinEncoded(gap, scratch) == std::string(events[0].encoded()) + std::string(events[2].encoded()));
  CHECK(scratch.size() > 0);
  const auto others = EventsOf(*two);
  const std::vector<PendingEvent> across = {events[3], others[0]};
  CHECK(JoinEncoded(across, scratch) == std::string(events[3].encoded()) + std::string(others[0].encoded()));
}

TEST_CASE("the path of a request is escaped") {
  const std::vector<std::pair<std::string, std::string>> parameters = {{"pipeline", "a b/ü&c"}, {"x", ""}};
  CHECK(BulkPath("logs-goflow2.sflow-default", {}) ==
        "/logs-goflow2.sflow-default/_bulk?filter_path=errors,items.*.error,items.*.status,items.*.failure_store");
  CHECK(BulkPath("<logs-{now/d}>", parameters) ==
        "/%3Clogs-%7Bnow%2Fd%7D%3E/_bulk?filter_path=errors,items.*.error,items.*.status,items.*.failure_store&pipeline=a%20b%2F%C3%BC%26c&x=");
}

}  // namespace
}  // namespace flowship
