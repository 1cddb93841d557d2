#pragma once
// What a date format is compiled to, and the stages that run it; private to date_format.h's implementation:
//
//   date_pattern.cc   letters → elements, made by date_builder.cc
//                                                 date_parse.cc    elements + text → fields
//   date_names.cc     names → elements            date_resolve.cc  fields → date, time, instant
//   date_iso.cc       ISO 8601 by hand            date_print.cc    elements + date → text
//
// A program is a list of elements, one for each letter group or literal; an optional section is an element that knows where it ends.
// Numbers that touch share their digits by Java's rule of adjacent values: a number of variable width that is followed at once by
// numbers of fixed width leaves them theirs (`reserved` digits).
//
// The named formats are written in Java's letters with additions in the characters that Java reserves. "u{4-10e}" is a year of 4 to 10
// digits, where e asks for a '+' beyond the least width, n allows '-' only, and without either there is no sign; "S{.1-9}" is a fraction
// with its point, "Z{GMT}" an offset whose zero is written GMT, "VV{region}" a zone that is no offset. From a mark on, #i ignores case, #c
// does not, #l is lenient (DateTimeFormatterBuilder.parseLenient), #s is strict again. The other marks are what a builder can say and letters can't; fields,
// styles and forms are numbers of their enums, and each ends with a semicolon: #vFIELD,MIN,MAX,SIGN; a number, #tFIELD,STYLE; a text, #oFORM,ZERO; an offset,
// #pWIDTH; a pad, #dFIELD,VALUE; the value of a field that the text has not given.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date_failure.h"
#include "base/date_locale.h"
#include "base/java_time.h"

namespace flowship {

enum class ElementKind : uint8_t {
  kLiteral,      // the bytes [literal, literal + size) of the program
  kNumber,
  kReduced,      // two digits of a year from 2000 on
  kFraction,
  kText,
  kOffset,       // +02:00 in one of OffsetForm; `literal` is the text of zero
  kLocalOffset,  // GMT+2; style kFull: GMT+02:00
  kZoneId,
  kZoneRegion,   // the same, but an optional section with it is not written for a zone that is an offset
  kZoneText,
  kZoneGeneric,
  kPad,          // the next element is as wide as min_width
  kOptional,     // the elements up to index `end` may be missing
  kDefault,      // takes no text: the field's value, `literal`, unless it is known
};

enum class SignRule : uint8_t { kNormal, kNotNegative, kExceedsPad };

// java.time's offset patterns: small letters are optional, seconds are written only when they are not zero.
enum class OffsetForm : uint8_t { kHHmm, kHHMM, kHHcMM, kHHMMss, kHHcMMcss };

// The elements that make up most patterns, which are run without looking at the rest of the element.
enum class Quick : uint8_t {
  kNone,
  kCharacter,  // a literal of one byte
  kTwoDigits,  // a number that is exactly that, of a month, day, hour, minute or second
};

inline constexpr uint8_t kNoQuickPart = 5;
constexpr uint8_t QuickPart(DateField field) {
  switch (field) {
    case DateField::kMonthOfYear: return 0;
    case DateField::kDayOfMonth: return 1;
    case DateField::kHourOfDay: return 2;
    case DateField::kMinuteOfHour: return 3;
    case DateField::kSecondOfMinute: return 4;
    default: return kNoQuickPart;
  }
}

struct Element {
  ElementKind kind = ElementKind::kLiteral;
  DateField field = DateField::kYear;
  SignRule sign = SignRule::kNormal;
  TextStyle style = TextStyle::kShort;
  OffsetForm offset = OffsetForm::kHHMM;
  uint8_t min_width = 1, max_width = 19;
  uint8_t reserved = 0;         // digits that belong to the numbers that follow
  bool point = false;           // a fraction begins with its decimal point
  bool lenient = false;         // DateTimeFormatterBuilder.parseLenient
  bool ignore_case = false;
  Quick quick = Quick::kNone;
  char character = 0;           // of kCharacter
  uint8_t part = 0;             // of kTwoDigits, as QuickPart counts the fields
  uint16_t literal = 0, size = 0;
  uint16_t end = 0;
};

enum class ResolverStyle : uint8_t { kStrict, kSmart, kLenient };  // lenient: only a date of year, month and day is

struct DateProgram {
  std::vector<Element> elements;
  std::string literals;
  const DateLocale* locale = &RootDateLocale();
  ResolverStyle resolver = ResolverStyle::kStrict;
  WeekRule week;
  size_t max_bytes = 0;

  std::string_view LiteralOf(const Element& element) const {
    return std::string_view(literals).substr(element.literal, element.size);
  }
};

// As java.time.temporal.ValueRange: "1 - 28/31" is {1, 1, 28, 31}.
struct FieldRange {
  int64_t first, largest_first, smallest_last, last;
};
constexpr FieldRange FixedRange(int64_t first, int64_t last) { return {first, first, last, last}; }

inline constexpr int64_t kFirstEpochDay = -365'243'219'162, kLastEpochDay = 365'241'780'471;
inline constexpr int64_t kNanosPerDay = kSecondsPerDay * kNanosPerSecond;
inline constexpr int64_t kJulianDayOfEpoch = 40'587;  // modified Julian day of 1970-01-01

inline constexpr FieldRange kFieldRanges[kDateFieldCount] = {
    FixedRange(0, 999'999'999),  // NanoOfSecond
    FixedRange(0, kNanosPerDay - 1),  // NanoOfDay
    FixedRange(0, 999'999),  // MicroOfSecond
    FixedRange(0, kNanosPerDay / 1'000 - 1),  // MicroOfDay
    FixedRange(0, 999),  // MilliOfSecond
    FixedRange(0, kNanosPerDay / 1'000'000 - 1),  // MilliOfDay
    FixedRange(0, 59),  // SecondOfMinute
    FixedRange(0, 86'399),  // SecondOfDay
    FixedRange(0, 59),  // MinuteOfHour
    FixedRange(0, 1'439),  // MinuteOfDay
    FixedRange(0, 11),  // HourOfAmPm
    FixedRange(1, 12),  // ClockHourOfAmPm
    FixedRange(0, 23),  // HourOfDay
    FixedRange(1, 24),  // ClockHourOfDay
    FixedRange(0, 1),  // AmPmOfDay
    FixedRange(1, 7),  // DayOfWeek
    FixedRange(1, 7),  // AlignedDayOfWeekInMonth
    {1, 1, 28, 31},  // DayOfMonth
    {1, 1, 365, 366},  // DayOfYear
    FixedRange(kFirstEpochDay, kLastEpochDay),  // EpochDay
    FixedRange(1, 12),  // MonthOfYear
    FixedRange(kMinYear * int64_t{12}, kMaxYear * int64_t{12} + 11),  // ProlepticMonth
    {1, 1, kMaxYear, kMaxYear + 1},  // YearOfEra
    FixedRange(kMinYear, kMaxYear),  // Year
    FixedRange(0, 1),  // Era
    FixedRange(INT64_MIN, INT64_MAX),  // InstantSeconds
    FixedRange(-kMaxOffsetSeconds, kMaxOffsetSeconds),  // OffsetSeconds
    FixedRange(1, 4),  // QuarterOfYear
    FixedRange(kFirstEpochDay + kJulianDayOfEpoch, kLastEpochDay + kJulianDayOfEpoch),  // ModifiedJulianDay
    FixedRange(kMinYear, kMaxYear),  // WeekBasedYear
    {1, 1, 52, 53},  // WeekOfWeekBasedYear
    {0, 1, 4, 6},  // WeekOfMonth
    FixedRange(1, 7),  // DayOfWeek
    FixedRange(1, 7),  // AlignedDayOfWeekInYear
    {1, 1, 4, 5},  // AlignedWeekOfMonth
    FixedRange(1, 53),  // AlignedWeekOfYear
    {1, 1, 90, 92},  // DayOfQuarter
};

constexpr bool InFieldRange(DateField field, int64_t value) {
  const FieldRange& range = kFieldRanges[static_cast<size_t>(field)];
  return value >= range.first && value <= range.last;
}

// The fields that a text gave, and what they were resolved to. `values` are meaningful where `present` has the field's bit.
struct ParsedDate {
  uint64_t present = 0;
  int64_t values[kDateFieldCount];
  bool has_zone = false, has_date = false, has_time = false, has_instant = false;
  uint8_t excess_days = 0;  // of a time 24:00
  ZoneId zone;
  LocalDateTime local;      // the date and the time, each meaningful if had
  Instant instant;

  void Reset() { present = 0, excess_days = 0, has_zone = has_date = has_time = has_instant = false; }

  bool Has(DateField field) const { return (present >> static_cast<unsigned>(field) & 1) != 0; }
  int64_t Get(DateField field) const { return values[static_cast<size_t>(field)]; }
  void Put(DateField field, int64_t value) {
    values[static_cast<size_t>(field)] = value;
    present |= uint64_t{1} << static_cast<unsigned>(field);
  }
  void Remove(DateField field) { present &= ~(uint64_t{1} << static_cast<unsigned>(field)); }
};

// Options of the ISO 8601 parser: which of Elasticsearch's strict names it stands for.
enum class IsoPart : uint8_t { kYear, kMonth, kDay, kHour, kMinute, kSecond, kNano };
enum class IsoZone : uint8_t { kOptional, kForbidden, kMandatory };
struct IsoRule {
  IsoPart first_end = IsoPart::kYear;  // the text may not end before this part ...
  IsoPart last = IsoPart::kNano;       // ... and has none after this one
  IsoZone zone = IsoZone::kOptional;
  bool optional_time = false;          // a text that ends within the date is complete all the same
  bool comma = true;                   // as the decimal sign
};

enum class EpochUnit : uint8_t { kSeconds, kMillis };

struct DateParser {
  enum class Kind : uint8_t { kProgram, kIso, kEpoch, kInstant } kind = Kind::kProgram;
  DateProgram program;
  IsoRule iso;
  EpochUnit epoch = EpochUnit::kSeconds;
  bool in_utc = false;  // a text without zone is, unless the caller says otherwise; a printer writes the date there
};

struct DateParsers {
  std::string format;
  std::vector<DateParser> parsers;
  DateParser printer;     // kProgram, kEpoch or kInstant
  bool several = false;   // fails with kAllParsers
  bool of_java = false;   // a DateTimeFormatter, which Elasticsearch has put nothing around
  const DateLocale* locale = &RootDateLocale();
};

// Error texts are Java's.
enum class DateNotation : uint8_t { kJava, kWidths };
Result<DateProgram> CompileDatePattern(std::string_view pattern, const DateLocale& locale, ResolverStyle resolver,
                                       DateNotation notation = DateNotation::kJava);
// A named format of Elasticsearch, or nothing.
std::optional<DateParsers> FindNamedDateFormat(std::string_view name);
// The constants of java.time.format.DateTimeFormatter.
std::vector<std::string_view> JavaConstantNames();
DateParsers JavaConstant(std::string_view name);

// The whole text has to be taken. Values are as written; ResolveDate checks and combines them. `zone` overrides a missing one.
bool ParseFields(const DateProgram& program, std::string_view text, ParsedDate* parsed, DateFailure* failure);
bool ResolveDate(const DateProgram& program, const ZoneId* zone, ParsedDate* parsed, DateFailure* failure);

// The first 64 characters of a text, as java.time quotes it.
std::string QuotedText(std::string_view text);
// As java.time.format.Parsed.toString(): "{YearOfEra=2024, MonthOfYear=7},ISO resolved to 10:11".
std::string DescribeFields(const ParsedDate& parsed, WeekRule week);

bool ParseIso(const IsoRule& rule, std::string_view text, const ZoneId* zone, ParsedDate* parsed);
bool ParseEpoch(EpochUnit unit, std::string_view text, const ZoneId* zone, ParsedDate* parsed);
bool ParseJavaInstant(std::string_view text, ParsedDate* parsed, DateFailure* failure);

char* PrintDate(const DateProgram& program, const ZonedDateTime& time, char* out, DateFailure* failure);
char* PrintEpoch(EpochUnit unit, const ZonedDateTime& time, char* out);

// An offset as java.time's formatter reads it at `at`; nothing when there is none. All three parts are up to 59.
struct OffsetText {
  size_t end = 0;
  int32_t hours = 0, minutes = 0, seconds = 0;
  bool negative = false;

  int32_t Total() const {
    const int32_t total = hours * 3600 + minutes * 60 + seconds;
    return negative ? -total : total;
  }
};
std::optional<OffsetText> ReadOffset(std::string_view text, size_t at, OffsetForm form, bool lenient);

}  // namespace flowship
