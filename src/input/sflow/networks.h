#pragma once
// Networks: a list of prefixes, and whether an address is in one of them. IPv4 is ::ffff:a.b.c.d, so an exporter that comes in over a socket for both
// versions is the same exporter.

#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "base/result.h"

namespace flowship::sflow_input {

using Source = WideAddress;

class Networks {
 public:
  // 192.0.2.0/24, 2001:db8::/32, or an address alone.
  Status Add(const std::string& text);
  bool Contains(const Source& source) const;
  bool empty() const { return prefixes_.empty(); }

 private:
  struct Prefix {
    Source bits;
    int length;
  };
  std::vector<Prefix> prefixes_;
};

// nullopt-like: false where the text is no address.
bool ParseSource(const std::string& text, Source* source);
std::string ToText(const Source& source);

}  // namespace flowship::sflow_input
