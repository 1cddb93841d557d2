#include "processor/ip_network.h"

#include <algorithm>

#include "painless/text.h"

namespace flowship {

namespace {

bool IsIn(const IpAddress& address, uint8_t size, std::initializer_list<uint8_t> start, int bits) {
  if (address.size != size) return false;
  for (size_t i = 0; i < start.size() && bits > 0; ++i, bits -= 8) {
    const auto mask = static_cast<uint8_t>(bits >= 8 ? 0xFF : 0xFF << (8 - bits));
    if ((address.bytes[i] & mask) != (start.begin()[i] & mask)) return false;
  }
  return true;
}

bool IsZero(const IpAddress& address, size_t count) { return std::all_of(address.bytes.begin(), address.bytes.begin() + count, [](uint8_t b) { return b == 0; }); }

bool IsLoopback(const IpAddress& a) { return IsIn(a, 4, {127}, 8) || (a.size == 16 && IsZero(a, 15) && a.bytes[15] == 1); }
bool IsUnspecified(const IpAddress& a) { return IsZero(a, a.size); }
bool IsMulticast(const IpAddress& a) { return IsIn(a, 4, {224}, 4) || IsIn(a, 16, {0xFF}, 8); }
bool IsLinkLocal(const IpAddress& a) { return IsIn(a, 4, {169, 254}, 16) || IsIn(a, 16, {0xFE, 0x80}, 10); }
bool HasMulticastScope(const IpAddress& a, uint8_t scope) { return IsIn(a, 16, {0xFF}, 8) && (a.bytes[1] & 0x0F) == scope; }
bool IsInterfaceLocalMulticast(const IpAddress& a) { return HasMulticastScope(a, 1); }
bool IsLinkLocalMulticast(const IpAddress& a) { return IsIn(a, 4, {224, 0, 0}, 24) || HasMulticastScope(a, 2); }
bool IsBroadcast(const IpAddress& a) { return IsIn(a, 4, {255, 255, 255, 255}, 32); }
bool IsUnicast(const IpAddress& a) { return !IsBroadcast(a) && !IsUnspecified(a) && !IsLoopback(a) && !IsMulticast(a) && !IsLinkLocal(a); }
bool IsPrivate(const IpAddress& a) {
  return IsIn(a, 4, {10}, 8) || IsIn(a, 4, {172, 16}, 12) || IsIn(a, 4, {192, 168}, 16) || IsIn(a, 16, {0xFD}, 8);
}
bool IsPublic(const IpAddress& a) {
  return !IsPrivate(a) && !IsLoopback(a) && !IsUnspecified(a) && !IsLinkLocal(a) && !IsLinkLocalMulticast(a) && !IsInterfaceLocalMulticast(a) && !IsBroadcast(a);
}

struct Name {
  std::string_view name;
  NetworkTest test;
};
constexpr Name kNames[] = {{"loopback", IsLoopback},
                           {"global_unicast", IsUnicast},
                           {"unicast", IsUnicast},
                           {"link_local_unicast", IsLinkLocal},
                           {"interface_local_multicast", IsInterfaceLocalMulticast},
                           {"link_local_multicast", IsLinkLocalMulticast},
                           {"multicast", IsMulticast},
                           {"unspecified", IsUnspecified},
                           {"private", IsPrivate},
                           {"public", IsPublic}};

std::string NoAddress(std::string_view text) { return "'" + std::string(text) + "' is not an IP string literal."; }

}  // namespace

NetworkTest NamedNetwork(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name, &Name::name);
  return found == std::end(kNames) ? nullptr : found->test;
}

std::optional<IpNetwork> IpNetwork::Parse(std::string_view text, std::string* error) {
  IpNetwork network;
  const auto fail = [error](std::string message) {
    *error = std::move(message);
    return std::nullopt;
  };
  network.test_ = NamedNetwork(text);
  if (network.test_ != nullptr) return network;
  const size_t slash = text.find('/');
  const std::string_view start = text.substr(0, slash);
  const auto address = ParseIp(start);
  if (slash == std::string_view::npos) {
    if (!address) return fail(NoAddress(text));
    network.address_ = *address;
    network.prefix_bits_ = 8 * address->size;
    return network;
  }
  const std::string_view prefix = text.substr(slash + 1);
  if (prefix.empty() || prefix.find('/') != std::string_view::npos) return fail("Expected [ip/prefix] but was [" + std::string(text) + "]");
  if (!address) return fail(NoAddress(start));
  if (start.find(':') != std::string_view::npos && address->size == 4) {
    return fail("CIDR notation is not allowed with IPv6-mapped IPv4 address [" + std::string(start) +
                " as it introduces ambiguity as to whether the prefix length should be interpreted as a v4 prefix length or a v6 prefix length");
  }
  int64_t bits = 0;
  if (!painless::ParseInteger(prefix, 10, INT32_MIN, INT32_MAX, &bits)) return fail("For input string: \"" + std::string(prefix) + "\"");
  if (bits < 0 || bits > 8 * address->size) {
    return fail("Illegal prefix length [" + std::to_string(bits) + "] in [" + std::string(text) + "]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges");
  }
  network.address_ = *address;
  network.prefix_bits_ = static_cast<int>(bits);
  return network;
}

bool IpNetwork::Contains(const IpAddress& address) const {
  if (test_ != nullptr) return test_(address);
  return SamePrefix(Wide(address), Wide(address_), prefix_bits_ + (address_.size == 4 ? kMappedBits : 0));
}

}  // namespace flowship
