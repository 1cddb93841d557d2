// append: adds values to a list; a scalar becomes a list first, a missing field a new one. Elasticsearch, "Append processor".

#include "processor/media_type.h"
#include "processor/processors.h"

namespace flowship {

namespace {

class Append : public Processor {
 public:
  Append(PathTemplate field, ValueTemplate value, bool allow_duplicates)
      : field_(std::move(field)), value_(std::move(value)), allow_duplicates_(allow_duplicates) {}

  RunResult Run(Document& document) const override {
    std::optional<PathRef> path;
    if (!field_.Resolve(document, &path)) return RunResult::kFailed;
    const Value value = value_.Render(document);
    if (!value.is_array()) return OkOrFailed(document.Append(*path, {&value, 1}, !allow_duplicates_));
    const Array& values = *value.as_array();
    return OkOrFailed(document.Append(*path, {values.begin(), values.end()}, !allow_duplicates_));
  }

 private:
  const PathTemplate field_;
  const ValueTemplate value_;
  const bool allow_duplicates_;
};

}  // namespace

std::unique_ptr<const Processor> CompileAppend(config::Options& options, CompileContext& context) {
  PathTemplate field = context.RequirePath(options, "field");
  const bool allow_duplicates = options.TakeBool("allow_duplicates", true);
  auto value = RequireValue(options, context, TakeMediaType(options));
  if (!value) return nullptr;
  return std::make_unique<Append>(std::move(field), *std::move(value), allow_duplicates);
}

}  // namespace flowship
