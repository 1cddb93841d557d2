// DateTimeFormatter, Date, SimpleDateFormat.
//
// A formatter object is the text that it is made of; the compiled form is in a table of the thread, which a script's thousandth run finds there.

#include <algorithm>
#include <list>
#include <string>
#include <unordered_map>

#include "painless/api_tables.h"
#include "painless/formatter.h"
#include "painless/locale.h"
#include "painless/strings.h"
#include "painless/text.h"
#include "painless/text_builder.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

// The compiled patterns of a thread. A data-made pattern drops the one that was not used for longest.
class PatternTable {
 public:
  // The formatter is good until the next call; nullptr: *problem is Java's text.
  const DateFormatter* Find(std::string_view pattern, std::string_view locale, std::string* problem) {
    std::string key(locale);
    key.append("|").append(pattern);
    const auto found = entries_.find(key);
    if (found != entries_.end()) {
      recent_.splice(recent_.begin(), recent_, found->second);
      return &found->second->formatter;
    }
    const DateLocale* const words = FindDateLocale(locale);
    const DateLocale& used = words == nullptr ? EnglishDateLocale() : *words;
    Result<DateFormatter> compiled =
        pattern.starts_with(kBuilt) ? DateFormatter::OfBuilder(pattern.substr(2), pattern[1], used) : DateFormatter::OfPattern(pattern, used);
    if (!compiled.ok()) {
      *problem = compiled.error().message;
      return nullptr;
    }
    if (entries_.size() == limits::kScriptMaxDatePatterns) {
      entries_.erase(recent_.back().key);
      recent_.pop_back();
    }
    recent_.push_front(Entry{key, *std::move(compiled)});
    entries_.emplace(std::move(key), recent_.begin());
    return &recent_.front().formatter;
  }

 private:
  struct Entry {
    std::string key;
    DateFormatter formatter;
  };
  std::list<Entry> recent_;
  std::unordered_map<std::string, std::list<Entry>::iterator> entries_;
};

PatternTable& Patterns() {
  thread_local PatternTable table;
  return table;
}

const DateFormatter* Compiled(Run& run, const FormatterHost& host) {
  if (!host.constant().empty()) return DateFormatter::Constant(host.constant());
  std::string problem;
  const DateFormatter* const formatter = Patterns().Find(host.pattern(), host.locale(), &problem);
  if (formatter == nullptr) run.Throw(TypeId::kIllegalArgumentException, problem);
  return formatter;
}

// Which fields a formatter writes, as letters of a pattern.
std::string LettersOf(const FormatterHost& host) {
  struct Row {
    std::string_view name, letters;
  };
  constexpr Row kConstants[] = {{"BASIC_ISO_DATE", "uMd"},       {"ISO_DATE", "uMd"},           {"ISO_DATE_TIME", "uMdHms"},
                                {"ISO_INSTANT", "i"},            {"ISO_LOCAL_DATE", "uMd"},     {"ISO_LOCAL_DATE_TIME", "uMdHms"},
                                {"ISO_LOCAL_TIME", "Hms"},       {"ISO_OFFSET_DATE", "uMdX"},   {"ISO_OFFSET_DATE_TIME", "uMdHmsX"},
                                {"ISO_OFFSET_TIME", "HmsX"},     {"ISO_ORDINAL_DATE", "uD"},    {"ISO_TIME", "Hms"},
                                {"ISO_WEEK_DATE", "Y"},          {"ISO_ZONED_DATE_TIME", "uMdHmsX"}, {"RFC_1123_DATE_TIME", "dMuHmsX"}};
  for (const Row& row : kConstants) {
    if (row.name == host.constant()) return std::string(row.letters);
  }
  std::string letters;
  bool quoted = false;
  int optional = 0;
  std::string_view pattern = host.pattern();
  if (pattern.starts_with(kBuilt)) pattern.remove_prefix(2);
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\'') quoted = !quoted;
    if (quoted) continue;
    if (c == '#') {  // a mark: two characters, or up to its semicolon
      const bool is_short = std::string_view("icls").find(pattern[i + 1]) != std::string_view::npos;
      i = is_short ? i + 1 : pattern.find(';', i);
      continue;
    }
    if (c == '{') {
      i = pattern.find('}', i);
      continue;
    }
    optional += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (optional == 0 && std::isalpha(static_cast<unsigned char>(c)) != 0) letters += c;
  }
  return letters;
}

struct LetterField {
  char letter;
  DateField field;
};
constexpr LetterField kLetters[] = {
    {'H', DateField::kHourOfDay},     {'h', DateField::kClockHourOfAmPm}, {'m', DateField::kMinuteOfHour}, {'s', DateField::kSecondOfMinute},
    {'S', DateField::kNanoOfSecond},  {'a', DateField::kAmPmOfDay},       {'k', DateField::kClockHourOfDay}, {'K', DateField::kHourOfAmPm},
    {'n', DateField::kNanoOfSecond},  {'N', DateField::kNanoOfDay},       {'A', DateField::kMilliOfDay},   {'y', DateField::kYearOfEra},
    {'u', DateField::kYear},          {'M', DateField::kMonthOfYear},     {'L', DateField::kMonthOfYear},  {'d', DateField::kDayOfMonth},
    {'D', DateField::kDayOfYear},     {'E', DateField::kDayOfWeek},       {'e', DateField::kDayOfWeek},    {'c', DateField::kDayOfWeek},
    {'Q', DateField::kQuarterOfYear}, {'q', DateField::kQuarterOfYear},   {'G', DateField::kEra},          {'Y', DateField::kWeekBasedYear},
    {'w', DateField::kWeekOfWeekBasedYear}, {'X', DateField::kOffsetSeconds}, {'x', DateField::kOffsetSeconds}, {'Z', DateField::kOffsetSeconds},
    {'O', DateField::kOffsetSeconds}, {'i', DateField::kInstantSeconds},
};

// False: a field is asked for that the object has not, thrown. `zoned`: the formatter has a zone of its own.
bool CheckFields(Run& run, const Value& temporal, const FormatterHost& host) {
  const bool instant_at_zone = host.zone() && (As<InstantHost>(temporal) != nullptr);
  if (instant_at_zone) return true;
  for (const char letter : LettersOf(host)) {
    const auto* const row = std::find_if(std::begin(kLetters), std::end(kLetters), [letter](const LetterField& f) { return f.letter == letter; });
    if (row != std::end(kLetters) && !Supports(temporal, row->field)) {
      run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Unsupported field: {}", FieldName(row->field, kIsoWeek));
      return false;
    }
    const TemporalHost* const zoned = As<TemporalHost>(temporal);
    const bool offset_only = zoned != nullptr && zoned->type().id == TypeId::kOffsetDateTime;
    if ((letter == 'V' || letter == 'z') && !host.zone() && (zoned == nullptr || !zoned->has_zone() || offset_only)) {
      run.ThrowFormatted(TypeId::kDateTimeException, "Unable to extract ZoneId from temporal {}", HostOf(temporal)->ToText(run.arena));
      return false;
    }
  }
  return true;
}

bool TimeToFormat(Run& run, const Value& temporal, const FormatterHost& host, ZonedDateTime* time) {
  if (const InstantHost* const instant = As<InstantHost>(temporal)) {
    if (!InRange(instant->instant())) {
      run.Throw(TypeId::kDateTimeException, "Instant exceeds minimum or maximum instant");
      return false;
    }
    *time = AtZone(instant->instant(), host.zone().value_or(ZoneId{}));
    return true;
  }
  const TemporalHost* const self = As<TemporalHost>(temporal);
  if (self == nullptr) {
    run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Unsupported field: {}", FieldName(DateField::kYear, kIsoWeek));
    return false;
  }
  *time = self->time();
  if (!host.zone()) return true;
  *time = self->has_zone() ? WithZoneSameInstant(self->time(), *host.zone()) : AtZone(self->time().local, *host.zone());
  return true;
}

}  // namespace

Value FormatTemporal(Run& run, const Value& temporal, const Value& formatter) {
  const FormatterHost* const host = Required<FormatterHost>(run, formatter, "formatter");
  if (host == nullptr || (temporal.is_null() && (run.Throw(TypeId::kNullPointerException, "temporal"), true))) return Value();
  ZonedDateTime time;
  const DateFormatter* const compiled = Compiled(run, *host);
  if (compiled == nullptr || !CheckFields(run, temporal, *host) || !TimeToFormat(run, temporal, *host, &time)) return Value();
  DateFailure failure;
  char* const out = run.arena.NewBytes(compiled->max_bytes());
  char* const end = compiled->Format(time, out, &failure);
  if (end == nullptr) return run.Throw(TypeId::kDateTimeException, compiled->Explain(failure, {}).front().reason);
  run.arena.Shrink(end);
  return Value::String({out, static_cast<size_t>(end - out)});
}

namespace {

// The parts of a text as an accessor.
Value ParseAccessor(Run& run, const DateFormatter& compiled, std::string_view text, const std::optional<ZoneId>& zone) {
  DateFormatter::Parts parts;
  DateFailure failure;
  if (!compiled.ParseParts(text, zone, &parts, &failure)) return ThrowParse(run, compiled, failure, text);
  return Value::Of(run.arena.New<ParsedHost>(parts, run.Copy(compiled.DescribeParts(text, zone))));
}

}  // namespace

Value ParseTemporal(Run& run, TypeId type, const Value& text_value, const Value& formatter, std::string_view constant) {
  std::string_view text;
  if (text_value.is_null()) return run.Throw(TypeId::kNullPointerException, "text");
  if (!TextArgument(run, text_value, &text)) return Value();
  const FormatterHost* const host = As<FormatterHost>(formatter);
  const DateFormatter* const compiled = host == nullptr ? DateFormatter::Constant(constant) : Compiled(run, *host);
  if (compiled == nullptr) return Value();
  const Value accessor = ParseAccessor(run, *compiled, text, host == nullptr ? std::nullopt : host->zone());
  if (run.failed()) return Value();
  const Value result = ConvertTemporal(run, accessor, type);
  if (!run.failed()) return result;
  // Parsed, but not of that class: a parse exception with the reason of the other.
  const ExceptionHost* const reason = run.TakeThrown();
  return run.ThrowBecause(TypeId::kDateTimeParseException, FormatIn(run.arena, "Text '{}' could not be parsed: {}", text, reason->message().as_text()), reason);
}

namespace {

// DateTimeFormatter ------------------------------------------------------------------------------------------------------------------------

const FormatterHost& Self(const Value* a) { return *As<FormatterHost>(a[0]); }

}  // namespace

Value NewFormatter(Run& run, std::string_view pattern, std::string_view locale) {
  FormatterHost* const host = run.arena.New<FormatterHost>(run.Copy(pattern), std::string_view(), run.Copy(locale), std::nullopt);
  return Compiled(run, *host) == nullptr ? Value() : Value::Of(host);
}

Value NewFormatterIn(Run& run, std::string_view pattern, const Value& of) {
  const LocaleHost* const locale = Required<LocaleHost>(run, of, "locale");
  return locale == nullptr ? Value() : NewFormatter(run, pattern, locale->language().empty() ? std::string_view() : locale->Tag(run.arena));
}

namespace {

Value OfPattern(Run& run, const Value* a) {
  return a[0].is_null() ? run.Throw(TypeId::kNullPointerException, "pattern") : NewFormatter(run, a[0].as_text(), "en");
}
Value OfPatternIn(Run& run, const Value* a) {
  return a[0].is_null() ? run.Throw(TypeId::kNullPointerException, "pattern") : NewFormatterIn(run, a[0].as_text(), a[1]);
}
Value Format(Run& run, const Value* a) { return FormatTemporal(run, a[1], a[0]); }
Value Parse(Run& run, const Value* a) {
  std::string_view text;
  if (a[1].is_null()) return run.Throw(TypeId::kNullPointerException, "text");
  const DateFormatter* const compiled = Compiled(run, Self(a));
  return compiled != nullptr && TextArgument(run, a[1], &text) ? ParseAccessor(run, *compiled, text, Self(a).zone()) : Value();
}
Value WithZone(Run& run, const Value* a) {
  const FormatterHost& self = Self(a);
  const ZoneHost* const zone = As<ZoneHost>(a[1]);
  return Value::Of(run.arena.New<FormatterHost>(self.pattern(), self.constant(), self.locale(), zone == nullptr ? std::nullopt : std::optional(zone->zone())));
}
Value WithLocale(Run& run, const Value* a) {
  const FormatterHost& self = Self(a);
  const LocaleHost* const locale = Required<LocaleHost>(run, a[1], "locale");
  if (locale == nullptr) return Value();
  return Value::Of(run.arena.New<FormatterHost>(self.pattern(), self.constant(), locale->language().empty() ? std::string_view() : locale->Tag(run.arena), self.zone()));
}
Value WithResolverStyle(Run& run, const Value* a) {
  const FormatterHost& self = Self(a);
  if (!self.constant().empty()) return run.Throw(TypeId::kIllegalArgumentException, "a formatter's constant keeps its resolver style");
  const EnumHost* const style = As<EnumHost>(a[1]);
  const std::string_view rest = self.pattern().starts_with(kBuilt) ? self.pattern().substr(2) : self.pattern();
  const std::string pattern = std::string(1, kBuilt) + (style == nullptr ? 'M' : "SML"[style->ordinal()]) + std::string(rest);
  return Value::Of(run.arena.New<FormatterHost>(run.Copy(pattern), std::string_view(), self.locale(), self.zone()));
}
Value GetZone(Run& run, const Value* a) { return Self(a).zone() ? NewZone(run, *Self(a).zone()) : Value(); }
Value GetLocale(Run& run, const Value* a) { return LocaleOfTag(run, Self(a).locale()); }

constexpr Method kFormatter[] = {
    Instance("String format(TemporalAccessor)", Format),
    Instance("Locale getLocale()", GetLocale),
    Instance("ZoneId getZone()", GetZone),
    Static("DateTimeFormatter ofPattern(String)", OfPattern),
    Static("DateTimeFormatter ofPattern(String,Locale)", OfPatternIn),
    Instance("TemporalAccessor parse(CharSequence)", Parse),
    Instance("DateTimeFormatter withLocale(Locale)", WithLocale),
    Instance("DateTimeFormatter withResolverStyle(ResolverStyle)", WithResolverStyle),
    Instance("DateTimeFormatter withZone(ZoneId)", WithZone),
};
static_assert(IsSorted(kFormatter));

constexpr std::string_view kConstantNames[] = {
    "BASIC_ISO_DATE", "ISO_DATE", "ISO_DATE_TIME", "ISO_INSTANT", "ISO_LOCAL_DATE", "ISO_LOCAL_DATE_TIME", "ISO_LOCAL_TIME", "ISO_OFFSET_DATE",
    "ISO_OFFSET_DATE_TIME", "ISO_OFFSET_TIME", "ISO_ORDINAL_DATE", "ISO_TIME", "ISO_WEEK_DATE", "ISO_ZONED_DATE_TIME", "RFC_1123_DATE_TIME"};
template <size_t row>
Value ConstantOf(Run& run) {
  return Value::Of(run.arena.New<FormatterHost>(std::string_view(), kConstantNames[row], std::string_view("en"), std::nullopt));
}
template <size_t... rows>
consteval auto MakeConstants(std::index_sequence<rows...>) {
  return std::array<Constant, sizeof...(rows)>{Constant{kConstantNames[rows], Type(TypeId::kDateTimeFormatter), ConstantOf<rows>}...};
}
constexpr auto kConstants = MakeConstants(std::make_index_sequence<std::size(kConstantNames)>());

// Date, SimpleDateFormat: times are UTC, which is the time zone of every node, unless a format is given another one ----------------------------------------------------------------

std::string_view WrittenDate(int64_t millis, Arena& arena, std::string_view pattern) {
  std::string problem, text;
  DateFailure failure;
  const Instant instant = OfEpochMilli(millis);
  if (!InRange(instant) || !Patterns().Find(pattern, "en", &problem)->Format(AtZone(instant, *FindZoneId("UTC")), &text, &failure)) return "";
  return arena.Copy(text);
}

const DateHost& SelfDate(const Value* a) { return *As<DateHost>(a[0]); }
Value NewDate(Run& run, int64_t millis) { return Value::Of(run.arena.New<DateHost>(millis)); }
Value Now(Run& run, const Value*) { return NewDate(run, run.NowNanoseconds() / 1'000'000); }
Value OfMillis(Run& run, const Value* a) { return NewDate(run, a[0].as_long()); }
Value Clone(Run& run, const Value* a) { return NewDate(run, SelfDate(a).millis()); }
template <int sign>
Value Is(Run& run, const Value* a) {
  const DateHost* const other = Required<DateHost>(run, a[1], "when");
  return other == nullptr ? Value() : Value::Bool(SelfDate(a).CompareTo(*other) == sign);
}
Value DateFrom(Run& run, const Value* a) {
  const InstantHost* const instant = Required<InstantHost>(run, a[0], "instant");
  return instant == nullptr ? Value() : NewDate(run, ToEpochMilli(instant->instant()));
}
Value GetTime(Run&, const Value* a) { return Value::Long(SelfDate(a).millis()); }
Value SetTime(Run&, const Value* a) {
  As<DateHost>(a[0])->Set(a[1].as_long());
  return Value();
}
Value AsInstant(Run& run, const Value* a) { return NewInstant(run, OfEpochMilli(SelfDate(a).millis())); }
constexpr Method kDate[] = {
    Instance("boolean after(Date)", Is<1>), Instance("boolean before(Date)", Is<-1>), Instance("def clone()", Clone),
    Static("Date from(Instant)", DateFrom), Instance("long getTime()", GetTime),      Static("Date new()", Now),
    Static("Date new(long)", OfMillis),     Instance("void setTime(long)", SetTime),  Instance("Instant toInstant()", AsInstant),
};
static_assert(IsSorted(kDate));

class SimpleHost final : public Host {
 public:
  explicit SimpleHost(std::string_view pattern) : Host(TypeId::kSimpleDateFormat), pattern_(pattern) {}
  static bool Is(Type type) { return type == Type(TypeId::kSimpleDateFormat); }
  std::string_view pattern() const { return pattern_; }
  TimeZoneHost* zone() const { return zone_; }  // nullptr: UTC
  void SetZone(TimeZoneHost* zone) { zone_ = zone; }
  ZoneId zone_id() const { return zone_ == nullptr ? *FindZoneId("UTC") : zone_->zone(); }

 private:
  const std::string_view pattern_;
  TimeZoneHost* zone_ = nullptr;
};

// SimpleDateFormat's letters → DateTimeFormatter's: its years and months are not padded by their count alone, its u is the day of the week.
std::string ModernPattern(std::string_view old) {
  std::string pattern;
  bool quoted = false;
  for (const char c : old) {
    if (c == '\'') quoted = !quoted;
    pattern += quoted ? c : c == 'u' ? 'e' : c == 'y' ? 'u' : c;
  }
  return pattern;
}
Value NewSimple(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  if (NewFormatter(run, ModernPattern(a[0].as_text()), "en").is_null()) return Value();
  return Value::Of(run.arena.New<SimpleHost>(a[0].as_text()));
}
Value SimpleFormat(Run& run, const Value* a) {
  const DateHost* const date = As<DateHost>(a[1]);
  if (date == nullptr && !a[1].is_integral()) return run.Throw(TypeId::kIllegalArgumentException, "Cannot format given Object as a Date");
  const int64_t millis = date != nullptr ? date->millis() : a[1].as_long();
  std::string problem, text;
  DateFailure failure;
  const DateFormatter* const formatter = Patterns().Find(ModernPattern(As<SimpleHost>(a[0])->pattern()), "en", &problem);
  if (!formatter->Format(AtZone(OfEpochMilli(millis), As<SimpleHost>(a[0])->zone_id()), &text, &failure)) return run.Throw(TypeId::kIllegalArgumentException, formatter->Explain(failure, {}).front().reason);
  return Value::String(run.Copy(text));
}
// What is left out is that of 1970-01-01; text behind the date is not looked at.
Value SimpleParse(Run& run, const Value* a) {
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  std::string problem;
  const std::string_view text = a[1].as_text();
  const DateFormatter* const formatter = Patterns().Find(ModernPattern(As<SimpleHost>(a[0])->pattern()), "en", &problem);
  const SimpleHost& self = *As<SimpleHost>(a[0]);
  const ZoneId zone = self.zone() == nullptr ? ZoneId{} : self.zone()->zone();
  ZonedDateTime time;
  DateFailure failure;
  std::string_view tried = text;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (formatter->ParseFrom(tried, zone, &time, &failure)) return NewDate(run, ToEpochMilli(ToInstant(time)));
    if (failure.kind != DateFailure::Kind::kUnparsedText) break;
    tried = tried.substr(0, failure.index);
  }
  return run.ThrowFormatted(TypeId::kParseException, "Unparseable date: \"{}\"", text);
}
Value SimpleZone(Run& run, const Value* a) {
  TimeZoneHost* const zone = As<SimpleHost>(a[0])->zone();
  return Value::Of(zone != nullptr ? zone : run.arena.New<TimeZoneHost>(*FindZoneId("UTC"), "UTC"));
}
Value SetSimpleZone(Run& run, const Value* a) {
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  As<SimpleHost>(a[0])->SetZone(As<TimeZoneHost>(a[1]));
  return Value();
}
Value SimplePattern(Run&, const Value* a) { return Value::String(As<SimpleHost>(a[0])->pattern()); }
constexpr Method kSimple[] = {
    Instance("String format(Object)", SimpleFormat),
    Instance("TimeZone getTimeZone()", SimpleZone),
    Static("SimpleDateFormat new(String)", NewSimple),
    Static("SimpleDateFormat new(String,Locale)", NewSimple),
    Instance("Date parse(String)", SimpleParse),
    Instance("void setTimeZone(TimeZone)", SetSimpleZone),
    Instance("String toPattern()", SimplePattern),
};
static_assert(IsSorted(kSimple));

constexpr TypeApi kTables[] = {
    {TypeId::kDate, kDate, {}},
    {TypeId::kDateTimeFormatter, kFormatter, kConstants},
    {TypeId::kSimpleDateFormat, kSimple, {}},
};

}  // namespace

std::string_view DateHost::ToText(Arena& arena) const { return WrittenDate(millis_, arena, "EEE MMM dd HH:mm:ss 'UTC' uuuu"); }
std::string_view DateHost::ToJsonText(Arena& arena) const { return WrittenDate(millis_, arena, "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'"); }

ApiTables DateFormatApi() { return kTables; }

}  // namespace flowship::painless
