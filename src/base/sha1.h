#pragma once
// SHA-1 (FIPS 180-4) of messages so short that one block holds them, their end mark and their length: a community id hashes some 40 bytes for every flow,
// and libcrypto's general way costs several times the hash itself. Everything else takes base/digest.h. Pure; any thread.

#include <cstddef>
#include <cstdint>

namespace flowship {

inline constexpr size_t kSha1Bytes = 20, kSha1BlockBytes = 64, kSha1ShortMaxBytes = kSha1BlockBytes - 1 - 8;

// `block` begins with the message's `size` bytes (at most kSha1ShortMaxBytes); the rest of it is overwritten. With the processor's SHA instructions where it has them.
void Sha1Short(uint8_t block[kSha1BlockBytes], size_t size, uint8_t digest[kSha1Bytes]);
// The same for any processor, for the test that holds the two against each other.
void Sha1ShortPortable(uint8_t block[kSha1BlockBytes], size_t size, uint8_t digest[kSha1Bytes]);

}  // namespace flowship
