#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>

#include "config/node.h"

namespace flowship::config {

namespace {

constexpr std::string_view kDigits = "0123456789";

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool EatSign(std::string_view* text) {
  const bool negative = text->starts_with('-');
  if (negative || text->starts_with('+')) text->remove_prefix(1);
  return negative;
}

// Takes the prefix off an integer without sign, and gives its base; 0: it is none. Digits may be grouped by `_`.
int BaseOf(std::string_view* text) {
  if (text->empty() || text->front() < '0' || text->front() > '9') return 0;
  std::string_view digits = "0123456789_";
  int base = 10;
  if (text->size() > 1 && text->front() == '0') {
    const char mark = (*text)[1];
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    digits = base == 16 ? "0123456789abcdefABCDEF_" : base == 2 ? "01_" : "01234567_";
    text->remove_prefix(mark == 'x' || mark == 'o' || mark == 'b' ? 2 : 1);
  }
  const bool good = text->find_first_not_of(digits) == std::string_view::npos && text->find_first_not_of('_') != std::string_view::npos;
  return good ? base : 0;
}

bool LooksLikeInteger(std::string_view text) {
  EatSign(&text);
  return BaseOf(&text) != 0;
}

// [-+]? ( \.[0-9]+ | [0-9]+ (\.[0-9]*)? ) ([eE][-+]?[0-9]+)?
bool LooksLikeFloat(std::string_view text) {
  EatSign(&text);
  const size_t whole = std::min(text.find_first_not_of(kDigits), text.size());
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const size_t fraction = std::min(text.find_first_not_of(kDigits), text.size());
    if (whole + fraction == 0) return false;
    text.remove_prefix(fraction);
  } else if (whole == 0) {
    return false;
  }
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  EatSign(&text);
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

// The number at the start of *text, which is moved past it.
bool EatNumber(std::string_view* text, double* number) {
  const size_t end = std::min(text->find_first_not_of("0123456789."), text->size());
  const auto [rest, error] = std::from_chars(text->data(), text->data() + end, *number, std::chars_format::fixed);
  if (error != std::errc() || rest != text->data() + end) return false;
  text->remove_prefix(end);
  return true;
}

struct Unit {
  std::string_view name;
  double factor;
};

const Unit* FindUnit(std::span<const Unit> units, std::string_view name) {
  const auto found = std::find_if(units.begin(), units.end(), [name](const Unit& unit) { return unit.name == name; });
  return found == units.end() ? nullptr : &*found;
}

}  // namespace

std::optional<bool> ParseBool(std::string_view text) {
  if (IsOneOf(text, {"true", "True", "TRUE"})) return true;
  if (IsOneOf(text, {"false", "False", "FALSE"})) return false;
  return std::nullopt;
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  const bool negative = EatSign(&text);
  const int base = BaseOf(&text);
  if (base == 0) return std::nullopt;
  std::string digits(negative ? "-" : "");
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c != '_'; });
  int64_t number = 0;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (error != std::errc() || rest != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<double> ParseFloat(std::string_view text) {
  if (const auto whole = ParseInteger(text)) return static_cast<double>(*whole);
  if (IsOneOf(text, {".nan", ".NaN", ".NAN"})) return std::numeric_limits<double>::quiet_NaN();
  const bool signless = !text.starts_with('+') && !text.starts_with('-');
  const std::string_view size = signless ? text : text.substr(1);
  double number = 0;
  if (IsOneOf(size, {".inf", ".Inf", ".INF"})) {
    number = std::numeric_limits<double>::infinity();
  } else if (!LooksLikeFloat(text) || std::from_chars(size.data(), size.data() + size.size(), number).ec == std::errc::invalid_argument) {
    return std::nullopt;
  }
  return text.starts_with('-') ? -number : number;
}

ScalarType TypeOf(const Node& node) {
  if (node.is_null()) return ScalarType::kNull;
  if (node.quoted) return ScalarType::kText;
  if (IsOneOf(node.text, {"", "~", "null", "Null", "NULL"})) return ScalarType::kNull;
  if (ParseBool(node.text)) return ScalarType::kBool;
  if (LooksLikeInteger(node.text)) return ScalarType::kInteger;
  return ParseFloat(node.text) ? ScalarType::kFloat : ScalarType::kText;
}

bool ParseDurationMillis(std::string_view text, int64_t* millis) {
  static constexpr Unit kUnits[] = {{"d", 86400e3}, {"h", 3600e3}, {"m", 60e3}, {"s", 1e3}, {"ms", 1}, {"us", 1e-3}, {"µs", 1e-3}, {"ns", 1e-6}};
  const bool negative = EatSign(&text);
  const bool bare = text.find_first_not_of("0123456789.") == std::string_view::npos;
  if (text.empty()) return false;
  double total = 0, number = 0;
  while (!text.empty()) {
    if (!EatNumber(&text, &number)) return false;
    const std::string_view name = text.substr(0, text.find_first_of("0123456789."));
    const Unit* const unit = FindUnit(kUnits, name.empty() && bare ? "s" : name);
    if (unit == nullptr) return false;
    total += number * unit->factor;
    text.remove_prefix(name.size());
  }
  if (total > 9e15) return false;
  if (total > 0 && total < 1) total = 1;  // 100us are a short time, not none: 0 turns many options off
  *millis = static_cast<int64_t>(negative ? -total : total);
  return true;
}

bool ParseByteSize(std::string_view text, int64_t* bytes) {
  static constexpr Unit kUnits[] = {{"", 1},         {"b", 1},         {"k", 1e3},       {"kb", 1e3},     {"ki", 0x1p10},  {"kib", 0x1p10},
                                    {"m", 1e6},      {"mb", 1e6},      {"mi", 0x1p20},   {"mib", 0x1p20}, {"g", 1e9},      {"gb", 1e9},
                                    {"gi", 0x1p30},  {"gib", 0x1p30},  {"t", 1e12},      {"tb", 1e12},    {"ti", 0x1p40},  {"tib", 0x1p40}};
  double number = 0;
  if (!EatNumber(&text, &number)) return false;
  if (text.starts_with(' ')) text.remove_prefix(1);
  std::string name(text);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const Unit* const unit = FindUnit(kUnits, name);
  if (unit == nullptr || number * unit->factor > 9e18) return false;
  *bytes = static_cast<int64_t>(number * unit->factor);
  return true;
}

}  // namespace flowship::config
