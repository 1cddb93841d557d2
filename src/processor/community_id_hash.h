#pragma once
// Community ID version 1: a hash of a flow that is the same in both directions and in every tool that follows the specification
// (corelight/community-id-spec). SHA-1 over
//
//   seed (2 bytes)  smaller address  larger address  protocol (1)  0 (1)  smaller endpoint's port (2)  larger endpoint's port (2)
//
// in network order, as `1:` and base64. "Smaller" compares addresses, then ports. Ports are there for TCP, UDP, SCTP and ICMP only; for ICMP they are
// type and code, or, where a type has a counterpart (echo request and reply), the two types; ICMP messages without a counterpart are not swapped.

#include <cstdint>
#include <string_view>

#include "processor/ip_address.h"

namespace flowship {

struct Flow {
  IpAddress source, destination;
  uint8_t protocol = 0;                             // IANA's number
  uint16_t source_port = 0, destination_port = 0;   // TCP, UDP, SCTP
  uint16_t icmp_type = 0, icmp_code = 0;            // ICMP for IPv4 and IPv6
};

inline constexpr uint8_t kProtocolIcmp = 1, kProtocolTcp = 6, kProtocolUdp = 17, kProtocolIcmp6 = 58, kProtocolSctp = 132;
constexpr bool HasPorts(uint8_t protocol) { return protocol == kProtocolTcp || protocol == kProtocolUdp || protocol == kProtocolSctp; }
constexpr bool IsIcmp(uint8_t protocol) { return protocol == kProtocolIcmp || protocol == kProtocolIcmp6; }

inline constexpr size_t kCommunityIdBytes = 30;  // `1:` and 28 characters
void WriteCommunityId(const Flow& flow, uint16_t seed, char out[kCommunityIdBytes]);

// The number of a protocol's name (tcp, ipv6-icmp …), without regard to case; -1: not one of the names that Elasticsearch knows.
int ProtocolOfName(std::string_view name);

}  // namespace flowship
