// The formats that are read by hand: ISO 8601 as Elasticsearch's strict names have it, its epochs, and java.time.Instant.parse.

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/assert.h"
#include "base/date_program.h"
#include "base/decimal.h"

namespace flowship {
namespace {

constexpr int32_t kPowersOfTen[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

class IsoParser {
 public:
  IsoParser(const IsoRule& rule, std::string_view text, ParsedDate* parsed)
      : rule_(rule), at_(text.data()), end_(text.data() + text.size()), parsed_(*parsed) {}

  // The largest month, day and so on are checked here; whether the date exists is for whoever makes a date of the fields.
  bool Run() {
    if (IsUsual()) return Usual();
    if (!Date()) return false;
    if (Done()) return last_read_ >= rule_.first_end || (rule_.optional_time && last_read_ <= IsoPart::kDay);
    if (*at_ != 'T' || rule_.last <= IsoPart::kDay) return false;
    ++at_;
    return Time() && last_read_ >= rule_.first_end;
  }

 private:
  bool Done() const { return at_ == end_; }

  // 2024-07-31T00:00:59 and perhaps more: the same as Date and Time would find, with one look at the length.
  bool IsUsual() const {
    return end_ - at_ >= 19 && at_[4] == '-' && at_[7] == '-' && at_[10] == 'T' && at_[13] == ':' && at_[16] == ':' &&
           rule_.last >= IsoPart::kSecond;
  }

  bool Usual() {
    unsigned wrong = 0;
    const auto two = [this, &wrong](int at, int32_t limit) {
      const auto tens = static_cast<unsigned>(at_[at] - '0'), units = static_cast<unsigned>(at_[at + 1] - '0');
      const auto value = static_cast<int32_t>(tens * 10 + units);
      wrong |= static_cast<unsigned>(tens > 9) | static_cast<unsigned>(units > 9) | static_cast<unsigned>(value > limit);
      return value;
    };
    parsed_.Put(DateField::kYear, two(0, 99) * 100 + two(2, 99));
    parsed_.Put(DateField::kMonthOfYear, two(5, 12));
    parsed_.Put(DateField::kDayOfMonth, two(8, 31));
    const int32_t hour = two(11, 23), minute = two(14, 59), second = two(17, 59);
    if (wrong != 0) return false;
    at_ += 19;
    last_read_ = IsoPart::kSecond;
    return FinishTime(hour, minute, second) && last_read_ >= rule_.first_end;
  }

  // Two digits up to `limit`.
  bool Two(int32_t limit, int32_t* value) {
    if (end_ - at_ < 2 || !IsDigit(at_[0]) || !IsDigit(at_[1])) return false;
    *value = (at_[0] - '0') * 10 + (at_[1] - '0');
    at_ += 2;
    return *value <= limit;
  }

  bool TakePart(IsoPart part, char separator, int32_t limit, int32_t* value) {
    if (rule_.last < part || Done() || *at_ != separator) return false;
    ++at_;
    if (!Two(limit, value)) return broken_ = true, false;
    last_read_ = part;
    return true;
  }

  bool Date() {
    const bool negative = !Done() && *at_ == '-';
    if (negative) ++at_;
    int32_t century = 0, year = 0, month = 0, day = 0;
    if (!Two(99, &century) || !Two(99, &year)) return false;
    year += century * 100;
    parsed_.Put(DateField::kYear, negative ? -year : year);
    if (!TakePart(IsoPart::kMonth, '-', 12, &month)) return !broken_;
    parsed_.Put(DateField::kMonthOfYear, month);
    if (!TakePart(IsoPart::kDay, '-', 31, &day)) return !broken_;
    parsed_.Put(DateField::kDayOfMonth, day);
    return true;
  }

  // After the 'T', which may be the end. A zone may follow the hour, the minute or the second.
  bool Time() {
    if (Done()) return !rule_.optional_time && rule_.first_end <= IsoPart::kDay;
    int32_t hour = 0, minute = 0, second = 0;
    if (!Two(23, &hour)) return false;
    last_read_ = IsoPart::kHour;
    if (TakePart(IsoPart::kMinute, ':', 59, &minute)) TakePart(IsoPart::kSecond, ':', 59, &second);
    return !broken_ && FinishTime(hour, minute, second);
  }

  bool FinishTime(int32_t hour, int32_t minute, int32_t second) {
    int32_t nano = 0;
    if (last_read_ == IsoPart::kSecond) Fraction(&nano);
    if (broken_) return false;
    parsed_.has_time = true;
    parsed_.local.hour = static_cast<uint8_t>(hour);
    parsed_.local.minute = static_cast<uint8_t>(minute);
    parsed_.local.second = static_cast<uint8_t>(second);
    parsed_.local.nano = nano;
    return Zone();
  }

  void Fraction(int32_t* nano) {
    if (rule_.last < IsoPart::kNano || Done() || (*at_ != '.' && (*at_ != ',' || !rule_.comma))) return;
    const char* const first = ++at_;
    while (!Done() && IsDigit(*at_) && at_ - first < 9) *nano = *nano * 10 + (*at_++ - '0');
    const auto digits = at_ - first;
    broken_ = digits == 0;
    *nano *= kPowersOfTen[9 - digits];
    last_read_ = IsoPart::kNano;
  }

  bool Zone() {
    if (Done()) return rule_.zone != IsoZone::kMandatory;
    if (rule_.zone == IsoZone::kForbidden) return false;
    parsed_.has_zone = true;
    if (*at_ == 'Z' && end_ - at_ == 1) {
      parsed_.zone = ZoneId{};
      return true;
    }
    if (*at_ == '+' || *at_ == '-') return OffsetZone();
    const auto zone = FindZoneId({at_, static_cast<size_t>(end_ - at_)});
    if (zone) parsed_.zone = *zone;
    return zone.has_value();
  }

  // +hh, then minutes and seconds, either both with colons or both without.
  bool OffsetZone() {
    const bool negative = *at_++ == '-';
    int32_t hours = 0, minutes = 0, seconds = 0;
    if (!Two(18, &hours)) return false;
    const bool colon = !Done() && *at_ == ':';
    for (int32_t* const part : {&minutes, &seconds}) {
      if (Done()) break;
      if (colon && *at_++ != ':') return false;
      if (!Two(59, part)) return false;
    }
    const int32_t total = hours * 3600 + minutes * 60 + seconds;
    parsed_.zone = ZoneId::OfOffset(negative ? -total : total);
    return Done() && total <= kMaxOffsetSeconds;
  }

  const IsoRule& rule_;
  const char* at_;
  const char* const end_;
  ParsedDate& parsed_;
  IsoPart last_read_ = IsoPart::kYear;
  bool broken_ = false;  // a part began and was not one
};

// Digits and where they end.
struct Whole {
  uint64_t value = 0;
  size_t end = 0;
};

bool ReadWhole(std::string_view text, size_t at, Whole* whole) {
  const char* const first = text.data() + at;
  const auto [end, error] = std::from_chars(first, text.data() + text.size(), whole->value);
  whole->end = static_cast<size_t>(end - text.data());
  return error == std::errc() && whole->value <= INT64_MAX;
}

void DefaultZone(const ZoneId* zone, ParsedDate* parsed) {
  if (!zone || parsed->has_zone) return;
  parsed->has_zone = true;
  parsed->zone = *zone;
}

}  // namespace

bool ParseIso(const IsoRule& rule, std::string_view text, const ZoneId* zone, ParsedDate* parsed) {
  if (!IsoParser(rule, text, parsed).Run()) return false;
  DefaultZone(zone, parsed);
  return true;
}

bool ParseEpoch(EpochUnit unit, std::string_view text, const ZoneId* zone, ParsedDate* parsed) {
  const bool millis = unit == EpochUnit::kMillis;
  const bool negative = text.starts_with('-');
  Whole whole;
  if (!ReadWhole(text, negative ? 1 : 0, &whole)) return false;
  std::string_view fraction = text.substr(whole.end);
  int64_t nanos = 0;  // of the unit
  if (!fraction.empty()) {
    if (fraction[0] != '.') return false;
    fraction.remove_prefix(1);
    const size_t most = millis ? 6 : 9;
    if (fraction.size() > most || !std::ranges::all_of(fraction, IsDigit)) return false;
    for (const char c : fraction) nanos = nanos * 10 + (c - '0');
    nanos *= kPowersOfTen[most - fraction.size()];
  }
  const auto value = static_cast<int64_t>(whole.value);
  const int64_t per_second = millis ? 1000 : 1;
  int64_t seconds = value / per_second;
  nanos += value % per_second * 1'000'000;
  if (negative) {
    seconds = -seconds, nanos = -nanos;
    if (nanos < 0) --seconds, nanos += kNanosPerSecond;
  }
  parsed->instant = {seconds, static_cast<int32_t>(nanos)};
  parsed->has_instant = true;
  DefaultZone(zone, parsed);
  return true;
}

char* PrintEpoch(EpochUnit unit, const ZonedDateTime& time, char* out) {
  const Instant instant = ToInstant(time);
  const bool negative = instant.seconds < 0;
  // Before 1970 the seconds are rounded up and the fraction counts backwards.
  const bool borrow = negative && instant.nanos > 0;
  const auto seconds = static_cast<uint64_t>(negative ? -(instant.seconds + (borrow ? 1 : 0)) : instant.seconds);
  const int32_t nanos = borrow ? kNanosPerSecond - instant.nanos : instant.nanos;
  if (negative) *out++ = '-';
  const bool millis = unit == EpochUnit::kMillis;
  const uint64_t whole = millis ? seconds * 1000 + static_cast<uint64_t>(nanos / 1'000'000) : seconds;
  out = WriteDecimal(whole, out);
  int32_t rest = millis ? nanos % 1'000'000 : nanos;
  if (rest == 0) return out;
  int digits = millis ? 6 : 9;
  for (; rest % 10 == 0; rest /= 10) --digits;
  *out++ = '.';
  for (int i = digits - 1; i >= 0; --i, rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
  return out + digits;
}

bool ParseJavaInstant(std::string_view text, ParsedDate* parsed, DateFailure* failure) {
  static const DateProgram program = [] {
    auto compiled = CompileDatePattern("#iuuuu-MM-dd'T'HH:mm:ss[S{.0-9}]#lXXXXX", RootDateLocale(),
                                       ResolverStyle::kSmart, DateNotation::kWidths);
    FLOWSHIP_ASSERT(compiled.ok());
    return *std::move(compiled);
  }();
  if (!ParseFields(program, text, parsed, failure)) return false;
  if (!ResolveDate(program, nullptr, parsed, failure)) {
    *failure = {.kind = DateFailure::Kind::kSyntax, .in_formatter = true};  // Java's parser of instants says no more than that
    return false;
  }
  parsed->has_date = parsed->has_time = false;
  parsed->Remove(DateField::kOffsetSeconds);
  return true;
}

}  // namespace flowship
