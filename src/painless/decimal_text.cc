#include "painless/decimal_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace flowship::painless {
namespace {

bool IsZero(char c) { return c == '0'; }

}  // namespace

void DecimalText::Trim() {
  size_t zeros = 0;
  while (zeros < digits_.size() && IsZero(digits_[zeros])) ++zeros;
  digits_.erase(0, zeros);
  exponent_ -= static_cast<int64_t>(zeros);
  while (!digits_.empty() && IsZero(digits_.back())) digits_.pop_back();
  if (digits_.empty()) exponent_ = 0;
}

DecimalText DecimalText::Of(bool negative, std::string digits, int64_t scale) {
  DecimalText number;
  number.negative_ = negative;
  number.exponent_ = static_cast<int64_t>(digits.size()) - scale;
  number.digits_ = std::move(digits);
  number.Trim();
  return number;
}

bool DecimalText::Of(const Value& value, DecimalText* number) {
  if (value.is_integral()) {
    const std::string text = std::to_string(value.as_long());
    *number = Of(text[0] == '-', text.substr(text[0] == '-' ? 1 : 0), 0);
    return true;
  }
  if (!value.is_floating() || !std::isfinite(value.as_double())) return false;
  char text[48];
  const auto end = std::to_chars(text, text + sizeof text, std::fabs(value.as_double()), std::chars_format::scientific).ptr;
  std::string digits;
  const char* at = text;
  for (; *at != 'e'; ++at) {
    if (*at != '.') digits += *at;
  }
  ++at;
  if (*at == '+') ++at;
  int exponent = 0;
  std::from_chars(at, end, exponent);
  *number = Of(std::signbit(value.as_double()), digits, static_cast<int64_t>(digits.size()) - 1 - exponent);
  return true;
}

namespace {

// Whether the absolute value goes up, when what is cut off starts with `first` and has more behind it, and `last` is the digit before it.
bool GoesUp(Rounding rounding, bool negative, char last, char first, bool more) {
  const int against_half = first > '5' || (first == '5' && more) ? 1 : first == '5' ? 0 : -1;
  switch (rounding) {
    case Rounding::kUp: return true;
    case Rounding::kDown: return false;
    case Rounding::kCeiling: return !negative;
    case Rounding::kFloor: return negative;
    case Rounding::kHalfUp: return against_half >= 0;
    case Rounding::kHalfDown: return against_half > 0;
    case Rounding::kHalfEven: return against_half > 0 || (against_half == 0 && (last - '0') % 2 != 0);
    case Rounding::kUnnecessary: return false;
  }
  return false;
}

}  // namespace

bool DecimalText::Round(int64_t places, Rounding rounding) {
  const int64_t kept = exponent_ + places;  // digits that stay
  if (kept >= static_cast<int64_t>(digits_.size())) return true;
  if (rounding == Rounding::kUnnecessary) return false;
  const char first = kept < 0 ? '0' : digits_[static_cast<size_t>(kept)];
  const bool more = kept < 0 || static_cast<size_t>(kept) + 1 < digits_.size();
  const char last = kept <= 0 ? '0' : digits_[static_cast<size_t>(kept) - 1];
  const bool up = GoesUp(rounding, negative_, last, first, more);
  digits_.resize(kept < 0 ? 0 : static_cast<size_t>(kept));
  if (up) {
    size_t at = digits_.size();
    while (at > 0 && digits_[at - 1] == '9') digits_[--at] = '0';
    if (at > 0) {
      ++digits_[at - 1];
    } else {
      digits_.insert(0, "1");
      exponent_ = kept < 0 ? 1 - places : exponent_ + 1;
    }
  }
  Trim();
  return true;
}

std::string DecimalText::WholeDigits() const {
  if (exponent_ <= 0) return {};
  std::string whole = digits_.substr(0, static_cast<size_t>(exponent_));
  whole.append(static_cast<size_t>(exponent_) - whole.size(), '0');
  return whole;
}

std::string DecimalText::FractionDigits() const {
  if (exponent_ <= 0) return std::string(static_cast<size_t>(-exponent_), '0') + digits_;
  return static_cast<size_t>(exponent_) >= digits_.size() ? std::string() : digits_.substr(static_cast<size_t>(exponent_));
}

std::string DecimalText::Fixed(int places) const {
  DecimalText rounded = *this;
  rounded.Round(places, Rounding::kHalfUp);
  std::string text = rounded.WholeDigits();
  if (text.empty()) text = "0";
  if (places == 0) return text;
  std::string fraction = rounded.FractionDigits();
  fraction.resize(static_cast<size_t>(places), '0');
  return text + "." + fraction;
}

std::string DecimalText::Scientific(int places) const {
  DecimalText rounded = *this;
  rounded.Round(places + 1 - exponent_, Rounding::kHalfUp);
  const int64_t exponent = rounded.is_zero() ? 0 : rounded.exponent_ - 1;
  std::string digits = rounded.digits_;
  digits.resize(static_cast<size_t>(places) + 1, '0');
  std::string text = digits.substr(0, 1);
  if (places > 0) text += "." + digits.substr(1);
  const std::string size = std::to_string(std::llabs(exponent));
  return text + (exponent < 0 ? "e-" : "e+") + (size.size() < 2 ? "0" : "") + size;
}

std::string DecimalText::General(int precision) const {
  if (precision == 0) precision = 1;
  DecimalText rounded = *this;
  rounded.Round(precision - exponent_, Rounding::kHalfUp);
  if (rounded.is_zero()) return Fixed(precision - 1);
  const bool plain = rounded.exponent_ > -4 && rounded.exponent_ <= precision;
  return plain ? Fixed(static_cast<int>(precision - rounded.exponent_)) : Scientific(precision - 1);
}

std::string HexadecimalText(double value) {
  if (value == 0) return "0x0.0p0";
  constexpr double kLeastNormal = 0x1p-1022;
  char text[64];
  if (value < kLeastNormal) {
    // Java keeps the exponent of the normal numbers and shows the fraction as it is.
    std::snprintf(text, sizeof text, "%a", 1.0 + value / kLeastNormal);
    std::string shown(text);
    return "0x0" + shown.substr(3, shown.find('p') - 3) + "p-1022";
  }
  std::snprintf(text, sizeof text, "%a", value);
  std::string shown(text);
  const size_t power = shown.find('p');
  std::string mantissa = shown.substr(0, power), exponent = shown.substr(power + 1);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  if (exponent[0] == '+') exponent.erase(0, 1);
  return mantissa + "p" + exponent;
}

}  // namespace flowship::painless
