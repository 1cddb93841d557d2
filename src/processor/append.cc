// append: adds values to a list; a scalar becomes a list first, a missing field a new one. Elasticsearch, "Append processor".

#include "processor/media_type.h"
#include "processor/processors.h"

namespace flowship {

namespace {

class Append : public Processor {
 public:
  // `from` is the field to copy from, or empty.
  Append(PathTemplate field, ValueTemplate value, PathTemplate from, bool allow_duplicates, bool ignore_empty)
      : field_(std::move(field)), value_(std::move(value)), from_(std::move(from)), allow_duplicates_(allow_duplicates), ignore_empty_(ignore_empty) {}

  RunResult Run(Document& document) const override {
    Value value;
    if (from_.empty()) {
      value = value_.Render(document);
    } else if (!Copy(document, &value)) {
      return RunResult::kFailed;
    }
    // The path last: a template's parts live until the next is resolved.
    std::optional<PathRef> path;
    if (!field_.Resolve(document, &path)) return RunResult::kFailed;
    std::span<const Value> values(&value, 1);
    if (value.is_array()) values = {value.as_array()->begin(), value.as_array()->end()};
    if (ignore_empty_) {
      values = NotEmpty(values, document.arena());
      if (values.empty()) return RunResult::kOk;
    }
    return OkOrFailed(document.Append(*path, values, !allow_duplicates_));
  }
  bool Traces() const override { return true; }

 private:
  bool Copy(Document& document, Value* value) const {
    std::optional<PathRef> path;
    Value* found = nullptr;
    if (!from_.Resolve(document, &path) || !document.Require(*path, &found)) return false;
    *value = DeepCopy(*found, document.arena());
    return true;
  }

  static std::span<const Value> NotEmpty(std::span<const Value> values, Arena& arena) {
    Array* const kept = Array::New(arena, values.size());
    for (const Value& value : values) {
      if (!value.is_null() && !(value.is_string() && value.as_text().empty())) kept->Push(value, arena);
    }
    return {kept->begin(), kept->end()};
  }

  const PathTemplate field_;
  const ValueTemplate value_;
  const PathTemplate from_;
  const bool allow_duplicates_, ignore_empty_;
};

}  // namespace

std::unique_ptr<const Processor> CompileAppend(config::Options& options, CompileContext& context) {
  PathTemplate field = context.RequirePath(options, "field");
  const bool allow_duplicates = options.TakeBool("allow_duplicates", true);
  const bool ignore_empty = options.TakeBool("ignore_empty_values", false);
  const Template::Escape escape = TakeMediaType(options);
  if (options.Has("copy_from")) {
    if (options.Has("value")) options.Error("copy_from", "[copy_from] cannot set both `copy_from` and `value` in the same processor");
    (void)options.Take("value");
    return std::make_unique<Append>(std::move(field), ValueTemplate(), context.RequirePath(options, "copy_from"), allow_duplicates, ignore_empty);
  }
  auto value = RequireValue(options, context, escape);
  if (!value) return nullptr;
  return std::make_unique<Append>(std::move(field), *std::move(value), PathTemplate(), allow_duplicates, ignore_empty);
}

}  // namespace flowship
