#pragma once
// IP addresses as text, by the rules of Elasticsearch's InetAddresses (which are those of RFC 4291, section 2.2): four decimal parts without leading
// zeros, or hexadecimal groups with at most one `::` and an IPv4 tail. A scope behind `%` is taken (fe80::1%eth0), a prefix length is not. An IPv4-mapped address (::ffff:1.2.3.4) is the IPv4
// address, as Java makes of it.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flowship {

struct IpAddress {
  std::array<uint8_t, 16> bytes{};  // network order; the first `size` count
  uint8_t size = 4;                 // 4 or 16

  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), size}; }
};

std::optional<IpAddress> ParseIp(std::string_view text);

// In the form of IPv6, where IPv4 is ::ffff:a.b.c.d: addresses of both kinds in one space.
using WideAddress = std::array<uint8_t, 16>;
inline constexpr int kMappedBits = 96;  // of an IPv4 address, before its own
WideAddress Wide(const IpAddress& address);
IpAddress Narrow(const WideAddress& address);
bool IsMapped(const WideAddress& address);
// The first `bits` bits, 0 to 128, are the same.
bool SamePrefix(const WideAddress& a, const WideAddress& b, int bits);

// RFC 5952: lower case, the longest run of zero groups as `::`. At most kIpTextBytes are written; returns the end.
inline constexpr size_t kIpTextBytes = 45;
char* WriteIp(const IpAddress& address, char* out);

}  // namespace flowship
