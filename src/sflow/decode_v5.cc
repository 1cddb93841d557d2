#include "sflow/decode_samples.h"
#include "sflow/records.h"

namespace flowship::sflow {

namespace {

// The formats of samples; what is above bit 12 is an enterprise, and 0 is sFlow's own.
constexpr uint32_t kFlow = 1, kCounters = 2, kExpandedFlow = 3, kExpandedCounters = 4, kDiscard = 5;

constexpr uint32_t kValueBits = 30, kValueMask = (1u << kValueBits) - 1;

Interface ShortInterface(uint32_t told) { return {told >> kValueBits, told & kValueMask, told}; }

Interface ReadExpandedInterface(ByteReader& reader) {
  Interface interface;
  interface.format = reader.U32();
  interface.value = interface.told = reader.U32();
  return interface;
}

}  // namespace

void SampleReader::ReadAll(ByteReader& reader) {
  for (uint32_t i = 0; i < datagram.samples; ++i) {
    if (reader.left() < 8) return counts.Add(Count::kDatagramCut);
    const uint32_t format = reader.U32(), length = reader.U32();
    if (length > reader.left()) return counts.Add(Count::kSampleCut);
    ReadSample(format, ByteReader(reader.Bytes(length)));
  }
  if (reader.left() != 0) counts.Add(Count::kDatagramRest);
}

void SampleReader::ReadSample(uint32_t format, ByteReader reader) {
  switch (format) {
    case kFlow:
    case kExpandedFlow:
    case kDiscard: return ReadFlow(format, reader);
    case kCounters:
    case kExpandedCounters: return ReadCounters(format == kExpandedCounters, reader);
    default: return counts.Add(Count::kSampleUnknown);
  }
}

void SampleReader::ReadFlow(uint32_t format, ByteReader& reader) {
  flow = FlowSample();
  flow.kind = format == kFlow ? SampleKind::kFlow : format == kExpandedFlow ? SampleKind::kExpandedFlow : SampleKind::kDiscard;
  flow.sequence = reader.U32();
  flow.source_type = reader.U32();
  if (format == kFlow) {
    flow.source_index = flow.source_type & 0xffffff;
    flow.source_type >>= 24;
  } else {
    flow.source_index = reader.U32();
  }
  if (format != kDiscard) {
    flow.sampling_rate = reader.U32();
    flow.pool = reader.U32();
  } else {
    flow.sampling_rate = 1;  // it is not sampled: it stands for itself
  }
  flow.drops = reader.U32();
  flow.input = format == kExpandedFlow ? ReadExpandedInterface(reader) : ShortInterface(reader.U32());
  flow.output = format == kExpandedFlow ? ReadExpandedInterface(reader) : ShortInterface(reader.U32());
  if (format == kDiscard) flow.discard_reason = reader.U32();
  const uint32_t records = reader.U32();
  if (!reader.ok()) return counts.Add(Count::kSampleShort);
  ReadRecords(records, reader, [this](uint32_t record, ByteReader& body) { return ReadFlowRecord(record, body, flow, counts); });
  counts.Add(format == kDiscard ? Count::kDiscardSamples : Count::kFlowSamples);
  sink.OnFlow(datagram, flow);
}

void SampleReader::ReadCounters(bool expanded, ByteReader& reader) {
  counters = CounterSample();
  counters.sequence = reader.U32();
  counters.source_type = reader.U32();
  if (expanded) {
    counters.source_index = reader.U32();
  } else {
    counters.source_index = counters.source_type & 0xffffff;
    counters.source_type >>= 24;
  }
  const uint32_t records = reader.U32();
  if (!reader.ok()) return counts.Add(Count::kSampleShort);
  ReadRecords(records, reader, [this](uint32_t record, ByteReader& body) {
    const CounterFormat* const format = FindCounterFormat(record);
    if (format == nullptr) return false;
    if (body.left() < format->bytes) {
      (void)body.Bytes(format->bytes);  // fails
      return true;
    }
    counters.kinds |= 1u << static_cast<int>(format->kind);
    counters.body[static_cast<size_t>(format->kind)] = body.Rest();
    return true;
  });
  counts.Add(Count::kCounterSamples);
  sink.OnCounters(datagram, counters);
}

template <typename ReadOne>
void SampleReader::ReadRecords(uint32_t records, ByteReader& reader, ReadOne read_one) {
  for (uint32_t i = 0; i < records; ++i) {
    if (reader.left() < 8) return counts.Add(Count::kRecordsMissing);
    const uint32_t format = reader.U32(), length = reader.U32();
    if (length > reader.left()) return counts.Add(Count::kRecordCut);
    ByteReader body(reader.Bytes(length));
    if (!read_one(format, body)) {
      counts.Add(Count::kRecordUnknown);
    } else if (!body.ok()) {
      counts.Add(Count::kRecordShort);
    }
  }
}

}  // namespace flowship::sflow
