#pragma once
// The formats of Elasticsearch's date and date_index_name processors: the four keywords that Logstash left them, else a format of
// date_format.h ("Date processor" in the reference; the keywords are the same in Logstash's date filter).
//
//   ISO8601   date_format.h's iso8601: a year, a month or a day, then T and hours to nanoseconds after a '.' or ',', then Z, +hh, +hhmm,
//             +hh:mm or a region; a text without zone is in the processor's. The result is moved to the processor's zone.
//   UNIX      seconds, with a fraction or an exponent. What is finer than a millisecond is cut off, as in Elasticsearch, which points to
//             epoch_second for nanoseconds (elasticsearch#99388).
//   UNIX_MS   whole milliseconds
//   TAI64N    '@', optionally, then 24 hexadecimal digits. TAI is taken to be 10 seconds before UTC, as it was in 1972, and nanoseconds are
//             cut to milliseconds; both as in Elasticsearch.
//
// Immutable, cheap to copy, usable from any number of threads; parsing does not allocate.

#include <string_view>
#include <vector>

#include "base/date_format.h"

namespace flowship {

class IngestDateFormat {
 public:
  // The error is that of DateFormatter::Compile. The keywords do not depend on the locale.
  static Result<IngestDateFormat> Compile(std::string_view format, const DateLocale& locale = EnglishDateLocale());

  // `zone` is the processor's option, UTC (ZoneId{}) by default; `current_year` is the year of a text that has none.
  bool Parse(std::string_view text, const ZoneId& zone, int32_t current_year, ZonedDateTime* time, DateFailure* failure) const;

  // Whether Parse looks at `current_year`.
  bool AsksForYear() const { return kind_ == Kind::kFormat; }

  // The chain of causes, the outermost first, that the processor puts its "unable to parse date [..]" in front of. Of several formats
  // that all fail, Elasticsearch names the cause of the first.
  std::vector<DateCause> Explain(const DateFailure& failure, std::string_view text) const { return formatter_.Explain(failure, text); }
  // The same for null instead of a text: each parser trips over it in its own way.
  std::vector<DateCause> ExplainNull() const;

 private:
  enum class Kind : uint8_t { kIso8601, kUnix, kUnixMs, kTai64n, kFormat };

  IngestDateFormat(Kind kind, DateFormatter formatter) : kind_(kind), formatter_(std::move(formatter)) {}

  Kind kind_;
  DateFormatter formatter_;  // iso8601 for the keywords
};

}  // namespace flowship
