#pragma once
// The form that lowercase, trim, bytes, gsub … share: `field` is a string or a list of strings, each is transformed, and the result goes to
// `target_field` (default: `field`). Elasticsearch's AbstractStringProcessor.

#include <memory>
#include <utility>

#include "event/json_writer.h"
#include "processor/fields.h"

namespace flowship {

// Transform: `bool operator()(Document&, const Value& text, Value* result) const`; false after document.Fail. `text` is a string, and all that the result
// depends on.
template <typename Transform>
class StringProcessor : public Processor {
 public:
  StringProcessor(FieldPath field, FieldPath target, bool ignore_missing, Transform transform)
      : field_(std::move(field)), target_(std::move(target)), ignore_missing_(ignore_missing), transform_(std::move(transform)) {}

  RunResult Run(Document& document) const override {
    Value value, result;
    const Read read = ReadValue(document, field_, ignore_missing_, "cannot process it.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (value.is_array()) return OkOrFailed(TransformAll(document, *value.as_array(), &result) && document.Set(target_, result));
    if (!value.is_string()) return OkOrFailed(FailCast(document, field_, value, "java.lang.String"));
    return OkOrFailed(TransformOne(document, value, &result) && document.Set(target_, result));
  }
  bool Traces() const override { return true; }

 private:
  static bool Again(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
    return static_cast<const StringProcessor*>(step.self)->transform_(context.document, inputs[0], result);
  }

  bool TransformOne(Document& document, const Value& text, Value* result) const {
    if (!transform_(document, text, result)) {
      if (document.tracer != nullptr) document.tracer->RecordFailure({Again, this}, {&text, 1});
      return false;
    }
    if (document.tracer != nullptr) *result = document.tracer->Record({Again, this}, {&text, 1}, *result);
    return true;
  }

  bool TransformAll(Document& document, const Array& values, Value* result) const {
    Array* const list = Array::New(document.arena(), values.size());
    for (const Value& value : values) {
      if (!value.is_string()) {
        return document.Illegal("value [{}] of type [{}] in list field [{}] cannot be cast to [java.lang.String]",
                                JavaText(value, document.arena()), JavaTypeName(value), field_.text);
      }
      Value item;
      if (!TransformOne(document, value, &item)) return false;
      list->Push(item, document.arena());
    }
    *result = Value::Of(list);
    return true;
  }

  const FieldPath field_, target_;
  const bool ignore_missing_;
  const Transform transform_;
};

template <typename Transform>
std::unique_ptr<const Processor> CompileStringProcessor(config::Options& options, CompileContext& context, Transform transform) {
  FieldPath field = RequireField(options, context);
  FieldPath target = TakeField(options, context, "target_field", field);
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  return std::make_unique<StringProcessor<Transform>>(std::move(field), std::move(target), ignore_missing, std::move(transform));
}

}  // namespace flowship
