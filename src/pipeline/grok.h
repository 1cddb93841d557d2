#pragma once
// Grok: one or several grok expressions, compiled; the first that matches at the leftmost place gives its captures. Elasticsearch's grok and redact stand on
// it.
//
// Each expression is two programs: one for text that is ASCII without a newline, as log lines are (no Unicode, ^ and $ are the ends), and one for all other
// text. Before either, a text that the expression can't do without is looked for. Several expressions are as their alternation, but each is tried alone.
// Bound: a match that takes too many steps is Outcome::kTooHard (base/regex_program.h). Immutable; any thread.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex_program.h"
#include "pipeline/document.h"
#include "pipeline/grok_bank.h"

namespace flowship::grok {

enum class CaptureType : uint8_t { kString, kInteger, kLong, kFloat, kDouble, kBoolean };

// A named group: (?<NAME:field:type>…). Its groups in the expression may be several.
struct Capture {
  std::string name;
  CaptureType type = CaptureType::kString;
  std::vector<uint32_t> groups;
};

class Grok {
 public:
  using Outcome = RegexProgram::Outcome;
  using Group = RegexProgram::Group;

  // Errors have Elasticsearch's texts where it has one.
  static Result<std::unique_ptr<const Grok>> Compile(std::span<const std::string> expressions, const PatternBank& bank);

  // What matched: the expression's number and its groups, which are good until the thread's next Match.
  struct Match {
    size_t expression = 0;
    std::span<const Group> groups;
  };
  Outcome Find(std::string_view text, size_t start, Match* match) const;

  size_t size() const { return expressions_.size(); }
  std::span<const Capture> captures(size_t expression) const { return expressions_[expression].captures; }

 private:
  struct Expression {
    std::string required;
    std::vector<Capture> captures;
    size_t group_count = 0;
    std::unique_ptr<const RegexProgram> ascii, unicode;
  };
  Grok() = default;
  static Result<Expression> CompileOne(const std::string& expression, const PatternBank& bank);

  std::vector<Expression> expressions_;
};

// A capture's text as the type asks. False: a number it is not; the document has Java's failure.
bool ConvertCapture(CaptureType type, std::string_view text, Document& document, Value* value);

// What a match that took too long is told as: Elasticsearch stops it after a second.
inline constexpr std::string_view kTooHardReason = "grok pattern matching was interrupted after [1000] ms";

}  // namespace flowship::grok
