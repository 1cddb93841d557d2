#pragma once
// The one place that knows which bytes JSON text escapes, and how Elasticsearch writes them (Jackson's way): \" \\ \b \f \n \r \t, other
// control characters as \u00XX with upper-case digits; everything else, `/` and all of UTF-8 beyond ASCII included, as it is. RFC 8259, section 7.

#include <cstddef>
#include <string_view>

#include "base/arena.h"

namespace flowship {

inline constexpr size_t kJsonEscapedGrowth = 6;  // an escaped byte needs at most that many

// The number of bytes at the start of `text` that need no escape.
size_t CountPlain(std::string_view text);

// Writes `text` escaped, without quotes; `out` has room for kJsonEscapedGrowth * text.size() bytes. Returns the end of what was written.
char* WriteEscaped(std::string_view text, char* out);

// `"name":` in the arena.
std::string_view WriteJsonMember(std::string_view name, Arena& arena);

}  // namespace flowship
