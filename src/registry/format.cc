#include "registry/format.h"

#include <charconv>
#include <concepts>
#include <cstring>

#include "base/hash.h"
#include "base/limits.h"

namespace flowship::registry {

namespace {

constexpr std::string_view kMagic = "flowreg\n";
constexpr uint32_t kVersion = 1;
constexpr size_t kFrameBytes = 12;
constexpr size_t kReadPieceBytes = 1 << 20;
constexpr size_t kGenerationDigits = 20;

template <std::integral T>
void Put(T value, Buffer& out) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);  // little-endian is what we run on
  out.Append({bytes, sizeof bytes});
}

void PutText(std::string_view text, Buffer& out) {
  FLOWSHIP_ASSERT(text.size() <= UINT16_MAX);
  Put(static_cast<uint16_t>(text.size()), out);
  out.Append(text);
}

// Takes fields from the front. Failure sticks.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : left_(bytes) {}

  template <std::integral T>
  T Take() {
    T value{};
    const std::string_view bytes = TakeBytes(sizeof value);
    if (ok_) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::string_view TakeText() { return TakeBytes(Take<uint16_t>()); }
  bool AllTaken() const { return ok_ && left_.empty(); }

 private:
  std::string_view TakeBytes(size_t count) {
    if (!ok_ || left_.size() < count) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }

  std::string_view left_;
  bool ok_ = true;
};

std::optional<Record> Decode(std::string_view payload) {
  Fields fields(payload);
  Record record;
  record.kind = static_cast<RecordKind>(fields.Take<uint8_t>());
  if (record.kind != RecordKind::kEnd) {
    record.tie = fields.Take<uint32_t>();
    record.identity.high = fields.Take<uint64_t>();
    record.identity.low = fields.Take<uint64_t>();
    record.stream = fields.TakeText();
  }
  if (record.kind == RecordKind::kSet) {
    record.offset = fields.Take<uint64_t>();
    record.tail_hash = fields.Take<uint64_t>();
    record.device = fields.Take<uint64_t>();
    record.inode = fields.Take<uint64_t>();
    record.changed_nanos = fields.Take<int64_t>();
    record.updated_nanos = fields.Take<int64_t>();
    record.path = fields.TakeText();
  }
  const bool known = record.kind >= RecordKind::kSet && record.kind <= RecordKind::kEnd;
  return known && fields.AllTaken() ? std::optional(record) : std::nullopt;
}

}  // namespace

void AppendHeader(uint64_t generation, Buffer& out) {
  out.Append(kMagic);
  Put(kVersion, out);
  Put(uint32_t{0}, out);
  Put(generation, out);
}

void AppendRecord(const Record& record, uint64_t generation, Buffer& out) {
  const size_t frame = out.size();
  out.Resize(frame + kFrameBytes);
  Put(static_cast<uint8_t>(record.kind), out);
  if (record.kind != RecordKind::kEnd) {
    Put(record.tie, out);
    Put(record.identity.high, out);
    Put(record.identity.low, out);
    PutText(record.stream, out);
  }
  if (record.kind == RecordKind::kSet) {
    Put(record.offset, out);
    Put(record.tail_hash, out);
    Put(record.device, out);
    Put(record.inode, out);
    Put(record.changed_nanos, out);
    Put(record.updated_nanos, out);
    PutText(record.path, out);
  }
  const std::string_view payload = out.view().substr(frame + kFrameBytes);
  const auto size = static_cast<uint32_t>(payload.size());
  const uint64_t checksum = HashBytes(payload, generation);
  std::memcpy(out.data() + frame, &size, sizeof size);
  std::memcpy(out.data() + frame + sizeof size, &checksum, sizeof checksum);
}

std::string FileName(std::string_view kind, uint64_t generation) {
  std::string digits = std::to_string(generation);
  return std::string(kind) + "." + std::string(kGenerationDigits - digits.size(), '0') + digits;
}

std::optional<uint64_t> GenerationOf(std::string_view kind, std::string_view file_name) {
  if (file_name.size() != kind.size() + 1 + kGenerationDigits || !file_name.starts_with(kind) || file_name[kind.size()] != '.') {
    return std::nullopt;
  }
  const std::string_view digits = file_name.substr(kind.size() + 1);
  uint64_t generation = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), generation);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return generation;
}

// The buffer holds that many bytes that were not used. false: the file ends before.
Result<bool> RecordReader::Fill(size_t bytes) {
  if (buffer_.size() - used_ >= bytes) return true;
  const size_t held = buffer_.size() - used_;
  if (held > 0) std::memmove(buffer_.data(), buffer_.data() + used_, held);
  buffer_.Resize(held);
  used_ = 0;
  while (buffer_.size() < bytes) {
    const Result<size_t> count = file_.ReadAt(read_bytes_, buffer_.Reserve(kReadPieceBytes), kReadPieceBytes);
    if (!count.ok()) return count.error();
    if (*count == 0) return false;
    buffer_.AdvanceBy(*count);
    read_bytes_ += *count;
  }
  return true;
}

Result<bool> RecordReader::ReadHeader() {
  Result<bool> filled = Fill(kHeaderBytes);
  if (!filled.ok() || !*filled) return filled;
  Fields fields(buffer_.view().substr(kMagic.size(), kHeaderBytes - kMagic.size()));
  const auto version = fields.Take<uint32_t>();
  fields.Take<uint32_t>();
  const auto generation = fields.Take<uint64_t>();
  const bool is_ours = buffer_.view().substr(0, kMagic.size()) == kMagic;
  other_version_ = is_ours && version > kVersion;
  if (!is_ours || version != kVersion || generation != generation_) return false;
  used_ = kHeaderBytes;
  good_bytes_ = kHeaderBytes;
  return true;
}

Result<std::optional<Record>> RecordReader::Next() {
  using Answer = std::optional<Record>;
  Result<bool> filled = Fill(kFrameBytes);
  if (!filled.ok()) return filled.error();
  if (!*filled) return Answer();
  Fields frame(buffer_.view().substr(used_, kFrameBytes));
  const auto size = frame.Take<uint32_t>();
  const auto checksum = frame.Take<uint64_t>();
  if (size > limits::kRegistryRecordMaxBytes) return Answer();
  filled = Fill(kFrameBytes + size);
  if (!filled.ok()) return filled.error();
  if (!*filled) return Answer();
  const std::string_view payload = buffer_.view().substr(used_ + kFrameBytes, size);
  if (HashBytes(payload, generation_) != checksum) return Answer();
  const std::optional<Record> record = Decode(payload);
  if (!record) return Answer();
  used_ += kFrameBytes + size;
  good_bytes_ += kFrameBytes + size;
  return record;
}

}  // namespace flowship::registry
