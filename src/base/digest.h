#pragma once
// Cryptographic digests of bytes. The home of OpenSSL.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowship {

enum class DigestKind : uint8_t { kMd5, kSha1, kSha256, kSha512 };

constexpr size_t kDigestMaxBytes = 64;

// Writes the digest; the number of its bytes.
size_t DigestOf(DigestKind kind, std::string_view bytes, unsigned char out[kDigestMaxBytes]);

}  // namespace flowship
