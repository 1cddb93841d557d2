#pragma once
// Digests of bytes: the four of message digests that Java names MD5, SHA-1, SHA-256 and SHA-512 (by OpenSSL's libcrypto), and MurmurHash3's 128 bits for
// x64 with seed 0, written with its two halves in order, each big-endian (Elasticsearch's Murmur3Hasher). Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowship {

enum class DigestMethod : uint8_t { kMd5, kSha1, kSha256, kSha512, kMurmur3 };

inline constexpr size_t kDigestMaxBytes = 64;
// Returns the digest's size.
size_t WriteDigest(DigestMethod method, std::string_view bytes, uint8_t digest[kDigestMaxBytes]);

}  // namespace flowship
