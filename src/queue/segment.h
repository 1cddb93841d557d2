#pragma once
// Segment: the format of the disk queue's files. Pure. One writer (WriteSegmentHead, AppendSegmentRecord), one reader (SegmentReader).
//
//   <first position, 16 hexadecimal digits>.segment
//     head     "FSQUEUE1" | first position (8) | checksum of both (8)
//     record   size (4) | checksum (8) | bytes               the checksum is that of the bytes, seeded with the position
//   identity
//     hash (16), checksum (8)
//   acknowledged
//     entry    position (8) | checksum (8)                   the last whole one counts
//
// Numbers are little-endian. A checksum is XXH3 of 64 bits. What is behind the last record that is whole was never committed, or the disk has lost it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "base/hash.h"

namespace flowship {

inline constexpr size_t kSegmentHeadBytes = 24, kRecordHeadBytes = 12, kAcknowledgementBytes = 16;

std::string SegmentName(uint64_t first);
std::optional<uint64_t> ParseSegmentName(std::string_view name);

void WriteSegmentHead(uint64_t first, Buffer& out);
bool IsSegmentHead(std::string_view bytes, uint64_t first);
void AppendSegmentRecord(uint64_t position, std::string_view record, Buffer& out);

// The record at the beginning of `bytes`.
struct SegmentRecord {
  enum class State { kWhole, kCut, kDamaged } state = State::kCut;  // kCut: more bytes are needed than there are
  std::string_view bytes;
  size_t size = 0;  // with its head; of one that is cut, so many are needed at least
};
SegmentRecord ReadSegmentRecord(std::string_view bytes, uint64_t position);

std::string WriteIdentity(const Hash128& identity);
std::optional<Hash128> ReadIdentity(std::string_view bytes);

void AppendAcknowledgement(uint64_t position, Buffer& out);
// The last whole entry; 0: there is none.
uint64_t ReadAcknowledgement(std::string_view bytes);

}  // namespace flowship
