// What the classes of java.time have in common: TemporalAccessor, Temporal, the Chrono interfaces, TemporalAdjuster(s), TemporalAmount.

#include <algorithm>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

// TemporalAdjusters ------------------------------------------------------------------------------------------------------------------------

class AdjusterHost final : public Host {
 public:
  enum class Kind : uint8_t { kFirstOfMonth, kLastOfMonth, kFirstOfNextMonth, kFirstOfYear, kLastOfYear, kFirstOfNextYear, kNth, kNext, kNextOrSame, kPrevious, kPreviousOrSame };

  AdjusterHost(Kind kind, int weekday, int64_t number) : Host(TypeId::kTemporalAdjuster), kind_(kind), weekday_(weekday), number_(number) {}
  static bool Is(Type type) { return type == Type(TypeId::kTemporalAdjuster); }
  bool is_of_year() const { return kind_ == Kind::kFirstOfYear || kind_ == Kind::kLastOfYear || kind_ == Kind::kFirstOfNextYear; }

  Result<LocalDateTime> Adjust(const LocalDateTime& date) const {
    const int today = DayOfWeek(EpochDay(date.year, date.month, date.day));
    const auto first_of = [&date](int months) {
      LocalDateTime first = date;
      first.day = 1;
      return Plus(first, months, ChronoUnit::kMonths);
    };
    switch (kind_) {
      case Kind::kFirstOfMonth: return first_of(0);
      case Kind::kFirstOfNextMonth: return first_of(1);
      case Kind::kLastOfMonth: return WithField(date, DateField::kDayOfMonth, DaysInMonth(date.year, date.month));
      case Kind::kFirstOfYear: return WithField(date, DateField::kDayOfYear, 1);
      case Kind::kFirstOfNextYear: return first_of(13 - date.month);
      case Kind::kLastOfYear: return WithField(date, DateField::kDayOfYear, IsLeapYear(date.year) ? 366 : 365);
      case Kind::kNth: return Nth(date);
      case Kind::kNext: return Plus(date, (weekday_ - today + 6) % 7 + 1, ChronoUnit::kDays);
      case Kind::kNextOrSame: return Plus(date, (weekday_ - today + 7) % 7, ChronoUnit::kDays);
      case Kind::kPrevious: return Minus(date, (today - weekday_ + 6) % 7 + 1, ChronoUnit::kDays);
      case Kind::kPreviousOrSame: return Minus(date, (today - weekday_ + 7) % 7, ChronoUnit::kDays);
    }
    return date;
  }

 private:
  // The number-th such weekday of the month, from its end when negative; 0 is the last one of the month before.
  Result<LocalDateTime> Nth(LocalDateTime date) const {
    date.day = number_ >= 0 ? uint8_t{1} : static_cast<uint8_t>(DaysInMonth(date.year, date.month));
    const int start = DayOfWeek(EpochDay(date.year, date.month, date.day));
    const int64_t days = number_ >= 0 ? (weekday_ - start + 7) % 7 + (number_ - 1) * 7 : -((start - weekday_ + 7) % 7) + (number_ + 1) * 7;
    return Plus(date, days, ChronoUnit::kDays);
  }

  Kind kind_;
  int weekday_;
  int64_t number_;
};

using Adjuster = AdjusterHost::Kind;

template <Adjuster kind>
Value Plain(Run& run, const Value*) { return Value::Of(run.arena.New<AdjusterHost>(kind, 1, 0)); }
Value NewAdjuster(Run& run, Adjuster kind, const Value& weekday, int64_t number) {
  const EnumHost* const day = Required<EnumHost>(run, weekday, "dayOfWeek");
  return day == nullptr ? Value() : Value::Of(run.arena.New<AdjusterHost>(kind, static_cast<int>(day->ordinal()) + 1, number));
}
template <Adjuster kind>
Value ByDay(Run& run, const Value* a) { return NewAdjuster(run, kind, a[0], 0); }
template <int number>
Value InMonth(Run& run, const Value* a) { return NewAdjuster(run, Adjuster::kNth, a[0], number); }
Value NthInMonth(Run& run, const Value* a) { return NewAdjuster(run, Adjuster::kNth, a[1], a[0].as_long()); }

constexpr Method kAdjusters[] = {
    Static("TemporalAdjuster dayOfWeekInMonth(int,DayOfWeek)", NthInMonth),
    Static("TemporalAdjuster firstDayOfMonth()", Plain<Adjuster::kFirstOfMonth>),
    Static("TemporalAdjuster firstDayOfNextMonth()", Plain<Adjuster::kFirstOfNextMonth>),
    Static("TemporalAdjuster firstDayOfNextYear()", Plain<Adjuster::kFirstOfNextYear>),
    Static("TemporalAdjuster firstDayOfYear()", Plain<Adjuster::kFirstOfYear>),
    Static("TemporalAdjuster firstInMonth(DayOfWeek)", InMonth<1>),
    Static("TemporalAdjuster lastDayOfMonth()", Plain<Adjuster::kLastOfMonth>),
    Static("TemporalAdjuster lastDayOfYear()", Plain<Adjuster::kLastOfYear>),
    Static("TemporalAdjuster lastInMonth(DayOfWeek)", InMonth<-1>),
    Static("TemporalAdjuster next(DayOfWeek)", ByDay<Adjuster::kNext>),
    Static("TemporalAdjuster nextOrSame(DayOfWeek)", ByDay<Adjuster::kNextOrSame>),
    Static("TemporalAdjuster previous(DayOfWeek)", ByDay<Adjuster::kPrevious>),
    Static("TemporalAdjuster previousOrSame(DayOfWeek)", ByDay<Adjuster::kPreviousOrSame>),
};
static_assert(IsSorted(kAdjusters));

// The same object with another local time.
Value WithLocal(Run& run, const TemporalHost& host, const LocalDateTime& local) {
  if (!host.has_zone()) return NewLocal(run, host.type().id, local);
  return NewTemporal(run, host.type().id, AtZone(local, host.time().zone, host.time().offset_seconds));
}

Value ThrowField(Run& run, DateField field) {
  return run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Unsupported field: {}", FieldName(field, kIsoWeek));
}

// A Temporal as an adjuster puts its date and its time into the other.
Value AdjustByTemporal(Run& run, const Value& temporal, const TemporalHost& adjuster) {
  const TemporalHost* const host = As<TemporalHost>(temporal);
  if (host == nullptr || (adjuster.has_date() && !host->has_date())) return ThrowField(run, DateField::kEpochDay);
  if (adjuster.has_time() && !host->has_time()) return ThrowField(run, DateField::kNanoOfDay);
  if (adjuster.has_zone()) return adjuster.type() == host->type() ? Value::Of(const_cast<TemporalHost*>(&adjuster)) : WithLocal(run, *host, adjuster.time().local);
  LocalDateTime local = host->time().local;
  const LocalDateTime& other = adjuster.time().local;
  if (adjuster.has_date()) local.year = other.year, local.month = other.month, local.day = other.day;
  if (adjuster.has_time()) local.hour = other.hour, local.minute = other.minute, local.second = other.second, local.nano = other.nano;
  return WithLocal(run, *host, local);
}

Value AdjustByInstant(Run& run, const Value& temporal, const Instant& instant) {
  const Value moved = WithFieldOf(run, temporal, DateField::kInstantSeconds, instant.seconds);
  return run.failed() ? Value() : WithFieldOf(run, moved, DateField::kNanoOfSecond, instant.nanos);
}

}  // namespace

Value WithAdjuster(Run& run, const Value* a) {
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  if (const AdjusterHost* const adjuster = As<AdjusterHost>(a[1])) {
    const TemporalHost* const host = As<TemporalHost>(a[0]);
    if (host == nullptr || !host->has_date()) return ThrowField(run, adjuster->is_of_year() ? DateField::kDayOfYear : DateField::kDayOfMonth);
    LocalDateTime local;
    return Take(run, adjuster->Adjust(host->time().local), &local) ? WithLocal(run, *host, local) : Value();
  }
  if (const TemporalHost* const other = As<TemporalHost>(a[1])) return AdjustByTemporal(run, a[0], *other);
  if (const InstantHost* const instant = As<InstantHost>(a[1])) return AdjustByInstant(run, a[0], instant->instant());
  if (const ZoneHost* const zone = As<ZoneHost>(a[1])) return WithFieldOf(run, a[0], DateField::kOffsetSeconds, zone->zone().offset_seconds);
  const EnumHost& part = *As<EnumHost>(a[1]);
  const bool weekday = part.type().id == TypeId::kDayOfWeek;
  return WithFieldOf(run, a[0], weekday ? DateField::kDayOfWeek : DateField::kMonthOfYear, part.ordinal() + int64_t{1});
}

Value WithFieldValue(Run& run, const Value* a) {
  const FieldOfTime* const field = Required<FieldOfTime>(run, a[1], "field");
  return field == nullptr ? Value() : WithFieldOf(run, a[0], field->field(), a[2].as_long());
}

Value Truncated(Run& run, const Value* a) {
  ChronoUnit unit;
  const EnumHost* const named = As<EnumHost>(a[1]);
  if (named != nullptr && named->ordinal() >= kChronoUnitCount) {
    return run.Throw(TypeId::kUnsupportedTemporalTypeException, "Unit is too large to be used for truncation");
  }
  if (!UnitOf(run, a[1], &unit)) return Value();
  if (const InstantHost* const instant = As<InstantHost>(a[0])) {
    Instant cut;
    return Take(run, TruncateTo(instant->instant(), unit), &cut) ? NewInstant(run, cut) : Value();
  }
  const TemporalHost& host = SelfTemporal(a);
  if (host.has_zone()) {
    ZonedDateTime cut;
    return Take(run, TruncateTo(host.time(), unit), &cut) ? NewTemporal(run, host.type().id, cut) : Value();
  }
  LocalDateTime cut;
  return Take(run, TruncateTo(host.time().local, unit), &cut) ? NewLocal(run, host.type().id, cut) : Value();
}

namespace {

// TemporalAccessor, Temporal ---------------------------------------------------------------------------------------------------------------

// Enums are accessors too: a DayOfWeek has that one field.
bool FieldOfAccessor(Run& run, const Value& accessor, DateField field, int64_t* value) {
  const EnumHost* const part = As<EnumHost>(accessor);
  const ZoneHost* const zone = As<ZoneHost>(accessor);
  if (part == nullptr && zone == nullptr) return FieldOf(run, accessor, field, value);
  if (zone != nullptr && field == DateField::kOffsetSeconds) {
    *value = zone->zone().offset_seconds;
    return true;
  }
  if (part != nullptr && field == (part->type().id == TypeId::kMonth ? DateField::kMonthOfYear : DateField::kDayOfWeek)) {
    *value = part->ordinal() + int64_t{1};
    return true;
  }
  ThrowField(run, field);
  return false;
}

Value GetLong(Run& run, const Value* a) {
  const FieldOfTime* const field = Required<FieldOfTime>(run, a[1], "field");
  int64_t value = 0;
  return field != nullptr && FieldOfAccessor(run, a[0], field->field(), &value) ? Value::Long(value) : Value();
}
Value GetInt(Run& run, const Value* a) {
  const FieldOfTime* const field = Required<FieldOfTime>(run, a[1], "field");
  if (field == nullptr) return Value();
  const bool wide = field->field() == DateField::kNanoOfDay || field->field() == DateField::kMicroOfDay || field->field() == DateField::kEpochDay ||
                    field->field() == DateField::kProlepticMonth || field->field() == DateField::kInstantSeconds;
  if (As<InstantHost>(a[0]) != nullptr && field->field() == DateField::kInstantSeconds) return ThrowField(run, field->field());
  if (wide && Supports(a[0], field->field())) {
    return run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Invalid field '{}' for get() method, use getLong() instead", field->ToText(run.arena));
  }
  const Value value = GetLong(run, a);
  return run.failed() ? Value() : Value::Int(static_cast<int32_t>(value.as_long()));
}
Value IsSupported(Run&, const Value* a) { return Value::Bool(!a[1].is_null() && Supports(a[0], As<FieldOfTime>(a[1])->field())); }

constexpr Method kAccessor[] = {
    Instance("int get(TemporalField)", GetInt),
    Instance("long getLong(TemporalField)", GetLong),
    Instance("boolean isSupported(TemporalField)", IsSupported),
};
static_assert(IsSorted(kAccessor));

Value Until(Run& run, const Value* a) {
  ChronoUnit unit;
  int64_t count = 0;
  return UnitOf(run, a[2], &unit) && UnitsBetween(run, unit, a[0], a[1], &count) ? Value::Long(count) : Value();
}

constexpr Method kTemporal[] = {
    Instance("Temporal minus(TemporalAmount)", AddAmountTo<true>),
    Instance("Temporal minus(long,TemporalUnit)", AddUnitsTo<true>),
    Instance("Temporal plus(TemporalAmount)", AddAmountTo<false>),
    Instance("Temporal plus(long,TemporalUnit)", AddUnitsTo<false>),
    Instance("long until(Temporal,TemporalUnit)", Until),
    Instance("Temporal with(TemporalAdjuster)", WithAdjuster),
    Instance("Temporal with(TemporalField,long)", WithFieldValue),
};
static_assert(IsSorted(kTemporal));

Value AdjustInto(Run& run, const Value* a) {
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const Value arguments[] = {a[1], a[0]};
  return WithAdjuster(run, arguments);
}
constexpr Method kAdjuster[] = {Instance("Temporal adjustInto(Temporal)", AdjustInto)};

template <bool subtract>
Value AmountOn(Run& run, const Value* a) {
  return a[1].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : AddAmount(run, a[1], a[0], subtract);
}
Value GetUnit(Run& run, const Value* a) {
  ChronoUnit unit;
  if (!UnitOf(run, a[1], &unit)) return Value();
  if (const DurationHost* const duration = As<DurationHost>(a[0])) {
    if (unit == ChronoUnit::kSeconds) return Value::Long(duration->duration().seconds);
    if (unit == ChronoUnit::kNanos) return Value::Long(duration->duration().nanos);
  } else {
    const PeriodHost& period = *As<PeriodHost>(a[0]);
    if (unit == ChronoUnit::kYears) return Value::Long(period.years);
    if (unit == ChronoUnit::kMonths) return Value::Long(period.months);
    if (unit == ChronoUnit::kDays) return Value::Long(period.days);
  }
  return run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Unsupported unit: {}", ToString(unit));
}
constexpr Method kAmount[] = {
    Instance("Temporal addTo(Temporal)", AmountOn<false>),
    Instance("long get(TemporalUnit)", GetUnit),
    Instance("Temporal subtractFrom(Temporal)", AmountOn<true>),
};
static_assert(IsSorted(kAmount));

// The Chrono interfaces --------------------------------------------------------------------------------------------------------------------

// On the line of time: of a date with a zone, the zone itself does not count.
template <int sign>
Value Is(Run& run, const Value* a) {
  const TemporalHost* const other = Required<TemporalHost>(run, a[1], "other");
  if (other == nullptr) return Value();
  const TemporalHost& self = SelfTemporal(a);
  int order = 0;
  if (self.has_zone()) {
    const Instant x = ToInstant(self.time()), y = ToInstant(other->time());
    order = x < y ? -1 : x == y ? 0 : 1;
  } else {
    order = self.CompareTo(*other);
  }
  return Value::Bool(sign == 0 ? order == 0 : order * sign > 0);
}

Value CompareTimeLine(Run& run, const Value*, const Value* a) {
  if (a[0].is_null() || a[1].is_null()) {
    run.ThrowWithoutMessage(TypeId::kNullPointerException);
    return Value::Int(0);
  }
  const Value before = Is<-1>(run, a), after = Is<1>(run, a);
  return Value::Int(before.as_bool() ? -1 : after.as_bool() ? 1 : 0);
}
Value TimeLineOrder(Run& run, const Value*) { return BindFunction(run, TypeId::kComparator, CompareTimeLine, {}); }

Value ToEpochDay(Run&, const Value* a) { return Value::Long(GetField(SelfTemporal(a).time(), DateField::kEpochDay)); }
Value IsLeap(Run&, const Value* a) { return Value::Bool(IsLeapYear(SelfTemporal(a).time().local.year)); }
Value LengthOfMonth(Run&, const Value* a) {
  const LocalDateTime& local = SelfTemporal(a).time().local;
  return Value::Int(DaysInMonth(local.year, local.month));
}
Value LengthOfYear(Run&, const Value* a) { return Value::Int(IsLeapYear(SelfTemporal(a).time().local.year) ? 366 : 365); }

constexpr Method kChronoDate[] = {
    Instance("String format(DateTimeFormatter)", FormatWith),
    Static("ChronoLocalDate from(TemporalAccessor)", FromAccessor<TypeId::kLocalDate>),
    Instance("boolean isAfter(ChronoLocalDate)", Is<1>),
    Instance("boolean isBefore(ChronoLocalDate)", Is<-1>),
    Instance("boolean isEqual(ChronoLocalDate)", Is<0>),
    Instance("boolean isLeapYear()", IsLeap),
    Instance("int lengthOfMonth()", LengthOfMonth),
    Instance("int lengthOfYear()", LengthOfYear),
    Static("Comparator timeLineOrder()", TimeLineOrder),
    Instance("long toEpochDay()", ToEpochDay),
};
static_assert(IsSorted(kChronoDate));

// At an offset that the argument gives.
Value EpochSecondAt(Run& run, const Value* a) {
  const ZoneHost* const zone = Required<ZoneHost>(run, a[1], "offset");
  return zone == nullptr ? Value() : Value::Long(LocalSeconds(SelfTemporal(a).time().local) - zone->zone().offset_seconds);
}
Value InstantAt(Run& run, const Value* a) {
  const Value seconds = EpochSecondAt(run, a);
  return run.failed() ? Value() : NewInstant(run, Instant{seconds.as_long(), SelfTemporal(a).time().local.nano});
}
constexpr Method kChronoDateTime[] = {
    Instance("String format(DateTimeFormatter)", FormatWith),
    Static("ChronoLocalDateTime from(TemporalAccessor)", FromAccessor<TypeId::kLocalDateTime>),
    Instance("boolean isAfter(ChronoLocalDateTime)", Is<1>),
    Instance("boolean isBefore(ChronoLocalDateTime)", Is<-1>),
    Instance("boolean isEqual(ChronoLocalDateTime)", Is<0>),
    Static("Comparator timeLineOrder()", TimeLineOrder),
    Instance("long toEpochSecond(ZoneOffset)", EpochSecondAt),
    Instance("Instant toInstant(ZoneOffset)", InstantAt),
    Instance("LocalDate toLocalDate()", ToTemporal<TypeId::kLocalDate>),
    Instance("LocalTime toLocalTime()", ToTemporal<TypeId::kLocalTime>),
};
static_assert(IsSorted(kChronoDateTime));

Value EpochSecond(Run&, const Value* a) { return Value::Long(ToInstant(SelfTemporal(a).time()).seconds); }
Value GetOffset(Run& run, const Value* a) { return NewZone(run, ZoneId::OfOffset(SelfTemporal(a).time().offset_seconds)); }
Value GetZone(Run& run, const Value* a) { return NewZone(run, SelfTemporal(a).time().zone); }
constexpr Method kChronoZoned[] = {
    Instance("String format(DateTimeFormatter)", FormatWith),
    Static("ChronoZonedDateTime from(TemporalAccessor)", FromAccessor<TypeId::kZonedDateTime>),
    Instance("ZoneOffset getOffset()", GetOffset),
    Instance("ZoneId getZone()", GetZone),
    Instance("boolean isAfter(ChronoZonedDateTime)", Is<1>),
    Instance("boolean isBefore(ChronoZonedDateTime)", Is<-1>),
    Instance("boolean isEqual(ChronoZonedDateTime)", Is<0>),
    Static("Comparator timeLineOrder()", TimeLineOrder),
    Instance("long toEpochSecond()", EpochSecond),
    Instance("Instant toInstant()", ToTemporal<TypeId::kInstant>),
    Instance("LocalDate toLocalDate()", ToTemporal<TypeId::kLocalDate>),
    Instance("LocalDateTime toLocalDateTime()", ToTemporal<TypeId::kLocalDateTime>),
    Instance("LocalTime toLocalTime()", ToTemporal<TypeId::kLocalTime>),
};
static_assert(IsSorted(kChronoZoned));

constexpr TypeApi kTables[] = {
    {TypeId::kTemporal, kTemporal, {}},
    {TypeId::kTemporalAccessor, kAccessor, {}},
    {TypeId::kTemporalAdjuster, kAdjuster, {}},
    {TypeId::kTemporalAmount, kAmount, {}},
    {TypeId::kTemporalAdjusters, kAdjusters, {}},
    {TypeId::kChronoLocalDate, kChronoDate, {}},
    {TypeId::kChronoLocalDateTime, kChronoDateTime, {}},
    {TypeId::kChronoZonedDateTime, kChronoZoned, {}},
};

}  // namespace

ApiTables TemporalApi() { return kTables; }

}  // namespace flowship::painless
