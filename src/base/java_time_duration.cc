#include <string>

#include "base/java_time.h"

namespace flowship {
namespace {

// Reads PnDTnHnMn.nS from the front; every part may have a sign of its own, and the whole one too.
class DurationParser {
 public:
  explicit DurationParser(std::string_view text) : rest_(text) {}

  Result<Duration> Run() {
    const bool negative = TakeSign();
    if (!TakeLetter('P')) return Fail("");
    const bool has_days = TakePart('D', 86'400, "days");
    bool has_time = false;
    if (TakeLetter('T')) {
      has_time |= TakePart('H', 3'600, "hours");
      has_time |= TakePart('M', 60, "minutes");
      has_time |= TakeSeconds();
      if (!has_time && !failed_part_) return Fail("");
    }
    if (failed_part_) return Fail(failed_part_);
    if (!rest_.empty() || (!has_days && !has_time)) return Fail("");
    return Sum(negative);
  }

 private:
  __extension__ typedef __int128 Wide;

  static Error Fail(const std::string& part) {
    return Error{"Text cannot be parsed to a Duration" + (part.empty() ? part : ": " + part)};
  }

  bool TakeSign() {
    if (rest_.empty() || (rest_[0] != '-' && rest_[0] != '+')) return false;
    const bool negative = rest_[0] == '-';
    rest_.remove_prefix(1);
    return negative;
  }

  bool TakeLetter(char upper) {
    if (rest_.empty() || (rest_[0] & ~0x20) != upper) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // A signed number; false and nothing taken when there is none. A number beyond 64 bits is the failure of `part`.
  bool TakeNumber(Wide* value, bool* negative, const char* part) {
    const std::string_view start = rest_;
    *negative = TakeSign();
    size_t digits = 0;
    *value = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
      if (*value <= INT64_MAX) *value = *value * 10 + (rest_[digits] - '0');
    }
    rest_.remove_prefix(digits);
    if (digits == 0) rest_ = start;
    if (*value > INT64_MAX && !failed_part_) failed_part_ = part;
    if (*negative) *value = -*value;
    return digits > 0;
  }

  bool TakePart(char letter, int64_t seconds_each, const char* part) {
    const std::string_view start = rest_;
    const char* const failed_before = failed_part_;
    Wide value = 0;
    bool negative = false;
    if (!TakeNumber(&value, &negative, part) || !TakeLetter(letter)) {
      rest_ = start;
      failed_part_ = failed_before;
      return false;
    }
    const Wide seconds = value * seconds_each;
    if ((seconds > INT64_MAX || seconds < INT64_MIN) && !failed_part_) failed_part_ = part;
    seconds_ += seconds;
    return true;
  }

  bool TakeSeconds() {
    Wide value = 0;
    bool negative = false;
    if (!TakeNumber(&value, &negative, "seconds")) return false;
    int32_t nanos = 0;
    if (!rest_.empty() && (rest_[0] == '.' || rest_[0] == ',')) {
      rest_.remove_prefix(1);
      for (int32_t unit = kNanosPerSecond / 10; unit > 0 && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; unit /= 10) {
        nanos += (rest_[0] - '0') * unit;
        rest_.remove_prefix(1);
      }
    }
    seconds_ += value;
    nanos_ = negative ? -nanos : nanos;
    return TakeLetter('S');
  }

  Result<Duration> Sum(bool negative) const {
    Wide total = seconds_ * kNanosPerSecond + nanos_;
    if (negative) total = -total;
    Wide seconds = total / kNanosPerSecond, nanos = total % kNanosPerSecond;
    if (nanos < 0) seconds -= 1, nanos += kNanosPerSecond;
    if (seconds < INT64_MIN || seconds > INT64_MAX) return Fail("overflow");
    return Duration{static_cast<int64_t>(seconds), static_cast<int32_t>(nanos)};
  }

  std::string_view rest_;
  Wide seconds_ = 0;
  int32_t nanos_ = 0;
  const char* failed_part_ = nullptr;
};

}  // namespace

Result<Duration> ParseDuration(std::string_view text) { return DurationParser(text).Run(); }

}  // namespace flowship
