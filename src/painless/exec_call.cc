// Nodes that call: methods, functions, constructors; and the values that functions are.

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "painless/api.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/nodes.h"
#include "painless/null_text.h"
#include "painless/program.h"
#include "painless/values.h"

namespace flowship::painless {

namespace {

// Room for values that are not made yet: a Value's constructor writes, and most rooms stay empty.
template <size_t count>
struct Room {
  alignas(Value) std::byte bytes[count * sizeof(Value)];
  Value* values() { return reinterpret_cast<Value*>(bytes); }
};

}  // namespace

Value Invoke(const Code& code, const Value* arguments, const Value* captured, Run& run) {
  constexpr uint32_t kSmall = 12;
  if (!run.CheckStack()) return Value();
  Room<kSmall> small;
  Value* const outer = run.slots;
  Value* const window = code.slots <= kSmall ? small.values() : run.arena.NewArray<Value>(code.slots);  // each slot is written before it is read
  std::uninitialized_copy(arguments, arguments + code.parameters.size(), window);
  for (size_t i = 0; i < code.capture_slots.size(); ++i) window[code.capture_slots[i]] = captured[i];
  run.slots = window;
  Value result;
  if (code.value != nullptr) {
    result = Eval(code.value, run);
  } else if (Exec(code.body, run) == Flow::kReturn) {
    result = run.result;
  }
  run.slots = outer;
  return result;
}

namespace {

constexpr size_t kMaxArguments = kMaxParameters + 1;

// Nearly every method of a text looks at all of it.
constexpr size_t kBytesOfStep = 128;
bool CountText(Run& run, const Value& receiver) { return !receiver.is_string() || run.Work(receiver.as_text().size() / kBytesOfStep); }

// Calls that can be traced ----------------------------------------------------------------------------------------------------------------

// Methods whose result depends on nothing but what their arguments, all of them numbers, texts or booleans, are.
constexpr std::string_view kPure[] = {"compareTo", "contains",    "doubleValue", "endsWith", "equals",     "equalsIgnoreCase", "indexOf",    "intValue",
                                      "isEmpty",   "lastIndexOf", "length",      "longValue", "parseDouble", "parseInt",         "parseLong", "replace",
                                      "startsWith", "toLowerCase", "toString",   "toUpperCase", "trim",     "valueOf"};
// Methods of a list or map that look at its structure and their first argument only; those of views and entries of maps.
constexpr std::string_view kStructural[] = {"containsKey", "entrySet", "get", "isEmpty", "keySet", "put", "remove", "removeIf", "size", "values"};
constexpr std::string_view kOfView[] = {"getKey", "getValue", "isEmpty", "removeIf", "size"};

bool IsAmong(std::span<const std::string_view> names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

bool CallAgain(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
  Environment environment;
  environment.arena = &context.arena;
  environment.keys = &context.keys;
  Run run(*static_cast<const Program*>(step.owner), environment);
  *result = static_cast<const Method*>(step.self)->call(run, inputs);
  return !run.failed();
}

// contains or containsValue, element by element.
Value TracedSearch(Run& run, const Value& container, const Value& wanted) {
  const auto is_wanted = [&run, &wanted](const Value& item) { return run.tracer->Equal(wanted, item); };
  if (container.is_array()) return Value::Bool(std::any_of(container.as_array()->begin(), container.as_array()->end(), is_wanted));
  const Object& map = *container.as_object();
  return Value::Bool(std::any_of(map.begin(), map.end(), [&is_wanted](const Object::Entry& entry) { return is_wanted(entry.value); }));
}

bool IsStructural(const Method& method, const Value* arguments, size_t count) {
  if (arguments[0].kind() == Kind::kHost) return IsAmong(kOfView, method.name);
  if (method.name == "add" && arguments[0].is_array() && count == 2) return true;
  // An argument that is a function is traced when it is called.
  const bool known = count == 1 || arguments[1].kind() == Kind::kHost || !HasOrigin(arguments[1]);
  return known && IsAmong(kStructural, method.name);
}

[[gnu::noinline]] Value TracedCall(Run& run, const Method& method, const Value* arguments, size_t count) {
  const bool on_container = count > 0 && !method.is_static && arguments[0].kind() >= Kind::kArray;
  if (on_container && count == 2 && method.name == (arguments[0].is_array() ? "contains" : "containsValue") && arguments[0].kind() != Kind::kHost) {
    return TracedSearch(run, arguments[0], arguments[1]);
  }
  const bool scalar = std::all_of(arguments, arguments + count, [](const Value& argument) { return argument.kind() < Kind::kArray; });
  if (on_container ? !IsStructural(method, arguments, count) : !(scalar && IsAmong(kPure, method.name))) run.tracer->Abort();
  const Value result = method.call(run, arguments);
  if (run.failed() || on_container) return result;
  if (count == 1 && method.returns == Type(TypeId::kString) && (method.name == "toString" || method.name == "valueOf") && IsTracePiece(arguments[0])) {
    return arguments[0].is_string() ? arguments[0] : run.tracer->Join({arguments, 1}, result);
  }
  return run.tracer->Record({CallAgain, &method, &run.program}, {arguments, count}, result);
}

Value Apply(Run& run, const Method& method, const Value* arguments, size_t count) {
  const Value result = run.tracer == nullptr ? method.call(run, arguments) : TracedCall(run, method, arguments, count);
  if (run.failed()) NameNull(run, method, arguments);
  return result;
}

struct CallNode : Node {
  const Method* method;
  const Node* const* arguments;
  uint32_t count;
  bool null_safe;
};

Value ThrowNullReceiver(Run& run, const Method& method) {
  return run.ThrowFormatted(TypeId::kNullPointerException, "Cannot invoke \"{}()\" because the value is null", method.name);
}

// A typed value that is null. Elasticsearch's own splitOnToken is a function over the text, which takes none.
Value CallOnNull(Run& run, const Method& method, const Value* arguments) {
  if (method.name != "splitOnToken") return ThrowNullReceiver(run, method);
  if (run.tracer != nullptr) run.tracer->Abort();
  return method.call(run, arguments);
}

Value EvalCall(const Node& base, Run& run) {
  const auto& node = static_cast<const CallNode&>(base);
  Room<kMaxArguments> room;
  Value* const arguments = room.values();
  new (&arguments[0]) Value();  // there may be none
  for (uint32_t i = 0; i < node.count; ++i) {
    new (&arguments[i]) Value(Eval(node.arguments[i], run));
    if (run.failed()) return Value();
    if (i == 0 && node.null_safe && arguments[0].is_null()) return Value();
  }
  const bool null = !node.method->is_static && arguments[0].is_null();  // an instance method has a receiver
  const bool goes_on = node.count == 0 || CountText(run, arguments[0]);
  const Value result = !goes_on ? Value() : null ? CallOnNull(run, *node.method, arguments) : Apply(run, *node.method, arguments, node.count);
  if (run.failed()) run.Locate(node.at);
  return result;
}

// A call on a value of type def. What the name means for the kinds that events are made of is looked up once.
constexpr size_t kKinds = static_cast<size_t>(Kind::kHost);

struct DefCallNode : Node {
  std::string_view name;
  const Node* const* arguments;
  uint32_t count;  // the receiver included
  bool null_safe;
  std::array<const Method*, kKinds> by_kind;
};

const Method* MethodFor(const DefCallNode& node, const Value& receiver) {
  if (receiver.kind() != Kind::kHost) return node.by_kind[static_cast<size_t>(receiver.kind())];
  return FindMethod(HostOf(receiver)->type(), node.name, node.count - 1);
}

Value CallOn(const DefCallNode& node, Value* arguments, Run& run) {
  if (arguments[0].is_null()) {
    return run.ThrowFormatted(TypeId::kNullPointerException, "cannot access method/field [{}] from a null def reference", node.name);
  }
  if (const Callable* const function = As<Callable>(arguments[0])) {
    const Interface* const interface = InterfaceOf(function->type().id);
    if (run.tracer != nullptr) run.tracer->Abort();
    if (interface->method == node.name && interface->arity == node.count - 1) return function->Call(run, arguments + 1, node.count - 1);
  }
  const Method* const method = MethodFor(node, arguments[0]);
  if (method == nullptr) {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "dynamic method [{}, {}/{}] not found", ClassNameOf(arguments[0]), node.name,
                              node.count - 1);
  }
  for (uint32_t i = 1; i < node.count; ++i) {
    const uint16_t origin = arguments[i].origin();
    arguments[i] = AdaptArgument(run, arguments[i], method->parameters[i - 1]);
    if (run.failed()) return Value();
    if (arguments[i].origin() != origin) run.tracer->Abort();  // only values that are traced have one
  }
  return CountText(run, arguments[0]) ? Apply(run, *method, arguments, node.count) : Value();
}

Value EvalDefCall(const Node& base, Run& run) {
  const auto& node = static_cast<const DefCallNode&>(base);
  Room<kMaxArguments> room;
  Value* const arguments = room.values();
  for (uint32_t i = 0; i < node.count; ++i) {
    new (&arguments[i]) Value(Eval(node.arguments[i], run));
    if (run.failed()) return Value();
    if (i == 0 && node.null_safe && arguments[0].is_null()) return Value();
  }
  const Value result = CallOn(node, arguments, run);
  if (run.failed()) run.Locate(node.at);
  return result;
}

struct FunctionCallNode : Node {
  const Code* code;
  const Node* const* arguments;
};

Value EvalFunctionCall(const Node& base, Run& run) {
  const auto& node = static_cast<const FunctionCallNode&>(base);
  constexpr size_t kSmall = 8;
  const size_t count = node.code->parameters.size();
  Value small[kSmall];
  Value* const arguments = count <= kSmall ? small : run.arena.NewArray<Value>(count);
  for (size_t i = 0; i < count; ++i) {
    arguments[i] = Eval(node.arguments[i], run);
    if (run.failed()) return Value();
  }
  const Value result = Invoke(*node.code, arguments, nullptr, run);
  if (run.failed()) run.Locate(node.at);
  return result;
}

// A parameter without a type takes what it gets.
bool CastParameters(Run& run, const Code& code, const Value* arguments, size_t count, Value* cast) {
  if (count != code.parameters.size()) {
    run.ThrowFormatted(TypeId::kIllegalArgumentException, "Incorrect number of parameters for [{}]: expected [{}], found [{}]", code.name,
                       code.parameters.size(), count);
    return false;
  }
  for (size_t i = 0; i < count; ++i) {
    cast[i] = AdaptArgument(run, arguments[i], code.parameters[i]);
    if (run.failed()) return false;
    if (cast[i].origin() != arguments[i].origin()) run.tracer->Abort();  // only values that are traced have one
  }
  return true;
}

class LambdaHost final : public Callable {
 public:
  LambdaHost(TypeId interface, const Code* code, const Value* captured) : Callable(interface), code_(code), captured_(captured) {}

  Value Call(Run& run, const Value* arguments, size_t count) const override {
    Value cast[kMaxArguments];
    if (count > kMaxArguments || !CastParameters(run, *code_, arguments, count, cast)) return Value();
    return Invoke(*code_, cast, captured_, run);
  }

 private:
  const Code* code_;
  const Value* captured_;
};

struct LambdaNode : Node {
  const Code* code;
  TypeId interface;
  std::span<const uint32_t> captured;
};

Value EvalLambda(const Node& base, Run& run) {
  const auto& node = static_cast<const LambdaNode&>(base);
  Value* const captured = run.arena.NewArray<Value>(node.captured.size());
  for (size_t i = 0; i < node.captured.size(); ++i) captured[i] = run.slots[node.captured[i]];
  return Value::Of(run.arena.New<LambdaHost>(node.interface, node.code, captured));
}

class ReferenceHost final : public Callable {
 public:
  ReferenceHost(TypeId interface, const Reference* reference, Value receiver)
      : Callable(interface), reference_(reference), receiver_(receiver) {}

  Value Call(Run& run, const Value* arguments, size_t count) const override {
    if (count + 1 > kMaxArguments) return Value();
    Value values[kMaxArguments];
    if (reference_->function != nullptr) {
      if (!CastParameters(run, *reference_->function, arguments, count, values)) return Value();
      return Invoke(*reference_->function, values, nullptr, run);
    }
    size_t total = 0;
    if (reference_->receiver != nullptr) values[total++] = receiver_;
    std::copy(arguments, arguments + count, values + total);
    total += count;
    return reference_->receiver != nullptr ? OnReceiver(run, values, total) : OfType(run, values, total);
  }

 private:
  Value NotFound(Run& run, size_t count) const {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "function reference [{}::{}/{}] matching [{}] not found",
                              SimpleNameOf(reference_->type), reference_->name, count, NameOf(type()));
  }

  Value CallMethod(Run& run, const Method& method, Value* values) const {
    const size_t first = method.is_static ? 0 : 1;
    if (first == 1 && values[0].is_null()) return ThrowNullReceiver(run, method);
    for (size_t i = 0; i < method.arity; ++i) {
      values[first + i] = AdaptArgument(run, values[first + i], method.parameters[i]);
      if (run.failed()) return Value();
    }
    return method.arity + first == 0 || CountText(run, values[0]) ? method.call(run, values) : Value();
  }

  Value OnReceiver(Run& run, Value* values, size_t total) const {
    const Method* const method = values[0].is_null() ? nullptr : FindMethod(TypeOf(values[0]), reference_->name, total - 1);
    return method == nullptr ? NotFound(run, total - 1) : CallMethod(run, *method, values);
  }

  Value OfType(Run& run, Value* values, size_t total) const {
    if (reference_->dimensions != 0) {
      const Value size = total == 1 ? AdaptArgument(run, values[0], TypeId::kInt) : Value::Int(0);
      if (run.failed() || !run.Spend(static_cast<size_t>(size.as_long()) * sizeof(Value))) return Value();
      return Value::Of(ArrayHost::New(run.arena, Type(reference_->type, reference_->dimensions), static_cast<size_t>(size.as_long())));
    }
    if (const Method* const method = FindStatic(reference_->type, reference_->name, total)) return CallMethod(run, *method, values);
    const Method* const method = total == 0 ? nullptr : FindMethod(reference_->type, reference_->name, total - 1);
    if (method == nullptr) return NotFound(run, total);
    values[0] = AdaptArgument(run, values[0], reference_->type);
    return run.failed() ? Value() : CallMethod(run, *method, values);
  }

  const Reference* reference_;
  Value receiver_;
};

struct ReferenceNode : Node {
  Reference reference;
  TypeId interface;
};

Value EvalReference(const Node& base, Run& run) {
  const auto& node = static_cast<const ReferenceNode&>(base);
  const Value receiver = node.reference.receiver == nullptr ? Value() : Eval(node.reference.receiver, run);
  if (run.failed()) return Value();
  return Value::Of(run.arena.New<ReferenceHost>(node.interface, &node.reference, receiver));
}

// Initialisers ----------------------------------------------------------------------------------------------------------------------------

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

}  // namespace

const Node* MakeCall(NodeArena& arena, uint32_t at, const Method* method, Nodes arguments, bool null_safe) {
  return arena.New<CallNode>(Node{EvalCall, at, kTraces}, method, arguments.data(), static_cast<uint32_t>(arguments.size()), null_safe);
}

const Node* MakeDefCall(NodeArena& arena, uint32_t at, std::string_view name, Nodes arguments, bool null_safe) {
  constexpr TypeId kClasses[] = {TypeId::kVoid,     TypeId::kBoxedBoolean, TypeId::kBoxedByte,  TypeId::kBoxedShort,  TypeId::kCharacter,
                                 TypeId::kInteger,  TypeId::kBoxedLong,    TypeId::kBoxedFloat, TypeId::kBoxedDouble, TypeId::kBigInteger,
                                 TypeId::kString,   TypeId::kArrayList,    TypeId::kHashMap};
  static_assert(std::size(kClasses) == static_cast<size_t>(Kind::kHost));
  DefCallNode* const node =
      arena.New<DefCallNode>(Node{EvalDefCall, at, kTraces}, name, arguments.data(), static_cast<uint32_t>(arguments.size()), null_safe, std::array<const Method*, kKinds>{});
  for (size_t kind = 0; kind < std::size(kClasses); ++kind) {
    node->by_kind[kind] = kClasses[kind] == TypeId::kVoid ? nullptr : FindMethod(kClasses[kind], name, arguments.size() - 1);
  }
  return node;
}

const Node* MakeFunctionCall(NodeArena& arena, uint32_t at, const Code* code, Nodes arguments) {
  return arena.New<FunctionCallNode>(Node{EvalFunctionCall, at, kTraces}, code, arguments.data());
}

const Node* MakeLambda(NodeArena& arena, uint32_t at, const Code* code, TypeId interface, std::span<const uint32_t> captured) {
  return arena.New<LambdaNode>(Node{EvalLambda, at, kTraces}, code, interface, captured);
}

const Node* MakeReference(NodeArena& arena, uint32_t at, const Reference& reference, TypeId interface) {
  return arena.New<ReferenceNode>(Node{EvalReference, at}, reference, interface);
}

namespace {

const Node* MakeItems(NodeArena& arena, Node node, Type type, Nodes items) {
  return arena.New<ItemsNode>(node, type, items.data(), static_cast<uint32_t>(items.size()));
}

}  // namespace

const Node* MakeListOf(NodeArena& arena, uint32_t at, Nodes items) { return MakeItems(arena, Node{EvalListOf, at, kTraces}, TypeId::kArrayList, items); }
const Node* MakeMapOf(NodeArena& arena, uint32_t at, Nodes items) { return MakeItems(arena, Node{EvalMapOf, at, kTraces}, TypeId::kHashMap, items); }
const Node* MakeNewArray(NodeArena& arena, uint32_t at, Type type, Nodes sizes) { return MakeItems(arena, Node{EvalNewArray, at}, type, sizes); }
const Node* MakeNewArrayOf(NodeArena& arena, uint32_t at, Type type, Nodes items) { return MakeItems(arena, Node{EvalNewArrayOf, at}, type, items); }

}  // namespace flowship::painless
