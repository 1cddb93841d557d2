// json: a text in JSON as a value. Elasticsearch, "JSON processor".

#include "event/json_reader.h"
#include "event/json_writer.h"
#include "processor/apply.h"
#include "processor/fields.h"
#include "processor/json_fault.h"
#include "processor/processors.h"

namespace flowship {

namespace {

bool ReadWith(Document& document, std::string_view text, const JsonOptions& options, Value* value, JsonProblem* problem) {
  return document.context().json_reader->Read(text, document.arena(), document.keys(), value, problem, options);
}

// What the fast reader refuses: a text without any token, which is null; one with comments, which Elasticsearch takes; or one that is no JSON.
bool ParseAgain(Document& document, std::string_view text, const JsonOptions& options, Value* value, JsonProblem problem) {
  JsonFault fault;
  const JsonVerdict verdict = JudgeJson(text, options.refuse_duplicate_keys, document.arena(), &fault);
  if (verdict == JsonVerdict::kFine || (options.allow_trailing && (fault.behind_value || verdict == JsonVerdict::kMore))) {
    const std::string_view bare = WithoutComments(text, document.arena());
    if (bare.find_first_not_of(" \t\r\n") == std::string_view::npos) return *value = Value::Null(), true;
    if (ReadWith(document, bare, options, value, &problem)) return true;
    return document.FailWith("x_content_parse_exception", "{} at offset {}", problem.what, problem.offset);
  }
  constexpr fmt::format_string<std::string_view> kNotStrict = "The input {} is not valid JSON and the strict_json_parsing parameter is true";
  if (verdict == JsonVerdict::kMore) return document.Illegal(kNotStrict, text);
  document.FailBecause(fault.at_end ? "x_content_e_o_f_exception" : "x_content_parse_exception", fault.located,
                       Failure{fault.at_end ? "json_e_o_f_exception" : "json_parse_exception", fault.message});
  if (!fault.behind_value) return false;
  const Failure cause = document.failure();
  return document.FailBecause("illegal_argument_exception", FormatIn(document.arena(), kNotStrict, text), cause);
}

class Json : public Processor {
 public:
  Json(FieldPath field, FieldPath target, const JsonOptions& options) : field_(std::move(field)), target_(std::move(target)), options_(options) {}

  RunResult Run(Document& document) const override {
    Value *found = nullptr, value;
    return OkOrFailed(document.Require(field_, &found) && Parse(document, *found, &value) && document.Set(target_, value));
  }
  bool Traces() const override { return true; }

 protected:
  bool Parse(Document& document, const Value& from, Value* value) const {
    if (!ApplyJson(document, from, options_, value)) {
      if (document.tracer != nullptr) document.tracer->Abort();  // its quick way knows no failure
      return false;
    }
    if (document.tracer != nullptr) *value = document.tracer->Record({Again, this, nullptr, Begin, Expect}, {&from, 1}, *value);
    return true;
  }

  const FieldPath field_;

 private:
  static bool Again(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
    return ApplyJson(context.document, inputs[0], static_cast<const Json*>(step.self)->options_, result);
  }

  static bool Begin(const Value* inputs, TraceContext& context) {
    return inputs[0].is_string() && context.document.context().json_reader->Scan(inputs[0].as_text());
  }
  static bool Expect(TraceContext& context, TraceOutcomes outcome, Value* slots) {
    return context.document.context().json_reader->IsLike(outcome, context.arena, slots);
  }

  const FieldPath target_;
  const JsonOptions options_;
};

class JsonToRoot : public Json {
 public:
  JsonToRoot(FieldPath field, const JsonOptions& options, bool merge) : Json(field, field, options), merge_(merge) {}

  RunResult Run(Document& document) const override {
    Value value;
    // A missing field is null here, and null is no map.
    const Value* const found = document.Get(field_);
    if (found != nullptr && !Parse(document, *found, &value)) return RunResult::kFailed;
    if (!value.is_object()) return OkOrFailed(document.Illegal("cannot add non-map fields to root of document"));
    Put(*document.root(), *value.as_object(), document.arena());
    return RunResult::kOk;
  }

 private:
  void Put(Object& target, const Object& from, Arena& arena) const {
    for (const Object::Entry& entry : from) {
      Value* const old = target.Find(entry.key);
      if (merge_ && old != nullptr && old->is_object() && entry.value.is_object()) {
        Put(*old->as_object(), *entry.value.as_object(), arena);
      } else {
        target.Set(entry.key, entry.value, arena);
      }
    }
  }

  const bool merge_;
};

bool TakeMerge(config::Options& options, bool to_root) {
  auto strategy = options.TakeString("add_to_root_conflict_strategy");
  if (!strategy) return false;
  const std::string written = *strategy;
  for (char& c : *strategy) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (!to_root) {
    options.Error("add_to_root_conflict_strategy",
                  "[add_to_root_conflict_strategy] Cannot set `add_to_root_conflict_strategy` if `add_to_root` is false");
  } else if (*strategy != "merge" && *strategy != "replace") {
    options.Error("add_to_root_conflict_strategy", "[add_to_root_conflict_strategy] conflict strategy [" + written + "] not supported, cannot convert field.");
  }
  return *strategy == "merge";
}

}  // namespace

bool ApplyJson(Document& document, const Value& from, const JsonOptions& options, Value* value) {
  const std::string_view text = JavaText(from, document.arena());  // null is the text null
  JsonProblem problem;
  return ReadWith(document, text, options, value, &problem) || ParseAgain(document, text, options, value, problem);
}

std::unique_ptr<const Processor> CompileJson(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  const bool to_root = options.TakeBool("add_to_root", false);
  const bool merge = TakeMerge(options, to_root);
  JsonOptions json;
  json.refuse_duplicate_keys = !options.TakeBool("allow_duplicate_keys", false);
  json.allow_trailing = !options.TakeBool("strict_json_parsing", true);
  if (to_root && options.Has("target_field")) {
    options.Error("target_field", "[target_field] Cannot set a target field while also setting `add_to_root` to true");
  }
  FieldPath target = TakeField(options, context, "target_field", field);
  if (to_root) return std::make_unique<JsonToRoot>(std::move(field), json, merge);
  return std::make_unique<Json>(std::move(field), std::move(target), json);
}

}  // namespace flowship
