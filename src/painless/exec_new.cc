// Nodes that make lists, maps and arrays.

#include <algorithm>

#include "painless/collections.h"
#include "painless/nodes.h"
#include "painless/values.h"

namespace flowship::painless {

namespace {

struct ItemsNode : Node {
  Type type;
  const Node* const* items;
  uint32_t count;
};

Value EvalListOf(const Node& base, Run& run) {
  const auto& node = static_cast<const ItemsNode&>(base);
  Array* const list = Array::New(run.arena, std::max<uint32_t>(node.count, 4));
  for (uint32_t i = 0; i < node.count; ++i) {
    const Value item = Eval(node.items[i], run);
    if (run.failed()) return Value();
    list->Push(run.Stored(item), run.arena);
  }
  return Value::Of(list);
}

Value EvalMapOf(const Node& base, Run& run) {
  const auto& node = static_cast<const ItemsNode&>(base);
  Object* const map = Object::New(run.arena, std::max<uint32_t>(node.count / 2, 4));
  for (uint32_t i = 0; i < node.count; i += 2) {
    const Value key = Eval(node.items[i], run);
    if (run.failed()) return Value();
    if (run.tracer != nullptr && HasOrigin(key)) run.tracer->Abort();
    const Value value = Eval(node.items[i + 1], run);
    if (run.failed()) return Value();
    map->Set(MakeKey(run, key), run.Stored(value), run.arena);
  }
  return Value::Of(map);
}

// new int[2][3]: an array of arrays; dimensions without a size are null.
Value NewArrays(Run& run, Type type, const Value* sizes, size_t count) {
  const int64_t size = sizes[0].as_long();
  if (size < 0) return run.Throw(TypeId::kNegativeArraySizeException, std::to_string(size));
  if (!run.Spend(static_cast<size_t>(size) * sizeof(Value))) return Value();
  ArrayHost* const array = ArrayHost::New(run.arena, type, static_cast<size_t>(size));
  for (Value& item : array->items()) {
    if (count > 1) item = NewArrays(run, type.Element(), sizes + 1, count - 1);
    if (run.failed()) return Value();
  }
  return Value::Of(array);
}

Value EvalNewArray(const Node& base, Run& run) {
  const auto& node = static_cast<const ItemsNode&>(base);
  Value* const sizes = run.arena.NewArray<Value>(node.count);
  for (uint32_t i = 0; i < node.count; ++i) {
    sizes[i] = Eval(node.items[i], run);
    if (run.failed()) return Value();
  }
  const Value array = NewArrays(run, node.type, sizes, node.count);
  if (run.failed()) run.Locate(node.at);
  return array;
}

Value EvalNewArrayOf(const Node& base, Run& run) {
  const auto& node = static_cast<const ItemsNode&>(base);
  ArrayHost* const array = ArrayHost::New(run.arena, node.type, node.count);
  for (uint32_t i = 0; i < node.count; ++i) {
    const Value item = Eval(node.items[i], run);
    if (run.failed()) return Value();
    array->items()[i] = run.Stored(item);
  }
  return Value::Of(array);
}

const Node* MakeItems(NodeArena& arena, Node node, Type type, Nodes items) {
  return arena.New<ItemsNode>(node, type, items.data(), static_cast<uint32_t>(items.size()));
}

}  // namespace

const Node* MakeListOf(NodeArena& arena, uint32_t at, Nodes items) { return MakeItems(arena, Node{EvalListOf, at, kTraces}, TypeId::kArrayList, items); }
const Node* MakeMapOf(NodeArena& arena, uint32_t at, Nodes items) { return MakeItems(arena, Node{EvalMapOf, at, kTraces}, TypeId::kHashMap, items); }
const Node* MakeNewArray(NodeArena& arena, uint32_t at, Type type, Nodes sizes) { return MakeItems(arena, Node{EvalNewArray, at}, type, sizes); }
const Node* MakeNewArrayOf(NodeArena& arena, uint32_t at, Type type, Nodes items) { return MakeItems(arena, Node{EvalNewArrayOf, at}, type, items); }

}  // namespace flowship::painless
