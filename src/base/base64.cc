#include "base/base64.h"

#include <algorithm>
#include <cstdint>

namespace flowship {

char* WriteBase64(std::string_view bytes, char* out, std::string_view digits, bool padding) {
  const auto byte = [bytes](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[i])); };
  size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    const uint32_t group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
    for (const int shift : {18, 12, 6, 0}) *out++ = digits[group >> shift & 63];
  }
  const size_t rest = bytes.size() - at;
  if (rest == 0) return out;
  const uint32_t group = byte(at) << 16 | (rest == 2 ? byte(at + 1) << 8 : 0);
  *out++ = digits[group >> 18 & 63];
  *out++ = digits[group >> 12 & 63];
  if (rest == 2) *out++ = digits[group >> 6 & 63];
  return padding ? std::fill_n(out, 3 - rest, '=') : out;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string encoded(Base64MaxBytes(bytes.size()), '\0');
  (void)WriteBase64(bytes, encoded.data());
  return encoded;
}

std::optional<std::string> BytesOfBase64(std::string_view text, std::string_view digits) {
  if (text.size() % 4 == 0 && text.ends_with("==")) {
    text.remove_suffix(2);
  } else if (text.size() % 4 == 0 && text.ends_with('=')) {
    text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const size_t digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    group = group << 6 | static_cast<uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xff);
  }
  return (group & ((1u << bits) - 1)) == 0 ? std::optional(bytes) : std::nullopt;
}

}  // namespace flowship
