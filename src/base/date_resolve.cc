// Fields to a date, a time and an instant, in the order of java.time: the class comments of ChronoField, IsoChronology.resolveDate and
// DateTimeFormatter.withResolverStyle say what each style allows.

#include <bit>
#include <cstdlib>

#include "base/date_program.h"

namespace flowship {
namespace {

using Kind = DateFailure::Kind;

constexpr uint64_t BitOf(DateField field) { return uint64_t{1} << static_cast<unsigned>(field); }
constexpr uint64_t kTimeFields = 2 * BitOf(DateField::kAmPmOfDay) - 1;  // from kNanoOfSecond on
constexpr uint64_t kDateFields = ~kTimeFields & ~BitOf(DateField::kOffsetSeconds) & ~BitOf(DateField::kInstantSeconds);
DateField LowestField(uint64_t bits) { return static_cast<DateField>(std::countr_zero(bits)); }

class DateResolver {
 public:
  DateResolver(const DateProgram& program, const ZoneId* zone, ParsedDate* parsed, DateFailure* failure)
      : strict_(program.resolver == ResolverStyle::kStrict), lenient_(program.resolver == ResolverStyle::kLenient), week_(program.week), d_(*parsed), failure_(*failure) {
    if (zone && !d_.has_zone) d_.has_zone = true, d_.zone = *zone;
  }

  bool Run() {
    if (!DateFields() || !TimeFields()) return Refuse();
    if (HasOtherField() && (!OtherFields() || !DateFields() || !TimeFields())) return Refuse();
    if (!DefaultTime() || !HalfDayAlone() || !CheckTimeFields() || !CrossCheck() || !AddExcessDays() || !InstantOfFields()) return Refuse();
    FinerThanSeconds();
    return true;
  }

 private:
  bool Refuse() {
    failure_.in_formatter = true;
    return false;
  }

  bool Has(DateField field) const { return d_.Has(field); }

  int64_t Take(DateField field) {
    d_.Remove(field);
    return d_.Get(field);
  }

  bool Check(DateField field, int64_t value) {
    if (InFieldRange(field, value)) return true;
    failure_ = {.kind = Kind::kFieldRange, .field = field, .week = week_, .value = value};
    return false;
  }

  // `field` becomes `value`, derived from `source`.
  bool Derive(DateField source, DateField field, int64_t value) {
    if (Has(field) && d_.Get(field) != value) {
      failure_ = {.kind = Kind::kConflictResolving, .field = field, .source = source, .value = d_.Get(field), .other = value};
      return false;
    }
    d_.Put(field, value);
    return true;
  }

  // The date.

  bool DateFields() {
    if (Has(DateField::kYearOfEra)) {
      if (!YearOfEra()) return false;
    } else if (Has(DateField::kEra) && !Check(DateField::kEra, d_.Get(DateField::kEra))) {
      return false;
    }
    if (!Has(DateField::kYear)) return true;
    if (Has(DateField::kMonthOfYear) && Has(DateField::kDayOfMonth)) return YearMonthDay();
    if (Has(DateField::kDayOfYear)) return YearDay();
    return true;
  }

  bool SetDate(const LocalDateTime& date) {
    if (d_.has_date) {
      const int64_t before = EpochDay(d_.local.year, d_.local.month, d_.local.day);
      const int64_t now = EpochDay(date.year, date.month, date.day);
      if (before == now) return true;
      failure_ = {.kind = Kind::kConflictDates, .value = before, .other = now};
      return false;
    }
    d_.has_date = true;
    d_.local.year = date.year, d_.local.month = date.month, d_.local.day = date.day;
    return true;
  }

  bool SetEpochDay(int64_t epoch_day) { return CheckEpochDay(epoch_day) && SetDate(DateOfEpochDay(epoch_day)); }

  bool CheckEpochDay(int64_t epoch_day) {
    return Check(DateField::kEpochDay, epoch_day);
  }

  bool ModifiedJulianDay() {
    const int64_t day = Take(DateField::kModifiedJulianDay);
    return Check(DateField::kModifiedJulianDay, day) && SetEpochDay(day - kJulianDayOfEpoch);
  }

  bool YearOfEra() {
    const int64_t year_of_era = Take(DateField::kYearOfEra);
    if (!Check(DateField::kYearOfEra, year_of_era)) return false;
    if (Has(DateField::kEra)) {
      const int64_t era = Take(DateField::kEra);
      return SetYear(era == 1 ? year_of_era : 1 - year_of_era);
    }
    const bool has_year = Has(DateField::kYear);
    if (strict_ && !has_year) {
      d_.Put(DateField::kYearOfEra, year_of_era);  // of which era is not said, so it stays what it is
      return true;
    }
    return SetYear(!has_year || d_.Get(DateField::kYear) > 0 ? year_of_era : 1 - year_of_era);
  }

  bool SetYear(int64_t year) {
    if (Has(DateField::kYear) && d_.Get(DateField::kYear) != year) {
      failure_ = {.kind = Kind::kConflict, .field = DateField::kYear, .value = d_.Get(DateField::kYear), .other = year};
      return false;
    }
    d_.Put(DateField::kYear, year);
    return true;
  }

  bool YearMonthDay() {
    const int64_t year = Take(DateField::kYear);
    const int64_t month = Take(DateField::kMonthOfYear);
    int64_t day = Take(DateField::kDayOfMonth);
    if (!Check(DateField::kYear, year)) return false;
    if (lenient_) return YearMonthDayInto(year, month, day);
    if (!Check(DateField::kMonthOfYear, month) || !Check(DateField::kDayOfMonth, day)) return false;
    const int last = DaysInMonth(year, static_cast<int>(month));
    if (day > last) {
      if (strict_) return NoSuchDay(year, month, day);
      day = last;
    }
    return SetDate({.year = static_cast<int32_t>(year), .month = static_cast<uint8_t>(month), .day = static_cast<uint8_t>(day)});
  }

  // Month 14 is next February, day 0 the last of the month before.
  bool YearMonthDayInto(int64_t year, int64_t month, int64_t day) {
    const int64_t months = year * 12 + month - 1;
    const int64_t months_year = months >= 0 ? months / 12 : (months - 11) / 12;
    return SetEpochDay(EpochDay(months_year, static_cast<int>(months - months_year * 12) + 1, 1) + day - 1);
  }

  bool NoSuchDay(int64_t year, int64_t month, int64_t day) {
    if (day == 29) failure_ = {.kind = Kind::kNotLeapYear, .value = year};
    else failure_ = {.kind = Kind::kInvalidDate, .value = month, .other = day};
    return false;
  }

  bool YearDay() {
    const int64_t year = Take(DateField::kYear);
    const int64_t day = Take(DateField::kDayOfYear);
    if (!Check(DateField::kYear, year) || !Check(DateField::kDayOfYear, day)) return false;
    if (day == 366 && !IsLeapYear(year)) {
      failure_ = {.kind = Kind::kNoDay366, .value = year};
      return false;
    }
    return SetEpochDay(EpochDay(year, 1, 1) + day - 1);
  }

  // Fields that are not of the calendar's own: Julian days, and weeks, which need the day of the week.

  bool HasOtherField() const {
    constexpr uint64_t kOthers = BitOf(DateField::kLocalDayOfWeek) | BitOf(DateField::kWeekOfWeekBasedYear) |
                                 BitOf(DateField::kWeekOfMonth) | BitOf(DateField::kModifiedJulianDay);
    return (d_.present & kOthers) != 0;
  }

  bool OtherFields() {
    if (Has(DateField::kModifiedJulianDay) && !ModifiedJulianDay()) return false;
    if (Has(DateField::kLocalDayOfWeek)) {
      const int64_t day = Take(DateField::kLocalDayOfWeek);
      if (!Check(DateField::kLocalDayOfWeek, day)) return false;
      d_.Put(DateField::kDayOfWeek, (day - 1 + week_.first_day - 1) % 7 + 1);
    }
    if (!Has(DateField::kDayOfWeek)) return true;
    if (!Check(DateField::kDayOfWeek, d_.Get(DateField::kDayOfWeek))) return false;
    const int day = static_cast<int>((d_.Get(DateField::kDayOfWeek) - week_.first_day + 7) % 7) + 1;
    if (Has(DateField::kYear)) {
      return !Has(DateField::kWeekOfMonth) || !Has(DateField::kMonthOfYear) || YearMonthWeek(day);
    }
    return !Has(DateField::kWeekBasedYear) || !Has(DateField::kWeekOfWeekBasedYear) || WeekDate(day);
  }

  bool YearMonthWeek(int day) {
    const int64_t year = d_.Get(DateField::kYear), month = d_.Get(DateField::kMonthOfYear), week = d_.Get(DateField::kWeekOfMonth);
    if (!Check(DateField::kYear, year) || !Check(DateField::kMonthOfYear, month) || !Check(DateField::kWeekOfMonth, week)) {
      return false;
    }
    const int64_t first_day = EpochDay(year, static_cast<int>(month), 1);
    const LocalDateTime first = DateOfEpochDay(first_day);
    const int first_week_day = (DayOfWeek(first_day) - week_.first_day + 7) % 7 + 1;
    const int64_t epoch_day = first_day + (week - WeekOfMonth(first, week_)) * 7 + day - first_week_day;
    if (!CheckEpochDay(epoch_day)) return false;
    const LocalDateTime date = DateOfEpochDay(epoch_day);
    if (strict_ && date.month != month) {
      failure_ = {.kind = Kind::kOtherMonth};
      return false;
    }
    for (const DateField field : {DateField::kWeekOfMonth, DateField::kYear, DateField::kMonthOfYear, DateField::kDayOfWeek}) {
      d_.Remove(field);
    }
    return SetDate(date);
  }

  bool WeekDate(int day) {
    const int64_t year = d_.Get(DateField::kWeekBasedYear), week = d_.Get(DateField::kWeekOfWeekBasedYear);
    if (!Check(DateField::kWeekBasedYear, year) || !Check(DateField::kWeekOfWeekBasedYear, week)) return false;
    const int64_t epoch_day = EpochDayOfWeekDate(year, week, day, week_);
    if (!CheckEpochDay(epoch_day)) return false;
    const LocalDateTime date = DateOfEpochDay(epoch_day);
    if (strict_ && (WeekBasedYear(date, week_) != year || WeekOfWeekBasedYear(date, week_) != week)) {
      failure_ = {.kind = Kind::kOtherYear};
      return false;
    }
    for (const DateField field : {DateField::kWeekBasedYear, DateField::kWeekOfWeekBasedYear, DateField::kDayOfWeek}) {
      d_.Remove(field);
    }
    return SetDate(date);
  }

  // The time.

  bool TimeFields() {
    return ClockHours() && HalfDay() && PartsOf(DateField::kNanoOfDay, 1) && PartsOf(DateField::kMilliOfDay, 1'000'000) &&
           CheckNano() && FullTime();
  }

  // 24 of 1 to 24, and 12 of 1 to 12, are 0.
  bool ClockHours() {
    return ClockHour(DateField::kClockHourOfDay, DateField::kHourOfDay, 24) &&
           ClockHour(DateField::kClockHourOfAmPm, DateField::kHourOfAmPm, 12);
  }

  bool ClockHour(DateField clock, DateField hour, int64_t full) {
    if (!Has(clock)) return true;
    const int64_t value = Take(clock);
    if ((strict_ || value != 0) && !Check(clock, value)) return false;
    return Derive(clock, hour, value == full ? 0 : value);
  }

  bool HalfDay() {
    if (!Has(DateField::kAmPmOfDay) || !Has(DateField::kHourOfAmPm)) return true;
    const int64_t half = Take(DateField::kAmPmOfDay), hour = Take(DateField::kHourOfAmPm);
    return Check(DateField::kAmPmOfDay, half) && Check(DateField::kHourOfAmPm, hour) &&
           Derive(DateField::kAmPmOfDay, DateField::kHourOfDay, half * 12 + hour);
  }

  // Nano or milli of day into its parts.
  bool PartsOf(DateField field, int64_t nanos_each) {
    if (!Has(field)) return true;
    const int64_t value = Take(field);
    if (!Check(field, value)) return false;
    const int64_t nanos = value * nanos_each, seconds = nanos / kNanosPerSecond;
    const DateField source = field == DateField::kMilliOfDay ? DateField::kSecondOfDay : field;
    return Derive(source, DateField::kHourOfDay, seconds / 3600) && Derive(source, DateField::kMinuteOfHour, seconds / 60 % 60) &&
           Derive(source, DateField::kSecondOfMinute, seconds % 60) && NanoOfDayPart(field, nanos % kNanosPerSecond);
  }

  bool NanoOfDayPart(DateField field, int64_t nano) {
    // Milliseconds leave the finer digits to a fraction of its own.
    if (field == DateField::kMilliOfDay && Has(DateField::kNanoOfSecond)) {
      nano += d_.Get(DateField::kNanoOfSecond) % 1'000'000;
    }
    return Derive(field, DateField::kNanoOfSecond, nano);
  }

  bool CheckNano() { return !Has(DateField::kNanoOfSecond) || Check(DateField::kNanoOfSecond, d_.Get(DateField::kNanoOfSecond)); }

  bool FullTime() {
    for (const DateField field :
         {DateField::kHourOfDay, DateField::kMinuteOfHour, DateField::kSecondOfMinute, DateField::kNanoOfSecond}) {
      if (!Has(field)) return true;
    }
    return DefaultTime();
  }

  // Hours alone, or with minutes, or with seconds, or with a fraction are a time; a gap between them is not.
  bool DefaultTime() {
    const bool minute = Has(DateField::kMinuteOfHour), second = Has(DateField::kSecondOfMinute), nano = Has(DateField::kNanoOfSecond);
    if (d_.has_time || !Has(DateField::kHourOfDay)) return true;
    if ((!minute && (second || nano)) || (minute && !second && nano)) return true;
    return SetTime(Take(DateField::kHourOfDay), minute ? Take(DateField::kMinuteOfHour) : 0,
                   second ? Take(DateField::kSecondOfMinute) : 0, nano ? Take(DateField::kNanoOfSecond) : 0);
  }

  // Unless strictly, AM and PM alone are times, too: their middles.
  bool HalfDayAlone() {
    if (strict_ || d_.has_time || (d_.present & kTimeFields) != BitOf(DateField::kAmPmOfDay)) return true;
    const int64_t half = Take(DateField::kAmPmOfDay);
    return Check(DateField::kAmPmOfDay, half) && SetTime(half * 12 + 6, 0, 0, 0);
  }

  bool SetTime(int64_t hour, int64_t minute, int64_t second, int64_t nano) {
    if (!Check(DateField::kMinuteOfHour, minute) || !Check(DateField::kNanoOfSecond, nano)) return false;
    if (!strict_ && hour == 24 && minute == 0 && second == 0 && nano == 0) {
      hour = 0;
      d_.excess_days = 1;
    }
    if (!Check(DateField::kHourOfDay, hour) || !Check(DateField::kSecondOfMinute, second)) return false;
    d_.has_time = true;
    d_.local.hour = static_cast<uint8_t>(hour);
    d_.local.minute = static_cast<uint8_t>(minute);
    d_.local.second = static_cast<uint8_t>(second);
    d_.local.nano = static_cast<int32_t>(nano);
    return true;
  }

  // What is left over of a time has to be in range at least.
  bool CheckTimeFields() {
    if (Has(DateField::kHourOfDay)) return true;  // DefaultTime gave up on a gap, and java.time with it
    for (uint64_t left = d_.present & kTimeFields; left != 0; left &= left - 1) {
      const DateField field = LowestField(left);
      if (!Check(field, d_.Get(field))) return false;
    }
    return true;
  }

  // All together.

  bool CrossCheck() {
    const uint64_t known = (d_.has_time ? kTimeFields : 0) | (d_.has_date ? kDateFields : 0);
    for (uint64_t left = d_.present & known; left != 0; left &= left - 1) {
      const DateField field = LowestField(left);
      const bool of_time = (BitOf(field) & kTimeFields) != 0;
      const int64_t value = Take(field), derived = GetField({d_.local, 0, {}}, field, week_);
      if (value == derived) continue;
      failure_ = {.kind = of_time ? Kind::kConflictTime : Kind::kConflictDate,
                  .field = field, .week = week_, .value = derived, .other = value, .derived = d_.local};
      return false;
    }
    return true;
  }

  // 24:00 is 00:00 of the next day.
  bool AddExcessDays() {
    if (d_.excess_days == 0 || !d_.has_date || !d_.has_time) return true;
    const int64_t epoch_day = EpochDay(d_.local.year, d_.local.month, d_.local.day) + d_.excess_days;
    if (!CheckEpochDay(epoch_day)) return false;
    d_.local = DateOfEpochDay(epoch_day);
    d_.excess_days = 0;
    return true;
  }

  // Seconds that found no time have a fraction, at least for those who list the fields.
  void FinerThanSeconds() {
    if (d_.has_time || !Has(DateField::kSecondOfMinute)) return;
    const int64_t nano = Has(DateField::kNanoOfSecond) ? d_.Get(DateField::kNanoOfSecond) : 0;
    d_.Put(DateField::kNanoOfSecond, nano);
    d_.Put(DateField::kMicroOfSecond, nano / 1'000);
    d_.Put(DateField::kMilliOfSecond, nano / 1'000'000);
  }

  // An offset decides over a zone.
  bool InstantOfFields() {
    const bool has_offset = Has(DateField::kOffsetSeconds);
    if (!d_.has_date || !d_.has_time || !(has_offset || d_.has_zone)) return true;
    if (has_offset) {
      const int64_t offset = d_.Get(DateField::kOffsetSeconds);
      if (std::abs(offset) > kMaxOffsetSeconds) {
        failure_ = {.kind = Kind::kOffsetRange};
        return false;
      }
      d_.instant = {LocalSeconds(d_.local) - offset, d_.local.nano};
    } else {
      d_.instant = ToInstant(AtZone(d_.local, d_.zone));
    }
    d_.has_instant = true;
    return true;
  }

  const bool strict_, lenient_;
  const WeekRule week_;
  ParsedDate& d_;
  DateFailure& failure_;
};

}  // namespace

bool ResolveDate(const DateProgram& program, const ZoneId* zone, ParsedDate* parsed, DateFailure* failure) {
  return DateResolver(program, zone, parsed, failure).Run();
}

}  // namespace flowship
