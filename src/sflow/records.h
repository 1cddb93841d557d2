#pragma once
// The records of a flow sample: what all versions share, and what differs between them. Each reads its structure into the sample; the caller asks the reader
// whether it was all there, and takes the record back otherwise.

#include "base/byte_reader.h"
#include "sflow/count.h"
#include "sflow/sample.h"

namespace flowship::sflow {

// Type, then 4 or 16 bytes. Another type: counted, and none (0 is "unknown" and carries no bytes).
Address ReadAddress(ByteReader& reader, Counts& counts);

// One record of version 5 by its format (enterprise << 12 | number). False: it is not known.
bool ReadFlowRecord(uint32_t format, ByteReader& reader, FlowSample& sample, Counts& counts);

// The parts of versions 2 and 4, which follow one another without lengths. False: it is not known, and so nothing after it is.
bool ReadPacketData(uint32_t type, ByteReader& reader, FlowSample& sample, Counts& counts);
bool ReadExtendedData(uint32_t version, uint32_t type, ByteReader& reader, FlowSample& sample, Counts& counts);

// The kind of a counter record of version 5 and the bytes that it has at least. false: it is not known.
struct CounterFormat {
  uint32_t format;
  CounterKind kind;
  uint16_t bytes;
};
const CounterFormat* FindCounterFormat(uint32_t format);

// The counters of versions 2 and 4. False: it is not known.
bool ReadOldCounters(uint32_t type, ByteReader& reader, CounterSample& sample);

}  // namespace flowship::sflow
