#include <algorithm>

#include "sflow/records.h"

namespace flowship::sflow {

Address ReadAddress(ByteReader& reader, Counts& counts) {
  switch (reader.U32()) {
    case 0: return {};
    case 1: return reader.Bytes(4);
    case 2: return reader.Bytes(16);
    default: counts.Add(Count::kAddressUnknown); return {};
  }
}

namespace {

// The sampled header: `told` bytes of it. Version 5 has what was stripped before it; with `last` the record ends with the header, which may be cut.
void ReadSampledHeader(bool stripped, bool last, ByteReader& reader, FlowSample& sample, Counts& counts) {
  const uint32_t protocol = reader.U32(), frame_length = reader.U32();
  if (stripped) (void)reader.U32();
  const uint32_t told = reader.U32();
  if (!reader.ok()) return;
  const size_t there = last ? std::min<size_t>(told, reader.left()) : told;
  if (there < told) counts.Add(Count::kHeaderCut);
  const std::string_view header = reader.Opaque(there);
  if (!reader.ok()) return;
  sample.Set(Record::kHeader);
  sample.bytes = frame_length;
  TakeApart(protocol, header, sample.packet, counts);
}

void ReadEthernet(ByteReader& reader, FlowSample& sample) {
  EthernetRecord record;
  record.length = reader.U32();
  record.src_mac = reader.Opaque(6);
  record.dst_mac = reader.Opaque(6);
  record.type = reader.U32();
  if (!reader.ok()) return;
  sample.Set(Record::kEthernet);
  sample.ethernet = record;
}

// sampled_ipv4 and sampled_ipv6. GoFlow2 leaves the TCP flags out.
void ReadIp(size_t address_bytes, bool old, ByteReader& reader, FlowSample& sample) {
  const uint32_t length = reader.U32(), proto = reader.U32();
  const Address src = reader.Bytes(address_bytes), dst = reader.Bytes(address_bytes);
  const uint32_t src_port = reader.U32(), dst_port = reader.U32(), tcp_flags = reader.U32(), tos = reader.U32();
  if (!reader.ok()) return;
  sample.Set(Record::kIp);
  sample.bytes = length;
  Packet& packet = sample.packet;
  packet.etype = address_bytes == 4 ? 0x0800 : 0x86dd;
  packet.src = src;
  packet.dst = dst;
  packet.proto = proto;
  packet.src_port = src_port;
  packet.dst_port = dst_port;
  packet.tos = tos;
  if (old) {
    packet.tcp_flags = static_cast<uint8_t>(tcp_flags);
  } else {
    packet.record_tcp_flags = tcp_flags;
  }
}

void ReadSwitch(ByteReader& reader, FlowSample& sample) {
  SwitchRecord record;
  record.src_vlan = reader.U32();
  record.src_priority = reader.U32();
  record.dst_vlan = reader.U32();
  record.dst_priority = reader.U32();
  if (!reader.ok()) return;
  sample.Set(Record::kSwitch);
  sample.vlan = record;
}

void ReadRouter(ByteReader& reader, FlowSample& sample, Counts& counts) {
  RouterRecord record;
  record.next_hop = ReadAddress(reader, counts);
  record.src_mask = reader.U32();
  record.dst_mask = reader.U32();
  if (!reader.ok()) return;
  sample.Set(Record::kRouter);
  sample.router = record;
}

// AS path: segments of a type, a count and AS numbers. What is kept is the text of all of them.
void ReadSegments(ByteReader& reader, GatewayRecord& record) {
  const uint32_t segments = reader.U32();
  const std::string_view rest = ByteReader(reader).Rest();
  const size_t before = reader.left();
  for (uint32_t i = 0; i < segments && reader.ok(); ++i) {
    (void)reader.U32();
    const std::string_view numbers = reader.Array(reader.U32(), 4);
    if (numbers.empty()) continue;
    if (record.path_length == 0) record.first_as = LoadU32(numbers.data());
    record.last_as = LoadU32(numbers.data() + numbers.size() - 4);
    record.path_length += static_cast<uint32_t>(numbers.size() / 4);
  }
  record.path = reader.ok() ? rest.substr(0, before - reader.left()) : std::string_view();
}

void ReadFlatPath(ByteReader& reader, GatewayRecord& record) {
  record.flat = true;
  record.path = reader.Array(reader.U32(), 4);
  if (record.path.empty()) return;
  record.first_as = LoadU32(record.path.data());
  record.last_as = LoadU32(record.path.data() + record.path.size() - 4);
  record.path_length = static_cast<uint32_t>(record.path.size() / 4);
}

void ReadGateway(uint32_t version, ByteReader& reader, FlowSample& sample, Counts& counts) {
  GatewayRecord record;
  if (version == 5) record.next_hop = ReadAddress(reader, counts);
  record.as = reader.U32();
  record.src_as = reader.U32();
  record.src_peer_as = reader.U32();
  if (version == 2) {
    ReadFlatPath(reader, record);
  } else {
    ReadSegments(reader, record);
    record.communities = reader.Array(reader.U32(), 4);
    record.local_pref = reader.U32();
  }
  if (!reader.ok()) return;
  sample.Set(Record::kGateway);
  sample.gateway = record;
}

void ReadUser(uint32_t version, ByteReader& reader, FlowSample& sample) {
  UserRecord record;
  if (version == 5) (void)reader.U32();  // character set
  record.src = reader.String();
  if (version == 5) (void)reader.U32();
  record.dst = reader.String();
  if (!reader.ok()) return;
  sample.Set(Record::kUser);
  sample.user = record;
}

void ReadUrl(uint32_t version, ByteReader& reader, FlowSample& sample) {
  UrlRecord record;
  record.direction = reader.U32();
  record.url = reader.String();
  if (version == 5) record.host = reader.String();
  if (!reader.ok()) return;
  sample.Set(Record::kUrl);
  sample.url = record;
}

void ReadMpls(ByteReader& reader, FlowSample& sample, Counts& counts) {
  MplsRecord record;
  record.next_hop = ReadAddress(reader, counts);
  record.in = reader.Array(reader.U32(), 4);
  record.out = reader.Array(reader.U32(), 4);
  if (!reader.ok()) return;
  sample.Set(Record::kMpls);
  sample.mpls = record;
}

void ReadNat(ByteReader& reader, FlowSample& sample, Counts& counts) {
  NatRecord record;
  record.src = ReadAddress(reader, counts);
  record.dst = ReadAddress(reader, counts);
  if (!reader.ok()) return;
  sample.Set(Record::kNat);
  sample.nat = record;
}

void ReadNatPort(ByteReader& reader, FlowSample& sample) {
  NatPortRecord record;
  record.src = reader.U32();
  record.dst = reader.U32();
  if (!reader.ok()) return;
  sample.Set(Record::kNatPort);
  sample.nat_port = record;
}

// A name and two numbers.
void ReadNamed(Record which, NamedRecord& into, ByteReader& reader, FlowSample& sample) {
  NamedRecord record;
  record.name = reader.String();
  record.number = reader.U32();
  record.more = reader.U32();
  if (!reader.ok()) return;
  sample.Set(which);
  into = record;
}

void ReadMplsFec(ByteReader& reader, FlowSample& sample) {
  NamedRecord record;
  record.name = reader.String();
  record.number = reader.U32();  // mask
  if (!reader.ok()) return;
  sample.Set(Record::kMplsFec);
  sample.mpls_fec = record;
}

void ReadAcl(ByteReader& reader, FlowSample& sample) {
  NamedRecord record;
  record.number = reader.U32();
  record.name = reader.String();
  record.more = reader.U32();  // 1 ingress, 2 egress
  if (!reader.ok()) return;
  sample.Set(Record::kAcl);
  sample.acl = record;
}

void ReadTunnel(Record which, size_t address_bytes, TunnelRecord& into, ByteReader& reader, FlowSample& sample) {
  TunnelRecord record;
  (void)reader.U32();  // length of the packet
  record.proto = reader.U32();
  record.src = reader.Bytes(address_bytes);
  record.dst = reader.Bytes(address_bytes);
  record.src_port = reader.U32();
  record.dst_port = reader.U32();
  (void)reader.U64();  // TCP flags, type of service
  if (!reader.ok()) return;
  sample.Set(which);
  into = record;
}

void ReadNumber(Record which, uint32_t& into, ByteReader& reader, FlowSample& sample) {
  const uint32_t number = reader.U32();
  if (!reader.ok()) return;
  sample.Set(which);
  into = number;
}

void ReadText(Record which, std::string_view& into, ByteReader& reader, FlowSample& sample) {
  const std::string_view text = reader.String();
  if (!reader.ok()) return;
  sample.Set(which);
  into = text;
}

void ReadVlanStack(ByteReader& reader, FlowSample& sample) {
  const std::string_view stack = reader.Array(reader.U32(), 4);
  if (!reader.ok()) return;
  sample.Set(Record::kVlanTunnel);
  sample.vlan_stack = stack;
}

void ReadTrap(ByteReader& reader, FlowSample& sample) {
  TrapRecord record;
  record.group = reader.String();
  record.name = reader.String();
  if (!reader.ok()) return;
  sample.Set(Record::kTrap);
  sample.trap = record;
}

}  // namespace

bool ReadFlowRecord(uint32_t format, ByteReader& reader, FlowSample& sample, Counts& counts) {
  switch (format) {
    case 1: ReadSampledHeader(true, true, reader, sample, counts); return true;
    case 2: ReadEthernet(reader, sample); return true;
    case 3: ReadIp(4, false, reader, sample); return true;
    case 4: ReadIp(16, false, reader, sample); return true;
    case 1001: ReadSwitch(reader, sample); return true;
    case 1002: ReadRouter(reader, sample, counts); return true;
    case 1003: ReadGateway(5, reader, sample, counts); return true;
    case 1004: ReadUser(5, reader, sample); return true;
    case 1005: ReadUrl(5, reader, sample); return true;
    case 1006: ReadMpls(reader, sample, counts); return true;
    case 1007: ReadNat(reader, sample, counts); return true;
    case 1008: ReadNamed(Record::kMplsTunnel, sample.mpls_tunnel, reader, sample); return true;
    case 1009: ReadNamed(Record::kMplsVc, sample.mpls_vc, reader, sample); return true;
    case 1010: ReadMplsFec(reader, sample); return true;
    case 1011: ReadNumber(Record::kMplsLvpFec, sample.mpls_lvp_fec.number, reader, sample); return true;
    case 1012: ReadVlanStack(reader, sample); return true;
    case 1020: ReadNatPort(reader, sample); return true;
    case 1023: ReadTunnel(Record::kTunnelEgress, 4, sample.tunnel_egress, reader, sample); return true;
    case 1024: ReadTunnel(Record::kTunnelIngress, 4, sample.tunnel_ingress, reader, sample); return true;
    case 1025: ReadTunnel(Record::kTunnelEgress, 16, sample.tunnel_egress, reader, sample); return true;
    case 1026: ReadTunnel(Record::kTunnelIngress, 16, sample.tunnel_ingress, reader, sample); return true;
    case 1029: ReadNumber(Record::kVniEgress, sample.vni_egress, reader, sample); return true;
    case 1030: ReadNumber(Record::kVniIngress, sample.vni_ingress, reader, sample); return true;
    case 1036: ReadNumber(Record::kQueue, sample.queue, reader, sample); return true;
    case 1037: ReadAcl(reader, sample); return true;
    case 1038: ReadText(Record::kFunction, sample.function, reader, sample); return true;
    case 1039: ReadNumber(Record::kDelay, sample.delay_nanos, reader, sample); return true;
    case 1040: ReadNumber(Record::kDepth, sample.depth_bytes, reader, sample); return true;
    case 1041: ReadTrap(reader, sample); return true;
    case 1042: ReadText(Record::kDropReason, sample.drop_reason, reader, sample); return true;
    default: return false;
  }
}

bool ReadPacketData(uint32_t type, ByteReader& reader, FlowSample& sample, Counts& counts) {
  switch (type) {
    case 1: ReadSampledHeader(false, false, reader, sample, counts); return true;
    case 2: ReadIp(4, true, reader, sample); return true;
    case 3: ReadIp(16, true, reader, sample); return true;
    default: return false;
  }
}

bool ReadExtendedData(uint32_t version, uint32_t type, ByteReader& reader, FlowSample& sample, Counts& counts) {
  switch (type) {
    case 1: ReadSwitch(reader, sample); return true;
    case 2: ReadRouter(reader, sample, counts); return true;
    case 3: ReadGateway(version, reader, sample, counts); return true;
    case 4: ReadUser(version, reader, sample); return true;
    case 5: ReadUrl(version, reader, sample); return true;
    default: return false;
  }
}

}  // namespace flowship::sflow
