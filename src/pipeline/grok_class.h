#pragma once
// Character classes of a grok expression as sets: ranges of code points, Unicode properties, classes inside of classes, intersections (&&).
//
// For ASCII text a class is 128 bits, and all set arithmetic is done here. For other text what PCRE2 can say in one pair of brackets is said so, and the
// rest with look-ahead and alternatives.
// Properties are Oniguruma's names (POSIX brackets, \p{…}): doc/RE and doc/UNICODE_PROPERTIES of Oniguruma.

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowship::grok {

using AsciiSet = std::bitset<128>;

struct Property {
  std::string pcre;  // what stands inside of brackets
  AsciiSet ascii;
};

struct CharClass {
  struct Range {
    uint32_t first, last;
  };

  bool negated = false;
  std::vector<Range> ranges;
  std::vector<Property> properties;
  std::vector<CharClass> nested;  // members as ranges are
  std::vector<CharClass> also;    // what is in the class must be in each of these too (before it is negated)

  void Add(uint32_t first, uint32_t last) { ranges.push_back({first, last}); }
  void Add(CharClass other);  // as a member
};

// Of POSIX brackets ([:alpha:]). Names are matched as they stand; nullopt: there is none.
std::optional<CharClass> PosixClass(std::string_view name, bool ascii_only);
// Of \p{name}: POSIX names, general categories, scripts, without regard to case, blanks, - and _.
std::optional<CharClass> PropertyClass(std::string_view name);
// Of \w, \d, \s, \h; the letter is lower case.
CharClass EscapeClass(char letter, bool unicode);

// The ASCII characters of the class.
AsciiSet AsciiOf(const CharClass& set);
// The class in brackets for ASCII text. `negated` is kept as it stands, for folding of case.
std::string WriteAscii(const CharClass& set);
// The class for UTF-8 text. nullopt for RE2 where it has no way to say it.
std::optional<std::string> WriteUnicode(const CharClass& set, bool for_re2);

}  // namespace flowship::grok
