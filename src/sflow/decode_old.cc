// Versions 2 and 4. Nothing has a length, so the first thing that can't be read ends the datagram.

#include "sflow/decode_samples.h"
#include "sflow/records.h"

namespace flowship::sflow {

namespace {

constexpr uint32_t kFlow = 1, kCounters = 2;

// In these versions the top bit says that the packet went out of several interfaces, and the rest how many.
Interface OldInterface(uint32_t told) { return {told >> 31 != 0 ? 2u : 0u, told & 0x7fffffff, told}; }

}  // namespace

void SampleReader::ReadAllOld(ByteReader& reader) {
  for (uint32_t i = 0; i < datagram.samples; ++i) {
    if (reader.left() < 4) return counts.Add(Count::kDatagramCut);
    const uint32_t type = reader.U32();
    if (type != kFlow && type != kCounters) return counts.Add(Count::kSampleUnsized);
    if (!(type == kFlow ? ReadOldFlow(reader) : ReadOldCounterSample(reader))) return;
  }
  if (reader.left() != 0) counts.Add(Count::kDatagramRest);
}

// A sample whose extended data can't be read has its packet all the same.
bool SampleReader::ReadOldFlow(ByteReader& reader) {
  flow = FlowSample();
  flow.sequence = reader.U32();
  const uint32_t source = reader.U32();
  flow.source_type = source >> 24;
  flow.source_index = source & 0xffffff;
  flow.sampling_rate = reader.U32();
  flow.pool = reader.U32();
  flow.drops = reader.U32();
  flow.input = {0, reader.U32(), 0};
  flow.input.told = flow.input.value;
  flow.output = OldInterface(reader.U32());
  const uint32_t packet = reader.U32();
  if (!reader.ok()) return counts.Add(Count::kSampleShort), false;
  if (!ReadPacketData(packet, reader, flow, counts)) return counts.Add(Count::kRecordUnsized), false;
  if (!reader.ok()) return counts.Add(Count::kSampleShort), false;
  const uint32_t records = reader.U32();
  bool whole = true;
  for (uint32_t i = 0; i < records && whole; ++i) {
    const uint32_t record = reader.U32();
    whole = reader.ok() && ReadExtendedData(datagram.version, record, reader, flow, counts);
    if (reader.ok() && !whole) counts.Add(Count::kRecordUnsized);
    whole = whole && reader.ok();
  }
  if (!reader.ok()) counts.Add(Count::kRecordShort);
  counts.Add(Count::kFlowSamples);
  sink.OnFlow(datagram, flow);
  return whole && reader.ok();
}

bool SampleReader::ReadOldCounterSample(ByteReader& reader) {
  counters = CounterSample();
  counters.sequence = reader.U32();
  const uint32_t source = reader.U32();
  counters.source_type = source >> 24;
  counters.source_index = source & 0xffffff;
  (void)reader.U32();  // sampling interval
  const uint32_t type = reader.U32();
  if (!reader.ok()) return counts.Add(Count::kSampleShort), false;
  if (!ReadOldCounters(type, reader, counters)) return counts.Add(Count::kRecordUnsized), false;
  if (!reader.ok()) return counts.Add(Count::kSampleShort), false;
  counts.Add(Count::kCounterSamples);
  sink.OnCounters(datagram, counters);
  return true;
}

}  // namespace flowship::sflow
