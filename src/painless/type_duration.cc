// Duration and Period.

#include <charconv>
#include <limits>

#include "painless/api_tables.h"
#include "painless/strings.h"
#include "painless/text.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

__extension__ typedef __int128 Wide;  // GCC's __int128 is not ISO C++

// Duration ---------------------------------------------------------------------------------------------------------------------------------

const Duration& Self(const Value* a) { return As<DurationHost>(a[0])->duration(); }

Wide NanosOf(const Duration& duration) { return Wide{duration.seconds} * kNanosPerSecond + duration.nanos; }

Value OfNanos(Run& run, Wide nanos) {
  Wide seconds = nanos / kNanosPerSecond, rest = nanos % kNanosPerSecond;
  if (rest < 0) seconds -= 1, rest += kNanosPerSecond;
  if (seconds < std::numeric_limits<int64_t>::min() || seconds > std::numeric_limits<int64_t>::max()) {
    return run.Throw(TypeId::kArithmeticException, "long overflow");
  }
  return NewDuration(run, Duration{static_cast<int64_t>(seconds), static_cast<int32_t>(rest)});
}

// The nanoseconds of so many units; days are 24 hours, longer units are refused.
bool UnitNanos(Run& run, int64_t amount, ChronoUnit unit, Wide* nanos) {
  Duration one;
  if (!Take(run, DurationOf(1, unit), &one)) return false;
  *nanos = Wide{amount} * NanosOf(one);
  return true;
}
template <ChronoUnit unit>
Value Of(Run& run, const Value* a) {
  Wide nanos = 0;
  return UnitNanos(run, a[0].as_long(), unit, &nanos) ? OfNanos(run, nanos) : Value();
}
Value OfUnits(Run& run, const Value* a) {
  ChronoUnit unit;
  Wide nanos = 0;
  return UnitOf(run, a[1], &unit) && UnitNanos(run, a[0].as_long(), unit, &nanos) ? OfNanos(run, nanos) : Value();
}
Value OfSecondsAndNanos(Run& run, const Value* a) { return OfNanos(run, Wide{a[0].as_long()} * kNanosPerSecond + a[1].as_long()); }

template <ChronoUnit unit, int sign>
Value Move(Run& run, const Value* a) {
  Wide nanos = 0;
  return UnitNanos(run, a[1].as_long(), unit, &nanos) ? OfNanos(run, NanosOf(Self(a)) + sign * nanos) : Value();
}
template <int sign>
Value MoveUnits(Run& run, const Value* a) {
  ChronoUnit unit;
  Wide nanos = 0;
  return UnitOf(run, a[2], &unit) && UnitNanos(run, a[1].as_long(), unit, &nanos) ? OfNanos(run, NanosOf(Self(a)) + sign * nanos) : Value();
}
template <int sign>
Value MoveBy(Run& run, const Value* a) {
  const DurationHost* const other = Required<DurationHost>(run, a[1], "duration");
  return other == nullptr ? Value() : OfNanos(run, NanosOf(Self(a)) + sign * NanosOf(other->duration()));
}

Value Between(Run& run, const Value* a) {
  int64_t seconds = 0;
  if (a[0].is_null() || a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  if (!UnitsBetween(run, ChronoUnit::kSeconds, a[0], a[1], &seconds)) return Value();
  // What is left below a second: the same after the whole seconds were added.
  const Value start = AddUnits(run, a[0], seconds, ChronoUnit::kSeconds, false);
  int64_t nanos = 0;
  if (run.failed() || !UnitsBetween(run, ChronoUnit::kNanos, start, a[1], &nanos)) return Value();
  return OfNanos(run, Wide{seconds} * kNanosPerSecond + nanos);
}
Value FromAmount(Run& run, const Value* a) {
  if (As<DurationHost>(a[0]) != nullptr) return a[0];
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "amount");
  const PeriodHost& period = *As<PeriodHost>(a[0]);
  if (period.years != 0 || period.months != 0) return run.Throw(TypeId::kUnsupportedTemporalTypeException, "Unit must not have an estimated duration");
  return OfNanos(run, Wide{period.days} * kSecondsPerDay * kNanosPerSecond);
}
Value Parse(Run& run, const Value* a) {
  std::string_view text;
  if (!TextArgument(run, a[0], &text)) return Value();
  Duration duration;
  return Take(run, ParseDuration(text), &duration) ? NewDuration(run, duration) : Value();
}

Value Absolute(Run& run, const Value* a) { return Self(a).seconds < 0 ? OfNanos(run, -NanosOf(Self(a))) : a[0]; }
Value Negated(Run& run, const Value* a) { return OfNanos(run, -NanosOf(Self(a))); }
Value Times(Run& run, const Value* a) {
  const Duration& self = Self(a);
  const Wide seconds = Wide{self.seconds} * a[1].as_long();
  if (seconds > std::numeric_limits<int64_t>::max() || seconds < std::numeric_limits<int64_t>::min()) {
    return run.Throw(TypeId::kArithmeticException, "Exceeds capacity of Duration");
  }
  return OfNanos(run, seconds * kNanosPerSecond + Wide{self.nanos} * a[1].as_long());
}
Value DividedBy(Run& run, const Value* a) {
  if (a[1].as_long() == 0) return run.Throw(TypeId::kArithmeticException, "Cannot divide by zero");
  return OfNanos(run, NanosOf(Self(a)) / a[1].as_long());
}
Value IsNegative(Run&, const Value* a) { return Value::Bool(Self(a).seconds < 0); }
Value IsZero(Run&, const Value* a) { return Value::Bool(Self(a) == Duration{}); }
Value Seconds(Run&, const Value* a) { return Value::Long(Self(a).seconds); }
Value Nanos(Run&, const Value* a) { return Value::Int(Self(a).nanos); }
template <int64_t seconds>
Value InUnits(Run&, const Value* a) { return Value::Long(Self(a).seconds / seconds); }
Value Millis(Run& run, const Value* a) {
  int64_t millis = 0;
  return Take(run, ToMillis(Self(a)), &millis) ? Value::Long(millis) : Value();
}
Value InNanos(Run& run, const Value* a) {
  int64_t nanos = 0;
  return Take(run, ToNanos(Self(a)), &nanos) ? Value::Long(nanos) : Value();
}
Value WithSeconds(Run& run, const Value* a) { return NewDuration(run, Duration{a[1].as_long(), Self(a).nanos}); }
Value WithNanos(Run& run, const Value* a) {
  if (const Status status = CheckField(DateField::kNanoOfSecond, a[1].as_long()); !status.ok()) return ThrowTime(run, status.error());
  return NewDuration(run, Duration{Self(a).seconds, static_cast<int32_t>(a[1].as_long())});
}

constexpr Method kDuration[] = {
    Instance("Duration abs()", Absolute),
    Static("Duration between(Temporal,Temporal)", Between),
    Instance("Duration dividedBy(long)", DividedBy),
    Static("Duration from(TemporalAmount)", FromAmount),
    Instance("int getNano()", Nanos),
    Instance("long getSeconds()", Seconds),
    Instance("boolean isNegative()", IsNegative),
    Instance("boolean isZero()", IsZero),
    Instance("Duration minus(Duration)", MoveBy<-1>),
    Instance("Duration minus(long,TemporalUnit)", MoveUnits<-1>),
    Instance("Duration minusDays(long)", Move<ChronoUnit::kDays, -1>),
    Instance("Duration minusHours(long)", Move<ChronoUnit::kHours, -1>),
    Instance("Duration minusMillis(long)", Move<ChronoUnit::kMillis, -1>),
    Instance("Duration minusMinutes(long)", Move<ChronoUnit::kMinutes, -1>),
    Instance("Duration minusNanos(long)", Move<ChronoUnit::kNanos, -1>),
    Instance("Duration minusSeconds(long)", Move<ChronoUnit::kSeconds, -1>),
    Instance("Duration multipliedBy(long)", Times),
    Instance("Duration negated()", Negated),
    Static("Duration of(long,TemporalUnit)", OfUnits),
    Static("Duration ofDays(long)", Of<ChronoUnit::kDays>),
    Static("Duration ofHours(long)", Of<ChronoUnit::kHours>),
    Static("Duration ofMillis(long)", Of<ChronoUnit::kMillis>),
    Static("Duration ofMinutes(long)", Of<ChronoUnit::kMinutes>),
    Static("Duration ofNanos(long)", Of<ChronoUnit::kNanos>),
    Static("Duration ofSeconds(long)", Of<ChronoUnit::kSeconds>),
    Static("Duration ofSeconds(long,long)", OfSecondsAndNanos),
    Static("Duration parse(CharSequence)", Parse),
    Instance("Duration plus(Duration)", MoveBy<1>),
    Instance("Duration plus(long,TemporalUnit)", MoveUnits<1>),
    Instance("Duration plusDays(long)", Move<ChronoUnit::kDays, 1>),
    Instance("Duration plusHours(long)", Move<ChronoUnit::kHours, 1>),
    Instance("Duration plusMillis(long)", Move<ChronoUnit::kMillis, 1>),
    Instance("Duration plusMinutes(long)", Move<ChronoUnit::kMinutes, 1>),
    Instance("Duration plusNanos(long)", Move<ChronoUnit::kNanos, 1>),
    Instance("Duration plusSeconds(long)", Move<ChronoUnit::kSeconds, 1>),
    Instance("long toDays()", InUnits<86400>),
    Instance("long toHours()", InUnits<3600>),
    Instance("long toMillis()", Millis),
    Instance("long toMinutes()", InUnits<60>),
    Instance("long toNanos()", InNanos),
    Instance("Duration withNanos(int)", WithNanos),
    Instance("Duration withSeconds(long)", WithSeconds),
};
static_assert(IsSorted(kDuration));

// Period -----------------------------------------------------------------------------------------------------------------------------------

const PeriodHost& SelfPeriod(const Value* a) { return *As<PeriodHost>(a[0]); }

Value NewPeriod(Run& run, Wide years, Wide months, Wide days) {
  constexpr Wide least = std::numeric_limits<int32_t>::min(), most = std::numeric_limits<int32_t>::max();
  for (const Wide part : {years, months, days}) {
    if (part < least || part > most) return run.Throw(TypeId::kArithmeticException, "integer overflow");
  }
  return Value::Of(run.arena.New<PeriodHost>(static_cast<int32_t>(years), static_cast<int32_t>(months), static_cast<int32_t>(days)));
}

// Months and years first, then the days that are left; both of one sign.
Value PeriodBetween(Run& run, const Value* a) {
  const TemporalHost* const from = Required<TemporalHost>(run, a[0], "startDateInclusive");
  const TemporalHost* const to = from == nullptr ? nullptr : Required<TemporalHost>(run, a[1], "endDateExclusive");
  if (to == nullptr) return Value();
  const LocalDateTime &start = from->time().local, &end = to->time().local;
  int64_t months = (end.year - int64_t{start.year}) * 12 + end.month - start.month;
  int64_t days = end.day - int64_t{start.day};
  if (months > 0 && days < 0) {
    const Result<LocalDateTime> before = Plus(LocalDateTime{.year = start.year, .month = start.month, .day = start.day}, --months, ChronoUnit::kMonths);
    days = EpochDay(end.year, end.month, end.day) - EpochDay(before->year, before->month, before->day);
  } else if (months < 0 && days > 0) {
    ++months;
    days -= DaysInMonth(end.year, end.month);
  }
  return NewPeriod(run, months / 12, months % 12, days);
}

// [+-]P[nY][nM][nW][nD].
Value ParsePeriod(Run& run, const Value* a) {
  std::string_view text;
  if (!TextArgument(run, a[0], &text)) return Value();
  const auto fail = [&run] { return run.Throw(TypeId::kDateTimeParseException, "Text cannot be parsed to a Period"); };
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (!rest.starts_with('P') && !rest.starts_with('p')) return fail();
  rest.remove_prefix(1);
  Wide parts[4] = {};
  size_t next = 0;
  constexpr std::string_view kLetters = "YMWD";
  if (rest.empty()) return fail();
  while (!rest.empty()) {
    int64_t number = 0;
    if (rest.starts_with('+')) rest.remove_prefix(1);
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc() || end == rest.data() + rest.size()) return fail();
    const char letter = static_cast<char>(*end & ~0x20);
    const size_t place = kLetters.find(letter, next);
    if (place == std::string_view::npos) return fail();
    parts[place] = negative ? -Wide{number} : Wide{number};
    next = place + 1;
    rest.remove_prefix(static_cast<size_t>(end - rest.data()) + 1);
  }
  return NewPeriod(run, parts[0], parts[1], parts[3] + 7 * parts[2]);
}

Value OfParts(Run& run, const Value* a) { return NewPeriod(run, a[0].as_long(), a[1].as_long(), a[2].as_long()); }
Value OfYears(Run& run, const Value* a) { return NewPeriod(run, a[0].as_long(), 0, 0); }
Value OfMonths(Run& run, const Value* a) { return NewPeriod(run, 0, a[0].as_long(), 0); }
Value OfDays(Run& run, const Value* a) { return NewPeriod(run, 0, 0, a[0].as_long()); }
Value OfWeeks(Run& run, const Value* a) { return NewPeriod(run, 0, 0, Wide{a[0].as_long()} * 7); }
Value Years(Run&, const Value* a) { return Value::Int(SelfPeriod(a).years); }
Value Months(Run&, const Value* a) { return Value::Int(SelfPeriod(a).months); }
Value Days(Run&, const Value* a) { return Value::Int(SelfPeriod(a).days); }
Value TotalMonths(Run&, const Value* a) { return Value::Long(SelfPeriod(a).years * int64_t{12} + SelfPeriod(a).months); }
template <int sign>
Value PlusYears(Run& run, const Value* a) { return NewPeriod(run, SelfPeriod(a).years + sign * Wide{a[1].as_long()}, SelfPeriod(a).months, SelfPeriod(a).days); }
template <int sign>
Value PlusMonths(Run& run, const Value* a) { return NewPeriod(run, SelfPeriod(a).years, SelfPeriod(a).months + sign * Wide{a[1].as_long()}, SelfPeriod(a).days); }
template <int sign>
Value PlusDays(Run& run, const Value* a) { return NewPeriod(run, SelfPeriod(a).years, SelfPeriod(a).months, SelfPeriod(a).days + sign * Wide{a[1].as_long()}); }
template <int sign>
Value PlusPeriod(Run& run, const Value* a) {
  const PeriodHost* const other = Required<PeriodHost>(run, a[1], "amount");
  if (other == nullptr) return run.failed() ? Value() : run.Throw(TypeId::kDateTimeException, "Unit must be Years, Months or Days, but was Seconds");
  return NewPeriod(run, SelfPeriod(a).years + sign * Wide{other->years}, SelfPeriod(a).months + sign * Wide{other->months},
                   SelfPeriod(a).days + sign * Wide{other->days});
}
Value TimesInt(Run& run, const Value* a) {
  const Wide factor = a[1].as_long();
  return NewPeriod(run, SelfPeriod(a).years * factor, SelfPeriod(a).months * factor, SelfPeriod(a).days * factor);
}
Value NegatedPeriod(Run& run, const Value* a) { return NewPeriod(run, -Wide{SelfPeriod(a).years}, -Wide{SelfPeriod(a).months}, -Wide{SelfPeriod(a).days}); }
Value Normalized(Run& run, const Value* a) {
  const int64_t months = TotalMonths(run, a).as_long();
  return NewPeriod(run, months / 12, months % 12, SelfPeriod(a).days);
}
Value IsNegativePeriod(Run&, const Value* a) { return Value::Bool(SelfPeriod(a).years < 0 || SelfPeriod(a).months < 0 || SelfPeriod(a).days < 0); }
Value IsZeroPeriod(Run&, const Value* a) { return Value::Bool(SelfPeriod(a).years == 0 && SelfPeriod(a).months == 0 && SelfPeriod(a).days == 0); }
Value WithYears(Run& run, const Value* a) { return NewPeriod(run, a[1].as_long(), SelfPeriod(a).months, SelfPeriod(a).days); }
Value WithMonths(Run& run, const Value* a) { return NewPeriod(run, SelfPeriod(a).years, a[1].as_long(), SelfPeriod(a).days); }
Value WithDays(Run& run, const Value* a) { return NewPeriod(run, SelfPeriod(a).years, SelfPeriod(a).months, a[1].as_long()); }

constexpr Method kPeriod[] = {
    Static("Period between(LocalDate,LocalDate)", PeriodBetween),
    Instance("int getDays()", Days),
    Instance("int getMonths()", Months),
    Instance("int getYears()", Years),
    Instance("boolean isNegative()", IsNegativePeriod),
    Instance("boolean isZero()", IsZeroPeriod),
    Instance("Period minus(TemporalAmount)", PlusPeriod<-1>),
    Instance("Period minusDays(long)", PlusDays<-1>),
    Instance("Period minusMonths(long)", PlusMonths<-1>),
    Instance("Period minusYears(long)", PlusYears<-1>),
    Instance("Period multipliedBy(int)", TimesInt),
    Instance("Period negated()", NegatedPeriod),
    Instance("Period normalized()", Normalized),
    Static("Period of(int,int,int)", OfParts),
    Static("Period ofDays(int)", OfDays),
    Static("Period ofMonths(int)", OfMonths),
    Static("Period ofWeeks(int)", OfWeeks),
    Static("Period ofYears(int)", OfYears),
    Static("Period parse(CharSequence)", ParsePeriod),
    Instance("Period plus(TemporalAmount)", PlusPeriod<1>),
    Instance("Period plusDays(long)", PlusDays<1>),
    Instance("Period plusMonths(long)", PlusMonths<1>),
    Instance("Period plusYears(long)", PlusYears<1>),
    Instance("long toTotalMonths()", TotalMonths),
    Instance("Period withDays(int)", WithDays),
    Instance("Period withMonths(int)", WithMonths),
    Instance("Period withYears(int)", WithYears),
};
static_assert(IsSorted(kPeriod));

Value ZeroDuration(Run& run) { return NewDuration(run, Duration{}); }
Value ZeroPeriod(Run& run) { return NewPeriod(run, 0, 0, 0); }
constexpr Constant kDurations[] = {Field("Duration", "ZERO", ZeroDuration)};
constexpr Constant kPeriods[] = {Field("Period", "ZERO", ZeroPeriod)};

constexpr TypeApi kTables[] = {{TypeId::kDuration, kDuration, kDurations}, {TypeId::kPeriod, kPeriod, kPeriods}};

}  // namespace

ApiTables DurationApi() { return kTables; }

}  // namespace flowship::painless
