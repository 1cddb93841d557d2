#include "event/field_path.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"

namespace flowship {

namespace {

constexpr std::array<std::string_view, 9> kMetadataFields = {"_dynamic_templates", "_id",      "_if_primary_term", "_if_seq_no", "_index",
                                                             "_routing",           "_type", "_version",         "_version_type"};
static_assert(std::is_sorted(kMetadataFields.begin(), kMetadataFields.end()));

// Java's Integer.parseInt.
int64_t IndexOf(std::string_view part) {
  if (part.starts_with('+')) {
    part.remove_prefix(1);
    if (part.starts_with('-')) return FieldPath::kNoIndex;
  }
  int32_t index = 0;
  const auto [rest, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  return error == std::errc() && rest == part.data() + part.size() ? index : FieldPath::kNoIndex;
}

template <typename MakeKey>
bool SplitPath(std::string_view text, MakeKey make_key, PathRoot* root, std::vector<FieldPath::Part>* parts) {
  *root = PathRoot::kSource;
  if (text.starts_with("_ingest.")) {
    text.remove_prefix(8);
    *root = PathRoot::kIngest;
  } else {
    if (text.starts_with("_source.")) text.remove_prefix(8);
    if (IsMetadataField(text.substr(0, text.find('.')))) *root = PathRoot::kMetadata;
  }
  while (text.ends_with('.')) text.remove_suffix(1);  // as Java's split leaves empty parts at the end out
  if (text.empty() || text.front() == '.') return false;
  while (true) {
    const size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (parts->size() == limits::kPathMaxParts) return false;
    parts->push_back({make_key(part), IndexOf(part)});
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

bool IsMetadataField(std::string_view name) {
  return name.starts_with('_') && std::binary_search(kMetadataFields.begin(), kMetadataFields.end(), name);
}

Result<FieldPath> FieldPath::Parse(std::string_view text, KeySet& keys) {
  FieldPath path;
  path.text = text;
  if (text.empty()) return Error{"path cannot be null nor empty"};
  if (!SplitPath(text, [&keys](std::string_view part) { return keys.Intern(part); }, &path.root, &path.parts)) {
    return Error{"path [" + path.text + "] is not valid"};
  }
  return path;
}

bool ParsePath(std::string_view text, KeyTable& keys, PathRoot* root, std::vector<FieldPath::Part>* parts) {
  parts->clear();
  return !text.empty() && SplitPath(text, [&keys](std::string_view part) { return keys.Get(part); }, root, parts);
}

}  // namespace flowship
