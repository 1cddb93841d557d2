#pragma once
// How the analyzer makes nodes and steps: one function for each, which chooses the quickest form. What they do when they run is beside them in
// exec_*.cc. `at` is the byte of the source that an exception is reported for.

#include <span>

#include "base/arena.h"
#include "painless/node.h"
#include "painless/operators.h"

namespace flowship::painless {

using Nodes = std::span<const Node* const>;
using Steps = std::span<const Step* const>;

// exec_access.cc
const Node* MakeConstant(NodeArena& arena, uint32_t at, Value value);
const Node* MakeLocal(NodeArena& arena, uint32_t at, uint32_t slot);
const Node* MakeContext(NodeArena& arena, uint32_t at);  // ctx
// object.name; a chain of them becomes one node.
const Node* MakeField(NodeArena& arena, uint32_t at, const Node* object, const FieldSite& site, bool null_safe);
const Node* MakeElement(NodeArena& arena, uint32_t at, const Node* object, const Node* index);
const Node* MakeArrayLength(NodeArena& arena, uint32_t at, const Node* object);

// exec_operator.cc
const Node* MakeBinary(NodeArena& arena, uint32_t at, Operator op, Type operands, const Node* left, const Node* right);
const Node* MakeTextTest(NodeArena& arena, uint32_t at, const Node* value, std::string_view text, bool equal);  // value == 'text'
const Node* MakeConcat(NodeArena& arena, uint32_t at, const Node* left, const Node* right);
const Node* MakeNullTest(NodeArena& arena, uint32_t at, const Node* value, bool is_null);  // value == null
using UnaryFunction = Value (*)(Run& run, const Value& value);
const Node* MakeUnary(NodeArena& arena, uint32_t at, UnaryFunction function, const Node* value);
const Node* MakeNot(NodeArena& arena, uint32_t at, const Node* value);
const Node* MakeAnd(NodeArena& arena, uint32_t at, const Node* left, const Node* right);
const Node* MakeOr(NodeArena& arena, uint32_t at, const Node* left, const Node* right);
const Node* MakeConditional(NodeArena& arena, uint32_t at, const Node* condition, const Node* yes, const Node* no);
const Node* MakeElvis(NodeArena& arena, uint32_t at, const Node* value, const Node* otherwise);

// Casts, in exec_operator.cc too.
const Node* MakeConvert(NodeArena& arena, uint32_t at, const Node* value, Type to, bool null_allowed);  // numbers
const Node* MakeDefCast(NodeArena& arena, uint32_t at, const Node* value, Type to, bool is_explicit);
const Node* MakeLookedUpCast(NodeArena& arena, uint32_t at, const Node* value, Type to);  // by the rules of a method handle
const Node* MakeReferenceCast(NodeArena& arena, uint32_t at, const Node* value, Type to);
const Node* MakeTextCast(NodeArena& arena, uint32_t at, const Node* value, Type to);
const Node* MakeInstanceof(NodeArena& arena, uint32_t at, const Node* value, Type type);

// exec_call.cc
// arguments: the receiver first, if the method is not static.
const Node* MakeCall(NodeArena& arena, uint32_t at, const Method* method, Nodes arguments, bool null_safe);
const Node* MakeDefCall(NodeArena& arena, uint32_t at, std::string_view name, Nodes arguments, bool null_safe);
const Node* MakeFunctionCall(NodeArena& arena, uint32_t at, const Code* code, Nodes arguments);

// exec_function.cc
const Node* MakeLambda(NodeArena& arena, uint32_t at, const Code* code, TypeId interface, std::span<const uint32_t> captured);
// How a method reference finds its method: by type, or on a value, or a function of the script.
struct Reference {
  TypeId type = TypeId::kVoid;
  uint8_t dimensions = 0;         // of Type[]::new
  const Node* receiver = nullptr;
  const Code* function = nullptr;
  std::string_view name;
};
const Node* MakeReference(NodeArena& arena, uint32_t at, const Reference& reference, TypeId interface);

// exec_new.cc
const Node* MakeListOf(NodeArena& arena, uint32_t at, Nodes items);
const Node* MakeMapOf(NodeArena& arena, uint32_t at, Nodes keys_and_values);
const Node* MakeNewArray(NodeArena& arena, uint32_t at, Type type, Nodes sizes);
const Node* MakeNewArrayOf(NodeArena& arena, uint32_t at, Type type, Nodes items);

// exec_assign.cc
// What is assigned to: a slot, object.field or object[element].
struct Target {
  enum class Kind : uint8_t { kLocal, kField, kElement, kMethods };
  Kind kind = Kind::kLocal;
  uint32_t slot = 0;
  const Node* object = nullptr;
  const Node* index = nullptr;
  FieldSite site;
  const Method *getter = nullptr, *setter = nullptr;
  bool on_def = false;  // a field or an element of what has no static type
};
// target op= right: the old value is cast to `operands`, the result of `compute` back to `target` (def: to the class that the old value had).
struct Compound {
  BinaryFunction compute = nullptr;
  Type operands, target;
  bool gives_old = false;  // x++
};
const Node* MakeAssign(NodeArena& arena, uint32_t at, const Target& target, const Node* right);
const Node* MakeCompound(NodeArena& arena, uint32_t at, const Target& target, const Compound& compound, const Node* right);

// exec_statement.cc
const Step* MakeBlock(NodeArena& arena, uint32_t at, Steps steps);
const Step* MakeEvaluate(NodeArena& arena, uint32_t at, const Node* value);
const Step* MakeDeclare(NodeArena& arena, uint32_t at, uint32_t slot, const Node* value);
const Step* MakeIf(NodeArena& arena, uint32_t at, const Node* condition, const Step* yes, const Step* no);
// start, condition, after and body may be null.
const Step* MakeLoop(NodeArena& arena, uint32_t at, const Step* start, const Node* condition, const Node* after, const Step* body);
const Step* MakeDoWhile(NodeArena& arena, uint32_t at, const Step* body, const Node* condition);
const Step* MakeForEach(NodeArena& arena, uint32_t at, uint32_t slot, Type item, Type variable, const Node* items, const Step* body);
const Step* MakeReturn(NodeArena& arena, uint32_t at, const Node* value);
// What a body returns that does nothing else; nullptr: it does more.
const Node* ReturnedValue(const Step* body);
const Step* MakeThrow(NodeArena& arena, uint32_t at, const Node* value);
const Step* MakeBreak(NodeArena& arena, uint32_t at);
const Step* MakeContinue(NodeArena& arena, uint32_t at);
struct Trap {
  TypeId type;
  uint32_t slot;
  const Step* body;  // may be null
};
const Step* MakeTry(NodeArena& arena, uint32_t at, const Step* body, std::span<const Trap> traps);

}  // namespace flowship::painless
