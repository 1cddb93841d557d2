#include "base/java_time.h"

#include <algorithm>
#include <array>

#include "base/assert.h"

namespace flowship {
namespace {

constexpr int64_t kDaysPer400Years = 146'097;
constexpr int64_t kDaysToEpoch = 719'468;  // from 0000-03-01 to 1970-01-01
constexpr int64_t kJulianDayOfEpoch = 40'587;  // modified Julian day of 1970-01-01

constexpr int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }
constexpr int64_t FloorMod(int64_t a, int64_t b) { return a - FloorDiv(a, b) * b; }

// The seconds that every zone can show as a year in range: a day short at both ends.
constexpr int64_t kMinInstantSeconds = -31'557'014'167'219'200 + kSecondsPerDay;
constexpr int64_t kMaxInstantSeconds = 31'556'889'864'403'199 - 366 * kSecondsPerDay - kSecondsPerDay;

int DayOfWeekIn(const LocalDateTime& date, WeekRule rule) {
  return static_cast<int>(FloorMod(DayOfWeek(EpochDay(date.year, date.month, date.day)) - rule.first_day, 7)) + 1;
}

// Weeks of a year or month are counted from here: the offset of day 0 to the start of week 1, for a `day` (from 1) whose day of the
// week, counted in the rule, is `day_of_week`.
int WeekOffset(int day, int day_of_week, WeekRule rule) {
  const int into_week = static_cast<int>(FloorMod(day - day_of_week, 7));
  return into_week + 1 > rule.minimal_days ? 7 - into_week : -into_week;
}

int WeekNumber(int offset, int day) { return (7 + offset + (day - 1)) / 7; }

struct WeekDate {
  int32_t year;
  int week;
};

WeekDate WeekDateOf(const LocalDateTime& date, WeekRule rule) {
  const int day = DayOfYear(date);
  const int offset = WeekOffset(day, DayOfWeekIn(date, rule), rule);
  const int week = WeekNumber(offset, day);
  if (week == 0) {
    const LocalDateTime last_year = DateOfEpochDay(EpochDay(date.year, 1, 1) - 1);
    return {date.year - 1, WeekDateOf(last_year, rule).week};
  }
  const int next_year_week = WeekNumber(offset, (IsLeapYear(date.year) ? 366 : 365) + rule.minimal_days);
  if (week >= next_year_week) return {date.year + 1, week - next_year_week + 1};
  return {date.year, week};
}

int64_t GetTimeField(const LocalDateTime& time, DateField field) {
  switch (field) {
    case DateField::kNanoOfSecond: return time.nano;
    case DateField::kNanoOfDay: return NanoOfDay(time);
    case DateField::kMicroOfSecond: return time.nano / 1000;
    case DateField::kMicroOfDay: return NanoOfDay(time) / 1000;
    case DateField::kMilliOfSecond: return time.nano / 1'000'000;
    case DateField::kMilliOfDay: return NanoOfDay(time) / 1'000'000;
    case DateField::kSecondOfMinute: return time.second;
    case DateField::kSecondOfDay: return NanoOfDay(time) / kNanosPerSecond;
    case DateField::kMinuteOfHour: return time.minute;
    case DateField::kMinuteOfDay: return time.hour * 60 + time.minute;
    case DateField::kHourOfAmPm: return time.hour % 12;
    case DateField::kClockHourOfAmPm: return time.hour % 12 == 0 ? 12 : time.hour % 12;
    case DateField::kHourOfDay: return time.hour;
    case DateField::kClockHourOfDay: return time.hour == 0 ? 24 : time.hour;
    case DateField::kAmPmOfDay: return time.hour / 12;
    default: FLOWSHIP_ASSERT(false && "a field of the time");
  }
  return 0;
}

}  // namespace

Instant InstantOfNanos(int64_t nanos) {
  int64_t seconds = nanos / kNanosPerSecond, rest = nanos % kNanosPerSecond;
  if (rest < 0) {
    --seconds;
    rest += kNanosPerSecond;
  }
  return {seconds, static_cast<int32_t>(rest)};
}

bool IsLeapYear(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysInMonth(int64_t year, int month) {
  static constexpr std::array<uint8_t, 13> kDays = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[static_cast<size_t>(month)];
}

int64_t EpochDay(int64_t year, int month, int day) {
  // Years begin in March here, so that the leap day is the last day and the months' starts follow one formula.
  const int64_t y = month <= 2 ? year - 1 : year;
  const int64_t cycle = FloorDiv(y, 400);
  const int64_t year_of_cycle = y - cycle * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return cycle * kDaysPer400Years + year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year - kDaysToEpoch;
}

LocalDateTime DateOfEpochDay(int64_t epoch_day) {
  const int64_t days = epoch_day + kDaysToEpoch;
  const int64_t cycle = FloorDiv(days, kDaysPer400Years);
  const auto day_of_cycle = static_cast<uint32_t>(days - cycle * kDaysPer400Years);
  const uint32_t year_of_cycle =
      (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36'524 - day_of_cycle / 146'096) / 365;
  const uint32_t day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
  const uint32_t month_from_march = (5 * day_of_year + 2) / 153;
  const uint32_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const uint32_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const int64_t year = cycle * 400 + year_of_cycle + (month <= 2 ? 1 : 0);
  FLOWSHIP_ASSERT(year >= kMinYear && year <= kMaxYear);
  return {.year = static_cast<int32_t>(year), .month = static_cast<uint8_t>(month), .day = static_cast<uint8_t>(day)};
}

int DayOfWeek(int64_t epoch_day) { return static_cast<int>(FloorMod(epoch_day + 3, 7)) + 1; }

int DayOfYear(const LocalDateTime& time) {
  static constexpr std::array<uint16_t, 13> kBefore = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  return kBefore[time.month] + time.day + (time.month > 2 && IsLeapYear(time.year) ? 1 : 0);
}

int32_t WeekBasedYear(const LocalDateTime& date, WeekRule rule) { return WeekDateOf(date, rule).year; }
int WeekOfWeekBasedYear(const LocalDateTime& date, WeekRule rule) { return WeekDateOf(date, rule).week; }

int WeekOfMonth(const LocalDateTime& date, WeekRule rule) {
  return WeekNumber(WeekOffset(date.day, DayOfWeekIn(date, rule), rule), date.day);
}

int64_t EpochDayOfWeekDate(int64_t week_based_year, int64_t week, int day, WeekRule rule) {
  const int64_t new_year = EpochDay(week_based_year, 1, 1);
  const int offset = WeekOffset(1, static_cast<int>(FloorMod(DayOfWeek(new_year) - rule.first_day, 7)) + 1, rule);
  const int next_year_week = WeekNumber(offset, (IsLeapYear(week_based_year) ? 366 : 365) + rule.minimal_days);
  return new_year - offset + (day - 1) + (std::min<int64_t>(week, next_year_week - 1) - 1) * 7;
}

int64_t GetField(const ZonedDateTime& time, DateField field, WeekRule rule) {
  const LocalDateTime& local = time.local;
  switch (field) {
    case DateField::kYear: return local.year;
    case DateField::kYearOfEra: return local.year > 0 ? local.year : 1 - local.year;
    case DateField::kEra: return local.year > 0 ? 1 : 0;
    case DateField::kMonthOfYear: return local.month;
    case DateField::kProlepticMonth: return local.year * int64_t{12} + local.month - 1;
    case DateField::kQuarterOfYear: return (local.month + 2) / 3;
    case DateField::kDayOfMonth: return local.day;
    case DateField::kDayOfYear: return DayOfYear(local);
    case DateField::kAlignedDayOfWeekInMonth: return (local.day - 1) % 7 + 1;
    case DateField::kAlignedDayOfWeekInYear: return (DayOfYear(local) - 1) % 7 + 1;
    case DateField::kAlignedWeekOfMonth: return (local.day - 1) / 7 + 1;
    case DateField::kAlignedWeekOfYear: return (DayOfYear(local) - 1) / 7 + 1;
    case DateField::kDayOfQuarter: return EpochDay(local.year, local.month, local.day) - EpochDay(local.year, (local.month - 1) / 3 * 3 + 1, 1) + 1;
    case DateField::kEpochDay: return EpochDay(local.year, local.month, local.day);
    case DateField::kModifiedJulianDay: return EpochDay(local.year, local.month, local.day) + kJulianDayOfEpoch;
    case DateField::kDayOfWeek: return DayOfWeek(EpochDay(local.year, local.month, local.day));
    case DateField::kLocalDayOfWeek: return DayOfWeekIn(local, rule);
    case DateField::kWeekBasedYear: return WeekBasedYear(local, rule);
    case DateField::kWeekOfWeekBasedYear: return WeekOfWeekBasedYear(local, rule);
    case DateField::kWeekOfMonth: return WeekOfMonth(local, rule);
    case DateField::kInstantSeconds: return ToInstant(time).seconds;
    case DateField::kOffsetSeconds: return time.offset_seconds;
    default: return GetTimeField(local, field);
  }
}

int64_t NanoOfDay(const LocalDateTime& time) {
  return ((time.hour * 60 + time.minute) * 60 + time.second) * int64_t{kNanosPerSecond} + time.nano;
}

int64_t LocalSeconds(const LocalDateTime& time) {
  return EpochDay(time.year, time.month, time.day) * kSecondsPerDay + (time.hour * 60 + time.minute) * 60 + time.second;
}

LocalDateTime FromLocalSeconds(int64_t seconds, int32_t nano) {
  const int64_t day = FloorDiv(seconds, kSecondsPerDay);
  const auto second_of_day = static_cast<uint32_t>(seconds - day * kSecondsPerDay);
  LocalDateTime time = DateOfEpochDay(day);
  time.hour = static_cast<uint8_t>(second_of_day / 3600);
  time.minute = static_cast<uint8_t>(second_of_day / 60 % 60);
  time.second = static_cast<uint8_t>(second_of_day % 60);
  time.nano = nano;
  return time;
}

bool InRange(const Instant& instant) {
  return instant.seconds >= kMinInstantSeconds && instant.seconds <= kMaxInstantSeconds;
}

Instant ToInstant(const ZonedDateTime& time) { return {LocalSeconds(time.local) - time.offset_seconds, time.local.nano}; }

int64_t ToEpochMilli(const Instant& instant) {
  int64_t milli = 0;
  if (__builtin_mul_overflow(instant.seconds, int64_t{1000}, &milli)) return instant.seconds < 0 ? INT64_MIN : INT64_MAX;
  return __builtin_add_overflow(milli, instant.nanos / 1'000'000, &milli) ? INT64_MAX : milli;
}

Instant OfEpochMilli(int64_t milli) {
  const int64_t seconds = FloorDiv(milli, 1000);
  return {seconds, static_cast<int32_t>(milli - seconds * 1000) * 1'000'000};
}

ZonedDateTime AtZone(const Instant& instant, const ZoneId& zone) {
  const int32_t offset = zone.OffsetAt(instant.seconds);
  return {FromLocalSeconds(instant.seconds + offset, instant.nanos), offset, zone};
}

ZonedDateTime AtZone(const LocalDateTime& local, const ZoneId& zone) {
  if (!zone.region) return {local, zone.offset_seconds, zone};
  const int64_t seconds = LocalSeconds(local);
  const int32_t before = zone.OffsetOfLocal(seconds);
  const int64_t instant = seconds - before;
  const int32_t offset = zone.OffsetAt(instant);
  if (offset == before) return {local, offset, zone};
  return {FromLocalSeconds(instant + offset, local.nano), offset, zone};  // a gap
}

ZonedDateTime AtZone(const LocalDateTime& local, const ZoneId& zone, int32_t preferred_offset) {
  const ZonedDateTime time = AtZone(local, zone);
  if (preferred_offset == time.offset_seconds || time.local != local) return time;
  const bool valid = zone.OffsetAt(LocalSeconds(local) - preferred_offset) == preferred_offset;
  return valid ? ZonedDateTime{local, preferred_offset, zone} : time;
}

}  // namespace flowship
