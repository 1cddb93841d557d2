#pragma once
// A decimal number as digits: what formatting rounds and BigDecimal computes with. Of a float or double, the shortest digits that give it back,
// which are the ones that Java rounds: "%.2f" of 1.005 is 1.01.

#include <string>
#include <string_view>

#include "event/value.h"

namespace flowship::painless {

enum class Rounding : uint8_t { kUp, kDown, kCeiling, kFloor, kHalfUp, kHalfDown, kHalfEven, kUnnecessary };  // in the order of java.math.RoundingMode

class DecimalText {
 public:
  // Of a floating number that is finite, or of an integral one. False: it is neither.
  static bool Of(const Value& value, DecimalText* number);
  // digits × 10^-scale.
  static DecimalText Of(bool negative, std::string digits, int64_t scale);

  bool negative() const { return negative_; }
  bool is_zero() const { return digits_.empty(); }

  // Rounded to `places` behind the point. False: it would need rounding, and rounding is kUnnecessary.
  bool Round(int64_t places, Rounding rounding);
  // Without the sign; half up.
  std::string Fixed(int places) const;       // 12.50
  std::string Scientific(int places) const;  // 1.25e+01
  std::string General(int precision) const;  // either of the two
  // Digits before and behind the point; the first without leading zeros (empty below one), the second without trailing ones.
  std::string WholeDigits() const;
  std::string FractionDigits() const;

 private:
  void Trim();

  bool negative_ = false;
  std::string digits_;    // no zeros at either end; empty for zero
  int64_t exponent_ = 0;  // the value is 0.digits × 10^exponent
};

std::string HexadecimalText(double value);  // Double.toHexString of a number that is not negative

}  // namespace flowship::painless
