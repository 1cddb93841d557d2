#include "event/json_escape.h"

#include <array>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace flowship {

namespace {

constexpr std::array<char, 256> MakeEscapes() {
  std::array<char, 256> table{};
  for (size_t i = 0; i < 0x20; ++i) table[i] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}
constexpr std::array<char, 256> kEscapes = MakeEscapes();  // 0: as it is; 'u': \u00XX; else: backslash and this

#ifdef __SSE2__
int SpecialBytes(__m128i bytes) {
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
  const __m128i special =
      _mm_or_si128(control, _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
  return _mm_movemask_epi8(special);
}

// The first and the last eight bytes at once; addresses are of that length.
bool IsPlain8To16(std::string_view text) {
  const __m128i first = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(text.data()));
  const __m128i last = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(text.data() + text.size() - 8));
  return SpecialBytes(_mm_unpacklo_epi64(first, last)) == 0;
}
#endif

}  // namespace

size_t CountPlain(std::string_view text) {
  size_t at = 0;
#ifdef __SSE2__
  if (text.size() >= 8 && text.size() < 16 && IsPlain8To16(text)) return text.size();
  for (; at + 16 <= text.size(); at += 16) {
    const int mask = SpecialBytes(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at)));
    if (mask != 0) return at + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
  }
#endif
  while (at < text.size() && kEscapes[static_cast<uint8_t>(text[at])] == 0) ++at;
  return at;
}

char* WriteEscaped(std::string_view text, char* out) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  while (true) {
    const size_t plain = CountPlain(text);
    if (plain != 0) std::memcpy(out, text.data(), plain);  // a text of nothing may be nowhere
    out += plain;
    if (plain == text.size()) return out;
    const auto byte = static_cast<uint8_t>(text[plain]);
    *out++ = '\\';
    *out++ = kEscapes[byte];
    if (kEscapes[byte] == 'u') {
      *out++ = '0';
      *out++ = '0';
      *out++ = kDigits[byte >> 4];
      *out++ = kDigits[byte & 15];
    }
    text.remove_prefix(plain + 1);
  }
}

std::string_view WriteJsonMember(std::string_view name, Arena& arena) {
  char* const start = arena.NewBytes(name.size() * kJsonEscapedGrowth + 3);
  char* out = start;
  *out++ = '"';
  out = WriteEscaped(name, out);
  *out++ = '"';
  *out++ = ':';
  arena.Shrink(out);
  return {start, static_cast<size_t>(out - start)};
}

}  // namespace flowship
