// gsub: replaces every match of a regular expression. Java's expressions and replacements ($1, ${name}). Elasticsearch, "Gsub processor".

#include "base/java_regex.h"
#include "processor/processors.h"
#include "processor/string_processor.h"

namespace flowship {

namespace {

class ReplaceMatches {
 public:
  ReplaceMatches(std::unique_ptr<const JavaRegex> regex, std::string replacement)
      : regex_(std::move(regex)), replacement_(std::move(replacement)), literal_(replacement_.find_first_of("$\\") == std::string::npos) {}

  bool operator()(Document& document, const Value& value, Value* result) const {
    const std::string_view text = value.as_text();
    std::string out;
    size_t copied = 0;
    for (size_t at = 0; at <= text.size();) {
      std::span<JavaRegex::Group> groups;
      const JavaRegex::Outcome outcome = regex_->Match(text, at, JavaRegex::Anchor::kNone, document.arena(), &groups);
      if (outcome == JavaRegex::Outcome::kTooHard) return document.Illegal("[pattern] {} takes too many steps on the text of the field", regex_->pattern());
      if (outcome == JavaRegex::Outcome::kNoMatch) break;
      out.append(text, copied, groups[0].start - copied);
      if (!AppendReplacement(document, text, groups, &out)) return false;
      copied = groups[0].end;
      at = groups[0].end > groups[0].start ? groups[0].end : NextCharacter(text, groups[0].end);
    }
    if (copied == 0 && out.empty()) return *result = value, true;
    out.append(text, copied);
    *result = Value::String(document.arena().Copy(out));
    return true;
  }

 private:
  static size_t NextCharacter(std::string_view text, size_t at) {
    for (++at; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;) ++at;
    return at;
  }

  bool AppendReplacement(Document& document, std::string_view text, std::span<const JavaRegex::Group> groups, std::string* out) const {
    if (literal_) return out->append(replacement_), true;
    const std::string error = ExpandReplacement(*regex_, replacement_, text, groups, *out);
    return error.empty() || document.Illegal("{}", error);
  }

  std::shared_ptr<const JavaRegex> regex_;
  std::string replacement_;
  bool literal_;
};

}  // namespace

std::unique_ptr<const Processor> CompileGsub(config::Options& options, CompileContext& context) {
  const std::string pattern = options.RequireString("pattern");
  std::string replacement = options.RequireString("replacement");
  auto regex = JavaRegex::Compile(pattern, 0);
  if (!regex.ok()) {
    options.Error("pattern", "[pattern] Invalid regex pattern. " + regex.error().message);
    return nullptr;
  }
  return CompileStringProcessor(options, context, ReplaceMatches(*std::move(regex), std::move(replacement)));
}

}  // namespace flowship
