// BigInteger.

#include <algorithm>
#include <functional>

#include "painless/api_tables.h"
#include "painless/big_bits.h"
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
// Why a text is no number: Java looks for signs first, then reads groups of as many digits as fit an int, the first of which has what is left over.
Value RefuseBig(Run& run, std::string_view text, size_t radix) {
  constexpr uint8_t kGroup[] = {0, 0, 30, 19, 15, 13, 11, 11, 10, 9, 9, 8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5};
  const size_t sign = text.find_last_of("+-");
  if (sign != std::string_view::npos && sign != 0) return run.Throw(TypeId::kNumberFormatException, "Illegal embedded sign character");
  text.remove_prefix(sign == 0 ? 1 : 0);
  if (text.empty()) return run.Throw(TypeId::kNumberFormatException, "Zero length BigInteger");
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  const auto is_digit = [radix](char c) {
    int64_t digit = 0;
    return ParseInteger(std::string_view(&c, 1), static_cast<int>(radix), 0, static_cast<int64_t>(radix) - 1, &digit);
  };
  const size_t odd = static_cast<size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
  if (odd != text.size()) {
    const size_t size = kGroup[radix], left_over = UnitCount(text) % size, first = left_over == 0 ? size : left_over;
    const size_t begin = odd < first ? 0 : first + (odd - first) / size * size, end = odd < first ? first : begin + size;
    const std::string_view group = text.substr(begin, ByteOf(text, end) - begin);  // digits are a byte each
    const std::string under = radix == 10 ? std::string() : " under radix " + std::to_string(radix);
    return run.ThrowFormatted(TypeId::kNumberFormatException, "For input string: \"{}\"{}", group, under);
  }
  return run.ThrowWithoutMessage(TypeId::kNumberFormatException);  // Java takes digits of other scripts
}
Value BigOfText(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  BigNumber number;
  if (BigNumber::Parse(a[0].as_text(), &number)) return NewBig(run, number);
  return RefuseBig(run, a[0].as_text(), 10);
}
Value BigOfRadix(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const int64_t radix = a[1].as_long();
  if (radix < 2 || radix > 36) return run.Throw(TypeId::kNumberFormatException, "Radix out of range");
  std::string_view text = a[0].as_text();
  if (!run.Work(text.size() * text.size() / 16)) return Value();
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return RefuseBig(run, a[0].as_text(), static_cast<size_t>(radix));
  BigNumber number;
  for (const char c : text) {
    int64_t digit = 0;
    if (!ParseInteger(std::string_view(&c, 1), static_cast<int>(radix), 0, radix - 1, &digit)) {
      return RefuseBig(run, a[0].as_text(), static_cast<size_t>(radix));
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
// Bits -------------------------------------------------------------------------------------------------------------------------------------

// Reading the bits costs the square of the digits.
bool CheckBits(Run& run, const Value& value) { return run.Work(value.as_text().size() * value.as_text().size() / 64 + 1); }
BigBits Bits(const Value& value) { return BigBits(Big(value)); }

template <typename Operation, bool not_second = false>
Value BigCombine(Run& run, const Value* a) {
  if (!CheckBig(run, a) || !CheckBits(run, a[0]) || !CheckBits(run, a[1])) return Value();
  return NewBig(run, BigBits::Combine(Bits(a[0]), not_second ? Bits(a[1]).Not() : Bits(a[1]), Operation()).ToNumber());
}
Value BigNot(Run& run, const Value* a) { return NewBig(run, Big(a[0]).Negated() - BigNumber(1)); }
template <int sign>
Value BigShift(Run& run, const Value* a) {
  const int64_t places = a[1].as_long() * sign;
  BigNumber factor(1);
  const BigNumber two(2), number = Big(a[0]);
  for (int64_t i = 0; i < (places < 0 ? -places : places); ++i) {
    factor = factor * two;
    if (!run.Work(factor.DigitCount() / 64 + 1)) return Value();
  }
  if (places >= 0) return NewBig(run, number * factor);
  BigNumber quotient, rest;
  BigNumber::Divide(number, factor, &quotient, &rest);
  return NewBig(run, rest.negative() ? quotient - BigNumber(1) : quotient);  // to the next smaller one
}
// False: ArithmeticException.
bool CheckBit(Run& run, const Value* a) {
  if (a[1].as_long() >= 0) return CheckBits(run, a[0]) && run.Work(static_cast<size_t>(a[1].as_long()) / 8 + 1);
  run.Throw(TypeId::kArithmeticException, "Negative bit address");
  return false;
}
Value BigTest(Run& run, const Value* a) { return CheckBit(run, a) ? Value::Bool(Bits(a[0]).Test(static_cast<size_t>(a[1].as_long()))) : Value(); }
// wanted: 1 sets the bit, 0 clears it, -1 turns it round.
template <int wanted>
Value BigPutBit(Run& run, const Value* a) {
  if (!CheckBit(run, a)) return Value();
  const bool is = Bits(a[0]).Test(static_cast<size_t>(a[1].as_long()));
  if (wanted >= 0 && is == (wanted == 1)) return a[0];
  const Value one[] = {Value::BigInteger("1"), a[1]};
  const Value bit = BigShift<1>(run, one);
  if (run.failed()) return Value();
  return NewBig(run, is ? Big(a[0]) - Big(bit) : Big(a[0]) + Big(bit));
}
Value BigBitLength(Run& run, const Value* a) { return CheckBits(run, a[0]) ? Value::Int(static_cast<int32_t>(Bits(a[0]).Length())) : Value(); }
Value BigBitCount(Run& run, const Value* a) { return CheckBits(run, a[0]) ? Value::Int(static_cast<int32_t>(Bits(a[0]).Count())) : Value(); }
Value BigLowestSet(Run& run, const Value* a) { return CheckBits(run, a[0]) ? Value::Int(static_cast<int32_t>(Bits(a[0]).LowestSet())) : Value(); }

Value BigText(Run& run, const Value* a) {
  const int64_t asked = a[1].as_long(), radix = asked < 2 || asked > 36 ? 10 : asked;
  BigNumber rest = Big(a[0]).Absolute();
  if (!CheckBits(run, a[0])) return Value();
  std::string text;
  do {
    BigNumber quotient, digit;
    BigNumber::Divide(rest, BigNumber(radix), &quotient, &digit);
    int64_t value = 0;
    (void)digit.FitsLong(&value);
    text.insert(text.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[value]);
    rest = quotient;
  } while (!rest.is_zero() && run.Work(rest.DigitCount() / 8 + 1));
  if (run.failed()) return Value();
  return Value::String(run.Copy(Big(a[0]).negative() ? "-" + text : text));
}

constexpr Method kBigInteger[] = {
    Instance("BigInteger abs()", BigAbsolute),
    Instance("BigInteger add(BigInteger)", BigCompute<'+'>),
    Instance("BigInteger and(BigInteger)", BigCombine<std::bit_and<uint32_t>>),
    Instance("BigInteger andNot(BigInteger)", BigCombine<std::bit_and<uint32_t>, true>),
    Instance("int bitCount()", BigBitCount),
    Instance("int bitLength()", BigBitLength),
    Instance("byte byteValueExact()", BigExact<TypeId::kByte>),
    Instance("BigInteger clearBit(int)", BigPutBit<0>),
    Instance("int compareTo(BigInteger)", BigCompare),
    Instance("BigInteger divide(BigInteger)", BigCompute<'/'>),
    Instance("BigInteger flipBit(int)", BigPutBit<-1>),
    Instance("BigInteger gcd(BigInteger)", BigGcd),
    Instance("int getLowestSetBit()", BigLowestSet),
    Instance("int intValueExact()", BigExact<TypeId::kInt>),
    Instance("long longValueExact()", BigExact<TypeId::kLong>),
    Instance("BigInteger max(BigInteger)", BigExtreme<1>),
    Instance("BigInteger min(BigInteger)", BigExtreme<-1>),
    Instance("BigInteger mod(BigInteger)", BigCompute<'m'>),
    Instance("BigInteger multiply(BigInteger)", BigCompute<'*'>),
    Instance("BigInteger negate()", BigNegate),
    Static("BigInteger new(String)", BigOfText),
    Static("BigInteger new(String,int)", BigOfRadix),
    Instance("BigInteger not()", BigNot),
    Instance("BigInteger or(BigInteger)", BigCombine<std::bit_or<uint32_t>>),
    Instance("BigInteger pow(int)", BigPower),
    Instance("BigInteger remainder(BigInteger)", BigCompute<'%'>),
    Instance("BigInteger setBit(int)", BigPutBit<1>),
    Instance("BigInteger shiftLeft(int)", BigShift<1>),
    Instance("BigInteger shiftRight(int)", BigShift<-1>),
    Instance("short shortValueExact()", BigExact<TypeId::kShort>),
    Instance("int signum()", BigSignum),
    Instance("BigInteger subtract(BigInteger)", BigCompute<'-'>),
    Instance("boolean testBit(int)", BigTest),
    Instance("String toString(int)", BigText),
    Static("BigInteger valueOf(long)", BigOfLong),
    Instance("BigInteger xor(BigInteger)", BigCombine<std::bit_xor<uint32_t>>),
};
static_assert(IsSorted(kBigInteger));
template <int64_t value>
Value BigConstant(Run& run) { return NewBig(run, BigNumber(value)); }
constexpr Constant kBigs[] = {Field("BigInteger", "ONE", BigConstant<1>), Field("BigInteger", "TEN", BigConstant<10>), Field("BigInteger", "ZERO", BigConstant<0>)};

constexpr TypeApi kTables[] = {{TypeId::kBigInteger, kBigInteger, kBigs}};

}  // namespace

ApiTables BigIntegerApi() { return kTables; }

}  // namespace flowship::painless
