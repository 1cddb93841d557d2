#include "sflow/packet.h"

#include "sflow/walker.h"

namespace flowship::sflow {

namespace {

Step StepOfVersion(std::string_view bytes) {
  if (bytes.empty()) return Step::kEnd;
  const int version = static_cast<uint8_t>(bytes[0]) >> 4;
  return version == 4 ? Step::kIpv4 : version == 6 ? Step::kIpv6 : Step::kEnd;
}

uint8_t At(std::string_view bytes, size_t index) { return index < bytes.size() ? static_cast<uint8_t>(bytes[index]) : 0; }

// Addresses at `at`, then what there is to skip to LLC.
Step WithAddresses(std::string_view header, size_t at, size_t used, Packet& packet, Walker& walker) {
  if (header.size() < at + 12) return Step::kEnd;
  packet.dst_mac = header.substr(at, 6);
  packet.src_mac = header.substr(at + 6, 6);
  walker.Skip(used);
  return Step::kLlc;
}

// Access control, frame control, addresses, and a route where the source address says so. IEEE 802.5.
Step BeginTokenRing(std::string_view header, Packet& packet, Walker& walker) {
  const size_t route = (At(header, 8) & 0x80) != 0 ? At(header, 14) & 0x1f : 0;
  return WithAddresses(header, 2, 14 + route, packet, walker);
}

// A frame control of 0101xxxx is that of LLC. Nothing of PPP begins so, which some take 4 to be.
Step BeginFddi(std::string_view header, Packet& packet, Walker& walker) {
  return At(header, 0) >> 4 == 5 ? WithAddresses(header, 1, 13, packet, walker) : Step::kPpp;
}

// RFC 2427: an address of two bytes or more, 03, the protocol; Cisco's: an Ethernet type after the address.
Step BeginFrameRelay(std::string_view header, Walker& walker) {
  size_t at = 0;
  while (at < header.size() && (At(header, at) & 1) == 0) ++at;
  ++at;
  if (At(header, at) != 0x03) {
    const uint16_t etype = static_cast<uint16_t>(At(header, at) << 8 | At(header, at + 1));
    walker.Skip(at + 2);
    return etype == 0x0800 ? Step::kIpv4 : etype == 0x86dd ? Step::kIpv6 : Step::kEnd;
  }
  ++at;
  if (At(header, at) == 0) ++at;  // padding
  const uint8_t protocol = At(header, at);
  walker.Skip(at + 1);
  return protocol == 0xcc ? Step::kIpv4 : protocol == 0x8e ? Step::kIpv6 : protocol == 0x80 ? Step::kSnap : Step::kEnd;
}

// PPP, or Cisco's HDLC: an address, 0, an Ethernet type.
Step BeginPos(std::string_view header, Walker& walker) {
  if ((At(header, 0) != 0x0f && At(header, 0) != 0x8f) || At(header, 1) != 0) return Step::kPpp;
  const uint16_t etype = static_cast<uint16_t>(At(header, 2) << 8 | At(header, 3));
  walker.Skip(4);
  return etype == 0x0800 ? Step::kIpv4 : etype == 0x86dd ? Step::kIpv6 : etype == 0x8847 ? Step::kMpls : Step::kEnd;
}

// A data frame in the clear. IEEE 802.11: the addresses' meaning depends on who the frame is from and to.
Step BeginWifi(std::string_view header, Packet& packet, Walker& walker) {
  const uint8_t kind = At(header, 0), flags = At(header, 1);
  if (header.size() < 24 || (kind & 0x0c) != 0x08 || (kind & 0x40) != 0 || (flags & 0x40) != 0) return Step::kEnd;
  const bool to_ds = (flags & 1) != 0, from_ds = (flags & 2) != 0;
  size_t used = to_ds && from_ds ? 30 : 24;
  if ((kind & 0x80) != 0) used += (flags & 0x80) != 0 ? 6 : 2;  // quality of service, and HT control
  if (header.size() < used) return Step::kEnd;
  packet.dst_mac = header.substr(to_ds ? 16 : 4, 6);
  packet.src_mac = header.substr(!from_ds ? 10 : to_ds ? 24 : 16, 6);
  walker.Skip(used);
  return Step::kLlc;
}

Step Begin(uint32_t protocol, std::string_view header, Packet& packet, Walker& walker) {
  switch (protocol) {
    case header_protocol::kEthernet: return Step::kEthernet;
    case header_protocol::kIpv4: return Step::kIpv4;
    case header_protocol::kIpv6: return Step::kIpv6;
    case header_protocol::kMpls: return Step::kMpls;
    case header_protocol::kPpp: return Step::kPpp;
    case header_protocol::kPos: return BeginPos(header, walker);
    case header_protocol::kAal5Ip: return StepOfVersion(header);
    case header_protocol::kAal5: return Step::kLlc;
    case header_protocol::kTokenRing: return BeginTokenRing(header, packet, walker);
    case header_protocol::kFddi: return BeginFddi(header, packet, walker);
    case header_protocol::kFrameRelay: return BeginFrameRelay(header, walker);
    case header_protocol::kWifi: return BeginWifi(header, packet, walker);
    case header_protocol::kWifiSubframe: return WithAddresses(header, 0, 14, packet, walker);
    default: return Step::kEnd;
  }
}

}  // namespace

void TakeApart(uint32_t protocol, std::string_view header, Packet& packet, Counts& counts) {
  Walker walker(header, (4 - header.size() % 4) % 4, packet, counts);
  const Step first = Begin(protocol, header, packet, walker);
  if (first == Step::kEnd) return counts.Add(Count::kHeaderProtocolUnknown);
  walker.Walk(first);
}

}  // namespace flowship::sflow
