#pragma once
// Named character references of HTML.

#include <cstdint>
#include <string_view>

namespace flowship {

// The longest name that `text` begins with, as &name; without both ends; empty: none.
std::string_view FindHtmlEntity(std::string_view text, uint32_t* code);

}  // namespace flowship
