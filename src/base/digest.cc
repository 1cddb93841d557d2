#include "base/digest.h"

#include <openssl/evp.h>

namespace flowship {

size_t DigestOf(DigestKind kind, std::string_view bytes, unsigned char out[kDigestMaxBytes]) {
  static_assert(kDigestMaxBytes >= EVP_MAX_MD_SIZE);
  const EVP_MD* algorithm = EVP_sha512();
  if (kind == DigestKind::kMd5) algorithm = EVP_md5();
  if (kind == DigestKind::kSha1) algorithm = EVP_sha1();
  if (kind == DigestKind::kSha256) algorithm = EVP_sha256();
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), out, &size, algorithm, nullptr);
  return size;
}

}  // namespace flowship
