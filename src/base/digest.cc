#include "base/digest.h"

#include <openssl/evp.h>

#include <bit>
#include <cstring>

#include "base/assert.h"

namespace flowship {

namespace {

static_assert(EVP_MAX_MD_SIZE <= kDigestMaxBytes);
static_assert(std::endian::native == std::endian::little);

constexpr uint64_t kC1 = 0x87C37B91114253D5, kC2 = 0x4CF5AD432745937F;

uint64_t Mix1(uint64_t k) { return std::rotl(k * kC1, 31) * kC2; }
uint64_t Mix2(uint64_t k) { return std::rotl(k * kC2, 33) * kC1; }

uint64_t Finish(uint64_t h) {
  h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD;
  h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53;
  return h ^ h >> 33;
}

void Murmur3(std::string_view bytes, uint8_t digest[16]) {
  uint64_t h1 = 0, h2 = 0, words[2];
  const size_t size = bytes.size();
  for (; bytes.size() >= 16; bytes.remove_prefix(16)) {
    std::memcpy(words, bytes.data(), 16);
    h1 = (std::rotl(h1 ^ Mix1(words[0]), 27) + h2) * 5 + 0x52DCE729;
    h2 = (std::rotl(h2 ^ Mix2(words[1]), 31) + h1) * 5 + 0x38495AB5;
  }
  words[0] = words[1] = 0;
  if (!bytes.empty()) std::memcpy(words, bytes.data(), bytes.size());
  h1 ^= Mix1(words[0]) ^ size;
  h2 ^= Mix2(words[1]) ^ size;
  h1 += h2;
  h2 += h1;
  h1 = Finish(h1);
  h2 = Finish(h2);
  h1 += h2;
  h2 += h1;
  for (int i = 0; i < 8; ++i) {
    digest[i] = static_cast<uint8_t>(h1 >> (56 - 8 * i));
    digest[8 + i] = static_cast<uint8_t>(h2 >> (56 - 8 * i));
  }
}

const EVP_MD* AlgorithmOf(DigestMethod method) {
  switch (method) {
    case DigestMethod::kMd5: return EVP_md5();
    case DigestMethod::kSha1: return EVP_sha1();
    case DigestMethod::kSha256: return EVP_sha256();
    case DigestMethod::kSha512: return EVP_sha512();
    case DigestMethod::kMurmur3: break;
  }
  return nullptr;
}

}  // namespace

size_t WriteDigest(DigestMethod method, std::string_view bytes, uint8_t digest[kDigestMaxBytes]) {
  if (method == DigestMethod::kMurmur3) return Murmur3(bytes, digest), 16;
  unsigned int size = 0;
  FLOWSHIP_ASSERT(EVP_Digest(bytes.data(), bytes.size(), digest, &size, AlgorithmOf(method), nullptr) == 1);
  return size;
}

}  // namespace flowship
