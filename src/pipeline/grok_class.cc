#include "pipeline/grok_class.h"

#include <algorithm>

#include "base/format.h"
#include "base/regex_program.h"

namespace flowship::grok {

namespace {

constexpr uint32_t kLastCodePoint = 0x10FFFF;

struct PosixRow {
  std::string_view name;
  std::string_view ascii;  // pairs of characters: first and last of each range
  std::string_view pcre;   // what else belongs to it
};
constexpr PosixRow kPosix[] = {
    {"alnum", "09AZaz", "\\p{Alphabetic}\\p{Nd}"},
    {"alpha", "AZaz", "\\p{Alphabetic}"},
    {"ascii", std::string_view("\0\x7f", 2), ""},
    {"blank", "\t\t  ", "\\p{Zs}"},
    {"cntrl", std::string_view("\0\x1f\x7f\x7f", 4), "\\p{Cc}"},
    {"digit", "09", "\\p{Nd}"},
    {"graph", "!~", "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}"},
    {"lower", "az", "\\p{Lowercase}"},
    {"print", " ~", "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}\\p{Cf}\\p{Co}"},
    {"punct", "!/:@[`{~", "\\p{P}"},
    {"space", "\t\r  ", "\\p{White_Space}"},
    {"upper", "AZ", "\\p{Uppercase}"},
    {"word", "09AZ__az", "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}"},
    {"xdigit", "09AFaf", ""},
};

CharClass ClassOf(const PosixRow& row, bool ascii_only) {
  CharClass set;
  Property property{std::string(row.pcre), {}};
  for (size_t i = 0; i + 1 < row.ascii.size(); i += 2) {
    const auto first = static_cast<unsigned char>(row.ascii[i]), last = static_cast<unsigned char>(row.ascii[i + 1]);
    set.Add(first, last);
    for (size_t c = first; c <= last; ++c) property.ascii.set(c);
  }
  if (!ascii_only && !row.pcre.empty()) set.properties.push_back(std::move(property));
  return set;
}

std::string Squeezed(std::string_view name) {
  std::string squeezed;
  for (const char c : name) {
    if (c != ' ' && c != '-' && c != '_') squeezed += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return squeezed;
}

// Sorted, without overlap.
std::vector<CharClass::Range> Joined(std::vector<CharClass::Range> ranges) {
  std::ranges::sort(ranges, {}, &CharClass::Range::first);
  std::vector<CharClass::Range> joined;
  for (const CharClass::Range& range : ranges) {
    if (!joined.empty() && range.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, range.last);
    } else {
      joined.push_back(range);
    }
  }
  return joined;
}

std::vector<CharClass::Range> Complement(const std::vector<CharClass::Range>& ranges) {
  std::vector<CharClass::Range> rest;
  uint32_t next = 0;
  for (const CharClass::Range& range : Joined(ranges)) {
    if (range.first > next) rest.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kLastCodePoint) rest.push_back({next, kLastCodePoint});
  return rest;
}

std::vector<CharClass::Range> Common(const std::vector<CharClass::Range>& a, const std::vector<CharClass::Range>& b) {
  std::vector<CharClass::Range> common;
  for (const CharClass::Range& x : Joined(a)) {
    for (const CharClass::Range& y : Joined(b)) {
      const uint32_t first = std::max(x.first, y.first), last = std::min(x.last, y.last);
      if (first <= last) common.push_back({first, last});
    }
  }
  return common;
}

// The members as ranges (before negation), where no property is among them.
std::optional<std::vector<CharClass::Range>> Members(const CharClass& set);

std::optional<std::vector<CharClass::Range>> Resolved(const CharClass& set) {
  auto members = Members(set);
  if (members && set.negated) return Complement(*members);
  return members;
}

std::optional<std::vector<CharClass::Range>> Members(const CharClass& set) {
  if (!set.properties.empty()) return std::nullopt;
  std::vector<CharClass::Range> members = set.ranges;
  for (const CharClass& inner : set.nested) {
    const auto resolved = Resolved(inner);
    if (!resolved) return std::nullopt;
    members.insert(members.end(), resolved->begin(), resolved->end());
  }
  for (const CharClass& other : set.also) {
    const auto resolved = Resolved(other);
    if (!resolved) return std::nullopt;
    members = Common(members, *resolved);
  }
  return members;
}

AsciiSet AsciiMembers(const CharClass& set) {
  AsciiSet members;
  for (const CharClass::Range& range : set.ranges) {
    for (uint32_t c = range.first; c <= std::min(range.last, 127u); ++c) members.set(c);
  }
  for (const Property& property : set.properties) members |= property.ascii;
  for (const CharClass& inner : set.nested) members |= AsciiOf(inner);
  for (const CharClass& other : set.also) members &= AsciiOf(other);
  return members;
}

std::string Bracketed(const std::vector<CharClass::Range>& ranges, const std::string& rest, bool negated) {
  std::string out = negated ? "[^" : "[";
  for (const CharClass::Range& range : ranges) {
    out += fmt::format("\\x{{{:x}}}", range.first);
    if (range.last > range.first) out += fmt::format("-\\x{{{:x}}}", range.last);
  }
  return out + rest + "]";
}

constexpr std::string_view kNothing = "(?!)", kAnything = ".", kNoCharacter = "[^\\x{0}-\\x{10ffff}]";

std::string WriteComplex(const CharClass& set) {
  std::string members;
  if (!set.ranges.empty() || !set.properties.empty()) {
    std::string properties;
    for (const Property& property : set.properties) properties += property.pcre;
    members = Bracketed(Joined(set.ranges), properties, false);
  }
  for (const CharClass& inner : set.nested) members += (members.empty() ? "" : "|") + *WriteUnicode(inner, false);
  if (members.empty()) members = kNothing;
  std::string all;
  for (const CharClass& other : set.also) all += "(?=" + *WriteUnicode(other, false) + ")";
  all += "(?:" + members + ")";
  return set.negated ? "(?:(?!" + all + ").)" : "(?:" + all + ")";
}

}  // namespace

void CharClass::Add(CharClass other) {
  if (other.negated || !other.also.empty()) {
    nested.push_back(std::move(other));
    return;
  }
  ranges.insert(ranges.end(), other.ranges.begin(), other.ranges.end());
  properties.insert(properties.end(), other.properties.begin(), other.properties.end());
  nested.insert(nested.end(), other.nested.begin(), other.nested.end());
}

std::optional<CharClass> PosixClass(std::string_view name, bool ascii_only) {
  for (const PosixRow& row : kPosix) {
    if (row.name == name) return ClassOf(row, ascii_only);
  }
  return std::nullopt;
}

std::optional<CharClass> PropertyClass(std::string_view name) {
  const std::string squeezed = Squeezed(name);
  if (auto posix = PosixClass(squeezed, false)) return posix;
  if (squeezed == "any") {
    CharClass all;
    all.Add(0, kLastCodePoint);
    return all;
  }
  // Scripts and categories are PCRE2's by the same names; it is asked whether it knows this one, and which ASCII characters have it. A script's bare name
  // would mean its extensions too.
  if (squeezed.empty() || !std::ranges::all_of(squeezed, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; })) return std::nullopt;
  Property property{"\\p{sc:" + squeezed + "}", {}};
  auto program = RegexProgram::Compile({property.pcre, "", true});
  if (!program.ok()) {
    property.pcre = "\\p{" + squeezed + "}";
    program = RegexProgram::Compile({property.pcre, "", true});
  }
  if (!program.ok()) return std::nullopt;
  for (size_t c = 0; c < property.ascii.size(); ++c) {
    const char text = static_cast<char>(c);
    property.ascii[c] = (*program)->Match({&text, 1}, 0, {}) == RegexProgram::Outcome::kMatch;
  }
  CharClass set;
  set.properties.push_back(std::move(property));
  return set;
}

CharClass EscapeClass(char letter, bool unicode) {
  const std::string_view name = letter == 'w' ? "word" : letter == 'd' ? "digit" : letter == 's' ? "space" : "xdigit";
  return *PosixClass(name, !unicode);
}

AsciiSet AsciiOf(const CharClass& set) { return set.negated ? ~AsciiMembers(set) : AsciiMembers(set); }

std::string WriteAscii(const CharClass& set) {
  const AsciiSet members = AsciiMembers(set);
  if (members.none()) return std::string(set.negated ? kAnything : kNothing);
  if (members.all()) return std::string(set.negated ? kNothing : kAnything);
  std::vector<CharClass::Range> ranges;
  for (uint32_t c = 0; c < members.size(); ++c) {
    if (members[c]) ranges.push_back({c, c});
  }
  return Bracketed(Joined(ranges), "", set.negated);
}

std::optional<std::string> WriteUnicode(const CharClass& set, bool for_re2) {
  if (const auto members = Members(set)) {
    if (members->empty()) return std::string(set.negated ? kAnything : for_re2 ? kNoCharacter : kNothing);
    return Bracketed(Joined(*members), "", set.negated);
  }
  if (for_re2) return std::nullopt;
  if (!set.nested.empty() || !set.also.empty()) return WriteComplex(set);
  std::string properties;
  for (const Property& property : set.properties) properties += property.pcre;
  return Bracketed(Joined(set.ranges), properties, set.negated);
}

}  // namespace flowship::grok
