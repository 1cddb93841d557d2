// split: text into a list, at a separator. Elasticsearch, "Split processor"; the separator is a java.util.regex expression.

#include "processor/fields.h"
#include "processor/processors.h"
#include "processor/text_pattern.h"

namespace flowship {

namespace {

class Split : public Processor {
 public:
  Split(FieldPath field, FieldPath target, TextPattern separator, bool ignore_missing, bool preserve_trailing)
      : field_(std::move(field)),
        target_(std::move(target)),
        separator_(std::move(separator)),
        ignore_missing_(ignore_missing),
        preserve_trailing_(preserve_trailing) {}

  RunResult Run(Document& document) const override {
    Value value;
    const Read read = ReadValue(document, field_, ignore_missing_, "cannot split.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (!value.is_string()) return OkOrFailed(FailCast(document, field_, value, "java.lang.String"));
    std::span<const std::string_view> parts;
    if (!separator_.Split(value.as_text(), preserve_trailing_ ? -1 : 0, document.arena(), &parts)) {
      return OkOrFailed(document.Illegal("Caught a StackOverflowError while splitting at [{}]", separator_.text()));
    }
    Array* const list = Array::New(document.arena(), parts.size());
    for (const std::string_view part : parts) {
      const Value text = Value::String(part);
      list->Push(value.is_plain() ? text.Plain() : text, document.arena());
    }
    return OkOrFailed(document.Set(target_, Value::Of(list)));
  }

 private:
  const FieldPath field_, target_;
  const TextPattern separator_;
  const bool ignore_missing_, preserve_trailing_;
};

}  // namespace

std::unique_ptr<const Processor> CompileSplit(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  FieldPath target = TakeField(options, context, "target_field", field);
  const std::string separator = options.RequireString("separator");
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  const bool preserve_trailing = options.TakeBool("preserve_trailing", false);
  auto compiled = TextPattern::Compile(separator);
  if (!compiled.ok()) {
    options.Error("separator", "[separator] " + compiled.error().message);
    return nullptr;
  }
  return std::make_unique<Split>(std::move(field), std::move(target), *std::move(compiled), ignore_missing, preserve_trailing);
}

}  // namespace flowship
