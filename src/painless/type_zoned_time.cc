// Instant, OffsetDateTime, ZonedDateTime, ZoneId, ZoneOffset.

#include "painless/api_tables.h"
#include "painless/text.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

constexpr TypeId kOffset = TypeId::kOffsetDateTime, kZoned = TypeId::kZonedDateTime;

// An instant in a zone, as a ZonedDateTime or an OffsetDateTime.
Value InZone(Run& run, TypeId type, const Instant& instant, const ZoneId& zone) {
  if (!InRange(instant)) return run.Throw(TypeId::kDateTimeException, "Instant exceeds minimum or maximum instant");
  ZonedDateTime time = AtZone(instant, zone);
  if (type == kOffset) time.zone = ZoneId::OfOffset(time.offset_seconds);
  return NewTemporal(run, type, time);
}

// Instant ----------------------------------------------------------------------------------------------------------------------------------

const Instant& SelfInstant(const Value* a) { return As<InstantHost>(a[0])->instant(); }

template <TypeId type>
Value AtZoneOf(Run& run, const Value* a) {
  const ZoneHost* const zone = Required<ZoneHost>(run, a[1], type == kOffset ? "offset" : "zone");
  return zone == nullptr ? Value() : InZone(run, type, SelfInstant(a), zone->zone());
}
Value EpochSecond(Run&, const Value* a) { return Value::Long(SelfInstant(a).seconds); }
Value Nano(Run&, const Value* a) { return Value::Int(SelfInstant(a).nanos); }
template <int sign>
Value Is(Run& run, const Value* a) {
  const InstantHost* const other = Required<InstantHost>(run, a[1], "otherInstant");
  if (other == nullptr) return Value();
  return Value::Bool(sign < 0 ? SelfInstant(a) < other->instant() : SelfInstant(a) > other->instant());
}
Value OfEpochMillis(Run& run, const Value* a) { return NewInstant(run, OfEpochMilli(a[0].as_long())); }
Value OfSeconds(Run& run, int64_t seconds, int64_t nanos) {
  Instant instant;
  const Value start = AddUnits(run, NewInstant(run, Instant{}), seconds, ChronoUnit::kSeconds, false);
  if (run.failed() || !Take(run, Plus(As<InstantHost>(start)->instant(), nanos, ChronoUnit::kNanos), &instant)) return Value();
  return NewInstant(run, instant);
}
Value OfEpochSeconds(Run& run, const Value* a) { return OfSeconds(run, a[0].as_long(), 0); }
Value OfEpochSecondsAndNanos(Run& run, const Value* a) { return OfSeconds(run, a[0].as_long(), a[1].as_long()); }
// A leap second, 23:59:60, is the second before it.
Value ParseInstant(Run& run, const Value* a) {
  constexpr std::string_view kLeap = "T23:59:60";
  const std::string_view text = a[0].is_null() ? std::string_view() : a[0].as_text();
  if (const size_t at = text.find(kLeap); at != std::string_view::npos) {
    std::string before(text);
    before.replace(at, kLeap.size(), "T23:59:59");
    const Value instant = ParseTemporal(run, TypeId::kInstant, Value::String(run.Copy(before)), Value(), "ISO_INSTANT");
    if (!run.failed()) return instant;
    run.TakeThrown();
  }
  return ParseTemporal(run, TypeId::kInstant, a[0], Value(), "ISO_INSTANT");
}
Value EpochMillis(Run& run, const Value* a) {
  const int64_t least = INT64_MIN / 1000, most = INT64_MAX / 1000, seconds = SelfInstant(a).seconds;
  if (seconds < least || seconds > most) return run.Throw(TypeId::kArithmeticException, "long overflow");
  return Value::Long(ToEpochMilli(SelfInstant(a)));
}

constexpr Method kInstant[] = {
    Instance("OffsetDateTime atOffset(ZoneOffset)", AtZoneOf<kOffset>),
    Instance("ZonedDateTime atZone(ZoneId)", AtZoneOf<kZoned>),
    Static("Instant from(TemporalAccessor)", FromAccessor<TypeId::kInstant>),
    Instance("long getEpochSecond()", EpochSecond),
    Instance("int getNano()", Nano),
    Instance("boolean isAfter(Instant)", Is<1>),
    Instance("boolean isBefore(Instant)", Is<-1>),
    Instance("Instant minus(TemporalAmount)", AddAmountTo<true>),
    Instance("Instant minus(long,TemporalUnit)", AddUnitsTo<true>),
    Instance("Instant minusMillis(long)", MinusOf<ChronoUnit::kMillis>),
    Instance("Instant minusNanos(long)", MinusOf<ChronoUnit::kNanos>),
    Instance("Instant minusSeconds(long)", MinusOf<ChronoUnit::kSeconds>),
    Static("Instant ofEpochMilli(long)", OfEpochMillis),
    Static("Instant ofEpochSecond(long)", OfEpochSeconds),
    Static("Instant ofEpochSecond(long,long)", OfEpochSecondsAndNanos),
    Static("Instant parse(CharSequence)", ParseInstant),
    Instance("Instant plus(TemporalAmount)", AddAmountTo<false>),
    Instance("Instant plus(long,TemporalUnit)", AddUnitsTo<false>),
    Instance("Instant plusMillis(long)", PlusOf<ChronoUnit::kMillis>),
    Instance("Instant plusNanos(long)", PlusOf<ChronoUnit::kNanos>),
    Instance("Instant plusSeconds(long)", PlusOf<ChronoUnit::kSeconds>),
    Instance("long toEpochMilli()", EpochMillis),
    Instance("Instant truncatedTo(TemporalUnit)", Truncated),
    Instance("Instant with(TemporalAdjuster)", WithAdjuster),
    Instance("Instant with(TemporalField,long)", WithFieldValue),
};
static_assert(IsSorted(kInstant));

// OffsetDateTime, ZonedDateTime ------------------------------------------------------------------------------------------------------------

// The zone of an argument; false: it is null, thrown.
bool ReadZone(Run& run, const Value& value, ZoneId* zone) {
  const ZoneHost* const host = Required<ZoneHost>(run, value, "zone");
  if (host != nullptr) *zone = host->zone();
  return host != nullptr;
}
template <TypeId type>
Value InstantIn(Run& run, const Value* a) {
  const InstantHost* const instant = Required<InstantHost>(run, a[0], "instant");
  ZoneId zone;
  return instant != nullptr && ReadZone(run, a[1], &zone) ? InZone(run, type, instant->instant(), zone) : Value();
}
template <TypeId type>
Value OfLocal(Run& run, const Value* a) {
  const TemporalHost* const local = Required<TemporalHost>(run, a[0], "localDateTime");
  ZoneId zone;
  return local != nullptr && ReadZone(run, a[1], &zone) ? NewTemporal(run, type, AtZone(local->time().local, zone)) : Value();
}
template <TypeId type>
Value OfDateTimeZone(Run& run, const Value* a) {
  const Value local = FindStatic(TypeId::kLocalDateTime, "of", 2)->call(run, a);
  if (run.failed()) return Value();
  const Value arguments[] = {local, a[2]};
  return OfLocal<type>(run, arguments);
}
template <TypeId type>
Value OfParts(Run& run, const Value* a) {
  const Value local = FindStatic(TypeId::kLocalDateTime, "of", 7)->call(run, a);
  if (run.failed()) return Value();
  const Value arguments[] = {local, a[7]};
  return OfLocal<type>(run, arguments);
}
// In an overlap, the offset that is preferred.
Value OfLocalPreferred(Run& run, const Value* a) {
  const TemporalHost* const local = Required<TemporalHost>(run, a[0], "localDateTime");
  ZoneId zone;
  if (local == nullptr || !ReadZone(run, a[1], &zone)) return Value();
  if (a[2].is_null()) return NewTemporal(run, kZoned, AtZone(local->time().local, zone));
  return NewTemporal(run, kZoned, AtZone(local->time().local, zone, As<ZoneHost>(a[2])->zone().offset_seconds));
}
Value OfLocalInstant(Run& run, const Value* a) {
  const TemporalHost* const local = Required<TemporalHost>(run, a[0], "localDateTime");
  ZoneId offset, zone;
  if (local == nullptr || !ReadZone(run, a[1], &offset) || !ReadZone(run, a[2], &zone)) return Value();
  return InZone(run, kZoned, Instant{LocalSeconds(local->time().local) - offset.offset_seconds, local->time().local.nano}, zone);
}
Value ParseOffset(Run& run, const Value* a) { return ParseTemporal(run, kOffset, a[0], Value(), "ISO_OFFSET_DATE_TIME"); }
Value ParseZoned(Run& run, const Value* a) { return ParseTemporal(run, kZoned, a[0], Value(), "ISO_ZONED_DATE_TIME"); }

template <TypeId type>
Value SameInstant(Run& run, const Value* a) {
  ZoneId zone;
  return ReadZone(run, a[1], &zone) ? InZone(run, type, ToInstant(SelfTemporal(a).time()), zone) : Value();
}
template <TypeId type>
Value SameLocal(Run& run, const Value* a) {
  ZoneId zone;
  const ZonedDateTime& time = SelfTemporal(a).time();
  return ReadZone(run, a[1], &zone) ? NewTemporal(run, type, AtZone(time.local, zone, time.offset_seconds)) : Value();
}
Value FixedOffset(Run& run, const Value* a) {
  const ZonedDateTime& time = SelfTemporal(a).time();
  return NewTemporal(run, kZoned, {time.local, time.offset_seconds, ZoneId::OfOffset(time.offset_seconds)});
}
Value EarlierOffset(Run& run, const Value* a) { return NewTemporal(run, kZoned, AtZone(SelfTemporal(a).time().local, SelfTemporal(a).time().zone)); }
// The offset after a transition of one hour or so: what holds a day later, if the local time has it.
Value LaterOffset(Run& run, const Value* a) {
  const ZonedDateTime& time = SelfTemporal(a).time();
  const int32_t later = time.zone.OffsetAt(ToInstant(time).seconds + kSecondsPerDay);
  return NewTemporal(run, kZoned, AtZone(time.local, time.zone, later));
}

// Rows that both tables have, in their order.
#define FLOWSHIP_PAINLESS_DAY                                                            \
  Instance("int getDayOfMonth()", GetPart<DateField::kDayOfMonth>),                      \
      Instance("DayOfWeek getDayOfWeek()", GetWeekday)
#define FLOWSHIP_PAINLESS_DAY_TO_NANO                                                    \
  Instance("int getDayOfYear()", GetPart<DateField::kDayOfYear>),                    \
      Instance("int getHour()", GetPart<DateField::kHourOfDay>),                         \
      Instance("int getMinute()", GetPart<DateField::kMinuteOfHour>),                    \
      Instance("Month getMonth()", GetMonthOf),                                          \
      Instance("int getMonthValue()", GetPart<DateField::kMonthOfYear>),                 \
      Instance("int getNano()", GetPart<DateField::kNanoOfSecond>)
#define FLOWSHIP_PAINLESS_SECOND_YEAR                                                   \
  Instance("int getSecond()", GetPart<DateField::kSecondOfMinute>),                      \
      Instance("int getYear()", GetPart<DateField::kYear>)
#define FLOWSHIP_PAINLESS_MOVES(TYPE, NAME, MOVE, SUBTRACT)                             \
  Instance(TYPE " " NAME "(TemporalAmount)", AddAmountTo<SUBTRACT>),                     \
      Instance(TYPE " " NAME "(long,TemporalUnit)", AddUnitsTo<SUBTRACT>),               \
      Instance(TYPE " " NAME "Days(long)", MOVE<ChronoUnit::kDays>),                     \
      Instance(TYPE " " NAME "Hours(long)", MOVE<ChronoUnit::kHours>),                   \
      Instance(TYPE " " NAME "Minutes(long)", MOVE<ChronoUnit::kMinutes>),               \
      Instance(TYPE " " NAME "Months(long)", MOVE<ChronoUnit::kMonths>),                 \
      Instance(TYPE " " NAME "Nanos(long)", MOVE<ChronoUnit::kNanos>),                   \
      Instance(TYPE " " NAME "Seconds(long)", MOVE<ChronoUnit::kSeconds>),               \
      Instance(TYPE " " NAME "Weeks(long)", MOVE<ChronoUnit::kWeeks>),                   \
      Instance(TYPE " " NAME "Years(long)", MOVE<ChronoUnit::kYears>)

Value EpochSecondOf(Run&, const Value* a) { return Value::Long(ToInstant(SelfTemporal(a).time()).seconds); }
Value OffsetOf(Run& run, const Value* a) { return NewZone(run, ZoneId::OfOffset(SelfTemporal(a).time().offset_seconds)); }
template <int sign>
Value IsOffset(Run& run, const Value* a) {
  const TemporalHost* const other = Required<TemporalHost>(run, a[1], "other");
  if (other == nullptr) return Value();
  const Instant x = ToInstant(SelfTemporal(a).time()), y = ToInstant(other->time());
  return Value::Bool(sign == 0 ? x == y : sign < 0 ? x < y : x > y);
}

constexpr Method kOffsetDateTime[] = {
    Instance("ZonedDateTime atZoneSameInstant(ZoneId)", SameInstant<kZoned>),
    Instance("ZonedDateTime atZoneSimilarLocal(ZoneId)", SameLocal<kZoned>),
    Instance("String format(DateTimeFormatter)", FormatWith),
    Static("OffsetDateTime from(TemporalAccessor)", FromAccessor<kOffset>),
    FLOWSHIP_PAINLESS_DAY,
    FLOWSHIP_PAINLESS_DAY_TO_NANO,
    Instance("ZoneOffset getOffset()", OffsetOf),
    FLOWSHIP_PAINLESS_SECOND_YEAR,
    Instance("boolean isAfter(OffsetDateTime)", IsOffset<1>),
    Instance("boolean isBefore(OffsetDateTime)", IsOffset<-1>),
    Instance("boolean isEqual(OffsetDateTime)", IsOffset<0>),
    FLOWSHIP_PAINLESS_MOVES("OffsetDateTime", "minus", MinusOf, true),
    Static("OffsetDateTime of(LocalDateTime,ZoneOffset)", OfLocal<kOffset>),
    Static("OffsetDateTime of(LocalDate,LocalTime,ZoneOffset)", OfDateTimeZone<kOffset>),
    Static("OffsetDateTime of(int,int,int,int,int,int,int,ZoneOffset)", OfParts<kOffset>),
    Static("OffsetDateTime ofInstant(Instant,ZoneId)", InstantIn<kOffset>),
    Static("OffsetDateTime parse(CharSequence)", ParseOffset),
    Static("OffsetDateTime parse(CharSequence,DateTimeFormatter)", ParseWith<kOffset>),
    FLOWSHIP_PAINLESS_MOVES("OffsetDateTime", "plus", PlusOf, false),
    Instance("long toEpochSecond()", EpochSecondOf),
    Instance("Instant toInstant()", ToTemporal<TypeId::kInstant>),
    Instance("LocalDate toLocalDate()", ToTemporal<TypeId::kLocalDate>),
    Instance("LocalDateTime toLocalDateTime()", ToTemporal<TypeId::kLocalDateTime>),
    Instance("LocalTime toLocalTime()", ToTemporal<TypeId::kLocalTime>),
    Instance("ZonedDateTime toZonedDateTime()", ToTemporal<kZoned>),
    Instance("OffsetDateTime truncatedTo(TemporalUnit)", Truncated),
    Instance("OffsetDateTime with(TemporalAdjuster)", WithAdjuster),
    Instance("OffsetDateTime with(TemporalField,long)", WithFieldValue),
    Instance("OffsetDateTime withDayOfMonth(int)", WithPart<DateField::kDayOfMonth>),
    Instance("OffsetDateTime withDayOfYear(int)", WithPart<DateField::kDayOfYear>),
    Instance("OffsetDateTime withHour(int)", WithPart<DateField::kHourOfDay>),
    Instance("OffsetDateTime withMinute(int)", WithPart<DateField::kMinuteOfHour>),
    Instance("OffsetDateTime withMonth(int)", WithPart<DateField::kMonthOfYear>),
    Instance("OffsetDateTime withNano(int)", WithPart<DateField::kNanoOfSecond>),
    Instance("OffsetDateTime withOffsetSameInstant(ZoneOffset)", SameInstant<kOffset>),
    Instance("OffsetDateTime withOffsetSameLocal(ZoneOffset)", SameLocal<kOffset>),
    Instance("OffsetDateTime withSecond(int)", WithPart<DateField::kSecondOfMinute>),
    Instance("OffsetDateTime withYear(int)", WithPart<DateField::kYear>),
};
static_assert(IsSorted(kOffsetDateTime));

constexpr Method kZonedDateTime[] = {
    Static("ZonedDateTime from(TemporalAccessor)", FromAccessor<kZoned>),
    FLOWSHIP_PAINLESS_DAY,
    Instance("DayOfWeek getDayOfWeekEnum()", GetWeekday),  // Elasticsearch's own name for it, from the time when the other gave a number
    FLOWSHIP_PAINLESS_DAY_TO_NANO,
    FLOWSHIP_PAINLESS_SECOND_YEAR,
    FLOWSHIP_PAINLESS_MOVES("ZonedDateTime", "minus", MinusOf, true),
    Static("ZonedDateTime of(LocalDateTime,ZoneId)", OfLocal<kZoned>),
    Static("ZonedDateTime of(LocalDate,LocalTime,ZoneId)", OfDateTimeZone<kZoned>),
    Static("ZonedDateTime of(int,int,int,int,int,int,int,ZoneId)", OfParts<kZoned>),
    Static("ZonedDateTime ofInstant(Instant,ZoneId)", InstantIn<kZoned>),
    Static("ZonedDateTime ofInstant(LocalDateTime,ZoneOffset,ZoneId)", OfLocalInstant),
    Static("ZonedDateTime ofLocal(LocalDateTime,ZoneId,ZoneOffset)", OfLocalPreferred),
    Static("ZonedDateTime parse(CharSequence)", ParseZoned),
    Static("ZonedDateTime parse(CharSequence,DateTimeFormatter)", ParseWith<kZoned>),
    FLOWSHIP_PAINLESS_MOVES("ZonedDateTime", "plus", PlusOf, false),
    Instance("LocalDate toLocalDate()", ToTemporal<TypeId::kLocalDate>),
    Instance("LocalDateTime toLocalDateTime()", ToTemporal<TypeId::kLocalDateTime>),
    Instance("OffsetDateTime toOffsetDateTime()", ToTemporal<kOffset>),
    Instance("ZonedDateTime truncatedTo(TemporalUnit)", Truncated),
    Instance("ZonedDateTime with(TemporalAdjuster)", WithAdjuster),
    Instance("ZonedDateTime with(TemporalField,long)", WithFieldValue),
    Instance("ZonedDateTime withDayOfMonth(int)", WithPart<DateField::kDayOfMonth>),
    Instance("ZonedDateTime withDayOfYear(int)", WithPart<DateField::kDayOfYear>),
    Instance("ZonedDateTime withEarlierOffsetAtOverlap()", EarlierOffset),
    Instance("ZonedDateTime withFixedOffsetZone()", FixedOffset),
    Instance("ZonedDateTime withHour(int)", WithPart<DateField::kHourOfDay>),
    Instance("ZonedDateTime withLaterOffsetAtOverlap()", LaterOffset),
    Instance("ZonedDateTime withMinute(int)", WithPart<DateField::kMinuteOfHour>),
    Instance("ZonedDateTime withMonth(int)", WithPart<DateField::kMonthOfYear>),
    Instance("ZonedDateTime withNano(int)", WithPart<DateField::kNanoOfSecond>),
    Instance("ZonedDateTime withSecond(int)", WithPart<DateField::kSecondOfMinute>),
    Instance("ZonedDateTime withYear(int)", WithPart<DateField::kYear>),
    Instance("ZonedDateTime withZoneSameInstant(ZoneId)", SameInstant<kZoned>),
    Instance("ZonedDateTime withZoneSameLocal(ZoneId)", SameLocal<kZoned>),
};
static_assert(IsSorted(kZonedDateTime));

// ZoneId, ZoneOffset -----------------------------------------------------------------------------------------------------------------------

Value ZoneOf(Run& run, const Value* a) {
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "zoneId");
  const std::string_view text = a[0].as_text();
  const Result<ZoneId> zone = ParseZoneId(text);
  if (zone.ok()) return NewZone(run, *zone);
  const std::string& message = zone.error().message;
  if (!message.starts_with("Invalid ID for offset-based ZoneId")) return ThrowTime(run, zone.error());
  // Behind UTC, GMT or UT there is an offset that is none.
  const std::string reason = OffsetFault(text.substr(text.starts_with("UTC") || text.starts_with("GMT") ? 3 : 2));
  return run.ThrowBecause(TypeId::kDateTimeException, message, run.arena.New<ExceptionHost>(TypeId::kDateTimeException, Value::String(run.Copy(reason))));
}
Value ZoneFrom(Run& run, const Value* a) {
  if (const ZoneHost* const zone = As<ZoneHost>(a[0])) return Value::Of(const_cast<ZoneHost*>(zone));
  const TemporalHost* const temporal = As<TemporalHost>(a[0]);
  if (temporal != nullptr && temporal->has_zone()) return NewZone(run, temporal->time().zone);
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "temporal");
  return run.ThrowFormatted(TypeId::kDateTimeException, "Unable to obtain ZoneId from TemporalAccessor: {} of type {}",
                            HostOf(a[0])->ToText(run.arena), HostOf(a[0])->TypeName());
}
Value ZoneText(Run& run, const Value* a) { return Value::String(HostOf(a[0])->ToText(run.arena)); }
// A zone whose offset never changes is that offset.
Value Normalized(Run& run, const Value* a) {
  const ZoneId& zone = As<ZoneHost>(a[0])->zone();
  return zone.region == nullptr ? NewZone(run, ZoneId::OfOffset(zone.offset_seconds)) : a[0];
}
Value SystemDefault(Run& run, const Value*) {
  const Value utc = Value::String("UTC");
  return ZoneOf(run, &utc);
}
constexpr Method kZoneId[] = {
    Static("ZoneId from(TemporalAccessor)", ZoneFrom), Instance("String getId()", ZoneText),
    Instance("ZoneRules getRules()", RulesOf),         Instance("ZoneId normalized()", Normalized),
    Static("ZoneId of(String)", ZoneOf),               Static("ZoneId systemDefault()", SystemDefault),
};
static_assert(IsSorted(kZoneId));

Value OffsetOfSeconds(Run& run, int64_t seconds) {
  if (seconds < -kMaxOffsetSeconds || seconds > kMaxOffsetSeconds) return run.Throw(TypeId::kDateTimeException, "Zone offset not in valid range: -18:00 to +18:00");
  return NewZone(run, ZoneId::OfOffset(static_cast<int32_t>(seconds)));
}
Value TotalSeconds(Run&, const Value* a) { return Value::Int(As<ZoneHost>(a[0])->zone().offset_seconds); }
Value OfTotalSeconds(Run& run, const Value* a) { return OffsetOfSeconds(run, a[0].as_long()); }

Value OffsetOfParts(Run& run, int64_t hours, int64_t minutes, int64_t seconds) {
  if (hours < -18 || hours > 18) {
    return run.ThrowFormatted(TypeId::kDateTimeException, "Zone offset hours not in valid range: value {} is not in the range -18 to 18", hours);
  }
  const auto differ = [](int64_t a, int64_t b) { return (a > 0 && b < 0) || (a < 0 && b > 0); };
  if (differ(hours, minutes) || differ(hours, seconds)) {
    const std::string_view sign = hours > 0 ? "positive" : "negative";
    return run.ThrowFormatted(TypeId::kDateTimeException, "Zone offset minutes and seconds must be {} because hours is {}", sign, sign);
  }
  if (minutes < -59 || minutes > 59) {
    return run.ThrowFormatted(TypeId::kDateTimeException, "Zone offset minutes not in valid range: value {} is not in the range -59 to 59", minutes);
  }
  return OffsetOfSeconds(run, hours * 3600 + minutes * 60 + seconds);
}
Value OfHours(Run& run, const Value* a) { return OffsetOfParts(run, a[0].as_long(), 0, 0); }
Value OfHoursMinutes(Run& run, const Value* a) { return OffsetOfParts(run, a[0].as_long(), a[1].as_long(), 0); }
Value OfHoursMinutesSeconds(Run& run, const Value* a) { return OffsetOfParts(run, a[0].as_long(), a[1].as_long(), a[2].as_long()); }
Value OffsetOfText(Run& run, const Value* a) {
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "offsetId");
  const auto zone = FindZoneId(a[0].as_text());
  if (zone && zone->IsOffset()) return NewZone(run, *zone);
  return run.Throw(TypeId::kDateTimeException, OffsetFault(a[0].as_text()));
}
Value OffsetFrom(Run& run, const Value* a) {
  int64_t seconds = 0;
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "temporal");
  if (As<ZoneHost>(a[0]) != nullptr) return a[0];
  return FieldOf(run, a[0], DateField::kOffsetSeconds, &seconds) ? OffsetOfSeconds(run, seconds) : Value();
}
constexpr Method kZoneOffset[] = {
    Static("ZoneOffset from(TemporalAccessor)", OffsetFrom),
    Instance("int getTotalSeconds()", TotalSeconds),
    Static("ZoneOffset of(String)", OffsetOfText),
    Static("ZoneOffset ofHours(int)", OfHours),
    Static("ZoneOffset ofHoursMinutes(int,int)", OfHoursMinutes),
    Static("ZoneOffset ofHoursMinutesSeconds(int,int,int)", OfHoursMinutesSeconds),
    Static("ZoneOffset ofTotalSeconds(int)", OfTotalSeconds),
};
static_assert(IsSorted(kZoneOffset));

Value Utc(Run& run) { return NewZone(run, ZoneId{}); }
Value MaxOffset(Run& run) { return NewZone(run, ZoneId::OfOffset(kMaxOffsetSeconds)); }
Value MinOffset(Run& run) { return NewZone(run, ZoneId::OfOffset(-kMaxOffsetSeconds)); }
Value Epoch(Run& run) { return NewInstant(run, Instant{}); }
constexpr Constant kOffsets[] = {Field("ZoneOffset", "MAX", MaxOffset), Field("ZoneOffset", "MIN", MinOffset), Field("ZoneOffset", "UTC", Utc)};
constexpr Constant kInstants[] = {Field("Instant", "EPOCH", Epoch)};

constexpr TypeApi kTables[] = {
    {TypeId::kInstant, kInstant, kInstants}, {TypeId::kOffsetDateTime, kOffsetDateTime, {}}, {TypeId::kZonedDateTime, kZonedDateTime, {}},
    {TypeId::kZoneId, kZoneId, {}},          {TypeId::kZoneOffset, kZoneOffset, kOffsets},
};

}  // namespace

ApiTables ZonedTimeApi() { return kTables; }

}  // namespace flowship::painless
