// DecimalFormat: prefix, #,##0.00##, %, suffix; English, half-even on the number's exact value, as Java's.

#include <algorithm>
#include <cmath>
#include <string>

#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/decimal.h"
#include "painless/time.h"

namespace flowship::painless {
namespace {

struct NumberPattern {
  std::string prefix, suffix;
  int least_whole = 0, least_fraction = 0, most_fraction = 0, grouping = 0;
  bool percent = false, point = false;  // the point is shown even if nothing stands behind it
};

constexpr int kMostFraction = 340;  // Java's

// nullptr: fine; else what is wrong.
const char* ReadPattern(std::string_view text, NumberPattern* pattern) {
  enum class Part { kPrefix, kNumber, kSuffix } part = Part::kPrefix;
  bool quoted = false, fraction = false;
  int since_comma = -1, hashes = 0;
  for (const char c : text.substr(0, std::min(text.find(';'), text.size()))) {
    if (c == '\'') {
      quoted = !quoted;
      continue;
    }
    const bool digit = !quoted && (c == '#' || c == '0' || c == ',' || c == '.');
    if (digit && part == Part::kPrefix) part = Part::kNumber;
    if (!digit && part == Part::kNumber) part = Part::kSuffix;
    if (digit && part == Part::kSuffix) return "Unquoted special character in pattern";
    if (part != Part::kNumber) {
      if (!quoted && c == 'E' && part == Part::kSuffix) return "exponents are not supported in pattern";
      pattern->percent |= !quoted && c == '%';
      (part == Part::kPrefix ? pattern->prefix : pattern->suffix) += c;
      continue;
    }
    if (c == '.' && fraction) return "Multiple decimal separators in pattern";
    if (c == '#' && !fraction && pattern->least_whole > 0) return "Unexpected '0' in pattern";
    if (c == '0' && fraction && pattern->most_fraction > pattern->least_fraction) return "Unexpected '0' in pattern";
    if (c == ',' && !fraction) since_comma = 0;
    else if (c != '.' && !fraction && since_comma >= 0) ++since_comma;
    if (c == '#' && !fraction) ++hashes;
    if (c == '.') fraction = true;
    if (c == '0') ++(fraction ? pattern->least_fraction : pattern->least_whole);
    if (fraction && (c == '0' || c == '#')) ++pattern->most_fraction;
  }
  pattern->point = fraction && pattern->most_fraction == 0;
  // ###.## shows a zero before the point, .## one behind it.
  if (fraction && pattern->least_whole == 0 && pattern->least_fraction == 0) (hashes > 0 ? pattern->least_whole : pattern->least_fraction) = 1;
  pattern->grouping = std::max(since_comma, 0);
  pattern->most_fraction = std::min(pattern->most_fraction, kMostFraction);
  return nullptr;
}

// The digits of the absolute value, rounded to so many places on its exact value.
std::string Digits(Run& run, const Value& number, int places) {
  if (number.is_floating()) {
    std::string text(400 + static_cast<size_t>(places), '\0');
    text.resize(static_cast<size_t>(std::snprintf(text.data(), text.size(), "%.*f", places, std::fabs(number.as_double()))));
    return text;
  }
  DecimalText text;
  DecimalOf(run, number, &text);
  text.Round(places, Rounding::kHalfEven);
  return text.Fixed(places);
}

// Of a whole number or BigDecimal.
bool HostOrDigitsNegative(const Value& number) {
  if (number.is_integral()) return number.as_long() < 0;
  const DecimalHost* const decimal = As<DecimalHost>(number);
  return (decimal == nullptr ? number.as_text() : decimal->digits()).starts_with('-');
}

class FormatHost final : public Host {
 public:
  explicit FormatHost(std::string_view pattern) : Host(TypeId::kDecimalFormat), pattern_(pattern) {}
  static bool Is(Type type) { return type == Type(TypeId::kDecimalFormat); }
  std::string_view pattern() const { return pattern_; }

 private:
  std::string_view pattern_;
};

std::string Formatted(Run& run, Value number, const NumberPattern& pattern) {
  if (number.is_floating() && std::isnan(number.as_double())) return "NaN";
  const bool negative = number.is_floating() ? std::signbit(number.as_double()) : HostOrDigitsNegative(number);
  if (number.is_floating() && std::isinf(number.as_double())) return (negative ? "-" : "") + pattern.prefix + "∞" + pattern.suffix;
  std::string text = Digits(run, number, pattern.most_fraction);
  const size_t point = std::min(text.find('.'), text.size());
  std::string whole = text.substr(0, point), fraction = point < text.size() ? text.substr(point + 1) : std::string();
  while (fraction.size() > static_cast<size_t>(pattern.least_fraction) && fraction.back() == '0') fraction.pop_back();
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  const auto least = static_cast<size_t>(pattern.least_whole);
  if (whole.size() < least) whole.insert(0, least - whole.size(), '0');
  if (whole.empty() && fraction.empty()) whole = "0";
  if (pattern.grouping > 0) {
    for (auto place = static_cast<int64_t>(whole.size()) - pattern.grouping; place > 0; place -= pattern.grouping) whole.insert(static_cast<size_t>(place), ",");
  }
  return (negative ? "-" : "") + pattern.prefix + whole + (fraction.empty() && !pattern.point ? "" : "." + fraction) + pattern.suffix;
}

Value New(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  NumberPattern pattern;
  if (const char* const problem = ReadPattern(a[0].as_text(), &pattern)) {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "{} \"{}\"", problem, a[0].as_text());
  }
  return Value::Of(run.arena.New<FormatHost>(a[0].as_text()));
}
Value Format(Run& run, const Value* a) {
  DecimalText text;
  Value number = a[1];
  if (!number.is_floating() && !DecimalOf(run, number, &text)) return run.Throw(TypeId::kIllegalArgumentException, "Cannot format given Object as a Number");
  NumberPattern pattern;
  ReadPattern(As<FormatHost>(a[0])->pattern(), &pattern);
  if (pattern.percent) {
    if (As<DecimalHost>(number) != nullptr) number = Value::Double(As<DecimalHost>(number)->AsDouble());
    number = number.is_floating() ? Value::Double(number.as_double() * 100) : Value::Long(ToLong(number) * 100);
  }
  return Value::String(run.Copy(Formatted(run, number, pattern)));
}
Value Pattern(Run&, const Value* a) { return Value::String(As<FormatHost>(a[0])->pattern()); }

constexpr Method kDecimalFormat[] = {
    Instance("String format(Object)", Format),
    Static("DecimalFormat new(String)", New),
    Instance("String toPattern()", Pattern),
};
static_assert(IsSorted(kDecimalFormat));
constexpr TypeApi kTables[] = {{TypeId::kDecimalFormat, kDecimalFormat, {}}};

}  // namespace

ApiTables DecimalFormatApi() { return kTables; }

}  // namespace flowship::painless
