// remove: takes fields out, or all that are not to be kept. Elasticsearch, "Remove processor".

#include <algorithm>

#include "processor/processors.h"

namespace flowship {

namespace {

class Remove : public Processor {
 public:
  Remove(std::vector<PathTemplate> fields, bool ignore_missing) : fields_(std::move(fields)), ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    for (const PathTemplate& field : fields_) {
      std::optional<PathRef> path;
      if (!field.Resolve(document, &path)) {
        if (ignore_missing_) continue;
        return RunResult::kFailed;
      }
      if (ignore_missing_ && !document.Has(*path)) continue;
      if (!document.Remove(*path)) return RunResult::kFailed;
    }
    return RunResult::kOk;
  }
  bool Traces() const override { return true; }

 private:
  const std::vector<PathTemplate> fields_;
  const bool ignore_missing_;
};

class RemoveOthers : public Processor {
 public:
  explicit RemoveOthers(std::vector<PathTemplate> kept) : kept_(std::move(kept)) {}

  RunResult Run(Document& document) const override {
    PathRef* const kept = document.arena().NewArray<PathRef>(kept_.size());
    size_t count = 0;
    for (const PathTemplate& field : kept_) {
      std::optional<PathRef> path;
      if (!field.Resolve(document, &path)) return RunResult::kFailed;
      if (path->root == PathRoot::kSource) new (kept + count++) PathRef(*path);
    }
    Prune(*document.root(), {kept, count}, 0);
    return RunResult::kOk;
  }
  bool Traces() const override { return true; }

 private:
  // `kept` are the paths whose first `depth` parts lead to `object`; they are reordered.
  static void Prune(Object& object, std::span<PathRef> kept, size_t depth) {
    for (uint32_t i = 0; i < object.size();) {
      Object::Entry& entry = object.begin()[i];
      const auto leads_here = [&entry, depth](const PathRef& path) { return path.parts[depth].key == entry.key; };
      const std::span<PathRef> below(kept.begin(), std::partition(kept.begin(), kept.end(), leads_here));
      if (below.empty()) {
        object.Remove(entry.key);
        continue;
      }
      const bool whole = std::ranges::any_of(below, [depth](const PathRef& path) { return path.parts.size() == depth + 1; });
      if (!whole && entry.value.is_object()) Prune(*entry.value.as_object(), below, depth + 1);
      ++i;
    }
  }

  const std::vector<PathTemplate> kept_;
};

}  // namespace

std::unique_ptr<const Processor> CompileRemove(config::Options& options, CompileContext& context) {
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  // Null is as good as absent.
  const auto given = [&options](std::string_view name) {
    auto value = options.Take(name);
    if (value) options.AddDefault({std::string(name), value->place, *value});
    return value.has_value();
  };
  const bool field = given("field"), keep = given("keep");
  std::vector<PathTemplate> fields = context.TakePaths(options, "field"), kept = context.TakePaths(options, "keep");
  if (!field && !keep) options.Error("keep", "[keep] or [field] must be specified");
  if (field && keep) options.Error("keep", "[keep] and [field] cannot both be used in the same processor");
  if (keep) return std::make_unique<RemoveOthers>(std::move(kept));
  return std::make_unique<Remove>(std::move(fields), ignore_missing);
}

}  // namespace flowship
