// The part of Walker from IP upwards.

#include "sflow/walker.h"

namespace flowship::sflow {

namespace {

constexpr uint16_t kVxlanPort = 4789, kVxlanOldPort = 8472, kGenevePort = 6081;

}  // namespace

void Walker::SetIp(uint16_t etype, Address src, Address dst, uint8_t proto) {
  if (mine()) {
    if (packet_.etype == 0) packet_.etype = etype;  // no Ethernet around it
    packet_.src = src;
    packet_.dst = dst;
    packet_.proto = proto;
  } else if (inner() && packet_.inside.etype == 0) {
    packet_.inside.etype = etype;
    packet_.inside.src = src;
    packet_.inside.dst = dst;
    packet_.inside.proto = proto;
  }
}

// The upper protocol, which stands behind extension headers in IPv6 only.
void Walker::SetProto(uint8_t proto) {
  if (!version6_) return;
  if (mine()) packet_.proto = proto;
  if (inner()) packet_.inside.proto = proto;
}

void Walker::SetPorts(uint16_t src, uint16_t dst) {
  if (mine()) {
    packet_.src_port = src;
    packet_.dst_port = dst;
  } else if (inner()) {
    packet_.inside.has_ports = true;
    packet_.inside.src_port = src;
    packet_.inside.dst_port = dst;
  }
}

Walker::Next Walker::ByProto(uint8_t proto, size_t used) const {
  switch (proto) {
    case 1: return {Step::kIcmp, used};
    case 4: return {Step::kIpv4, used};
    case 6: return {Step::kTcp, used};
    case 17: return {Step::kUdp, used};
    case 33:
    case 132:
    case 136: return {Step::kPorts, used};
    case 41: return {Step::kIpv6, used};
    case 43: return {Step::kRouting, used};
    case 44: return {Step::kFragment, used};
    case 47: return {Step::kGre, used};
    case 58: return {Step::kIcmpv6, used};
    case 0:
    case 60: return {version6_ ? Step::kOptions : Step::kEnd, used};
    case 51: return {version6_ ? Step::kAuthentication : Step::kEnd, used};
    default: return {Step::kEnd, used};
  }
}

Walker::Next Walker::TakeIpv4() {
  if (rest_.size() < 20) return {};
  Name(Layer::kIpv4);
  version6_ = false;
  const uint16_t fragment = U16(6);
  SetIp(0x0800, rest_.substr(12, 4), rest_.substr(16, 4), U8(9));
  if (mine()) {
    packet_.tos = U8(1);
    packet_.ttl = U8(8);
    packet_.fragment_id = U16(4);
    packet_.fragment_offset = fragment & 0x1fff;
    packet_.ip_flags = static_cast<uint8_t>(fragment >> 13);
  }
  if ((fragment & 0x1fff) != 0) facts_ = false;
  const size_t used = std::max<size_t>(20, size_t{4} * (U8(0) & 0x0f));
  if (used > 20) LeaveGoFlow2(20, ByProto(U8(9), 20));
  return ByProto(U8(9), used);
}

Walker::Next Walker::TakeIpv6() {
  if (rest_.size() < 40) return {};
  Name(Layer::kIpv6);
  version6_ = true;
  SetIp(0x86dd, rest_.substr(8, 16), rest_.substr(24, 16), U8(6));
  if (mine()) {
    const uint32_t head = LoadU32(rest_.data());
    packet_.tos = head >> 20 & 0xff;
    packet_.ttl = U8(7);
    packet_.flow_label = head & 0xfffff;
  }
  return ByProto(U8(6), 40);
}

Walker::Next Walker::TakeRouting() {
  if (rest_.size() < 8) return {};
  Name(Layer::kIpv6Routing);
  const size_t used = 8 + size_t{8} * U8(1);
  if (mine()) {
    packet_.segments_left = U8(3);
    if (U8(2) == 4) {  // segment routing, RFC 8754
      const size_t there = (std::min(used, rest_.size()) - 8) / 16;
      packet_.segments = rest_.substr(8, 16 * std::min<size_t>(there, size_t{U8(4)} + 1));
    }
  }
  SetProto(U8(0));
  return ByProto(U8(0), used);
}

Walker::Next Walker::TakeFragment() {
  if (rest_.size() < 8) return {};
  Name(Layer::kIpv6Fragment);
  const uint16_t fragment = U16(2);
  if (mine()) {
    packet_.fragment_id = LoadU32(rest_.data() + 4);
    packet_.fragment_offset = fragment >> 3;
    packet_.ip_flags = fragment & 7;
  }
  SetProto(U8(0));
  if (fragment >> 3 != 0) facts_ = false;
  return ByProto(U8(0), 8);
}

// Hop-by-hop and destination options, and the authentication header: the next header, then a length in units.
Walker::Next Walker::TakeOptions(size_t unit, size_t more) {
  if (rest_.size() < 8) return {};
  SetProto(U8(0));
  return ByProto(U8(0), unit * (U8(1) + more));
}

Walker::Next Walker::TakeTcp() {
  if (rest_.size() + fill_ < 20) return {};
  Name(Layer::kTcp);
  SetPorts(U16(0), U16(2));
  if (mine()) packet_.tcp_flags = U8(13);
  if (inner()) packet_.inside.tcp_flags = U8(13);
  return {Step::kEnd, 20 + size_t{4} * (U8(13) >> 4)};  // of the flags, where the length of the options is not: GoFlow2's size
}

Walker::Next Walker::TakeUdp() {
  if (rest_.size() + fill_ < 8) return {};
  Name(Layer::kUdp);
  const uint16_t dst = U16(2);
  SetPorts(U16(0), dst);
  if (!facts_) return {Step::kEnd, 8};
  if (dst == kVxlanPort || dst == kVxlanOldPort) return {Step::kVxlan, 8, Tunnel::kVxlan};
  if (dst == kGenevePort) return {Step::kGeneve, 8, Tunnel::kGeneve};
  return {Step::kEnd, 8};
}

// SCTP, DCCP, UDP-Lite: ports, as in TCP and UDP.
Walker::Next Walker::TakePorts() {
  if (rest_.size() >= 4) SetPorts(U16(0), U16(2));
  return {};
}

Walker::Next Walker::TakeIcmp(Layer layer) {
  if (rest_.size() < 2) return {};
  Name(layer);
  if (mine()) {
    packet_.has_icmp = true;
    packet_.icmp_type = U8(0);
    packet_.icmp_code = U8(1);
  } else if (inner()) {
    packet_.inside.has_icmp = true;
    packet_.inside.icmp_type = U8(0);
    packet_.inside.icmp_code = U8(1);
  }
  return {Step::kEnd, 8};
}

// GoFlow2 takes the header to be `used` bytes long, and it is longer: the layers are what it finds there, and we go on without it at the right place.
void Walker::LeaveGoFlow2(size_t used, Next next) {
  if (!layers_) return;
  Size(used);
  layers_ = false;
  Walker blind(rest_.substr(used), fill_, packet_, counts_);
  blind.facts_ = false;
  if (next.into == Tunnel::kNone) blind.Walk(next.step);
}

Walker::Next Walker::TakeGre() {
  if (rest_.size() < 4) return {};
  Name(Layer::kGre);
  const uint16_t flags = U16(0), etype = U16(2);
  if ((flags & 0xf007) == 0) return ByEtype(etype, 4);
  LeaveGoFlow2(4, ByEtype(etype, 4));
  if ((flags & 0x4000) != 0) return {};  // source routes: nobody has them, RFC 2784 took them away
  size_t used = 4;
  if ((flags & 0x8000) != 0) used += 4;  // checksum
  if ((flags & 0x2000) != 0) {
    if (rest_.size() < used + 4) return {};
    if (mine()) {
      packet_.inside.has_id = true;
      packet_.inside.id = LoadU32(rest_.data() + used);
    }
    used += 4;
  }
  if ((flags & 0x1000) != 0) used += 4;  // sequence number
  if ((flags & 0x0080) != 0 && (flags & 7) == 1) used += 4;  // acknowledgement, version 1 (PPTP)
  if ((flags & 7) == 1) return {Step::kPpp, used, Tunnel::kGre};
  return ByEtype(etype, used);
}

}  // namespace flowship::sflow
