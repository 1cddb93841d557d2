#pragma once
// Whole numbers of any size, in decimal: what BigInteger and BigDecimal compute with. Division truncates towards zero, as Java's does.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowship::painless {

class BigNumber {
 public:
  BigNumber() = default;
  explicit BigNumber(int64_t value);
  // An optional sign and digits; false: it is no such thing.
  static bool Parse(std::string_view text, BigNumber* number);
  static BigNumber PowerOfTen(size_t exponent);

  bool is_zero() const { return limbs_.empty(); }
  bool negative() const { return negative_; }
  int signum() const { return is_zero() ? 0 : negative_ ? -1 : 1; }
  bool is_odd() const { return !is_zero() && limbs_[0] % 2 != 0; }
  size_t DigitCount() const;  // of zero: 1
  std::string ToText() const;
  bool FitsLong(int64_t* value) const;

  BigNumber Negated() const;
  BigNumber Absolute() const { return negative_ ? Negated() : *this; }
  friend BigNumber operator+(const BigNumber& a, const BigNumber& b);
  friend BigNumber operator-(const BigNumber& a, const BigNumber& b) { return a + b.Negated(); }
  friend BigNumber operator*(const BigNumber& a, const BigNumber& b);
  // b is not zero.
  static void Divide(const BigNumber& a, const BigNumber& b, BigNumber* quotient, BigNumber* remainder);
  static int Compare(const BigNumber& a, const BigNumber& b);

 private:
  static constexpr uint32_t kBase = 1'000'000'000;
  static constexpr size_t kLimbDigits = 9;

  static int CompareSizes(const BigNumber& a, const BigNumber& b);
  static BigNumber AddSizes(const BigNumber& a, const BigNumber& b);
  static BigNumber SubtractSizes(const BigNumber& a, const BigNumber& b);  // a >= b
  BigNumber TimesSmall(uint32_t factor) const;
  void Trim();

  bool negative_ = false;
  std::vector<uint32_t> limbs_;  // least first
};

}  // namespace flowship::painless
