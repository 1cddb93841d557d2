#include "queue/segment.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/limits.h"

namespace flowship {

namespace {

constexpr std::string_view kMagic = "FSQUEUE1", kSuffix = ".segment";
constexpr size_t kNameDigits = 16;

void AppendNumber(uint64_t number, size_t bytes, Buffer& out) {
  for (size_t i = 0; i < bytes; ++i) out.Append(static_cast<char>(number >> (8 * i) & 0xff));
}

uint64_t NumberAt(std::string_view bytes, size_t at, size_t size) {
  uint64_t number = 0;
  for (size_t i = 0; i < size; ++i) number |= uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return number;
}

}  // namespace

std::string SegmentName(uint64_t first) {
  char digits[kNameDigits + 1] = {};
  const auto end = std::to_chars(digits, digits + kNameDigits, first, 16).ptr;
  const std::string number(digits, end);
  return std::string(kNameDigits - number.size(), '0') + number + std::string(kSuffix);
}

std::optional<uint64_t> ParseSegmentName(std::string_view name) {
  if (name.size() != kNameDigits + kSuffix.size() || !name.ends_with(kSuffix)) return std::nullopt;
  uint64_t first = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + kNameDigits, first, 16);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + kNameDigits || SegmentName(first) != name) return std::nullopt;
  return first;
}

void WriteSegmentHead(uint64_t first, Buffer& out) {
  const size_t begin = out.size();
  out.Append(kMagic);
  AppendNumber(first, 8, out);
  AppendNumber(HashBytes(out.view(begin, kMagic.size() + 8)), 8, out);
}

bool IsSegmentHead(std::string_view bytes, uint64_t first) {
  Buffer wanted;
  WriteSegmentHead(first, wanted);
  return bytes.starts_with(wanted.view());
}

void AppendSegmentRecord(uint64_t position, std::string_view record, Buffer& out) {
  AppendNumber(record.size(), 4, out);
  AppendNumber(HashBytes(record, position), 8, out);
  out.Append(record);
}

SegmentRecord ReadSegmentRecord(std::string_view bytes, uint64_t position) {
  SegmentRecord record;
  record.size = kRecordHeadBytes;
  if (bytes.size() < kRecordHeadBytes) return record;
  const size_t size = NumberAt(bytes, 0, 4);
  if (size > limits::kMessageMaxBytes) {
    record.state = SegmentRecord::State::kDamaged;
    return record;
  }
  record.size = kRecordHeadBytes + size;
  if (bytes.size() < record.size) return record;
  record.bytes = bytes.substr(kRecordHeadBytes, size);
  record.state = HashBytes(record.bytes, position) == NumberAt(bytes, 4, 8) ? SegmentRecord::State::kWhole : SegmentRecord::State::kDamaged;
  return record;
}

std::string WriteIdentity(const Hash128& identity) {
  Buffer out;
  AppendNumber(identity.high, 8, out);
  AppendNumber(identity.low, 8, out);
  AppendNumber(HashBytes(out.view()), 8, out);
  return std::string(out.view());
}

std::optional<Hash128> ReadIdentity(std::string_view bytes) {
  if (bytes.size() != 24 || HashBytes(bytes.substr(0, 16)) != NumberAt(bytes, 16, 8)) return std::nullopt;
  return Hash128{NumberAt(bytes, 0, 8), NumberAt(bytes, 8, 8)};
}

void AppendAcknowledgement(uint64_t position, Buffer& out) {
  const size_t begin = out.size();
  AppendNumber(position, 8, out);
  AppendNumber(HashBytes(out.view(begin, 8)), 8, out);
}

uint64_t ReadAcknowledgement(std::string_view bytes) {
  uint64_t last = 0;
  for (; bytes.size() >= kAcknowledgementBytes; bytes.remove_prefix(kAcknowledgementBytes)) {
    if (HashBytes(bytes.substr(0, 8)) == NumberAt(bytes, 8, 8)) last = std::max(last, NumberAt(bytes, 0, 8));
  }
  return last;
}

}  // namespace flowship
