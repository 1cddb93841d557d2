// dot_expander: makes objects of names that have dots. Elasticsearch, "Dot expander processor".

#include <algorithm>

#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

class DotExpander : public Processor {
 public:
  // `path` is empty for the root of the document; `field` is a name within it, or * for all that have dots.
  DotExpander(std::optional<FieldPath> path, std::string field, bool override) : path_(std::move(path)), field_(std::move(field)), override_(override) {}

  RunResult Run(Document& document) const override {
    Object* map = document.root();
    if (path_) {
      Value* found = nullptr;
      if (!document.Require(*path_, &found)) return RunResult::kFailed;
      if (found->is_null()) return OkOrFailed(document.Fail("null_pointer_exception", "the map to expand is null"));
      if (!found->is_object()) return OkOrFailed(FailCast(document, *path_, *found, "java.util.Map"));
      map = found->as_object();
    }
    if (field_ != "*") return OkOrFailed(Expand(document, *map, document.keys().Get(field_)));
    // The names of the beginning: what is expanded on the way adds none that has a dot.
    const uint32_t count = map->size();
    Key* const names = document.arena().NewArray<Key>(count);
    for (uint32_t i = 0; i < count; ++i) names[i] = map->begin()[i].key;
    for (uint32_t i = 0; i < count; ++i) {
      const size_t dot = names[i].text().find('.');
      if (dot != std::string_view::npos && dot > 0 && !Expand(document, *map, names[i])) return RunResult::kFailed;
    }
    return RunResult::kOk;
  }

 private:
  bool Expand(Document& document, Object& map, Key name) const {
    const Value* const found = map.Find(name);
    if (found == nullptr) return true;
    const Value value = *found;
    const std::string_view text = path_ ? FormatIn(document.arena(), "{}.{}", path_->text, name.text()) : document.arena().Copy(name.text());
    std::vector<FieldPath::Part>& scratch = document.context().path_scratch;
    PathRoot root = PathRoot::kSource;
    if (!ParsePath(text, document.keys(), &root, &scratch)) return document.Illegal("path [{}] is not valid", text);
    FieldPath::Part* const parts = document.arena().NewArray<FieldPath::Part>(scratch.size());
    std::ranges::copy(scratch, parts);
    const PathRef path(root, {parts, scratch.size()}, text);
    const bool there = document.Has(path);
    if (!there && !LeadsThroughObjects(document, path)) return false;  // and the name with dots stays
    map.Remove(name);
    if (there) {
      if (override_) return document.Set(path, value);
      if (!value.is_array()) return document.Append(path, {&value, 1}, false);
      return document.Append(path, {value.as_array()->begin(), value.as_array()->end()}, false);
    }
    return document.Set(path, value);
  }

  static bool LeadsThroughObjects(Document& document, PathRef path) {
    size_t end = 0;
    for (size_t i = 1; i < path.parts.size(); ++i) {
      end += path.parts[i - 1].key.text().size() + (i > 1);
      const Value* const there = document.Get(PathRef(path.root, path.parts.first(i), path.text));
      if (there == nullptr) return true;
      if (!there->is_object()) {
        return document.Illegal("cannot expand [{}], because [{}] is not an object field, but a value field", path.text, path.text.substr(0, end));
      }
    }
    return true;
  }

  const std::optional<FieldPath> path_;
  const std::string field_;
  const bool override_;
};

bool CheckName(config::Options& options, const std::string& field) {
  if (field.find('.') == std::string::npos && field != "*") {
    return options.Error("field", "[field] field does not contain a dot and is not a wildcard"), false;
  }
  if (field.starts_with('.') || field.ends_with('.')) return options.Error("field", "[field] Field can't start or end with a dot"), false;
  if (field.find("..") != std::string::npos) return options.Error("field", "[field] No space between dots"), false;
  return true;
}

}  // namespace

std::unique_ptr<const Processor> CompileDotExpander(config::Options& options, CompileContext& context) {
  const bool given = options.Has("field");
  std::string field = options.RequireString("field");
  std::optional<FieldPath> path;
  if (const auto text = options.TakeString("path")) path = context.Path(*text, options.PlaceOf("path"));
  const bool override = options.TakeBool("override", false);
  if (!given || !CheckName(options, field)) return nullptr;
  return std::make_unique<DotExpander>(std::move(path), std::move(field), override);
}

}  // namespace flowship
