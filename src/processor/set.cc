// set: writes a value, or a copy of another field, into a field. Elasticsearch, "Set processor".

#include "event/json_escape.h"
#include "processor/media_type.h"
#include "processor/processors.h"

namespace flowship {

namespace {

bool IsEmpty(const Value& value) { return value.is_null() || (value.is_string() && value.as_text().empty()); }

struct SetOptions {
  PathTemplate field;
  bool override = true;
  bool ignore_empty_value = false;
};

// A constant scalar into a constant path: the most frequent step of all.
class SetConstant : public Processor {
 public:
  SetConstant(FieldPath field, Value value)
      : field_(std::move(field)), value_(value.is_string() && CountPlain(value.as_text()) == value.as_text().size() ? value.Plain() : value) {}
  RunResult Run(Document& document) const override { return OkOrFailed(document.Set(field_, value_)); }
  bool Traces() const override { return true; }

 private:
  const FieldPath field_;
  const Value value_;
};

class Set : public Processor {
 public:
  explicit Set(SetOptions options) : options_(std::move(options)) {}

  // Elasticsearch asks whether the path is one when it looks there: for what is to be kept first, or else with a value in its hands.
  RunResult Run(Document& document) const override {
    std::optional<PathRef> path;
    if (!options_.override) {
      if (!options_.field.Resolve(document, &path)) return RunResult::kFailed;
      const Value* const old = document.Get(*path);
      if (old != nullptr && !old->is_null()) return RunResult::kOk;
    }
    std::optional<Value> value;
    if (!Make(document, &value)) return RunResult::kFailed;
    if (!value) return RunResult::kOk;
    if (!path && !options_.field.Resolve(document, &path)) return RunResult::kFailed;
    return OkOrFailed(document.Set(*path, *value));
  }
  bool Traces() const override { return true; }

 protected:
  // What is to be written; nothing: it is empty, and that is ignored. False: failed.
  virtual bool Make(Document& document, std::optional<Value>* value) const = 0;
  const SetOptions options_;
};

class SetValue : public Set {
 public:
  SetValue(SetOptions options, ValueTemplate value) : Set(std::move(options)), value_(std::move(value)) {}

 private:
  bool Make(Document& document, std::optional<Value>* value) const override {
    const Value rendered = value_.Render(document);
    // Elasticsearch looks for emptiness at what a template gave only; an empty constant is written.
    if (!options_.ignore_empty_value || !rendered.is_string() || value_.is_constant() || !IsEmpty(rendered)) *value = rendered;
    return true;
  }

  const ValueTemplate value_;
};

class SetCopy : public Set {
 public:
  SetCopy(SetOptions options, FieldPath from) : Set(std::move(options)), from_(std::move(from)) {}

 private:
  bool Make(Document& document, std::optional<Value>* value) const override {
    Value* from = document.Get(from_);
    if (from == nullptr && !options_.ignore_empty_value && !document.Require(from_, &from)) return false;
    if (!options_.ignore_empty_value || (from != nullptr && !IsEmpty(*from))) *value = DeepCopy(*from, document.arena());
    return true;
  }

  const FieldPath from_;
};

}  // namespace

std::unique_ptr<const Processor> CompileSet(config::Options& options, CompileContext& context) {
  const size_t errors = options.diagnostics().errors();
  SetOptions set;
  set.field = context.RequirePath(options, "field");
  set.override = options.TakeBool("override", true);
  set.ignore_empty_value = options.TakeBool("ignore_empty_value", false);
  const Template::Escape escape = TakeMediaType(options);
  if (const auto from = options.TakeString("copy_from")) {
    if (options.Take("value")) options.Error("copy_from", "[copy_from] cannot set both `copy_from` and `value` in the same processor");
    return std::make_unique<SetCopy>(std::move(set), context.Path(*from, options.PlaceOf("copy_from")));
  }
  auto value = RequireValue(options, context, escape);
  if (!value || options.diagnostics().errors() != errors) return nullptr;
  if (value->is_scalar_constant() && set.field.is_constant() && set.override) {
    return std::make_unique<SetConstant>(set.field.path(), value->constant());
  }
  return std::make_unique<SetValue>(std::move(set), *std::move(value));
}

}  // namespace flowship
