// rename: moves a field. Elasticsearch, "Rename processor".

#include "processor/processors.h"

namespace flowship {

namespace {

class Rename : public Processor {
 public:
  Rename(PathTemplate field, PathTemplate target, bool ignore_missing, bool override)
      : field_(std::move(field)), target_(std::move(target)), ignore_missing_(ignore_missing), override_(override) {}

  RunResult Run(Document& document) const override {
    std::optional<PathRef> from, to;
    if (!Resolve(document, field_, &from)) return ignore_missing_ ? RunResult::kOk : RunResult::kFailed;
    const Value* const found = document.Get(*from);
    if (found == nullptr) {
      if (!document.InBounds(*from)) return RunResult::kFailed;
      return ignore_missing_ ? RunResult::kOk : OkOrFailed(document.Illegal("field [{}] doesn't exist", from->text));
    }
    if (!target_.Resolve(document, &to)) return RunResult::kFailed;
    if (document.Has(*to)) {
      if (!override_) return OkOrFailed(document.Illegal("field [{}] already exists", to->text));
    } else if (!document.InBounds(*to)) {
      return RunResult::kFailed;
    }
    const Value value = *found;
    if (!document.Remove(*from)) return RunResult::kFailed;
    if (document.Set(*to, value)) return RunResult::kOk;
    // The field stays where it was; the failure is the one of the target.
    const Failure failure = document.failure();
    (void)document.Set(*from, value);
    return OkOrFailed(document.Fail(failure.type, failure.reason));
  }
  bool Traces() const override { return true; }

 private:
  // The field's path has a text of its own for being empty.
  static bool Resolve(Document& document, const PathTemplate& field, std::optional<PathRef>* path) {
    return field.Resolve(document, path) || (document.failure().reason == kEmptyPath && document.Illegal("field {}", kEmptyPath));
  }

  const PathTemplate field_, target_;
  const bool ignore_missing_, override_;
};

}  // namespace

std::unique_ptr<const Processor> CompileRename(config::Options& options, CompileContext& context) {
  PathTemplate field = context.RequirePath(options, "field");
  PathTemplate target = context.RequirePath(options, "target_field");
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  const bool override = options.TakeBool("override", false);
  return std::make_unique<Rename>(std::move(field), std::move(target), ignore_missing, override);
}

}  // namespace flowship
