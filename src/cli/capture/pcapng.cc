#include "cli/capture/pcapng.h"

#include <pcap/dlt.h>

#include <algorithm>
#include <cstring>

#include "base/clock.h"

namespace flowship::cli {

namespace {

constexpr uint32_t kSection = 0x0A0D0D0A, kInterface = 1, kOldPacket = 2, kSimplePacket = 3, kEnhancedPacket = 6, kByteOrder = 0x1A2B3C4D;
constexpr size_t kHeadBytes = 8, kTailBytes = 4, kSectionBytes = 16;
constexpr size_t kBlockMaxBytes = 16 << 20;  // libpcap's
constexpr uint16_t kResolution = 9, kTimeOffset = 14;

__extension__ using Wide = unsigned __int128;

// The file's numbers of link layers are libpcap's, but for those that systems did not agree on.
int LinkOf(uint16_t type) { return type == 101 ? DLT_RAW : type; }

}  // namespace

uint16_t PcapngReader::U16(std::string_view bytes, size_t at) const {
  uint16_t value = 0;
  if (at + sizeof value > bytes.size()) return 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return swapped_ ? __builtin_bswap16(value) : value;
}

uint32_t PcapngReader::U32(std::string_view bytes, size_t at) const {
  uint32_t value = 0;
  if (at + sizeof value > bytes.size()) return 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return swapped_ ? __builtin_bswap32(value) : value;
}

// Reads into the block's bytes [from, from + size); fewer only at the end of the file.
Result<size_t> PcapngReader::Fill(size_t from, size_t size) {
  block_.resize(from + size);
  size_t filled = 0;
  while (filled < size) {
    const auto got = read_(block_.data() + from + filled, size - filled);
    if (!got.ok()) return got.error();
    if (*got == 0) break;
    filled += *got;
  }
  return filled;
}

Result<bool> PcapngReader::NextBlock(uint32_t* type, std::string_view* body) {
  constexpr const char* kCut = "the file ends in the middle of a block";
  const auto head = Fill(0, kHeadBytes);
  if (!head.ok()) return head.error();
  if (*head == 0) return false;
  if (*head < kHeadBytes) return Error{kCut};
  *type = U32(block_, 0);
  size_t have = kHeadBytes;
  if (*type == kSection) {  // it says the byte order of its own length
    const auto order = Fill(have, 4);
    if (!order.ok()) return order.error();
    if (*order < 4) return Error{kCut};
    have += 4;
    if (U32(block_, kHeadBytes) != kByteOrder) swapped_ = !swapped_;
    if (U32(block_, kHeadBytes) != kByteOrder) return Error{"a section's byte order is neither of the two"};
    interfaces_.clear();
  }
  const size_t size = U32(block_, 4), least = *type == kSection ? kHeadBytes + kSectionBytes + kTailBytes : kHeadBytes + kTailBytes;
  if (size < least || size > kBlockMaxBytes || size % 4 != 0) return Error{"a block's length is " + std::to_string(size)};
  const auto rest = Fill(have, size - have);
  if (!rest.ok()) return rest.error();
  if (*rest < size - have) return Error{kCut};
  *body = std::string_view(block_).substr(kHeadBytes, size - kHeadBytes - kTailBytes);
  return true;
}

Status PcapngReader::AddInterface(std::string_view body) {
  if (body.size() < 8) return Error{"the description of an interface is too short"};
  Interface added;
  added.link = LinkOf(U16(body, 0));
  added.snap_bytes = U32(body, 4);
  for (size_t at = 8; at + 4 <= body.size();) {
    const uint16_t code = U16(body, at), size = U16(body, at + 2);
    const std::string_view value = body.substr(at + 4, size);
    if (code == 0 || value.size() < size) break;
    if (code == kResolution && size >= 1) {
      const auto power = static_cast<uint8_t>(value[0]);
      const unsigned exponent = power & 0x7f, base = (power & 0x80) != 0 ? 2 : 10;
      if (exponent > (base == 2 ? 63u : 19u)) return Error{"the time stamps of an interface have a resolution that 64 bits can't count"};
      added.units = 1;
      for (unsigned i = 0; i < exponent; ++i) added.units *= base;
    }
    if (code == kTimeOffset && size >= 8) {
      uint64_t seconds = 0;
      std::memcpy(&seconds, value.data(), sizeof seconds);
      added.offset_seconds = static_cast<int64_t>(swapped_ ? __builtin_bswap64(seconds) : seconds);
    }
    at += 4 + (size + 3u) / 4 * 4;
  }
  interfaces_.push_back(added);
  return {};
}

int64_t PcapngReader::NanosOf(const Interface& on, uint64_t stamp) const {
  const auto part = static_cast<Wide>(stamp % on.units) * static_cast<uint64_t>(kNanosPerSecond) / on.units;
  const uint64_t seconds = stamp / on.units + static_cast<uint64_t>(on.offset_seconds);
  return static_cast<int64_t>(seconds * static_cast<uint64_t>(kNanosPerSecond) + static_cast<uint64_t>(part));
}

Status PcapngReader::TakePacket(uint32_t type, std::string_view body, CapturedFrame& frame) {
  const size_t head = type == kSimplePacket ? 4 : 20;
  const size_t number = type == kEnhancedPacket ? U32(body, 0) : type == kOldPacket ? U16(body, 0) : 0;
  if (body.size() < head) return Error{"a packet's block is too short"};
  if (number >= interfaces_.size()) return Error{"a packet is of interface " + std::to_string(number) + ", which is not described"};
  const Interface& on = interfaces_[number];
  frame.link = on.link;
  size_t size = U32(body, 12);
  if (type == kSimplePacket) {
    size = U32(body, 0);
    if (on.snap_bytes != 0) size = std::min<size_t>(size, on.snap_bytes);
    size = std::min(size, body.size() - head);
  } else {
    last_nanos_ = NanosOf(on, uint64_t{U32(body, 4)} << 32 | U32(body, 8));
  }
  if (size > body.size() - head) return Error{"a packet is longer than its block"};
  frame.bytes = body.substr(head, size);
  frame.nanos = last_nanos_;
  return {};
}

Result<bool> PcapngReader::Next(CapturedFrame& frame) {
  while (true) {
    uint32_t type = 0;
    std::string_view body;
    const auto more = NextBlock(&type, &body);
    if (!more.ok() || !*more) return more;
    if (type == kInterface) {
      if (const Status added = AddInterface(body); !added.ok()) return added.error();
    } else if (type == kEnhancedPacket || type == kSimplePacket || type == kOldPacket) {
      if (const Status taken = TakePacket(type, body, frame); !taken.ok()) return taken.error();
      return true;
    }
  }
}

}  // namespace flowship::cli
