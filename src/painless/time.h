#pragma once
// java.time's objects as scripts hold them, and what their tables share. The arithmetic is base/java_time.h's.
//
// TemporalHost is a LocalDate, LocalTime, LocalDateTime, OffsetDateTime or ZonedDateTime, each as a ZonedDateTime of which the class says what
// counts. Of a Local the zone is UTC; of a LocalTime the date is 1970-01-01.
// Functions that give a Value have thrown when run.failed().

#include <optional>
#include <string_view>

#include "base/date_format.h"
#include "base/java_time.h"
#include "painless/host.h"
#include "painless/run.h"

namespace flowship::painless {

class TemporalHost final : public Host {
 public:
  TemporalHost(TypeId type, const ZonedDateTime& time) : Host(type), time_(time) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kLocalDate || type.id == TypeId::kLocalTime || type.id == TypeId::kLocalDateTime ||
                                type.id == TypeId::kOffsetDateTime || type.id == TypeId::kZonedDateTime);
  }

  const ZonedDateTime& time() const { return time_; }
  bool has_date() const { return type().id != TypeId::kLocalTime; }
  bool has_time() const { return type().id != TypeId::kLocalDate; }
  bool has_zone() const { return type().id == TypeId::kOffsetDateTime || type().id == TypeId::kZonedDateTime; }

  std::string_view ToText(Arena& arena) const override;
  std::string_view ToJsonText(Arena& arena) const override;
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override;
  int32_t HashCode() const override;
  int CompareTo(const Host& other) const override;

 private:
  ZonedDateTime time_;
};

class InstantHost final : public Host {
 public:
  explicit InstantHost(const Instant& instant) : Host(TypeId::kInstant), instant_(instant) {}
  static bool Is(Type type) { return type == Type(TypeId::kInstant); }

  const Instant& instant() const { return instant_; }
  std::string_view ToText(Arena& arena) const override;
  std::string_view ToJsonText(Arena& arena) const override;
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override { return instant_ == static_cast<const InstantHost&>(other).instant_; }
  int32_t HashCode() const override;
  int CompareTo(const Host& other) const override;

 private:
  Instant instant_;
};

class DurationHost final : public Host {
 public:
  explicit DurationHost(const Duration& duration) : Host(TypeId::kDuration), duration_(duration) {}
  static bool Is(Type type) { return type == Type(TypeId::kDuration); }

  const Duration& duration() const { return duration_; }
  std::string_view ToText(Arena& arena) const override;
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override { return duration_ == static_cast<const DurationHost&>(other).duration_; }
  int32_t HashCode() const override;
  int CompareTo(const Host& other) const override;

 private:
  Duration duration_;
};

class PeriodHost final : public Host {
 public:
  PeriodHost(int32_t the_years, int32_t the_months, int32_t the_days) : Host(TypeId::kPeriod), years(the_years), months(the_months), days(the_days) {}
  static bool Is(Type type) { return type == Type(TypeId::kPeriod); }

  std::string_view ToText(Arena& arena) const override;
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override;
  int32_t HashCode() const override { return static_cast<int32_t>(static_cast<uint32_t>(years) + static_cast<uint32_t>(months) * 256 + static_cast<uint32_t>(days) * 65536); }

  const int32_t years, months, days;
};

// ZoneId or ZoneOffset.
class ZoneHost final : public Host {
 public:
  explicit ZoneHost(const ZoneId& zone) : Host(zone.IsOffset() ? TypeId::kZoneOffset : TypeId::kZoneId), zone_(zone) {}
  static bool Is(Type type) { return type == Type(TypeId::kZoneId) || type == Type(TypeId::kZoneOffset); }

  const ZoneId& zone() const { return zone_; }
  std::string_view ToText(Arena& arena) const override;
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override { return zone_ == static_cast<const ZoneHost&>(other).zone_; }
  int32_t HashCode() const override;
  int CompareTo(const Host& other) const override;

 private:
  ZoneId zone_;
};

// java.util.TimeZone: a zone under the name that it was asked for by.
class TimeZoneHost final : public Host {
 public:
  TimeZoneHost(const ZoneId& zone, std::string_view id) : Host(TypeId::kTimeZone), zone_(zone), id_(id) {}
  static bool Is(Type type) { return type == Type(TypeId::kTimeZone); }

  const ZoneId& zone() const { return zone_; }
  std::string_view id() const { return id_; }
  bool EqualTo(const Host& other) const override {
    const auto& that = static_cast<const TimeZoneHost&>(other);
    return zone_ == that.zone_ && id_ == that.id_;
  }

 private:
  const ZoneId zone_;
  const std::string_view id_;
};

// java.util.Date: milliseconds since 1970, which scripts can change.
class DateHost final : public Host {
 public:
  explicit DateHost(int64_t millis) : Host(TypeId::kDate), millis_(millis) {}
  static bool Is(Type type) { return type == Type(TypeId::kDate); }

  int64_t millis() const { return millis_; }
  void Set(int64_t millis) { millis_ = millis; }
  std::string_view ToText(Arena& arena) const override;
  std::string_view ToJsonText(Arena& arena) const override;
  bool IsEqualByText() const override { return false; }
  bool EqualTo(const Host& other) const override { return millis_ == static_cast<const DateHost&>(other).millis_; }
  int32_t HashCode() const override { return static_cast<int32_t>(millis_ ^ millis_ >> 32); }
  int CompareTo(const Host& other) const override {
    const int64_t that = static_cast<const DateHost&>(other).millis_;
    return millis_ < that ? -1 : millis_ == that ? 0 : 1;
  }

 private:
  int64_t millis_;
};

// A constant of DayOfWeek, Month, ChronoUnit, TextStyle, FormatStyle, ResolverStyle, SignStyle or RoundingMode.
class EnumHost final : public Host {
 public:
  EnumHost(TypeId type, uint32_t ordinal) : Host(type), ordinal_(ordinal) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kDayOfWeek || type.id == TypeId::kMonth || type.id == TypeId::kChronoUnit ||
                                type.id == TypeId::kTextStyle || type.id == TypeId::kFormatStyle || type.id == TypeId::kResolverStyle || type.id == TypeId::kSignStyle || type.id == TypeId::kRoundingMode);
  }

  uint32_t ordinal() const { return ordinal_; }
  std::string_view Name() const;
  std::string_view ToText(Arena&) const override;
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override { return ordinal_ == static_cast<const EnumHost&>(other).ordinal_; }
  int32_t HashCode() const override;
  int CompareTo(const Host& other) const override { return static_cast<int>(ordinal_) - static_cast<int>(static_cast<const EnumHost&>(other).ordinal_); }

 private:
  uint32_t ordinal_;
};

// A ChronoField, or a TemporalField of IsoFields.
class FieldOfTime final : public Host {
 public:
  FieldOfTime(TypeId type, DateField field) : Host(type), field_(field) {}
  static bool Is(Type type) { return type == Type(TypeId::kChronoField) || type == Type(TypeId::kTemporalField); }

  DateField field() const { return field_; }
  std::string_view ToText(Arena& arena) const override;
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override { return field_ == static_cast<const FieldOfTime&>(other).field_; }
  int32_t HashCode() const override { return static_cast<int32_t>(field_) + 1; }
  int CompareTo(const Host& other) const override { return static_cast<int>(field_) - static_cast<int>(static_cast<const FieldOfTime&>(other).field_); }

 private:
  DateField field_;
};

// What DateTimeFormatter.parse(text) gives: the parts that the text had.
class ParsedHost final : public Host {
 public:
  ParsedHost(const DateFormatter::Parts& parts, std::string_view text) : Host(TypeId::kTemporalAccessor), parts_(parts), text_(text) {}
  static bool Is(Type type) { return type == Type(TypeId::kTemporalAccessor); }

  const DateFormatter::Parts& parts() const { return parts_; }
  std::string_view TypeName() const override { return "java.time.format.Parsed"; }
  std::string_view ToText(Arena&) const override { return text_; }

 private:
  DateFormatter::Parts parts_;
  std::string_view text_;
};

Value NewTemporal(Run& run, TypeId type, const ZonedDateTime& time);
Value NewLocal(Run& run, TypeId type, const LocalDateTime& time);
Value NewInstant(Run& run, const Instant& instant);
Value NewDuration(Run& run, const Duration& duration);
Value NewZone(Run& run, const ZoneId& zone);
Value NewEnum(Run& run, TypeId type, uint32_t ordinal);
bool FindEnum(TypeId type, std::string_view name, uint32_t* ordinal);
uint32_t EnumCount(TypeId type);

// The exception that Java throws with that text.
Value ThrowTime(Run& run, const Error& error);
template <typename T>
bool Take(Run& run, const Result<T>& result, T* value) {
  if (!result.ok()) {
    ThrowTime(run, result.error());
    return false;
  }
  *value = *result;
  return true;
}
Value ThrowParse(Run& run, const DateFormatter& formatter, const DateFailure& failure, std::string_view text);
// An argument that may not be null: the host, or nullptr when NullPointerException is thrown.
template <typename T>
T* Required(Run& run, const Value& value, std::string_view name) {
  if (!value.is_null()) return As<T>(value);
  run.Throw(TypeId::kNullPointerException, name);
  return nullptr;
}

// target.from(accessor): a Temporal of another class, as far as it has what is asked for.
Value ConvertTemporal(Run& run, const Value& value, TypeId target);
// amount may be negative; Long.MIN_VALUE too.
Value AddUnits(Run& run, const Value& temporal, int64_t amount, ChronoUnit unit, bool subtract);
Value AddAmount(Run& run, const Value& temporal, const Value& amount, bool subtract);
Value WithFieldOf(Run& run, const Value& temporal, DateField field, int64_t value);
bool Supports(const Value& temporal, DateField field);
bool FieldOf(Run& run, const Value& temporal, DateField field, int64_t* value);
bool UnitsBetween(Run& run, ChronoUnit unit, const Value& from, const Value& to, int64_t* count);
// The unit of an argument; false: null, or one that is too long to count in (ERAS, FOREVER), thrown.
bool UnitOf(Run& run, const Value& unit, ChronoUnit* result);

}  // namespace flowship::painless
