#include <algorithm>
#include <optional>
#include <string>

#include "base/java_time.h"

namespace flowship {
namespace {

__extension__ typedef __int128 Wide;  // GCC's __int128 is not ISO C++

// Of the units of a fixed length, up to days; 0 for the others.
constexpr int64_t NanosOf(ChronoUnit unit) {
  switch (unit) {
    case ChronoUnit::kNanos: return 1;
    case ChronoUnit::kMicros: return 1'000;
    case ChronoUnit::kMillis: return 1'000'000;
    case ChronoUnit::kSeconds: return kNanosPerSecond;
    case ChronoUnit::kMinutes: return 60 * int64_t{kNanosPerSecond};
    case ChronoUnit::kHours: return 3'600 * int64_t{kNanosPerSecond};
    case ChronoUnit::kHalfDays: return 43'200 * int64_t{kNanosPerSecond};
    case ChronoUnit::kDays: return kSecondsPerDay * kNanosPerSecond;
    default: return 0;
  }
}

// Of the units that are counted in months; 0 for the others.
constexpr int64_t MonthsOf(ChronoUnit unit) {
  switch (unit) {
    case ChronoUnit::kMonths: return 1;
    case ChronoUnit::kYears: return 12;
    case ChronoUnit::kDecades: return 120;
    case ChronoUnit::kCenturies: return 1'200;
    case ChronoUnit::kMillennia: return 12'000;
    default: return 0;
  }
}

constexpr bool IsDateBased(ChronoUnit unit) { return unit >= ChronoUnit::kDays; }

Error LongOverflow() { return Error{"long overflow"}; }
Error InstantExceeds() { return Error{"Instant exceeds minimum or maximum instant"}; }
Error Unsupported(ChronoUnit unit) { return Error{"Unsupported unit: " + std::string(ToString(unit))}; }

Error InvalidYear(int64_t year) {
  return Error{"Invalid value for Year (valid values -999999999 - 999999999): " + std::to_string(year)};
}

struct Split {
  Wide seconds;
  int32_t nanos;
};

Split SplitNanos(Wide nanos) {
  Wide seconds = nanos / kNanosPerSecond;
  Wide rest = nanos % kNanosPerSecond;
  if (rest < 0) seconds -= 1, rest += kNanosPerSecond;
  return {seconds, static_cast<int32_t>(rest)};
}

Wide ToWide(int64_t seconds, int32_t nanos) { return Wide{seconds} * kNanosPerSecond + nanos; }

Result<int64_t> Narrow(Wide value) {
  if (value < INT64_MIN || value > INT64_MAX) return LongOverflow();
  return static_cast<int64_t>(value);
}

Result<LocalDateTime> PlusMonths(const LocalDateTime& time, int64_t amount, int64_t months_each) {
  const Wide months = Wide{amount} * months_each + Wide{time.year} * 12 + (time.month - 1);
  const Wide year = months >= 0 ? months / 12 : (months - 11) / 12;
  if (year < kMinYear || year > kMaxYear) {
    const Result<int64_t> narrow = Narrow(year);
    return narrow ? InvalidYear(*narrow) : narrow.error();
  }
  LocalDateTime result = time;
  result.year = static_cast<int32_t>(year);
  result.month = static_cast<uint8_t>(months - year * 12 + 1);
  result.day = std::min(time.day, static_cast<uint8_t>(DaysInMonth(result.year, result.month)));
  return result;
}

int64_t MonthIndex(const LocalDateTime& date) { return int64_t{date.year} * 12 + date.month - 1; }

// Whole days or months between; a last day that is not complete does not count.
int64_t BetweenDates(ChronoUnit unit, const LocalDateTime& from, const LocalDateTime& to) {
  const int64_t from_day = EpochDay(from.year, from.month, from.day);
  int64_t to_day = EpochDay(to.year, to.month, to.day);
  const int64_t from_time = NanoOfDay(from), to_time = NanoOfDay(to);
  if (to_day > from_day && to_time < from_time) --to_day;
  if (to_day < from_day && to_time > from_time) ++to_day;
  if (unit == ChronoUnit::kDays) return to_day - from_day;
  if (unit == ChronoUnit::kWeeks) return (to_day - from_day) / 7;
  const LocalDateTime last = DateOfEpochDay(to_day);
  return ((MonthIndex(last) * 32 + last.day) - (MonthIndex(from) * 32 + from.day)) / 32 / MonthsOf(unit);
}

LocalDateTime Truncate(LocalDateTime time, int64_t unit_nanos) {
  const int64_t nanos = NanoOfDay(time) / unit_nanos * unit_nanos;
  const int64_t seconds = nanos / kNanosPerSecond;
  time.hour = static_cast<uint8_t>(seconds / 3600);
  time.minute = static_cast<uint8_t>(seconds / 60 % 60);
  time.second = static_cast<uint8_t>(seconds % 60);
  time.nano = static_cast<int32_t>(nanos % kNanosPerSecond);
  return time;
}

Error TooLargeToTruncate() { return Error{"Unit is too large to be used for truncation"}; }

template <typename T>
Result<T> MinusByPlus(const T& time, int64_t amount, ChronoUnit unit) {
  if (amount != INT64_MIN) return Plus(time, -amount, unit);
  const Result<T> almost = Plus(time, INT64_MAX, unit);
  return almost ? Plus(*almost, 1, unit) : almost;
}

Result<Duration> MakeDuration(Wide nanos) {
  const Split split = SplitNanos(nanos);
  const Result<int64_t> seconds = Narrow(split.seconds);
  if (!seconds) return seconds.error();
  return Duration{*seconds, split.nanos};
}

}  // namespace

Result<Instant> Plus(const Instant& instant, int64_t amount, ChronoUnit unit) {
  const int64_t unit_nanos = NanosOf(unit);
  if (unit_nanos == 0) return Unsupported(unit);
  const Split split = SplitNanos(ToWide(instant.seconds, instant.nanos) + Wide{amount} * unit_nanos);
  const Result<int64_t> seconds = Narrow(split.seconds);
  if (!seconds) return seconds.error();
  const Instant result{*seconds, split.nanos};
  if (!InRange(result)) return InstantExceeds();
  return result;
}

Result<LocalDateTime> Plus(const LocalDateTime& time, int64_t amount, ChronoUnit unit) {
  if (const int64_t months = MonthsOf(unit)) return PlusMonths(time, amount, months);
  const Wide unit_nanos = unit == ChronoUnit::kWeeks ? Wide{7} * NanosOf(ChronoUnit::kDays) : Wide{NanosOf(unit)};
  const Split split = SplitNanos(ToWide(LocalSeconds(time), time.nano) + amount * unit_nanos);
  const int64_t first = EpochDay(kMinYear, 1, 1), last = EpochDay(kMaxYear, 12, 31);
  const Wide day = (split.seconds - (split.seconds < 0 ? kSecondsPerDay - 1 : 0)) / kSecondsPerDay;
  if (day >= first && day <= last) return FromLocalSeconds(static_cast<int64_t>(split.seconds), split.nanos);
  const Result<int64_t> narrow = Narrow(day);
  if (!narrow) return narrow.error();
  return Error{"Invalid value for EpochDay (valid values -365243219162 - 365241780471): " + std::to_string(*narrow)};
}

Result<ZonedDateTime> Plus(const ZonedDateTime& time, int64_t amount, ChronoUnit unit) {
  const Result<LocalDateTime> local = Plus(time.local, amount, unit);
  if (!local) return local.error();
  if (IsDateBased(unit)) return AtZone(*local, time.zone, time.offset_seconds);
  const Instant instant{LocalSeconds(*local) - time.offset_seconds, local->nano};
  if (!InRange(instant)) return InstantExceeds();
  return AtZone(instant, time.zone);
}

Result<Instant> Minus(const Instant& instant, int64_t amount, ChronoUnit unit) { return MinusByPlus(instant, amount, unit); }

Result<LocalDateTime> Minus(const LocalDateTime& time, int64_t amount, ChronoUnit unit) {
  return MinusByPlus(time, amount, unit);
}

Result<ZonedDateTime> Minus(const ZonedDateTime& time, int64_t amount, ChronoUnit unit) {
  return MinusByPlus(time, amount, unit);
}

Result<int64_t> Between(ChronoUnit unit, const Instant& from, const Instant& to) {
  const int64_t unit_nanos = NanosOf(unit);
  if (unit_nanos == 0) return Unsupported(unit);
  if (unit == ChronoUnit::kMillis) return Narrow(Wide{ToEpochMilli(to)} - ToEpochMilli(from));  // of the floored ones, as Java
  return Narrow((ToWide(to.seconds, to.nanos) - ToWide(from.seconds, from.nanos)) / unit_nanos);
}

Result<int64_t> Between(ChronoUnit unit, const LocalDateTime& from, const LocalDateTime& to) {
  if (IsDateBased(unit)) return BetweenDates(unit, from, to);
  return Narrow((ToWide(LocalSeconds(to), to.nano) - ToWide(LocalSeconds(from), from.nano)) / NanosOf(unit));
}

Result<int64_t> Between(ChronoUnit unit, const ZonedDateTime& from, const ZonedDateTime& to) {
  if (IsDateBased(unit)) return BetweenDates(unit, from.local, WithZoneSameInstant(to, from.zone).local);
  const Instant a = ToInstant(from), b = ToInstant(to);
  return Narrow((ToWide(b.seconds, b.nanos) - ToWide(a.seconds, a.nanos)) / NanosOf(unit));
}

Result<Instant> TruncateTo(const Instant& instant, ChronoUnit unit) {
  const int64_t unit_nanos = NanosOf(unit);
  if (unit_nanos == 0) return TooLargeToTruncate();
  const LocalDateTime time = Truncate(FromLocalSeconds(instant.seconds, instant.nanos), unit_nanos);
  return Instant{LocalSeconds(time), time.nano};
}

Result<LocalDateTime> TruncateTo(const LocalDateTime& time, ChronoUnit unit) {
  const int64_t unit_nanos = NanosOf(unit);
  if (unit_nanos == 0) return TooLargeToTruncate();
  return Truncate(time, unit_nanos);
}

Result<ZonedDateTime> TruncateTo(const ZonedDateTime& time, ChronoUnit unit) {
  const Result<LocalDateTime> local = TruncateTo(time.local, unit);
  if (!local) return local.error();
  return AtZone(*local, time.zone, time.offset_seconds);
}

Result<Duration> DurationOf(int64_t amount, ChronoUnit unit) {
  const int64_t unit_nanos = NanosOf(unit);
  if (unit_nanos == 0) return Error{"Unit must not have an estimated duration"};
  return MakeDuration(Wide{amount} * unit_nanos);
}

Result<Duration> DurationBetween(const Instant& from, const Instant& to) {
  return MakeDuration(ToWide(to.seconds, to.nanos) - ToWide(from.seconds, from.nanos));
}

Result<Duration> Plus(const Duration& a, const Duration& b) {
  return MakeDuration(ToWide(a.seconds, a.nanos) + ToWide(b.seconds, b.nanos));
}

Result<int64_t> ToMillis(const Duration& duration) {
  const Wide nanos = ToWide(duration.seconds, duration.nanos);
  return Narrow(SplitNanos(nanos).seconds * 1000 + duration.nanos / 1'000'000);
}

Result<int64_t> ToNanos(const Duration& duration) { return Narrow(ToWide(duration.seconds, duration.nanos)); }

}  // namespace flowship
