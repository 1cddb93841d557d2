#pragma once
// Networks that network_direction knows: CIDR notation, a single address, or a name (loopback, private, public …) with the meaning that Java's InetAddress
// gives it.

#include <optional>
#include <string>
#include <string_view>

#include "processor/ip_address.h"

namespace flowship {

// What a name stands for; nullptr: it is none. What Go's net package, and with it Beats, means by these names is the same.
using NetworkTest = bool (*)(const IpAddress& address);
NetworkTest NamedNetwork(std::string_view name);

class IpNetwork {
 public:
  // nullopt: *error says why, in Elasticsearch's words.
  static std::optional<IpNetwork> Parse(std::string_view text, std::string* error);
  bool Contains(const IpAddress& address) const;

 private:
  NetworkTest test_ = nullptr;  // of a name; nullptr: the range
  IpAddress address_;
  int prefix_bits_ = 0;
};

}  // namespace flowship
