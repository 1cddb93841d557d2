// BigInteger.

#include "painless/api_tables.h"
#include "painless/big_number.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

Value NewBig(Run& run, const BigNumber& number) {
  const std::string text = number.ToText();
  return run.Spend(text.size()) && run.Work(text.size()) ? Value::BigInteger(run.Copy(text)) : Value();
}
BigNumber Big(const Value& value) {
  BigNumber number;
  BigNumber::Parse(value.as_text(), &number);
  return number;
}
bool CheckBig(Run& run, const Value* a) {
  if (!a[1].is_null()) return run.Work(a[0].as_text().size() * a[1].as_text().size() / 8);
  run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return false;
}
Value BigOfText(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  BigNumber number;
  if (BigNumber::Parse(a[0].as_text(), &number)) return NewBig(run, number);
  if (a[0].as_text().empty()) return run.Throw(TypeId::kNumberFormatException, "Zero length BigInteger");
  return run.ThrowFormatted(TypeId::kNumberFormatException, "For input string: \"{}\"", a[0].as_text());
}
Value BigOfRadix(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const int64_t radix = a[1].as_long();
  if (radix < 2 || radix > 36) return run.Throw(TypeId::kNumberFormatException, "Radix out of range");
  std::string_view text = a[0].as_text();
  if (!run.Work(text.size() * text.size() / 16)) return Value();
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return run.Throw(TypeId::kNumberFormatException, "Zero length BigInteger");
  BigNumber number;
  for (const char c : text) {
    int64_t digit = 0;
    if (!ParseInteger(std::string_view(&c, 1), static_cast<int>(radix), 0, radix - 1, &digit)) {
      return run.ThrowFormatted(TypeId::kNumberFormatException, "For input string: \"{}\"", a[0].as_text());
    }
    number = number * BigNumber(radix) + BigNumber(digit);
  }
  return NewBig(run, negative ? number.Negated() : number);
}
Value BigOfLong(Run& run, const Value* a) { return NewBig(run, BigNumber(a[0].as_long())); }
template <char symbol>
Value BigCompute(Run& run, const Value* a) {
  if (!CheckBig(run, a)) return Value();
  const BigNumber x = Big(a[0]), y = Big(a[1]);
  if (symbol == '+') return NewBig(run, x + y);
  if (symbol == '-') return NewBig(run, x - y);
  if (symbol == '*') return NewBig(run, x * y);
  if (y.is_zero()) return run.Throw(TypeId::kArithmeticException, "BigInteger divide by zero");
  if (symbol == 'm' && y.negative()) return run.Throw(TypeId::kArithmeticException, "BigInteger: modulus not positive");
  BigNumber quotient, rest;
  BigNumber::Divide(x, y, &quotient, &rest);
  if (symbol == '/') return NewBig(run, quotient);
  return NewBig(run, symbol == 'm' && rest.negative() ? rest + y : rest);
}
Value BigAbsolute(Run& run, const Value* a) { return NewBig(run, Big(a[0]).Absolute()); }
Value BigNegate(Run& run, const Value* a) { return NewBig(run, Big(a[0]).Negated()); }
template <int sign>
Value BigExtreme(Run& run, const Value* a) { return CheckBig(run, a) ? BigNumber::Compare(Big(a[0]), Big(a[1])) * sign >= 0 ? a[0] : a[1] : Value(); }
Value BigCompare(Run& run, const Value* a) { return CheckBig(run, a) ? Value::Int(BigNumber::Compare(Big(a[0]), Big(a[1]))) : Value(); }
Value BigPower(Run& run, const Value* a) {
  if (a[1].as_long() < 0) return run.Throw(TypeId::kArithmeticException, "Negative exponent");
  BigNumber result(1);
  const BigNumber base = Big(a[0]);
  for (int64_t i = 0; i < a[1].as_long(); ++i) {
    result = result * base;
    if (!run.Work(result.DigitCount() * a[0].as_text().size() / 64 + 1)) return Value();
  }
  return NewBig(run, result);
}
Value BigSignum(Run&, const Value* a) { return Value::Int(Big(a[0]).signum()); }
Value BigGcd(Run& run, const Value* a) {
  if (!CheckBig(run, a)) return Value();
  BigNumber x = Big(a[0]).Absolute(), y = Big(a[1]).Absolute();
  while (!y.is_zero()) {
    BigNumber quotient, rest;
    BigNumber::Divide(x, y, &quotient, &rest);
    x = y;
    y = rest;
    if (!run.Work(x.DigitCount())) return Value();
  }
  return NewBig(run, x);
}
template <TypeId primitive>
Value BigExact(Run& run, const Value* a) {
  int64_t value = 0;
  if (Big(a[0]).FitsLong(&value) && ConvertNumber(Value::Long(value), primitive).as_long() == value) return ConvertNumber(Value::Long(value), primitive);
  return run.ThrowFormatted(TypeId::kArithmeticException, "BigInteger out of {} range", NameOf(primitive));
}
constexpr Method kBigInteger[] = {
    Instance("BigInteger abs()", BigAbsolute),
    Instance("BigInteger add(BigInteger)", BigCompute<'+'>),
    Instance("byte byteValueExact()", BigExact<TypeId::kByte>),
    Instance("int compareTo(BigInteger)", BigCompare),
    Instance("BigInteger divide(BigInteger)", BigCompute<'/'>),
    Instance("BigInteger gcd(BigInteger)", BigGcd),
    Instance("int intValueExact()", BigExact<TypeId::kInt>),
    Instance("long longValueExact()", BigExact<TypeId::kLong>),
    Instance("BigInteger max(BigInteger)", BigExtreme<1>),
    Instance("BigInteger min(BigInteger)", BigExtreme<-1>),
    Instance("BigInteger mod(BigInteger)", BigCompute<'m'>),
    Instance("BigInteger multiply(BigInteger)", BigCompute<'*'>),
    Instance("BigInteger negate()", BigNegate),
    Static("BigInteger new(String)", BigOfText),
    Static("BigInteger new(String,int)", BigOfRadix),
    Instance("BigInteger pow(int)", BigPower),
    Instance("BigInteger remainder(BigInteger)", BigCompute<'%'>),
    Instance("short shortValueExact()", BigExact<TypeId::kShort>),
    Instance("int signum()", BigSignum),
    Instance("BigInteger subtract(BigInteger)", BigCompute<'-'>),
    Static("BigInteger valueOf(long)", BigOfLong),
};
static_assert(IsSorted(kBigInteger));
template <int64_t value>
Value BigConstant(Run& run) { return NewBig(run, BigNumber(value)); }
constexpr Constant kBigs[] = {Field("BigInteger", "ONE", BigConstant<1>), Field("BigInteger", "TEN", BigConstant<10>), Field("BigInteger", "ZERO", BigConstant<0>)};

constexpr TypeApi kTables[] = {{TypeId::kBigInteger, kBigInteger, kBigs}};

}  // namespace

ApiTables BigIntegerApi() { return kTables; }

}  // namespace flowship::painless
