// Nodes that read: constants, variables, ctx, members, elements.

#include <charconv>

#include "painless/api.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/exec_path.h"
#include "painless/nodes.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

struct ConstantNode : Node {
  Value value;
};
Value EvalConstant(const Node& node, Run&) { return static_cast<const ConstantNode&>(node).value; }

struct LocalNode : Node {
  uint32_t slot;
};
Value EvalLocal(const Node& node, Run& run) { return run.slots[static_cast<const LocalNode&>(node).slot]; }

Value EvalContext(const Node&, Run& run) { return Value::Of(run.ctx); }

// Everything that is not a plain map: false when it failed.
bool FollowSlowly(const Link& link, Value& value, Run& run) {
  if (value.is_null() && link.null_safe) return true;
  if (run.tracer != nullptr) run.tracer->Abort();
  value = LoadField(run, value, link.site);
  if (!run.failed()) return true;
  run.Locate(link.at);
  return false;
}

Value EvalPath(const Node& base, Run& run) {
  const auto& node = static_cast<const PathNode&>(base);
  Value value = Eval(node.object, run);
  if (run.failed()) return Value();
  for (const Link *link = node.links, *last = link + node.count; link != last; ++link) {
    if (!FollowInMap(*link, &value) && !FollowSlowly(*link, value, run)) return Value();
  }
  return value;
}

struct ElementNode : Node {
  const Node *object, *index;
};
Value EvalElement(const Node& base, Run& run) {
  const auto& node = static_cast<const ElementNode&>(base);
  const Value object = Eval(node.object, run);
  if (run.failed()) return Value();
  const Value index = Eval(node.index, run);
  if (run.failed()) return Value();
  TraceElement(run, object, index);
  const Value value = LoadElement(run, object, index);
  if (run.failed()) run.Locate(node.at);
  return value;
}

struct LengthNode : Node {
  const Node* object;
};
Value EvalLength(const Node& base, Run& run) {
  const auto& node = static_cast<const LengthNode&>(base);
  const Value object = Eval(node.object, run);
  if (run.failed()) return Value();
  if (const ArrayHost* const array = As<ArrayHost>(object)) return Value::Int(static_cast<int32_t>(array->items().size()));
  run.ThrowNull("Cannot read the array length because value is null");
  run.Locate(node.at);
  return Value();
}

}  // namespace

const Node* MakeConstant(NodeArena& arena, uint32_t at, Value value) { return arena.New<ConstantNode>(Node{EvalConstant, at, kTraces}, value); }
const Node* MakeLocal(NodeArena& arena, uint32_t at, uint32_t slot) { return arena.New<LocalNode>(Node{EvalLocal, at, kTraces}, slot); }
const Node* MakeContext(NodeArena& arena, uint32_t at) { return arena.New<Node>(EvalContext, at, kTraces); }

const PathNode* AsContextPath(const Node* node) {
  if (node->eval != EvalPath) return nullptr;
  const auto* const path = static_cast<const PathNode*>(node);
  return path->object->eval == EvalContext ? path : nullptr;
}

const Node* MakeField(NodeArena& arena, uint32_t at, const Node* object, const FieldSite& site, bool null_safe) {
  const PathNode* const before = object->eval == EvalPath ? static_cast<const PathNode*>(object) : nullptr;
  const uint32_t count = before == nullptr ? 0 : before->count;
  Link* const links = arena.NewArray<Link>(count + 1);
  if (before != nullptr) std::uninitialized_copy(before->links, before->links + count, links);
  new (&links[count]) Link{site, at, null_safe};
  return arena.New<PathNode>(Node{EvalPath, at, kTraces}, before == nullptr ? object : before->object, links, count + 1);
}

const Node* MakeElement(NodeArena& arena, uint32_t at, const Node* object, const Node* index) {
  return arena.New<ElementNode>(Node{EvalElement, at, kTraces}, object, index);
}

const Node* MakeArrayLength(NodeArena& arena, uint32_t at, const Node* object) { return arena.New<LengthNode>(Node{EvalLength, at}, object); }

namespace {

Value ThrowNullReference(Run& run, std::string_view name) {
  return run.ThrowFormatted(TypeId::kNullPointerException, "cannot access method/field [{}] from a null def reference", name);
}

bool NameAsIndex(Run& run, std::string_view name, int64_t* index) {
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), *index);
  if (error == std::errc() && end == name.data() + name.size()) return true;
  run.ThrowFormatted(TypeId::kIllegalArgumentException, "Illegal list shortcut value [{}].", name);
  return false;
}

}  // namespace

Value LoadField(Run& run, const Value& object, const FieldSite& site) {
  if (object.is_null()) return ThrowNullReference(run, site.name);
  const Type type = TypeOf(object);
  if (type.is_array() && site.name == "length") return Value::Int(static_cast<int32_t>(As<ArrayHost>(object)->items().size()));
  if (const Method* const getter = FindGetter(type, site.name)) return getter->call(run, &object);
  if (object.is_object()) {
    const Value* const value = object.as_object()->Find(site.key);
    return value == nullptr ? Value() : *value;
  }
  if (IsMap(object)) return MapGet(run, object, Value::String(site.name));
  if (IsList(object)) {
    int64_t index = 0;
    uint32_t place = 0;
    const ListRef list = ListOf(object);
    if (!NameAsIndex(run, site.name, &index) || !ListIndex(run, index, list.size(), &place)) return Value();
    return list[place];
  }
  return run.ThrowFormatted(TypeId::kIllegalArgumentException, "dynamic getter [{}, {}] not found", NameOf(type), site.name);
}

bool StoreField(Run& run, const Value& object, const FieldSite& site, Value value) {
  if (object.is_object()) return MapPutKey(run, object, site.key, value);
  if (object.is_null()) {
    ThrowNullReference(run, site.name);
    return false;
  }
  const Type type = TypeOf(object);
  if (const Method* const setter = FindSetter(type, site.name)) {
    const Value arguments[] = {object, AdaptArgument(run, value, setter->parameters[0])};
    if (!run.failed()) setter->call(run, arguments);
    return !run.failed();
  }
  if (IsMap(object)) return MapPut(run, object, Value::String(site.name), value);
  if (IsList(object)) {
    int64_t index = 0;
    uint32_t place = 0;
    ListRef list = ListOf(object);
    return NameAsIndex(run, site.name, &index) && ListIndex(run, index, list.size(), &place) && list.Set(run, place, value);
  }
  run.ThrowFormatted(TypeId::kIllegalArgumentException, "dynamic setter [{}, {}] not found", NameOf(type), site.name);
  return false;
}

namespace {

// The place of `index` in a list or array; false: thrown.
bool ElementPlace(Run& run, const Value& object, const Value& index, uint32_t size, uint32_t* place) {
  const Value number = AdaptArgument(run, index, TypeId::kInt);
  if (run.failed()) return false;
  if (!TypeOf(object).is_array()) return ListIndex(run, number.as_long(), size, place);
  int64_t at = number.as_long();
  if (at < 0) at += size;
  *place = static_cast<uint32_t>(at);
  if (at >= 0 && at < size) return true;
  run.ThrowFormatted(TypeId::kArrayIndexOutOfBoundsException, "Index {} out of bounds for length {}", at, size);
  return false;
}

Value ThrowNotIndexed(Run& run, const Value& object) {
  if (object.is_null()) return ThrowNullReference(run, "[]");
  return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Attempting to address a non-array-like type [{}] as an array.", ClassNameOf(object));
}

}  // namespace

Value LoadElement(Run& run, const Value& object, const Value& index) {
  if (IsMap(object)) return MapGet(run, object, index);
  uint32_t place = 0;
  if (IsList(object)) {
    const ListRef list = ListOf(object);
    return ElementPlace(run, object, index, list.size(), &place) ? list[place] : Value();
  }
  if (const ArrayHost* const array = As<ArrayHost>(object)) {
    return ElementPlace(run, object, index, array->items().size(), &place) ? array->items()[place] : Value();
  }
  return ThrowNotIndexed(run, object);
}

bool StoreElement(Run& run, const Value& object, const Value& index, Value value) {
  if (IsMap(object)) return MapPut(run, object, index, value);
  uint32_t place = 0;
  if (IsList(object)) {
    ListRef list = ListOf(object);
    return ElementPlace(run, object, index, list.size(), &place) && list.Set(run, place, value);
  }
  if (const ArrayHost* const array = As<ArrayHost>(object)) {
    if (!ElementPlace(run, object, index, array->items().size(), &place)) return false;
    const Value item = AdaptArgument(run, value, array->type().Element());
    if (run.failed()) return false;
    array->items()[place] = run.Stored(item);
    return true;
  }
  ThrowNotIndexed(run, object);
  return false;
}

}  // namespace flowship::painless
