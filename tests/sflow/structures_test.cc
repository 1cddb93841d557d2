// A datagram for each structure, built from the specification by make_hand.py, which says what has to come of it.

#include "captures.h"

namespace flowship::testing {
namespace {

struct Reading {
  std::string name;
  std::vector<Members> samples;
};

Reading ReadingOf(const std::string& json) {
  const Parsed parsed(json);
  Reading reading;
  for (const Object::Entry& entry : parsed.root()) {
    if (entry.key.text() == "name") reading.name = entry.value.as_text();
    if (entry.key.text() != "samples") continue;
    for (const Value& sample : *entry.value.as_array()) AddMembers(*sample.as_object(), "", reading.samples.emplace_back());
  }
  return reading;
}

void CheckSample(const Members& expected, const std::string& json) {
  const auto ours = MapOf(json);
  for (const auto& [name, text] : expected) {
    INFO(name << " of " << json);
    const auto found = ours.find(name);
    if (text == "null") {
      CHECK(found == ours.end());
    } else {
      REQUIRE(found != ours.end());
      CHECK(found->second == text);
    }
  }
}

}  // namespace

TEST_CASE("a datagram for each structure") {
  const auto payloads = PayloadsOf("v5-hand.pcap");
  const auto readings = ObjectsOf("v5-hand.ndjson");
  REQUIRE(payloads.size() == readings.size());
  sflow::Decoder decoder;
  for (size_t i = 0; i < payloads.size(); ++i) {
    const Reading reading = ReadingOf(readings[i]);
    INFO(reading.name);
    Collector collector;
    CHECK(collector.Decode(decoder, payloads[i]));
    std::vector<std::string> records = collector.counters;
    for (const auto& flow : collector.flows) records.push_back(flow.json);
    REQUIRE(records.size() == reading.samples.size());
    for (size_t sample = 0; sample < records.size(); ++sample) CheckSample(reading.samples[sample], records[sample]);
  }
}

TEST_CASE("each reason for leaving something out is counted by its name") {
  sflow::Decoder decoder;
  Collector collector;
  for (const std::string& payload : PayloadsOf("v5-hand.pcap")) collector.Decode(decoder, payload);
  const auto count = [&decoder](sflow::Count what) { return decoder.counts().at(what); };
  CHECK(count(sflow::Count::kHeaderProtocolUnknown) == 1);
  CHECK(count(sflow::Count::kDiscardSamples) == 1);
  CHECK(count(sflow::Count::kRecordUnknown) == 3);
  CHECK(count(sflow::Count::kRecordShort) == 3);
  CHECK(count(sflow::Count::kRecordCut) == 1);
  CHECK(count(sflow::Count::kRecordsMissing) == 1);
  CHECK(count(sflow::Count::kSampleUnknown) == 2);
  CHECK(count(sflow::Count::kSampleShort) == 1);
  CHECK(count(sflow::Count::kSampleCut) == 1);
  CHECK(count(sflow::Count::kAddressUnknown) == 1);
  CHECK(count(sflow::Count::kHeaderCut) == 1);
}

}  // namespace flowship::testing
