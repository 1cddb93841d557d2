// Nodes that write: variables, members, elements.

#include "painless/api.h"
#include "painless/cast.h"
#include "painless/nodes.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

struct StoreLocalNode : Node {
  uint32_t slot;
  const Node* right;
};

Value EvalStoreLocal(const Node& base, Run& run) {
  const auto& node = static_cast<const StoreLocalNode&>(base);
  const Value value = Eval(node.right, run);
  if (!run.failed()) run.slots[node.slot] = value;
  return value;
}

struct AssignNode : Node {
  Target target;
  const Node* right;
};

// What a target is made of, evaluated once.
struct Place {
  Value object, index;
};

bool FindPlace(const Target& target, Place* place, Run& run) {
  if (target.object == nullptr) return true;
  place->object = Eval(target.object, run);
  if (run.failed()) return false;
  if (target.index == nullptr) return true;
  place->index = Eval(target.index, run);
  return !run.failed();
}

Value Load(const Target& target, const Place& place, Run& run) {
  switch (target.kind) {
    case Target::Kind::kLocal: return run.slots[target.slot];
    case Target::Kind::kField: return LoadField(run, place.object, target.site);
    case Target::Kind::kElement: return LoadElement(run, place.object, place.index);
    case Target::Kind::kMethods: break;
  }
  if (place.object.is_null()) return run.ThrowNull("Cannot read a member because value is null");
  return target.getter->call(run, &place.object);
}

bool Store(const Target& target, const Place& place, Value value, Run& run) {
  switch (target.kind) {
    case Target::Kind::kLocal:
      run.slots[target.slot] = value;
      return true;
    case Target::Kind::kField:
      if (run.tracer != nullptr && !place.object.is_object()) run.tracer->Abort();
      return StoreField(run, place.object, target.site, value);
    case Target::Kind::kElement:
      TraceElement(run, place.object, place.index);
      return StoreElement(run, place.object, place.index, value);
    case Target::Kind::kMethods: break;
  }
  if (place.object.is_null()) {
    run.ThrowNull("Cannot assign a member because value is null");
    return false;
  }
  const Value arguments[] = {place.object, value};
  target.setter->call(run, arguments);
  return !run.failed();
}

Value EvalAssign(const Node& base, Run& run) {
  const auto& node = static_cast<const AssignNode&>(base);
  Place place;
  if (!FindPlace(node.target, &place, run)) return Value();
  const Value value = Eval(node.right, run);
  if (run.failed()) return Value();
  if (!Store(node.target, place, value, run)) run.Locate(node.at);
  return value;
}

struct CompoundNode : Node {
  Target target;
  Compound compound;
  const Node* right;
};

// The old value as the operator's left operand. It may be of any static type; what it is decides.
Value ToOperand(const Value& old, Type operands, Run& run) {
  if (operands.is_def() || !operands.is_primitive()) return operands == Type(TypeId::kString) ? CastDef(run, old, operands, false) : old;
  return old.is_null() ? CastDef(run, old, operands, false) : ConvertNumber(old, operands.id);
}

// A value of type def keeps its class: x += 1.5 leaves an Integer an Integer.
Value ToTarget(const Value& value, const Value& old, Type target, Run& run) {
  if (target.is_def()) return old.is_null() || TypeOf(old) == TypeOf(value) ? value : CastDef(run, value, TypeOf(old), true);
  return CastDef(run, value, target, true);
}

Value EvalCompound(const Node& base, Run& run) {
  const auto& node = static_cast<const CompoundNode&>(base);
  const Compound& compound = node.compound;
  Place place;
  if (!FindPlace(node.target, &place, run)) return Value();
  const Value old = Load(node.target, place, run);
  const Value left = run.failed() ? Value() : ToOperand(old, compound.operands, run);
  if (run.failed()) {
    run.Locate(node.at);
    return Value();
  }
  const Value right = Eval(node.right, run);
  if (run.failed()) return Value();
  Value value = compound.compute(run, left, right);
  if (!run.failed()) value = ToTarget(value, old, compound.target, run);
  if (run.failed() || !Store(node.target, place, value, run)) {
    run.Locate(node.at);
    return Value();
  }
  return compound.gives_old ? old : value;
}

}  // namespace

const Node* MakeAssign(NodeArena& arena, uint32_t at, const Target& target, const Node* right) {
  if (target.kind == Target::Kind::kLocal) return arena.New<StoreLocalNode>(Node{EvalStoreLocal, at, kTraces}, target.slot, right);
  return arena.New<AssignNode>(Node{EvalAssign, at, target.kind != Target::Kind::kMethods}, target, right);
}

const Node* MakeCompound(NodeArena& arena, uint32_t at, const Target& target, const Compound& compound, const Node* right) {
  return arena.New<CompoundNode>(Node{EvalCompound, at}, target, compound, right);
}

}  // namespace flowship::painless
