#pragma once
// Text of numbers, addresses and protocols as GoFlow2 prints them: addresses as Go's net/netip does (RFC 5952), protocols by GoFlow2's names.
// Each writes at `out`, which has room for the most that it can need, and returns the end.

#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/decimal.h"
#include "sflow/packet.h"

namespace flowship::sflow {

inline constexpr size_t kAddressBytes = 45, kNetworkBytes = 49, kMacBytes = 17;

inline char* WriteText(std::string_view text, char* out) {
  if (!text.empty()) std::memcpy(out, text.data(), text.size());
  return out + text.size();
}
char* WriteAddress(Address address, char* out);  // nothing for none
// The network of `bits` that the address is in. No address, or more bits than it has: "invalid Prefix".
char* WriteNetwork(Address address, uint32_t bits, char* out);
char* WriteMac(std::string_view mac, char* out);  // none: zeros

// "IPv4", "IPv6", "ARP", or nothing.
std::string_view EtypeName(uint32_t etype);
// Never empty: HOPOPT is what 0 is called, "unknown" what no byte can hold.
std::string_view ProtoName(uint32_t proto);

}  // namespace flowship::sflow
