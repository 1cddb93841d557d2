#pragma once
// The sampled header of a packet, taken apart: what GoFlow2's record says of it, and what lies deeper.
//
//   Ethernet ─ 802.1Q/802.1ad ─ MPLS ─ IPv4 | IPv6 ─ extension headers ─ TCP, UDP, ICMP, SCTP …        the packet
//                 └ PPPoE, LLC ─ IP        └ GRE, IP in IP, VXLAN, Geneve ─ (Ethernet ─) IP ─ …       inside it
//
// Law: the fields of Packet say what GoFlow2 2.2.6 says, but for what docs/sflow.md lists, where it is wrong; what it does not see at all is in `inside` or
// in a field of its own. `layers` are GoFlow2's names and sizes. Nothing is read past the header, however long it says it is; a header that ends early gives
// what it has. Everything points into the header's bytes.
// Sources: IEEE 802.1Q, RFC 791, 8200, 3032, 2516, 2784 and 2890, 7348, 8926, 4302; "sFlow Version 5", header_protocol.

#include <array>
#include <cstdint>
#include <string_view>

#include "base/limits.h"
#include "sflow/count.h"

namespace flowship::sflow {

// 4 or 16 bytes; empty: there is none.
using Address = std::string_view;

// The layers that GoFlow2 names.
enum class Layer : uint8_t { kEthernet, kIpv4, kIpv6, kTcp, kUdp, kMpls, kDot1q, kIcmp, kIcmpv6, kGre, kIpv6Routing, kIpv6Fragment };
inline constexpr std::array<std::string_view, 12> kLayerNames = {"Ethernet", "IPv4",   "IPv6", "TCP",               "UDP",               "MPLS", "Dot1Q",
                                                                 "ICMP",     "ICMPv6", "GRE",  "IPv6HeaderRouting", "IPv6HeaderFragment"};

// What the packet inside was wrapped in.
enum class Tunnel : uint8_t { kNone, kGre, kIp, kVxlan, kGeneve, kPppoe, kMpls, kLlc, kVlan };
inline constexpr std::array<std::string_view, 9> kTunnelNames = {"", "gre", "ip", "vxlan", "geneve", "pppoe", "mpls", "llc", "vlan"};

// The first packet inside a packet.
struct Inside {
  Tunnel tunnel = Tunnel::kNone;
  bool has_id = false;
  uint32_t id = 0;                   // VXLAN and Geneve: the network; GRE: the key; PPPoE: the session
  uint16_t etype = 0;                // 0: no IP was found in it
  Address src, dst;
  uint8_t proto = 0;
  bool has_ports = false, has_icmp = false;
  uint16_t src_port = 0, dst_port = 0;
  uint8_t tcp_flags = 0, icmp_type = 0, icmp_code = 0;
};

struct Packet {
  std::string_view src_mac, dst_mac;  // 6 bytes, or empty
  uint32_t etype = 0;                 // of the last Ethernet, VLAN or MPLS layer
  uint8_t tags = 0;                   // VLAN tags, 255 at most
  uint16_t vlan = 0, inner_vlan = 0;  // 12 bits: of the first tag, and of the last where there are more
  Address src, dst;
  uint32_t proto = 0;
  uint32_t src_port = 0, dst_port = 0;
  uint32_t tos = 0;
  uint8_t ttl = 0, ip_flags = 0, tcp_flags = 0;
  bool has_icmp = false;
  uint8_t icmp_type = 0, icmp_code = 0;
  uint32_t flow_label = 0, fragment_id = 0, fragment_offset = 0;
  std::string_view mpls;              // the label stack, four bytes a label
  std::string_view segments;          // segment routing: addresses of 16 bytes each
  uint8_t segments_left = 0;
  uint32_t record_tcp_flags = 0;      // of a sampled_ipv4 or sampled_ipv6 record of version 5
  Inside inside;

  uint8_t layers = 0, sizes = 0;      // how many of the arrays are set; a layer that is cut has a size (0) and no name
  std::array<Layer, limits::kSflowLayers> layer;
  std::array<uint16_t, limits::kSflowLayers> size;
};

// header_protocol of the specification; those that are taken apart.
namespace header_protocol {
inline constexpr uint32_t kEthernet = 1, kTokenRing = 3, kFddi = 4, kFrameRelay = 5, kPpp = 7, kAal5 = 9, kAal5Ip = 10, kIpv4 = 11, kIpv6 = 12, kMpls = 13,
                          kPos = 14, kWifi = 15, kWifiSubframe = 17;
}

// Adds what `header` says to `packet`. Any thread.
void TakeApart(uint32_t protocol, std::string_view header, Packet& packet, Counts& counts);

}  // namespace flowship::sflow
