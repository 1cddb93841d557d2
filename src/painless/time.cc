#include "painless/time.h"

#include <algorithm>

#include "painless/text.h"

namespace flowship::painless {
namespace {

template <typename T>
std::string_view WrittenIn(Arena& arena, const T& value, char* (*write)(const T&, char*)) {
  char* const out = arena.NewBytes(kTimeTextMaxBytes);
  char* const end = write(value, out);
  arena.Shrink(end);
  return {out, static_cast<size_t>(end - out)};
}

int Order(int64_t a, int64_t b) { return a < b ? -1 : a == b ? 0 : 1; }
int32_t FoldHash(int64_t value) { return static_cast<int32_t>(value ^ value >> 32); }

int CompareDates(const LocalDateTime& a, const LocalDateTime& b) {  // Java gives the difference
  if (a.year != b.year) return static_cast<int>(static_cast<int64_t>(a.year) - b.year);
  return a.month != b.month ? a.month - b.month : a.day - b.day;
}
int CompareTimes(const LocalDateTime& a, const LocalDateTime& b) { return Order(NanoOfDay(a), NanoOfDay(b)); }

// Elasticsearch's way to write a date into a document.
std::string_view DocumentText(Arena& arena, const ZonedDateTime& time) {
  static const DateFormatter formatter = *DateFormatter::Compile("strict_date_optional_time_nanos");
  char* const out = arena.NewBytes(formatter.max_bytes());
  DateFailure failure;
  char* const end = formatter.Format(time, out, &failure);
  if (end == nullptr) return {};
  arena.Shrink(end);
  return {out, static_cast<size_t>(end - out)};
}

}  // namespace

std::string_view TemporalHost::ToText(Arena& arena) const {
  switch (type().id) {
    case TypeId::kLocalDate: return WrittenIn(arena, time_.local, WriteDate);
    case TypeId::kLocalTime: return WrittenIn(arena, time_.local, WriteTime);
    case TypeId::kLocalDateTime: return WrittenIn<LocalDateTime>(arena, time_.local, Write);
    default: return WrittenIn<ZonedDateTime>(arena, time_, Write);
  }
}

std::string_view TemporalHost::ToJsonText(Arena& arena) const {
  if (!has_zone()) return ToText(arena);
  const std::string_view text = DocumentText(arena, time_);
  return text.empty() ? ToText(arena) : text;
}

bool TemporalHost::EqualTo(const Host& other) const { return time_ == static_cast<const TemporalHost&>(other).time_; }

int32_t TemporalHost::HashCode() const {
  const LocalDateTime& local = time_.local;
  const auto year = static_cast<uint32_t>(local.year);
  const uint32_t date = (year & 0xFFFFF800) ^ ((year << 11) + (static_cast<uint32_t>(local.month) << 6) + local.day);
  const auto time = static_cast<uint32_t>(FoldHash(NanoOfDay(local)));
  if (!has_date()) return static_cast<int32_t>(time);
  if (!has_time()) return static_cast<int32_t>(date);
  const auto offset = static_cast<uint32_t>(time_.offset_seconds);
  if (type().id == TypeId::kZonedDateTime) {
    const auto zone = static_cast<uint32_t>(ZoneHost(time_.zone).HashCode());
    return static_cast<int32_t>(date ^ time ^ offset ^ (zone << 3 | zone >> 29));
  }
  return static_cast<int32_t>(date ^ time ^ (has_zone() ? offset : 0));
}

int TemporalHost::CompareTo(const Host& other) const {
  const ZonedDateTime& that = static_cast<const TemporalHost&>(other).time_;
  if (has_zone()) {
    const Instant a = ToInstant(time_), b = ToInstant(that);
    if (a.seconds != b.seconds) return Order(a.seconds, b.seconds);
    if (a.nanos != b.nanos) return a.nanos - b.nanos;
  }
  if (has_date()) {
    const int order = CompareDates(time_.local, that.local);
    if (order != 0 || !has_time()) return order;
  }
  const int order = CompareTimes(time_.local, that.local);
  if (order != 0 || type().id != TypeId::kZonedDateTime) return order;
  return CompareUnits(ToString(time_.zone), ToString(that.zone));
}

std::string_view InstantHost::ToText(Arena& arena) const { return WrittenIn<Instant>(arena, instant_, Write); }
std::string_view InstantHost::ToJsonText(Arena& arena) const {
  const std::string_view text = InRange(instant_) ? DocumentText(arena, AtZone(instant_, ZoneId{})) : std::string_view();
  return text.empty() ? ToText(arena) : text;
}
int32_t InstantHost::HashCode() const { return FoldHash(instant_.seconds) + 51 * instant_.nanos; }
int InstantHost::CompareTo(const Host& other) const {
  const Instant& that = static_cast<const InstantHost&>(other).instant_;
  return instant_.seconds != that.seconds ? Order(instant_.seconds, that.seconds) : instant_.nanos - that.nanos;
}

std::string_view DurationHost::ToText(Arena& arena) const { return WrittenIn<Duration>(arena, duration_, Write); }
int32_t DurationHost::HashCode() const { return static_cast<int32_t>(FoldHash(duration_.seconds) + 51 * static_cast<int64_t>(duration_.nanos)); }
int DurationHost::CompareTo(const Host& other) const {
  const Duration& that = static_cast<const DurationHost&>(other).duration_;
  return duration_.seconds != that.seconds ? Order(duration_.seconds, that.seconds) : duration_.nanos - that.nanos;
}

std::string_view PeriodHost::ToText(Arena& arena) const {
  if (years == 0 && months == 0 && days == 0) return "P0D";
  std::string text = "P";
  if (years != 0) text += std::to_string(years) + "Y";
  if (months != 0) text += std::to_string(months) + "M";
  if (days != 0) text += std::to_string(days) + "D";
  return arena.Copy(text);
}
bool PeriodHost::EqualTo(const Host& other) const {
  const auto& that = static_cast<const PeriodHost&>(other);
  return years == that.years && months == that.months && days == that.days;
}

std::string_view ZoneHost::ToText(Arena& arena) const { return WrittenIn<ZoneId>(arena, zone_, WriteZoneId); }
int32_t ZoneHost::HashCode() const {
  if (zone_.IsOffset()) return zone_.offset_seconds;
  char text[kZoneIdMaxBytes];
  return JavaHash({text, static_cast<size_t>(WriteZoneId(zone_, text) - text)});
}
int ZoneHost::CompareTo(const Host& other) const { return static_cast<const ZoneHost&>(other).zone_.offset_seconds - zone_.offset_seconds; }

std::string_view FieldOfTime::ToText(Arena& arena) const { return arena.Copy(FieldName(field_, kIsoWeek)); }

Value NewTemporal(Run& run, TypeId type, const ZonedDateTime& time) { return Value::Of(run.arena.New<TemporalHost>(type, time)); }
Value NewLocal(Run& run, TypeId type, const LocalDateTime& time) { return NewTemporal(run, type, ZonedDateTime{time, 0, ZoneId{}}); }
Value NewInstant(Run& run, const Instant& instant) { return Value::Of(run.arena.New<InstantHost>(instant)); }
Value NewDuration(Run& run, const Duration& duration) { return Value::Of(run.arena.New<DurationHost>(duration)); }
Value NewZone(Run& run, const ZoneId& zone) { return Value::Of(run.arena.New<ZoneHost>(zone)); }

Value ThrowTime(Run& run, const Error& error) {
  const std::string_view message = error.message;
  TypeId type = TypeId::kDateTimeException;
  if (message.ends_with(" overflow")) type = TypeId::kArithmeticException;
  if (message.starts_with("Unsupported ") || message.starts_with("Unit ")) type = TypeId::kUnsupportedTemporalTypeException;
  if (message.starts_with("Unknown time-zone ID")) type = TypeId::kZoneRulesException;
  if (message.starts_with("Text ")) type = TypeId::kDateTimeParseException;
  return run.Throw(type, message);
}

Value ThrowParse(Run& run, const DateFormatter& formatter, const DateFailure& failure, std::string_view text) {
  const std::vector<DateCause> causes = formatter.Explain(failure, text);
  const ExceptionHost* cause = nullptr;
  for (size_t i = causes.size(); --i > 0;) {
    cause = run.arena.New<ExceptionHost>(TypeId::kDateTimeException, Value::String(run.Copy(causes[i].reason)), cause);
  }
  const bool parse = causes.front().type == "date_time_parse_exception";
  return run.ThrowBecause(parse ? TypeId::kDateTimeParseException : TypeId::kDateTimeException, causes.front().reason, cause);
}

// Conversion -------------------------------------------------------------------------------------------------------------------------------

namespace {

// What an accessor has, whatever its class is.
struct Has {
  bool date = false, time = false, instant = false, zone = false;
  ZonedDateTime value;
  Instant moment;
};

Has PartsOf(const Value& value) {
  Has has;
  if (const TemporalHost* const temporal = As<TemporalHost>(value)) {
    has.date = temporal->has_date();
    has.time = temporal->has_time();
    has.instant = has.zone = temporal->has_zone();
    has.value = temporal->time();
    if (has.zone) has.moment = ToInstant(has.value);
  } else if (const InstantHost* const instant = As<InstantHost>(value)) {
    has.instant = true;
    has.moment = instant->instant();
  } else if (const ParsedHost* const parsed = As<ParsedHost>(value)) {
    const DateFormatter::Parts& parts = parsed->parts();
    has.date = parts.has_date;
    has.time = parts.has_time;
    has.instant = parts.has_instant;
    has.zone = parts.has_zone || parts.has_offset;
    has.moment = parts.instant;
    const ZoneId zone = parts.has_zone ? parts.zone : ZoneId::OfOffset(parts.offset_seconds);
    has.value.local = parts.local;
    if (has.instant && has.zone && InRange(has.moment)) has.value = AtZone(has.moment, zone);
    else if (has.date && has.time && has.zone) has.value = AtZone(parts.local, zone);
  }
  return has;
}

bool Suffices(const Has& has, TypeId target) {
  switch (target) {
    case TypeId::kLocalDate: return has.date;
    case TypeId::kLocalTime: return has.time;
    case TypeId::kLocalDateTime: return has.date && has.time;
    case TypeId::kInstant: return has.instant;
    default: return has.zone && (has.instant || (has.date && has.time));
  }
}

ExceptionHost* Unable(Run& run, const Value& value, std::string_view what, const ExceptionHost* cause) {
  const std::string_view reason = FormatIn(run.arena, "Unable to obtain {} from TemporalAccessor: {} of type {}", what, HostOf(value)->ToText(run.arena), HostOf(value)->TypeName());
  return run.arena.New<ExceptionHost>(TypeId::kDateTimeException, Value::String(reason), cause);
}

// The part that the class's own from() asks for first and does not get.
const ExceptionHost* WhyUnable(Run& run, const Value& value, const Has& has, TypeId target) {
  const auto no_instant = [&run] { return run.arena.New<ExceptionHost>(TypeId::kUnsupportedTemporalTypeException, Value::String("Unsupported field: InstantSeconds")); };
  switch (target) {
    case TypeId::kInstant: return no_instant();
    case TypeId::kLocalDateTime: return Unable(run, value, has.date ? "LocalTime" : "LocalDate", nullptr);
    case TypeId::kOffsetDateTime: return has.zone ? Unable(run, value, "Instant", no_instant()) : Unable(run, value, "ZoneOffset", nullptr);
    case TypeId::kZonedDateTime: return Unable(run, value, !has.zone ? "ZoneId" : has.date ? "LocalTime" : "LocalDate", nullptr);
    default: return nullptr;
  }
}

LocalDateTime OnlyDate(LocalDateTime time) { return LocalDateTime{.year = time.year, .month = time.month, .day = time.day}; }
LocalDateTime OnlyTime(LocalDateTime time) {
  time.year = 1970;
  time.month = time.day = 1;
  return time;
}

}  // namespace

Value ConvertTemporal(Run& run, const Value& value, TypeId target) {
  if (value.is_null()) return run.Throw(TypeId::kNullPointerException, "temporal");
  if (HostOf(value)->type() == Type(target)) return value;
  const Has has = PartsOf(value);
  if (!Suffices(has, target)) {
    return run.Throw(Unable(run, value, SimpleNameOf(target), WhyUnable(run, value, has, target)));
  }
  switch (target) {
    case TypeId::kLocalDate: return NewLocal(run, target, OnlyDate(has.value.local));
    case TypeId::kLocalTime: return NewLocal(run, target, OnlyTime(has.value.local));
    case TypeId::kLocalDateTime: return NewLocal(run, target, has.value.local);
    case TypeId::kInstant: return NewInstant(run, has.moment);
    case TypeId::kOffsetDateTime:
      return NewTemporal(run, target, {has.value.local, has.value.offset_seconds, ZoneId::OfOffset(has.value.offset_seconds)});
    default: return NewTemporal(run, target, has.value);
  }
}

// Arithmetic -------------------------------------------------------------------------------------------------------------------------------

namespace {

bool IsDateUnit(ChronoUnit unit) { return unit >= ChronoUnit::kDays; }

Value ThrowUnit(Run& run, ChronoUnit unit) {
  return run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Unsupported unit: {}", ToString(unit));
}

// A time of day goes round: whole days count for nothing.
int64_t WithinDay(int64_t amount, ChronoUnit unit) {
  const Result<Duration> one = DurationOf(1, unit);
  const int64_t nanos = one->seconds * kNanosPerSecond + one->nanos;
  return amount % (kSecondsPerDay * kNanosPerSecond / nanos);
}

template <typename T>
Result<T> Moved(const T& value, int64_t amount, ChronoUnit unit, bool subtract) {
  return subtract ? Minus(value, amount, unit) : Plus(value, amount, unit);
}

}  // namespace

Value AddUnits(Run& run, const Value& temporal, int64_t amount, ChronoUnit unit, bool subtract) {
  if (const InstantHost* const instant = As<InstantHost>(temporal)) {
    Instant moved;
    return Take(run, Moved(instant->instant(), amount, unit, subtract), &moved) ? NewInstant(run, moved) : Value();
  }
  const TemporalHost& host = *As<TemporalHost>(temporal);
  if (IsDateUnit(unit) ? !host.has_date() : !host.has_time()) return ThrowUnit(run, unit);
  if (host.has_zone()) {
    ZonedDateTime moved;
    return Take(run, Moved(host.time(), amount, unit, subtract), &moved) ? NewTemporal(run, host.type().id, moved) : Value();
  }
  LocalDateTime moved;
  if (!host.has_date()) amount = WithinDay(amount, unit);
  if (!Take(run, Moved(host.time().local, amount, unit, subtract), &moved)) return Value();
  return NewLocal(run, host.type().id, host.has_date() ? moved : OnlyTime(moved));
}

Value AddAmount(Run& run, const Value& temporal, const Value& amount, bool subtract) {
  if (amount.is_null()) return run.Throw(TypeId::kNullPointerException, "amountToAdd");
  if (const DurationHost* const duration = As<DurationHost>(amount)) {
    const Duration& length = duration->duration();
    Value moved = length.seconds == 0 ? temporal : AddUnits(run, temporal, length.seconds, ChronoUnit::kSeconds, subtract);
    if (!run.failed() && length.nanos != 0) moved = AddUnits(run, moved, length.nanos, ChronoUnit::kNanos, subtract);
    return moved;
  }
  const PeriodHost& period = *As<PeriodHost>(amount);
  const int64_t months = period.years * int64_t{12} + period.months;
  Value moved = temporal;
  if (months != 0) {
    const bool years = period.months == 0;
    moved = AddUnits(run, moved, years ? period.years : months, years ? ChronoUnit::kYears : ChronoUnit::kMonths, subtract);
  }
  if (!run.failed() && period.days != 0) moved = AddUnits(run, moved, period.days, ChronoUnit::kDays, subtract);
  return moved;
}

bool Supports(const Value& temporal, DateField field) {
  if (As<InstantHost>(temporal) != nullptr) {
    return field == DateField::kInstantSeconds || field == DateField::kNanoOfSecond || field == DateField::kMicroOfSecond || field == DateField::kMilliOfSecond;
  }
  const Has has = PartsOf(temporal);
  if (IsDateField(field)) return has.date;
  if (IsTimeField(field)) return has.time;
  return field == DateField::kInstantSeconds ? has.instant : has.zone;
}

bool FieldOf(Run& run, const Value& temporal, DateField field, int64_t* value) {
  if (!Supports(temporal, field)) {
    run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Unsupported field: {}", FieldName(field, kIsoWeek));
    return false;
  }
  const Has has = PartsOf(temporal);
  if (As<InstantHost>(temporal) == nullptr) {
    *value = GetField(has.value, field);
  } else if (field == DateField::kInstantSeconds) {
    *value = has.moment.seconds;
  } else {
    *value = has.moment.nanos / (field == DateField::kNanoOfSecond ? 1 : field == DateField::kMicroOfSecond ? 1'000 : 1'000'000);
  }
  return true;
}

namespace {

Value InstantWithField(Run& run, const Instant& instant, DateField field, int64_t value) {
  if (const Status status = CheckField(field, value); !status.ok()) return ThrowTime(run, status.error());
  Instant changed = instant;
  switch (field) {
    case DateField::kNanoOfSecond: changed.nanos = static_cast<int32_t>(value); break;
    case DateField::kMicroOfSecond: changed.nanos = static_cast<int32_t>(value * 1'000); break;
    case DateField::kMilliOfSecond: changed.nanos = static_cast<int32_t>(value * 1'000'000); break;
    default: changed.seconds = value;
  }
  return NewInstant(run, changed);
}

Value ZonedWithField(Run& run, const TemporalHost& host, DateField field, int64_t value) {
  const ZonedDateTime& time = host.time();
  if (const Status status = CheckField(field, value); !status.ok()) return ThrowTime(run, status.error());
  if (field == DateField::kInstantSeconds) {
    const Instant instant{value, time.local.nano};
    if (!InRange(instant)) return run.Throw(TypeId::kDateTimeException, "Instant exceeds minimum or maximum instant");
    return NewTemporal(run, host.type().id, AtZone(instant, time.zone));
  }
  const auto offset = static_cast<int32_t>(value);
  if (host.type().id == TypeId::kOffsetDateTime) return NewTemporal(run, host.type().id, {time.local, offset, ZoneId::OfOffset(offset)});
  return NewTemporal(run, host.type().id, AtZone(time.local, time.zone, offset));
}

}  // namespace

Value WithFieldOf(Run& run, const Value& temporal, DateField field, int64_t value) {
  if (const Status status = CheckField(field, value); !status.ok()) return ThrowTime(run, status.error());
  if (!Supports(temporal, field)) return run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Unsupported field: {}", FieldName(field, kIsoWeek));
  if (const InstantHost* const instant = As<InstantHost>(temporal)) return InstantWithField(run, instant->instant(), field, value);
  const TemporalHost& host = *As<TemporalHost>(temporal);
  if (field == DateField::kInstantSeconds || field == DateField::kOffsetSeconds) return ZonedWithField(run, host, field, value);
  LocalDateTime changed;
  if (!Take(run, WithField(host.time().local, field, value), &changed)) return Value();
  if (!host.has_zone()) return NewLocal(run, host.type().id, changed);
  return NewTemporal(run, host.type().id, AtZone(changed, host.time().zone, host.time().offset_seconds));
}

bool UnitOf(Run& run, const Value& unit, ChronoUnit* result) {
  const EnumHost* const host = Required<EnumHost>(run, unit, "unit");
  if (host == nullptr) return false;
  if (host->ordinal() >= kChronoUnitCount) {
    run.ThrowFormatted(TypeId::kUnsupportedTemporalTypeException, "Unsupported unit: {}", host->ToText(run.arena));
    return false;
  }
  *result = static_cast<ChronoUnit>(host->ordinal());
  return true;
}

bool UnitsBetween(Run& run, ChronoUnit unit, const Value& from, const Value& to, int64_t* count) {
  if (from.is_null()) {
    run.ThrowWithoutMessage(TypeId::kNullPointerException);
    return false;
  }
  const Value end = ConvertTemporal(run, to, HostOf(from)->type().id);
  if (run.failed()) return false;
  if (const InstantHost* const start = As<InstantHost>(from)) return Take(run, Between(unit, start->instant(), As<InstantHost>(end)->instant()), count);
  const TemporalHost &start = *As<TemporalHost>(from), &last = *As<TemporalHost>(end);
  if (IsDateUnit(unit) ? !start.has_date() : !start.has_time()) {
    ThrowUnit(run, unit);
    return false;
  }
  if (start.has_zone()) return Take(run, Between(unit, start.time(), last.time()), count);
  return Take(run, Between(unit, start.time().local, last.time().local), count);
}

}  // namespace flowship::painless
