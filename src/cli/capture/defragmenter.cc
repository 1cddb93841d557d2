#include "cli/capture/defragmenter.h"

#include <algorithm>

#include "base/byte_reader.h"
#include "base/limits.h"

namespace flowship::cli {

namespace {

constexpr uint8_t kUdp = 17, kFragmentHeader = 44;

uint8_t At(std::string_view bytes, size_t index) { return static_cast<uint8_t>(bytes[index]); }
uint16_t Word(std::string_view bytes, size_t index) { return LoadU16(bytes.data() + index); }

std::optional<UdpPayload> PayloadOf(std::string_view udp) {
  if (udp.size() < 8) return std::nullopt;
  const size_t length = Word(udp, 4);
  const size_t told = length >= 8 ? length - 8 : udp.size() - 8;  // 0: more than 16 bits can say
  return UdpPayload{udp.substr(8, told), Word(udp, 2)};
}

// An extension header that only has to be passed: hop-by-hop, routing, destination options.
bool IsPassed(uint8_t header) { return header == 0 || header == 43 || header == 60; }

}  // namespace

std::optional<UdpPayload> Defragmenter::Take(std::string_view ip) {
  if (ip.empty()) return std::nullopt;
  const int version = At(ip, 0) >> 4;
  return version == 4 ? TakeIpv4(ip) : version == 6 ? TakeIpv6(ip) : std::nullopt;
}

std::optional<UdpPayload> Defragmenter::TakeIpv4(std::string_view ip) {
  if (ip.size() < 20) return std::nullopt;
  const size_t header = size_t{4} * (At(ip, 0) & 15), total = Word(ip, 2);
  if (header < 20 || header > ip.size() || At(ip, 9) != kUdp) return std::nullopt;
  std::string_view body = ip;
  if (total >= header && total < body.size()) body = body.substr(0, total);  // Ethernet fills short frames up; 0: cut by the network card, later
  body.remove_prefix(header);
  const uint16_t fragment = Word(ip, 6);
  if ((fragment & 0x3fff) == 0) return PayloadOf(body);
  Fragment part;
  part.key = std::string(ip.substr(12, 8)) + std::string(ip.substr(4, 2)) + std::string(ip.substr(9, 1));
  part.offset = size_t{8} * (fragment & 0x1fff);
  part.last = (fragment & 0x2000) == 0;
  part.bytes = body;
  return Collect(std::move(part));
}

std::optional<UdpPayload> Defragmenter::TakeIpv6(std::string_view ip) {
  if (ip.size() < 40) return std::nullopt;
  uint8_t next = At(ip, 6);
  std::string_view body = ip.substr(40);
  if (const size_t length = Word(ip, 4); length != 0) body = body.substr(0, length);
  while (IsPassed(next) && body.size() >= 8) {
    next = At(body, 0);
    body.remove_prefix(std::min(body.size(), size_t{8} * (At(body, 1) + size_t{1})));
  }
  if (next == kUdp) return PayloadOf(body);
  if (next != kFragmentHeader || body.size() < 8 || At(body, 0) != kUdp) return std::nullopt;
  const uint16_t fragment = Word(body, 2);
  Fragment part;
  part.key = std::string(ip.substr(8, 32)) + std::string(body.substr(4, 4));
  part.offset = fragment & 0xfff8;
  part.last = (fragment & 1) == 0;
  part.bytes = body.substr(8);
  if (part.offset == 0 && part.last) return PayloadOf(part.bytes);
  return Collect(std::move(part));
}

std::optional<UdpPayload> Defragmenter::Collect(Fragment fragment) {
  if (fragment.offset + fragment.bytes.size() > limits::kSflowDatagramBytes + 8) return std::nullopt;  // more than a datagram can have
  auto [found, is_new] = parts_.try_emplace(fragment.key);
  if (is_new) order_.push_back(fragment.key);
  Parts& parts = found->second;
  if (fragment.last) parts.size = fragment.offset + fragment.bytes.size();
  std::string& there = parts.by_offset[fragment.offset];
  if (there.size() < fragment.bytes.size()) there = std::string(fragment.bytes);
  const bool whole = Join(parts);
  if (whole) parts_.erase(found);
  while (parts_.size() > limits::kCaptureFragments || order_.size() > 2 * limits::kCaptureFragments) {
    parts_.erase(order_.front());
    order_.pop_front();
  }
  return whole ? PayloadOf(joined_) : std::nullopt;
}

bool Defragmenter::Join(const Parts& parts) {
  if (parts.size == 0) return false;
  joined_.clear();
  for (const auto& [offset, bytes] : parts.by_offset) {
    if (offset > joined_.size()) return false;
    if (offset + bytes.size() > joined_.size()) joined_.append(bytes, joined_.size() - offset);
  }
  return joined_.size() >= parts.size;
}

}  // namespace flowship::cli
