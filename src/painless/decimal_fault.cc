#include "painless/decimal_fault.h"

#include <cstddef>
#include <cstdint>

#include "painless/text.h"

namespace flowship::painless {

namespace {

constexpr size_t kMaxCompactDigits = 18;  // of which Java makes a long at once, by code of its own
constexpr size_t kMaxExponentDigits = 10;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsMark(char c) { return c == 'e' || c == 'E'; }

DecimalFault BeyondTheEnd(std::string_view text) {
  const std::string size = std::to_string(UnitCount(text));
  return {"Index " + size + " out of bounds for length " + size, true};
}

// What stands behind the mark, at `at`.
DecimalFault ExplainExponent(std::string_view text, size_t at, int64_t* exponent) {
  const bool negative = at < text.size() && text[at] == '-';
  if (negative || (at < text.size() && text[at] == '+')) ++at;
  if (at >= text.size()) return BeyondTheEnd(text);
  while (text.size() - at > kMaxExponentDigits && text[at] == '0') ++at;
  if (text.size() - at > kMaxExponentDigits) return {"Too many nonzero exponent digits."};
  for (; at < text.size(); ++at) {
    if (!IsDigit(text[at])) return {"Not a digit."};
    *exponent = *exponent * 10 + (text[at] - '0');
  }
  if (negative) *exponent = -*exponent;
  return {};
}

std::string OddCharacter(std::string_view text, size_t at) {
  size_t end = at;
  NextCodePoint(text, &end);
  return "Character " + std::string(text.substr(at, end - at)) + " is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark.";
}

}  // namespace

DecimalFault ExplainDecimal(std::string_view text) {
  if (text.empty()) return BeyondTheEnd(text);
  size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0, digits = 0;
  const bool compact = UnitCount(text) - at <= kMaxCompactDigits;
  int64_t exponent = 0;
  for (bool point = false; at < text.size(); ++at) {
    const char c = text[at];
    if (IsDigit(c)) {
      ++digits;
    } else if (c == '.') {
      if (point) return {"Character array contains more than one decimal point."};
      point = true;
    } else if (IsMark(c)) {
      const DecimalFault fault = ExplainExponent(text, at + 1, &exponent);
      if (!fault.message.empty()) return fault;
      break;
    } else {
      return {compact ? OddCharacter(text, at) : "Character array is missing \"e\" notation exponential mark."};
    }
  }
  if (exponent != static_cast<int32_t>(exponent)) return {"Exponent overflow."};
  return {digits == 0 ? "No digits found." : ""};
}

}  // namespace flowship::painless
