// BigDecimal, MathContext.

#include <algorithm>
#include <limits>

#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/decimal.h"
#include "painless/decimal_fault.h"
#include "painless/text.h"
#include "painless/time.h"
#include "painless/values.h"

namespace flowship::painless {

BigNumber DecimalHost::Number() const {
  BigNumber number;
  BigNumber::Parse(digits_, &number);
  return number;
}

double DecimalHost::AsDouble() const {
  double value = 0;
  ParseDouble(std::string(digits_) + "e" + std::to_string(-int64_t{scale_}), &value);
  return value;
}

std::string_view DecimalHost::ToText(Arena& arena) const {
  const bool negative = digits_.starts_with('-');
  const std::string_view digits = digits_.substr(negative ? 1 : 0);
  const int64_t exponent = static_cast<int64_t>(digits.size()) - 1 - scale_;
  constexpr int64_t kLeastPlain = -6;
  if (scale_ >= 0 && exponent >= kLeastPlain) return ToPlainText(arena);
  std::string text = negative ? "-" : "";
  text += digits.substr(0, 1);
  if (digits.size() > 1) text.append(".").append(digits.substr(1));
  if (exponent != 0) text.append(exponent > 0 ? "E+" : "E").append(std::to_string(exponent));
  return arena.Copy(text);
}

std::string_view DecimalHost::ToPlainText(Arena& arena) const {
  const bool negative = digits_.starts_with('-');
  std::string digits(digits_.substr(negative ? 1 : 0));
  if (scale_ <= 0) {
    if (digits != "0") digits.append(static_cast<size_t>(-int64_t{scale_}), '0');
  } else {
    const auto places = static_cast<size_t>(scale_);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, ".");
  }
  return arena.Copy((negative ? "-" : "") + digits);
}

bool DecimalHost::EqualTo(const Host& other) const {
  const auto& that = static_cast<const DecimalHost&>(other);
  return digits_ == that.digits_ && scale_ == that.scale_;
}
int32_t DecimalHost::HashCode() const {
  int64_t value = 0;
  uint32_t hash = static_cast<uint32_t>(JavaHash(digits_));  // of one beyond 64 bits; Java's is that of its bits
  if (Number().FitsLong(&value)) {
    const uint64_t size = value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    hash = static_cast<uint32_t>(size >> 32) * 31 + static_cast<uint32_t>(size);
    if (value < 0) hash = 0 - hash;
  }
  return static_cast<int32_t>(31 * hash + static_cast<uint32_t>(scale_));
}

namespace {

constexpr int32_t kMaxScale = 10'000;  // a BigDecimal of more places is a script gone wrong

// Both as whole numbers of the larger scale.
int32_t Align(const DecimalHost& a, const DecimalHost& b, BigNumber* x, BigNumber* y) {
  const int32_t scale = std::max(a.scale(), b.scale());
  *x = a.Number() * BigNumber::PowerOfTen(static_cast<size_t>(scale - a.scale()));
  *y = b.Number() * BigNumber::PowerOfTen(static_cast<size_t>(scale - b.scale()));
  return scale;
}

}  // namespace

int DecimalHost::CompareTo(const Host& other) const {
  BigNumber x, y;
  Align(*this, static_cast<const DecimalHost&>(other), &x, &y);
  return BigNumber::Compare(x, y);
}

namespace {

Value NewDecimal(Run& run, const BigNumber& number, int64_t scale) {
  if (scale > kMaxScale || scale < -kMaxScale) return run.Throw(TypeId::kArithmeticException, scale > 0 ? "Underflow" : "Overflow");
  const std::string text = number.ToText();
  if (!run.Spend(text.size()) || !run.Work(text.size())) return Value();
  return Value::Of(run.arena.New<DecimalHost>(run.Copy(text), static_cast<int32_t>(scale)));
}
const DecimalHost& Self(const Value* a) { return *As<DecimalHost>(a[0]); }

Value Refuse(Run& run, std::string_view text) {
  const DecimalFault fault = ExplainDecimal(text);
  if (fault.message.empty()) return run.ThrowWithoutMessage(TypeId::kNumberFormatException);
  if (!fault.beyond_the_end) return run.Throw(TypeId::kNumberFormatException, fault.message);
  const ExceptionHost* const cause = run.arena.New<ExceptionHost>(TypeId::kArrayIndexOutOfBoundsException, Value::String(run.Copy(fault.message)));
  return run.Throw(run.arena.New<ExceptionHost>(TypeId::kNumberFormatException, Value(), cause));
}

// [sign]digits[.digits][E[sign]digits]
Value ParseDecimal(Run& run, std::string_view text) {
  const size_t mark = std::min(text.find_first_of("eE"), text.size());
  int64_t exponent = 0;
  if (mark != text.size() && !ParseInteger(text.substr(mark + 1), 10, INT32_MIN, INT32_MAX, &exponent)) return Refuse(run, text);
  std::string digits(text.substr(0, mark));
  const size_t point = digits.find('.');
  const int64_t places = point == std::string::npos ? 0 : static_cast<int64_t>(digits.size() - point - 1);
  if (point != std::string::npos) digits.erase(point, 1);
  BigNumber number;
  if (!run.Work(digits.size()) || !BigNumber::Parse(digits, &number)) return run.failed() ? Value() : Refuse(run, text);
  return NewDecimal(run, number, places - exponent);
}

// A number cut to `scale`; false: rounding is kUnnecessary and would be.
bool Rescale(const BigNumber& number, int64_t from, int64_t to, Rounding rounding, BigNumber* result) {
  if (to >= from) {
    *result = number * BigNumber::PowerOfTen(static_cast<size_t>(to - from));
    return true;
  }
  std::string digits = number.Absolute().ToText();
  DecimalText text = DecimalText::Of(number.negative(), digits, from);
  if (!text.Round(to, rounding)) return false;
  std::string whole = text.WholeDigits(), fraction = text.FractionDigits();
  if (to >= 0) {
    fraction.resize(static_cast<size_t>(to), '0');
    whole += fraction;
  } else {
    whole.resize(whole.size() > static_cast<size_t>(-to) ? whole.size() - static_cast<size_t>(-to) : 0);
  }
  BigNumber::Parse(whole.empty() ? "0" : whole, result);
  if (number.negative()) *result = result->Negated();
  return true;
}

// MathContext ------------------------------------------------------------------------------------------------------------------------------

class ContextHost final : public Host {
 public:
  ContextHost(int32_t precision, Rounding rounding) : Host(TypeId::kMathContext), precision_(precision), rounding_(rounding) {}
  static bool Is(Type type) { return type == Type(TypeId::kMathContext); }
  int32_t precision() const { return precision_; }  // 0: as much as it takes
  Rounding rounding() const { return rounding_; }

 private:
  int32_t precision_;
  Rounding rounding_;
};

Value NewContextOf(Run& run, int64_t precision, Rounding rounding) {
  if (precision < 0) return run.Throw(TypeId::kIllegalArgumentException, "Digits < 0");
  return Value::Of(run.arena.New<ContextHost>(static_cast<int32_t>(std::min<int64_t>(precision, kMaxScale)), rounding));
}
Value NewContext(Run& run, const Value* a) { return NewContextOf(run, a[0].as_long(), Rounding::kHalfUp); }
Value NewContextRounding(Run& run, const Value* a) {
  const EnumHost* const mode = Required<EnumHost>(run, a[1], "null RoundingMode");
  return mode == nullptr ? Value() : NewContextOf(run, a[0].as_long(), static_cast<Rounding>(mode->ordinal()));
}
Value Precision(Run&, const Value* a) { return Value::Int(As<ContextHost>(a[0])->precision()); }
Value RoundingOf(Run& run, const Value* a) { return NewEnum(run, TypeId::kRoundingMode, static_cast<uint32_t>(As<ContextHost>(a[0])->rounding())); }
constexpr Method kContext[] = {
    Instance("int getPrecision()", Precision),
    Instance("RoundingMode getRoundingMode()", RoundingOf),
    Static("MathContext new(int)", NewContext),
    Static("MathContext new(int,RoundingMode)", NewContextRounding),
};
static_assert(IsSorted(kContext));
template <int32_t precision>
Value ContextConstant(Run& run) { return NewContextOf(run, precision, precision == 0 ? Rounding::kHalfUp : Rounding::kHalfEven); }
constexpr Constant kContexts[] = {Field("MathContext", "DECIMAL128", ContextConstant<34>), Field("MathContext", "DECIMAL32", ContextConstant<7>),
                                  Field("MathContext", "DECIMAL64", ContextConstant<16>), Field("MathContext", "UNLIMITED", ContextConstant<0>)};

Value RoundTo(Run& run, const Value& decimal, const ContextHost& context) {
  if (run.failed()) return Value();
  const DecimalHost& host = *As<DecimalHost>(decimal);
  BigNumber number = host.Number();
  int64_t scale = host.scale();
  // Rounding up may make a digit more: 9.99 to one digit is 10, then 1E+1.
  for (int turn = 0; turn < 2; ++turn) {
    const int64_t drop = static_cast<int64_t>(number.DigitCount()) - context.precision();
    if (context.precision() == 0 || drop <= 0) break;
    BigNumber rounded;
    if (!Rescale(number, scale, scale - drop, context.rounding(), &rounded)) return run.Throw(TypeId::kArithmeticException, "Rounding necessary");
    number = rounded;
    scale -= drop;
  }
  return NewDecimal(run, number, scale);
}
// A method with a MathContext behind its arguments: the exact result, rounded.
template <Native exact, size_t at>
Value Rounded(Run& run, const Value* a) {
  const ContextHost* const context = Required<ContextHost>(run, a[at], "mc");
  return context == nullptr ? Value() : RoundTo(run, exact(run, a), *context);
}

// BigDecimal -------------------------------------------------------------------------------------------------------------------------------

const DecimalHost* Other(Run& run, const Value* a) { return Required<DecimalHost>(run, a[1], ""); }

Value NewFromText(Run& run, const Value* a) { return a[0].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : ParseDecimal(run, a[0].as_text()); }
Value OfDouble(Run& run, const Value* a) { return ParseDecimal(run, FormatDouble(a[0].as_double(), run.arena)); }
template <int sign>
Value Add(Run& run, const Value* a) {
  const DecimalHost* const other = Other(run, a);
  if (other == nullptr) return Value();
  BigNumber x, y;
  const int32_t scale = Align(Self(a), *other, &x, &y);
  return NewDecimal(run, sign > 0 ? x + y : x - y, scale);
}
Value Multiply(Run& run, const Value* a) {
  const DecimalHost* const other = Other(run, a);
  if (other == nullptr || !run.Work(Self(a).digits().size() * other->digits().size() / 64)) return Value();
  return NewDecimal(run, Self(a).Number() * other->Number(), int64_t{Self(a).scale()} + other->scale());
}

// The quotient to `places`, which are enough for the rounding; *exact: nothing is left.
bool Quotient(Run& run, const Value* a, const DecimalHost& other, int64_t places, BigNumber* quotient, bool* exact) {
  if (other.Number().is_zero()) {
    run.Throw(TypeId::kArithmeticException, Self(a).Number().is_zero() ? "Division undefined" : "Division by zero");
    return false;
  }
  const int64_t shift = places - Self(a).scale() + other.scale();
  BigNumber x = Self(a).Number(), y = other.Number(), rest;
  if (shift >= 0) {
    x = x * BigNumber::PowerOfTen(static_cast<size_t>(shift));
  } else {
    y = y * BigNumber::PowerOfTen(static_cast<size_t>(-shift));
  }
  if (!run.Work(x.DigitCount() * y.DigitCount() / 8)) return false;
  BigNumber::Divide(x, y, quotient, &rest);
  *exact = rest.is_zero();
  return true;
}
Value Stripped(Run& run, BigNumber number, int64_t scale, int64_t least) {
  const BigNumber ten(10);
  while (scale > least && !number.is_zero()) {
    BigNumber shorter, rest;
    BigNumber::Divide(number, ten, &shorter, &rest);
    if (!rest.is_zero()) break;
    number = shorter;
    --scale;
  }
  return NewDecimal(run, number, number.is_zero() ? least : scale);
}
Value Divide(Run& run, const Value* a) {
  const DecimalHost* const other = Other(run, a);
  if (other == nullptr) return Value();
  // A decimal that ends has at most as many places as this.
  const int64_t preferred = int64_t{Self(a).scale()} - other->scale();
  const auto most = static_cast<int64_t>(Self(a).digits().size() + 10 * other->digits().size() / 3 + 2);
  BigNumber quotient;
  bool exact = false;
  if (!Quotient(run, a, *other, preferred + most, &quotient, &exact)) return Value();
  if (!exact) return run.Throw(TypeId::kArithmeticException, "Non-terminating decimal expansion; no exact representable decimal result.");
  return Stripped(run, quotient, preferred + most, preferred);
}
Value DivideIn(Run& run, const Value* a) {
  const DecimalHost* const other = Other(run, a);
  const ContextHost* const context = other == nullptr ? nullptr : Required<ContextHost>(run, a[2], "mc");
  if (context == nullptr) return Value();
  if (context->precision() == 0) return Divide(run, a);
  const int64_t preferred = int64_t{Self(a).scale()} - other->scale();
  const int64_t places = preferred + context->precision() + static_cast<int64_t>(other->digits().size()) + 3;
  BigNumber quotient;
  bool exact = false;
  if (!Quotient(run, a, *other, places, &quotient, &exact)) return Value();
  // A digit that stands for what is left, so that no half is taken for exact.
  if (!exact) quotient = quotient * BigNumber(10) + BigNumber(quotient.negative() || Self(a).Number().negative() != other->Number().negative() ? -1 : 1);
  const Value rounded = RoundTo(run, NewDecimal(run, quotient, exact ? places : places + 1), *context);
  if (run.failed() || !exact) return rounded;
  return Stripped(run, As<DecimalHost>(rounded)->Number(), As<DecimalHost>(rounded)->scale(), std::min<int64_t>(preferred, As<DecimalHost>(rounded)->scale()));
}
Value DivideWhole(Run& run, const Value* a) {
  const DecimalHost* const other = Other(run, a);
  BigNumber quotient;
  bool exact = false;
  if (other == nullptr || !Quotient(run, a, *other, 0, &quotient, &exact)) return Value();
  const int64_t preferred = int64_t{Self(a).scale()} - other->scale();
  return preferred >= 0 ? NewDecimal(run, quotient * BigNumber::PowerOfTen(static_cast<size_t>(preferred)), preferred) : Stripped(run, quotient, 0, preferred);
}
Value Remainder(Run& run, const Value* a) {
  const Value quotient = DivideWhole(run, a);
  if (run.failed()) return Value();
  const Value times[] = {quotient, a[1]};
  const Value product = Multiply(run, times);
  const Value both[] = {a[0], product};
  return run.failed() ? Value() : Add<-1>(run, both);
}
Value Absolute(Run& run, const Value* a) { return NewDecimal(run, Self(a).Number().Absolute(), Self(a).scale()); }
Value Negate(Run& run, const Value* a) { return NewDecimal(run, Self(a).Number().Negated(), Self(a).scale()); }
Value Unchanged(Run&, const Value* a) { return a[0]; }
template <int sign>
Value Extreme(Run& run, const Value* a) {
  const DecimalHost* const other = Other(run, a);
  return other == nullptr ? Value() : Self(a).CompareTo(*other) * sign >= 0 ? a[0] : a[1];
}
Value Power(Run& run, const Value* a) {
  const int64_t exponent = a[1].as_long();
  if (exponent < 0 || exponent > 999'999'999) return run.Throw(TypeId::kArithmeticException, "Invalid operation");
  BigNumber result(1);
  for (int64_t i = 0; i < exponent; ++i) {
    result = result * Self(a).Number();
    if (!run.Work(result.DigitCount() * Self(a).digits().size() / 64 + 1)) return Value();
  }
  return NewDecimal(run, result, Self(a).scale() * exponent);
}
Value PrecisionOf(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(Self(a).Number().DigitCount())); }
Value Scale(Run&, const Value* a) { return Value::Int(Self(a).scale()); }
Value SetScaleRounding(Run& run, const Value& decimal, int64_t scale, Rounding rounding) {
  const DecimalHost& host = *As<DecimalHost>(decimal);
  BigNumber number;
  if (scale > kMaxScale || scale < -kMaxScale) return NewDecimal(run, number, scale);
  if (!Rescale(host.Number(), host.scale(), scale, rounding, &number)) return run.Throw(TypeId::kArithmeticException, "Rounding necessary");
  return NewDecimal(run, number, scale);
}
Value SetScale(Run& run, const Value* a) { return SetScaleRounding(run, a[0], a[1].as_long(), Rounding::kUnnecessary); }
Value SetScaleBy(Run& run, const Value* a) {
  const EnumHost* const mode = Required<EnumHost>(run, a[2], "roundingMode");
  return mode == nullptr ? Value() : SetScaleRounding(run, a[0], a[1].as_long(), static_cast<Rounding>(mode->ordinal()));
}
template <int sign>
Value MovePoint(Run& run, const Value* a) {
  const int64_t scale = Self(a).scale() + sign * a[1].as_long();
  if (scale >= 0 || a[1].as_long() == 0) return NewDecimal(run, Self(a).Number(), scale);
  if (scale < -kMaxScale) return NewDecimal(run, BigNumber(), scale);
  return NewDecimal(run, Self(a).Number() * BigNumber::PowerOfTen(static_cast<size_t>(-scale)), 0);
}
Value ScaleByTen(Run& run, const Value* a) { return NewDecimal(run, Self(a).Number(), Self(a).scale() - a[1].as_long()); }
Value Signum(Run&, const Value* a) { return Value::Int(Self(a).Number().signum()); }
Value Strip(Run& run, const Value* a) { return Self(a).Number().is_zero() ? NewDecimal(run, BigNumber(), 0) : Stripped(run, Self(a).Number(), Self(a).scale(), -kMaxScale); }
Value PlainText(Run& run, const Value* a) { return Value::String(Self(a).ToPlainText(run.arena)); }
Value ToBig(Run& run, const Value* a) {
  BigNumber number;
  Rescale(Self(a).Number(), Self(a).scale(), 0, Rounding::kDown, &number);
  return Value::BigInteger(run.Copy(number.ToText()));
}
template <TypeId primitive>
Value ExactValue(Run& run, const Value* a) {
  BigNumber number;
  int64_t value = 0;
  if (!Rescale(Self(a).Number(), Self(a).scale(), 0, Rounding::kUnnecessary, &number)) return run.Throw(TypeId::kArithmeticException, "Rounding necessary");
  if (!number.FitsLong(&value) || ConvertNumber(Value::Long(value), primitive).as_long() != value) return run.Throw(TypeId::kArithmeticException, "Overflow");
  return ConvertNumber(Value::Long(value), primitive);
}
Value RoundIn(Run& run, const Value* a) {
  const ContextHost* const context = Required<ContextHost>(run, a[1], "mc");
  return context == nullptr ? Value() : RoundTo(run, a[0], *context);
}
Value CompareDecimals(Run& run, const Value* a) {
  const DecimalHost* const other = Other(run, a);
  return other == nullptr ? Value() : Value::Int(Self(a).CompareTo(*other));
}

constexpr Method kDecimal[] = {
    Instance("BigDecimal abs()", Absolute),
    Instance("BigDecimal abs(MathContext)", Rounded<Absolute, 1>),
    Instance("BigDecimal add(BigDecimal)", Add<1>),
    Instance("BigDecimal add(BigDecimal,MathContext)", Rounded<Add<1>, 2>),
    Instance("byte byteValueExact()", ExactValue<TypeId::kByte>),
    Instance("int compareTo(BigDecimal)", CompareDecimals),
    Instance("BigDecimal divide(BigDecimal)", Divide),
    Instance("BigDecimal divide(BigDecimal,MathContext)", DivideIn),
    Instance("BigDecimal divideToIntegralValue(BigDecimal)", DivideWhole),
    Instance("int intValueExact()", ExactValue<TypeId::kInt>),
    Instance("long longValueExact()", ExactValue<TypeId::kLong>),
    Instance("BigDecimal max(BigDecimal)", Extreme<1>),
    Instance("BigDecimal min(BigDecimal)", Extreme<-1>),
    Instance("BigDecimal movePointLeft(int)", MovePoint<1>),
    Instance("BigDecimal movePointRight(int)", MovePoint<-1>),
    Instance("BigDecimal multiply(BigDecimal)", Multiply),
    Instance("BigDecimal multiply(BigDecimal,MathContext)", Rounded<Multiply, 2>),
    Instance("BigDecimal negate()", Negate),
    Static("BigDecimal new(String)", NewFromText),
    Static("BigDecimal new(String,MathContext)", Rounded<NewFromText, 1>),
    Instance("BigDecimal plus()", Unchanged),
    Instance("BigDecimal pow(int)", Power),
    Instance("int precision()", PrecisionOf),
    Instance("BigDecimal remainder(BigDecimal)", Remainder),
    Instance("BigDecimal round(MathContext)", RoundIn),
    Instance("int scale()", Scale),
    Instance("BigDecimal scaleByPowerOfTen(int)", ScaleByTen),
    Instance("BigDecimal setScale(int)", SetScale),
    Instance("BigDecimal setScale(int,RoundingMode)", SetScaleBy),
    Instance("short shortValueExact()", ExactValue<TypeId::kShort>),
    Instance("int signum()", Signum),
    Instance("BigDecimal stripTrailingZeros()", Strip),
    Instance("BigDecimal subtract(BigDecimal)", Add<-1>),
    Instance("BigDecimal subtract(BigDecimal,MathContext)", Rounded<Add<-1>, 2>),
    Instance("BigInteger toBigInteger()", ToBig),
    Instance("String toPlainString()", PlainText),
    Static("BigDecimal valueOf(double)", OfDouble),
};
static_assert(IsSorted(kDecimal));
template <int64_t value>
Value DecimalConstant(Run& run) { return NewDecimal(run, BigNumber(value), 0); }
constexpr Constant kDecimals[] = {Field("BigDecimal", "ONE", DecimalConstant<1>), Field("BigDecimal", "TEN", DecimalConstant<10>),
                                  Field("BigDecimal", "ZERO", DecimalConstant<0>)};

constexpr TypeApi kTables[] = {
    {TypeId::kBigDecimal, kDecimal, kDecimals}, {TypeId::kMathContext, kContext, kContexts}};

}  // namespace

bool DecimalOf(Run&, const Value& value, DecimalText* text) {
  const DecimalHost* const decimal = As<DecimalHost>(value);
  if (decimal == nullptr && value.kind() != Kind::kBigInteger) return value.kind() != Kind::kChar && DecimalText::Of(value, text);
  const std::string_view digits = decimal == nullptr ? value.as_text() : decimal->digits();
  const bool negative = digits.starts_with('-');
  *text = DecimalText::Of(negative, std::string(digits.substr(negative ? 1 : 0)), decimal == nullptr ? 0 : decimal->scale());
  return true;
}

ApiTables DecimalApi() { return kTables; }

}  // namespace flowship::painless
