#pragma once
// Digests and Base64 of texts, as Painless's additions to String give them.

#include <span>
#include <string_view>

#include "painless/run.h"

namespace flowship::painless {

std::string_view EncodeBase64Text(std::string_view bytes, Arena& arena, bool url = false, bool padding = true);
// Java's basic decoder; padding may be missing. A character that does not belong there is an IllegalArgumentException.
bool DecodeBase64Bytes(Run& run, std::string_view text, bool url, bool mime, std::string_view* bytes);
Value DecodeBase64Text(Run& run, std::string_view text);

// In lower-case hexadecimal.
std::string_view Sha1Text(std::string_view text, Arena& arena);
std::string_view Sha256Text(std::string_view text, Arena& arena);
std::string_view Sha512Text(std::string_view text, Arena& arena);

}  // namespace flowship::painless
