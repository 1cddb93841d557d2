#include "painless/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "base/java_number.h"
#include "event/java_hash.h"

namespace flowship::painless {
namespace {

constexpr uint32_t kFirstHigh = 0xD800, kFirstLow = 0xDC00, kLastLow = 0xDFFF, kFirstSupplementary = 0x10000;
constexpr size_t kHalfBytes = 3;  // a surrogate alone, encoded

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// Units of the character that starts with `byte`: two for those of four bytes.
size_t UnitsOf(char byte) { return static_cast<unsigned char>(byte) >= 0xF0 ? 2 : 1; }

size_t CharacterEnd(std::string_view text, size_t byte) {
  const size_t start = byte;
  NextCodePoint(text, &byte);
  return byte > start ? byte : start + 1;
}

// The character that holds unit `index`, and whether the unit is its second half.
struct Position {
  size_t byte;
  bool second_half;
};

Position Locate(std::string_view text, size_t index) {
  size_t byte = 0;
  while (index > 0 && byte < text.size()) {
    const size_t units = UnitsOf(text[byte]);
    if (units > index) return {byte, true};
    index -= units;
    byte = CharacterEnd(text, byte);
  }
  return {byte, false};
}

uint16_t HighOf(uint32_t code_point) { return static_cast<uint16_t>(kFirstHigh + ((code_point - kFirstSupplementary) >> 10)); }
uint16_t LowOf(uint32_t code_point) { return static_cast<uint16_t>(kFirstLow + ((code_point - kFirstSupplementary) & 0x3FF)); }

// The surrogate that the three bytes encode, or 0.
uint32_t HalfAt(std::string_view bytes) {
  if (bytes.size() < kHalfBytes || static_cast<unsigned char>(bytes[0]) != 0xED || static_cast<unsigned char>(bytes[1]) < 0xA0) return 0;
  size_t at = 0;
  return NextCodePoint(bytes.substr(0, kHalfBytes), &at);
}

}  // namespace

bool IsAscii(std::string_view text) {
  size_t at = 0;
  uint64_t word = 0;
  for (; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & 0x8080808080808080u) != 0) return false;
  }
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0x80) != 0) return false;
  }
  return true;
}

// Decodes leniently: surrogates are accepted, and a byte that fits nowhere is a character of its own.
uint32_t NextCodePoint(std::string_view text, size_t* byte) {
  const auto at = [text](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(text[i])); };
  const uint32_t lead = at(*byte);
  const size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || *byte + length > text.size() || lead > 0xF4) {
    ++*byte;
    return lead;
  }
  uint32_t code_point = lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[*byte + i])) {
      ++*byte;
      return lead;
    }
    code_point = code_point << 6 | (at(*byte + i) & 0x3F);
  }
  *byte += length;
  return code_point;
}

namespace {

thread_local bool halves_made = false;

// The three bytes of a half start here.
bool IsHalf(std::string_view text, size_t at) {
  return static_cast<unsigned char>(text[at]) == 0xED && at + 2 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0;
}

}  // namespace

bool TakeHalvesMade() { return std::exchange(halves_made, false); }

bool HasHalves(std::string_view text) {
  for (size_t at = text.find('\xED'); at != std::string_view::npos; at = text.find('\xED', at + 1)) {
    if (IsHalf(text, at)) return true;
  }
  return false;
}

std::string_view WithoutHalves(std::string_view text, Arena& arena) {
  char* const out = arena.NewBytes(text.size());
  char* end = out;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool half = IsHalf(text, at);
    *end++ = half ? '?' : text[at];
    if (half) at += 2;
  }
  return {out, static_cast<size_t>(end - out)};
}

size_t EncodeCodePoint(uint32_t code_point, char* out) {
  const auto byte = [](uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (code_point < 0x80) {
    out[0] = byte(code_point);
    return 1;
  }
  if (code_point < 0x800) {
    out[0] = byte(0xC0 | code_point >> 6);
    out[1] = byte(0x80 | (code_point & 0x3F));
    return 2;
  }
  if (code_point < kFirstSupplementary) {
    if (code_point >= kFirstHigh && code_point <= kLastLow) halves_made = true;
    out[0] = byte(0xE0 | code_point >> 12);
    out[1] = byte(0x80 | (code_point >> 6 & 0x3F));
    out[2] = byte(0x80 | (code_point & 0x3F));
    return 3;
  }
  out[0] = byte(0xF0 | code_point >> 18);
  out[1] = byte(0x80 | (code_point >> 12 & 0x3F));
  out[2] = byte(0x80 | (code_point >> 6 & 0x3F));
  out[3] = byte(0x80 | (code_point & 0x3F));
  return 4;
}

std::string_view UnitText(uint16_t unit, Arena& arena) {
  char* const out = arena.NewBytes(kMaxEncodedBytes);
  return {out, EncodeCodePoint(unit, out)};
}

size_t UnitsBefore(std::string_view text, size_t byte) { return UnitCount(text.substr(0, byte)); }

size_t UnitCount(std::string_view text) {
  if (IsAscii(text)) return text.size();
  size_t units = 0;
  for (size_t byte = 0; byte < text.size(); byte = CharacterEnd(text, byte)) units += UnitsOf(text[byte]);
  return units;
}

uint16_t UnitAt(std::string_view text, size_t index) {
  if (IsAscii(text)) return static_cast<unsigned char>(text[index]);
  const Position position = Locate(text, index);
  size_t byte = position.byte;
  const uint32_t code_point = NextCodePoint(text, &byte);
  if (code_point < kFirstSupplementary) return static_cast<uint16_t>(code_point);
  return position.second_half ? LowOf(code_point) : HighOf(code_point);
}

int32_t CodePointAt(std::string_view text, size_t index) {
  const Position position = Locate(text, index);
  size_t byte = position.byte;
  const uint32_t code_point = NextCodePoint(text, &byte);
  return position.second_half ? LowOf(code_point) : static_cast<int32_t>(code_point);
}

size_t ByteOf(std::string_view text, size_t index) { return IsAscii(text) ? index : Locate(text, index).byte; }

std::string_view Substring(std::string_view text, size_t from, size_t to, Arena& arena) {
  if (IsAscii(text)) return text.substr(from, to - from);
  const Position first = Locate(text, from), last = Locate(text, to);
  if (!first.second_half && !last.second_half) return text.substr(first.byte, last.byte - first.byte);
  if (from == to) return {};
  // A pair is cut: its halves are written out.
  size_t inner = first.byte;
  char* const out = arena.NewBytes(2 * kHalfBytes + last.byte - first.byte);
  char* end = out;
  if (first.second_half) end += EncodeCodePoint(LowOf(NextCodePoint(text, &inner)), end);
  if (last.byte > inner) end = std::copy(text.data() + inner, text.data() + last.byte, end);
  size_t cut = last.byte;
  if (last.second_half) end += EncodeCodePoint(HighOf(NextCodePoint(text, &cut)), end);
  return {out, static_cast<size_t>(end - out)};
}

bool HalvesMeet(std::string_view a, std::string_view b) {
  if (a.size() < kHalfBytes || b.size() < kHalfBytes || static_cast<unsigned char>(b[0]) != 0xED) return false;
  const uint32_t high = HalfAt(a.substr(a.size() - kHalfBytes)), low = HalfAt(b);
  return high >= kFirstHigh && high < kFirstLow && low >= kFirstLow && low <= kLastLow;
}

std::string_view Concat(std::string_view a, std::string_view b, Arena& arena) {
  const bool halves_meet = HalvesMeet(a, b);
  // A text that grows piece by piece is the newest thing in the arena most of the time: only the piece is written.
  if (!halves_meet && !a.empty() && arena.Extend(a.data() + a.size(), b.size())) {
    std::copy(b.begin(), b.end(), const_cast<char*>(a.data()) + a.size());
    return {a.data(), a.size() + b.size()};
  }
  char* const out = arena.NewBytes(a.size() + b.size());
  if (halves_meet) {
    const uint32_t high = HalfAt(a.substr(a.size() - kHalfBytes)), low = HalfAt(b);
    char* end = std::copy(a.begin(), a.end() - kHalfBytes, out);
    end += EncodeCodePoint(kFirstSupplementary + ((high - kFirstHigh) << 10) + (low - kFirstLow), end);
    end = std::copy(b.begin() + kHalfBytes, b.end(), end);
    return {out, static_cast<size_t>(end - out)};
  }
  std::copy(b.begin(), b.end(), std::copy(a.begin(), a.end(), out));
  return {out, a.size() + b.size()};
}

int32_t JavaHash(std::string_view text) { return flowship::JavaHash(text); }

// The first difference in units, else the difference in length, as Java gives it.
int CompareUnits(std::string_view a, std::string_view b) {
  const size_t common = static_cast<size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin()).first - a.begin());
  if (common == a.size() || common == b.size()) {
    return static_cast<int>(UnitCount(a.substr(common))) - static_cast<int>(UnitCount(b.substr(common)));
  }
  size_t start = common;
  while (start > 0 && (IsContinuation(a[start]) || IsContinuation(b[start]))) --start;
  size_t at_a = start, at_b = start;
  const uint32_t left = NextCodePoint(a, &at_a), right = NextCodePoint(b, &at_b);
  const auto unit = [](uint32_t code_point) { return code_point < kFirstSupplementary ? static_cast<int>(code_point) : HighOf(code_point); };
  if (unit(left) != unit(right)) return unit(left) - unit(right);
  return static_cast<int>(LowOf(left)) - static_cast<int>(LowOf(right));
}

namespace {

constexpr double kLeastPlain = 1e-3, kLeastScientific = 1e7;  // Double.toString writes numbers between these without an exponent

// `shortest` is what to_chars gives in scientific form: -d.ddde+dd.
std::string_view JavaDecimal(std::string_view shortest, bool plain, Arena& arena) {
  std::string digits, out;
  size_t at = 0;
  if (shortest[0] == '-') {
    out = "-";
    at = 1;
  }
  for (; shortest[at] != 'e'; ++at) {
    if (shortest[at] != '.') digits += shortest[at];
  }
  ++at;
  if (shortest[at] == '+') ++at;
  int exponent = 0;
  std::from_chars(shortest.data() + at, shortest.data() + shortest.size(), exponent);
  if (!plain) {
    out += digits.substr(0, 1) + "." + (digits.size() > 1 ? digits.substr(1) : "0") + "E" + std::to_string(exponent);
  } else if (exponent < 0) {
    out += "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  } else {
    const auto whole = static_cast<size_t>(exponent) + 1;
    if (digits.size() < whole + 1) digits.append(whole + 1 - digits.size(), '0');
    out += digits.substr(0, whole) + "." + digits.substr(whole);
  }
  return arena.Copy(out);
}

template <typename T>
std::string_view FormatFloating(T value, Arena& arena) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  char text[48];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  const double size = std::fabs(static_cast<double>(value));
  return JavaDecimal({text, static_cast<size_t>(end - text)}, size >= kLeastPlain && size < kLeastScientific, arena);
}

}  // namespace

std::string_view FormatDouble(double value, Arena& arena) { return FormatFloating(value, arena); }
std::string_view FormatFloat(float value, Arena& arena) { return FormatFloating(value, arena); }

std::string_view FormatInteger(int64_t value, Arena& arena, int radix) {
  char text[72];
  const auto end = std::to_chars(text, text + sizeof text, value, radix).ptr;
  return arena.Copy({text, static_cast<size_t>(end - text)});
}

namespace {

// The zeros of Unicode's decimal digits (Nd) in the basic plane; nine more follow each. Java looks at UTF-16 units, so those beyond are none.
constexpr uint32_t kZeros[] = {0x660,  0x6F0,  0x7C0,  0x966,  0x9E6,  0xA66,  0xAE6,  0xB66,  0xBE6,  0xC66,  0xCE6,  0xD66,
                               0xDE6,  0xE50,  0xED0,  0xF20,  0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
                               0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

// The text with ASCII's digits; false: it has other characters beyond ASCII.
bool WithAsciiDigits(std::string_view text, std::string* out) {
  for (size_t at = 0; at < text.size();) {
    const uint32_t c = NextCodePoint(text, &at);
    const auto* const zero = std::find_if(std::begin(kZeros), std::end(kZeros), [c](uint32_t z) { return c >= z && c < z + 10; });
    if (c >= 0x80 && zero == std::end(kZeros)) return false;
    *out += static_cast<char>(c < 0x80 ? c : '0' + (c - *zero));
  }
  return true;
}

}  // namespace

bool ParseInteger(std::string_view text, int radix, int64_t min, int64_t max, int64_t* value) {
  std::string ascii;
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    if (!WithAsciiDigits(text, &ascii)) return false;
    text = ascii;
  }
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  if (text.empty()) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value, radix);
  return error == std::errc() && end == text.data() + text.size() && *value >= min && *value <= max;
}

bool ParseDouble(std::string_view text, double* value) {
  text = TrimControl(text);
  bool negative = false;
  if (text.starts_with('+') || text.starts_with('-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text == "NaN" || text == "Infinity") {
    *value = text == "NaN" ? std::nan("") : negative ? -HUGE_VAL : HUGE_VAL;
    return true;
  }
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) {
    text.remove_prefix(2);
    if (text.find_first_of("pP") == std::string_view::npos) return false;
  }
  if (!text.empty() && std::string_view("fFdD").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  if (text.empty() || !(text[0] == '.' || std::isxdigit(static_cast<unsigned char>(text[0])))) return false;
  if (!hexadecimal && std::isalpha(static_cast<unsigned char>(text[0]))) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value, hexadecimal ? std::chars_format::hex : std::chars_format::general);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return false;
  if (error == std::errc::result_out_of_range) *value = std::strtod(std::string(text).c_str(), nullptr);  // to infinity or zero, as the sign of the exponent says
  if (negative) *value = -*value;
  return true;
}

}  // namespace flowship::painless
