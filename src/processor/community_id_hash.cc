#include "processor/community_id_hash.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "base/base64.h"
#include "base/sha1.h"

namespace flowship {

namespace {

constexpr size_t kFlowMaxBytes = 2 + 16 + 16 + 2 + 4;
static_assert(kFlowMaxBytes <= kSha1ShortMaxBytes);

struct TypePair {
  uint8_t type, counterpart;
};
// Elasticsearch's pairs: the specification also knows 16 as the counterpart of 15, and 131 as that of 130.
constexpr TypePair kIcmpPairs[] = {{0, 8}, {8, 0}, {9, 10}, {10, 9}, {13, 14}, {14, 13}, {15, 16}, {17, 18}, {18, 17}};
constexpr TypePair kIcmp6Pairs[] = {{128, 129}, {129, 128}, {130, 131}, {133, 134}, {134, 133},
                                    {135, 136}, {136, 135}, {139, 140}, {140, 139}, {144, 145}, {145, 144}};

int CounterpartOf(uint8_t protocol, uint16_t type) {
  const auto find = [type](const auto& pairs) {
    for (const TypePair& pair : pairs) {
      if (pair.type == type) return static_cast<int>(pair.counterpart);
    }
    return -1;
  };
  return protocol == kProtocolIcmp ? find(kIcmpPairs) : find(kIcmp6Pairs);
}

struct Endpoint {
  std::string_view address;
  uint16_t port;
};

bool IsSmaller(const Endpoint& a, const Endpoint& b) {
  // An IPv4 address is a number of 32 bits, so it is smaller than an IPv6 address that is not nearly zero.
  if (a.address.size() != b.address.size()) return a.address.size() < b.address.size();
  const int order = std::memcmp(a.address.data(), b.address.data(), a.address.size());
  return order < 0 || (order == 0 && a.port < b.port);
}

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

void WriteCommunityId(const Flow& flow, uint16_t seed, char out[kCommunityIdBytes]) {
  Endpoint first{flow.source.view(), flow.source_port}, second{flow.destination.view(), flow.destination_port};
  bool one_way = false;
  if (IsIcmp(flow.protocol)) {
    const int counterpart = CounterpartOf(flow.protocol, flow.icmp_type);
    one_way = counterpart < 0;
    first.port = flow.icmp_type;
    second.port = one_way ? flow.icmp_code : static_cast<uint16_t>(counterpart);
  }
  if (!one_way && !IsSmaller(first, second)) std::swap(first, second);
  uint8_t block[kSha1BlockBytes];
  uint8_t* end = block;
  const auto put16 = [&end](uint16_t value) {
    *end++ = static_cast<uint8_t>(value >> 8);
    *end++ = static_cast<uint8_t>(value);
  };
  put16(seed);
  end = std::copy(first.address.begin(), first.address.end(), end);
  end = std::copy(second.address.begin(), second.address.end(), end);
  *end++ = flow.protocol;
  *end++ = 0;
  if (HasPorts(flow.protocol) || IsIcmp(flow.protocol)) {
    put16(first.port);
    put16(second.port);
  }
  uint8_t digest[kSha1Bytes];
  Sha1Short(block, static_cast<size_t>(end - block), digest);
  out[0] = '1';
  out[1] = ':';
  (void)WriteBase64({reinterpret_cast<const char*>(digest), kSha1Bytes}, out + 2);
}

int ProtocolOfName(std::string_view name) {
  struct Protocol {
    std::string_view name;
    int number;
  };
  static constexpr Protocol kProtocols[] = {{"icmp", 1}, {"igmp", 2}, {"tcp", 6}, {"udp", 17}, {"gre", 47}, {"ipv6-icmp", 58}, {"icmpv6", 58},
                                            {"eigrp", 88}, {"ospf", 89}, {"pim", 103}, {"sctp", 132}};
  for (const Protocol& protocol : kProtocols) {
    if (std::ranges::equal(name, protocol.name, {}, LowerAscii)) return protocol.number;
  }
  return -1;
}

}  // namespace flowship
