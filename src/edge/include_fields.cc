// include_fields: keeps only these fields, and @timestamp and type. Beats, "Keep fields from events".

#include "edge/edge_processors.h"
#include "edge/selection.h"

namespace flowship {

namespace {

class IncludeFields : public Processor {
 public:
  IncludeFields(FieldSelection selection, std::vector<FieldPath> always) : selection_(std::move(selection)), always_(std::move(always)) {}

  RunResult Run(Document& document) const override {
    const std::vector<PathRef> matching = MatchingFields(document, selection_.regexes);
    Object* const kept = Object::New(document.arena(), 8);
    for (const FieldPath& path : always_) Keep(document, path, kept);
    for (const FieldPath& path : selection_.paths) Keep(document, path, kept);
    for (const PathRef& path : matching) Keep(document, path, kept);
    document.event().root = kept;
    return RunResult::kOk;
  }
  bool Traces() const override { return true; }

 private:
  static void Keep(Document& document, PathRef path, Object* kept) {
    const Value* const value = document.Get(path);
    if (value == nullptr || path.root != PathRoot::kSource) return;
    Object* at = kept;
    for (size_t i = 0; i + 1 < path.parts.size(); ++i) {
      Value* next = at->Find(path.parts[i].key);
      if (next == nullptr || !next->is_object()) {
        at->Set(path.parts[i].key, Value::Of(Object::New(document.arena(), 4)), document.arena());
        next = at->Find(path.parts[i].key);
      }
      at = next->as_object();
    }
    at->Set(path.parts.back().key, *value, document.arena());
  }

  const FieldSelection selection_;
  const std::vector<FieldPath> always_;
};

}  // namespace

std::unique_ptr<const Processor> CompileIncludeFields(config::Options& options, CompileContext& context) {
  std::vector<FieldPath> always;
  for (const char* name : {"@timestamp", "type"}) always.push_back(context.Path(name, options.place()));
  return std::make_unique<IncludeFields>(TakeSelection("include_fields", options, context), std::move(always));
}

}  // namespace flowship
