#pragma once
// The samples of one datagram, in order, each to the sink. Part of the decoder: decode_v5.cc and decode_old.cc.

#include "base/byte_reader.h"
#include "sflow/decoder.h"

namespace flowship::sflow {

struct SampleReader {
  const Datagram& datagram;
  FlowSample& flow;
  CounterSample& counters;
  Counts& counts;
  SampleSink& sink;

  void ReadAll(ByteReader& reader);     // version 5: each sample has its format and length
  void ReadAllOld(ByteReader& reader);  // versions 2 and 4: no lengths

 private:
  void ReadSample(uint32_t format, ByteReader reader);
  void ReadFlow(uint32_t format, ByteReader& reader);
  void ReadCounters(bool expanded, ByteReader& reader);
  template <typename ReadOne>
  void ReadRecords(uint32_t records, ByteReader& reader, ReadOne read_one);

  bool ReadOldFlow(ByteReader& reader);
  bool ReadOldCounterSample(ByteReader& reader);
};

}  // namespace flowship::sflow
