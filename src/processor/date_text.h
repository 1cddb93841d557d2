#pragma once
// How date and date_index_name read a date: several formats, tried in turn, and the failure when none fits.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ingest_date.h"
#include "pipeline/document.h"

namespace flowship {

// A format, or why it is none: as in Elasticsearch that is its failure with each document, and the other formats are tried.
struct DateFormat {
  std::optional<IngestDateFormat> format;
  std::vector<DateCause> refused;
};
using DateFormats = std::vector<DateFormat>;

DateFormats CompileDateFormats(const std::vector<std::string>& texts, const DateLocale& locale);
// nullptr: *why says so. A language whose words are not known here has the English ones.
const DateLocale* DateLocaleOf(std::string_view tag, std::vector<DateCause>* why);
std::vector<DateCause> CausesOfZone(const Error& error);

// False: `unable to parse date [x]`, because of what the first format says. `which` is the format that counts when several fit.
enum class WhichFormat : uint8_t { kFirst, kLast };
bool ParseDate(Document& document, const DateFormats& formats, const ZoneId& zone, std::string_view text, WhichFormat which, ZonedDateTime* time);

// Fails with `unable to parse date [x]` because of these, the outermost first.
bool FailToParseDate(Document& document, std::string_view text, const std::vector<DateCause>& causes);
// The same for a field that is null.
bool FailOnNullDate(Document& document, const DateFormats& formats);
// The time as text of the arena; false after a failure.
bool FormatDate(Document& document, const DateFormatter& formatter, const ZonedDateTime& time, std::string_view* text);

}  // namespace flowship
