#include "sflow/own_fields.h"

namespace flowship::sflow {

namespace {

void WriteInterfaces(const FlowSample& sample, FieldWriter& fields) {
  if (sample.kind == SampleKind::kExpandedFlow) {
    fields.NumberIfAny("in_if_format", sample.input.format);
    fields.NumberIfAny("out_if_format", sample.output.format);
  } else if (sample.kind == SampleKind::kDiscard) {
    fields.Number("discard_reason", uint64_t{sample.discard_reason});
    fields.NumberIfAny("discards_not_told", sample.drops);
  }
}

// What the sampled header has beyond GoFlow2's fields.
void WritePacket(const Datagram& datagram, const Packet& packet, FieldWriter& fields) {
  if (packet.tags > 1) fields.Number("inner_vlan_id", uint64_t{packet.inner_vlan});
  if (packet.has_icmp && datagram.version == 5) {
    fields.Number("packet_icmp_type", uint64_t{packet.icmp_type});
    fields.Number("packet_icmp_code", uint64_t{packet.icmp_code});
  }
  fields.NumberIfAny("record_tcp_flags", packet.record_tcp_flags);
}

void WriteInside(const Inside& inside, FieldWriter& fields) {
  if (inside.tunnel == Tunnel::kNone || (inside.etype == 0 && !inside.has_id)) return;
  fields.Word("tunnel", kTunnelNames[static_cast<size_t>(inside.tunnel)]);
  if (inside.has_id) fields.Number("tunnel_id", uint64_t{inside.id});
  if (inside.etype == 0) return;
  fields.Word("inner_etype", EtypeName(inside.etype));
  fields.Word("inner_proto", ProtoName(inside.proto));
  fields.Ip("inner_src_addr", inside.src);
  fields.Ip("inner_dst_addr", inside.dst);
  if (inside.has_ports) {
    fields.Number("inner_src_port", uint64_t{inside.src_port});
    fields.Number("inner_dst_port", uint64_t{inside.dst_port});
  }
  fields.NumberIfAny("inner_tcp_flags", inside.tcp_flags);
  if (inside.has_icmp) {
    fields.Number("inner_icmp_type", uint64_t{inside.icmp_type});
    fields.Number("inner_icmp_code", uint64_t{inside.icmp_code});
  }
}

void WriteEthernet(const EthernetRecord& record, FieldWriter& fields) {
  fields.Number("ethernet_bytes", uint64_t{record.length});
  fields.Mac("ethernet_src_mac", record.src_mac);
  fields.Mac("ethernet_dst_mac", record.dst_mac);
  fields.Number("ethernet_type", uint64_t{record.type});
}

void WriteRouting(const FlowSample& sample, FieldWriter& fields) {
  fields.NumberIfAny("src_priority", sample.vlan.src_priority);
  fields.NumberIfAny("dst_priority", sample.vlan.dst_priority);
  if (!sample.Has(Record::kGateway)) return;
  fields.NumberIfAny("router_as", sample.gateway.as);
  fields.NumberIfAny("src_peer_as", sample.gateway.src_peer_as);
  fields.NumberIfAny("local_pref", sample.gateway.local_pref);
}

void WriteUser(const FlowSample& sample, FieldWriter& fields) {
  if (sample.Has(Record::kUser)) {
    fields.Text("src_user", sample.user.src);
    fields.Text("dst_user", sample.user.dst);
  }
  if (sample.Has(Record::kUrl)) {
    fields.Text("url", sample.url.url);
    if (!sample.url.host.empty()) fields.Text("url_host", sample.url.host);
    fields.Number("url_direction", uint64_t{sample.url.direction});
  }
  if (sample.Has(Record::kNat)) {
    fields.Ip("nat_src_addr", sample.nat.src);
    fields.Ip("nat_dst_addr", sample.nat.dst);
  }
  if (sample.Has(Record::kNatPort)) {
    fields.Number("nat_src_port", uint64_t{sample.nat_port.src});
    fields.Number("nat_dst_port", uint64_t{sample.nat_port.dst});
  }
}

void WriteNamed(std::string_view name, std::string_view number, std::string_view more, const NamedRecord& record, FieldWriter& fields) {
  fields.Text(name, record.name);
  fields.Number(number, uint64_t{record.number});
  if (!more.empty()) fields.Number(more, uint64_t{record.more});
}

void WriteMpls(const FlowSample& sample, FieldWriter& fields) {
  if (sample.Has(Record::kMpls)) {
    fields.Ip("mpls_next_hop", sample.mpls.next_hop);
    fields.Numbers("mpls_in_labels", sample.mpls.in, 12);
    fields.Numbers("mpls_out_labels", sample.mpls.out, 12);
  }
  if (sample.Has(Record::kMplsTunnel)) WriteNamed("mpls_tunnel_name", "mpls_tunnel_id", "mpls_tunnel_cos", sample.mpls_tunnel, fields);
  if (sample.Has(Record::kMplsVc)) WriteNamed("mpls_vc_name", "mpls_vc_id", "mpls_vc_cos", sample.mpls_vc, fields);
  if (sample.Has(Record::kMplsFec)) WriteNamed("mpls_fec", "mpls_fec_mask", "", sample.mpls_fec, fields);
  if (sample.Has(Record::kMplsLvpFec)) fields.Number("mpls_fec_prefix_length", uint64_t{sample.mpls_lvp_fec.number});
}

void WriteTunnels(const FlowSample& sample, FieldWriter& fields) {
  if (sample.Has(Record::kVlanTunnel)) fields.Numbers("stripped_vlan_ids", sample.vlan_stack, 0, 0xfff);
  if (sample.Has(Record::kTunnelEgress)) {
    fields.Ip("egress_tunnel_src_addr", sample.tunnel_egress.src);
    fields.Ip("egress_tunnel_dst_addr", sample.tunnel_egress.dst);
    fields.Word("egress_tunnel_proto", ProtoName(sample.tunnel_egress.proto));
  }
  if (sample.Has(Record::kTunnelIngress)) {
    fields.Ip("ingress_tunnel_src_addr", sample.tunnel_ingress.src);
    fields.Ip("ingress_tunnel_dst_addr", sample.tunnel_ingress.dst);
    fields.Word("ingress_tunnel_proto", ProtoName(sample.tunnel_ingress.proto));
  }
  if (sample.Has(Record::kVniEgress)) fields.Number("egress_vni", uint64_t{sample.vni_egress});
  if (sample.Has(Record::kVniIngress)) fields.Number("ingress_vni", uint64_t{sample.vni_ingress});
}

// What tells why and where in the device a packet was discarded or delayed.
void WriteDevice(const FlowSample& sample, FieldWriter& fields) {
  if (sample.Has(Record::kQueue)) fields.Number("egress_queue", uint64_t{sample.queue});
  if (sample.Has(Record::kAcl)) WriteNamed("acl_name", "acl_number", "acl_direction", sample.acl, fields);
  if (sample.Has(Record::kFunction)) fields.Text("function", sample.function);
  if (sample.Has(Record::kDelay)) fields.Number("transit_delay_ns", uint64_t{sample.delay_nanos});
  if (sample.Has(Record::kDepth)) fields.Number("queue_depth_bytes", uint64_t{sample.depth_bytes});
  if (sample.Has(Record::kTrap)) {
    fields.Text("trap_group", sample.trap.group);
    fields.Text("trap", sample.trap.name);
  }
  if (sample.Has(Record::kDropReason)) fields.Text("drop_reason", sample.drop_reason);
}

constexpr uint32_t BitsOf(std::initializer_list<Record> records) {
  uint32_t bits = 0;
  for (const Record record : records) bits |= 1u << static_cast<int>(record);
  return bits;
}
constexpr uint32_t kPlainRecords = BitsOf({Record::kHeader, Record::kIp, Record::kSwitch, Record::kRouter, Record::kGateway});

}  // namespace

void WriteOwnFields(const Datagram& datagram, const FlowSample& sample, FieldWriter& fields) {
  WriteInterfaces(sample, fields);
  WritePacket(datagram, sample.packet, fields);
  WriteInside(sample.packet.inside, fields);
  WriteRouting(sample, fields);
  if ((sample.records & ~kPlainRecords) == 0) return;
  if (sample.Has(Record::kEthernet) && !sample.Has(Record::kHeader)) WriteEthernet(sample.ethernet, fields);
  WriteUser(sample, fields);
  WriteMpls(sample, fields);
  WriteTunnels(sample, fields);
  WriteDevice(sample, fields);
}

}  // namespace flowship::sflow
