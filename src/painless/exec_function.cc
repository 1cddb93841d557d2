// Functions: how they run, and the values that they are, lambdas and references.

#include <algorithm>
#include <memory>

#include "painless/call.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/nodes.h"
#include "painless/program.h"
#include "painless/values.h"

namespace flowship::painless {

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

  const Code* lambda() const override { return code_; }
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

}  // namespace

const Node* MakeLambda(NodeArena& arena, uint32_t at, const Code* code, TypeId interface, std::span<const uint32_t> captured) {
  return arena.New<LambdaNode>(Node{EvalLambda, at, kTraces}, code, interface, captured);
}

const Node* MakeReference(NodeArena& arena, uint32_t at, const Reference& reference, TypeId interface) {
  return arena.New<ReferenceNode>(Node{EvalReference, at}, reference, interface);
}

}  // namespace flowship::painless
