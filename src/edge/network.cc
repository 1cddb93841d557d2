#include "edge/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

namespace flowship {

namespace {

bool IsV4(const EdgeAddress& a) {
  static constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  return std::memcmp(a.data(), kMapped, sizeof kMapped) == 0;
}

bool IsUnspecified(const EdgeAddress& a) {
  const size_t from = IsV4(a) ? 12 : 0;
  return std::all_of(a.begin() + from, a.end(), [](uint8_t byte) { return byte == 0; });
}
bool IsLoopback(const EdgeAddress& a) {
  if (IsV4(a)) return a[12] == 127;
  return std::all_of(a.begin(), a.end() - 1, [](uint8_t byte) { return byte == 0; }) && a[15] == 1;
}
bool IsMulticast(const EdgeAddress& a) { return IsV4(a) ? (a[12] & 0xF0) == 0xE0 : a[0] == 0xFF; }
bool IsInterfaceLocalMulticast(const EdgeAddress& a) { return !IsV4(a) && a[0] == 0xFF && (a[1] & 0x0F) == 1; }
bool IsLinkLocalMulticast(const EdgeAddress& a) {
  return IsV4(a) ? a[12] == 224 && a[13] == 0 && a[14] == 0 : a[0] == 0xFF && (a[1] & 0x0F) == 2;
}
bool IsLinkLocalUnicast(const EdgeAddress& a) { return IsV4(a) ? a[12] == 169 && a[13] == 254 : a[0] == 0xFE && (a[1] & 0xC0) == 0x80; }
bool IsBroadcast(const EdgeAddress& a) { return IsV4(a) && a[12] == 255 && a[13] == 255 && a[14] == 255 && a[15] == 255; }
bool IsGlobalUnicast(const EdgeAddress& a) {
  return !IsBroadcast(a) && !IsUnspecified(a) && !IsLoopback(a) && !IsMulticast(a) && !IsLinkLocalUnicast(a);
}
// RFC 1918, and fd00::/8 of RFC 4193.
bool IsPrivate(const EdgeAddress& a) {
  if (!IsV4(a)) return a[0] == 0xFD;
  return a[12] == 10 || (a[12] == 172 && (a[13] & 0xF0) == 16) || (a[12] == 192 && a[13] == 168);
}
bool IsPublic(const EdgeAddress& a) {
  return !IsPrivate(a) && !IsLoopback(a) && !IsUnspecified(a) && !IsBroadcast(a) && !IsLinkLocalUnicast(a) && !IsLinkLocalMulticast(a) &&
         !IsInterfaceLocalMulticast(a);
}

struct Named {
  std::string_view name;
  bool (*contains)(const EdgeAddress& address);
};
constexpr Named kNamed[] = {{"global_unicast", IsGlobalUnicast},
                            {"interface_local_multicast", IsInterfaceLocalMulticast},
                            {"link_local_multicast", IsLinkLocalMulticast},
                            {"link_local_unicast", IsLinkLocalUnicast},
                            {"loopback", IsLoopback},
                            {"multicast", IsMulticast},
                            {"private", IsPrivate},
                            {"public", IsPublic},
                            {"unicast", IsGlobalUnicast},
                            {"unspecified", IsUnspecified}};

}  // namespace

std::optional<EdgeAddress> ParseEdgeAddress(std::string_view text) {
  EdgeAddress address{};
  const std::string terminated(text.substr(0, INET6_ADDRSTRLEN));
  if (text.size() > terminated.size() || terminated.size() != std::strlen(terminated.c_str())) return std::nullopt;
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return address;
  if (inet_pton(AF_INET, terminated.c_str(), address.data() + 12) != 1) return std::nullopt;
  address[10] = address[11] = 0xFF;
  return address;
}

std::optional<EdgeNetwork> EdgeNetwork::Parse(std::string_view text) {
  EdgeNetwork network;
  const auto named = std::ranges::find(kNamed, text, &Named::name);
  if (named != std::end(kNamed)) {
    network.named_ = named->contains;
    return network;
  }
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto prefix = ParseEdgeAddress(text.substr(0, slash));
  const std::string_view bits = text.substr(slash + 1);
  const auto [rest, error] = std::from_chars(bits.data(), bits.data() + bits.size(), network.bits_);
  if (!prefix || bits.empty() || error != std::errc() || rest != bits.data() + bits.size() || network.bits_ < 0) return std::nullopt;
  const bool is_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  if (network.bits_ > (is_v4 ? 32 : 128)) return std::nullopt;
  network.prefix_ = *prefix;
  if (is_v4) network.bits_ += 96;
  return network;
}

bool EdgeNetwork::Contains(const EdgeAddress& address) const {
  if (named_ != nullptr) return named_(address);
  const auto whole = static_cast<size_t>(bits_ / 8);
  if (std::memcmp(address.data(), prefix_.data(), whole) != 0) return false;
  const int left = bits_ % 8;
  return left == 0 || ((address[whole] ^ prefix_[whole]) >> (8 - left)) == 0;
}

}  // namespace flowship
