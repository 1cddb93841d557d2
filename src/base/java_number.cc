#include "base/java_number.h"

#include <algorithm>

namespace flowship {

std::string_view TrimControl(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string WhyNoDouble(std::string_view text) {
  text = TrimControl(text);
  if (text.empty()) return "empty String";
  // Java reads digits and points first, and says so when there is a second point among them.
  const std::string_view unsigned_text = text.substr(text.front() == '-' || text.front() == '+' ? 1 : 0);
  const std::string_view digits = unsigned_text.substr(0, unsigned_text.find_first_not_of("0123456789."));
  if (std::ranges::count(digits, '.') > 1) return "multiple points";
  return "For input string: \"" + std::string(text) + "\"";
}

}  // namespace flowship
