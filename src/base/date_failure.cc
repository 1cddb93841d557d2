#include "base/date_failure.h"

#include <algorithm>
#include <bit>

#include "base/date_program.h"
#include "base/java_number.h"

namespace flowship {
namespace {

using Kind = DateFailure::Kind;

constexpr std::string_view kParseException = "date_time_parse_exception";
constexpr std::string_view kDateTimeException = "date_time_exception";
constexpr std::string_view kArgumentException = "illegal_argument_exception";

constexpr std::string_view kFieldNames[kDateFieldCount] = {
    "NanoOfSecond",
    "NanoOfDay",
    "MicroOfSecond",
    "MicroOfDay",
    "MilliOfSecond",
    "MilliOfDay",
    "SecondOfMinute",
    "SecondOfDay",
    "MinuteOfHour",
    "MinuteOfDay",
    "HourOfAmPm",
    "ClockHourOfAmPm",
    "HourOfDay",
    "ClockHourOfDay",
    "AmPmOfDay",
    "DayOfWeek",
    "AlignedDayOfWeekInMonth",
    "DayOfMonth",
    "DayOfYear",
    "EpochDay",
    "MonthOfYear",
    "ProlepticMonth",
    "YearOfEra",
    "Year",
    "Era",
    "InstantSeconds",
    "OffsetSeconds",
    "QuarterOfYear",
    "ModifiedJulianDay",
    "WeekBasedYear",
    "WeekOfWeekBasedYear",
    "WeekOfMonth",
    "DayOfWeek",
    "AlignedDayOfWeekInYear",
    "AlignedWeekOfMonth",
    "AlignedWeekOfYear",
    "DayOfQuarter",
};

constexpr std::string_view kMonths[] = {"JANUARY", "FEBRUARY", "MARCH",     "APRIL",   "MAY",      "JUNE",
                                        "JULY",    "AUGUST",   "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"};
constexpr std::string_view kWeekdays[] = {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"};

std::string Text(int64_t value) { return std::to_string(value); }

// Characters as Java counts them: UTF-16 units.
size_t Utf16Length(std::string_view text) {
  size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80 ? (byte >= 0xF0 ? 2 : 1) : 0;
  }
  return units;
}

std::string RangeText(const FieldRange& range) {
  std::string text = Text(range.first);
  if (range.first != range.largest_first) text += "/" + Text(range.largest_first);
  text += " - " + Text(range.smallest_last);
  if (range.smallest_last != range.last) text += "/" + Text(range.last);
  return text;
}

std::string Written(char* (*write)(const LocalDateTime&, char*), const LocalDateTime& time) {
  char text[kTimeTextMaxBytes];
  return std::string(text, write(time, text));
}

std::string ConflictReason(const DateFailure& f) {
  const std::string name = FieldName(f.field, f.week);
  const std::string differ = name + " " + Text(f.value) + " differs from " + name + " " + Text(f.other);
  switch (f.kind) {
    case Kind::kConflict: return "Conflict found: " + differ;
    case Kind::kConflictResolving: return "Conflict found: " + differ + " while resolving  " + FieldName(f.source, f.week);
    case Kind::kConflictDate: return "Conflict found: Field " + differ + " derived from " + Written(WriteDate, f.derived);
    case Kind::kConflictTime: return "Conflict found: Field " + differ + " derived from " + Written(WriteTime, f.derived);
    default: break;
  }
  return "Conflict found: Fields resolved to two different dates: " + Written(WriteDate, DateOfEpochDay(f.value)) + " " +
         Written(WriteDate, DateOfEpochDay(f.other));
}

// What DateTimeException says of values that do not fit together.
std::string ValueReason(const DateFailure& f) {
  switch (f.kind) {
    case Kind::kFieldRange:
      return "Invalid value for " + FieldName(f.field, f.week) + " (valid values " + RangeText(kFieldRanges[static_cast<size_t>(f.field)]) + "): " + Text(f.value);
    case Kind::kInvalidDate:
      return "Invalid date '" + std::string(kMonths[static_cast<size_t>(f.value - 1)]) + " " + Text(f.other) + "'";
    case Kind::kNotLeapYear: return "Invalid date 'February 29' as '" + Text(f.value) + "' is not a leap year";
    case Kind::kNoDay366: return "Invalid date 'DayOfYear 366' as '" + Text(f.value) + "' is not a leap year";
    case Kind::kOffsetParts: return "Value out of range: Hour[0-23], Minute[0-59], Second[0-59]";
    case Kind::kOffsetRange: return "Zone offset not in valid range: -18:00 to +18:00";
    case Kind::kOtherMonth: return "Strict mode rejected date parsed to a different month";
    case Kind::kOtherYear: return "Strict mode rejected date parsed to a different week-based-year";
    case Kind::kInstantRange: return "Instant exceeds minimum or maximum instant";
    case Kind::kPrintWidth:
      return "Field " + FieldName(f.field, f.week) + " cannot be printed as the value " + Text(f.value) +
             " exceeds the maximum print width of " + Text(f.other);
    case Kind::kPrintPad:
      return "Cannot print as output of " + Text(f.value) + " characters exceeds pad width of " + Text(f.other);
    default: return ConflictReason(f);
  }
}

std::vector<DateCause> Ingest(const DateFailure& f, std::string_view text) {
  if (f.kind == Kind::kTooShort) {
    return {{"string_index_out_of_bounds_exception",
             "begin " + Text(f.index) + ", end " + Text(f.value) + ", length " + Text(f.other)}};
  }
  std::string reason = "For input string: \"" + std::string(text.substr(f.index)) + "\"";
  if (f.value == 16) reason = "For input string: \"" + std::string(text.substr(f.index, static_cast<size_t>(f.other))) + "\" under radix 16";
  if (f.value == 0) reason = WhyNoDouble(text);
  return {{"number_format_exception", std::move(reason)}};
}

// What the formatter itself throws: a parse exception, perhaps because of another one.
void AddParseCauses(const DateFailure& f, std::string_view text, std::vector<DateCause>* causes) {
  const std::string start = "Text '" + QuotedText(text) + "' could not be parsed";
  const size_t beyond = f.index > text.size() ? f.index - text.size() : 0;  // java.time's own sums may be
  const std::string at = Text(static_cast<int64_t>(Utf16Length(text.substr(0, f.index - beyond)) + beyond));
  switch (f.kind) {
    case Kind::kAllParsers: causes->push_back({kParseException, "Failed to parse with all enclosed parsers"}); return;
    case Kind::kSyntax: causes->push_back({kParseException, start + " at index " + at}); return;
    case Kind::kUnparsedText: causes->push_back({kParseException, start + ", unparsed text found at index " + at}); return;
    default: break;
  }
  std::string reason = ValueReason(f);
  causes->push_back({kParseException, start + ": " + reason});
  causes->push_back({kDateTimeException, std::move(reason)});
}

}  // namespace

std::string FieldName(DateField field, WeekRule week) {
  std::string name(kFieldNames[static_cast<size_t>(field)]);
  const bool of_week = field == DateField::kWeekBasedYear || field == DateField::kWeekOfWeekBasedYear ||
                       field == DateField::kWeekOfMonth || field == DateField::kLocalDayOfWeek;
  if (of_week) {
    name += "[WeekFields[" + std::string(kWeekdays[week.first_day - 1]) + "," + Text(week.minimal_days) + "]]";
  }
  return name;
}

std::string QuotedText(std::string_view text) {
  constexpr size_t kMaxUnits = 64;
  if (Utf16Length(text) <= kMaxUnits) return std::string(text);
  size_t end = 0;
  for (size_t units = 0; end < text.size(); ++end) {
    units += Utf16Length(text.substr(end, 1));
    if (units > kMaxUnits) break;
  }
  return std::string(text.substr(0, end)) + "...";
}

std::string DescribeFields(const ParsedDate& parsed, WeekRule week) {
  std::string text = "{";
  for (uint64_t left = parsed.present; left != 0; left &= left - 1) {
    const auto field = static_cast<DateField>(std::countr_zero(left));
    if (text.size() > 1) text += ", ";
    text += FieldName(field, week) + "=" + Text(parsed.Get(field));
  }
  text += "},ISO";
  if (parsed.has_zone) text += "," + ToString(parsed.zone);
  if (parsed.has_date || parsed.has_time) text += " resolved to ";
  if (parsed.has_date) text += Written(WriteDate, parsed.local);
  if (parsed.has_date && parsed.has_time) text += 'T';
  if (parsed.has_time) text += Written(WriteTime, parsed.local);
  return text;
}

std::vector<DateCause> ExplainDateFailure(const DateFailure& failure, std::string_view text, std::string_view format) {
  switch (failure.kind) {
    case Kind::kNone: return {};
    case Kind::kEmpty: return {{kArgumentException, "cannot parse empty datetime"}};
    case Kind::kNotConvertible: return {{kArgumentException, "temporal accessor cannot be converted to zoned date time"}};
    case Kind::kNumber: case Kind::kTooShort: return Ingest(failure, text);
    default: break;
  }
  if (!failure.in_formatter && failure.kind != Kind::kAllParsers) return {{kDateTimeException, ValueReason(failure)}};
  std::vector<DateCause> causes;
  if (!format.empty()) {
    causes.push_back({kArgumentException,
                      "failed to parse date field [" + std::string(text) + "] with format [" + std::string(format) + "]"});
  }
  AddParseCauses(failure, text, &causes);
  return causes;
}

}  // namespace flowship
