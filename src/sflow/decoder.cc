#include "sflow/decoder.h"

#include "sflow/decode_samples.h"

namespace flowship::sflow {

namespace {

constexpr uint32_t kIpv4Agent = 1, kIpv6Agent = 2;

bool KnownVersion(uint32_t version) { return version == 2 || version == 4 || version == 5; }

}  // namespace

bool LooksLikeDatagram(std::string_view payload) {
  ByteReader reader(payload);
  const uint32_t version = reader.U32(), agent = reader.U32();
  if (!KnownVersion(version) || (agent != kIpv4Agent && agent != kIpv6Agent)) return false;
  (void)reader.Bytes(agent == kIpv4Agent ? 4 : 16);
  (void)reader.Bytes(version == 5 ? 16 : 12);
  return reader.ok();
}

bool Decoder::ReadHeader(ByteReader& reader) {
  datagram_ = {};
  datagram_.version = reader.U32();
  if (!reader.ok()) return counts_.Add(Count::kDatagramShort), false;
  if (!KnownVersion(datagram_.version)) return counts_.Add(Count::kDatagramVersionUnknown), false;
  const uint32_t agent = reader.U32();
  if (reader.ok() && agent != kIpv4Agent && agent != kIpv6Agent) return counts_.Add(Count::kDatagramAgentUnknown), false;
  datagram_.agent = reader.Bytes(agent == kIpv4Agent ? 4 : 16);
  if (datagram_.version == 5) datagram_.sub_agent = reader.U32();
  datagram_.sequence = reader.U32();
  datagram_.uptime_millis = reader.U32();
  datagram_.samples = reader.U32();
  if (!reader.ok()) return counts_.Add(Count::kDatagramShort), false;
  return true;
}

bool Decoder::Decode(std::string_view payload, SampleSink& sink) {
  ByteReader reader(payload);
  counts_.Add(Count::kDatagrams);
  if (!ReadHeader(reader)) return false;
  SampleReader samples{datagram_, flow_, counters_, counts_, sink};
  datagram_.version == 5 ? samples.ReadAll(reader) : samples.ReadAllOld(reader);
  return true;
}

}  // namespace flowship::sflow
