#pragma once
// ByteSource: the content of a file from its beginning to its end, in order, decompressed. What it is compressed with is seen by its first bytes:
//   1f 8b        gzip (RFC 1952), any number of members, zero padding after them
//   28 b5 2f fd  zstd (RFC 8878), any number of frames
//   otherwise    as it is
// One user at a time. Memory: a buffer of kReadBytes, and the decompressor's window.

#include <cstdint>
#include <memory>

#include "base/file_system.h"

namespace flowship {

enum class Compression : uint8_t { kNone, kGzip, kZstd };
inline constexpr size_t kCompressionMagicBytes = 4;
Compression CompressionOf(std::string_view first_bytes);

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Up to `size` bytes of content; 0: the end. An error says why what was read is not all; what came before it is good.
  virtual Result<size_t> Read(char* out, size_t size) = 0;
  // Bytes of the file itself that were used so far, for progress.
  virtual uint64_t file_bytes() const = 0;
};

Result<std::unique_ptr<ByteSource>> OpenByteSource(std::unique_ptr<File> file);
// Of a path that a user named; `-` is standard input. The error names the path where it is absent or a directory.
Result<std::unique_ptr<ByteSource>> OpenByteSource(FileSystem& files, const std::string& path);

}  // namespace flowship
