#include <algorithm>
#include <charconv>

#include "base/decimal.h"
#include "base/java_time.h"

namespace flowship {
namespace {

// The first `digits` of the nine.
char* WriteNanos(int32_t nano, int digits, char* out) {
  for (int i = 8; i >= 0; --i, nano /= 10) {
    if (i < digits) out[i] = static_cast<char>('0' + nano % 10);
  }
  return out + digits;
}

char* WriteFraction(int32_t nano, char* out) {
  if (nano == 0) return out;
  *out++ = '.';
  return WriteNanos(nano, nano % 1'000'000 == 0 ? 3 : nano % 1'000 == 0 ? 6 : 9, out);
}

// A year has at least four digits; from five on it needs its sign to be read again.
char* WriteYear(int32_t year, char* out) {
  if (year > 9999) *out++ = '+';
  if (year < 0) *out++ = '-';
  const int32_t absolute = year < 0 ? -year : year;
  for (int32_t bound = 1000; bound > 1 && absolute < bound; bound /= 10) *out++ = '0';
  return std::to_chars(out, out + 10, absolute).ptr;
}

char* WriteInteger(int64_t value, char suffix, char* out) {
  out = std::to_chars(out, out + 20, value).ptr;
  *out++ = suffix;
  return out;
}

template <typename T>
std::string Written(const T& value) {
  char text[kTimeTextMaxBytes];
  return std::string(text, Write(value, text));
}

}  // namespace

char* WriteDate(const LocalDateTime& time, char* out) {
  out = WriteYear(time.year, out);
  *out++ = '-';
  out = WriteTwoDigits(time.month, out);
  *out++ = '-';
  return WriteTwoDigits(time.day, out);
}

char* WriteTime(const LocalDateTime& time, char* out) {
  out = WriteTwoDigits(time.hour, out);
  *out++ = ':';
  out = WriteTwoDigits(time.minute, out);
  if (time.second == 0 && time.nano == 0) return out;
  *out++ = ':';
  return WriteFraction(time.nano, WriteTwoDigits(time.second, out));
}

char* Write(const LocalDateTime& time, char* out) {
  out = WriteDate(time, out);
  *out++ = 'T';
  return WriteTime(time, out);
}

char* Write(const Instant& instant, char* out) {
  const LocalDateTime time = FromLocalSeconds(instant.seconds, instant.nanos);
  out = WriteDate(time, out);
  *out++ = 'T';
  out = WriteTwoDigits(time.hour, out);
  *out++ = ':';
  out = WriteTwoDigits(time.minute, out);
  *out++ = ':';
  out = WriteFraction(time.nano, WriteTwoDigits(time.second, out));
  *out++ = 'Z';
  return out;
}

char* Write(const ZonedDateTime& time, char* out) {
  out = WriteOffsetId(time.offset_seconds, Write(time.local, out));
  if (time.zone.IsOffset()) return out;
  *out++ = '[';
  out = WriteZoneId(time.zone, out);
  *out++ = ']';
  return out;
}

char* Write(const Duration& duration, char* out) {
  out = std::ranges::copy(std::string_view("PT"), out).out;
  if (duration == Duration{}) return std::ranges::copy(std::string_view("0S"), out).out;
  // Whole seconds towards zero, so that every part has the sign of the whole.
  const int64_t seconds = duration.seconds < 0 && duration.nanos > 0 ? duration.seconds + 1 : duration.seconds;
  const int64_t hours = seconds / 3600, minutes = seconds % 3600 / 60, rest = seconds % 60;
  if (hours != 0) out = WriteInteger(hours, 'H', out);
  if (minutes != 0) out = WriteInteger(minutes, 'M', out);
  if (rest == 0 && duration.nanos == 0) return out;
  if (duration.seconds < 0 && rest == 0 && duration.nanos > 0) *out++ = '-';  // the sign that a zero would lose
  out = std::to_chars(out, out + 20, rest).ptr;
  if (duration.nanos > 0) {
    *out++ = '.';
    out = WriteNanos(duration.seconds < 0 ? kNanosPerSecond - duration.nanos : duration.nanos, 9, out);
    while (out[-1] == '0') --out;
  }
  *out++ = 'S';
  return out;
}

std::string_view ToText(const Instant& instant, Arena& arena) {
  char* const start = arena.NewBytes(kTimeTextMaxBytes);
  char* const end = Write(instant, start);
  arena.Shrink(end);
  return {start, static_cast<size_t>(end - start)};
}

std::string ToString(const Instant& instant) { return Written(instant); }
std::string ToString(const LocalDateTime& time) { return Written(time); }
std::string ToString(const ZonedDateTime& time) { return Written(time); }
std::string ToString(const Duration& duration) { return Written(duration); }

std::string_view ToString(ChronoUnit unit) {
  static constexpr std::string_view kNames[kChronoUnitCount] = {
      "Nanos", "Micros", "Millis", "Seconds", "Minutes", "Hours", "HalfDays", "Days", "Weeks", "Months", "Years", "Decades",
      "Centuries", "Millennia"};
  return kNames[static_cast<size_t>(unit)];
}

}  // namespace flowship
