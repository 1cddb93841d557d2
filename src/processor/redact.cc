// redact: what grok expressions match, replaced by their fields' names. Elasticsearch, "Redact processor".

#include <algorithm>

#include "base/utf8.h"
#include "pipeline/grok.h"
#include "processor/fields.h"
#include "processor/grok_options.h"
#include "processor/processors.h"

namespace flowship {

namespace {

struct RedactOptions {
  FieldPath field;
  std::vector<std::unique_ptr<const grok::Grok>> expressions;  // one each
  std::string prefix, suffix;
  bool ignore_missing = true;
  std::optional<FieldPath> redacted_mark;  // _ingest._redact._is_redacted, with trace_redact
};

struct Span {
  size_t start, end;
  std::string_view name;
  size_t length() const { return end - start; }
};

class Redact : public Processor {
 public:
  explicit Redact(RedactOptions options) : options_(std::move(options)) {}

  RunResult Run(Document& document) const override {
    Value* const found = document.Get(options_.field);
    if (found == nullptr || found->is_null()) {
      if (options_.ignore_missing) return RunResult::kOk;
      return OkOrFailed(document.Illegal("field [{}] is null or missing", options_.field.text));
    }
    if (!found->is_string()) return OkOrFailed(FailCast(document, options_.field, *found, "java.lang.String"));
    thread_local std::vector<Span> spans;
    spans.clear();
    for (const auto& expression : options_.expressions) {
      if (!Collect(*expression, found->as_text(), spans)) return OkOrFailed(FailTooHard(document));
    }
    if (spans.empty()) return RunResult::kOk;
    Merge(spans);
    if (!document.Set(options_.field, Value::String(Replaced(found->as_text(), spans, document.arena())))) return RunResult::kFailed;
    return OkOrFailed(!options_.redacted_mark || document.Set(*options_.redacted_mark, Value::Bool(true)));
  }

 private:
  static bool FailTooHard(Document& document) {
    document.Fail("runtime_exception", grok::kTooHardReason);
    return document.FailBecause("timeout_exception", "Grok pattern matching timed out", document.failure());
  }

  // All matches of one expression; its first field's name is what is shown. False: too hard.
  static bool Collect(const grok::Grok& expression, std::string_view text, std::vector<Span>& spans) {
    const std::string_view name = expression.captures(0).front().name;
    for (size_t at = 0; at < text.size();) {
      grok::Grok::Match match;
      const auto outcome = expression.Find(text, at, &match);
      if (outcome == grok::Grok::Outcome::kTooHard) return false;
      if (outcome == grok::Grok::Outcome::kNoMatch) return true;
      const auto [start, end] = match.groups[0];
      spans.push_back({start, end, name});
      if (end != at) {
        at = end;
      } else {
        at = NextCharacter(text, at);
      }
    }
    return true;
  }

  // Those that overlap or touch become one, with the name of the longest. As in Elasticsearch, what joins the next is the end of the one before it.
  static void Merge(std::vector<Span>& spans) {
    std::ranges::stable_sort(spans, {}, &Span::start);
    size_t kept = 0;
    for (size_t i = 0; i < spans.size();) {
      Span merged = spans[i];
      size_t longest = merged.length(), last_end = merged.end;
      for (++i; i < spans.size() && last_end >= spans[i].start; ++i) {
        last_end = spans[i].end;
        merged.end = std::max(merged.end, last_end);
        if (spans[i].length() <= longest) continue;
        longest = spans[i].length();
        merged.name = spans[i].name;
      }
      spans[kept++] = merged;
    }
    spans.resize(kept);
  }

  std::string_view Replaced(std::string_view text, const std::vector<Span>& spans, Arena& arena) const {
    size_t size = text.size();
    for (const Span& span : spans) size += options_.prefix.size() + span.name.size() + options_.suffix.size();
    char* const made = arena.NewBytes(size);
    char* out = made;
    size_t at = 0;
    for (const Span& span : spans) {
      const std::string_view before = span.start > at ? text.substr(at, span.start - at) : std::string_view();
      for (const std::string_view piece : {before, std::string_view(options_.prefix), span.name, std::string_view(options_.suffix)}) {
        out = std::copy(piece.begin(), piece.end(), out);
      }
      at = std::max(at, span.end);
    }
    out = std::copy(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), out);
    return {made, static_cast<size_t>(out - made)};
  }

  const RedactOptions options_;
};

}  // namespace

std::unique_ptr<const Processor> CompileRedact(config::Options& options, CompileContext& context) {
  RedactOptions redact;
  redact.field = RequireField(options, context);
  redact.ignore_missing = options.TakeBool("ignore_missing", true);
  redact.prefix = options.TakeString("prefix", "<");
  redact.suffix = options.TakeString("suffix", ">");
  (void)options.TakeBool("skip_if_unlicensed", false);  // there is no licence to ask for
  if (options.TakeBool("trace_redact", false)) redact.redacted_mark = context.Path("_ingest._redact._is_redacted", options.place());
  const auto patterns = TakeGrokPatterns(options, "v1");
  if (!patterns) return nullptr;
  for (const std::string& pattern : patterns->expressions) {
    auto compiled = grok::Grok::Compile({&pattern, 1}, patterns->bank);
    if (compiled.ok() && (*compiled)->captures(0).empty()) {
      options.Error("patterns", "[patterns] the expression [" + pattern + "] names no field, so there is no name to put in place of what it matches");
      return nullptr;
    }
    if (!compiled.ok()) return patterns->Report(options, compiled.error().message), nullptr;
    redact.expressions.push_back(*std::move(compiled));
  }
  return std::make_unique<Redact>(std::move(redact));
}

}  // namespace flowship
