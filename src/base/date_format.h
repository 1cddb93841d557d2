#pragma once
// Date formats, compiled once: Java's DateTimeFormatter patterns and Elasticsearch's named formats, both ways.
//
// A format is what a mapping's or a date processor's `format` takes: patterns of java.time.format.DateTimeFormatter and names such as
// strict_date_optional_time or epoch_millis (date_names.cc has the table), several of them with "||" between; a pattern may begin with "8".
// All are tried in their order, the first one writes. As in Elasticsearch a pattern is resolved strictly: with "uuuu" 30 February is an
// error, while with "yyyy" (a year of an unnamed era) nothing is checked before the date is made, so a wrong day of the week passes.
//
// A DateFormatter is immutable and cheap to copy; any number of threads may use it. Parsing and formatting do not allocate. Texts are
// UTF-8; only digits 0 to 9 are digits. Words are English (date_locale.h). The letter B (day periods) is not supported.
// Sources: DateTimeFormatter's class documentation (JDK 17) for letters and resolving, Elasticsearch 8's page "mapping date format" for
// the names; testdata/base/java_time.yml and date_names.yml hold what the real ones answer.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date_failure.h"
#include "base/date_locale.h"
#include "base/java_time.h"
#include "base/result.h"

namespace flowship {

struct ParsedDate;  // date_program.h
struct DateParsers;

class DateFormatter {
 public:
  // As Elasticsearch's DateFormatter.forPattern(format).withLocale(locale). The error has its text.
  static Result<DateFormatter> Compile(std::string_view format, const DateLocale& locale = RootDateLocale());
  // As java.time.format.DateTimeFormatter.ofPattern(pattern, locale): resolved smartly (31 April becomes the 30th).
  static Result<DateFormatter> OfPattern(std::string_view pattern, const DateLocale& locale = EnglishDateLocale());
  // What a DateTimeFormatterBuilder was told, in the notation of date_program.h, which only code writes. `resolver` is S(trict), M (smart) or L(enient).
  static Result<DateFormatter> OfBuilder(std::string_view pattern, char resolver, const DateLocale& locale);
  // The constants of DateTimeFormatter by name ("ISO_OFFSET_DATE_TIME"); null when there is none. They live for ever.
  static const DateFormatter* Constant(std::string_view name);

  // As Elasticsearch's date processor reads a format that is none of its own keywords: what the text does not say is 1 January of
  // `current_year` at 00:00 in `zone`. With the zone UTC (the offset, ZoneId{}) the result is moved to UTC.
  bool Parse(std::string_view text, const ZoneId& zone, int32_t current_year, ZonedDateTime* time, DateFailure* failure) const;
  // As Elasticsearch's DateFormatters.from(formatter.parse(text)): missing years are 1970; a text without zone is in `zone`.
  bool ParseFrom(std::string_view text, const ZoneId& zone, ZonedDateTime* time, DateFailure* failure) const;
  // As ZonedDateTime.parse(text, formatter[.withZone(zone)]): needs a date, a time and a zone.
  bool ParseZoned(std::string_view text, const std::optional<ZoneId>& zone, ZonedDateTime* time, DateFailure* failure) const;
  // As LocalDateTime.parse, with a date alone at 00:00 and a time alone on 1 January 1970 allowed: asks only that one of them is there.
  bool ParseLocal(std::string_view text, LocalDateTime* time, DateFailure* failure) const;

  // As Instant.from(formatter.parse(text)); ISO_INSTANT is Instant.parse.
  bool ParseInstant(std::string_view text, const std::optional<ZoneId>& zone, Instant* instant, DateFailure* failure) const;

  // What java.time.format.Parsed holds: the parts that a text gave, each of its own. A script turns them into what it asks for.
  struct Parts {
    bool has_date = false, has_time = false, has_instant = false, has_zone = false, has_offset = false;
    LocalDateTime local;  // the date and the time, each meaningful if had
    Instant instant;
    ZoneId zone;  // the parsed one or the given one
    int32_t offset_seconds = 0;
  };
  bool ParseParts(std::string_view text, const std::optional<ZoneId>& zone, Parts* parts, DateFailure* failure) const;
  // The same as java.time.format.Parsed.toString(); empty when the text is none.
  std::string DescribeParts(std::string_view text, const std::optional<ZoneId>& zone) const;

  // The exceptions that a failure of this formatter with that text is in Elasticsearch (or, of OfPattern and Constant, in Java), the
  // outermost first; the last one is the root cause.
  std::vector<DateCause> Explain(const DateFailure& failure, std::string_view text) const;

  // Writes at `out`, which has room for max_bytes(), and returns the end; null when a value does not fit its letters (a year beyond four
  // digits in a format that has no place for it).
  char* Format(const ZonedDateTime& time, char* out, DateFailure* failure) const;
  // Appends; leaves `out` alone when it fails.
  bool Format(const ZonedDateTime& time, std::string* out, DateFailure* failure) const;
  size_t max_bytes() const;

  const std::string& format() const;

 private:
  explicit DateFormatter(std::shared_ptr<const DateParsers> parsers) : parsers_(std::move(parsers)) {}
  bool Fields(std::string_view text, const ZoneId* zone, ParsedDate* parsed, WeekRule* week, DateFailure* failure) const;

  std::shared_ptr<const DateParsers> parsers_;
};

}  // namespace flowship
