#pragma once
// Why a text was not a date, as plain data: a failed attempt costs no allocation, which matters because the date processor tries its
// formats one after the other. Explain() writes the sentences of java.time and Elasticsearch when somebody wants to read them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/java_time.h"

namespace flowship {

struct DateFailure {
  enum class Kind : uint8_t {
    kNone,
    kSyntax,            // no date at `index` of the text
    kUnparsedText,      // a date, and more text from `index` on
    kEmpty,             // Elasticsearch does not try an empty text
    kAllParsers,        // none of a format's several parsers took it
    kFieldRange,        // `value` is not one of `field`
    kInvalidDate,       // month `value`, day `other`
    kNotLeapYear,       // 29 February of year `value`
    kNoDay366,          // day 366 of year `value`
    kConflict,          // `field` is `value` and `other`
    kConflictResolving, // the same, seen while `field` was derived from `source`
    kConflictDate,      // `field` is `other`, but `value` by the date `derived`
    kConflictTime,      // ... by the time `derived`
    kConflictDates,     // two dates, the epoch days `value` and `other`
    kOffsetParts,       // an offset with 24 hours, 60 minutes or more
    kOffsetRange,       // an offset beyond 18 hours
    kOtherMonth,        // a week-of-month date that lies in another month
    kOtherYear,         // a week date that lies in another week-based year
    kInstantRange,      // beyond the years of a LocalDateTime
    kNotConvertible,    // fields that make no date
    kNumber,            // not a number (of radix `value`); UNIX and TAI64N
    kTooShort,          // characters 1 to `value` asked for, of `other`; TAI64N
    kPrintWidth,        // printing: `field` with `value` needs more than `other` digits
    kPrintPad,          // printing: `value` characters do not fit into `other`
  };

  Kind kind = Kind::kNone;
  bool in_formatter = false;  // said by java.time's formatter, which puts "Text '…' could not be parsed" in front
  DateField field = DateField::kYear, source = DateField::kYear;
  uint32_t index = 0;         // in bytes of the text
  WeekRule week{};            // of a field that depends on it
  int64_t value = 0, other = 0;
  LocalDateTime derived{};
  bool has_zone = false;      // the caller's zone, which is one of the fields that make no date
  ZoneId zone{};
};

// One exception of Elasticsearch's chain: the type as its error bodies name it, and the reason.
struct DateCause {
  std::string_view type;
  std::string reason;
};

// The chain for `text`, the outermost first; the last one is the root cause. `format` is the whole format as configured.
std::vector<DateCause> ExplainDateFailure(const DateFailure& failure, std::string_view text, std::string_view format);

// "MonthOfYear", "WeekBasedYear[WeekFields[SUNDAY,1]]".
std::string FieldName(DateField field, WeekRule week);

}  // namespace flowship
