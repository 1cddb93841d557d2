// From the letters of a pattern to the elements of a program.

#include <algorithm>
#include <optional>

#include "base/assert.h"
#include "base/date_builder.h"
#include "base/date_program.h"
#include "base/limits.h"

namespace flowship {
namespace {

constexpr bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Letters that are a number: one of them of any width, two of them of two digits.
struct NumberLetter {
  char letter;
  DateField field;
  uint8_t max_count;
};
constexpr NumberLetter kNumberLetters[] = {
    {'F', DateField::kAlignedDayOfWeekInMonth, 1},
    {'H', DateField::kHourOfDay, 2},
    {'K', DateField::kHourOfAmPm, 2},
    {'W', DateField::kWeekOfMonth, 1},
    {'d', DateField::kDayOfMonth, 2},
    {'h', DateField::kClockHourOfAmPm, 2},
    {'k', DateField::kClockHourOfDay, 2},
    {'m', DateField::kMinuteOfHour, 2},
    {'s', DateField::kSecondOfMinute, 2},
    {'w', DateField::kWeekOfWeekBasedYear, 2},
};
static_assert(std::ranges::is_sorted(kNumberLetters, {}, &NumberLetter::letter));

// Letters that are a number up to two of them and a word from three on.
struct TextLetter {
  char letter;
  DateField number, text;
  bool standalone;
};
constexpr TextLetter kTextLetters[] = {
    {'L', DateField::kMonthOfYear, DateField::kMonthOfYear, true},
    {'M', DateField::kMonthOfYear, DateField::kMonthOfYear, false},
    {'Q', DateField::kQuarterOfYear, DateField::kQuarterOfYear, false},
    {'c', DateField::kLocalDayOfWeek, DateField::kDayOfWeek, true},
    {'e', DateField::kLocalDayOfWeek, DateField::kDayOfWeek, false},
    {'q', DateField::kQuarterOfYear, DateField::kQuarterOfYear, true},
};
static_assert(std::ranges::is_sorted(kTextLetters, {}, &TextLetter::letter));

// Letters that are a number of as many digits as there are letters, or more.
struct WideLetter {
  char letter;
  DateField field;
  SignRule sign;
};
constexpr WideLetter kWideLetters[] = {
    {'A', DateField::kMilliOfDay, SignRule::kNotNegative},
    {'N', DateField::kNanoOfDay, SignRule::kNotNegative},
    {'g', DateField::kModifiedJulianDay, SignRule::kNormal},
    {'n', DateField::kNanoOfSecond, SignRule::kNotNegative},
};
static_assert(std::ranges::is_sorted(kWideLetters, {}, &WideLetter::letter));

template <typename Row, size_t kSize>
const Row* FindLetter(const Row (&rows)[kSize], char letter) {
  const Row* const row = std::ranges::lower_bound(rows, letter, {}, &Row::letter);
  return row != std::end(rows) && row->letter == letter ? row : nullptr;
}

TextStyle StyleOf(size_t letters, bool standalone) {
  const int full = letters == 4 ? 1 : letters == 5 ? 2 : 0;
  return static_cast<TextStyle>(full + (standalone ? 3 : 0));
}

class PatternCompiler {
 public:
  PatternCompiler(std::string_view pattern, const DateLocale& locale, ResolverStyle resolver, DateNotation notation)
      : pattern_(pattern), notation_(notation), builder_(locale, resolver) {}

  Result<DateProgram> Run() {
    if (pattern_.size() > limits::kDatePatternMaxBytes) return Error{"Pattern is too long"};
    while (at_ < pattern_.size()) {
      if (const Status status = Next(); !status) return status.error();
    }
    return builder_.Finish();
  }

 private:
  Status Next() {
    const char c = pattern_[at_];
    if (IsLetter(c)) return Letters();
    if (c == '\'') return Quoted();
    if (c == '[') {
      ++at_;
      return builder_.OpenOptional() ? Status() : Status(Error{"Pattern has too many optional sections"});
    }
    if (c == ']') {
      ++at_;
      return builder_.CloseOptional() ? Status() : Status(Error{"Pattern invalid as it contains ] without previous ["});
    }
    if (c == '#' && notation_ == DateNotation::kWidths) {
      Mark();
      return {};
    }
    if (c == '{' || c == '}' || c == '#') return Error{std::string("Pattern includes reserved character: '") + c + "'"};
    builder_.AddLiteral(pattern_.substr(at_, 1));
    ++at_;
    return {};
  }

  Status Quoted() {
    std::string text;
    for (size_t i = at_ + 1; i < pattern_.size(); ++i) {
      if (pattern_[i] != '\'') {
        text += pattern_[i];
      } else if (i + 1 < pattern_.size() && pattern_[i + 1] == '\'') {
        text += pattern_[i++];
      } else {
        builder_.AddLiteral(text.empty() ? "'" : text);
        at_ = i + 1;
        return {};
      }
    }
    return Error{"Pattern ends with an incomplete string literal: " + std::string(pattern_)};
  }

  Status Letters() {
    size_t count = CountLetters();
    if (pattern_[at_] == 'p') {
      at_ += count;
      if (at_ >= pattern_.size() || !IsLetter(pattern_[at_])) {
        return Error{"Pad letter 'p' must be followed by valid pad pattern: " + std::string(pattern_)};
      }
      if (count > UINT8_MAX) return Error{"Pattern is too long"};
      builder_.Add({.kind = ElementKind::kPad, .min_width = static_cast<uint8_t>(count)});
      count = CountLetters();
    }
    const char letter = pattern_[at_];
    at_ += count;
    if (notation_ == DateNotation::kWidths && at_ < pattern_.size() && pattern_[at_] == '{') return Widths(letter);
    return Letter(letter, count);
  }

  size_t CountLetters() const {
    return std::min(pattern_.find_first_not_of(pattern_[at_], at_), pattern_.size()) - at_;
  }

  Status Letter(char letter, size_t count) {
    if (const auto* row = FindLetter(kNumberLetters, letter)) {
      if (count > row->max_count) return TooMany(letter);
      return AddPlainNumber(row->field, count);
    }
    if (const auto* row = FindLetter(kTextLetters, letter)) {
      if (count > 5) return TooMany(letter);
      if (letter == 'c' && count == 2) return Error{"Invalid pattern \"cc\""};
      if (count > 2) return builder_.AddText(row->text, StyleOf(count, row->standalone));
      return AddPlainNumber(row->number, count);
    }
    if (const auto* row = FindLetter(kWideLetters, letter)) {
      if (letter == 'g' && count == 1) return AddPlainNumber(row->field, 1);
      return builder_.AddNumber(row->field, count, 19, row->sign);
    }
    switch (letter) {
      case 'u': return AddYear(DateField::kYear, count);
      case 'y': return AddYear(DateField::kYearOfEra, count);
      case 'Y': return AddYear(DateField::kWeekBasedYear, count);
      case 'D': return AddDayOfYear(count);
      case 'E': return count > 5 ? TooMany(letter) : builder_.AddText(DateField::kDayOfWeek, StyleOf(count, false));
      case 'G': return count > 5 ? TooMany(letter) : builder_.AddText(DateField::kEra, StyleOf(count, false));
      case 'a': return count > 1 ? TooMany(letter) : builder_.AddText(DateField::kAmPmOfDay, TextStyle::kShort);
      case 'S': return builder_.AddFraction(count, count, false);
      default: return ZoneLetter(letter, count);
    }
  }

  Status ZoneLetter(char letter, size_t count) {
    switch (letter) {
      case 'V':
        if (count != 2) return Error{"Pattern letter count must be 2: V"};
        builder_.Add({.kind = ElementKind::kZoneId});
        return {};
      case 'v':
        if (count != 1 && count != 4) return Error{"Wrong number of pattern letters: v"};
        builder_.Add({.kind = ElementKind::kZoneGeneric, .style = StyleOf(count, false)});
        return {};
      case 'z':
        if (count > 4) return TooMany(letter);
        builder_.Add({.kind = ElementKind::kZoneText, .style = StyleOf(count, false)});
        return {};
      case 'O':
        if (count != 1 && count != 4) return Error{"Pattern letter count must be 1 or 4: O"};
        builder_.Add({.kind = ElementKind::kLocalOffset, .style = StyleOf(count, false)});
        return {};
      case 'X': case 'x': case 'Z': return AddOffset(letter, count);
      default: return Error{std::string("Unknown pattern letter: ") + letter};
    }
  }

  Status AddOffset(char letter, size_t count) {
    if (count > 5) return TooMany(letter);
    if (letter == 'Z' && count == 4) {
      builder_.Add({.kind = ElementKind::kLocalOffset, .style = TextStyle::kFull});
      return {};
    }
    static constexpr OffsetForm kForms[] = {OffsetForm::kHHmm, OffsetForm::kHHMM, OffsetForm::kHHcMM, OffsetForm::kHHMMss,
                                            OffsetForm::kHHcMMcss};
    static constexpr std::string_view kZeros[] = {"+00", "+0000", "+00:00", "+0000", "+00:00"};
    const bool classic = letter == 'Z' && count <= 3;  // Z, ZZ and ZZZ are xx
    const OffsetForm form = classic ? OffsetForm::kHHMM : kForms[count - 1];
    builder_.AddOffset(form, classic ? "+0000" : letter == 'x' ? kZeros[count - 1] : "Z");
    return {};
  }

  Status AddYear(DateField field, size_t count) {
    if (count == 2) {
      builder_.AppendNumber({.kind = ElementKind::kReduced, .field = field, .sign = SignRule::kNotNegative, .min_width = 2, .max_width = 2});
      return {};
    }
    return builder_.AddNumber(field, count, 19, count < 4 ? SignRule::kNormal : SignRule::kExceedsPad);
  }

  Status AddDayOfYear(size_t count) {
    if (count > 3) return TooMany('D');
    if (count == 2) return builder_.AddNumber(DateField::kDayOfYear, 2, 3, SignRule::kNotNegative);
    return AddPlainNumber(DateField::kDayOfYear, count);
  }

  // One letter: any width and '-'. More: exactly that many digits. Fields of a week have no more digits than their range needs.
  Status AddPlainNumber(DateField field, size_t count) {
    if (field == DateField::kWeekOfWeekBasedYear) return builder_.AddNumber(field, count, 2, SignRule::kNotNegative);
    const bool of_week = field == DateField::kLocalDayOfWeek || field == DateField::kWeekOfMonth;
    if (count == 1 && !of_week) return builder_.AddNumber(field, 1, 19, SignRule::kNormal);
    return builder_.AddNumber(field, count, count, SignRule::kNotNegative);
  }

  static Error TooMany(char letter) { return Error{std::string("Too many pattern letters: ") + letter}; }

  // The notation of date_program.h, which only our own tables are written in: a mistake there is ours.
  void Mark() {
    FLOWSHIP_ASSERT(at_ + 1 < pattern_.size());
    switch (pattern_[at_ + 1]) {
      case 'i': builder_.set_ignore_case(true); break;
      case 'c': builder_.set_ignore_case(false); break;
      case 'l': builder_.set_lenient(true); break;
      case 's': builder_.set_lenient(false); break;
      default: LongMark(pattern_[at_ + 1]); return;
    }
    at_ += 2;
  }

  // One that has arguments.
  void LongMark(char mark) {
    const size_t end = pattern_.find(';', at_);
    FLOWSHIP_ASSERT(end != std::string_view::npos);
    std::string_view text = pattern_.substr(at_ + 2, end - at_ - 2);
    at_ = end + 1;
    const size_t first = TakeNumber(&text);
    const auto next = [&text] { return text.starts_with(',') ? (text.remove_prefix(1), TakeNumber(&text)) : 0; };
    if (mark == 'p') return builder_.Add({.kind = ElementKind::kPad, .min_width = static_cast<uint8_t>(first)});
    if (mark == 'o' || mark == 'd') text.remove_prefix(1);
    if (mark == 'o') return builder_.AddOffset(static_cast<OffsetForm>(first), text);
    const auto field = static_cast<DateField>(first);
    if (mark == 'd') return builder_.AddDefault(field, text);
    const size_t second = next();
    if (mark == 't') return (void)builder_.AddText(field, static_cast<TextStyle>(second));
    FLOWSHIP_ASSERT(mark == 'v');
    const size_t widest = next();
    (void)builder_.AddNumber(field, second, widest, static_cast<SignRule>(next()));
  }

  Status Widths(char letter) {
    std::string_view text = Braces();
    if (letter == 'Z') {
      builder_.AddOffset(OffsetForm::kHHMM, text);
      return {};
    }
    if (letter == 'V') {
      builder_.Add({.kind = ElementKind::kZoneRegion});
      return {};
    }
    const bool point = text.starts_with('.');
    if (point) text.remove_prefix(1);
    const char last = text.back();
    const SignRule sign = last == 'n'   ? SignRule::kNormal
                          : last == 'e' ? SignRule::kExceedsPad
                                        : SignRule::kNotNegative;
    const size_t min = TakeNumber(&text);
    const size_t max = text.starts_with('-') ? (text.remove_prefix(1), TakeNumber(&text)) : min;
    return letter == 'S' ? builder_.AddFraction(min, max, point) : builder_.AddNumber(WidthField(letter), min, max, sign);
  }

  static DateField WidthField(char letter) {
    switch (letter) {
      case 'u': return DateField::kYear;
      case 'Y': return DateField::kWeekBasedYear;
      case 'M': return DateField::kMonthOfYear;
      case 'D': return DateField::kDayOfYear;
      case 'E': return DateField::kDayOfWeek;
      case 'e': return DateField::kLocalDayOfWeek;
      default: break;
    }
    const NumberLetter* const row = FindLetter(kNumberLetters, letter);
    FLOWSHIP_ASSERT(row != nullptr);
    return row->field;
  }

  // What is between the braces at `at_`, which are taken.
  std::string_view Braces() {
    const size_t close = pattern_.find('}', at_);
    FLOWSHIP_ASSERT(close != std::string_view::npos);
    const std::string_view text = pattern_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    return text;
  }

  static size_t TakeNumber(std::string_view* text) {
    size_t value = 0;
    while (!text->empty() && text->front() >= '0' && text->front() <= '9') {
      value = value * 10 + static_cast<size_t>(text->front() - '0');
      text->remove_prefix(1);
    }
    return value;
  }

  const std::string_view pattern_;
  const DateNotation notation_;
  size_t at_ = 0;
  DateProgramBuilder builder_;
};

}  // namespace

Result<DateProgram> CompileDatePattern(std::string_view pattern, const DateLocale& locale, ResolverStyle resolver,
                                       DateNotation notation) {
  return PatternCompiler(pattern, locale, resolver, notation).Run();
}

}  // namespace flowship
