// gsub: what a regular expression matches, replaced. Elasticsearch, "Gsub processor"; the syntax is java.util.regex's.

#include "processor/processors.h"
#include "processor/string_processor.h"
#include "processor/text_pattern.h"

namespace flowship {

namespace {

class ToReplaced {
 public:
  ToReplaced(TextPattern pattern, std::string_view replacement) : pattern_(std::move(pattern)), replacement_(replacement, pattern_) {}

  bool operator()(Document& document, const Value& text, Value* result) const {
    using Outcome = TextReplacement::Outcome;
    std::string_view replaced;
    switch (replacement_.ReplaceAll(pattern_, text.as_text(), document.arena(), &replaced)) {
      case Outcome::kReplaced: return *result = Value::String(replaced), true;
      case Outcome::kUnchanged: return *result = text, true;
      case Outcome::kTooHard: return document.Illegal("Caught a StackOverflowError while processing gsub pattern: [{}]", pattern_.text());
      case Outcome::kWrong: return document.Fail(replacement_.error_type(), replacement_.error());
    }
    return false;
  }

 private:
  TextPattern pattern_;
  TextReplacement replacement_;
};

}  // namespace

std::unique_ptr<const Processor> CompileGsub(config::Options& options, CompileContext& context) {
  const std::string pattern = options.RequireString("pattern");
  const std::string replacement = options.RequireString("replacement");
  auto compiled = TextPattern::Compile(pattern);
  if (!compiled.ok()) options.Error("pattern", "[pattern] Invalid regex pattern. " + compiled.error().message);
  return CompileStringProcessor(options, context, ToReplaced(compiled.ok() ? *std::move(compiled) : *TextPattern::Compile("x"), replacement));
}

}  // namespace flowship
