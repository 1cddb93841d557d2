#include "input/sflow/networks.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace flowship::sflow_input {

bool ParseSource(const std::string& text, Source* source) {
  *source = Wide(IpAddress{});
  if (inet_pton(AF_INET, text.c_str(), source->data() + 12) == 1) return true;
  return inet_pton(AF_INET6, text.c_str(), source->data()) == 1;
}

std::string ToText(const Source& source) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool mapped = IsMapped(source);
  inet_ntop(mapped ? AF_INET : AF_INET6, source.data() + (mapped ? 12 : 0), text.data(), text.size());
  return text.data();
}

Status Networks::Add(const std::string& text) {
  const size_t slash = text.find('/');
  const std::string address = text.substr(0, slash);
  Prefix prefix{};
  if (!ParseSource(address, &prefix.bits)) return Error{"\"" + text + "\" is neither an address nor a network such as 192.0.2.0/24"};
  const bool version4 = address.find(':') == std::string::npos;
  const int most = version4 ? 32 : 128;
  int length = most;
  if (slash != std::string::npos) {
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + slash + 1, end, length);
    if (error != std::errc() || at != end || length < 0 || length > most) {
      return Error{"\"" + text + "\": a prefix of " + (version4 ? "IPv4" : "IPv6") + " has 0 to " + std::to_string(most) + " bits"};
    }
  }
  prefix.length = version4 ? kMappedBits + length : length;
  prefixes_.push_back(prefix);
  return {};
}

bool Networks::Contains(const Source& source) const {
  return std::ranges::any_of(prefixes_, [&source](const Prefix& prefix) { return SamePrefix(source, prefix.bits, prefix.length); });
}

}  // namespace flowship::sflow_input
