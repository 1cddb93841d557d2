#pragma once
// Networks that network_direction knows: CIDR notation, a single address, or a name (loopback, private, public …) with the meaning that Java's InetAddress
// gives it.

#include <optional>
#include <string>
#include <string_view>

#include "processor/ip_address.h"

namespace flowship {

class IpNetwork {
 public:
  // nullopt: *error says why, in Elasticsearch's words.
  static std::optional<IpNetwork> Parse(std::string_view text, std::string* error);
  bool Contains(const IpAddress& address) const;

 private:
  using Test = bool (*)(const IpAddress& address);
  Test test_ = nullptr;  // of a name; nullptr: the range
  IpAddress address_;
  int prefix_bits_ = 0;
};

}  // namespace flowship
