#pragma once
// SecretBox: text that is sealed with a key, so that who has not the key can neither read it nor change it unnoticed: AES-256-GCM by OpenSSL's libcrypto, with
// a random nonce of 96 bits for each sealing.
//
//   sealed: nonce (12 bytes) | ciphertext | tag (16 bytes)
// Source: NIST SP 800-38D. Pure but for the random bytes; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace flowship {

inline constexpr size_t kSecretKeyBytes = 32;

std::string NewSecretKey();
// `about` is bound to it: what is opened with other words about it does not open.
std::string Seal(std::string_view text, std::string_view key, std::string_view about);
// nullopt: another key, or other bytes than were sealed.
std::optional<std::string> OpenSealed(std::string_view sealed, std::string_view key, std::string_view about);

}  // namespace flowship
