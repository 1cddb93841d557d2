#pragma once
// object.a.b?.c: the usual way to a field of the event, as one node, so that the common case is a loop over pointer comparisons.

#include "painless/node.h"

namespace flowship::painless {

struct Link {
  FieldSite site;
  uint32_t at;
  bool null_safe;
};

struct PathNode : Node {
  const Node* object;
  const Link* links;
  uint32_t count;
};

// The path, if the node is one that begins at ctx; else nullptr.
const PathNode* AsContextPath(const Node* node);

// One step through a plain map; false: `value` is none, or the name means something else on it.
inline bool FollowInMap(const Link& link, Value* value) {
  if (!value->is_object() || link.site.map_getter != nullptr) return false;
  const Value* const found = value->as_object()->Find(link.site.key, link.site.hint);
  *value = found == nullptr ? Value() : *found;
  return true;
}

// Follows a path of ctx through plain maps. False: something else is on the way, and only a run knows what that means.
inline bool Peek(const PathNode& path, Object& ctx, Value* value) {
  *value = Value::Of(&ctx);
  for (const Link *link = path.links, *last = link + path.count; link != last; ++link) {
    if (!FollowInMap(*link, value) && !(value->is_null() && link->null_safe)) return false;
  }
  return true;
}

}  // namespace flowship::painless
