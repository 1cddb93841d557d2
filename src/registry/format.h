#pragma once
// The registry on the disk. A directory with three kinds of files:
//
//   lock               held (flock) by the process that uses the directory, whose pid is in it
//   log.<G>            what has changed since checkpoint.<G>; <G> is the generation, 20 decimal digits
//   checkpoint.<G>     all entries, as of when log.<G> was begun or later; written as checkpoint.<G>.new and renamed, so it is whole
//
// Both kinds are a header and records. All integers are little-endian.
//
//   header   magic "flowreg\n" (8), version u32 = 1, zero u32, generation u64
//   record   payload size u32, checksum u64 = XXH3-64 of the payload seeded with the generation, payload
//   payload  kind u8, tie u32, identity high u64 low u64, stream size u16, stream,
//            and of kind 1 (set) also: offset u64, tail hash u64, device u64, inode u64, changed i64, updated i64, path size u16, path
//            kind 2 (remove) has no more; kind 3 (end) closes a checkpoint and has no other field but kind
//
// Reading takes the newest checkpoint and then the logs from its generation on, in order. A record says what an entry is, not what has changed about it,
// so reading one twice does no harm, and a checkpoint may be newer than the head of its log. A log ends at the first record that is cut or whose
// checksum is wrong: the process died while it wrote it. It is cut off there.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "base/file_system.h"
#include "base/hash.h"

namespace flowship::registry {

enum class RecordKind : uint8_t { kSet = 1, kRemove = 2, kEnd = 3 };

struct Record {
  RecordKind kind = RecordKind::kSet;
  uint32_t tie = 0;
  Hash128 identity;
  std::string_view stream;
  uint64_t offset = 0, tail_hash = 0, device = 0, inode = 0;
  int64_t changed_nanos = 0, updated_nanos = 0;
  std::string_view path;
};

inline constexpr size_t kHeaderBytes = 24;

void AppendHeader(uint64_t generation, Buffer& out);
void AppendRecord(const Record& record, uint64_t generation, Buffer& out);

std::string FileName(std::string_view kind, uint64_t generation);                        // "log", 7 → log.00000000000000000007
std::optional<uint64_t> GenerationOf(std::string_view kind, std::string_view file_name);  // and back

// The records of a file, in order.
class RecordReader {
 public:
  // `file` outlives the reader.
  RecordReader(File& file, uint64_t generation) : file_(file), generation_(generation) {}

  // false: the header is not one of this version and generation (`good_bytes` is 0 then).
  Result<bool> ReadHeader();
  // After that: the header is one of ours, of another version of the format.
  bool is_of_other_version() const { return other_version_; }
  // The next record, whose texts are good until the next call; nullopt: the end, or what is no record.
  Result<std::optional<Record>> Next();
  // Where the good records end. Less than the file's size: something is wrong there.
  uint64_t good_bytes() const { return good_bytes_; }

 private:
  Result<bool> Fill(size_t bytes);

  File& file_;
  const uint64_t generation_;
  Buffer buffer_;
  size_t used_ = 0;            // of the buffer
  uint64_t read_bytes_ = 0;    // of the file
  uint64_t good_bytes_ = 0;
  bool other_version_ = false;
};

}  // namespace flowship::registry
