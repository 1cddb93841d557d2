#pragma once
// Base64 (RFC 4648, sections 4 and 5). Pure; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace flowship {

inline constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view kBase64UrlDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// What WriteBase64 writes at most.
constexpr size_t Base64MaxBytes(size_t bytes) { return (bytes + 2) / 3 * 4; }
// Returns the end of what was written.
char* WriteBase64(std::string_view bytes, char* out, std::string_view digits = kBase64Digits, bool padding = true);
std::string EncodeBase64(std::string_view bytes);
// nullopt: it is none. Padding may be left out, what stands behind it may not.
std::optional<std::string> BytesOfBase64(std::string_view text, std::string_view digits = kBase64Digits);

}  // namespace flowship
