#pragma once
// ByteReader: bytes from outside, read in order, never past their end. Numbers are big-endian, as on the wire.
//
// Law: the first read that does not fit fails, takes nothing, and so does every read after it: numbers are 0 and texts are empty then. Whoever reads
// asks ok() once, at the end. What it gives points into the bytes that it was made of.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace flowship {

inline uint16_t LoadU16(const char* at) {
  uint16_t value;
  std::memcpy(&value, at, sizeof value);
  return __builtin_bswap16(value);
}
inline uint32_t LoadU32(const char* at) {
  uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return __builtin_bswap32(value);
}
inline uint64_t LoadU64(const char* at) {
  uint64_t value;
  std::memcpy(&value, at, sizeof value);
  return __builtin_bswap64(value);
}

class ByteReader {
 public:
  ByteReader() = default;
  explicit ByteReader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  uint32_t U32() { return Fits(4) ? LoadU32(Step(4)) : 0; }
  uint64_t U64() { return Fits(8) ? LoadU64(Step(8)) : 0; }
  std::string_view Bytes(size_t count) { return Fits(count) ? std::string_view(Step(count), count) : std::string_view(); }

  // XDR's opaque data: `count` bytes and what fills them up to a multiple of four. The filling of the last item may be missing.
  std::string_view Opaque(size_t count) {
    const std::string_view bytes = Bytes(count);
    const size_t fill = (4 - count % 4) % 4;
    if (ok_) at_ += fill <= left() ? fill : left();
    return bytes;
  }
  // XDR's string: its length, then opaque data.
  std::string_view String() { return Opaque(U32()); }
  // `count` things of `size` bytes each: the bytes of all of them. A count that the bytes left can't hold fails.
  std::string_view Array(size_t count, size_t size) {
    if (count > left() / size) ok_ = false;
    return Bytes(ok_ ? count * size : 0);
  }

  bool ok() const { return ok_; }
  size_t left() const { return ok_ ? static_cast<size_t>(end_ - at_) : 0; }
  std::string_view Rest() { return Bytes(left()); }

 private:
  bool Fits(size_t count) {
    if (count <= static_cast<size_t>(end_ - at_) && ok_) return true;
    ok_ = false;
    return false;
  }
  const char* Step(size_t count) {
    const char* const from = at_;
    at_ += count;
    return from;
  }

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  bool ok_ = true;
};

}  // namespace flowship
