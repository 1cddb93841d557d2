#include "processor/date_text.h"

namespace flowship {

namespace {

int32_t YearOf(int64_t nanos, const ZoneId& zone) { return AtZone(Instant{nanos / kNanosPerSecond, 0}, zone).local.year; }

bool FailWithCauses(Document& document, const std::vector<DateCause>& causes) {
  for (size_t i = causes.size(); i-- > 0;) {
    const std::string_view type = document.arena().Copy(causes[i].type), reason = document.arena().Copy(causes[i].reason);
    if (i + 1 == causes.size()) {
      document.Fail(type, reason);
    } else {
      document.FailBecause(type, reason, document.failure());
    }
  }
  return false;
}

}  // namespace

Result<DateFormats> CompileDateFormats(const std::vector<std::string>& texts, const DateLocale& locale) {
  DateFormats formats;
  for (const std::string& text : texts) {
    auto format = IngestDateFormat::Compile(text, locale);
    if (!format.ok()) return format.error();
    formats.push_back(*std::move(format));
  }
  return formats;
}

Result<const DateLocale*> DateLocaleOf(std::string_view tag) {
  const DateLocale* const locale = FindDateLocale(tag);
  if (locale == nullptr) return Error{"locale [" + std::string(tag) + "] is not known; texts of dates are English"};
  return locale;
}

bool ParseDate(Document& document, const DateFormats& formats, const ZoneId& zone, std::string_view text, WhichFormat which, ZonedDateTime* time) {
  const int32_t year = YearOf(document.context().now_nanos, zone);
  DateFailure first;
  bool parsed = false;
  for (const IngestDateFormat& format : formats) {
    DateFailure failure;
    ZonedDateTime read;
    if (format.Parse(text, zone, year, &read, &failure)) {
      *time = read;
      parsed = true;
      if (which == WhichFormat::kFirst) return true;
    } else if (first.kind == DateFailure::Kind::kNone) {
      first = failure;
    }
  }
  return parsed || FailToParseDate(document, text, formats.front().Explain(first, text));
}

bool FailToParseDate(Document& document, std::string_view text, const std::vector<DateCause>& causes) {
  FailWithCauses(document, causes);
  return document.FailBecause("illegal_argument_exception", FormatIn(document.arena(), "unable to parse date [{}]", text), document.failure());
}

bool FormatDate(Document& document, const DateFormatter& formatter, const ZonedDateTime& time, std::string_view* text) {
  char* const out = document.arena().NewBytes(formatter.max_bytes());
  DateFailure failure;
  char* const end = formatter.Format(time, out, &failure);
  if (end == nullptr) return FailWithCauses(document, formatter.Explain(failure, {}));
  document.arena().Shrink(end);
  *text = {out, static_cast<size_t>(end - out)};
  return true;
}

}  // namespace flowship
