#pragma once
// Cryptographic digests of bytes, and base64 (RFC 4648, section 4). The home of OpenSSL.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowship {

enum class DigestKind : uint8_t { kMd5, kSha1, kSha256, kSha512 };

constexpr size_t kDigestMaxBytes = 64;

// Writes the digest; the number of its bytes.
size_t DigestOf(DigestKind kind, std::string_view bytes, unsigned char out[kDigestMaxBytes]);

std::string EncodeBase64(std::string_view bytes);

}  // namespace flowship
