#pragma once
// Formatting into an arena, for messages that die with a batch.

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "base/arena.h"

namespace flowship {

template <typename... Args>
std::string_view FormatIn(Arena& arena, fmt::format_string<Args...> format, const Args&... args) {
  fmt::memory_buffer text;
  fmt::vformat_to(std::back_inserter(text), fmt::string_view(format), fmt::make_format_args(args...));
  return arena.Copy({text.data(), text.size()});
}

}  // namespace flowship
