#include "base/ingest_date.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace flowship {
namespace {

using FailureKind = DateFailure::Kind;

bool NotANumber(size_t begin, size_t size, int radix, DateFailure* failure) {
  *failure = {.kind = FailureKind::kNumber, .index = static_cast<uint32_t>(begin), .value = radix, .other = static_cast<int64_t>(size)};
  return false;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// What Java's Double.parseDouble takes: white space around, a sign, NaN and Infinity, hexadecimal with an exponent, a final f or d.
bool ParseDouble(std::string_view whole, double* value) {
  std::string_view text = Trimmed(whole);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto signed_value = [negative](double v) { return negative ? -v : v; };
  if (text == "NaN" || text == "Infinity") {
    *value = text == "NaN" ? NAN : signed_value(INFINITY);
    return true;
  }
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) {
    text.remove_prefix(2);
    if (text.find_first_of("pP") == std::string_view::npos) return false;
  }
  // The suffix is no hexadecimal digit: that one has its exponent before.
  if (!text.empty() && std::string_view("fFdD").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  if (text.empty() || !((text[0] >= '0' && text[0] <= '9') || text[0] == '.' || hexadecimal)) return false;
  const auto format = hexadecimal ? std::chars_format::hex : std::chars_format::general;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value, format);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return false;
  if (error == std::errc::result_out_of_range) *value = text.find("-") != std::string_view::npos ? 0 : INFINITY;
  *value = signed_value(*value);
  return true;
}

// Java's cast from double to long: towards zero, cut to the range, and not-a-number is 0.
int64_t ToLong(double value) {
  if (std::isnan(value)) return 0;
  if (value >= 9.2233720368547758e18) return INT64_MAX;
  if (value <= -9.2233720368547758e18) return INT64_MIN;
  return static_cast<int64_t>(value);
}

// Java's Long.parseLong.
bool ParseLong(std::string_view digits, int radix, int64_t* value) {
  if (digits.starts_with('+')) {
    digits.remove_prefix(1);
    if (digits.starts_with('-')) return false;
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *value, radix);
  return error == std::errc() && !digits.empty() && end == digits.data() + digits.size();
}

bool ParseUnix(std::string_view text, int64_t* milli, DateFailure* failure) {
  double seconds = 0;
  if (!ParseDouble(text, &seconds)) return NotANumber(0, text.size(), 0, failure);
  *milli = ToLong(seconds * 1000.0);
  return true;
}

bool ParseUnixMs(std::string_view text, int64_t* milli, DateFailure* failure) {
  return ParseLong(text, 10, milli) || NotANumber(0, text.size(), 10, failure);
}

bool ParseTai64n(std::string_view text, int64_t* milli, DateFailure* failure) {
  const size_t start = text.starts_with('@') ? 1 : 0;
  const std::string_view digits = text.substr(start);
  // The first digit only says that the rest counts from 1970.
  for (const auto& [begin, end] : {std::pair<uint32_t, int64_t>{1, 16}, {16, 24}}) {
    if (static_cast<int64_t>(digits.size()) < end) {
      *failure = {.kind = FailureKind::kTooShort, .index = begin, .value = end, .other = static_cast<int64_t>(digits.size())};
      return false;
    }
    int64_t value = 0;
    const auto size = static_cast<size_t>(end) - begin;
    if (!ParseLong(digits.substr(begin, size), 16, &value)) return NotANumber(start + begin, size, 16, failure);
    if (begin == 1) *milli = static_cast<int64_t>(static_cast<uint64_t>(value) * 1000 - 10'000);
    else *milli = static_cast<int64_t>(static_cast<uint64_t>(*milli) + static_cast<uint64_t>(value / 1'000'000));
  }
  return true;
}

}  // namespace

Result<IngestDateFormat> IngestDateFormat::Compile(std::string_view format, const DateLocale& locale) {
  static constexpr std::pair<std::string_view, Kind> kKeywords[] = {
      {"ISO8601", Kind::kIso8601}, {"UNIX", Kind::kUnix}, {"UNIX_MS", Kind::kUnixMs}, {"TAI64N", Kind::kTai64n}};
  Kind kind = Kind::kFormat;
  for (const auto& [keyword, keyword_kind] : kKeywords) {
    if (format == keyword) kind = keyword_kind;
  }
  Result<DateFormatter> formatter = kind == Kind::kFormat ? DateFormatter::Compile(format, locale) : DateFormatter::Compile("iso8601");
  if (!formatter) return formatter.error();
  return IngestDateFormat(kind, *std::move(formatter));
}

std::vector<DateCause> IngestDateFormat::ExplainNull() const {
  switch (kind_) {
    case Kind::kUnix: return {{"null_pointer_exception", "Cannot invoke \"String.trim()\" because \"in\" is null"}};
    case Kind::kUnixMs: return {{"number_format_exception", "Cannot parse null string: null"}};
    case Kind::kTai64n: return {{"null_pointer_exception", "Cannot invoke \"String.startsWith(String)\" because \"date\" is null"}};
    default: return Explain({.kind = FailureKind::kEmpty}, {});
  }
}

bool IngestDateFormat::Parse(std::string_view text, const ZoneId& zone, int32_t current_year, ZonedDateTime* time,
                             DateFailure* failure) const {
  int64_t milli = 0;
  switch (kind_) {
    case Kind::kIso8601:
      if (!formatter_.ParseFrom(text, zone, time, failure)) return false;
      if (time->zone != zone) *time = WithZoneSameInstant(*time, zone);
      return true;
    case Kind::kFormat: return formatter_.Parse(text, zone, current_year, time, failure);
    case Kind::kUnix:
      if (!ParseUnix(text, &milli, failure)) return false;
      break;
    case Kind::kUnixMs:
      if (!ParseUnixMs(text, &milli, failure)) return false;
      break;
    case Kind::kTai64n:
      if (!ParseTai64n(text, &milli, failure)) return false;
      break;
  }
  *time = AtZone(OfEpochMilli(milli), zone);
  return true;
}

}  // namespace flowship
