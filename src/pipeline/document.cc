#include "pipeline/document.h"

namespace flowship {

namespace {

// One step down a path, for reading. nullptr when there is nothing of that name.
Value* Child(Value& parent, const FieldPath::Part& part) {
  if (parent.is_object()) return parent.as_object()->Find(part.key);
  if (parent.is_array() && part.index >= 0 && static_cast<uint64_t>(part.index) < parent.as_array()->size()) {
    return &(*parent.as_array())[static_cast<size_t>(part.index)];
  }
  return nullptr;
}

}  // namespace

Object* Document::ingest() {
  if (ingest_ == nullptr) {
    ingest_ = Object::New(arena_, 8);
    ingest_->Add(keys_.Get("timestamp"), Value::String(context_.timestamp), arena_);
  }
  return ingest_;
}

Object* Document::metadata() {
  if (metadata_ == nullptr) metadata_ = Object::New(arena_, 4);
  return metadata_;
}

Object* Document::Root(PathRoot root) {
  switch (root) {
    case PathRoot::kSource: return event_.root;
    case PathRoot::kIngest: return ingest();
    case PathRoot::kMetadata: return metadata();
  }
  return event_.root;
}

Value* Document::Get(PathRef path) {
  Value* at = Root(path.root)->Find(path.parts.front().key);
  for (size_t i = 1; i < path.parts.size() && at != nullptr; ++i) at = Child(*at, path.parts[i]);
  return at;
}

bool Document::Require(PathRef path, Value** value) {
  Value holder = Value::Of(Root(path.root));
  Value* at = &holder;
  for (const FieldPath::Part& part : path.parts) {
    const std::string_view name = part.key.text();
    if (at->is_object()) {
      at = at->as_object()->Find(part.key);
      if (at == nullptr) return Illegal("field [{}] not present as part of path [{}]", name, path.text);
    } else if (at->is_array()) {
      Array& list = *at->as_array();
      if (part.index < 0) return Illegal("[{}] is not an integer, cannot be used as an index as part of path [{}]", name, path.text);
      if (static_cast<uint64_t>(part.index) >= list.size()) {
        return Illegal("[{}] is out of bounds for array with length [{}] as part of path [{}]", part.index, list.size(), path.text);
      }
      at = &list[static_cast<size_t>(part.index)];
    } else if (at->is_null()) {
      return Illegal("cannot resolve [{}] from null as part of path [{}]", name, path.text);
    } else {
      return Illegal("cannot resolve [{}] from object of type [{}] as part of path [{}]", name, JavaTypeName(*at), path.text);
    }
  }
  *value = at;
  return true;
}

Value* Document::Parent(PathRef path, bool create, Value* root_holder) {
  *root_holder = Value::Of(Root(path.root));
  Value* at = root_holder;
  for (size_t i = 0; i + 1 < path.parts.size(); ++i) {
    const FieldPath::Part& part = path.parts[i];
    const std::string_view name = part.key.text();
    if (at->is_object()) {
      Object& object = *at->as_object();
      Value* next = object.Find(part.key);
      if (next == nullptr) {
        if (!create) return Illegal("field [{}] not present as part of path [{}]", name, path.text), nullptr;
        object.Add(part.key, Value::Of(Object::New(arena_, 4)), arena_);
        next = object.Find(part.key);
      }
      at = next;
    } else if (at->is_array()) {
      Array& list = *at->as_array();
      if (part.index < 0) return Illegal("[{}] is not an integer, cannot be used as an index as part of path [{}]", name, path.text), nullptr;
      if (static_cast<uint64_t>(part.index) >= list.size()) {
        return Illegal("[{}] is out of bounds for array with length [{}] as part of path [{}]", part.index, list.size(), path.text), nullptr;
      }
      at = &list[static_cast<size_t>(part.index)];
    } else if (at->is_null()) {
      return Illegal("cannot resolve [{}] from null as part of path [{}]", name, path.text), nullptr;
    } else {
      return Illegal("cannot resolve [{}] from object of type [{}] as part of path [{}]", name, JavaTypeName(*at), path.text), nullptr;
    }
  }
  return at;
}

bool Document::Set(PathRef path, Value value) {
  Value holder;
  Value* const parent = Parent(path, true, &holder);
  if (parent == nullptr) return false;
  const FieldPath::Part& last = path.parts.back();
  const std::string_view name = last.key.text();
  if (parent->is_object()) {
    parent->as_object()->Set(last.key, value, arena_);
    return true;
  }
  if (parent->is_null()) return Illegal("cannot set [{}] with null parent as part of path [{}]", name, path.text);
  if (!parent->is_array()) {
    return Illegal("cannot set [{}] with parent object of type [{}] as part of path [{}]", name, JavaTypeName(*parent), path.text);
  }
  Array& list = *parent->as_array();
  if (last.index < 0) return Illegal("[{}] is not an integer, cannot be used as an index as part of path [{}]", name, path.text);
  if (static_cast<uint64_t>(last.index) >= list.size()) {
    return Illegal("[{}] is out of bounds for array with length [{}] as part of path [{}]", last.index, list.size(), path.text);
  }
  list[static_cast<size_t>(last.index)] = value;
  return true;
}

bool Document::InBounds(PathRef path) {
  Value holder = Value::Of(Root(path.root));
  Value* at = &holder;
  for (const FieldPath::Part& part : path.parts) {
    if (at->is_array() && part.index >= 0 && static_cast<uint64_t>(part.index) >= at->as_array()->size()) {
      return Illegal("[{}] is out of bounds for array with length [{}] as part of path [{}]", part.index, at->as_array()->size(), path.text);
    }
    at = Child(*at, part);
    if (at == nullptr) return true;
  }
  return true;
}

bool Document::Append(PathRef path, std::span<const Value> values, bool unique) {
  Value* const there = Get(path);
  const bool is_list = there != nullptr && there->is_array();
  Array* const list = is_list ? there->as_array() : Array::New(arena_, values.size() + 1);
  if (there != nullptr && !is_list) list->Push(*there, arena_);
  const uint32_t before = list->size();
  for (const Value& value : values) {
    bool known = false;
    for (const Value& item : *list) known = known || (unique && JavaEquals(item, value));
    if (!known) list->Push(value, arena_);
  }
  // What gained nothing stays as it was: a scalar stays a scalar.
  if (is_list || (there != nullptr && unique && list->size() == before)) return true;
  return Set(path, Value::Of(list));
}

bool Document::Remove(PathRef path) {
  Value holder;
  Value* const parent = Parent(path, false, &holder);
  if (parent == nullptr) return false;
  const FieldPath::Part& last = path.parts.back();
  const std::string_view name = last.key.text();
  if (parent->is_object()) {
    return parent->as_object()->Remove(last.key) || Illegal("field [{}] not present as part of path [{}]", name, path.text);
  }
  if (parent->is_null()) return Illegal("cannot remove [{}] from null as part of path [{}]", name, path.text);
  if (!parent->is_array()) {
    return Illegal("cannot remove [{}] from object of type [{}] as part of path [{}]", name, JavaTypeName(*parent), path.text);
  }
  Array& list = *parent->as_array();
  if (last.index < 0) return Illegal("[{}] is not an integer, cannot be used as an index as part of path [{}]", name, path.text);
  if (static_cast<uint64_t>(last.index) >= list.size()) {
    return Illegal("[{}] is out of bounds for array with length [{}] as part of path [{}]", last.index, list.size(), path.text);
  }
  list.Erase(static_cast<size_t>(last.index));
  return true;
}

}  // namespace flowship
