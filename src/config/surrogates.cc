#include "config/surrogates.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>

#include "base/limits.h"

namespace flowship::config {

namespace {

constexpr size_t kEscapeBytes = 6;  // \ud83d
constexpr size_t kShorter = 2;      // \ud83d\ude00 is 12 bytes, \U0001F600 is 10

// The code unit that the escape at `at` stands for, or 0.
unsigned UnitAt(const std::string& text, size_t at) {
  if (at + kEscapeBytes > text.size() || text[at] != '\\' || text[at + 1] != 'u') return 0;
  unsigned unit = 0;
  const char* const end = text.data() + at + kEscapeBytes;
  return std::from_chars(text.data() + at + 2, end, unit, 16).ptr == end ? unit : 0;
}

bool RewritePair(std::string* text, size_t at) {
  const unsigned high = UnitAt(*text, at), low = UnitAt(*text, at + kEscapeBytes);
  if (high < 0xD800 || high > 0xDBFF || low < 0xDC00 || low > 0xDFFF) return false;
  char escape[2 * kEscapeBytes];
  std::snprintf(escape, sizeof escape, "\\U%08X", 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
  text->replace(at, 2 * kEscapeBytes, escape);
  return true;
}

}  // namespace

bool SurrogateEscapes::Rewrite(int pos) {
  if (pos < static_cast<int>(kEscapeBytes) || strings_ == limits::kConfigMaxSurrogateStrings) return false;
  ++strings_;
  const size_t before = rewritten_.size();
  size_t at = static_cast<size_t>(pos) - kEscapeBytes;
  while (at < text_.size()) {
    for (; at < text_.size() && text_[at] != '"'; ++at) {
      if (text_[at] != '\\') continue;
      if (RewritePair(&text_, at)) rewritten_.push_back(at);
      ++at;  // what is escaped is not looked at; it may be the quote
    }
    at = text_.find_first_not_of(" \t\r\n,:{}[]0123456789.+-eEtrufalsn", at + 1);  // what JSON has between strings
    if (at == std::string::npos || text_[at++] != '"') break;
  }
  return rewritten_.size() > before;
}

std::string SurrogateEscapes::WhyNot() const {
  return strings_ == limits::kConfigMaxSurrogateStrings
             ? "more than " + std::to_string(limits::kConfigMaxSurrogateStrings) + " strings with characters written as two escapes; write the characters themselves"
             : "the escape before this is no character; is the other half of a surrogate pair missing?";
}

int SurrogateEscapes::ColumnsBefore(int pos, int column) const {
  if (pos < column) return 0;
  const auto first = std::lower_bound(rewritten_.begin(), rewritten_.end(), static_cast<size_t>(pos - column));
  const auto last = std::lower_bound(rewritten_.begin(), rewritten_.end(), static_cast<size_t>(pos));
  return static_cast<int>(kShorter) * static_cast<int>(last - first);
}

}  // namespace flowship::config
