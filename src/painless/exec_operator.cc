// Nodes that compute.

#include "painless/api.h"
#include "painless/cast.h"
#include "painless/exec_path.h"
#include "painless/nodes.h"
#include "painless/program.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

struct BinaryNode : Node {
  const Node *left, *right;
  BinaryFunction function;
};

// How a node's step is done again: on these inputs, in a run of its own.
using Again = Value (*)(const Node& node, const Value* inputs, Run& run);
template <Again again>
bool RunAgain(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
  Environment environment;
  environment.arena = &context.arena;
  environment.keys = &context.keys;
  Run run(*static_cast<const Program*>(step.owner), environment);
  *result = again(*static_cast<const Node*>(step.self), inputs, run);
  return !run.failed();
}
template <Again again>
Value Traced(Run& run, const Node& node, std::initializer_list<Value> inputs, const Value& result) {
  if (run.failed()) return result;
  return run.tracer->Record({RunAgain<again>, &node, &run.program}, {inputs.begin(), inputs.size()}, result);
}

Value AgainBinary(const Node& node, const Value* inputs, Run& run) { return static_cast<const BinaryNode&>(node).function(run, inputs[0], inputs[1]); }

template <bool can_fail>
Value EvalBinary(const Node& base, Run& run) {
  const auto& node = static_cast<const BinaryNode&>(base);
  const Value left = Eval(node.left, run);
  if (run.failed()) return Value();
  const Value right = Eval(node.right, run);
  if (run.failed()) return Value();
  const Value value = node.function(run, left, right);
  if (can_fail && run.failed()) run.Locate(node.at);
  return run.tracer == nullptr ? value : Traced<AgainBinary>(run, node, {left, right}, value);
}

// Equality with a string that the script names, the most usual condition of all: no call, no promotion.
struct TextTestNode : Node {
  const Node* value;
  std::string_view text;
  bool equal;
};

// The last bytes are compared first: texts of one length mostly differ there, and memcmp is a call.
bool IsSame(std::string_view a, std::string_view b) { return a.size() == b.size() && (a.empty() || (a.back() == b.back() && a == b)); }

bool IsText(const TextTestNode& node, const Value& value) { return (value.is_string() && IsSame(value.as_text(), node.text)) == node.equal; }
Value AgainTextTest(const Node& node, const Value* inputs, Run&) { return Value::Bool(IsText(static_cast<const TextTestNode&>(node), inputs[0])); }

Value EvalTextTest(const Node& base, Run& run) {
  const auto& node = static_cast<const TextTestNode&>(base);
  const Value value = Eval(node.value, run);
  if (run.failed()) return Value();
  const Value result = Value::Bool(IsText(node, value));
  // Whether a text is empty is known of every value of a trace.
  const bool known = !value.is_string() || node.text.empty() || value.as_text().empty();
  return run.tracer == nullptr || known ? result : Traced<AgainTextTest>(run, node, {value}, result);
}

Verdict JudgeText(const Node& base, Object& ctx) {
  const auto& node = static_cast<const TextTestNode&>(base);
  Value value;
  if (!Peek(*static_cast<const PathNode*>(node.value), ctx, &value)) return Verdict::kUnknown;
  return VerdictOf(IsText(node, value));
}

struct NullTestNode : Node {
  const Node* value;
  bool is_null;
};

Verdict JudgeNull(const Node& base, Object& ctx) {
  const auto& node = static_cast<const NullTestNode&>(base);
  Value value;
  if (!Peek(*static_cast<const PathNode*>(node.value), ctx, &value)) return Verdict::kUnknown;
  return VerdictOf(value.is_null() == node.is_null);
}

Value EvalNullTest(const Node& base, Run& run) {
  const auto& node = static_cast<const NullTestNode&>(base);
  const Value value = Eval(node.value, run);
  if (run.failed()) return Value();
  return Value::Bool(value.is_null() == node.is_null);
}

struct UnaryNode : Node {
  const Node* value;
  UnaryFunction function;
};

Value AgainUnary(const Node& node, const Value* inputs, Run& run) { return static_cast<const UnaryNode&>(node).function(run, inputs[0]); }

Value EvalUnary(const Node& base, Run& run) {
  const auto& node = static_cast<const UnaryNode&>(base);
  const Value value = Eval(node.value, run);
  if (run.failed()) return Value();
  const Value result = node.function(run, value);
  if (run.failed()) run.Locate(node.at);
  return run.tracer == nullptr ? result : Traced<AgainUnary>(run, node, {value}, result);
}

struct PairNode : Node {
  const Node *left, *right;
};

Value AgainConcat(const Node&, const Value* inputs, Run& run) { return ConcatValues(run, inputs[0], inputs[1]); }

Value TracedConcat(Run& run, const Node& node, const Value& left, const Value& right, const Value& text) {
  const Value pieces[] = {left, right};
  if (IsTracePiece(left) && IsTracePiece(right)) return run.tracer->Join(pieces, text);
  return Traced<AgainConcat>(run, node, {left, right}, text);
}

Value EvalConcat(const Node& base, Run& run) {
  const auto& node = static_cast<const PairNode&>(base);
  const Value left = Eval(node.left, run);
  if (run.failed()) return Value();
  const Value right = Eval(node.right, run);
  if (run.failed()) return Value();
  const Value value = ConcatValues(run, left, right);
  if (run.failed()) run.Locate(node.at);
  return run.tracer == nullptr || run.failed() ? value : TracedConcat(run, node, left, right, value);
}

template <bool decisive>
Value EvalLogical(const Node& base, Run& run) {
  const auto& node = static_cast<const PairNode&>(base);
  const Value left = Eval(node.left, run);
  if (run.failed() || left.as_bool() == decisive) return left;
  return Eval(node.right, run);
}

template <bool decisive>
Verdict JudgeLogical(const Node& base, Object& ctx) {
  const auto& node = static_cast<const PairNode&>(base);
  const Verdict left = node.left->judge(*node.left, ctx);
  return left == Verdict::kUnknown || left == VerdictOf(decisive) ? left : node.right->judge(*node.right, ctx);
}

template <bool decisive>
const Node* MakeLogical(NodeArena& arena, uint32_t at, const Node* left, const Node* right) {
  const bool judges = left->judge != nullptr && right->judge != nullptr;
  return arena.New<PairNode>(Node{EvalLogical<decisive>, at, kTraces, judges ? JudgeLogical<decisive> : nullptr}, left, right);
}

Value EvalElvis(const Node& base, Run& run) {
  const auto& node = static_cast<const PairNode&>(base);
  const Value left = Eval(node.left, run);
  if (run.failed() || !left.is_null()) return left;
  return Eval(node.right, run);
}

struct ConditionalNode : Node {
  const Node *condition, *yes, *no;
};

Value EvalConditional(const Node& base, Run& run) {
  const auto& node = static_cast<const ConditionalNode&>(base);
  const Value condition = Eval(node.condition, run);
  if (run.failed()) return Value();
  return Eval(condition.as_bool() ? node.yes : node.no, run);
}

Value Not(Run&, const Value& value) { return Value::Bool(!value.as_bool()); }

Verdict JudgeNot(const Node& base, Object& ctx) {
  const auto& node = static_cast<const UnaryNode&>(base);
  const Verdict verdict = node.value->judge(*node.value, ctx);
  return verdict == Verdict::kUnknown ? verdict : VerdictOf(verdict == Verdict::kFalse);
}

}  // namespace

const Node* MakeBinary(NodeArena& arena, uint32_t at, Operator op, Type operands, const Node* left, const Node* right) {
  const auto eval = CanFail(op, operands) ? EvalBinary<true> : EvalBinary<false>;
  return arena.New<BinaryNode>(Node{eval, at, kTraces}, left, right, FindBinary(op, operands));
}

const Node* MakeTextTest(NodeArena& arena, uint32_t at, const Node* value, std::string_view text, bool equal) {
  return arena.New<TextTestNode>(Node{EvalTextTest, at, kTraces, AsContextPath(value) == nullptr ? nullptr : JudgeText}, value, text, equal);
}

const Node* MakeConcat(NodeArena& arena, uint32_t at, const Node* left, const Node* right) {
  return arena.New<PairNode>(Node{EvalConcat, at, kTraces}, left, right);
}

const Node* MakeNullTest(NodeArena& arena, uint32_t at, const Node* value, bool is_null) {
  return arena.New<NullTestNode>(Node{EvalNullTest, at, kTraces, AsContextPath(value) == nullptr ? nullptr : JudgeNull}, value, is_null);
}

const Node* MakeUnary(NodeArena& arena, uint32_t at, UnaryFunction function, const Node* value) {
  return arena.New<UnaryNode>(Node{EvalUnary, at, kTraces}, value, function);
}

const Node* MakeNot(NodeArena& arena, uint32_t at, const Node* value) {
  return arena.New<UnaryNode>(Node{EvalUnary, at, kTraces, value->judge == nullptr ? nullptr : JudgeNot}, value, Not);
}

const Node* MakeAnd(NodeArena& arena, uint32_t at, const Node* left, const Node* right) {
  return MakeLogical<false>(arena, at, left, right);
}

const Node* MakeOr(NodeArena& arena, uint32_t at, const Node* left, const Node* right) {
  return MakeLogical<true>(arena, at, left, right);
}

const Node* MakeConditional(NodeArena& arena, uint32_t at, const Node* condition, const Node* yes, const Node* no) {
  return arena.New<ConditionalNode>(Node{EvalConditional, at, kTraces}, condition, yes, no);
}

const Node* MakeElvis(NodeArena& arena, uint32_t at, const Node* value, const Node* otherwise) {
  return arena.New<PairNode>(Node{EvalElvis, at, kTraces}, value, otherwise);
}

// Casts -----------------------------------------------------------------------------------------------------------------------------------

namespace {

struct CastNode : Node {
  const Node* value;
  Type to;
};

using Cast = Value (*)(Run& run, const Value& value, Type to);
template <Cast cast>
Value AgainCast(const Node& node, const Value* inputs, Run& run) { return cast(run, inputs[0], static_cast<const CastNode&>(node).to); }

template <Cast cast>
Value EvalCast(const Node& base, Run& run) {
  const auto& node = static_cast<const CastNode&>(base);
  const Value value = Eval(node.value, run);
  if (run.failed()) return Value();
  const Value result = cast(run, value, node.to);
  if (run.failed()) run.Locate(node.at);
  if (run.tracer == nullptr) return result;
  // What comes out as it went in was looked at for its kind only, and so is whether it is of a type.
  const bool same = value.kind() == result.kind() && (value.kind() >= Kind::kArray || result.origin() == value.origin());
  if (same || result.is_bool()) return result;
  return Traced<AgainCast<cast>>(run, node, {value}, result);
}

Value Convert(Run& run, const Value& value, Type to) {
  if (value.is_null()) return run.ThrowNull("Cannot unbox a null value to " + NameOf(to));
  return ConvertNumber(value, Unboxed(to).id);
}
Value ConvertOrNull(Run&, const Value& value, Type to) { return value.is_null() ? value : ConvertNumber(value, Unboxed(to).id); }
Value CastImplicitly(Run& run, const Value& value, Type to) { return CastDef(run, value, to, false); }
Value CastExplicitly(Run& run, const Value& value, Type to) { return CastDef(run, value, to, true); }
Value ToBoolean(Run& run, const Value& value, Type to) { return value.is_bool() ? value : CastDef(run, value, to, false); }
// What has a verdict is a boolean already.
Verdict JudgeBoolean(const Node& base, Object& ctx) {
  const Node& value = *static_cast<const CastNode&>(base).value;
  return value.judge(value, ctx);
}
Value IsOfType(Run&, const Value& value, Type type) {
  return Value::Bool(!value.is_null() && (type.is_def() || IsAssignable(TypeOf(value), Boxed(type)) || (As<Callable>(value) != nullptr && Callable::Is(type))));
}

}  // namespace

const Node* MakeConvert(NodeArena& arena, uint32_t at, const Node* value, Type to, bool null_allowed) {
  return arena.New<CastNode>(Node{null_allowed ? EvalCast<ConvertOrNull> : EvalCast<Convert>, at, kTraces}, value, to);
}

const Node* MakeDefCast(NodeArena& arena, uint32_t at, const Node* value, Type to, bool is_explicit) {
  if (to == Type(TypeId::kBoolean)) return arena.New<CastNode>(Node{EvalCast<ToBoolean>, at, kTraces, value->judge == nullptr ? nullptr : JudgeBoolean}, value, to);
  return arena.New<CastNode>(Node{is_explicit ? EvalCast<CastExplicitly> : EvalCast<CastImplicitly>, at, kTraces}, value, to);
}

const Node* MakeLookedUpCast(NodeArena& arena, uint32_t at, const Node* value, Type to) {
  return arena.New<CastNode>(Node{EvalCast<AdaptArgument>, at, kTraces}, value, to);
}

const Node* MakeReferenceCast(NodeArena& arena, uint32_t at, const Node* value, Type to) {
  return arena.New<CastNode>(Node{EvalCast<CheckReference>, at, kTraces}, value, to);
}

const Node* MakeTextCast(NodeArena& arena, uint32_t at, const Node* value, Type to) {
  return arena.New<CastNode>(Node{EvalCast<ConvertText>, at, kTraces}, value, to);
}

const Node* MakeInstanceof(NodeArena& arena, uint32_t at, const Node* value, Type type) {
  return arena.New<CastNode>(Node{EvalCast<IsOfType>, at, kTraces}, value, type);
}

}  // namespace flowship::painless
