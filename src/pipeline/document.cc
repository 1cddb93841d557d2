#include "pipeline/document.h"

#include "base/java_time.h"
#include "event/json_writer.h"
#include "pipeline/pipeline.h"

namespace flowship {

namespace {

// One step down a path, for reading. nullptr when there is nothing of that name.
Value* Child(Value& parent, const FieldPath::Part& part) {
  if (parent.is_object()) return parent.as_object()->Find(part.key, part.hint);
  if (parent.is_array() && part.index >= 0 && part.index < parent.as_array()->size()) {
    return &(*parent.as_array())[static_cast<size_t>(part.index)];
  }
  return nullptr;
}

// What a metadata field may be, as Elasticsearch's IngestDocMetadata has it.
struct MetadataRule {
  std::string_view name;
  enum class Type : uint8_t { kText, kVersion, kVersionType, kNumber, kMap, kFixed } type;
};
constexpr MetadataRule kMetadataRules[] = {
    {"_dynamic_templates", MetadataRule::Type::kMap},
    {"_id", MetadataRule::Type::kText},
    {"_if_primary_term", MetadataRule::Type::kNumber},
    {"_if_seq_no", MetadataRule::Type::kNumber},
    {"_index", MetadataRule::Type::kText},
    {"_routing", MetadataRule::Type::kText},
    {"_type", MetadataRule::Type::kFixed},
    {"_version", MetadataRule::Type::kVersion},
    {"_version_type", MetadataRule::Type::kVersionType},
};

const MetadataRule* FindMetadataRule(std::string_view name) {
  for (const MetadataRule& rule : kMetadataRules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

}  // namespace

void RunContext::Begin(int64_t nanos, Arena& arena) {
  now_nanos = nanos;
  timestamp = ToText(InstantOfNanos(nanos), arena);
}

Object* Document::ingest() {
  if (tracer != nullptr) tracer->Abort();
  if (ingest_ == nullptr) {
    ingest_ = Object::New(arena_, 8);
    ingest_->Add(keys_.Get("timestamp"), Value::String(context_.timestamp), arena_);
    if (running_ != nullptr) ShowPipeline();
  }
  return ingest_;
}

void Document::Enter(const Pipeline& pipeline) {
  running_ = arena_.New<Running>(&pipeline, running_, running_ == nullptr ? 1 : running_->depth + 1);
  if (ingest_ != nullptr) ShowPipeline();
}

void Document::Leave() {
  running_ = running_->outer;
  if (ingest_ != nullptr) ShowPipeline();
}

void Document::ShowPipeline() {
  const Key key = keys_.Get("pipeline");
  if (running_ == nullptr) {
    ingest_->Remove(key);
  } else {
    ingest_->Set(key, Value::String(running_->pipeline->name()), arena_);
  }
}

bool Document::NotAnIndex(std::string_view part, PathRef path) {
  const Failure cause{"number_format_exception", FormatIn(arena_, "For input string: \"{}\"", part)};
  return FailBecause("illegal_argument_exception", FormatIn(arena_, "[{}] is not an integer, cannot be used as an index as part of path [{}]", part, path.text),
                     cause);
}

bool Document::OutOfBounds(int64_t index, const Array& list, PathRef path) {
  return Illegal("[{}] is out of bounds for array with length [{}] as part of path [{}]", index, list.size(), path.text);
}

Value* Document::Element(Array& list, const FieldPath::Part& part, PathRef path) {
  if (part.index == FieldPath::kNoIndex) return NotAnIndex(part.key.text(), path), nullptr;
  if (part.index < 0 || part.index >= list.size()) return OutOfBounds(part.index, list, path), nullptr;
  return &list[static_cast<size_t>(part.index)];
}

bool Document::CheckMetadata(std::string_view name, const Value& value) {
  using Type = MetadataRule::Type;
  const MetadataRule* const rule = FindMetadataRule(name);
  if (rule == nullptr) return true;
  const auto wrong = [&](std::string_view wanted) {
    return Illegal("{} [{}] is wrong type, expected assignable to [{}], not [{}]", name, JavaText(value, arena_), wanted, JavaTypeName(value));
  };
  const bool is_null = value.is_null();
  switch (rule->type) {
    case Type::kFixed: return Illegal("{} cannot be updated", name);
    case Type::kText: return is_null || value.is_string() || wrong("java.lang.String");
    case Type::kMap: return is_null || value.is_object() || wrong("java.util.Map");
    case Type::kNumber: return is_null || value.is_number() || wrong("java.lang.Number");
    case Type::kVersion:
      if (is_null) return Illegal("{} cannot be null", name);
      if (!value.is_number()) return wrong("java.lang.Number");
      return value.kind() == Kind::kInt || value.kind() == Kind::kLong ||
             Illegal("{} may only be set to an int or a long but was [{}] with type [{}]", name, JavaText(value, arena_), JavaTypeName(value));
    case Type::kVersionType: {
      if (is_null) return true;
      const std::string_view text = value.is_string() ? value.as_text() : std::string_view();
      return text == "internal" || text == "external" || text == "external_gte" ||
             Illegal("{} must be a null or one of [internal, external, external_gte] but was [{}] with type [{}]", name, JavaText(value, arena_),
                     JavaTypeName(value));
    }
  }
  return true;
}

Object* Document::metadata() {
  if (tracer != nullptr) tracer->Abort();
  if (metadata_ == nullptr) {
    metadata_ = Object::New(arena_, 4);
    if (!context_.index.empty()) metadata_->Add(keys_.Get("_index"), Value::String(context_.index), arena_);
  }
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
  const FieldPath::Part& first = path.parts.front();
  Value* at = Root(path.root)->Find(first.key, first.hint);
  for (size_t i = 1; i < path.parts.size() && at != nullptr; ++i) at = Child(*at, path.parts[i]);
  return at;
}

bool Document::Require(PathRef path, Value** value) {
  Value holder = Value::Of(Root(path.root));
  Value* at = &holder;
  for (const FieldPath::Part& part : path.parts) {
    const std::string_view name = part.key.text();
    if (at->is_object()) {
      at = at->as_object()->Find(part.key, part.hint);
      if (at == nullptr) return Illegal("field [{}] not present as part of path [{}]", name, path.text);
    } else if (at->is_array()) {
      at = Element(*at->as_array(), part, path);
      if (at == nullptr) return false;
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
    if (at->is_object()) {
      Object& object = *at->as_object();
      Value* next = object.Find(part.key, part.hint);
      if (next == nullptr) {
        if (!create) return Illegal("field [{}] not present as part of path [{}]", part.key.text(), path.text), nullptr;
        object.Add(part.key, Value::Of(Object::New(arena_, 4)), arena_);
        next = object.Find(part.key);
      }
      at = next;
    } else if (at->is_array()) {
      at = Element(*at->as_array(), part, path);
      if (at == nullptr) return nullptr;
    } else if (at->is_null()) {
      return Illegal("cannot resolve [{}] from null as part of path [{}]", part.key.text(), path.text), nullptr;
    } else {
      return Illegal("cannot resolve [{}] from object of type [{}] as part of path [{}]", part.key.text(), JavaTypeName(*at), path.text), nullptr;
    }
  }
  return at;
}

bool Document::Set(PathRef path, Value value) {
  if (path.root == PathRoot::kMetadata && path.parts.size() == 1 && !CheckMetadata(path.parts.front().key.text(), value)) return false;
  Value holder;
  Value* const parent = Parent(path, true, &holder);
  if (parent == nullptr) return false;
  const FieldPath::Part& last = path.parts.back();
  if (parent->is_object()) {
    Object& object = *parent->as_object();
    if (Value* const old = object.Find(last.key, last.hint)) {
      *old = value;
    } else {
      object.Add(last.key, value, arena_);
    }
    return true;
  }
  if (parent->is_null()) return Illegal("cannot set [{}] with null parent as part of path [{}]", last.key.text(), path.text);
  if (!parent->is_array()) {
    return Illegal("cannot set [{}] with parent object of type [{}] as part of path [{}]", last.key.text(), JavaTypeName(*parent), path.text);
  }
  Value* const element = Element(*parent->as_array(), last, path);
  if (element == nullptr) return false;
  *element = value;
  return true;
}

bool Document::InBounds(PathRef path) {
  Value holder = Value::Of(Root(path.root));
  Value* at = &holder;
  for (const FieldPath::Part& part : path.parts) {
    if (at->is_array() && part.index != FieldPath::kNoIndex && (part.index < 0 || part.index >= at->as_array()->size())) {
      return OutOfBounds(part.index, *at->as_array(), path);
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
    for (const Value& item : *list) known = known || (unique && (tracer == nullptr ? JavaEquals(item, value) : tracer->Equal(item, value)));
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
    if (path.root == PathRoot::kMetadata && path.parts.size() == 1 && name == "_version") return Illegal("_version cannot be removed");
    return parent->as_object()->Remove(last.key) || Illegal("field [{}] not present as part of path [{}]", name, path.text);
  }
  if (parent->is_null()) return Illegal("cannot remove [{}] from null as part of path [{}]", name, path.text);
  if (!parent->is_array()) {
    return Illegal("cannot remove [{}] from object of type [{}] as part of path [{}]", name, JavaTypeName(*parent), path.text);
  }
  if (Element(*parent->as_array(), last, path) == nullptr) return false;
  parent->as_array()->Erase(static_cast<size_t>(last.index));
  return true;
}

}  // namespace flowship
