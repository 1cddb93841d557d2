#include "base/hash.h"

#include <xxhash.h>

namespace flowship {

uint64_t HashBytes(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

uint64_t HashBytes(std::string_view bytes, uint64_t seed) { return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed); }

Hash128 Hash128Of(std::string_view bytes) { return Hash128Of(bytes, 0); }

Hash128 Hash128Of(std::string_view bytes, uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
  return {hash.high64, hash.low64};
}

std::string ToHex(const Hash128& hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out(32, '0');
  for (size_t i = 0; i < 16; ++i) {
    out[15 - i] = kDigits[(hash.high >> (4 * i)) & 15];
    out[31 - i] = kDigits[(hash.low >> (4 * i)) & 15];
  }
  return out;
}

void WriteBase64Url(const Hash128& hash, char out[kBase64UrlIdBytes]) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  uint64_t high = hash.high, low = hash.low;
  // 128 bits are 21 digits of 6 bits and one of 2; the last digit holds the 2 lowest bits.
  for (size_t i = 0; i < kBase64UrlIdBytes - 1; ++i) {
    out[i] = kDigits[high >> 58];
    high = (high << 6) | (low >> 58);
    low <<= 6;
  }
  out[kBase64UrlIdBytes - 1] = kDigits[(high >> 58) & 0x30];
}

}  // namespace flowship
