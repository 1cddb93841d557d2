// Character's static methods. Beyond ASCII, what a character is comes from PCRE2's Unicode tables.

#include <array>

#include "base/java_regex.h"
#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/strings.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

enum class Class : uint8_t { kLetter, kDigit, kLetterOrDigit, kLower, kUpper, kTitle, kSpace, kAlphabetic, kIdeographic, kDefined };
constexpr size_t kClasses = 10;

const JavaRegex& RegexOf(Class what) {
  static const auto regexes = [] {
    constexpr const char* kPatterns[kClasses] = {"\\p{L}",  "\\p{Nd}", "[\\p{L}\\p{Nd}]", "\\p{Lowercase}",      "\\p{Uppercase}",
                                                 "\\p{Lt}", "\\p{Z}",  "\\p{Alphabetic}", "\\p{Ideographic}", "\\P{Cn}"};
    std::array<std::unique_ptr<const JavaRegex>, kClasses> all;
    for (size_t i = 0; i < kClasses; ++i) all[i] = *JavaRegex::Compile(kPatterns[i], 0);
    return all;
  }();
  return *regexes[static_cast<size_t>(what)];
}

bool IsAsciiOf(int64_t c, Class what) {
  const bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
  switch (what) {
    case Class::kLetter:
    case Class::kAlphabetic: return lower || upper;
    case Class::kDigit: return digit;
    case Class::kLetterOrDigit: return lower || upper || digit;
    case Class::kLower: return lower;
    case Class::kUpper: return upper;
    case Class::kSpace: return c == ' ';
    case Class::kDefined: return true;
    default: return false;
  }
}

bool Belongs(Run& run, int64_t c, Class what) {
  if (c < 0 || c > 0x10FFFF) return false;
  if (c < 0x80) return IsAsciiOf(c, what);
  char bytes[kMaxEncodedBytes];
  const std::string_view text(bytes, EncodeCodePoint(static_cast<uint32_t>(c), bytes));
  std::span<JavaRegex::Group> groups;
  return RegexOf(what).Match(text, 0, JavaRegex::Anchor::kBoth, run.arena, &groups) == JavaRegex::Outcome::kMatch;
}

template <Class what>
Value Is(Run& run, const Value* a) { return Value::Bool(Belongs(run, a[0].as_long(), what)); }

bool IsBlank(Run& run, int64_t c) {
  if (c < 0x80) return (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x20);
  return Belongs(run, c, Class::kSpace) && c != 0xA0 && c != 0x2007 && c != 0x202F;  // the spaces that do not break a line are none
}
Value IsWhitespace(Run& run, const Value* a) { return Value::Bool(IsBlank(run, a[0].as_long())); }
Value IsControl(Run&, const Value* a) {
  const int64_t c = a[0].as_long();
  return Value::Bool((c >= 0 && c < 0x20) || (c >= 0x7F && c < 0xA0));
}
template <int64_t from, int64_t to>
Value IsBetween(Run&, const Value* a) { return Value::Bool(a[0].as_long() >= from && a[0].as_long() <= to); }
Value IsPair(Run&, const Value* a) {
  return Value::Bool(a[0].as_long() >= 0xD800 && a[0].as_long() < 0xDC00 && a[1].as_long() >= 0xDC00 && a[1].as_long() < 0xE000);
}

// The value of a digit or letter in a radix; -1: it has none.
int64_t DigitOf(int64_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}
Value Digit(Run&, const Value* a) {
  const int64_t digit = DigitOf(a[0].as_long()), radix = a[1].as_long();
  return Value::Int(static_cast<int32_t>(radix >= 2 && radix <= 36 && digit < radix ? digit : -1));
}
Value NumericValue(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(DigitOf(a[0].as_long()))); }
Value ForDigit(Run&, const Value* a) {
  const int64_t digit = a[0].as_long(), radix = a[1].as_long();
  if (radix < 2 || radix > 36 || digit < 0 || digit >= radix) return Unit(0);
  return Unit(static_cast<uint16_t>(digit < 10 ? '0' + digit : 'a' + digit - 10));
}

Value Compare(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(a[0].as_long() - a[1].as_long())); }
Value CharCount(Run&, const Value* a) { return Value::Int(a[0].as_long() >= 0x10000 ? 2 : 1); }
Value HighHalf(Run&, const Value* a) { return Unit(static_cast<uint16_t>((a[0].as_long() >> 10) + (0xD800 - (0x10000 >> 10)))); }
Value LowHalf(Run&, const Value* a) { return Unit(static_cast<uint16_t>((a[0].as_long() & 0x3FF) + 0xDC00)); }
Value CodePointOf(Run&, const Value* a) {
  return Value::Int(static_cast<int32_t>(((a[0].as_long() - 0xD800) << 10) + (a[1].as_long() - 0xDC00) + 0x10000));
}
Value ReverseBytes(Run&, const Value* a) { return Unit(static_cast<uint16_t>((a[0].as_long() & 0xFF) << 8 | (a[0].as_long() >> 8 & 0xFF))); }
Value ToLower(Run&, const Value* a) { return Unit(static_cast<uint16_t>(LowerCodePoint(static_cast<uint32_t>(a[0].as_long())))); }
Value ToUpper(Run&, const Value* a) { return Unit(static_cast<uint16_t>(UpperCodePoint(static_cast<uint32_t>(a[0].as_long())))); }
Value ToChars(Run& run, const Value* a) {
  const int64_t c = a[0].as_long();
  if (c < 0 || c > 0x10FFFF) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Not a valid Unicode code point: 0x{:X}", static_cast<uint32_t>(c));
  ArrayHost* const units = ArrayHost::New(run.arena, Type(TypeId::kChar, 1), c >= 0x10000 ? 2 : 1);
  units->items()[0] = c >= 0x10000 ? HighHalf(run, a) : Unit(static_cast<uint16_t>(c));
  if (c >= 0x10000) units->items()[1] = LowHalf(run, a);
  return Value::Of(units);
}
Value CharValue(Run&, const Value* a) { return a[0]; }

Value TextOfChar(Run& run, const Value* a) { return Value::String(TextOf(run, a[0])); }

constexpr Method kCharacter[] = {
    Static("int charCount(int)", CharCount),
    Instance("char charValue()", CharValue),
    Static("int compare(char,char)", Compare),
    Static("int digit(int,int)", Digit),
    Static("char forDigit(int,int)", ForDigit),
    Static("int getNumericValue(int)", NumericValue),
    Static("char highSurrogate(int)", HighHalf),
    Static("boolean isAlphabetic(int)", Is<Class::kAlphabetic>),
    Static("boolean isBmpCodePoint(int)", IsBetween<0, 0xFFFF>),
    Static("boolean isDefined(int)", Is<Class::kDefined>),
    Static("boolean isDigit(int)", Is<Class::kDigit>),
    Static("boolean isHighSurrogate(char)", IsBetween<0xD800, 0xDBFF>),
    Static("boolean isISOControl(int)", IsControl),
    Static("boolean isIdeographic(int)", Is<Class::kIdeographic>),
    Static("boolean isLetter(int)", Is<Class::kLetter>),
    Static("boolean isLetterOrDigit(int)", Is<Class::kLetterOrDigit>),
    Static("boolean isLowSurrogate(char)", IsBetween<0xDC00, 0xDFFF>),
    Static("boolean isLowerCase(int)", Is<Class::kLower>),
    Static("boolean isSpaceChar(int)", Is<Class::kSpace>),
    Static("boolean isSupplementaryCodePoint(int)", IsBetween<0x10000, 0x10FFFF>),
    Static("boolean isSurrogate(char)", IsBetween<0xD800, 0xDFFF>),
    Static("boolean isSurrogatePair(char,char)", IsPair),
    Static("boolean isTitleCase(int)", Is<Class::kTitle>),
    Static("boolean isUpperCase(int)", Is<Class::kUpper>),
    Static("boolean isValidCodePoint(int)", IsBetween<0, 0x10FFFF>),
    Static("boolean isWhitespace(int)", IsWhitespace),
    Static("char lowSurrogate(int)", LowHalf),
    Static("char reverseBytes(char)", ReverseBytes),
    Static("char[] toChars(int)", ToChars),
    Static("int toCodePoint(char,char)", CodePointOf),
    Static("char toLowerCase(char)", ToLower),
    Static("String toString(char)", TextOfChar),
    Static("char toUpperCase(char)", ToUpper),
    Static("Character valueOf(char)", CharValue),
};
static_assert(IsSorted(kCharacter));

Value MaxValue(Run&) { return Unit(0xFFFF); }
Value MinValue(Run&) { return Unit(0); }
Value MaxRadix(Run&) { return Value::Int(36); }
Value MinRadix(Run&) { return Value::Int(2); }
constexpr Constant kConstants[] = {Field("int", "MAX_RADIX", MaxRadix), Field("char", "MAX_VALUE", MaxValue), Field("int", "MIN_RADIX", MinRadix),
                                   Field("char", "MIN_VALUE", MinValue)};

constexpr TypeApi kTables[] = {{TypeId::kCharacter, kCharacter, kConstants}};

}  // namespace

ApiTables CharacterApi() { return kTables; }

}  // namespace flowship::painless
