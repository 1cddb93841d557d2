#pragma once
// Dates and times with the meaning of Java's java.time, which is what Elasticsearch's date processors and Painless speak.
//
// The calendar is the proleptic Gregorian one, without leap seconds; years run from -999,999,999 to 999,999,999 and year 0 is 1 BC.
// All types are plain values; nothing here allocates except for strings and errors. What leaves the range is an error with Java's text.
// Texts are those of the toString() of the Java class of the same name.
// Source: the class documentation of java.time (JDK 17); tests/base/java_time_test.cc compares with it.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/time_zone.h"

namespace flowship {

inline constexpr int32_t kMinYear = -999'999'999, kMaxYear = 999'999'999;
inline constexpr int64_t kSecondsPerDay = 86'400;

// Seconds since 1970-01-01T00:00:00Z, and nanoseconds 0 to 999,999,999 that are added to them (also before 1970).
struct Instant {
  int64_t seconds = 0;
  int32_t nanos = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

Instant InstantOfNanos(int64_t nanos);  // since 1970-01-01T00:00:00Z: what a Clock says

// A length of time; the parts as in Instant.
struct Duration {
  int64_t seconds = 0;
  int32_t nanos = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};

struct LocalDateTime {
  int32_t year = 1970;
  uint8_t month = 1, day = 1, hour = 0, minute = 0, second = 0;
  int32_t nano = 0;
  friend auto operator<=>(const LocalDateTime&, const LocalDateTime&) = default;
};

struct ZonedDateTime {
  LocalDateTime local;
  int32_t offset_seconds = 0;  // one that `zone` has at that local time
  ZoneId zone;
  friend bool operator==(const ZonedDateTime&, const ZonedDateTime&) = default;
};

// java.time.temporal.ChronoUnit, in its order.
enum class ChronoUnit : uint8_t {
  kNanos, kMicros, kMillis, kSeconds, kMinutes, kHours, kHalfDays, kDays, kWeeks, kMonths, kYears, kDecades, kCenturies, kMillennia
};
inline constexpr int kChronoUnitCount = 14;
std::string_view ToString(ChronoUnit unit);  // "Nanos", "HalfDays", …

// java.time.temporal.WeekFields: a week begins on `first_day` (1 = Monday), and the first week of a year or month is the first one that
// has at least `minimal_days` days in it.
struct WeekRule {
  uint8_t first_day = 1, minimal_days = 4;
  friend bool operator==(const WeekRule&, const WeekRule&) = default;
};
inline constexpr WeekRule kIsoWeek{1, 4};

// The fields that a pattern or a script can name: java.time.temporal.ChronoField, and those of IsoFields, JulianFields and WeekFields.
enum class DateField : uint8_t {
  kNanoOfSecond, kNanoOfDay, kMicroOfSecond, kMicroOfDay, kMilliOfSecond, kMilliOfDay, kSecondOfMinute, kSecondOfDay, kMinuteOfHour,
  kMinuteOfDay, kHourOfAmPm, kClockHourOfAmPm, kHourOfDay, kClockHourOfDay, kAmPmOfDay, kDayOfWeek, kAlignedDayOfWeekInMonth, kDayOfMonth,
  kDayOfYear, kEpochDay, kMonthOfYear, kProlepticMonth, kYearOfEra, kYear, kEra, kInstantSeconds, kOffsetSeconds, kQuarterOfYear,
  kModifiedJulianDay, kWeekBasedYear, kWeekOfWeekBasedYear, kWeekOfMonth, kLocalDayOfWeek,
  kAlignedDayOfWeekInYear, kAlignedWeekOfMonth, kAlignedWeekOfYear, kDayOfQuarter  // of scripts only: no pattern names them
};
inline constexpr int kDateFieldCount = 37;

// The calendar.
bool IsLeapYear(int64_t year);
int DaysInMonth(int64_t year, int month);
int64_t EpochDay(int64_t year, int month, int day);                // any year of 64 bits / 400
LocalDateTime DateOfEpochDay(int64_t epoch_day);                   // at 00:00; FLOWSHIP_ASSERTs the range of years
int DayOfWeek(int64_t epoch_day);                                  // 1 = Monday to 7
int DayOfYear(const LocalDateTime& time);
int64_t NanoOfDay(const LocalDateTime& time);
int32_t WeekBasedYear(const LocalDateTime& date, WeekRule rule);
int WeekOfWeekBasedYear(const LocalDateTime& date, WeekRule rule);
int WeekOfMonth(const LocalDateTime& date, WeekRule rule);
// The epoch day of a day (1 = the rule's first) of a week (cut to the last one of that year).
int64_t EpochDayOfWeekDate(int64_t week_based_year, int64_t week, int day, WeekRule rule);
int64_t GetField(const ZonedDateTime& time, DateField field, WeekRule rule = kIsoWeek);

// Seconds as if `time` were UTC, and back. FromLocalSeconds asserts the range of years, InRange says whether it would hold.
int64_t LocalSeconds(const LocalDateTime& time);
LocalDateTime FromLocalSeconds(int64_t seconds, int32_t nano);
bool InRange(const Instant& instant);  // of a LocalDateTime in every zone

Instant ToInstant(const ZonedDateTime& time);
int64_t ToEpochMilli(const Instant& instant);  // floored; cut to 64 bits
Instant OfEpochMilli(int64_t milli);
ZonedDateTime AtZone(const Instant& instant, const ZoneId& zone);       // asserts InRange(instant)
// In an overlap the earlier offset, unless `preferred_offset` is the later one.
ZonedDateTime AtZone(const LocalDateTime& local, const ZoneId& zone);
ZonedDateTime AtZone(const LocalDateTime& local, const ZoneId& zone, int32_t preferred_offset);
inline ZonedDateTime WithZoneSameInstant(const ZonedDateTime& time, const ZoneId& zone) { return AtZone(ToInstant(time), zone); }

// Making one of parts, and one that differs in a field (java_time_fields.cc). Errors are DateTimeException's, with its text. Of a time, the date is
// 1970-01-01. A day that the month lacks is an error in DateOf and in a date's days, and becomes the month's last when the year or month changes.
Status CheckField(DateField field, int64_t value);
Result<LocalDateTime> DateOf(int64_t year, int64_t month, int64_t day);
Result<LocalDateTime> DateOfYearDay(int64_t year, int64_t day);
Result<LocalDateTime> TimeOf(int64_t hour, int64_t minute, int64_t second, int64_t nano);
Result<LocalDateTime> WithField(const LocalDateTime& time, DateField field, int64_t value);  // not of InstantSeconds and OffsetSeconds
bool IsDateField(DateField field);
bool IsTimeField(DateField field);

// Arithmetic (java_time_math.cc). Days and longer are added to the local time, shorter units to the instant; a day that the month lacks
// becomes its last. Between counts whole units, truncated towards zero.
Result<Instant> Plus(const Instant& instant, int64_t amount, ChronoUnit unit);
Result<LocalDateTime> Plus(const LocalDateTime& time, int64_t amount, ChronoUnit unit);
Result<ZonedDateTime> Plus(const ZonedDateTime& time, int64_t amount, ChronoUnit unit);
Result<Instant> Minus(const Instant& instant, int64_t amount, ChronoUnit unit);
Result<LocalDateTime> Minus(const LocalDateTime& time, int64_t amount, ChronoUnit unit);
Result<ZonedDateTime> Minus(const ZonedDateTime& time, int64_t amount, ChronoUnit unit);
Result<int64_t> Between(ChronoUnit unit, const Instant& from, const Instant& to);
Result<int64_t> Between(ChronoUnit unit, const LocalDateTime& from, const LocalDateTime& to);
Result<int64_t> Between(ChronoUnit unit, const ZonedDateTime& from, const ZonedDateTime& to);
Result<Instant> TruncateTo(const Instant& instant, ChronoUnit unit);
Result<LocalDateTime> TruncateTo(const LocalDateTime& time, ChronoUnit unit);
Result<ZonedDateTime> TruncateTo(const ZonedDateTime& time, ChronoUnit unit);

Result<Duration> DurationOf(int64_t amount, ChronoUnit unit);
Result<Duration> DurationBetween(const Instant& from, const Instant& to);
Result<Duration> Plus(const Duration& a, const Duration& b);
Result<Duration> ParseDuration(std::string_view text);  // "PT1H30M", "P2DT3.5S", as java.time.Duration.parse
Result<int64_t> ToMillis(const Duration& duration);
Result<int64_t> ToNanos(const Duration& duration);

// Texts (java_time_text.cc). The Write functions write at most kTimeTextMaxBytes at `out` and return the end.
inline constexpr size_t kTimeTextMaxBytes = 128;
char* Write(const Instant& instant, char* out);          // 2024-07-31T00:00:59.314Z, the fraction with 0, 3, 6 or 9 digits
char* Write(const LocalDateTime& time, char* out);       // 2024-07-31T02:00, seconds only when they are not zero
char* Write(const ZonedDateTime& time, char* out);       // 2024-07-31T02:00:59.314+02:00[Europe/Berlin]
char* Write(const Duration& duration, char* out);        // PT8H6M12.345S
char* WriteDate(const LocalDateTime& time, char* out);   // 2024-07-31, java.time.LocalDate
char* WriteTime(const LocalDateTime& time, char* out);   // 02:00:59.314, java.time.LocalTime
std::string ToString(const Instant& instant);
std::string_view ToText(const Instant& instant, Arena& arena);  // the same, in the arena
std::string ToString(const LocalDateTime& time);
std::string ToString(const ZonedDateTime& time);
std::string ToString(const Duration& duration);

}  // namespace flowship
