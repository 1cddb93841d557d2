#pragma once
// Defragmenter: IP packets in, payloads of UDP datagrams out, whole or put together from fragments (RFC 791, RFC 8200). Fragments may come in any order and
// twice. Bounded: limits::kCaptureFragments datagrams wait at once, the one that has waited longest makes way.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace flowship::cli {

struct UdpPayload {
  std::string_view bytes;  // into the packet, or until the next Take
  uint16_t port = 0;
};

class Defragmenter {
 public:
  // The payload that this packet is or completes. nullopt: it is no UDP, no IP, or there is more to come.
  std::optional<UdpPayload> Take(std::string_view ip);

  size_t waiting() const { return parts_.size(); }

 private:
  struct Fragment {
    std::string key;               // addresses, protocol, identification
    size_t offset = 0;
    bool last = false;
    std::string_view bytes;
  };
  struct Parts {
    std::map<size_t, std::string> by_offset;
    size_t size = 0;               // of all of it; 0: the last fragment is not there yet
  };

  std::optional<UdpPayload> TakeIpv4(std::string_view ip);
  std::optional<UdpPayload> TakeIpv6(std::string_view ip);
  std::optional<UdpPayload> Collect(Fragment fragment);
  bool Join(const Parts& parts);

  std::map<std::string, Parts> parts_;
  std::deque<std::string> order_;  // keys, oldest first; some are done already
  std::string joined_;
};

}  // namespace flowship::cli
