#pragma once
// FieldPath: `source.geo.name`, compiled once. Parts are keys of objects; a part that is an integer (Java's: `-1`, `+0`, `00` too) is also an index into a
// list.
//
// Elasticsearch's IngestDocument decides the meaning: a leading `_source.` is left out, `_ingest.` is the ingest metadata, and a path that starts with a
// metadata field (_index, _id, _routing, _version, _version_type, …) means that. A key that has dots itself is never found by a path (dot_expander is for that).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/key.h"
#include "event/value.h"

namespace flowship {

enum class PathRoot : uint8_t { kSource, kIngest, kMetadata };

struct FieldPath {
  static constexpr int64_t kNoIndex = INT64_MIN;
  struct Part {
    Key key;
    int64_t index = kNoIndex;  // a list may be too short for it, and it may be negative
    mutable PositionHint hint{};  // of the key in the objects that the path leads through
  };

  PathRoot root = PathRoot::kSource;
  std::vector<Part> parts;
  std::string text;  // as written

  // Errors: an empty path, one that begins with a dot, too many parts. An empty part in the middle (a..b) is the key ""; dots at the end are left out.
  static Result<FieldPath> Parse(std::string_view text, KeySet& keys);
};

// The same for a path that is only known at run time (a template's): parts go to `parts`, keys to the batch. False: the path is not valid.
bool ParsePath(std::string_view text, KeyTable& keys, PathRoot* root, std::vector<FieldPath::Part>* parts);

bool IsMetadataField(std::string_view name);

}  // namespace flowship
