#pragma once
// java.math.BigDecimal: digits × 10^-scale.

#include <string_view>

#include "painless/big_number.h"
#include "painless/decimal_text.h"
#include "painless/host.h"
#include "painless/run.h"

namespace flowship::painless {

class DecimalHost final : public Host {
 public:
  DecimalHost(std::string_view digits, int32_t scale) : Host(TypeId::kBigDecimal), digits_(digits), scale_(scale) {}
  static bool Is(Type type) { return type == Type(TypeId::kBigDecimal); }

  std::string_view digits() const { return digits_; }  // signed, without leading zeros
  int32_t scale() const { return scale_; }
  BigNumber Number() const;
  double AsDouble() const;

  std::string_view ToText(Arena& arena) const override;
  std::string_view ToPlainText(Arena& arena) const;
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override;  // 2.0 is not 2.00
  int32_t HashCode() const override;
  int CompareTo(const Host& other) const override;

 private:
  std::string_view digits_;
  int32_t scale_;
};

// A number of any class as a BigDecimal of that very value (of a floating one, of its shortest text). False: it is none.
bool DecimalOf(Run& run, const Value& value, DecimalText* text);

}  // namespace flowship::painless
