#include "sflow/walker.h"

namespace flowship::sflow {

namespace {

// What follows a header of a higher or the same rank is inside another packet: GoFlow2's rule. Headers of our own have the rank 0: whatever leads to them says
// itself whether a packet inside begins.
int RankOf(Step step) {
  switch (step) {
    case Step::kEthernet: return 20;
    case Step::kDot1q:
    case Step::kMpls: return 25;
    case Step::kIpv4:
    case Step::kIpv6: return 30;
    case Step::kRouting:
    case Step::kFragment:
    case Step::kOptions:
    case Step::kAuthentication: return 35;
    case Step::kTcp:
    case Step::kUdp:
    case Step::kPorts:
    case Step::kGre: return 40;
    case Step::kIcmp:
    case Step::kIcmpv6: return 70;
    default: return 0;
  }
}

bool BeginsInside(Step from, Step to) { return (to == Step::kEthernet || to == Step::kIpv4 || to == Step::kIpv6) && RankOf(to) <= RankOf(from); }

bool KnownToGoFlow2(Step step) { return step >= Step::kEthernet && step <= Step::kGre; }

}  // namespace

void Walker::Walk(Step first) {
  size_t steps = 0;
  for (Step step = first; step != Step::kEnd && (layers_ || (facts_ && level_ <= 1));) {
    if (++steps > limits::kSflowHeaderSteps) return counts_.Add(Count::kHeaderDeep);
    const bool counted = layers_ && KnownToGoFlow2(step);
    const uint8_t sizes = packet_.sizes;
    const Next next = Take(step);
    if (counted && packet_.sizes == sizes) Size(next.used);  // LeaveGoFlow2 may have written it
    if (next.step == Step::kEnd || next.used > rest_.size()) return;
    rest_.remove_prefix(next.used);
    if (next.into != Tunnel::kNone || BeginsInside(step, next.step)) {
      if (level_ != 1 || packet_.inside.etype != 0) ++level_;  // wrapped twice before any IP: still the same packet inside
      if (inner()) packet_.inside.tunnel = next.into != Tunnel::kNone ? next.into : step == Step::kGre ? Tunnel::kGre : Tunnel::kIp;
    }
    if (next.into != Tunnel::kNone || next.step == Step::kOptions || next.step == Step::kAuthentication) layers_ = false;
    step = next.step;
  }
}

Walker::Next Walker::Take(Step step) {
  switch (step) {
    case Step::kEthernet: return TakeEthernet();
    case Step::kDot1q: return TakeDot1q();
    case Step::kMpls: return TakeMpls();
    case Step::kLabels: return TakeLabels();
    case Step::kPseudowire: return TakePseudowire();
    case Step::kIpv4: return TakeIpv4();
    case Step::kIpv6: return TakeIpv6();
    case Step::kRouting: return TakeRouting();
    case Step::kFragment: return TakeFragment();
    case Step::kOptions: return TakeOptions(8, 1);
    case Step::kAuthentication: return TakeOptions(4, 2);
    case Step::kTcp: return TakeTcp();
    case Step::kUdp: return TakeUdp();
    case Step::kPorts: return TakePorts();
    case Step::kIcmp: return TakeIcmp(Layer::kIcmp);
    case Step::kIcmpv6: return TakeIcmp(Layer::kIcmpv6);
    case Step::kGre: return TakeGre();
    case Step::kPppoe: return TakePppoe();
    case Step::kPpp: return TakePpp();
    case Step::kLlc: return TakeLlc();
    case Step::kSnap: return TakeSnap(0);
    case Step::kVxlan: return TakeVxlan();
    case Step::kGeneve: return TakeGeneve();
    case Step::kEnd: break;
  }
  return {};
}

void Walker::Name(Layer layer) {
  if (layers_ && packet_.layers < packet_.layer.size()) packet_.layer[packet_.layers++] = layer;
}

void Walker::Size(size_t bytes) {
  if (packet_.sizes < packet_.size.size()) packet_.size[packet_.sizes++] = static_cast<uint16_t>(bytes);
}

Walker::Next Walker::ByEtype(uint16_t etype, size_t used) const {
  switch (etype) {
    case 0x0800: return {Step::kIpv4, used};
    case 0x86dd: return {Step::kIpv6, used};
    case 0x8100:
    case 0x88a8: return {Step::kDot1q, used};
    case 0x8847: return {Step::kMpls, used};
    case 0x199e:  // what GoFlow2 takes for Ethernet in GRE, and
    case 0x6558: return {Step::kEthernet, used};  // what is
    case 0x8848: return {Step::kLabels, used, Tunnel::kMpls};
    case 0x8864: return {Step::kPppoe, used, Tunnel::kPppoe};
    case 0x9100:
    case 0x9200: return {Step::kDot1q, used, Tunnel::kVlan};
    default: break;
  }
  if (etype <= 1500 && etype >= 8) return {Step::kLlc, used, Tunnel::kLlc};
  return {Step::kEnd, used};
}

Walker::Next Walker::TakeEthernet() {
  if (rest_.size() < 14) return {};
  Name(Layer::kEthernet);
  if (mine()) {
    packet_.dst_mac = rest_.substr(0, 6);
    packet_.src_mac = rest_.substr(6, 6);
    packet_.etype = U16(12);
  }
  return ByEtype(U16(12), 14);
}

Walker::Next Walker::TakeDot1q() {
  if (rest_.size() < 4) return {};
  Name(Layer::kDot1q);
  if (mine()) {
    const uint16_t vlan = U16(0) & 0x0fff;
    (packet_.tags == 0 ? packet_.vlan : packet_.inner_vlan) = vlan;
    if (packet_.tags < UINT8_MAX) ++packet_.tags;
    packet_.etype = U16(2);
  }
  return ByEtype(U16(2), 4);
}

// GoFlow2 stops at the bottom of the stack, and at any label below 16, which need not be the bottom (an entropy label follows its indicator, 7).
Walker::Next Walker::TakeMpls() {
  if (rest_.size() < 4) return {};
  Name(Layer::kMpls);
  size_t used = 0;
  bool bottom = false, stopped = false;
  while (!stopped && rest_.size() - used >= 4) {
    const uint32_t entry = LoadU32(rest_.data() + used);
    bottom = (entry >> 8 & 1) != 0;
    stopped = bottom || entry >> 12 <= 15;
    used += 4;
  }
  if (mine()) packet_.mpls = rest_.substr(0, used);
  if (!stopped || used == rest_.size()) return {Step::kEnd, used};
  if (!bottom) return {Step::kLabels, used, Tunnel::kMpls};
  const int version = U8(used) >> 4;
  if (version != 4 && version != 6) return version == 0 ? Next{Step::kPseudowire, used, Tunnel::kMpls} : Next{Step::kEnd, used};
  const uint16_t etype = version == 4 ? 0x0800 : 0x86dd;
  if (mine()) packet_.etype = etype;
  return {version == 4 ? Step::kIpv4 : Step::kIpv6, used};
}

// Labels that GoFlow2 does not see, down to the bottom.
Walker::Next Walker::TakeLabels() {
  size_t used = 0;
  for (bool bottom = false; !bottom;) {
    if (rest_.size() - used < 5) return {};
    bottom = (U8(used + 2) & 1) != 0;
    used += 4;
  }
  switch (U8(used) >> 4) {
    case 4: return {Step::kIpv4, used};
    case 6: return {Step::kIpv6, used};
    case 0: return {Step::kPseudowire, used};
    default: return {};
  }
}

// A control word (RFC 4385), and Ethernet where there is something like it.
Walker::Next Walker::TakePseudowire() {
  if (rest_.size() < 4 + 14) return {};
  const uint16_t etype = U16(4 + 12);
  const bool known = etype == 0x0800 || etype == 0x86dd || etype == 0x8100 || etype == 0x88a8;
  return known ? Next{Step::kEthernet, 4} : Next{};
}

Walker::Next Walker::TakePppoe() {
  if (rest_.size() < 6 || U8(0) != 0x11 || U8(1) != 0) return {};
  if (inner()) {
    packet_.inside.has_id = true;
    packet_.inside.id = U16(2);
  }
  return {Step::kPpp, 6};
}

// With or without the address and control of HDLC, the protocol in one byte or two.
Walker::Next Walker::TakePpp() {
  size_t at = rest_.size() >= 2 && U16(0) == 0xff03 ? 2 : 0;
  if (rest_.size() < at + 2) return {};
  uint16_t protocol = U8(at++);
  if ((protocol & 1) == 0) protocol = static_cast<uint16_t>(protocol << 8 | U8(at++));
  switch (protocol) {
    case 0x0021: return {Step::kIpv4, at};
    case 0x0057: return {Step::kIpv6, at};
    case 0x0281: return {Step::kMpls, at};
    case 0x0283: return {Step::kLabels, at, Tunnel::kMpls};
    default: return {};
  }
}

Walker::Next Walker::TakeLlc() {
  if (rest_.size() < 3) return {};
  if (U8(2) != 0x03) return {};
  switch (U16(0)) {
    case 0xaaaa: return TakeSnap(3);
    case 0x0606: return {Step::kIpv4, 3};
    case 0xfefe:
      if (rest_.size() >= 4 && U8(3) == 0xcc) return {Step::kIpv4, 4};
      if (rest_.size() >= 4 && U8(3) == 0x8e) return {Step::kIpv6, 4};
      return {};
    default: return {};
  }
}

// An organisation and its protocol. 00-00-00: an Ethernet type; 00-80-C2: a bridged frame (RFC 2684), 7 is Ethernet without its check sequence, 1 with.
Walker::Next Walker::TakeSnap(size_t at) {
  if (rest_.size() < at + 5) return {};
  const uint32_t organisation = static_cast<uint32_t>(U8(at)) << 16 | U16(at + 1);
  const uint16_t type = U16(at + 3);
  if (organisation == 0x0080c2) return type == 1 || type == 7 ? Next{Step::kEthernet, at + 5} : Next{};
  if (organisation != 0 && organisation != 0x0000f8) return {};
  if (mine()) packet_.etype = type;
  return type > 1500 ? ByEtype(type, at + 5) : Next{};
}

Walker::Next Walker::TakeVxlan() {
  if (rest_.size() < 8 || (U8(0) & 0x08) == 0) return {};
  if (inner()) {
    packet_.inside.has_id = true;
    packet_.inside.id = LoadU32(rest_.data() + 4) >> 8;
  }
  return {Step::kEthernet, 8};
}

Walker::Next Walker::TakeGeneve() {
  if (rest_.size() < 8 || U8(0) >> 6 != 0) return {};
  if (inner()) {
    packet_.inside.has_id = true;
    packet_.inside.id = LoadU32(rest_.data() + 4) >> 8;
  }
  return ByEtype(U16(2), 8 + size_t{4} * (U8(0) & 0x3f));
}

}  // namespace flowship::sflow
