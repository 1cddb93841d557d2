// Year, YearMonth, MonthDay: dates of which a part is missing; and ZoneRules.

#include <algorithm>

#include "painless/api_tables.h"
#include "painless/text.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

constexpr TypeId kYear = TypeId::kYear, kYearMonth = TypeId::kYearMonth, kMonthDay = TypeId::kMonthDay;
constexpr int32_t kLeapYear = 2000;  // of a MonthDay, which has none: 29 February is one

// Parts that its type has not are those of kLeapYear-01-01.
class PartialHost final : public Host {
 public:
  PartialHost(TypeId type, const LocalDateTime& date) : Host(type), date_(date) {}
  static bool Is(Type type) { return type == Type(kYear) || type == Type(kYearMonth) || type == Type(kMonthDay); }

  const LocalDateTime& date() const { return date_; }
  int64_t Months() const { return date_.year * int64_t{12} + date_.month - 1; }

  std::string_view ToText(Arena& arena) const override {
    char* const out = arena.NewBytes(kTimeTextMaxBytes);
    const std::string_view text(out, static_cast<size_t>(WriteDate(date_, out) - out));  // +12345-06-07
    if (type().id == kYearMonth) return text.substr(0, text.size() - 3);
    if (type().id == kMonthDay) return Concat("--", text.substr(text.size() - 5), arena);
    return FormatInteger(date_.year, arena);
  }
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override { return CompareTo(other) == 0; }
  int32_t HashCode() const override {
    if (type().id == kMonthDay) return (date_.month << 6) + date_.day;
    return type().id == kYear ? date_.year : date_.year ^ (date_.month << 27);
  }
  int CompareTo(const Host& other) const override {
    const LocalDateTime& that = static_cast<const PartialHost&>(other).date_;
    if (date_.year != that.year) return date_.year - that.year;
    return date_.month != that.month ? date_.month - that.month : date_.day - that.day;
  }

 private:
  LocalDateTime date_;
};

const PartialHost& Self(const Value* a) { return *As<PartialHost>(a[0]); }
const LocalDateTime& SelfDate(const Value* a) { return Self(a).date(); }
Value NewPartial(Run& run, TypeId type, const LocalDateTime& date) { return Value::Of(run.arena.New<PartialHost>(type, date)); }
Value MakeDate(Run& run, TypeId type, int64_t year, int64_t month, int64_t day) {
  LocalDateTime date;
  if (!Take(run, DateOf(year, month, day), &date)) return Value();
  return type == TypeId::kLocalDate ? NewLocal(run, type, date) : NewPartial(run, type, date);
}

Value OfYear(Run& run, const Value* a) { return MakeDate(run, kYear, a[0].as_long(), 1, 1); }
Value OfYearMonth(Run& run, const Value* a) { return MakeDate(run, kYearMonth, a[0].as_long(), a[1].as_long(), 1); }
Value OfMonthDay(Run& run, const Value* a) { return MakeDate(run, kMonthDay, kLeapYear, a[0].as_long(), a[1].as_long()); }

// From a date, or another of these that has the parts.
template <TypeId type>
Value From(Run& run, const Value* a) {
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "temporal");
  LocalDateTime date;
  if (const PartialHost* const partial = As<PartialHost>(a[0])) {
    if (partial->type() == Type(type)) return a[0];
    if (type == kYear && partial->type() == Type(kYearMonth)) return NewPartial(run, type, {.year = partial->date().year, .month = 1, .day = 1});
  } else if (Supports(a[0], DateField::kYear)) {
    const Value converted = ConvertTemporal(run, a[0], TypeId::kLocalDate);
    if (run.failed()) return Value();
    date = As<TemporalHost>(converted)->time().local;
    if (type == kMonthDay) date.year = kLeapYear; else date.day = 1;
    if (type == kYear) date.month = 1;
    return NewPartial(run, type, date);
  }
  return run.ThrowFormatted(TypeId::kDateTimeException, "Unable to obtain {} from TemporalAccessor: {} of type {}", SimpleNameOf(type), HostOf(a[0])->ToText(run.arena),
                            HostOf(a[0])->TypeName());
}

// The text completed to a date and read as one.
Value ParseAs(Run& run, TypeId type, const Value& text, std::string_view before, std::string_view behind) {
  if (text.is_null()) return run.Throw(TypeId::kNullPointerException, "text");
  std::string_view rest = text.as_text();
  const bool dashed = rest.starts_with("--");
  if (type == kMonthDay && dashed) rest.remove_prefix(1);
  DateFormatter::Parts parts;
  DateFailure failure;
  const DateFormatter& formatter = *DateFormatter::Constant("ISO_LOCAL_DATE");
  const std::string_view whole = Concat(Concat(before, rest, run.arena), behind, run.arena);
  if ((type != kMonthDay || dashed) && formatter.ParseParts(whole, std::nullopt, &parts, &failure)) return NewPartial(run, type, parts.local);
  return run.ThrowFormatted(TypeId::kDateTimeParseException, "Text '{}' could not be parsed at index 0", text.as_text());
}
Value ParseYear(Run& run, const Value* a) { return ParseAs(run, kYear, a[0], "", "-01-01"); }
Value ParseYearMonth(Run& run, const Value* a) { return ParseAs(run, kYearMonth, a[0], "", "-01"); }
Value ParseMonthDay(Run& run, const Value* a) { return ParseAs(run, kMonthDay, a[0], "2000", ""); }

template <TypeId type, int sign>
Value IsBeyond(Run& run, const Value* a) {
  const PartialHost* const other = Required<PartialHost>(run, a[1], "other");
  return other == nullptr ? Value() : Value::Bool(Self(a).CompareTo(*other) * sign > 0);
}
Value Year(Run&, const Value* a) { return Value::Int(SelfDate(a).year); }
Value MonthNumber(Run&, const Value* a) { return Value::Int(SelfDate(a).month); }
Value DayNumber(Run&, const Value* a) { return Value::Int(SelfDate(a).day); }
Value MonthName(Run& run, const Value* a) { return NewEnum(run, TypeId::kMonth, static_cast<uint32_t>(SelfDate(a).month) - 1); }
Value IsLeap(Run&, const Value* a) { return Value::Bool(IsLeapYear(SelfDate(a).year)); }
Value IsLeapOf(Run&, const Value* a) {
  const int64_t year = a[0].as_long();
  return Value::Bool(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}
Value YearLength(Run&, const Value* a) { return Value::Int(IsLeapYear(SelfDate(a).year) ? 366 : 365); }
Value MonthLength(Run&, const Value* a) { return Value::Int(DaysInMonth(SelfDate(a).year, SelfDate(a).month)); }
Value Formatted(Run& run, const Value* a) { return FormatTemporal(run, NewLocal(run, TypeId::kLocalDate, SelfDate(a)), a[1]); }

Value AtYearDay(Run& run, const Value* a) {
  LocalDateTime date;
  return Take(run, DateOfYearDay(SelfDate(a).year, a[1].as_long()), &date) ? NewLocal(run, TypeId::kLocalDate, date) : Value();
}
Value AtMonth(Run& run, const Value* a) { return MakeDate(run, kYearMonth, SelfDate(a).year, a[1].as_long(), 1); }
// 29 February of a year that has none is the 28th.
Value DateIn(Run& run, int64_t year, const LocalDateTime& of) {
  const bool short_month = of.month == 2 && of.day == 29 && !IsLeapYear(static_cast<int32_t>(year));
  return MakeDate(run, TypeId::kLocalDate, year, of.month, short_month ? 28 : of.day);
}
Value AtMonthDay(Run& run, const Value* a) {
  const PartialHost* const other = Required<PartialHost>(run, a[1], "monthDay");
  return other == nullptr ? Value() : DateIn(run, SelfDate(a).year, other->date());
}
Value AtYear(Run& run, const Value* a) { return DateIn(run, a[1].as_long(), SelfDate(a)); }
Value AtDay(Run& run, const Value* a) { return MakeDate(run, TypeId::kLocalDate, SelfDate(a).year, SelfDate(a).month, a[1].as_long()); }
Value AtEndOfMonth(Run& run, const Value* a) {
  return MakeDate(run, TypeId::kLocalDate, SelfDate(a).year, SelfDate(a).month, DaysInMonth(SelfDate(a).year, SelfDate(a).month));
}
Value IsValidMonthDay(Run&, const Value* a) {
  const PartialHost* const other = As<PartialHost>(a[1]);
  return Value::Bool(other != nullptr && other->date().day <= DaysInMonth(SelfDate(a).year, other->date().month));
}
Value IsValidYear(Run&, const Value* a) { return Value::Bool(SelfDate(a).day <= DaysInMonth(static_cast<int32_t>(a[1].as_long()), SelfDate(a).month)); }
Value IsValidDay(Run&, const Value* a) { return Value::Bool(a[1].as_long() >= 1 && a[1].as_long() <= DaysInMonth(SelfDate(a).year, SelfDate(a).month)); }

template <ChronoUnit unit, bool subtract>
Value Move(Run& run, const Value* a) {
  LocalDateTime date;
  if (!Take(run, subtract ? Minus(SelfDate(a), a[1].as_long(), unit) : Plus(SelfDate(a), a[1].as_long(), unit), &date)) return Value();
  return NewPartial(run, Self(a).type().id, date);
}
Value WithYear(Run& run, const Value* a) { return MakeDate(run, kYearMonth, a[1].as_long(), SelfDate(a).month, 1); }
Value WithMonth(Run& run, const Value* a) {
  const int64_t day = Self(a).type() == Type(kMonthDay) && a[1].as_long() >= 1 && a[1].as_long() <= 12
                          ? std::min<int64_t>(SelfDate(a).day, DaysInMonth(kLeapYear, static_cast<int>(a[1].as_long())))
                          : 1;
  return MakeDate(run, Self(a).type().id, SelfDate(a).year, a[1].as_long(), day);
}
Value WithDay(Run& run, const Value* a) { return MakeDate(run, kMonthDay, kLeapYear, SelfDate(a).month, a[1].as_long()); }

constexpr Method kYearMethods[] = {
    Instance("LocalDate atDay(int)", AtYearDay),
    Instance("YearMonth atMonth(int)", AtMonth),
    Instance("LocalDate atMonthDay(MonthDay)", AtMonthDay),
    Instance("String format(DateTimeFormatter)", Formatted),
    Static("Year from(TemporalAccessor)", From<kYear>),
    Instance("int getValue()", Year),
    Instance("boolean isAfter(Year)", IsBeyond<kYear, 1>),
    Instance("boolean isLeap()", IsLeap),
    Static("boolean isLeap(long)", IsLeapOf),
    Instance("boolean isValidMonthDay(MonthDay)", IsValidMonthDay),
    Instance("int length()", YearLength),
    Instance("Year minusYears(long)", Move<ChronoUnit::kYears, true>),
    Static("Year of(int)", OfYear),
    Static("Year parse(CharSequence)", ParseYear),
    Instance("Year plusYears(long)", Move<ChronoUnit::kYears, false>),
};
static_assert(IsSorted(kYearMethods));

constexpr Method kYearMonthMethods[] = {
    Instance("LocalDate atDay(int)", AtDay),
    Instance("LocalDate atEndOfMonth()", AtEndOfMonth),
    Instance("String format(DateTimeFormatter)", Formatted),
    Static("YearMonth from(TemporalAccessor)", From<kYearMonth>),
    Instance("Month getMonth()", MonthName),
    Instance("int getMonthValue()", MonthNumber),
    Instance("int getYear()", Year),
    Instance("boolean isAfter(YearMonth)", IsBeyond<kYearMonth, 1>),
    Instance("boolean isBefore(YearMonth)", IsBeyond<kYearMonth, -1>),
    Instance("boolean isLeapYear()", IsLeap),
    Instance("boolean isValidDay(int)", IsValidDay),
    Instance("int lengthOfMonth()", MonthLength),
    Instance("int lengthOfYear()", YearLength),
    Instance("YearMonth minusMonths(long)", Move<ChronoUnit::kMonths, true>),
    Instance("YearMonth minusYears(long)", Move<ChronoUnit::kYears, true>),
    Static("YearMonth of(int,int)", OfYearMonth),
    Static("YearMonth parse(CharSequence)", ParseYearMonth),
    Instance("YearMonth plusMonths(long)", Move<ChronoUnit::kMonths, false>),
    Instance("YearMonth plusYears(long)", Move<ChronoUnit::kYears, false>),
    Instance("YearMonth withMonth(int)", WithMonth),
    Instance("YearMonth withYear(int)", WithYear),
};
static_assert(IsSorted(kYearMonthMethods));

constexpr Method kMonthDayMethods[] = {
    Instance("LocalDate atYear(int)", AtYear),
    Instance("String format(DateTimeFormatter)", Formatted),
    Static("MonthDay from(TemporalAccessor)", From<kMonthDay>),
    Instance("int getDayOfMonth()", DayNumber),
    Instance("Month getMonth()", MonthName),
    Instance("int getMonthValue()", MonthNumber),
    Instance("boolean isAfter(MonthDay)", IsBeyond<kMonthDay, 1>),
    Instance("boolean isBefore(MonthDay)", IsBeyond<kMonthDay, -1>),
    Instance("boolean isValidYear(int)", IsValidYear),
    Static("MonthDay of(int,int)", OfMonthDay),
    Static("MonthDay parse(CharSequence)", ParseMonthDay),
    Instance("MonthDay withDayOfMonth(int)", WithDay),
    Instance("MonthDay withMonth(int)", WithMonth),
};
static_assert(IsSorted(kMonthDayMethods));

Value MaxYear(Run&) { return Value::Int(kMaxYear); }
Value MinYear(Run&) { return Value::Int(kMinYear); }
constexpr Constant kYears[] = {Field("int", "MAX_VALUE", MaxYear), Field("int", "MIN_VALUE", MinYear)};

// ZoneRules --------------------------------------------------------------------------------------------------------------------------------

class RulesHost final : public Host {
 public:
  explicit RulesHost(const ZoneId& zone) : Host(TypeId::kZoneRules), zone_(zone) {}
  static bool Is(Type type) { return type == Type(TypeId::kZoneRules); }
  const ZoneId& zone() const { return zone_; }

 private:
  ZoneId zone_;
};

Value OffsetAt(Run& run, const Value* a) {
  const ZoneId& zone = As<RulesHost>(a[0])->zone();
  if (a[1].is_null()) return run.Throw(TypeId::kNullPointerException, "instant");
  const InstantHost* const instant = As<InstantHost>(a[1]);
  if (instant == nullptr || !InRange(instant->instant())) return run.Throw(TypeId::kDateTimeException, "Instant exceeds minimum or maximum instant");
  return NewZone(run, ZoneId::OfOffset(AtZone(instant->instant(), zone).offset_seconds));
}
Value IsFixed(Run&, const Value* a) { return Value::Bool(As<RulesHost>(a[0])->zone().region == nullptr); }
constexpr Method kRules[] = {Instance("ZoneOffset getOffset(Instant)", OffsetAt), Instance("boolean isFixedOffset()", IsFixed)};

constexpr TypeApi kTables[] = {
    {kYear, kYearMethods, kYears}, {kYearMonth, kYearMonthMethods, {}}, {kMonthDay, kMonthDayMethods, {}}, {TypeId::kZoneRules, kRules, {}}};

}  // namespace

Value RulesOf(Run& run, const Value* a) { return Value::Of(run.arena.New<RulesHost>(As<ZoneHost>(a[0])->zone())); }

ApiTables PartialDateApi() { return kTables; }

}  // namespace flowship::painless
