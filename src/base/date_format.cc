#include "base/date_format.h"

#include <algorithm>

#include "base/date_program.h"

namespace flowship {
namespace {

using Kind = DateFailure::Kind;

constexpr ZoneId kUtc{};

bool FailRange(DateField field, int64_t value, WeekRule week, DateFailure* failure) {
  *failure = {.kind = Kind::kFieldRange, .field = field, .week = week, .value = value};
  return false;
}

// java.time.LocalDate.of(year, month, day) of values that nobody has checked.
bool MakeDate(int64_t year, int64_t month, int64_t day, LocalDateTime* date, DateFailure* failure) {
  if (!InFieldRange(DateField::kYear, year)) return FailRange(DateField::kYear, year, {}, failure);
  if (!InFieldRange(DateField::kMonthOfYear, month)) return FailRange(DateField::kMonthOfYear, month, {}, failure);
  if (!InFieldRange(DateField::kDayOfMonth, day)) return FailRange(DateField::kDayOfMonth, day, {}, failure);
  if (day > DaysInMonth(year, static_cast<int>(month))) {
    if (day == 29) *failure = {.kind = Kind::kNotLeapYear, .value = year};
    else *failure = {.kind = Kind::kInvalidDate, .value = month, .other = day};
    return false;
  }
  date->year = static_cast<int32_t>(year);
  date->month = static_cast<uint8_t>(month);
  date->day = static_cast<uint8_t>(day);
  return true;
}

void SetDay(int64_t epoch_day, LocalDateTime* date) {
  const LocalDateTime day = DateOfEpochDay(epoch_day);
  date->year = day.year, date->month = day.month, date->day = day.day;
}

bool MakeYearDay(int64_t year, int64_t day, LocalDateTime* date, DateFailure* failure) {
  if (!InFieldRange(DateField::kYear, year)) return FailRange(DateField::kYear, year, {}, failure);
  if (!InFieldRange(DateField::kDayOfYear, day)) return FailRange(DateField::kDayOfYear, day, {}, failure);
  if (day == 366 && !IsLeapYear(year)) {
    *failure = {.kind = Kind::kNoDay366, .value = year};
    return false;
  }
  SetDay(EpochDay(year, 1, 1) + day - 1, date);
  return true;
}

// The first day of a week of a year; a week beyond the year's last one is in the next year.
bool MakeWeek(const ParsedDate& parsed, WeekRule rule, LocalDateTime* date, DateFailure* failure) {
  const int64_t year = parsed.Get(DateField::kWeekBasedYear);
  const int64_t week = parsed.Has(DateField::kWeekOfWeekBasedYear) ? parsed.Get(DateField::kWeekOfWeekBasedYear) : 1;
  if (!InFieldRange(DateField::kWeekBasedYear, year)) return FailRange(DateField::kWeekBasedYear, year, rule, failure);
  if (!InFieldRange(DateField::kWeekOfWeekBasedYear, week)) {
    return FailRange(DateField::kWeekOfWeekBasedYear, week, rule, failure);
  }
  const int64_t epoch_day = EpochDayOfWeekDate(year, 1, 1, rule) + (week - 1) * 7;
  if (!InFieldRange(DateField::kEpochDay, epoch_day)) return FailRange(DateField::kEpochDay, epoch_day, {}, failure);
  SetDay(epoch_day, date);
  return true;
}

// The parsed zone, or else the parsed offset, or else `zone`.
bool ZoneOf(const ParsedDate& parsed, const ZoneId& zone, ZoneId* result, DateFailure* failure) {
  *result = zone;
  if (parsed.has_zone) {
    *result = parsed.zone;
  } else if (parsed.Has(DateField::kOffsetSeconds)) {
    const int64_t offset = parsed.Get(DateField::kOffsetSeconds);
    if (offset > kMaxOffsetSeconds || offset < -kMaxOffsetSeconds) {
      *failure = {.kind = Kind::kOffsetRange};
      return false;
    }
    *result = ZoneId::OfOffset(static_cast<int32_t>(offset));
  }
  return true;
}

bool ToZone(const Instant& instant, const ZoneId& zone, ZonedDateTime* time, DateFailure* failure) {
  if (!InRange(instant)) {
    *failure = {.kind = Kind::kInstantRange};
    return false;
  }
  *time = AtZone(instant, zone);
  return true;
}

// The date that the unresolved fields make, as Elasticsearch takes it from them: a day of a year before a week, a week before a month. Next
// to a time the year may be missing (1970), and counts for nothing when it is alone.
bool DateOfFields(const ParsedDate& parsed, WeekRule rule, LocalDateTime* date, DateFailure* failure) {
  const bool has_year = parsed.Has(DateField::kYear) || parsed.Has(DateField::kYearOfEra);
  const bool has_month = parsed.Has(DateField::kMonthOfYear), has_day = parsed.Has(DateField::kDayOfMonth);
  const int64_t year = parsed.Has(DateField::kYear) ? parsed.Get(DateField::kYear)
                       : has_year                   ? parsed.Get(DateField::kYearOfEra)
                                                    : 1970;
  const bool whole = has_year && has_month && has_day;
  if (!whole && has_year && parsed.Has(DateField::kDayOfYear)) {
    return MakeYearDay(year, parsed.Get(DateField::kDayOfYear), date, failure);
  }
  if (!whole && parsed.Has(DateField::kWeekBasedYear) && (parsed.has_time || !has_year)) return MakeWeek(parsed, rule, date, failure);
  if (has_month) {
    return MakeDate(year, parsed.Get(DateField::kMonthOfYear), has_day ? parsed.Get(DateField::kDayOfMonth) : 1, date, failure);
  }
  if (parsed.has_time) return true;  // on 1 January 1970
  if (has_year) return MakeDate(year, 1, 1, date, failure);
  *failure = {.kind = Kind::kNotConvertible, .has_zone = parsed.has_zone, .zone = parsed.zone};
  return false;
}

// Elasticsearch's DateFormatters.from.
bool FromFields(const ParsedDate& parsed, WeekRule rule, const ZoneId& default_zone, ZonedDateTime* time, DateFailure* failure) {
  ZoneId zone;
  if (!ZoneOf(parsed, default_zone, &zone, failure)) return false;
  LocalDateTime local;
  if (parsed.has_date) local = {.year = parsed.local.year, .month = parsed.local.month, .day = parsed.local.day};
  if (parsed.has_instant && !(parsed.has_date && parsed.has_time)) return ToZone(parsed.instant, zone, time, failure);
  if (!parsed.has_date && !DateOfFields(parsed, rule, &local, failure)) return false;
  if (parsed.has_time) {
    local.hour = parsed.local.hour, local.minute = parsed.local.minute, local.second = parsed.local.second;
    local.nano = parsed.local.nano;
  }
  *time = AtZone(local, zone);
  return true;
}

// What a text without a year means to the date processor: its fields put into the first of January of this year, one after the other and
// each cutting the day to the month; an offset counts for nothing.
bool InYear(const ParsedDate& parsed, int32_t year, const ZoneId& zone, ZonedDateTime* time, DateFailure* failure) {
  LocalDateTime local{.year = year};
  if (parsed.has_time) {
    local = parsed.local;
    local.year = year, local.month = 1, local.day = 1;
  } else {
    if (parsed.Has(DateField::kNanoOfSecond)) local.nano = static_cast<int32_t>(parsed.Get(DateField::kNanoOfSecond));
    if (parsed.Has(DateField::kHourOfDay)) local.hour = static_cast<uint8_t>(parsed.Get(DateField::kHourOfDay));
  }
  int64_t month = 1, day = 1;
  if (parsed.has_date) {
    month = parsed.local.month, day = parsed.local.day;
  } else {
    if (parsed.Has(DateField::kDayOfMonth)) day = parsed.Get(DateField::kDayOfMonth);
    if (parsed.Has(DateField::kMonthOfYear)) month = parsed.Get(DateField::kMonthOfYear);
  }
  if (!InFieldRange(DateField::kDayOfMonth, day)) return FailRange(DateField::kDayOfMonth, day, {}, failure);
  if (!InFieldRange(DateField::kMonthOfYear, month)) return FailRange(DateField::kMonthOfYear, month, {}, failure);
  local.month = static_cast<uint8_t>(month);
  local.day = static_cast<uint8_t>(std::min<int64_t>(day, DaysInMonth(year, local.month)));
  *time = AtZone(local, zone);
  return true;
}

// True when the whole text was taken and its values agree.
bool RunParser(const DateParser& parser, std::string_view text, const ZoneId* zone, ParsedDate* parsed, DateFailure* failure) {
  parsed->Reset();
  if (!zone && parser.in_utc) zone = &kUtc;
  switch (parser.kind) {
    case DateParser::Kind::kProgram:
      return ParseFields(parser.program, text, parsed, failure) && ResolveDate(parser.program, zone, parsed, failure);
    case DateParser::Kind::kIso: return ParseIso(parser.iso, text, zone, parsed);
    case DateParser::Kind::kEpoch: return ParseEpoch(parser.epoch, text, zone, parsed);
    case DateParser::Kind::kInstant: return ParseJavaInstant(text, parsed, failure);
  }
  return false;
}

// What the processor takes for a sign of a year: one, or a week of a year in the locale's weeks, which two days also stand for.
bool HasYear(const ParsedDate& parsed, WeekRule rule, WeekRule locale_rule) {
  return parsed.has_date || parsed.has_instant || parsed.Has(DateField::kYear) || parsed.Has(DateField::kYearOfEra) ||
         (parsed.Has(DateField::kWeekOfWeekBasedYear) && rule == locale_rule) ||
         (parsed.Has(DateField::kDayOfWeek) && parsed.Has(DateField::kDayOfYear));
}

}  // namespace

// Gives the rule of the weeks of the parser that took the text.
bool DateFormatter::Fields(std::string_view text, const ZoneId* zone, ParsedDate* parsed, WeekRule* week, DateFailure* failure) const {
  if (text.empty() && !parsers_->of_java) {
    *failure = {.kind = Kind::kEmpty};
    return false;
  }
  for (const DateParser& parser : parsers_->parsers) {
    if (!RunParser(parser, text, zone, parsed, failure)) continue;
    *week = parser.program.week;
    return true;
  }
  if (parsers_->several) *failure = {.kind = Kind::kAllParsers};
  return false;
}

bool DateFormatter::Parse(std::string_view text, const ZoneId& zone, int32_t current_year, ZonedDateTime* time,
                          DateFailure* failure) const {
  ParsedDate parsed;
  WeekRule week;
  // Elasticsearch overrides the formatter's zone, unless it is UTC: then a zone in the text would be lost.
  const bool utc = zone.IsUtcOffset();
  if (!Fields(text, utc ? nullptr : &zone, &parsed, &week, failure)) return false;
  if (!HasYear(parsed, week, parsers_->locale->week)) return InYear(parsed, current_year, zone, time, failure);
  if (!FromFields(parsed, week, ZoneId{}, time, failure)) return false;
  if (!utc || time->zone.IsUtcOffset()) return true;
  return ToZone(ToInstant(*time), zone, time, failure);
}

bool DateFormatter::ParseFrom(std::string_view text, const ZoneId& zone, ZonedDateTime* time, DateFailure* failure) const {
  ParsedDate parsed;
  WeekRule week;
  return Fields(text, nullptr, &parsed, &week, failure) && FromFields(parsed, week, zone, time, failure);
}

bool DateFormatter::ParseZoned(std::string_view text, const std::optional<ZoneId>& zone, ZonedDateTime* time,
                               DateFailure* failure) const {
  ParsedDate parsed;
  WeekRule week;
  if (!Fields(text, zone ? &*zone : nullptr, &parsed, &week, failure)) return false;
  ZoneId at;
  if (parsed.has_instant && (parsed.has_zone || parsed.Has(DateField::kOffsetSeconds))) {
    return ZoneOf(parsed, {}, &at, failure) && ToZone(parsed.instant, at, time, failure);
  }
  *failure = {.kind = Kind::kNotConvertible, .has_zone = parsed.has_zone, .zone = parsed.zone};
  return false;
}

bool DateFormatter::ParseInstant(std::string_view text, const std::optional<ZoneId>& zone, Instant* instant,
                                 DateFailure* failure) const {
  ParsedDate parsed;
  WeekRule week;
  if (!Fields(text, zone ? &*zone : nullptr, &parsed, &week, failure)) return false;
  if (!parsed.has_instant) {
    *failure = {.kind = Kind::kNotConvertible, .has_zone = parsed.has_zone, .zone = parsed.zone};
    return false;
  }
  *instant = parsed.instant;
  return true;
}

bool DateFormatter::ParseLocal(std::string_view text, LocalDateTime* time, DateFailure* failure) const {
  ParsedDate parsed;
  WeekRule week;
  if (!Fields(text, nullptr, &parsed, &week, failure)) return false;
  *time = LocalDateTime();
  if (parsed.has_date) time->year = parsed.local.year, time->month = parsed.local.month, time->day = parsed.local.day;
  if (parsed.has_time) {
    time->hour = parsed.local.hour, time->minute = parsed.local.minute, time->second = parsed.local.second;
    time->nano = parsed.local.nano;
  }
  if (parsed.has_date || parsed.has_time) return true;
  *failure = {.kind = Kind::kNotConvertible, .has_zone = parsed.has_zone, .zone = parsed.zone};
  return false;
}

bool DateFormatter::ParseParts(std::string_view text, const std::optional<ZoneId>& zone, Parts* parts, DateFailure* failure) const {
  ParsedDate parsed;
  WeekRule week;
  if (!Fields(text, zone ? &*zone : nullptr, &parsed, &week, failure)) return false;
  parts->has_date = parsed.has_date;
  parts->has_time = parsed.has_time;
  parts->has_instant = parsed.has_instant;
  parts->has_zone = parsed.has_zone;
  parts->local = parsed.local;
  parts->instant = parsed.instant;
  parts->zone = parsed.zone;
  parts->has_offset = parsed.Has(DateField::kOffsetSeconds);
  if (parts->has_offset) parts->offset_seconds = static_cast<int32_t>(parsed.Get(DateField::kOffsetSeconds));
  return true;
}

std::string DateFormatter::DescribeParts(std::string_view text, const std::optional<ZoneId>& zone) const {
  ParsedDate parsed;
  WeekRule week;
  DateFailure failure;
  if (!Fields(text, zone ? &*zone : nullptr, &parsed, &week, &failure)) return {};
  if (parsed.has_instant) parsed.Put(DateField::kInstantSeconds, parsed.instant.seconds);
  return DescribeFields(parsed, week);
}

char* DateFormatter::Format(const ZonedDateTime& time, char* out, DateFailure* failure) const {
  const DateParser& printer = parsers_->printer;
  switch (printer.kind) {
    case DateParser::Kind::kEpoch: return PrintEpoch(printer.epoch, time, out);
    case DateParser::Kind::kInstant: return Write(ToInstant(time), out);
    default: break;
  }
  if (printer.in_utc) return PrintDate(printer.program, WithZoneSameInstant(time, kUtc), out, failure);
  return PrintDate(printer.program, time, out, failure);
}

bool DateFormatter::Format(const ZonedDateTime& time, std::string* out, DateFailure* failure) const {
  const size_t size = out->size();
  out->resize(size + max_bytes());
  char* const end = Format(time, out->data() + size, failure);
  out->resize(end ? static_cast<size_t>(end - out->data()) : size);
  return end != nullptr;
}

std::vector<DateCause> DateFormatter::Explain(const DateFailure& failure, std::string_view text) const {
  if (failure.kind != Kind::kNotConvertible) return ExplainDateFailure(failure, text, parsers_->format);
  ParsedDate parsed;
  WeekRule week;
  DateFailure again;
  if (!Fields(text, failure.has_zone ? &failure.zone : nullptr, &parsed, &week, &again)) return {};
  const std::string fields = DescribeFields(parsed, week);
  if (!parsers_->of_java) {
    return {{"illegal_argument_exception", "temporal accessor [" + fields + "] cannot be converted to zoned date time"}};
  }
  const std::string reason = "Unable to obtain ZonedDateTime from TemporalAccessor: " + fields + " of type java.time.format.Parsed";
  return {{"date_time_parse_exception", "Text '" + QuotedText(text) + "' could not be parsed: " + reason},
          {"date_time_exception", reason}};
}

size_t DateFormatter::max_bytes() const { return std::max(parsers_->printer.program.max_bytes, kTimeTextMaxBytes); }

const std::string& DateFormatter::format() const { return parsers_->format; }

}  // namespace flowship
