// The boxes of the primitives: Boolean, Byte, Short, Character, Integer, Long, Float, Double.

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/java_number.h"
#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

template <auto value, TypeId type>
Value Give(Run&) { return ConvertNumber(Value::Long(static_cast<int64_t>(value)), type); }

Value ThrowFormat(Run& run, const Value& text, int radix) {
  if (text.is_null()) return run.Throw(TypeId::kNumberFormatException, "Cannot parse null string: null");
  const std::string_view under = radix == 10 ? "" : " under radix ";
  return run.ThrowFormatted(TypeId::kNumberFormatException, "For input string: \"{}\"{}{}", text.as_text(), under,
                            radix == 10 ? std::string() : std::to_string(radix));
}

// The text of the first argument is the number, the second, if there is one, its radix.
template <TypeId type, int64_t least, int64_t most, bool with_radix>
Value Parse(Run& run, const Value* a) {
  const int radix = with_radix ? static_cast<int>(a[1].as_long()) : 10;
  if (radix < 2 || radix > 36) return run.ThrowFormatted(TypeId::kNumberFormatException, "radix {} out of range", radix);
  int64_t number = 0;
  const bool narrow = type == TypeId::kByte || type == TypeId::kShort;
  if (a[0].is_null() || !ParseInteger(a[0].as_text(), radix, narrow ? INT32_MIN : least, narrow ? INT32_MAX : most, &number)) {
    return ThrowFormat(run, a[0], radix);
  }
  if (number < least || number > most) {
    return run.ThrowFormatted(TypeId::kNumberFormatException, "Value out of range. Value:\"{}\" Radix:{}", a[0].as_text(), radix);
  }
  return ConvertNumber(Value::Long(number), type);
}

// Integer.decode: 0x, # and 0 choose the radix.
template <TypeId type, int64_t least, int64_t most>
Value Decode(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  std::string_view text = a[0].as_text();
  if (text.empty()) return run.Throw(TypeId::kNumberFormatException, "Zero length string");
  std::string sign;
  if (text[0] == '-' || text[0] == '+') {
    sign = text[0] == '-' ? "-" : "";
    text.remove_prefix(1);
  }
  int radix = 10;
  if (text.starts_with("0x") || text.starts_with("0X") || text.starts_with("#")) {
    radix = 16;
    text.remove_prefix(text[0] == '#' ? 1 : 2);
  } else if (text.starts_with('0') && text.size() > 1) {
    radix = 8;
    text.remove_prefix(1);
  }
  int64_t number = 0;
  if (text.starts_with('-') || text.starts_with('+')) return run.Throw(TypeId::kNumberFormatException, "Sign character in wrong position");
  const std::string digits = sign + std::string(text);
  if (!ParseInteger(digits, radix, least, most, &number)) return ThrowFormat(run, Value::String(digits), radix);
  return ConvertNumber(Value::Long(number), type);
}

Value Same(Run&, const Value* a) { return a[0]; }
Value Text(Run& run, const Value* a) { return Value::String(TextOf(run, a[0])); }
Value Hash(Run&, const Value* a) { return Value::Int(HashOf(a[0])); }
Value Compare2(Run& run, const Value* a) { return Value::Int(Compare(run, a[0], a[1])); }

template <typename T>
Value Signum(Run&, const Value* a) { return Value::Int(a[0].as_long() > 0 ? 1 : a[0].as_long() < 0 ? -1 : 0); }

Value Larger(Run&, const Value* a) { return a[0].as_long() >= a[1].as_long() ? a[0] : a[1]; }
Value Smaller(Run&, const Value* a) { return a[0].as_long() <= a[1].as_long() ? a[0] : a[1]; }
Value LargerFloating(Run&, const Value* a) { return CompareDoubles(a[0].as_double(), a[1].as_double()) >= 0 ? a[0] : a[1]; }
Value SmallerFloating(Run&, const Value* a) {
  if (std::isnan(a[1].as_double())) return a[1];
  return std::isnan(a[0].as_double()) || CompareDoubles(a[0].as_double(), a[1].as_double()) <= 0 ? a[0] : a[1];
}

template <typename T>
using Unsigned = std::make_unsigned_t<T>;
template <typename T>
Unsigned<T> Bits(const Value& value) { return static_cast<Unsigned<T>>(static_cast<T>(value.as_long())); }
template <typename T>
Value Number(Unsigned<T> bits) {
  return sizeof(T) == 4 ? Value::Int(static_cast<int32_t>(bits)) : Value::Long(static_cast<int64_t>(bits));
}

template <typename T>
Value DigitsOf(Run& run, const Value& number, Unsigned<T> radix) {
  char text[72];
  char* const end = text + sizeof text;
  char* start = end;
  Unsigned<T> bits = Bits<T>(number);
  do {
    *--start = "0123456789abcdefghijklmnopqrstuvwxyz"[bits % radix];
    bits /= radix;
  } while (bits != 0);
  return Value::String(run.Copy({start, static_cast<size_t>(end - start)}));
}

template <typename T, int radix>
Value UnsignedText(Run& run, const Value* a) { return DigitsOf<T>(run, a[0], radix); }

template <typename T>
Value RadixText(Run& run, const Value* a) {
  const auto radix = static_cast<int>(a[1].as_long());
  return Value::String(FormatInteger(a[0].as_long(), run.arena, radix < 2 || radix > 36 ? 10 : radix));
}

template <typename T>
Value UnsignedRadixText(Run& run, const Value* a) {
  const auto asked = static_cast<int>(a[1].as_long());
  return DigitsOf<T>(run, a[0], static_cast<Unsigned<T>>(asked < 2 || asked > 36 ? 10 : asked));
}

int DigitOf(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99; }

template <typename T, bool with_radix>
Value ParseUnsigned(Run& run, const Value* a) {
  const int radix = with_radix ? static_cast<int>(a[1].as_long()) : 10;
  if (radix < 2 || radix > 36) return run.ThrowFormatted(TypeId::kNumberFormatException, "radix {} out of range", radix);
  if (a[0].is_null()) return ThrowFormat(run, a[0], radix);
  std::string_view text = a[0].as_text();
  if (text.starts_with('-')) return run.ThrowFormatted(TypeId::kNumberFormatException, "Illegal leading minus sign on unsigned string {}.", text);
  if (text.starts_with('+') && text.size() > 1) text.remove_prefix(1);
  constexpr uint64_t kMost = sizeof(T) == 4 ? UINT32_MAX : UINT64_MAX;
  uint64_t value = 0;
  if (text.empty()) return ThrowFormat(run, a[0], radix);
  for (const char c : text) {
    const int digit = DigitOf(c);
    if (digit >= radix) return ThrowFormat(run, a[0], radix);
    if (value > (kMost - static_cast<uint64_t>(digit)) / static_cast<uint64_t>(radix)) {
      return run.ThrowFormatted(TypeId::kNumberFormatException, "String value {} exceeds range of unsigned {}.", a[0].as_text(), sizeof(T) == 4 ? "int" : "long");
    }
    value = static_cast<uint64_t>(radix) * value + static_cast<uint64_t>(digit);
  }
  return Number<T>(static_cast<Unsigned<T>>(value));
}

template <typename T>
Value BitCount(Run&, const Value* a) { return Value::Int(std::popcount(Bits<T>(a[0]))); }
template <typename T>
Value LeadingZeros(Run&, const Value* a) { return Value::Int(std::countl_zero(Bits<T>(a[0]))); }
template <typename T>
Value TrailingZeros(Run&, const Value* a) { return Value::Int(std::countr_zero(Bits<T>(a[0]))); }
template <typename T>
Value HighestOne(Run&, const Value* a) { return Number<T>(std::bit_floor(Bits<T>(a[0]))); }
template <typename T>
Value LowestOne(Run&, const Value* a) { return Number<T>(static_cast<Unsigned<T>>(Bits<T>(a[0]) & (~Bits<T>(a[0]) + 1))); }
template <typename T>
Value RotateLeft(Run&, const Value* a) { return Number<T>(std::rotl(Bits<T>(a[0]), static_cast<int>(a[1].as_long() & 63))); }
template <typename T>
Value RotateRight(Run&, const Value* a) { return Number<T>(std::rotr(Bits<T>(a[0]), static_cast<int>(a[1].as_long() & 63))); }
template <typename T>
Value ReverseBytes(Run&, const Value* a) {
  if constexpr (sizeof(T) == 4) return Value::Int(static_cast<int32_t>(__builtin_bswap32(Bits<T>(a[0]))));
  return Value::Long(static_cast<int64_t>(__builtin_bswap64(static_cast<uint64_t>(a[0].as_long()))));
}
template <typename T>
Value ReverseBits(Run&, const Value* a) {
  Unsigned<T> from = Bits<T>(a[0]), to = 0;
  for (size_t i = 0; i < 8 * sizeof(T); ++i, from = static_cast<Unsigned<T>>(from >> 1)) to = static_cast<Unsigned<T>>(to << 1 | (from & 1));
  return Number<T>(to);
}
template <typename T>
Value CompareUnsigned(Run&, const Value* a) {
  const auto x = Bits<T>(a[0]), y = Bits<T>(a[1]);
  return Value::Int(x < y ? -1 : x == y ? 0 : 1);
}
template <typename T, bool remainder>
Value DivideUnsigned(Run& run, const Value* a) {
  const auto x = Bits<T>(a[0]), y = Bits<T>(a[1]);
  if (y == 0) return run.Throw(TypeId::kArithmeticException, "/ by zero");
  return Number<T>(static_cast<Unsigned<T>>(remainder ? x % y : x / y));
}
Value Sum(Run&, const Value* a) {
  return Value::Long(static_cast<int64_t>(static_cast<uint64_t>(a[0].as_long()) + static_cast<uint64_t>(a[1].as_long())));
}
Value ToUnsignedInt(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(a[0].as_long() & (a[0].kind() == Kind::kByte ? 0xFF : 0xFFFF))); }
Value ToUnsignedLong(Run&, const Value* a) {
  return Value::Long(a[0].as_long() & (a[0].kind() == Kind::kByte ? 0xFF : a[0].kind() == Kind::kShort ? 0xFFFF : 0xFFFFFFFF));
}

constexpr Method kByte[] = {
    Static("int compare(byte,byte)", Compare2),
    Static("Byte decode(String)", Decode<TypeId::kByte, INT8_MIN, INT8_MAX>),
    Static("int hashCode(byte)", Hash),
    Static("byte parseByte(String)", Parse<TypeId::kByte, INT8_MIN, INT8_MAX, false>),
    Static("byte parseByte(String,int)", Parse<TypeId::kByte, INT8_MIN, INT8_MAX, true>),
    Static("String toString(byte)", Text),
    Static("int toUnsignedInt(byte)", ToUnsignedInt),
    Static("long toUnsignedLong(byte)", ToUnsignedLong),
    Static("Byte valueOf(byte)", Same),
    Static("Byte valueOf(String,int)", Parse<TypeId::kByte, INT8_MIN, INT8_MAX, true>),
};
static_assert(IsSorted(kByte));

constexpr Method kShort[] = {
    Static("int compare(short,short)", Compare2),
    Static("Short decode(String)", Decode<TypeId::kShort, INT16_MIN, INT16_MAX>),
    Static("int hashCode(short)", Hash),
    Static("short parseShort(String)", Parse<TypeId::kShort, INT16_MIN, INT16_MAX, false>),
    Static("short parseShort(String,int)", Parse<TypeId::kShort, INT16_MIN, INT16_MAX, true>),
    Static("String toString(short)", Text),
    Static("int toUnsignedInt(short)", ToUnsignedInt),
    Static("long toUnsignedLong(short)", ToUnsignedLong),
    Static("Short valueOf(short)", Same),
    Static("Short valueOf(String,int)", Parse<TypeId::kShort, INT16_MIN, INT16_MAX, true>),
};
static_assert(IsSorted(kShort));

constexpr Method kInteger[] = {
    Static("int bitCount(int)", BitCount<int32_t>),
    Static("int compare(int,int)", Compare2),
    Static("int compareUnsigned(int,int)", CompareUnsigned<int32_t>),
    Static("Integer decode(String)", Decode<TypeId::kInt, INT32_MIN, INT32_MAX>),
    Static("int divideUnsigned(int,int)", DivideUnsigned<int32_t, false>),
    Static("int hashCode(int)", Hash),
    Static("int highestOneBit(int)", HighestOne<int32_t>),
    Static("int lowestOneBit(int)", LowestOne<int32_t>),
    Static("int max(int,int)", Larger),
    Static("int min(int,int)", Smaller),
    Static("int numberOfLeadingZeros(int)", LeadingZeros<int32_t>),
    Static("int numberOfTrailingZeros(int)", TrailingZeros<int32_t>),
    Static("int parseInt(String)", Parse<TypeId::kInt, INT32_MIN, INT32_MAX, false>),
    Static("int parseInt(String,int)", Parse<TypeId::kInt, INT32_MIN, INT32_MAX, true>),
    Static("int parseUnsignedInt(String)", ParseUnsigned<int32_t, false>),
    Static("int parseUnsignedInt(String,int)", ParseUnsigned<int32_t, true>),
    Static("int remainderUnsigned(int,int)", DivideUnsigned<int32_t, true>),
    Static("int reverse(int)", ReverseBits<int32_t>),
    Static("int reverseBytes(int)", ReverseBytes<int32_t>),
    Static("int rotateLeft(int,int)", RotateLeft<int32_t>),
    Static("int rotateRight(int,int)", RotateRight<int32_t>),
    Static("int signum(int)", Signum<int32_t>),
    Static("String toBinaryString(int)", UnsignedText<int32_t, 2>),
    Static("String toHexString(int)", UnsignedText<int32_t, 16>),
    Static("String toOctalString(int)", UnsignedText<int32_t, 8>),
    Static("String toString(int)", Text),
    Static("String toString(int,int)", RadixText<int32_t>),
    Static("long toUnsignedLong(int)", ToUnsignedLong),
    Static("String toUnsignedString(int)", UnsignedText<int32_t, 10>),
    Static("String toUnsignedString(int,int)", UnsignedRadixText<int32_t>),
    Static("Integer valueOf(int)", Same),
    Static("Integer valueOf(String,int)", Parse<TypeId::kInt, INT32_MIN, INT32_MAX, true>),
};
static_assert(IsSorted(kInteger));

constexpr Method kLong[] = {
    Static("int bitCount(long)", BitCount<int64_t>),
    Static("int compare(long,long)", Compare2),
    Static("int compareUnsigned(long,long)", CompareUnsigned<int64_t>),
    Static("Long decode(String)", Decode<TypeId::kLong, INT64_MIN, INT64_MAX>),
    Static("long divideUnsigned(long,long)", DivideUnsigned<int64_t, false>),
    Static("int hashCode(long)", Hash),
    Static("long highestOneBit(long)", HighestOne<int64_t>),
    Static("long lowestOneBit(long)", LowestOne<int64_t>),
    Static("long max(long,long)", Larger),
    Static("long min(long,long)", Smaller),
    Static("int numberOfLeadingZeros(long)", LeadingZeros<int64_t>),
    Static("int numberOfTrailingZeros(long)", TrailingZeros<int64_t>),
    Static("long parseLong(String)", Parse<TypeId::kLong, INT64_MIN, INT64_MAX, false>),
    Static("long parseLong(String,int)", Parse<TypeId::kLong, INT64_MIN, INT64_MAX, true>),
    Static("long parseUnsignedLong(String)", ParseUnsigned<int64_t, false>),
    Static("long parseUnsignedLong(String,int)", ParseUnsigned<int64_t, true>),
    Static("long remainderUnsigned(long,long)", DivideUnsigned<int64_t, true>),
    Static("long reverse(long)", ReverseBits<int64_t>),
    Static("long reverseBytes(long)", ReverseBytes<int64_t>),
    Static("long rotateLeft(long,int)", RotateLeft<int64_t>),
    Static("long rotateRight(long,int)", RotateRight<int64_t>),
    Static("int signum(long)", Signum<int64_t>),
    Static("long sum(long,long)", Sum),
    Static("String toBinaryString(long)", UnsignedText<int64_t, 2>),
    Static("String toHexString(long)", UnsignedText<int64_t, 16>),
    Static("String toOctalString(long)", UnsignedText<int64_t, 8>),
    Static("String toString(long)", Text),
    Static("String toString(long,int)", RadixText<int64_t>),
    Static("String toUnsignedString(long)", UnsignedText<int64_t, 10>),
    Static("String toUnsignedString(long,int)", UnsignedRadixText<int64_t>),
    Static("Long valueOf(long)", Same),
    Static("Long valueOf(String,int)", Parse<TypeId::kLong, INT64_MIN, INT64_MAX, true>),
};
static_assert(IsSorted(kLong));

// Floating point --------------------------------------------------------------------------------------------------------------------------

template <TypeId type>
Value ParseFloating(Run& run, const Value* a) {
  double number = 0;
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  if (!ParseDouble(a[0].as_text(), &number)) return run.ThrowFormatted(TypeId::kNumberFormatException, "{}", WhyNoDouble(a[0].as_text()));
  return ConvertNumber(Value::Double(number), type);
}
Value IsNan(Run&, const Value* a) { return Value::Bool(std::isnan(a[0].as_double())); }
Value IsInfinite(Run&, const Value* a) { return Value::Bool(std::isinf(a[0].as_double())); }
Value IsFinite(Run&, const Value* a) { return Value::Bool(std::isfinite(a[0].as_double())); }
Value SumDouble(Run&, const Value* a) { return Value::Double(a[0].as_double() + a[1].as_double()); }
Value SumFloat(Run&, const Value* a) { return Value::Float(a[0].as_float() + a[1].as_float()); }
Value DoubleBits(Run&, const Value* a) {
  int64_t bits = 0x7ff8000000000000;
  const double value = a[0].as_double();
  if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
  return Value::Long(bits);
}
Value FromDoubleBits(Run&, const Value* a) {
  double value = 0;
  const int64_t bits = a[0].as_long();
  std::memcpy(&value, &bits, sizeof value);
  return Value::Double(value);
}
Value FloatBits(Run&, const Value* a) {
  int32_t bits = 0x7fc00000;
  const float value = a[0].as_float();
  if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
  return Value::Int(bits);
}
Value FromFloatBits(Run&, const Value* a) {
  float value = 0;
  const auto bits = static_cast<int32_t>(a[0].as_long());
  std::memcpy(&value, &bits, sizeof value);
  return Value::Float(value);
}

constexpr Method kDouble[] = {
    Static("int compare(double,double)", Compare2),
    Static("long doubleToLongBits(double)", DoubleBits),
    Static("long doubleToRawLongBits(double)", DoubleBits),
    Static("int hashCode(double)", Hash),
    Static("boolean isFinite(double)", IsFinite),
    Instance("boolean isInfinite()", IsInfinite),
    Static("boolean isInfinite(double)", IsInfinite),
    Instance("boolean isNaN()", IsNan),
    Static("boolean isNaN(double)", IsNan),
    Static("double longBitsToDouble(long)", FromDoubleBits),
    Static("double max(double,double)", LargerFloating),
    Static("double min(double,double)", SmallerFloating),
    Static("double parseDouble(String)", ParseFloating<TypeId::kDouble>),
    Static("double sum(double,double)", SumDouble),
    Static("String toString(double)", Text),
    Static("Double valueOf(double)", Same),
};
static_assert(IsSorted(kDouble));

constexpr Method kFloat[] = {
    Static("int compare(float,float)", Compare2),
    Static("int floatToIntBits(float)", FloatBits),
    Static("int floatToRawIntBits(float)", FloatBits),
    Static("int hashCode(float)", Hash),
    Static("float intBitsToFloat(int)", FromFloatBits),
    Static("boolean isFinite(float)", IsFinite),
    Instance("boolean isInfinite()", IsInfinite),
    Static("boolean isInfinite(float)", IsInfinite),
    Instance("boolean isNaN()", IsNan),
    Static("boolean isNaN(float)", IsNan),
    Static("float max(float,float)", LargerFloating),
    Static("float min(float,float)", SmallerFloating),
    Static("float parseFloat(String)", ParseFloating<TypeId::kFloat>),
    Static("float sum(float,float)", SumFloat),
    Static("String toString(float)", Text),
    Static("Float valueOf(float)", Same),
};
static_assert(IsSorted(kFloat));

// Boolean ---------------------------------------------------------------------------------------------------------------------------------

Value True(Run&) { return Value::Bool(true); }
Value False(Run&) { return Value::Bool(false); }
Value And(Run&, const Value* a) { return Value::Bool(a[0].as_bool() && a[1].as_bool()); }
Value Or(Run&, const Value* a) { return Value::Bool(a[0].as_bool() || a[1].as_bool()); }
Value Xor(Run&, const Value* a) { return Value::Bool(a[0].as_bool() != a[1].as_bool()); }
Value ParseBoolean(Run&, const Value* a) {
  if (a[0].is_null() || a[0].as_text().size() != 4) return Value::Bool(false);
  const std::string_view text = a[0].as_text();
  for (size_t i = 0; i < 4; ++i) {
    if ((text[i] | 0x20) != "true"[i]) return Value::Bool(false);
  }
  return Value::Bool(true);
}

constexpr Method kBoolean[] = {
    Instance("boolean booleanValue()", Same),
    Static("int compare(boolean,boolean)", Compare2),
    Static("int hashCode(boolean)", Hash),
    Static("boolean logicalAnd(boolean,boolean)", And),
    Static("boolean logicalOr(boolean,boolean)", Or),
    Static("boolean logicalXor(boolean,boolean)", Xor),
    Static("boolean parseBoolean(String)", ParseBoolean),
    Static("String toString(boolean)", Text),
    Static("Boolean valueOf(boolean)", Same),
};
static_assert(IsSorted(kBoolean));
constexpr Constant kBooleanConstants[] = {Field("Boolean", "TRUE", True), Field("Boolean", "FALSE", False)};

constexpr Constant kByteConstants[] = {Field("int", "BYTES", Give<1, TypeId::kInt>), Field("byte", "MAX_VALUE", Give<INT8_MAX, TypeId::kByte>),
                                       Field("byte", "MIN_VALUE", Give<INT8_MIN, TypeId::kByte>), Field("int", "SIZE", Give<8, TypeId::kInt>)};
constexpr Constant kShortConstants[] = {Field("int", "BYTES", Give<2, TypeId::kInt>), Field("short", "MAX_VALUE", Give<INT16_MAX, TypeId::kShort>),
                                        Field("short", "MIN_VALUE", Give<INT16_MIN, TypeId::kShort>), Field("int", "SIZE", Give<16, TypeId::kInt>)};
constexpr Constant kIntegerConstants[] = {Field("int", "BYTES", Give<4, TypeId::kInt>), Field("int", "MAX_VALUE", Give<INT32_MAX, TypeId::kInt>),
                                          Field("int", "MIN_VALUE", Give<INT32_MIN, TypeId::kInt>), Field("int", "SIZE", Give<32, TypeId::kInt>)};
constexpr Constant kLongConstants[] = {Field("int", "BYTES", Give<8, TypeId::kInt>), Field("long", "MAX_VALUE", Give<INT64_MAX, TypeId::kLong>),
                                       Field("long", "MIN_VALUE", Give<INT64_MIN, TypeId::kLong>), Field("int", "SIZE", Give<64, TypeId::kInt>)};

using DoubleLimits = std::numeric_limits<double>;
using FloatLimits = std::numeric_limits<float>;
constexpr Constant kDoubleConstants[] = {
    Field("int", "BYTES", Give<8, TypeId::kInt>),
    Field("int", "MAX_EXPONENT", Give<1023, TypeId::kInt>),
    Field("double", "MAX_VALUE", [](Run&) { return Value::Double(DoubleLimits::max()); }),
    Field("int", "MIN_EXPONENT", Give<-1022, TypeId::kInt>),
    Field("double", "MIN_NORMAL", [](Run&) { return Value::Double(DoubleLimits::min()); }),
    Field("double", "MIN_VALUE", [](Run&) { return Value::Double(DoubleLimits::denorm_min()); }),
    Field("double", "NEGATIVE_INFINITY", [](Run&) { return Value::Double(-DoubleLimits::infinity()); }),
    Field("double", "NaN", [](Run&) { return Value::Double(DoubleLimits::quiet_NaN()); }),
    Field("double", "POSITIVE_INFINITY", [](Run&) { return Value::Double(DoubleLimits::infinity()); }),
    Field("int", "SIZE", Give<64, TypeId::kInt>),
};
constexpr Constant kFloatConstants[] = {
    Field("int", "BYTES", Give<4, TypeId::kInt>),
    Field("int", "MAX_EXPONENT", Give<127, TypeId::kInt>),
    Field("float", "MAX_VALUE", [](Run&) { return Value::Float(FloatLimits::max()); }),
    Field("int", "MIN_EXPONENT", Give<-126, TypeId::kInt>),
    Field("float", "MIN_NORMAL", [](Run&) { return Value::Float(FloatLimits::min()); }),
    Field("float", "MIN_VALUE", [](Run&) { return Value::Float(FloatLimits::denorm_min()); }),
    Field("float", "NEGATIVE_INFINITY", [](Run&) { return Value::Float(-FloatLimits::infinity()); }),
    Field("float", "NaN", [](Run&) { return Value::Float(FloatLimits::quiet_NaN()); }),
    Field("float", "POSITIVE_INFINITY", [](Run&) { return Value::Float(FloatLimits::infinity()); }),
    Field("int", "SIZE", Give<32, TypeId::kInt>),
};

constexpr TypeApi kTables[] = {
    {TypeId::kBoxedBoolean, kBoolean, kBooleanConstants}, {TypeId::kBoxedByte, kByte, kByteConstants},
    {TypeId::kBoxedShort, kShort, kShortConstants},       {TypeId::kInteger, kInteger, kIntegerConstants},
    {TypeId::kBoxedLong, kLong, kLongConstants},          {TypeId::kBoxedFloat, kFloat, kFloatConstants},
    {TypeId::kBoxedDouble, kDouble, kDoubleConstants},
};

}  // namespace

ApiTables NumberApi() { return kTables; }

}  // namespace flowship::painless
