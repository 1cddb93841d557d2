#include <algorithm>
#include <stdexcept>
#include <vector>

#include "event/json_writer.h"
#include "script_runner.h"

namespace flowship::painless {
namespace {

int64_t FixedNow() { return 1'700'000'000'123'456'789; }  // 2023-11-14T22:13:20.123456789Z

std::string TextOf(const std::string_view text) { return std::string(text); }

}  // namespace

std::string CanonicalJson(const Value& value) {
  std::string out;
  if (value.is_array()) {
    for (const Value& item : *value.as_array()) out += (out.empty() ? "[" : ",") + CanonicalJson(item);
    return out.empty() ? "[]" : out + "]";
  }
  if (!value.is_object()) return ToJson(value);
  std::vector<const Object::Entry*> entries;
  for (const Object::Entry& entry : *value.as_object()) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) { return a->key.text() < b->key.text(); });
  for (const Object::Entry* const entry : entries) {
    out += (out.empty() ? "{" : ",") + TextOf(entry->key.json()) + CanonicalJson(entry->value);
  }
  return out.empty() ? "{}" : out + "}";
}

Value ScriptRunner::FromJson(std::string_view text) {
  JsonReader reader;
  text = key_set_.arena().Copy(text);
  Value value;
  JsonProblem problem;
  if (!reader.Read(text, arena_, keys_, &value, &problem)) throw std::runtime_error("not JSON: " + TextOf(problem.what));
  return value;
}

namespace {

// A tree whose keys and bytes live as long as the set of keys.
Value Kept(const Value& value, KeySet& keys) {
  if (value.is_array()) {
    Array* const array = Array::New(keys.arena());
    for (const Value& item : *value.as_array()) array->Push(Kept(item, keys), keys.arena());
    return Value::Of(array);
  }
  if (value.is_string()) return Value::String(keys.arena().Copy(value.as_text()));
  if (value.kind() == Kind::kBigInteger) return Value::BigInteger(keys.arena().Copy(value.as_text()));
  if (!value.is_object()) return value;
  Object* const object = Object::New(keys.arena());
  for (const Object::Entry& entry : *value.as_object()) object->Set(keys.Intern(entry.key.text()), Kept(entry.value, keys), keys.arena());
  return Value::Of(object);
}

}  // namespace

Value ScriptRunner::ParamsFromJson(std::string_view text) { return Kept(FromJson(text), key_set_); }

std::string ScriptRunner::Compile(std::string_view source, ScriptContext context, Value params) {
  context_ = context;
  CompileOptions options;
  options.context = context;
  options.keys = &key_set_;
  options.params = params;
  auto script = flowship::Compile(source, options);
  if (!script.ok()) return script.error().message;
  script_ = *std::move(script);
  return {};
}

RunOutcome ScriptRunner::Run(Value ctx) {
  RunOutcome outcome;
  ctx_ = ctx;
  Environment environment;
  environment.ctx = ctx.as_object();
  environment.arena = &arena_;
  environment.keys = &keys_;
  environment.now_nanoseconds = FixedNow;
  const bool is_condition = context_ == ScriptContext::kCondition;
  bool verdict = false;
  const bool judged = is_condition && script_->Judge(*environment.ctx, &verdict);
  const bool done = is_condition ? script_->RunCondition(environment, &outcome.condition) : script_->Run(environment);
  // What a look decides is what a run decides.
  if (judged && !(done && outcome.condition == verdict)) throw std::logic_error("a look at ctx decides otherwise than a run");
  if (!done) {
    outcome.failed = true;
    outcome.type = TextOf(environment.exception.type);
    outcome.reason = TextOf(environment.exception.message);
    outcome.at = environment.exception.place.at;
  }
  outcome.document = CanonicalJson(ctx_);
  return outcome;
}

}  // namespace flowship::painless
