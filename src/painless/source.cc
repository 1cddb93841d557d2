#include "painless/source.h"

#include <algorithm>

namespace flowship::painless {
namespace {

constexpr size_t kShownCharacters = 120;  // of a line; one-line scripts are long

bool StartsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

size_t Characters(std::string_view text) { return static_cast<size_t>(std::count_if(text.begin(), text.end(), StartsCharacter)); }

std::string_view LineAround(std::string_view source, size_t at) {
  size_t first = source.substr(0, at).rfind('\n');
  first = first == std::string_view::npos ? 0 : first + 1;
  return source.substr(first, source.find('\n', at) - first);
}

}  // namespace

std::string Explain(std::string_view source, const CompileFailure& failure) {
  const size_t at = std::min<size_t>(failure.at, source.size());
  const std::string_view line = LineAround(source, at);
  const auto before = static_cast<size_t>(source.data() + at - line.data());
  const size_t column = Characters(line.substr(0, before));
  const auto line_number = 1 + std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  std::string text = std::to_string(line_number) + ":" + std::to_string(column + 1) + ": " + failure.message + "\n  ";

  // A long line is shown from a few words before the place.
  size_t first = before > kShownCharacters / 2 ? before - kShownCharacters / 2 : 0;
  while (first < before && !StartsCharacter(line[first])) ++first;
  size_t last = std::min(line.size(), first + kShownCharacters);
  while (last < line.size() && !StartsCharacter(line[last])) ++last;
  text.append(line.substr(first, last - first));
  std::replace(text.end() - static_cast<std::ptrdiff_t>(last - first), text.end(), '\t', ' ');
  text += "\n  " + std::string(Characters(line.substr(first, before - first)), ' ') + "^";
  return text;
}

}  // namespace flowship::painless
