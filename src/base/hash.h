#pragma once
// The two hashes of the house, both XXH3: 64 bits for tables in memory, 128 bits for identities that are stored or sent.
// Stored hashes are part of the registry's format and of every _id: they may never change.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowship {

struct Hash128 {
  uint64_t high = 0, low = 0;
  friend auto operator<=>(const Hash128&, const Hash128&) = default;
};

uint64_t HashBytes(std::string_view bytes);
uint64_t HashBytes(std::string_view bytes, uint64_t seed);
Hash128 Hash128Of(std::string_view bytes);
// Hash of `bytes` in the sense of (a, b): different seeds give unrelated hashes.
Hash128 Hash128Of(std::string_view bytes, uint64_t seed);

// 32 lower-case hexadecimal digits, the form of the registry and of logs.
std::string ToHex(const Hash128& hash);

// 22 characters of base64url without padding, the form of `_id`: half of hexadecimal's size in a bulk body, and no character that
// JSON or an URL would escape.
constexpr size_t kBase64UrlIdBytes = 22;
void WriteBase64Url(const Hash128& hash, char out[kBase64UrlIdBytes]);

}  // namespace flowship
