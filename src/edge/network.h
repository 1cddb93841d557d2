#pragma once
// Networks as Beats' `network` condition names them: 192.0.2.0/24, 2001:db8::/32, or loopback, global_unicast, unicast, link_local_unicast,
// interface_local_multicast, link_local_multicast, multicast, unspecified, private, public. Go's net package says what these are.

#include <optional>
#include <string_view>

#include "processor/ip_network.h"

namespace flowship {

// As inet_pton reads them.
std::optional<IpAddress> ParseEdgeAddress(std::string_view text);

class EdgeNetwork {
 public:
  // nullopt: neither a name nor a prefix.
  static std::optional<EdgeNetwork> Parse(std::string_view text);
  bool Contains(const IpAddress& address) const;

 private:
  NetworkTest named_ = nullptr;
  WideAddress prefix_{};
  int bits_ = 0;
};

}  // namespace flowship
