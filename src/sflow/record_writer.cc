#include "sflow/record_writer.h"

#include "base/byte_reader.h"
#include "sflow/own_fields.h"
#include "sflow/text.h"

namespace flowship::sflow {

namespace {

// What the members with one value need at most, names included; lists come on top.
constexpr size_t kPlainBytes = 2048;

size_t MostBytes(const FlowSample& sample) {
  constexpr size_t kListed = kMostDecimalDigits + 1;
  return kPlainBytes + sample.gateway.path.size() * kListed + sample.gateway.communities.size() * kListed + sample.packet.mpls.size() * kListed +
         sample.packet.segments.size() / 16 * (kAddressBytes + 3) + limits::kSflowLayers * (32 + kListed);
}

// Writes members without a look at the buffer: Append has made room for the most.
class Writer {
 public:
  explicit Writer(char* at) : at_(at) {}
  char* end() const { return at_; }

  Writer& Raw(std::string_view text) {
    at_ = WriteText(text, at_);
    return *this;
  }
  Writer& Number(uint64_t number) {
    at_ = WriteDecimal(number, at_);
    return *this;
  }
  Writer& Ip(Address address) {
    at_ = WriteAddress(address, at_);
    return *this;
  }
  Writer& Network(Address address, uint32_t bits) {
    at_ = WriteNetwork(address, bits, at_);
    return *this;
  }
  Writer& Mac(std::string_view mac) {
    at_ = WriteMac(mac, at_);
    return *this;
  }
  Writer& Numbers(std::string_view bytes, int shift = 0, uint32_t mask = ~0u) {
    for (size_t i = 0; i + 4 <= bytes.size(); i += 4) Comma(i).Number(LoadU32(bytes.data() + i) >> shift & mask);
    return *this;
  }
  Writer& Comma(size_t index) {
    if (index != 0) *at_++ = ',';
    return *this;
  }

 private:
  char* at_;
};

std::string_view TypeOf(uint32_t version) { return version == 5 ? "SFLOW_5" : version == 4 ? "SFLOW_4" : "SFLOW_2"; }

void WriteHead(const Datagram& datagram, const FlowSample& sample, uint64_t nanos, Writer& to) {
  to.Raw(R"({"type":")").Raw(TypeOf(datagram.version));
  to.Raw(R"(","time_received_ns":)").Number(nanos);
  to.Raw(R"(,"sequence_num":)").Number(datagram.sequence);
  to.Raw(R"(,"sampling_rate":)").Number(sample.sampling_rate);
  to.Raw(R"(,"sampler_address":")").Ip(datagram.agent);
  to.Raw(R"(","time_flow_start_ns":)").Number(nanos);
  to.Raw(R"(,"time_flow_end_ns":)").Number(nanos);
  to.Raw(R"(,"bytes":)").Number(sample.bytes);
}

void WriteEnds(const FlowSample& sample, Writer& to) {
  const Packet& packet = sample.packet;
  to.Raw(R"(,"packets":1,"src_addr":")").Ip(packet.src);
  to.Raw(R"(","dst_addr":")").Ip(packet.dst);
  to.Raw(R"(","etype":")").Raw(EtypeName(packet.etype));
  to.Raw(R"(","proto":")").Raw(ProtoName(packet.proto));
  to.Raw(R"(","src_port":)").Number(packet.src_port);
  to.Raw(R"(,"dst_port":)").Number(packet.dst_port);
  to.Raw(R"(,"in_if":)").Number(sample.input.told);
  to.Raw(R"(,"out_if":)").Number(sample.output.told);
  to.Raw(R"(,"src_mac":")").Mac(packet.src_mac);
  to.Raw(R"(","dst_mac":")").Mac(packet.dst_mac);
  to.Raw(R"(","src_vlan":)").Number(sample.vlan.src_vlan);
  to.Raw(R"(,"dst_vlan":)").Number(sample.vlan.dst_vlan);
  to.Raw(R"(,"vlan_id":)").Number(packet.vlan);
}

// GoFlow2 never sets the type and code of ICMP; they are in fields of our own where it could have had them.
void WriteIpFields(const Datagram& datagram, const Packet& packet, Writer& to) {
  const bool icmp = packet.has_icmp && datagram.version != 5;
  to.Raw(R"(,"ip_tos":)").Number(packet.tos);
  to.Raw(R"(,"forwarding_status":0,"ip_ttl":)").Number(packet.ttl);
  to.Raw(R"(,"ip_flags":)").Number(packet.ip_flags);
  to.Raw(R"(,"tcp_flags":)").Number(packet.tcp_flags);
  to.Raw(R"(,"icmp_type":)").Number(icmp ? packet.icmp_type : 0);
  to.Raw(R"(,"icmp_code":)").Number(icmp ? packet.icmp_code : 0);
  to.Raw(R"(,"ipv6_flow_label":)").Number(packet.flow_label);
  to.Raw(R"(,"fragment_id":)").Number(packet.fragment_id);
  to.Raw(R"(,"fragment_offset":)").Number(packet.fragment_offset);
}

void WritePath(const GatewayRecord& gateway, Writer& to) {
  if (gateway.flat) {
    to.Numbers(gateway.path);
    return;
  }
  ByteReader reader(gateway.path);
  for (size_t written = 0; reader.left() != 0;) {
    (void)reader.U32();
    const std::string_view numbers = reader.Array(reader.U32(), 4);
    if (!numbers.empty()) to.Comma(written).Numbers(numbers);
    written += numbers.size();
  }
}

void WriteRouting(const FlowSample& sample, Writer& to) {
  const GatewayRecord& gateway = sample.gateway;
  const bool told = sample.Has(Record::kGateway), path = gateway.path_length != 0;
  to.Raw(R"(,"src_as":)").Number(told ? gateway.src_as != 0 ? gateway.src_as : gateway.as : 0);
  to.Raw(R"(,"dst_as":)").Number(told ? path ? gateway.last_as : gateway.as : 0);
  to.Raw(R"(,"next_hop":")").Ip(sample.router.next_hop);
  to.Raw(R"(","next_hop_as":)").Number(gateway.first_as);
  to.Raw(R"(,"src_net":")").Network(sample.packet.src, sample.router.src_mask);
  to.Raw(R"(","dst_net":")").Network(sample.packet.dst, sample.router.dst_mask);
  to.Raw(R"(","bgp_next_hop":")").Ip(gateway.next_hop);
  to.Raw(R"(","bgp_communities":[)").Numbers(gateway.communities);
  to.Raw(R"(],"as_path":[)");
  WritePath(gateway, to);
}

void WriteLayers(const Packet& packet, Writer& to) {
  to.Raw(R"(],"mpls_ttl":[)").Numbers(packet.mpls, 0, 0xff);
  to.Raw(R"(],"mpls_label":[)").Numbers(packet.mpls, 12);
  to.Raw(R"(],"mpls_ip":[],"observation_domain_id":0,"observation_point_id":0,"layer_stack":[)");
  for (size_t i = 0; i < packet.layers; ++i) to.Comma(i).Raw("\"").Raw(kLayerNames[static_cast<size_t>(packet.layer[i])]).Raw("\"");
  to.Raw(R"(],"layer_size":[)");
  for (size_t i = 0; i < packet.sizes; ++i) to.Comma(i).Number(packet.size[i]);
  to.Raw(R"(],"ipv6_routing_header_addresses":[)");
  for (size_t i = 0; i + 16 <= packet.segments.size(); i += 16) to.Comma(i).Raw("\"").Ip(packet.segments.substr(i, 16)).Raw("\"");
  to.Raw(R"(],"ipv6_routing_header_seg_left":)").Number(packet.segments_left);
}

}  // namespace

void RecordWriter::Append(const Datagram& datagram, const FlowSample& sample, int64_t nanos, Buffer& out) {
  Writer to(out.Reserve(MostBytes(sample)));
  WriteHead(datagram, sample, static_cast<uint64_t>(nanos), to);
  WriteEnds(sample, to);
  WriteIpFields(datagram, sample.packet, to);
  WriteRouting(sample, to);
  WriteLayers(sample.packet, to);
  out.Advance(to.end());
  arena_.Reset(limits::kSflowDatagramBytes * 4);
  FieldWriter fields(out, arena_);
  WriteOwnFields(datagram, sample, fields);
  out.Append('}');
}

}  // namespace flowship::sflow
