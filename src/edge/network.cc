#include "edge/network.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <string>

namespace flowship {

std::optional<IpAddress> ParseEdgeAddress(std::string_view text) {
  WideAddress address{};
  const std::string terminated(text.substr(0, INET6_ADDRSTRLEN));
  if (text.size() > terminated.size() || terminated.size() != std::strlen(terminated.c_str())) return std::nullopt;
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return Narrow(address);
  if (inet_pton(AF_INET, terminated.c_str(), address.data() + 12) != 1) return std::nullopt;
  address[10] = address[11] = 0xFF;
  return Narrow(address);
}

std::optional<EdgeNetwork> EdgeNetwork::Parse(std::string_view text) {
  EdgeNetwork network;
  network.named_ = NamedNetwork(text);
  if (network.named_ != nullptr) return network;
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto prefix = ParseEdgeAddress(text.substr(0, slash));
  const std::string_view bits = text.substr(slash + 1);
  const auto [rest, error] = std::from_chars(bits.data(), bits.data() + bits.size(), network.bits_);
  if (!prefix || bits.empty() || error != std::errc() || rest != bits.data() + bits.size() || network.bits_ < 0) return std::nullopt;
  const bool is_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  if (network.bits_ > (is_v4 ? 32 : 128)) return std::nullopt;
  network.prefix_ = Wide(*prefix);
  if (is_v4) network.bits_ += kMappedBits;
  return network;
}

bool EdgeNetwork::Contains(const IpAddress& address) const {
  return named_ != nullptr ? named_(address) : SamePrefix(Wide(address), prefix_, bits_);
}

}  // namespace flowship
