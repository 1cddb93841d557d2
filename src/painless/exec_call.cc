// Nodes that call: methods, constructors, functions of the script.

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "painless/api.h"
#include "painless/call.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/nodes.h"
#include "painless/null_text.h"
#include "painless/program.h"
#include "painless/values.h"

namespace flowship::painless {

bool CountText(Run& run, const Value& receiver) {
  constexpr size_t kBytesOfStep = 128;
  return !receiver.is_string() || run.Work(receiver.as_text().size() / kBytesOfStep);
}

Value ThrowNullReceiver(Run& run, const Method& method) {
  return run.ThrowFormatted(TypeId::kNullPointerException, "Cannot invoke \"{}()\" because the value is null", method.name);
}

namespace {

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

// A typed value that is null.
Value CallOnNull(Run& run, const Method& method, const Value* arguments) {
  if (!method.takes_null) return ThrowNullReceiver(run, method);
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

// Which method a lambda goes to is known at run time only: whether it has as many parameters as are wanted there is, too.
bool CheckLambda(Run& run, const Value& argument, Type wanted) {
  const Callable* const function = argument.kind() != Kind::kHost || wanted.is_array() ? nullptr : As<Callable>(argument);
  const Code* const lambda = function == nullptr ? nullptr : function->lambda();
  const Interface* const interface = lambda == nullptr ? nullptr : InterfaceOf(wanted.id);
  if (interface == nullptr || interface->arity == lambda->parameters.size()) return true;
  run.ThrowFormatted(TypeId::kIllegalArgumentException, "function reference [this::{}/{}] matching [{}, {}/{}] not found due to an incorrect number of arguments",
                     lambda->name, interface->arity, NameOf(wanted), interface->method, interface->arity);
  return false;
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
    if (!CheckLambda(run, arguments[i], method->parameters[i - 1])) return Value();
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

}  // namespace flowship::painless
