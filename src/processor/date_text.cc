#include "processor/date_text.h"

#include <algorithm>

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

DateFormats CompileDateFormats(const std::vector<std::string>& texts, const DateLocale& locale) {
  DateFormats formats;
  for (const std::string& text : texts) {
    auto format = IngestDateFormat::Compile(text, locale);
    DateFormat& made = formats.emplace_back();
    if (format.ok()) {
      made.format = *std::move(format);
      continue;
    }
    const std::string& message = format.error().message;
    made.refused.push_back({"illegal_argument_exception", message});
    const std::string before = "Invalid format: [" + text + "]: ";
    if (message.starts_with(before)) made.refused.push_back({"illegal_argument_exception", message.substr(before.size())});
  }
  return formats;
}

const DateLocale* DateLocaleOf(std::string_view tag, std::vector<DateCause>* why) {
  if (tag.empty()) return &EnglishDateLocale();
  if (const DateLocale* const locale = FindDateLocale(tag)) return locale;
  const std::string_view language = tag.substr(0, tag.find_first_of("-_"));
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if ((language.size() == 2 || language.size() == 3) && std::ranges::all_of(language, is_letter)) return &EnglishDateLocale();
  std::string lower(language);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  *why = {{"illegal_argument_exception", "Unknown language: " + std::string(language)},
          {"missing_resource_exception", "Couldn't find 3-letter language code for " + lower}};
  return nullptr;
}

std::vector<DateCause> CausesOfZone(const Error& error) {
  return {{error.message.starts_with("Unknown time-zone ID") ? "zone_rules_exception" : "date_time_exception", error.message}};
}

bool ParseDate(Document& document, const DateFormats& formats, const ZoneId& zone, std::string_view text, WhichFormat which, ZonedDateTime* time) {
  const bool asks = std::any_of(formats.begin(), formats.end(), [](const DateFormat& one) { return one.format && one.format->AsksForYear(); });
  const int32_t year = asks ? YearOf(document.context().now_nanos, zone) : 0;
  DateFailure first;
  bool parsed = false;
  for (const DateFormat& one : formats) {
    DateFailure failure;
    ZonedDateTime read;
    if (one.format && one.format->Parse(text, zone, year, &read, &failure)) {
      *time = read;
      parsed = true;
      if (which == WhichFormat::kFirst) return true;
    } else if (&one == &formats.front()) {
      first = failure;
    }
  }
  if (parsed) return true;
  const DateFormat& front = formats.front();
  return FailToParseDate(document, text, front.format ? front.format->Explain(first, text) : front.refused);
}

bool FailToParseDate(Document& document, std::string_view text, const std::vector<DateCause>& causes) {
  FailWithCauses(document, causes);
  return document.FailBecause("illegal_argument_exception", FormatIn(document.arena(), "unable to parse date [{}]", text), document.failure());
}

bool FailOnNullDate(Document& document, const DateFormats& formats) {
  const DateFormat& front = formats.front();
  return FailToParseDate(document, "null", front.format ? front.format->ExplainNull() : front.refused);
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
