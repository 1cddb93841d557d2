#include "base/sha1.h"

#include <bit>
#include <cstring>

#include "base/assert.h"

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace flowship {

namespace {

constexpr uint32_t kStart[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};

void StoreBig32(uint32_t value, uint8_t* out) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<uint8_t>(value >> (24 - 8 * i));
}

// The end of the message, and its length in bits.
void Pad(uint8_t block[kSha1BlockBytes], size_t size) {
  FLOWSHIP_ASSERT(size <= kSha1ShortMaxBytes);
  block[size] = 0x80;
  std::memset(block + size + 1, 0, kSha1BlockBytes - size - 1);
  StoreBig32(static_cast<uint32_t>(8 * size), block + kSha1BlockBytes - 4);
}

void HashPortable(const uint8_t block[kSha1BlockBytes], uint8_t digest[kSha1Bytes]) {
  uint32_t words[80];
  for (size_t i = 0; i < 16; ++i) {
    words[i] = static_cast<uint32_t>(block[4 * i]) << 24 | static_cast<uint32_t>(block[4 * i + 1]) << 16 |
               static_cast<uint32_t>(block[4 * i + 2]) << 8 | block[4 * i + 3];
  }
  for (size_t i = 16; i < 80; ++i) words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  uint32_t a = kStart[0], b = kStart[1], c = kStart[2], d = kStart[3], e = kStart[4];
  const auto round = [&](uint32_t f, uint32_t k, uint32_t word) {
    const uint32_t next = std::rotl(a, 5) + f + e + k + word;
    e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
  };
  size_t i = 0;
  for (; i < 20; ++i) round((b & c) | (~b & d), 0x5A827999, words[i]);
  for (; i < 40; ++i) round(b ^ c ^ d, 0x6ED9EBA1, words[i]);
  for (; i < 60; ++i) round((b & c) | (b & d) | (c & d), 0x8F1BBCDC, words[i]);
  for (; i < 80; ++i) round(b ^ c ^ d, 0xCA62C1D6, words[i]);
  const uint32_t result[5] = {kStart[0] + a, kStart[1] + b, kStart[2] + c, kStart[3] + d, kStart[4] + e};
  for (size_t word = 0; word < 5; ++word) StoreBig32(result[word], digest + 4 * word);
}

#ifdef __x86_64__
#define FLOWSHIP_SHA __attribute__((target("sha,sse4.1")))

// Five groups of four rounds, which share their function and constant. A vector holds a group's words, the first in its highest lane; `words` are the
// groups' words of the last four groups, by number of the group modulo four.
struct Rounds {
  __m128i abcd, before;  // the state, and what it was a group ago: its `a`, rotated, is the next group's `e`
  __m128i words[4];
};

template <int function>
FLOWSHIP_SHA inline void FiveGroups(Rounds& at) {
  for (int group = 5 * function; group < 5 * function + 5; ++group) {
    __m128i& words = at.words[group & 3];
    if (group >= 4) {
      const __m128i mixed = _mm_xor_si128(_mm_sha1msg1_epu32(words, at.words[(group + 1) & 3]), at.words[(group + 2) & 3]);
      words = _mm_sha1msg2_epu32(mixed, at.words[(group + 3) & 3]);
    }
    const __m128i e = group == 0 ? _mm_add_epi32(at.before, words) : _mm_sha1nexte_epu32(at.before, words);
    at.before = at.abcd;
    at.abcd = _mm_sha1rnds4_epu32(at.abcd, e, function);
  }
}

FLOWSHIP_SHA void HashByInstructions(const uint8_t block[kSha1BlockBytes], uint8_t digest[kSha1Bytes]) {
  const __m128i reversed = _mm_set_epi64x(0x0001020304050607, 0x08090A0B0C0D0E0F);
  const auto lane = [](uint32_t value) { return static_cast<int>(value); };
  const __m128i start = _mm_set_epi32(lane(kStart[0]), lane(kStart[1]), lane(kStart[2]), lane(kStart[3]));
  const __m128i start_e = _mm_set_epi32(lane(kStart[4]), 0, 0, 0);
  Rounds at{start, start_e, {}};
  for (int i = 0; i < 4; ++i) at.words[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i)), reversed);
  FiveGroups<0>(at);
  FiveGroups<1>(at);
  FiveGroups<2>(at);
  FiveGroups<3>(at);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(digest), _mm_shuffle_epi8(_mm_add_epi32(at.abcd, start), reversed));
  StoreBig32(static_cast<uint32_t>(_mm_extract_epi32(_mm_sha1nexte_epu32(at.before, start_e), 3)), digest + 16);
}

bool HasInstructions() {
  unsigned int a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
}
#endif

}  // namespace

void Sha1ShortPortable(uint8_t block[kSha1BlockBytes], size_t size, uint8_t digest[kSha1Bytes]) {
  Pad(block, size);
  HashPortable(block, digest);
}

void Sha1Short(uint8_t block[kSha1BlockBytes], size_t size, uint8_t digest[kSha1Bytes]) {
#ifdef __x86_64__
  static const bool has_instructions = HasInstructions();
  if (has_instructions) {
    Pad(block, size);
    return HashByInstructions(block, digest);
  }
#endif
  Sha1ShortPortable(block, size, digest);
}

}  // namespace flowship
