// grok: fields out of text, by expressions made of named patterns. Elasticsearch, "Grok processor".

#include <algorithm>

#include "pipeline/grok.h"
#include "processor/fields.h"
#include "processor/grok_options.h"
#include "processor/processors.h"

namespace flowship {

namespace {

constexpr std::string_view kMatchIndex = "_ingest._grok_match_index";

struct Target {
  FieldPath path;
  std::vector<std::pair<uint32_t, grok::CaptureType>> groups;  // in the order in which their values are listed
};

class Grok : public Processor {
 public:
  Grok(FieldPath field, bool ignore_missing, std::unique_ptr<const grok::Grok> grok, std::vector<std::vector<Target>> targets,
       std::optional<FieldPath> match_index)
      : field_(std::move(field)), ignore_missing_(ignore_missing), grok_(std::move(grok)), targets_(std::move(targets)), match_index_(std::move(match_index)) {}

  RunResult Run(Document& document) const override {
    Value value;
    const Read read = ReadValue(document, field_, ignore_missing_, "cannot process it.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (!value.is_string()) return OkOrFailed(FailCast(document, field_, value, "java.lang.String"));
    grok::Grok::Match match;
    const auto outcome = grok_->Find(value.as_text(), 0, &match);
    if (outcome == grok::Grok::Outcome::kTooHard) return OkOrFailed(document.Fail("runtime_exception", grok::kTooHardReason));
    if (outcome == grok::Grok::Outcome::kNoMatch) {
      return OkOrFailed(document.Illegal("Provided Grok expressions do not match field value: [{}]", value.as_text()));
    }
    return OkOrFailed(SetFields(document, value, match) && SetMatchIndex(document, match.expression));
  }

 private:
  // All values are made before the first is set: a number that is none leaves the document as it was.
  bool SetFields(Document& document, const Value& text, const grok::Grok::Match& match) const {
    const std::vector<Target>& targets = targets_[match.expression];
    Value* const values = document.arena().NewArray<Value>(targets.size() + 1);
    bool* const present = document.arena().NewArray<bool>(targets.size() + 1);
    for (size_t i = 0; i < targets.size(); ++i) {
      if (!MakeValue(document, text, match, targets[i], &values[i], &present[i])) return false;
    }
    for (size_t i = 0; i < targets.size(); ++i) {
      if (present[i] && !document.Set(targets[i].path, values[i])) return false;
    }
    return true;
  }

  static bool MakeValue(Document& document, const Value& text, const grok::Grok::Match& match, const Target& target, Value* value, bool* present) {
    *present = false;
    Array* list = nullptr;
    for (const auto& [number, type] : target.groups) {
      const grok::Grok::Group& group = match.groups[number];
      if (!group.took_part()) continue;
      Value next;
      if (!grok::ConvertCapture(type, group.Of(text.as_text()), document, &next)) return false;
      if (next.is_string() && text.is_plain()) next = next.Plain();
      if (!*present) {
        *value = next;
        *present = true;
        continue;
      }
      if (list == nullptr) {
        list = Array::New(document.arena());
        list->Push(*value, document.arena());
        *value = Value::Of(list);
      }
      list->Push(next, document.arena());
    }
    return true;
  }

  bool SetMatchIndex(Document& document, size_t expression) const {
    if (!match_index_) return true;
    return document.Set(*match_index_, Value::String(FormatIn(document.arena(), "{}", expression)));
  }

  const FieldPath field_;
  const bool ignore_missing_;
  const std::unique_ptr<const grok::Grok> grok_;
  const std::vector<std::vector<Target>> targets_;  // of each expression
  const std::optional<FieldPath> match_index_;      // with trace_match
};

// Captures of one field together, in the order of their names.
std::vector<Target> TargetsOf(std::span<const grok::Capture> captures, const config::Place& place, CompileContext& context) {
  std::vector<Target> targets;
  for (const grok::Capture& capture : captures) {
    auto target = std::find_if(targets.begin(), targets.end(), [&](const Target& known) { return known.path.text == capture.name; });
    if (target == targets.end()) target = targets.insert(target, Target{context.Path(capture.name, place), {}});
    for (const uint32_t group : capture.groups) target->groups.emplace_back(group, capture.type);
  }
  return targets;
}

}  // namespace

std::unique_ptr<const Processor> CompileGrok(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  const bool trace_match = options.TakeBool("trace_match", false);
  const auto patterns = TakeGrokPatterns(options, options.TakeString("ecs_compatibility", "disabled"));
  if (!patterns) return nullptr;
  auto compiled = grok::Grok::Compile(patterns->expressions, patterns->bank);
  if (!compiled.ok()) return patterns->Report(options, compiled.error().message), nullptr;
  auto grok = *std::move(compiled);
  std::vector<std::vector<Target>> targets;
  for (size_t i = 0; i < grok->size(); ++i) targets.push_back(TargetsOf(grok->captures(i), options.PlaceOf("patterns"), context));
  std::optional<FieldPath> match_index;
  if (trace_match) match_index = context.Path(kMatchIndex, options.place());
  return std::make_unique<Grok>(std::move(field), ignore_missing, std::move(grok), std::move(targets), std::move(match_index));
}

}  // namespace flowship
