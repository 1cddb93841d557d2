#include "base/date_locale.h"

#include <algorithm>

#include "base/assert.h"

namespace flowship {
namespace {

using Text = std::string_view;

constexpr Text kMonthsShort[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr Text kMonthsShortSept[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"};
constexpr Text kMonthsFull[] = {"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};
constexpr Text kMonthsNarrow[] = {"J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"};
constexpr Text kMonthNumbers[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};

constexpr Text kWeekdaysShort[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr Text kWeekdaysFull[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr Text kWeekdaysNarrow[] = {"M", "T", "W", "T", "F", "S", "S"};

constexpr Text kQuartersShort[] = {"Q1", "Q2", "Q3", "Q4"};
constexpr Text kQuartersFull[] = {"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};
constexpr Text kQuarterNumbers[] = {"1", "2", "3", "4"};

constexpr Text kErasShort[] = {"BC", "AD"};
constexpr Text kErasFull[] = {"Before Christ", "Anno Domini"};
constexpr Text kErasNarrow[] = {"B", "A"};
constexpr Text kErasCommon[] = {"BCE", "CE"};

constexpr Text kHalfDaysUpper[] = {"AM", "PM"};
constexpr Text kHalfDaysLower[] = {"am", "pm"};
constexpr Text kHalfDaysDotted[] = {"a.m.", "p.m."};

// The root locale has no full words and numbers for the narrow ones.
constexpr DateLocale kRoot = {
    "",
    {kMonthsShort, kMonthsShort, kMonthNumbers, kMonthsShort, kMonthsShort, kMonthNumbers},
    {kWeekdaysShort, kWeekdaysShort, kWeekdaysNarrow, kWeekdaysShort, kWeekdaysShort, kWeekdaysNarrow},
    {kQuartersShort, kQuartersShort, kQuarterNumbers, kQuarterNumbers, kQuartersShort, kQuarterNumbers},
    {kErasShort, kErasCommon, kErasCommon, kErasShort, kErasCommon, kErasCommon},
    kHalfDaysUpper,
    {7, 1}};

constexpr DateLocale English(Text tag, const Text* months_short, const Text* half_days, WeekRule week) {
  return {tag,
          {months_short, kMonthsFull, kMonthsNarrow, months_short, kMonthsFull, kMonthsNarrow},
          {kWeekdaysShort, kWeekdaysFull, kWeekdaysNarrow, kWeekdaysShort, kWeekdaysFull, kWeekdaysNarrow},
          {kQuartersShort, kQuartersFull, kQuarterNumbers, kQuartersShort, kQuartersFull, kQuarterNumbers},
          {kErasShort, kErasFull, kErasNarrow, kErasShort, kErasFull, kErasNarrow},
          half_days,
          week};
}

constexpr DateLocale kLocales[] = {
    kRoot,
    English("en", kMonthsShort, kHalfDaysUpper, {7, 1}),
    English("en-GB", kMonthsShortSept, kHalfDaysLower, {1, 4}),
    English("en-IE", kMonthsShort, kHalfDaysDotted, {1, 4}),
    English("en-IN", kMonthsShort, kHalfDaysLower, {7, 1}),
    English("en-NZ", kMonthsShort, kHalfDaysLower, {1, 1}),
    English("en-US", kMonthsShort, kHalfDaysUpper, {7, 1}),
    English("en-ZA", kMonthsShort, kHalfDaysLower, {7, 1}),
};
static_assert(std::ranges::is_sorted(kLocales, {}, &DateLocale::tag));

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool SameTag(Text a, Text b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x == '_' ? '-' : Lower(x)) == Lower(y); });
}

}  // namespace

const DateLocale* FindDateLocale(std::string_view tag) {
  if (SameTag(tag, "root")) return &RootDateLocale();
  for (const DateLocale& locale : kLocales) {
    if (SameTag(tag, locale.tag)) return &locale;
  }
  const Text language = tag.substr(0, tag.find_first_of("-_"));
  return SameTag(language, "en") ? &EnglishDateLocale() : nullptr;
}

const DateLocale& RootDateLocale() { return kLocales[0]; }
const DateLocale& EnglishDateLocale() { return kLocales[1]; }

TextRange TextRangeOf(DateField field) {
  switch (field) {
    case DateField::kMonthOfYear: return {1, 12};
    case DateField::kDayOfWeek: return {1, 7};
    case DateField::kQuarterOfYear: return {1, 4};
    case DateField::kEra: return {0, 2};
    case DateField::kAmPmOfDay: return {0, 2};
    default: FLOWSHIP_ASSERT(false && "a field with text");
  }
  return {0, 0};
}

const std::string_view* DateLocale::Words(DateField field, TextStyle style) const {
  const auto at = static_cast<size_t>(style);
  switch (field) {
    case DateField::kMonthOfYear: return months[at];
    case DateField::kDayOfWeek: return weekdays[at];
    case DateField::kQuarterOfYear: return quarters[at];
    case DateField::kEra: return eras[at];
    default: return half_days;
  }
}

}  // namespace flowship
