#pragma once
// java.util.regex on PCRE2: one compiled expression, shared by threads, and a match in an arena.
//
// What Java writes otherwise than PCRE2 is rewritten: \uXXXX, \p{Alpha} and its like, \p{IsX}, \p{javaX}, class intersections [a-z&&[^b]], look-behinds that vary in length, the flags (?u) (?d) (?U). As in Java
// \d \w \s are ASCII without the U flag, the dot stops at any line end, and `$` matches before the last one. A match that takes more than
// limits::kRegexMatchSteps steps fails with an error instead of running on.
// Offsets are bytes. Source: the Java SE documentation of java.util.regex.Pattern; pcre2pattern(3).

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"

namespace flowship {

class JavaRegex {
 public:
  // Java's flags; the letters that Painless writes after a literal.
  enum Flag : int { kUnixLines = 1, kIgnoreCase = 2, kComments = 4, kMultiline = 8, kLiteral = 16, kDotAll = 32, kUnicodeCase = 64, kCanonEq = 128, kUnicodeClasses = 256 };

  static constexpr size_t kNone = SIZE_MAX;  // start of a group that took no part
  struct Group {
    size_t start = kNone, end = kNone;
  };

  enum class Anchor : uint8_t { kNone, kStart, kBoth };  // find, lookingAt, matches
  enum class Outcome : uint8_t { kMatch, kNoMatch, kTooHard };

  static Result<std::unique_ptr<const JavaRegex>> Compile(std::string_view pattern, int flags);
  JavaRegex(const JavaRegex&) = delete;
  JavaRegex& operator=(const JavaRegex&) = delete;
  ~JavaRegex();

  // Fills groups[0 … GroupCount()]; they live in the arena. Only text[start, end) is looked at, but for look-behind.
  Outcome Match(std::string_view text, size_t start, Anchor anchor, Arena& arena, std::span<Group>* groups) const;

  size_t GroupCount() const { return group_count_; }
  int GroupNumber(std::string_view name) const;  // -1: there is no such group
  const std::string& pattern() const { return pattern_; }
  int flags() const { return flags_; }

 private:
  struct Code;
  JavaRegex(std::string_view pattern, int flags, std::unique_ptr<Code> code);

  std::string pattern_;
  int flags_;
  size_t group_count_ = 0;
  std::unique_ptr<Code> code_;
};

// Matcher.replaceAll's replacement: $1, ${name}, \x. An empty error: expanded into `out`.
std::string ExpandReplacement(const JavaRegex& regex, std::string_view replacement, std::string_view text, std::span<const JavaRegex::Group> groups,
                              std::string& out);

// Look-behinds of a bounded length as alternatives that each have one (java_lookbehind.cc); those that can't be, as they are.
std::string WriteOutLookbehinds(std::string_view pcre);

// Java's spelling → PCRE2's.
std::string TranslateJavaPattern(std::string_view pattern, int flags);

}  // namespace flowship
