#pragma once
// RegexProgram: a compiled expression that finds a match and its groups in bounded time, for whoever runs strangers' expressions over strangers' text.
//
// It has two engines. PCRE2 with its JIT compiler is the fast one where groups are wanted: two to ten times as fast as RE2 on log lines. It backtracks, so each match has
// a number of steps; where they are used up, RE2 does it again in linear time if the expression can be said in its syntax with the same meaning, and
// else the match fails as too hard. So a hostile line costs a bounded time in either case.
// Immutable but for what is made on first use (the JIT code, RE2's program); any thread. Offsets are bytes. The home of PCRE2 and RE2 is base.

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flowship {

class RegexProgram {
 public:
  enum class Outcome : uint8_t { kMatch, kNoMatch, kTooHard };
  static constexpr size_t kNone = SIZE_MAX;  // start of a group that took no part
  struct Group {
    size_t start = kNone, end = kNone;
    bool took_part() const { return start != kNone; }
    std::string_view Of(std::string_view text) const { return text.substr(start, end - start); }
  };

  struct Source {
    std::string pcre;    // newline is \n, `.` is any character
    std::string linear;  // the same for RE2, with as many groups; empty: it can't be said
    bool utf8 = false;   // text has other characters than ASCII
  };
  static Result<std::unique_ptr<const RegexProgram>> Compile(Source source);
  // The same, with kTooLarge's message where the expression is too large for PCRE2.
  static constexpr std::string_view kTooLarge = "regular expression is too large";

  ~RegexProgram();
  RegexProgram(const RegexProgram&) = delete;
  RegexProgram& operator=(const RegexProgram&) = delete;

  // The leftmost match from `start` on. Fills groups[0 … group_count()] (0 is the whole match), or as many as there is room for.
  Outcome Match(std::string_view text, size_t start, std::span<Group> groups) const;

  size_t group_count() const { return group_count_; }
  const Source& source() const { return source_; }
  bool is_linear() const { return !source_.linear.empty(); }

 private:
  struct Engines;
  explicit RegexProgram(Source source);
  Outcome MatchLinear(std::string_view text, size_t start, std::span<Group> groups) const;

  Source source_;
  size_t group_count_ = 0;
  mutable std::once_flag jit_once_, linear_once_;
  std::unique_ptr<Engines> engines_;
};

}  // namespace flowship
