// From the letters of a pattern to the elements of a program.

#include <algorithm>
#include <optional>

#include "base/assert.h"
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
      : pattern_(pattern), notation_(notation) {
    program_.locale = &locale;
    program_.week = locale.week;
    program_.resolver = resolver;
  }

  Result<DateProgram> Run() {
    if (pattern_.size() > limits::kDatePatternMaxBytes) return Error{"Pattern is too long"};
    while (at_ < pattern_.size()) {
      if (const Status status = Next(); !status) return status.error();
    }
    while (!open_.empty()) CloseOptional();
    for (Element& element : program_.elements) {
      element.quick = QuickOf(element);
      element.part = QuickPart(element.field);
    }
    program_.max_bytes = MaxBytes();
    return std::move(program_);
  }

 private:
  Status Next() {
    const char c = pattern_[at_];
    if (IsLetter(c)) return Letters();
    if (c == '\'') return Quoted();
    if (c == '[') return OpenOptional();
    if (c == ']') {
      if (open_.empty()) return Error{"Pattern invalid as it contains ] without previous ["};
      CloseOptional();
      ++at_;
      return {};
    }
    if (c == '#' && notation_ == DateNotation::kWidths) {
      Mark();
      return {};
    }
    if (c == '{' || c == '}' || c == '#') return Error{std::string("Pattern includes reserved character: '") + c + "'"};
    AddLiteral(pattern_.substr(at_, 1));
    ++at_;
    return {};
  }

  Status OpenOptional() {
    if (open_.size() == limits::kDateOptionalMaxDepth) return Error{"Pattern has too many optional sections"};
    open_.push_back(program_.elements.size());
    Add({.kind = ElementKind::kOptional});
    ++at_;
    return {};
  }

  void CloseOptional() {
    program_.elements[open_.back()].end = static_cast<uint16_t>(program_.elements.size());
    open_.pop_back();
    adjacent_ = kNoNumber;
  }

  Status Quoted() {
    std::string text;
    for (size_t i = at_ + 1; i < pattern_.size(); ++i) {
      if (pattern_[i] != '\'') {
        text += pattern_[i];
      } else if (i + 1 < pattern_.size() && pattern_[i + 1] == '\'') {
        text += pattern_[i++];
      } else {
        AddLiteral(text.empty() ? "'" : text);
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
      Add({.kind = ElementKind::kPad, .min_width = static_cast<uint8_t>(count)});
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
      if (count > 2) return AddText(row->text, StyleOf(count, row->standalone));
      return AddPlainNumber(row->number, count);
    }
    if (const auto* row = FindLetter(kWideLetters, letter)) {
      if (letter == 'g' && count == 1) return AddPlainNumber(row->field, 1);
      return AddNumber(row->field, count, 19, row->sign);
    }
    switch (letter) {
      case 'u': return AddYear(DateField::kYear, count);
      case 'y': return AddYear(DateField::kYearOfEra, count);
      case 'Y': return AddYear(DateField::kWeekBasedYear, count);
      case 'D': return AddDayOfYear(count);
      case 'E': return count > 5 ? TooMany(letter) : AddText(DateField::kDayOfWeek, StyleOf(count, false));
      case 'G': return count > 5 ? TooMany(letter) : AddText(DateField::kEra, StyleOf(count, false));
      case 'a': return count > 1 ? TooMany(letter) : AddText(DateField::kAmPmOfDay, TextStyle::kShort);
      case 'S': return AddFraction(count, count, false);
      default: return ZoneLetter(letter, count);
    }
  }

  Status ZoneLetter(char letter, size_t count) {
    switch (letter) {
      case 'V':
        if (count != 2) return Error{"Pattern letter count must be 2: V"};
        Add({.kind = ElementKind::kZoneId});
        return {};
      case 'v':
        if (count != 1 && count != 4) return Error{"Wrong number of pattern letters: v"};
        Add({.kind = ElementKind::kZoneGeneric, .style = StyleOf(count, false)});
        return {};
      case 'z':
        if (count > 4) return TooMany(letter);
        Add({.kind = ElementKind::kZoneText, .style = StyleOf(count, false)});
        return {};
      case 'O':
        if (count != 1 && count != 4) return Error{"Pattern letter count must be 1 or 4: O"};
        Add({.kind = ElementKind::kLocalOffset, .style = StyleOf(count, false)});
        return {};
      case 'X': case 'x': case 'Z': return AddOffset(letter, count);
      default: return Error{std::string("Unknown pattern letter: ") + letter};
    }
  }

  Status AddOffset(char letter, size_t count) {
    if (count > 5) return TooMany(letter);
    if (letter == 'Z' && count == 4) {
      Add({.kind = ElementKind::kLocalOffset, .style = TextStyle::kFull});
      return {};
    }
    static constexpr OffsetForm kForms[] = {OffsetForm::kHHmm, OffsetForm::kHHMM, OffsetForm::kHHcMM, OffsetForm::kHHMMss,
                                            OffsetForm::kHHcMMcss};
    static constexpr std::string_view kZeros[] = {"+00", "+0000", "+00:00", "+0000", "+00:00"};
    const bool classic = letter == 'Z' && count <= 3;  // Z, ZZ and ZZZ are xx
    const OffsetForm form = classic ? OffsetForm::kHHMM : kForms[count - 1];
    AppendOffset(form, classic ? "+0000" : letter == 'x' ? kZeros[count - 1] : "Z");
    return {};
  }

  void AppendOffset(OffsetForm form, std::string_view zero) {
    Element element{.kind = ElementKind::kOffset, .offset = form};
    StoreLiteral(zero, &element);
    Add(element);
  }

  Status AddYear(DateField field, size_t count) {
    if (count == 2) {
      AppendNumber({.kind = ElementKind::kReduced, .field = field, .sign = SignRule::kNotNegative, .min_width = 2, .max_width = 2});
      return {};
    }
    return AddNumber(field, count, 19, count < 4 ? SignRule::kNormal : SignRule::kExceedsPad);
  }

  Status AddDayOfYear(size_t count) {
    if (count > 3) return TooMany('D');
    if (count == 2) return AddNumber(DateField::kDayOfYear, 2, 3, SignRule::kNotNegative);
    return AddPlainNumber(DateField::kDayOfYear, count);
  }

  // One letter: any width and '-'. More: exactly that many digits. Fields of a week have no more digits than their range needs.
  Status AddPlainNumber(DateField field, size_t count) {
    if (field == DateField::kWeekOfWeekBasedYear) return AddNumber(field, count, 2, SignRule::kNotNegative);
    const bool of_week = field == DateField::kLocalDayOfWeek || field == DateField::kWeekOfMonth;
    if (count == 1 && !of_week) return AddNumber(field, 1, 19, SignRule::kNormal);
    return AddNumber(field, count, count, SignRule::kNotNegative);
  }

  Status AddNumber(DateField field, size_t min, size_t max, SignRule sign) {
    if (min < 1 || min > 19) {
      return Error{"The minimum width must be from 1 to 19 inclusive but was " + std::to_string(min)};
    }
    AppendNumber({.kind = ElementKind::kNumber, .field = field, .sign = sign, .min_width = static_cast<uint8_t>(min),
                  .max_width = static_cast<uint8_t>(max)});
    return {};
  }

  Status AddFraction(size_t min, size_t max, bool point) {
    if (max > 9) return Error{"Minimum width must be from 0 to 9 inclusive but was " + std::to_string(min)};
    const Element element{.kind = ElementKind::kFraction, .field = DateField::kNanoOfSecond, .sign = SignRule::kNotNegative,
                          .min_width = static_cast<uint8_t>(min), .max_width = static_cast<uint8_t>(max), .point = point};
    if (min == max && !point) AppendNumber(element); else Add(element);
    return {};
  }

  Status AddText(DateField field, TextStyle style) {
    Add({.kind = ElementKind::kText, .field = field, .style = style});
    return {};
  }

  void Add(Element element) {
    element.lenient = lenient_;
    element.ignore_case = ignore_case_;
    program_.elements.push_back(element);
    adjacent_ = kNoNumber;
  }

  // A number after a number: when it has a fixed width it is a follower, and the first one leaves it its digits. Otherwise the first one
  // takes what it can and this one is the first of the next run.
  void AppendNumber(Element element) {
    const size_t first = adjacent_;
    const bool follower =
        first != kNoNumber && element.min_width == element.max_width && element.sign == SignRule::kNotNegative;
    if (first != kNoNumber) {
      Element& base = program_.elements[first];
      base.reserved = static_cast<uint8_t>(follower ? base.reserved + element.max_width : 0);
    }
    const bool padded = !program_.elements.empty() && program_.elements.back().kind == ElementKind::kPad;
    Add(element);
    if (!padded) adjacent_ = follower ? first : program_.elements.size() - 1;
  }

  void AddLiteral(std::string_view text) {
    Element element{.kind = ElementKind::kLiteral, .character = text[0]};
    StoreLiteral(text, &element);
    Add(element);
  }

  void StoreLiteral(std::string_view text, Element* element) {
    element->literal = static_cast<uint16_t>(program_.literals.size());
    element->size = static_cast<uint16_t>(text.size());
    program_.literals += text;
  }

  static Error TooMany(char letter) { return Error{std::string("Too many pattern letters: ") + letter}; }

  // The notation of date_program.h, which only our own tables are written in: a mistake there is ours.
  void Mark() {
    FLOWSHIP_ASSERT(at_ + 1 < pattern_.size());
    switch (pattern_[at_ + 1]) {
      case 'i': ignore_case_ = true; break;
      case 'c': ignore_case_ = false; break;
      case 'l': lenient_ = true; break;
      case 's': lenient_ = false; break;
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
    if (mark == 'p') return Add({.kind = ElementKind::kPad, .min_width = static_cast<uint8_t>(first)});
    if (mark == 'o' || mark == 'd') text.remove_prefix(1);
    if (mark == 'o') return AppendOffset(static_cast<OffsetForm>(first), text);
    const auto field = static_cast<DateField>(first);
    if (mark == 'd') {
      Element element{.kind = ElementKind::kDefault, .field = field};
      StoreLiteral(text, &element);
      return Add(element);
    }
    const size_t second = next();
    if (mark == 't') return (void)AddText(field, static_cast<TextStyle>(second));
    FLOWSHIP_ASSERT(mark == 'v');
    const size_t widest = next();
    (void)AddNumber(field, second, widest, static_cast<SignRule>(next()));
  }

  Status Widths(char letter) {
    std::string_view text = Braces();
    if (letter == 'Z') {
      AppendOffset(OffsetForm::kHHMM, text);
      return {};
    }
    if (letter == 'V') {
      Add({.kind = ElementKind::kZoneRegion});
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
    return letter == 'S' ? AddFraction(min, max, point) : AddNumber(WidthField(letter), min, max, sign);
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

  static Quick QuickOf(const Element& element) {
    if (element.kind == ElementKind::kLiteral && element.size == 1 && !element.ignore_case) return Quick::kCharacter;
    const bool exact = element.kind == ElementKind::kNumber && element.min_width == 2 && element.max_width == 2 &&
                       element.sign == SignRule::kNotNegative && element.reserved == 0 && !element.lenient;
    return exact && QuickPart(element.field) != kNoQuickPart ? Quick::kTwoDigits : Quick::kNone;
  }

  size_t MaxBytes() const {
    size_t sum = 0;
    for (const Element& element : program_.elements) {
      switch (element.kind) {
        case ElementKind::kLiteral: sum += element.size; break;
        case ElementKind::kNumber: case ElementKind::kReduced: case ElementKind::kFraction: sum += 20; break;
        case ElementKind::kPad: sum += element.min_width; break;
        case ElementKind::kOptional: case ElementKind::kDefault: break;
        default: sum += kZoneIdMaxBytes; break;
      }
    }
    return sum;
  }

  static constexpr size_t kNoNumber = SIZE_MAX;

  const std::string_view pattern_;
  const DateNotation notation_;
  size_t at_ = 0;
  DateProgram program_;
  std::vector<size_t> open_;
  size_t adjacent_ = kNoNumber;  // the element that numbers which follow at once are adjacent to
  bool lenient_ = false, ignore_case_ = false;
};

}  // namespace

Result<DateProgram> CompileDatePattern(std::string_view pattern, const DateLocale& locale, ResolverStyle resolver,
                                       DateNotation notation) {
  return PatternCompiler(pattern, locale, resolver, notation).Run();
}

}  // namespace flowship
