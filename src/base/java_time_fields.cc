// Dates and times from parts, and with one part changed: what LocalDate.of and with(field, value) do.

#include <algorithm>

#include "base/date_failure.h"
#include "base/date_program.h"

namespace flowship {
namespace {

using Kind = DateFailure::Kind;

Error Explained(const DateFailure& failure) { return Error{ExplainDateFailure(failure, {}, {}).back().reason}; }

// The date of `date`, the time of `time`.
LocalDateTime Joined(LocalDateTime time, const LocalDateTime& date) {
  time.year = date.year;
  time.month = date.month;
  time.day = date.day;
  return time;
}

LocalDateTime WithNanoOfDay(LocalDateTime time, int64_t nanos) {
  time.nano = static_cast<int32_t>(nanos % kNanosPerSecond);
  const int64_t seconds = nanos / kNanosPerSecond;
  time.second = static_cast<uint8_t>(seconds % 60);
  time.minute = static_cast<uint8_t>(seconds / 60 % 60);
  time.hour = static_cast<uint8_t>(seconds / 3600);
  return time;
}

// Year or month changes: the day stays, or becomes the month's last.
LocalDateTime WithMonth(LocalDateTime time, int64_t year, int64_t month) {
  time.year = static_cast<int32_t>(year);
  time.month = static_cast<uint8_t>(month);
  time.day = static_cast<uint8_t>(std::min<int64_t>(time.day, DaysInMonth(year, static_cast<int>(month))));
  return time;
}

Result<LocalDateTime> WithEpochDay(const LocalDateTime& time, int64_t day) {
  if (const Status status = CheckField(DateField::kEpochDay, day); !status.ok()) return status.error();
  return Joined(time, DateOfEpochDay(day));
}

int64_t EpochDayOf(const LocalDateTime& time) { return EpochDay(time.year, time.month, time.day); }

Result<LocalDateTime> WithDatePart(const LocalDateTime& time, DateField field, int64_t value) {
  const int64_t old = GetField(ZonedDateTime{time, 0, {}}, field);
  const int64_t months = (value - GetField(ZonedDateTime{time, 0, {}}, DateField::kProlepticMonth));
  const int64_t month_index = time.year * int64_t{12} + time.month - 1 + months;
  switch (field) {
    case DateField::kYear: return WithMonth(time, value, time.month);
    case DateField::kYearOfEra: return WithField(time, DateField::kYear, time.year >= 1 ? value : 1 - value);
    case DateField::kEra: return old == value ? Result<LocalDateTime>(time) : WithField(time, DateField::kYear, 1 - time.year);
    case DateField::kMonthOfYear: return WithMonth(time, time.year, value);
    case DateField::kProlepticMonth: return WithMonth(time, month_index >= 0 ? month_index / 12 : (month_index - 11) / 12, (month_index % 12 + 12) % 12 + 1);
    case DateField::kQuarterOfYear: return WithField(time, DateField::kMonthOfYear, time.month + (value - old) * 3);
    case DateField::kDayOfMonth: {
      Result<LocalDateTime> date = DateOf(time.year, time.month, value);
      return date.ok() ? Result<LocalDateTime>(Joined(time, *date)) : date;
    }
    case DateField::kDayOfYear: {
      Result<LocalDateTime> date = DateOfYearDay(time.year, value);
      return date.ok() ? Result<LocalDateTime>(Joined(time, *date)) : date;
    }
    case DateField::kEpochDay:
    case DateField::kModifiedJulianDay:
    case DateField::kDayOfWeek:
    case DateField::kLocalDayOfWeek:
    case DateField::kAlignedDayOfWeekInYear:
    case DateField::kDayOfQuarter:
    case DateField::kAlignedDayOfWeekInMonth: return WithEpochDay(time, EpochDayOf(time) + value - old);
    case DateField::kAlignedWeekOfMonth:
    case DateField::kAlignedWeekOfYear:
    case DateField::kWeekOfWeekBasedYear:
    case DateField::kWeekOfMonth: return WithEpochDay(time, EpochDayOf(time) + 7 * (value - old));
    default: break;
  }
  // A week-based year keeps the week (or takes its last) and the day of the week.
  const int64_t week = std::min<int64_t>(WeekOfWeekBasedYear(time, kIsoWeek), 52);
  return WithEpochDay(time, EpochDayOfWeekDate(value, week, DayOfWeek(EpochDayOf(time)), kIsoWeek));
}

}  // namespace

bool IsTimeField(DateField field) { return field <= DateField::kAmPmOfDay; }
bool IsDateField(DateField field) { return !IsTimeField(field) && field != DateField::kInstantSeconds && field != DateField::kOffsetSeconds; }

Status CheckField(DateField field, int64_t value) {
  if (InFieldRange(field, value)) return {};
  DateFailure failure;
  failure.kind = Kind::kFieldRange;
  failure.field = field;
  failure.value = value;
  return Explained(failure);
}

Result<LocalDateTime> DateOf(int64_t year, int64_t month, int64_t day) {
  for (const auto& [field, value] : {std::pair(DateField::kYear, year), std::pair(DateField::kMonthOfYear, month), std::pair(DateField::kDayOfMonth, day)}) {
    if (const Status status = CheckField(field, value); !status.ok()) return status.error();
  }
  if (day > DaysInMonth(year, static_cast<int>(month))) {
    DateFailure failure;
    failure.kind = day == 29 ? Kind::kNotLeapYear : Kind::kInvalidDate;
    failure.value = day == 29 ? year : month;
    failure.other = day;
    return Explained(failure);
  }
  return LocalDateTime{.year = static_cast<int32_t>(year), .month = static_cast<uint8_t>(month), .day = static_cast<uint8_t>(day)};
}

Result<LocalDateTime> DateOfYearDay(int64_t year, int64_t day) {
  for (const auto& [field, value] : {std::pair(DateField::kYear, year), std::pair(DateField::kDayOfYear, day)}) {
    if (const Status status = CheckField(field, value); !status.ok()) return status.error();
  }
  if (day == 366 && !IsLeapYear(year)) {
    DateFailure failure;
    failure.kind = Kind::kNoDay366;
    failure.value = year;
    return Explained(failure);
  }
  return DateOfEpochDay(EpochDay(year, 1, 1) + day - 1);
}

Result<LocalDateTime> TimeOf(int64_t hour, int64_t minute, int64_t second, int64_t nano) {
  for (const auto& [field, value] : {std::pair(DateField::kHourOfDay, hour), std::pair(DateField::kMinuteOfHour, minute),
                                     std::pair(DateField::kSecondOfMinute, second), std::pair(DateField::kNanoOfSecond, nano)}) {
    if (const Status status = CheckField(field, value); !status.ok()) return status.error();
  }
  LocalDateTime time;
  time.hour = static_cast<uint8_t>(hour);
  time.minute = static_cast<uint8_t>(minute);
  time.second = static_cast<uint8_t>(second);
  time.nano = static_cast<int32_t>(nano);
  return time;
}

Result<LocalDateTime> WithField(const LocalDateTime& time, DateField field, int64_t value) {
  if (const Status status = CheckField(field, value); !status.ok()) return status.error();
  if (IsDateField(field)) return WithDatePart(time, field, value);
  LocalDateTime changed = time;
  const int half = time.hour / 12 * 12;
  switch (field) {
    case DateField::kNanoOfSecond: changed.nano = static_cast<int32_t>(value); break;
    case DateField::kMicroOfSecond: changed.nano = static_cast<int32_t>(value * 1'000); break;
    case DateField::kMilliOfSecond: changed.nano = static_cast<int32_t>(value * 1'000'000); break;
    case DateField::kNanoOfDay: return WithNanoOfDay(time, value);
    case DateField::kMicroOfDay: return WithNanoOfDay(time, value * 1'000);
    case DateField::kMilliOfDay: return WithNanoOfDay(time, value * 1'000'000);
    case DateField::kSecondOfDay: return WithNanoOfDay(time, value * kNanosPerSecond + time.nano);
    case DateField::kMinuteOfDay: return WithNanoOfDay(time, (value * 60 + time.second) * kNanosPerSecond + time.nano);
    case DateField::kSecondOfMinute: changed.second = static_cast<uint8_t>(value); break;
    case DateField::kMinuteOfHour: changed.minute = static_cast<uint8_t>(value); break;
    case DateField::kHourOfDay: changed.hour = static_cast<uint8_t>(value); break;
    case DateField::kClockHourOfDay: changed.hour = static_cast<uint8_t>(value % 24); break;
    case DateField::kHourOfAmPm: changed.hour = static_cast<uint8_t>(half + value); break;
    case DateField::kClockHourOfAmPm: changed.hour = static_cast<uint8_t>(half + value % 12); break;
    default: changed.hour = static_cast<uint8_t>(time.hour % 12 + value * 12); break;  // AmPmOfDay
  }
  return changed;
}

}  // namespace flowship
