// Enum, and the enumerations of java.time: DayOfWeek, Month, ChronoUnit, ChronoField, TextStyle, FormatStyle, ResolverStyle, SignStyle; RoundingMode too.

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/date_locale.h"
#include "painless/api_tables.h"
#include "painless/locale.h"
#include "painless/text.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

constexpr std::string_view kDays[] = {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"};
constexpr std::string_view kMonths[] = {"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"};
constexpr std::string_view kUnits[] = {"NANOS", "MICROS", "MILLIS", "SECONDS", "MINUTES", "HOURS", "HALF_DAYS", "DAYS",
                                       "WEEKS", "MONTHS", "YEARS", "DECADES", "CENTURIES", "MILLENNIA", "ERAS", "FOREVER"};
constexpr std::string_view kTextStyles[] = {"FULL", "FULL_STANDALONE", "SHORT", "SHORT_STANDALONE", "NARROW", "NARROW_STANDALONE"};
constexpr std::string_view kFormatStyles[] = {"FULL", "LONG", "MEDIUM", "SHORT"};
constexpr std::string_view kResolverStyles[] = {"STRICT", "SMART", "LENIENT"};
constexpr std::string_view kSignStyles[] = {"NORMAL", "ALWAYS", "NEVER", "NOT_NEGATIVE", "EXCEEDS_PAD"};
constexpr std::string_view kRoundings[] = {"UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN", "UNNECESSARY"};

std::span<const std::string_view> NamesOf(TypeId type) {
  switch (type) {
    case TypeId::kDayOfWeek: return kDays;
    case TypeId::kMonth: return kMonths;
    case TypeId::kChronoUnit: return kUnits;
    case TypeId::kTextStyle: return kTextStyles;
    case TypeId::kFormatStyle: return kFormatStyles;
    case TypeId::kResolverStyle: return kResolverStyles;
    case TypeId::kSignStyle: return kSignStyles;
    default: return kRoundings;
  }
}

}  // namespace

std::string_view EnumHost::Name() const { return NamesOf(type().id)[ordinal_]; }
std::string_view EnumHost::ToText(Arena&) const {
  if (type().id != TypeId::kChronoUnit) return Name();
  if (ordinal_ < kChronoUnitCount) return ToString(static_cast<ChronoUnit>(ordinal_));
  return ordinal_ == kChronoUnitCount ? "Eras" : "Forever";
}
int32_t EnumHost::HashCode() const { return JavaHash(Name()); }  // Java's differs from run to run

Value NewEnum(Run& run, TypeId type, uint32_t ordinal) { return Value::Of(run.arena.New<EnumHost>(type, ordinal)); }
uint32_t EnumCount(TypeId type) { return static_cast<uint32_t>(NamesOf(type).size()); }
bool FindEnum(TypeId type, std::string_view name, uint32_t* ordinal) {
  const auto names = NamesOf(type);
  const auto found = std::find(names.begin(), names.end(), name);
  *ordinal = static_cast<uint32_t>(found - names.begin());
  return found != names.end();
}

namespace {

const EnumHost& Self(const Value* a) { return *As<EnumHost>(a[0]); }

// Enum -------------------------------------------------------------------------------------------------------------------------------------

struct NamedField {
  std::string_view name;
  DateField field;
};
constexpr NamedField kFields[] = {
    {"ALIGNED_DAY_OF_WEEK_IN_MONTH", DateField::kAlignedDayOfWeekInMonth},
    {"ALIGNED_DAY_OF_WEEK_IN_YEAR", DateField::kAlignedDayOfWeekInYear},
    {"ALIGNED_WEEK_OF_MONTH", DateField::kAlignedWeekOfMonth},
    {"ALIGNED_WEEK_OF_YEAR", DateField::kAlignedWeekOfYear},
    {"AMPM_OF_DAY", DateField::kAmPmOfDay},
    {"CLOCK_HOUR_OF_AMPM", DateField::kClockHourOfAmPm},
    {"CLOCK_HOUR_OF_DAY", DateField::kClockHourOfDay},
    {"DAY_OF_MONTH", DateField::kDayOfMonth},
    {"DAY_OF_WEEK", DateField::kDayOfWeek},
    {"DAY_OF_YEAR", DateField::kDayOfYear},
    {"EPOCH_DAY", DateField::kEpochDay},
    {"ERA", DateField::kEra},
    {"HOUR_OF_AMPM", DateField::kHourOfAmPm},
    {"HOUR_OF_DAY", DateField::kHourOfDay},
    {"INSTANT_SECONDS", DateField::kInstantSeconds},
    {"MICRO_OF_DAY", DateField::kMicroOfDay},
    {"MICRO_OF_SECOND", DateField::kMicroOfSecond},
    {"MILLI_OF_DAY", DateField::kMilliOfDay},
    {"MILLI_OF_SECOND", DateField::kMilliOfSecond},
    {"MINUTE_OF_DAY", DateField::kMinuteOfDay},
    {"MINUTE_OF_HOUR", DateField::kMinuteOfHour},
    {"MONTH_OF_YEAR", DateField::kMonthOfYear},
    {"NANO_OF_DAY", DateField::kNanoOfDay},
    {"NANO_OF_SECOND", DateField::kNanoOfSecond},
    {"OFFSET_SECONDS", DateField::kOffsetSeconds},
    {"PROLEPTIC_MONTH", DateField::kProlepticMonth},
    {"SECOND_OF_DAY", DateField::kSecondOfDay},
    {"SECOND_OF_MINUTE", DateField::kSecondOfMinute},
    {"YEAR", DateField::kYear},
    {"YEAR_OF_ERA", DateField::kYearOfEra},
};

Value Name(Run&, const Value* a) {
  if (const EnumHost* const constant = As<EnumHost>(a[0])) return Value::String(constant->Name());
  const DateField field = As<FieldOfTime>(a[0])->field();
  const auto* const row = std::find_if(std::begin(kFields), std::end(kFields), [field](const NamedField& named) { return named.field == field; });
  return Value::String(row == std::end(kFields) ? std::string_view() : row->name);
}
Value Ordinal(Run&, const Value* a) {
  const EnumHost* const constant = As<EnumHost>(a[0]);
  return Value::Int(static_cast<int32_t>(constant != nullptr ? constant->ordinal() : static_cast<uint32_t>(As<FieldOfTime>(a[0])->field())));
}
constexpr Method kEnum[] = {Instance("String name()", Name), Instance("int ordinal()", Ordinal)};

template <TypeId type>
Value ValueOf(Run& run, const Value* a) {
  uint32_t ordinal = 0;
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "Name is null");
  if (FindEnum(type, a[0].as_text(), &ordinal)) return NewEnum(run, type, ordinal);
  return run.ThrowFormatted(TypeId::kIllegalArgumentException, "No enum constant {}.{}", NameOf(type), a[0].as_text());
}
template <TypeId type>
Value AllOf(Run& run, const Value*) {
  ArrayHost* const all = ArrayHost::New(run.arena, Type(type, 1), EnumCount(type));
  for (uint32_t i = 0; i < EnumCount(type); ++i) all->items()[i] = NewEnum(run, type, i);
  return Value::Of(all);
}
template <TypeId type, uint32_t ordinal>
Value OneOf(Run& run) { return NewEnum(run, type, ordinal); }

template <TypeId type, size_t... ordinals>
consteval auto MakeConstants(const std::string_view (&names)[sizeof...(ordinals)], std::index_sequence<ordinals...>) {
  return std::array<Constant, sizeof...(ordinals)>{Constant{names[ordinals], Type(type), OneOf<type, static_cast<uint32_t>(ordinals)>}...};
}
template <TypeId type, size_t count>
consteval auto ConstantsOf(const std::string_view (&names)[count]) { return MakeConstants<type>(names, std::make_index_sequence<count>()); }

constexpr auto kDayConstants = ConstantsOf<TypeId::kDayOfWeek>(kDays);
constexpr auto kMonthConstants = ConstantsOf<TypeId::kMonth>(kMonths);
constexpr auto kUnitConstants = ConstantsOf<TypeId::kChronoUnit>(kUnits);
constexpr auto kTextStyleConstants = ConstantsOf<TypeId::kTextStyle>(kTextStyles);
constexpr auto kFormatStyleConstants = ConstantsOf<TypeId::kFormatStyle>(kFormatStyles);
constexpr auto kResolverStyleConstants = ConstantsOf<TypeId::kResolverStyle>(kResolverStyles);
constexpr auto kSignStyleConstants = ConstantsOf<TypeId::kSignStyle>(kSignStyles);
constexpr auto kRoundingConstants = ConstantsOf<TypeId::kRoundingMode>(kRoundings);

// DayOfWeek, Month -------------------------------------------------------------------------------------------------------------------------

template <TypeId type>
Value Of(Run& run, const Value* a) {
  const int64_t number = a[0].as_long();
  if (number >= 1 && number <= EnumCount(type)) return NewEnum(run, type, static_cast<uint32_t>(number) - 1);
  return run.ThrowFormatted(TypeId::kDateTimeException, "Invalid value for {}: {}", type == TypeId::kMonth ? "MonthOfYear" : "DayOfWeek", number);
}
template <TypeId type>
Value From(Run& run, const Value* a) {
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "temporal");
  if (HostOf(a[0])->type() == Type(type)) return a[0];
  int64_t number = 0;
  if (!Supports(a[0], type == TypeId::kMonth ? DateField::kMonthOfYear : DateField::kDayOfWeek)) {
    return run.ThrowFormatted(TypeId::kDateTimeException, "Unable to obtain {} from TemporalAccessor: {} of type {}", SimpleNameOf(type),
                              HostOf(a[0])->ToText(run.arena), HostOf(a[0])->TypeName());
  }
  if (!FieldOf(run, a[0], type == TypeId::kMonth ? DateField::kMonthOfYear : DateField::kDayOfWeek, &number)) return Value();
  return NewEnum(run, type, static_cast<uint32_t>(number) - 1);
}
Value Number(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(Self(a).ordinal()) + 1); }
template <int sign>
Value Move(Run& run, const Value* a) {
  const int64_t count = EnumCount(Self(a).type().id);
  return NewEnum(run, Self(a).type().id, static_cast<uint32_t>((Self(a).ordinal() + sign * (a[1].as_long() % count) + count) % count));
}

// Words are English, whatever the locale; see base/date_locale.h.
Value DisplayName(Run& run, const Value* a) {
  const EnumHost* const style = Required<EnumHost>(run, a[1], "style");
  const LocaleHost* const locale = style == nullptr ? nullptr : Required<LocaleHost>(run, a[2], "locale");
  if (locale == nullptr) return Value();
  constexpr TextStyle kStyles[] = {TextStyle::kFull,           TextStyle::kFullStandalone, TextStyle::kShort,
                                   TextStyle::kShortStandalone, TextStyle::kNarrow,         TextStyle::kNarrowStandalone};
  const DateLocale* const words = FindDateLocale(locale->language().empty() ? std::string_view() : locale->Tag(run.arena));
  const DateField field = Self(a).type().id == TypeId::kMonth ? DateField::kMonthOfYear : DateField::kDayOfWeek;
  return Value::String((words == nullptr ? EnglishDateLocale() : *words).Words(field, kStyles[style->ordinal()])[Self(a).ordinal()]);
}

constexpr Method kDayOfWeek[] = {
    Static("DayOfWeek from(TemporalAccessor)", From<TypeId::kDayOfWeek>),
    Instance("String getDisplayName(TextStyle,Locale)", DisplayName),
    Instance("int getValue()", Number),
    Instance("DayOfWeek minus(long)", Move<-1>),
    Static("DayOfWeek of(int)", Of<TypeId::kDayOfWeek>),
    Instance("DayOfWeek plus(long)", Move<1>),
    Static("DayOfWeek valueOf(String)", ValueOf<TypeId::kDayOfWeek>),
    Static("DayOfWeek[] values()", AllOf<TypeId::kDayOfWeek>),
};
static_assert(IsSorted(kDayOfWeek));

int MonthOf(const Value* a) { return static_cast<int>(Self(a).ordinal()) + 1; }
Value FirstDayOfYear(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(EpochDay(a[1].as_bool() ? 2000 : 2001, MonthOf(a), 1) - EpochDay(a[1].as_bool() ? 2000 : 2001, 1, 1)) + 1); }
Value FirstOfQuarter(Run& run, const Value* a) { return NewEnum(run, TypeId::kMonth, Self(a).ordinal() / 3 * 3); }
Value LengthIn(Run&, const Value* a) { return Value::Int(DaysInMonth(a[1].as_bool() ? 2000 : 2001, MonthOf(a))); }
Value MostDays(Run&, const Value* a) { return Value::Int(DaysInMonth(2000, MonthOf(a))); }
Value LeastDays(Run&, const Value* a) { return Value::Int(DaysInMonth(2001, MonthOf(a))); }

constexpr Method kMonth[] = {
    Instance("int firstDayOfYear(boolean)", FirstDayOfYear),
    Instance("Month firstMonthOfQuarter()", FirstOfQuarter),
    Static("Month from(TemporalAccessor)", From<TypeId::kMonth>),
    Instance("String getDisplayName(TextStyle,Locale)", DisplayName),
    Instance("int getValue()", Number),
    Instance("int length(boolean)", LengthIn),
    Instance("int maxLength()", MostDays),
    Instance("int minLength()", LeastDays),
    Instance("Month minus(long)", Move<-1>),
    Static("Month of(int)", Of<TypeId::kMonth>),
    Instance("Month plus(long)", Move<1>),
    Static("Month valueOf(String)", ValueOf<TypeId::kMonth>),
    Static("Month[] values()", AllOf<TypeId::kMonth>),
};
static_assert(IsSorted(kMonth));

// ChronoUnit, ChronoField ------------------------------------------------------------------------------------------------------------------

Value UnitAddTo(Run& run, const Value* a) {
  ChronoUnit unit;
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return UnitOf(run, a[0], &unit) ? AddUnits(run, a[1], a[2].as_long(), unit, false) : Value();
}
Value UnitBetween(Run& run, const Value* a) {
  ChronoUnit unit;
  int64_t count = 0;
  return UnitOf(run, a[0], &unit) && UnitsBetween(run, unit, a[1], a[2], &count) ? Value::Long(count) : Value();
}
// Months and longer have an estimated length: a year is 365.2425 days.
Value UnitDuration(Run& run, const Value* a) {
  ChronoUnit unit;
  if (!UnitOf(run, a[0], &unit)) return Value();
  constexpr int64_t kYear = 31'556'952;
  switch (unit) {
    case ChronoUnit::kWeeks: return NewDuration(run, Duration{7 * kSecondsPerDay, 0});
    case ChronoUnit::kMonths: return NewDuration(run, Duration{kYear / 12, 0});
    case ChronoUnit::kYears: return NewDuration(run, Duration{kYear, 0});
    case ChronoUnit::kDecades: return NewDuration(run, Duration{kYear * 10, 0});
    case ChronoUnit::kCenturies: return NewDuration(run, Duration{kYear * 100, 0});
    case ChronoUnit::kMillennia: return NewDuration(run, Duration{kYear * 1000, 0});
    default: break;
  }
  Duration one;
  return Take(run, DurationOf(1, unit), &one) ? NewDuration(run, one) : Value();
}
template <bool date>
Value IsBased(Run&, const Value* a) {
  const uint32_t days = static_cast<uint32_t>(ChronoUnit::kDays), eras = kChronoUnitCount;
  return Value::Bool(date ? Self(a).ordinal() >= days && Self(a).ordinal() <= eras : Self(a).ordinal() < days);
}
Value IsEstimated(Run&, const Value* a) { return Value::Bool(Self(a).ordinal() >= static_cast<uint32_t>(ChronoUnit::kDays)); }
constexpr Method kTemporalUnit[] = {
    Instance("Temporal addTo(Temporal,long)", UnitAddTo), Instance("long between(Temporal,Temporal)", UnitBetween),
    Instance("Duration getDuration()", UnitDuration),     Instance("boolean isDateBased()", IsBased<true>),
    Instance("boolean isDurationEstimated()", IsEstimated), Instance("boolean isTimeBased()", IsBased<false>),
};
static_assert(IsSorted(kTemporalUnit));
constexpr Method kChronoUnit[] = {
    Static("ChronoUnit valueOf(String)", ValueOf<TypeId::kChronoUnit>),
    Static("ChronoUnit[] values()", AllOf<TypeId::kChronoUnit>),
};

DateField SelfField(const Value* a) { return As<FieldOfTime>(a[0])->field(); }
Value FieldAdjust(Run& run, const Value* a) {
  return a[1].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : WithFieldOf(run, a[1], SelfField(a), a[2].as_long());
}
Value FieldFrom(Run& run, const Value* a) {
  int64_t value = 0;
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return FieldOf(run, a[1], SelfField(a), &value) ? Value::Long(value) : Value();
}
Value FieldIsDate(Run&, const Value* a) { return Value::Bool(IsDateField(SelfField(a))); }
Value FieldIsTime(Run&, const Value* a) { return Value::Bool(IsTimeField(SelfField(a))); }
Value FieldIsSupported(Run& run, const Value* a) {
  return a[1].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : Value::Bool(Supports(a[1], SelfField(a)));
}
constexpr Method kTemporalField[] = {
    Instance("Temporal adjustInto(Temporal,long)", FieldAdjust), Instance("long getFrom(TemporalAccessor)", FieldFrom),
    Instance("boolean isDateBased()", FieldIsDate),              Instance("boolean isSupportedBy(TemporalAccessor)", FieldIsSupported),
    Instance("boolean isTimeBased()", FieldIsTime),
};
static_assert(IsSorted(kTemporalField));

template <size_t row>
Value OneField(Run& run) { return Value::Of(run.arena.New<FieldOfTime>(TypeId::kChronoField, kFields[row].field)); }
template <size_t... rows>
consteval auto MakeFieldConstants(std::index_sequence<rows...>) {
  return std::array<Constant, sizeof...(rows)>{Constant{kFields[rows].name, Type(TypeId::kChronoField), OneField<rows>}...};
}
constexpr auto kFieldConstants = MakeFieldConstants(std::make_index_sequence<std::size(kFields)>());
Value FieldValueOf(Run& run, const Value* a) {
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "Name is null");
  for (const NamedField& row : kFields) {
    if (row.name == a[0].as_text()) return Value::Of(run.arena.New<FieldOfTime>(TypeId::kChronoField, row.field));
  }
  return run.ThrowFormatted(TypeId::kIllegalArgumentException, "No enum constant {}.{}", NameOf(TypeId::kChronoField), a[0].as_text());
}
constexpr Method kChronoField[] = {Static("ChronoField valueOf(String)", FieldValueOf)};

template <DateField field>
Value IsoField(Run& run) { return Value::Of(run.arena.New<FieldOfTime>(TypeId::kTemporalField, field)); }
constexpr Constant kIsoFields[] = {
    Field("TemporalField", "DAY_OF_QUARTER", IsoField<DateField::kDayOfQuarter>),
    Field("TemporalField", "QUARTER_OF_YEAR", IsoField<DateField::kQuarterOfYear>),
    Field("TemporalField", "WEEK_BASED_YEAR", IsoField<DateField::kWeekBasedYear>),
    Field("TemporalField", "WEEK_OF_WEEK_BASED_YEAR", IsoField<DateField::kWeekOfWeekBasedYear>),
};

template <TypeId type>
constexpr Method kNamed[] = {
    Static("def valueOf(String)", ValueOf<type>),
    Static("def[] values()", AllOf<type>),
};

constexpr TypeApi kTables[] = {
    {TypeId::kEnum, kEnum, {}},
    {TypeId::kTemporalField, kTemporalField, {}},
    {TypeId::kTemporalUnit, kTemporalUnit, {}},
    {TypeId::kIsoFields, {}, kIsoFields},
    {TypeId::kChronoField, kChronoField, kFieldConstants},
    {TypeId::kChronoUnit, kChronoUnit, kUnitConstants},
    {TypeId::kDayOfWeek, kDayOfWeek, kDayConstants},
    {TypeId::kMonth, kMonth, kMonthConstants},
    {TypeId::kFormatStyle, kNamed<TypeId::kFormatStyle>, kFormatStyleConstants},
    {TypeId::kResolverStyle, kNamed<TypeId::kResolverStyle>, kResolverStyleConstants},
    {TypeId::kSignStyle, kNamed<TypeId::kSignStyle>, kSignStyleConstants},
    {TypeId::kTextStyle, kNamed<TypeId::kTextStyle>, kTextStyleConstants},
    {TypeId::kRoundingMode, kNamed<TypeId::kRoundingMode>, kRoundingConstants},
};

}  // namespace

ApiTables TimeEnumApi() { return kTables; }

}  // namespace flowship::painless
