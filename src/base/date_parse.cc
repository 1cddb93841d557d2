// Elements and text to fields: every element takes its part of the text or fails where it stands.

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <span>

#include "base/date_program.h"
#include "base/time_zone_table.h"

namespace flowship {
namespace {

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
constexpr int DigitOf(char c) { return c >= '0' && c <= '9' ? c - '0' : -1; }

bool StartsWith(std::string_view text, std::string_view prefix, bool ignore_case) {
  if (!ignore_case) return text.starts_with(prefix);
  return text.size() >= prefix.size() &&
         std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, Lower, Lower);
}

constexpr int64_t kPowersOfTen[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

class FieldParser {
 public:
  FieldParser(const DateProgram& program, std::string_view text, ParsedDate* parsed, DateFailure* failure)
      : program_(program), text_(text), parsed_(*parsed), failure_(*failure) {}

  bool Run() {
    size_t at = 0;
    if (!Elements(0, program_.elements.size(), &at)) {
      if (failure_.kind == DateFailure::Kind::kNone) failure_.kind = DateFailure::Kind::kSyntax;
      failure_.in_formatter = true;
      return false;
    }
    if (at == text_.size()) return true;
    failure_ = {.kind = DateFailure::Kind::kUnparsedText, .in_formatter = true, .index = static_cast<uint32_t>(at)};
    return false;
  }

 private:
  // On failure the index is noted and `at` is of no use.
  bool Elements(size_t begin, size_t end, size_t* at) {
    const Element* const first = program_.elements.data();
    for (size_t i = begin; i < end; ++i) {
      const Element& element = first[i];
      if (element.quick != Quick::kNone) {
        if (!QuickOne(element, at)) return false;
      } else if (element.kind == ElementKind::kOptional) {
        if (!Optional(i, at)) return false;
        i = element.end - 1u;
      } else if (element.kind == ElementKind::kPad) {
        if (!Padded(element, first[++i], at)) return false;
      } else if (!One(element, text_, at)) {
        return false;
      }
    }
    return true;
  }

  bool QuickOne(const Element& element, size_t* at) {
    const size_t start = *at;
    const char* const here = text_.data() + start;
    if (element.quick == Quick::kCharacter) {
      if (start >= text_.size() || *here != element.character) return Fail(start);
      *at = start + 1;
      return true;
    }
    if (start + 2 > text_.size()) return Fail(start);
    const auto tens = static_cast<unsigned>(here[0] - '0'), units = static_cast<unsigned>(here[1] - '0');
    if (tens > 9 || units > 9) return Fail(start);
    *at = start + 2;
    return Set(element.field, tens * 10 + units, start);
  }

  // Whatever the section set is forgotten when it fails, unless the failure is more than a text that does not fit.
  bool Optional(size_t index, size_t* at) {
    const size_t start = *at;
    const uint64_t present = parsed_.present;
    const bool has_zone = parsed_.has_zone;
    const ZoneId zone = parsed_.zone;
    if (Elements(index + 1, program_.elements[index].end, at)) return true;
    if (failure_.kind != DateFailure::Kind::kNone) return false;
    // A field is only ever set once, so what was set before is still there when its bit is.
    *at = start, parsed_.present = present, parsed_.has_zone = has_zone, parsed_.zone = zone;
    return true;
  }

  bool Fail(size_t at) {
    failure_.index = static_cast<uint32_t>(at);
    return false;
  }

  bool Padded(const Element& pad, const Element& inner, size_t* at) {
    const size_t start = *at, end = start + pad.min_width;
    if (end > text_.size()) return Fail(start);
    while (*at < end && text_[*at] == ' ') ++*at;
    const size_t inner_start = *at;
    if (One(inner, text_.substr(0, end), at) && *at == end) return true;
    return Fail(start + inner_start);  // the sum is java.time's, too
  }

  bool One(const Element& element, std::string_view text, size_t* at) {
    switch (element.kind) {
      case ElementKind::kLiteral: return Literal(element, text, at);
      case ElementKind::kNumber: case ElementKind::kReduced: return Number(element, text, at);
      case ElementKind::kFraction: return Fraction(element, text, at);
      case ElementKind::kText: return Text(element, text, at);
      case ElementKind::kOffset: return Offset(element, text, at);
      case ElementKind::kLocalOffset: return LocalOffset(element, text, at);
      case ElementKind::kZoneId: case ElementKind::kZoneRegion: return Zone(text, {}, at);
      case ElementKind::kZoneText: case ElementKind::kZoneGeneric:
        return Zone(text, element.style == TextStyle::kFull ? FullZoneTexts() : ShortZoneTexts(), at);
      case ElementKind::kDefault: return Default(element);
      case ElementKind::kPad: case ElementKind::kOptional: break;
    }
    return Fail(*at);
  }

  bool Default(const Element& element) {
    if (parsed_.Has(element.field)) return true;
    const std::string_view digits = program_.LiteralOf(element);
    int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    parsed_.Put(element.field, value);
    return true;
  }

  bool Literal(const Element& element, std::string_view text, size_t* at) {
    if (!StartsWith(text.substr(*at), program_.LiteralOf(element), element.ignore_case)) return Fail(*at);
    *at += element.size;
    return true;
  }

  // A field that comes twice has to say the same.
  bool Set(DateField field, int64_t value, size_t start) {
    if (parsed_.Has(field) && parsed_.Get(field) != value) return Fail(start);
    parsed_.Put(field, value);
    return true;
  }

  struct Digits {
    int64_t value = 0;
    size_t count = 0;
  };

  static size_t CountDigits(std::string_view text, size_t limit) {
    size_t count = 0;
    for (const size_t end = std::min(limit, text.size()); count < end && DigitOf(text[count]) >= 0;) ++count;
    return count;
  }

  // The first `count` characters are digits. Of too many for 64 bits the last one is left.
  static Digits ReadDigits(std::string_view text, size_t count) {
    Digits digits;
    for (; digits.count < count; ++digits.count) {
      const int digit = DigitOf(text[digits.count]);
      if (digits.count >= 18 && digits.value > (INT64_MAX - digit) / 10) break;
      digits.value = digits.value * 10 + digit;
    }
    return digits;
  }

  bool Number(const Element& element, std::string_view text, size_t* at) {
    const size_t start = *at;
    if (start == text.size()) return Fail(start);
    const char sign = text[start];
    const bool negative = sign == '-', positive = sign == '+';
    if ((negative || positive) && !TakesSign(element, positive)) return Fail(start);
    const size_t first = start + (negative || positive ? 1 : 0);
    const size_t least = element.lenient ? 1 : element.min_width, most = element.lenient ? 9 : element.max_width;
    const std::string_view rest = text.substr(first);
    size_t count = CountDigits(rest, most + element.reserved);
    if (element.reserved > 0) count = std::min(count, std::max(least, count > element.reserved ? count - element.reserved : 0));
    if (count < least) return Fail(first);
    const Digits digits = ReadDigits(rest, count);
    if (!element.lenient) {
      if (negative && digits.value == 0) return Fail(start);
      if (element.sign == SignRule::kExceedsPad && !negative) {
        if (positive && digits.count <= element.min_width) return Fail(start);
        if (!positive && digits.count > element.min_width) return Fail(first);
      }
    }
    *at = first + digits.count;
    return Set(element.field, negative ? -digits.value : Expand(element, digits), first);
  }

  static bool TakesSign(const Element& element, bool positive) {
    switch (element.sign) {
      case SignRule::kNormal: return !positive || element.lenient;
      case SignRule::kExceedsPad: return true;
      case SignRule::kNotNegative: return element.lenient && element.min_width != element.max_width;
    }
    return false;
  }

  // Two digits of a year are those of 2000 to 2099.
  static int64_t Expand(const Element& element, const Digits& digits) {
    return element.kind == ElementKind::kReduced && digits.count == 2 ? 2000 + digits.value : digits.value;
  }

  bool Fraction(const Element& element, std::string_view text, size_t* at) {
    const size_t start = *at;
    const size_t least = element.lenient ? 0 : element.min_width, most = element.lenient ? 9 : element.max_width;
    size_t first = start;
    if (start == text.size() || (element.point && text[start] != '.')) return least == 0 || Fail(start);
    if (element.point) ++first;
    const std::string_view rest = text.substr(first);
    const Digits digits = ReadDigits(rest, CountDigits(rest, most));
    if (digits.count < least) return Fail(first);
    *at = first + digits.count;
    return Set(element.field, digits.value * kPowersOfTen[9 - digits.count], first);
  }

  // The longest word that fits; of equal ones (T for Tuesday and Thursday) the last, as in Java.
  bool Text(const Element& element, std::string_view text, size_t* at) {
    const TextRange range = TextRangeOf(element.field);
    const std::string_view* const words = program_.locale->Words(element.field, element.style);
    const std::string_view rest = text.substr(*at);
    const char initial = rest.empty() ? '\0' : Lower(rest[0]);
    size_t longest = 0;
    int64_t value = 0;
    for (int i = 0; i < range.count; ++i) {
      if (Lower(words[i][0]) != initial || words[i].size() < longest || !StartsWith(rest, words[i], element.ignore_case)) continue;
      longest = words[i].size();
      value = range.first + i;
    }
    if (longest == 0) return Fail(*at);
    const size_t start = *at;
    *at += longest;
    return Set(element.field, value, start);
  }

  bool Offset(const Element& element, std::string_view text, size_t* at) {
    const size_t start = *at;
    const std::string_view zero = program_.LiteralOf(element);
    if (start == text.size()) return Fail(start);
    if (StartsWith(text.substr(start), zero, element.ignore_case)) {
      *at += zero.size();
      return Set(DateField::kOffsetSeconds, 0, start);
    }
    const auto offset = ReadOffset(text, start, element.offset, element.lenient);
    if (!offset) return Fail(start);
    if (offset->hours > 23) {
      failure_.kind = DateFailure::Kind::kOffsetParts;
      return false;
    }
    *at = offset->end;
    return Set(DateField::kOffsetSeconds, offset->Total(), start);
  }

  // GMT, then nothing or an offset: in the full style +hh:mm[:ss], in the short one +h[h][:mm[:ss]].
  bool LocalOffset(const Element& element, std::string_view text, size_t* at) {
    const size_t start = *at;
    if (!StartsWith(text.substr(start), "GMT", element.ignore_case)) return Fail(start);
    size_t here = start + 3;
    int64_t total = 0;
    const char sign = here < text.size() ? text[here] : ' ';
    if (sign == '+' || sign == '-') {
      const bool full = element.style == TextStyle::kFull;
      const size_t digits = CountDigits(text.substr(here + 1), 2);
      if (digits < (full ? 2u : 1u)) return Fail(start);
      total = ReadDigits(text.substr(here + 1), digits).value * 3600;
      here += 1 + digits;
      const int minutes = AfterColon(text, here);
      if (minutes < 0 && (full || minutes == kTooMany)) return Fail(start);
      if (minutes >= 0) total += minutes * 60, here += 3;
      const int seconds = minutes >= 0 ? AfterColon(text, here) : -1;
      if (seconds == kTooMany) return Fail(start);
      if (seconds >= 0) total += seconds, here += 3;
    }
    *at = here;
    return Set(DateField::kOffsetSeconds, sign == '-' ? -total : total, start);
  }

  static constexpr int kTooMany = -2;

  // The minutes or seconds of ":mm" at `at`; negative when they are not there, kTooMany beyond 59.
  static int AfterColon(std::string_view text, size_t at) {
    if (at >= text.size() || text[at] != ':' || CountDigits(text.substr(at + 1), 2) < 2) return -1;
    const auto value = static_cast<int>(ReadDigits(text.substr(at + 1), 2).value);
    return value <= 59 ? value : kTooMany;
  }

  bool SetZone(const ZoneId& zone, size_t end, size_t* at) {
    parsed_.has_zone = true;  // a second one replaces the first
    parsed_.zone = zone;
    *at = end;
    return true;
  }

  // A region's id, UTC or GMT or UT with an offset or without, an offset, or one of `names`; the longest name counts.
  bool Zone(std::string_view text, std::span<const ZoneTextRow> names, size_t* at) {
    const size_t start = *at;
    const std::string_view rest = text.substr(start);
    if (rest.empty()) return Fail(start);
    if (rest[0] == '+' || rest[0] == '-') return PrefixedZone(ZonePrefix::kNone, 0, text, at);
    if (rest.starts_with("UTC")) return PrefixedZone(ZonePrefix::kUtc, 3, text, at);
    if (rest.starts_with("UT")) return PrefixedZone(ZonePrefix::kUt, 2, text, at);
    if (rest.starts_with("GMT0")) return SetZone({TimeZone::Find("GMT0"), 0, ZonePrefix::kNone}, start + 4, at);
    if (rest.starts_with("GMT")) return PrefixedZone(ZonePrefix::kGmt, 3, text, at);
    const TimeZone* region = TimeZone::FindPrefix(rest);
    size_t size = region ? region->id().size() : 0;
    if (const auto* row = FindLongestPrefix(names, rest, [](const ZoneTextRow& r) { return r.text; })) {
      if (row->text.size() > size) size = row->text.size(), region = TimeZone::Find(row->id);
    }
    if (region) return SetZone({region, 0, ZonePrefix::kNone}, start + size, at);
    return rest[0] == 'Z' ? SetZone({}, start + 1, at) : Fail(start);
  }

  bool PrefixedZone(ZonePrefix prefix, size_t size, std::string_view text, size_t* at) {
    const size_t after = *at + size;
    const auto offset = ReadOffset(text, after, OffsetForm::kHHcMMcss, false);
    if (!offset || std::abs(offset->Total()) > kMaxOffsetSeconds) {
      // The prefix alone is a zone, if what follows is not an offset; a wrong offset spoils it.
      return offset || size == 0 ? Fail(*at) : SetZone({nullptr, 0, prefix}, after, at);
    }
    return SetZone({nullptr, offset->Total(), prefix}, offset->end, at);
  }

  const DateProgram& program_;
  const std::string_view text_;
  ParsedDate& parsed_;
  DateFailure& failure_;
};

}  // namespace

bool ParseFields(const DateProgram& program, std::string_view text, ParsedDate* parsed, DateFailure* failure) {
  *failure = {};
  return FieldParser(program, text, parsed, failure).Run();
}

std::optional<OffsetText> ReadOffset(std::string_view text, size_t at, OffsetForm form, bool lenient) {
  if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  OffsetText offset{.end = at + 1, .negative = text[at] == '-'};
  const auto take = [&](bool colon, int32_t* part) {
    const size_t digits = offset.end + (colon ? 1 : 0);
    if (digits + 2 > text.size() || (colon && text[offset.end] != ':')) return false;
    const int tens = DigitOf(text[digits]), units = DigitOf(text[digits + 1]);
    if (tens < 0 || tens > 5 || units < 0) return false;
    *part = tens * 10 + units;
    offset.end = digits + 2;
    return true;
  };
  if (!take(false, &offset.hours)) return std::nullopt;
  bool colon = form == OffsetForm::kHHcMM || form == OffsetForm::kHHcMMcss;
  if (lenient) colon = colon || (offset.end < text.size() && text[offset.end] == ':');
  const bool minutes = take(colon, &offset.minutes);
  const bool optional_minutes = lenient || form == OffsetForm::kHHmm;
  if (!minutes) return optional_minutes ? std::optional(offset) : std::nullopt;
  if (lenient || form == OffsetForm::kHHMMss || form == OffsetForm::kHHcMMcss) take(colon, &offset.seconds);
  return offset;
}

}  // namespace flowship
