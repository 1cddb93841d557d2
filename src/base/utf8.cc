#include "base/utf8.h"

#include "base/json.h"

namespace flowship {

namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Bytes of the character that starts `text` (not empty); 0 when none does.
size_t CharacterBytes(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const size_t bytes = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < bytes) return 0;
  // The second byte's range keeps out overlong forms, surrogates and what is above U+10FFFF (RFC 3629, section 4).
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) return 0;
  for (size_t i = 2; i < bytes; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  return bytes;
}

}  // namespace

size_t NextCharacter(std::string_view text, size_t at) {
  for (++at; at < text.size() && IsContinuation(text[at]);) ++at;
  return at;
}

bool IsUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

std::string_view RepairUtf8(std::string_view text, Arena& arena) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  char* const begin = arena.NewBytes(text.size() * kReplacement.size());
  char* out = begin;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = CharacterBytes(text.substr(at));
    const std::string_view piece = bytes == 0 ? kReplacement : text.substr(at, bytes);
    std::memcpy(out, piece.data(), piece.size());
    out += piece.size();
    at += bytes == 0 ? 1 : bytes;
  }
  arena.Shrink(out);
  return {begin, static_cast<size_t>(out - begin)};
}

std::string_view CutUtf8(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  // At most three bytes back; where the text is no UTF-8 anyway, the cut stays where it was.
  for (size_t back = 0; back < 4 && back <= bytes; ++back) {
    if (!IsContinuation(text[bytes - back])) return text.substr(0, bytes - back);
  }
  return text.substr(0, bytes);
}

}  // namespace flowship
