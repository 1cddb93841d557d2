#pragma once
// Pattern and Matcher. Patterns come from regex literals only, so they are compiled with the script, which owns them.

#include <string>
#include <string_view>

#include "painless/api.h"
#include "painless/host.h"
#include "base/java_regex.h"
#include "painless/program.h"

namespace flowship::painless {

class PatternHost final : public Host {
 public:
  explicit PatternHost(const JavaRegex* regex) : Host(TypeId::kPattern), regex_(regex) {}
  static bool Is(Type type) { return type == Type(TypeId::kPattern); }

  const JavaRegex& regex() const { return *regex_; }
  std::string_view ToText(Arena&) const override { return regex_->pattern(); }

 private:
  const JavaRegex* regex_;
};

// nullptr: *problem says why.
PatternHost* CompilePattern(std::string_view pattern, std::string_view flags, Program& program, std::string* problem);

// text =~ pattern, text ==~ pattern.
const Method* FindTextMethod();
const Method* MatchTextMethod();

// CharSequence.replaceAll and replaceFirst(Pattern, Function): the function makes the replacement from a Matcher.
Value ReplaceByFunction(Run& run, const Value* arguments, bool all);

}  // namespace flowship::painless
