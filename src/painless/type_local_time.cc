// LocalDate, LocalTime, LocalDateTime.

#include "painless/api_tables.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

LocalDateTime Joined(LocalDateTime time, const LocalDateTime& date) {
  time.year = date.year;
  time.month = date.month;
  time.day = date.day;
  return time;
}

// numbers: year, month, day of a date; hour, minute and what else there is of a time.
bool ReadDate(Run& run, const Value* a, LocalDateTime* date) { return Take(run, DateOf(a[0].as_long(), a[1].as_long(), a[2].as_long()), date); }
template <size_t count>
bool ReadTime(Run& run, const Value* a, LocalDateTime* time) {
  return Take(run, TimeOf(a[0].as_long(), a[1].as_long(), count > 2 ? a[2].as_long() : 0, count > 3 ? a[3].as_long() : 0), time);
}

// LocalDate --------------------------------------------------------------------------------------------------------------------------------

constexpr TypeId kDate = TypeId::kLocalDate, kTime = TypeId::kLocalTime, kDateTime = TypeId::kLocalDateTime;

Value DateOfParts(Run& run, const Value* a) {
  LocalDateTime date;
  return ReadDate(run, a, &date) ? NewLocal(run, kDate, date) : Value();
}
Value DateOfEpoch(Run& run, const Value* a) {
  if (const Status status = CheckField(DateField::kEpochDay, a[0].as_long()); !status.ok()) return ThrowTime(run, status.error());
  return NewLocal(run, kDate, DateOfEpochDay(a[0].as_long()));
}
Value DateOfYear(Run& run, const Value* a) {
  LocalDateTime date;
  return Take(run, DateOfYearDay(a[0].as_long(), a[1].as_long()), &date) ? NewLocal(run, kDate, date) : Value();
}
Value StartOfDay(Run& run, const Value* a) { return NewLocal(run, kDateTime, SelfTemporal(a).time().local); }
Value StartOfDayIn(Run& run, const Value* a) {
  const ZoneHost* const zone = Required<ZoneHost>(run, a[1], "zone");
  return zone == nullptr ? Value() : NewTemporal(run, TypeId::kZonedDateTime, AtZone(SelfTemporal(a).time().local, zone->zone()));
}
Value AtTime(Run& run, const Value* a) {
  const TemporalHost* const time = Required<TemporalHost>(run, a[1], "time");
  return time == nullptr ? Value() : NewLocal(run, kDateTime, Joined(time->time().local, SelfTemporal(a).time().local));
}
template <size_t count>
Value AtTimeOf(Run& run, const Value* a) {
  LocalDateTime time;
  return ReadTime<count>(run, a + 1, &time) ? NewLocal(run, kDateTime, Joined(time, SelfTemporal(a).time().local)) : Value();
}
Value ParseDate(Run& run, const Value* a) { return ParseTemporal(run, kDate, a[0], Value(), "ISO_LOCAL_DATE"); }
Value PeriodUntil(Run& run, const Value* a) { return FindStatic(TypeId::kPeriod, "between", 2)->call(run, a); }

constexpr Method kLocalDate[] = {
    Instance("LocalDateTime atStartOfDay()", StartOfDay),
    Instance("ZonedDateTime atStartOfDay(ZoneId)", StartOfDayIn),
    Instance("LocalDateTime atTime(LocalTime)", AtTime),
    Instance("LocalDateTime atTime(int,int)", AtTimeOf<2>),
    Instance("LocalDateTime atTime(int,int,int)", AtTimeOf<3>),
    Instance("LocalDateTime atTime(int,int,int,int)", AtTimeOf<4>),
    Static("LocalDate from(TemporalAccessor)", FromAccessor<kDate>),
    Instance("int getDayOfMonth()", GetPart<DateField::kDayOfMonth>),
    Instance("DayOfWeek getDayOfWeek()", GetWeekday),
    Instance("int getDayOfYear()", GetPart<DateField::kDayOfYear>),
    Instance("Month getMonth()", GetMonthOf),
    Instance("int getMonthValue()", GetPart<DateField::kMonthOfYear>),
    Instance("int getYear()", GetPart<DateField::kYear>),
    Instance("LocalDate minus(TemporalAmount)", AddAmountTo<true>),
    Instance("LocalDate minus(long,TemporalUnit)", AddUnitsTo<true>),
    Instance("LocalDate minusDays(long)", MinusOf<ChronoUnit::kDays>),
    Instance("LocalDate minusMonths(long)", MinusOf<ChronoUnit::kMonths>),
    Instance("LocalDate minusWeeks(long)", MinusOf<ChronoUnit::kWeeks>),
    Instance("LocalDate minusYears(long)", MinusOf<ChronoUnit::kYears>),
    Static("LocalDate of(int,int,int)", DateOfParts),
    Static("LocalDate ofEpochDay(long)", DateOfEpoch),
    Static("LocalDate ofYearDay(int,int)", DateOfYear),
    Static("LocalDate parse(CharSequence)", ParseDate),
    Static("LocalDate parse(CharSequence,DateTimeFormatter)", ParseWith<kDate>),
    Instance("LocalDate plus(TemporalAmount)", AddAmountTo<false>),
    Instance("LocalDate plus(long,TemporalUnit)", AddUnitsTo<false>),
    Instance("LocalDate plusDays(long)", PlusOf<ChronoUnit::kDays>),
    Instance("LocalDate plusMonths(long)", PlusOf<ChronoUnit::kMonths>),
    Instance("LocalDate plusWeeks(long)", PlusOf<ChronoUnit::kWeeks>),
    Instance("LocalDate plusYears(long)", PlusOf<ChronoUnit::kYears>),
    Instance("Period until(ChronoLocalDate)", PeriodUntil),
    Instance("LocalDate with(TemporalAdjuster)", WithAdjuster),
    Instance("LocalDate with(TemporalField,long)", WithFieldValue),
    Instance("LocalDate withDayOfMonth(int)", WithPart<DateField::kDayOfMonth>),
    Instance("LocalDate withDayOfYear(int)", WithPart<DateField::kDayOfYear>),
    Instance("LocalDate withMonth(int)", WithPart<DateField::kMonthOfYear>),
    Instance("LocalDate withYear(int)", WithPart<DateField::kYear>),
};
static_assert(IsSorted(kLocalDate));

// LocalTime --------------------------------------------------------------------------------------------------------------------------------

template <size_t count>
Value TimeOfParts(Run& run, const Value* a) {
  LocalDateTime time;
  return ReadTime<count>(run, a, &time) ? NewLocal(run, kTime, time) : Value();
}
template <DateField field>
Value TimeOfDay(Run& run, const Value* a) {
  LocalDateTime time;
  return Take(run, WithField(LocalDateTime(), field, a[0].as_long()), &time) ? NewLocal(run, kTime, time) : Value();
}
Value AtDate(Run& run, const Value* a) {
  const TemporalHost* const date = Required<TemporalHost>(run, a[1], "date");
  return date == nullptr ? Value() : NewLocal(run, kDateTime, Joined(SelfTemporal(a).time().local, date->time().local));
}
template <int sign>
Value IsTime(Run& run, const Value* a) {
  const TemporalHost* const other = Required<TemporalHost>(run, a[1], "other");
  return other == nullptr ? Value() : Value::Bool(SelfTemporal(a).CompareTo(*other) * sign > 0);
}
Value ParseTime(Run& run, const Value* a) { return ParseTemporal(run, kTime, a[0], Value(), "ISO_LOCAL_TIME"); }
Value NanosOfDay(Run&, const Value* a) { return Value::Long(NanoOfDay(SelfTemporal(a).time().local)); }

constexpr Method kLocalTime[] = {
    Instance("LocalDateTime atDate(LocalDate)", AtDate),
    Instance("String format(DateTimeFormatter)", FormatWith),
    Static("LocalTime from(TemporalAccessor)", FromAccessor<kTime>),
    Instance("int getHour()", GetPart<DateField::kHourOfDay>),
    Instance("int getMinute()", GetPart<DateField::kMinuteOfHour>),
    Instance("int getNano()", GetPart<DateField::kNanoOfSecond>),
    Instance("int getSecond()", GetPart<DateField::kSecondOfMinute>),
    Instance("boolean isAfter(LocalTime)", IsTime<1>),
    Instance("boolean isBefore(LocalTime)", IsTime<-1>),
    Instance("LocalTime minus(TemporalAmount)", AddAmountTo<true>),
    Instance("LocalTime minus(long,TemporalUnit)", AddUnitsTo<true>),
    Instance("LocalTime minusHours(long)", MinusOf<ChronoUnit::kHours>),
    Instance("LocalTime minusMinutes(long)", MinusOf<ChronoUnit::kMinutes>),
    Instance("LocalTime minusNanos(long)", MinusOf<ChronoUnit::kNanos>),
    Instance("LocalTime minusSeconds(long)", MinusOf<ChronoUnit::kSeconds>),
    Static("LocalTime of(int,int)", TimeOfParts<2>),
    Static("LocalTime of(int,int,int)", TimeOfParts<3>),
    Static("LocalTime of(int,int,int,int)", TimeOfParts<4>),
    Static("LocalTime ofNanoOfDay(long)", TimeOfDay<DateField::kNanoOfDay>),
    Static("LocalTime ofSecondOfDay(long)", TimeOfDay<DateField::kSecondOfDay>),
    Static("LocalTime parse(CharSequence)", ParseTime),
    Static("LocalTime parse(CharSequence,DateTimeFormatter)", ParseWith<kTime>),
    Instance("LocalTime plus(TemporalAmount)", AddAmountTo<false>),
    Instance("LocalTime plus(long,TemporalUnit)", AddUnitsTo<false>),
    Instance("LocalTime plusHours(long)", PlusOf<ChronoUnit::kHours>),
    Instance("LocalTime plusMinutes(long)", PlusOf<ChronoUnit::kMinutes>),
    Instance("LocalTime plusNanos(long)", PlusOf<ChronoUnit::kNanos>),
    Instance("LocalTime plusSeconds(long)", PlusOf<ChronoUnit::kSeconds>),
    Instance("long toNanoOfDay()", NanosOfDay),
    Instance("int toSecondOfDay()", GetPart<DateField::kSecondOfDay>),
    Instance("LocalTime truncatedTo(TemporalUnit)", Truncated),
    Instance("LocalTime with(TemporalAdjuster)", WithAdjuster),
    Instance("LocalTime with(TemporalField,long)", WithFieldValue),
    Instance("LocalTime withHour(int)", WithPart<DateField::kHourOfDay>),
    Instance("LocalTime withMinute(int)", WithPart<DateField::kMinuteOfHour>),
    Instance("LocalTime withNano(int)", WithPart<DateField::kNanoOfSecond>),
    Instance("LocalTime withSecond(int)", WithPart<DateField::kSecondOfMinute>),
};
static_assert(IsSorted(kLocalTime));

// LocalDateTime ----------------------------------------------------------------------------------------------------------------------------

Value OfDateAndTime(Run& run, const Value* a) {
  const TemporalHost* const date = Required<TemporalHost>(run, a[0], "date");
  const TemporalHost* const time = date == nullptr ? nullptr : Required<TemporalHost>(run, a[1], "time");
  return time == nullptr ? Value() : NewLocal(run, kDateTime, Joined(time->time().local, date->time().local));
}
template <size_t count>
Value DateTimeOfParts(Run& run, const Value* a) {
  LocalDateTime date, time;
  return ReadDate(run, a, &date) && ReadTime<count>(run, a + 3, &time) ? NewLocal(run, kDateTime, Joined(time, date)) : Value();
}
Value OfEpochSecond(Run& run, const Value* a) {
  const ZoneHost* const zone = Required<ZoneHost>(run, a[2], "offset");
  if (zone == nullptr) return Value();
  if (const Status status = CheckField(DateField::kNanoOfSecond, a[1].as_long()); !status.ok()) return ThrowTime(run, status.error());
  const Instant instant{a[0].as_long(), static_cast<int32_t>(a[1].as_long())};
  if (!InRange(instant)) return run.Throw(TypeId::kDateTimeException, "Instant exceeds minimum or maximum instant");
  return NewLocal(run, kDateTime, AtZone(instant, zone->zone()).local);
}
Value OfInstant(Run& run, const Value* a) {
  const InstantHost* const instant = Required<InstantHost>(run, a[0], "instant");
  const ZoneHost* const zone = instant == nullptr ? nullptr : Required<ZoneHost>(run, a[1], "zone");
  if (zone == nullptr) return Value();
  if (!InRange(instant->instant())) return run.Throw(TypeId::kDateTimeException, "Instant exceeds minimum or maximum instant");
  return NewLocal(run, kDateTime, AtZone(instant->instant(), zone->zone()).local);
}
Value AtOffset(Run& run, const Value* a) {
  const ZoneHost* const zone = Required<ZoneHost>(run, a[1], "offset");
  return zone == nullptr ? Value() : NewTemporal(run, TypeId::kOffsetDateTime, AtZone(SelfTemporal(a).time().local, zone->zone()));
}
Value ParseDateTime(Run& run, const Value* a) { return ParseTemporal(run, kDateTime, a[0], Value(), "ISO_LOCAL_DATE_TIME"); }

constexpr Method kLocalDateTime[] = {
    Instance("OffsetDateTime atOffset(ZoneOffset)", AtOffset),
    Instance("ZonedDateTime atZone(ZoneId)", StartOfDayIn),
    Static("LocalDateTime from(TemporalAccessor)", FromAccessor<kDateTime>),
    Instance("int getDayOfMonth()", GetPart<DateField::kDayOfMonth>),
    Instance("DayOfWeek getDayOfWeek()", GetWeekday),
    Instance("int getDayOfYear()", GetPart<DateField::kDayOfYear>),
    Instance("int getHour()", GetPart<DateField::kHourOfDay>),
    Instance("int getMinute()", GetPart<DateField::kMinuteOfHour>),
    Instance("Month getMonth()", GetMonthOf),
    Instance("int getMonthValue()", GetPart<DateField::kMonthOfYear>),
    Instance("int getNano()", GetPart<DateField::kNanoOfSecond>),
    Instance("int getSecond()", GetPart<DateField::kSecondOfMinute>),
    Instance("int getYear()", GetPart<DateField::kYear>),
    Instance("LocalDateTime minus(TemporalAmount)", AddAmountTo<true>),
    Instance("LocalDateTime minus(long,TemporalUnit)", AddUnitsTo<true>),
    Instance("LocalDateTime minusDays(long)", MinusOf<ChronoUnit::kDays>),
    Instance("LocalDateTime minusHours(long)", MinusOf<ChronoUnit::kHours>),
    Instance("LocalDateTime minusMinutes(long)", MinusOf<ChronoUnit::kMinutes>),
    Instance("LocalDateTime minusMonths(long)", MinusOf<ChronoUnit::kMonths>),
    Instance("LocalDateTime minusNanos(long)", MinusOf<ChronoUnit::kNanos>),
    Instance("LocalDateTime minusSeconds(long)", MinusOf<ChronoUnit::kSeconds>),
    Instance("LocalDateTime minusWeeks(long)", MinusOf<ChronoUnit::kWeeks>),
    Instance("LocalDateTime minusYears(long)", MinusOf<ChronoUnit::kYears>),
    Static("LocalDateTime of(LocalDate,LocalTime)", OfDateAndTime),
    Static("LocalDateTime of(int,int,int,int,int)", DateTimeOfParts<2>),
    Static("LocalDateTime of(int,int,int,int,int,int)", DateTimeOfParts<3>),
    Static("LocalDateTime of(int,int,int,int,int,int,int)", DateTimeOfParts<4>),
    Static("LocalDateTime ofEpochSecond(long,int,ZoneOffset)", OfEpochSecond),
    Static("LocalDateTime ofInstant(Instant,ZoneId)", OfInstant),
    Static("LocalDateTime parse(CharSequence)", ParseDateTime),
    Static("LocalDateTime parse(CharSequence,DateTimeFormatter)", ParseWith<kDateTime>),
    Instance("LocalDateTime plus(TemporalAmount)", AddAmountTo<false>),
    Instance("LocalDateTime plus(long,TemporalUnit)", AddUnitsTo<false>),
    Instance("LocalDateTime plusDays(long)", PlusOf<ChronoUnit::kDays>),
    Instance("LocalDateTime plusHours(long)", PlusOf<ChronoUnit::kHours>),
    Instance("LocalDateTime plusMinutes(long)", PlusOf<ChronoUnit::kMinutes>),
    Instance("LocalDateTime plusMonths(long)", PlusOf<ChronoUnit::kMonths>),
    Instance("LocalDateTime plusNanos(long)", PlusOf<ChronoUnit::kNanos>),
    Instance("LocalDateTime plusSeconds(long)", PlusOf<ChronoUnit::kSeconds>),
    Instance("LocalDateTime plusWeeks(long)", PlusOf<ChronoUnit::kWeeks>),
    Instance("LocalDateTime plusYears(long)", PlusOf<ChronoUnit::kYears>),
    Instance("LocalDate toLocalDate()", ToTemporal<kDate>),
    Instance("LocalDateTime truncatedTo(TemporalUnit)", Truncated),
    Instance("LocalDateTime with(TemporalAdjuster)", WithAdjuster),
    Instance("LocalDateTime with(TemporalField,long)", WithFieldValue),
    Instance("LocalDateTime withDayOfMonth(int)", WithPart<DateField::kDayOfMonth>),
    Instance("LocalDateTime withDayOfYear(int)", WithPart<DateField::kDayOfYear>),
    Instance("LocalDateTime withHour(int)", WithPart<DateField::kHourOfDay>),
    Instance("LocalDateTime withMinute(int)", WithPart<DateField::kMinuteOfHour>),
    Instance("LocalDateTime withMonth(int)", WithPart<DateField::kMonthOfYear>),
    Instance("LocalDateTime withNano(int)", WithPart<DateField::kNanoOfSecond>),
    Instance("LocalDateTime withSecond(int)", WithPart<DateField::kSecondOfMinute>),
    Instance("LocalDateTime withYear(int)", WithPart<DateField::kYear>),
};
static_assert(IsSorted(kLocalDateTime));

constexpr LocalDateTime kFirst{.year = kMinYear}, kLast{.year = kMaxYear, .month = 12, .day = 31, .hour = 23, .minute = 59, .second = 59, .nano = kNanosPerSecond - 1};
Value MinDate(Run& run) { return NewLocal(run, kDate, kFirst); }
Value MaxDate(Run& run) { return NewLocal(run, kDate, LocalDateTime{.year = kMaxYear, .month = 12, .day = 31}); }
Value MinTime(Run& run) { return NewLocal(run, kTime, LocalDateTime()); }
Value MaxTime(Run& run) { return NewLocal(run, kTime, Joined(kLast, LocalDateTime())); }
Value Noon(Run& run) { return NewLocal(run, kTime, LocalDateTime{.hour = 12}); }
Value MinDateTime(Run& run) { return NewLocal(run, kDateTime, kFirst); }
Value MaxDateTime(Run& run) { return NewLocal(run, kDateTime, kLast); }
constexpr Constant kDates[] = {Field("LocalDate", "MAX", MaxDate), Field("LocalDate", "MIN", MinDate)};
constexpr Constant kTimes[] = {Field("LocalTime", "MAX", MaxTime), Field("LocalTime", "MIDNIGHT", MinTime), Field("LocalTime", "MIN", MinTime),
                               Field("LocalTime", "NOON", Noon)};
constexpr Constant kDateTimes[] = {Field("LocalDateTime", "MAX", MaxDateTime), Field("LocalDateTime", "MIN", MinDateTime)};

constexpr TypeApi kTables[] = {
    {TypeId::kLocalDate, kLocalDate, kDates}, {TypeId::kLocalTime, kLocalTime, kTimes}, {TypeId::kLocalDateTime, kLocalDateTime, kDateTimes}};

}  // namespace

ApiTables LocalTimeApi() { return kTables; }

}  // namespace flowship::painless
