#include "edge/selection.h"

#include <algorithm>

namespace flowship {

namespace {

bool IsKept(std::string_view name) { return name == "@timestamp" || name == "type"; }

struct Search {
  const std::vector<Regex>& regexes;
  Arena& arena;
  std::string name;
  std::vector<FieldPath::Part> parts;
  std::vector<PathRef> found;

  void Below(const Object& object) {
    for (const Object::Entry& entry : object) {
      const size_t before = name.size();
      if (!name.empty()) name += '.';
      name += entry.key.text();
      parts.push_back({entry.key});
      if (entry.value.is_object()) {
        Below(*entry.value.as_object());
      } else if (!IsKept(name) && AnyMatches(regexes, name)) {
        auto* const own = arena.NewArray<FieldPath::Part>(parts.size());
        std::ranges::copy(parts, own);
        found.emplace_back(PathRoot::kSource, std::span<const FieldPath::Part>(own, parts.size()), arena.Copy(name));
      }
      parts.pop_back();
      name.resize(before);
    }
  }
};

}  // namespace

FieldSelection TakeSelection(std::string_view processor, config::Options& options, CompileContext& context) {
  FieldSelection selection;
  if (!options.Has("fields")) options.Error("fields", std::string(processor) + " needs `fields`, a list of them");
  const config::Place place = options.PlaceOf("fields");
  for (const std::string& text : options.TakeStrings("fields")) {
    if (text.size() > 2 && text.starts_with('/') && text.ends_with('/')) {
      auto regex = Regex::Compile(text.substr(1, text.size() - 2));
      if (regex.ok()) selection.regexes.push_back(*std::move(regex)); else options.Error("fields", regex.error().message);
    } else if (!IsKept(text)) {
      selection.paths.push_back(context.Path(text, place));
    }
  }
  return selection;
}

std::vector<PathRef> MatchingFields(Document& document, const std::vector<Regex>& regexes) {
  Search search{regexes, document.arena(), {}, {}, {}};
  if (!regexes.empty()) search.Below(*document.root());
  return std::move(search.found);
}

}  // namespace flowship
