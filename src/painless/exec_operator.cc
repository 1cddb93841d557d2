// Nodes that compute.

#include "painless/api.h"
#include "painless/cast.h"
#include "painless/exec_path.h"
#include "painless/nodes.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

struct BinaryNode : Node {
  const Node *left, *right;
  BinaryFunction function;
};

template <bool can_fail>
Value EvalBinary(const Node& base, Run& run) {
  const auto& node = static_cast<const BinaryNode&>(base);
  const Value left = Eval(node.left, run);
  if (run.failed()) return Value();
  const Value right = Eval(node.right, run);
  if (run.failed()) return Value();
  const Value value = node.function(run, left, right);
  if (can_fail && run.failed()) run.Locate(node.at);
  return value;
}

// Equality with a string that the script names, the most usual condition of all: no call, no promotion.
struct TextTestNode : Node {
  const Node* value;
  std::string_view text;
  bool equal;
};

Value EvalTextTest(const Node& base, Run& run) {
  const auto& node = static_cast<const TextTestNode&>(base);
  const Value value = Eval(node.value, run);
  if (run.failed()) return Value();
  return Value::Bool((value.is_string() && value.as_text() == node.text) == node.equal);
}

Verdict JudgeText(const Node& base, Object& ctx) {
  const auto& node = static_cast<const TextTestNode&>(base);
  Value value;
  if (!Peek(*static_cast<const PathNode*>(node.value), ctx, &value)) return Verdict::kUnknown;
  return VerdictOf((value.is_string() && value.as_text() == node.text) == node.equal);
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

Value EvalUnary(const Node& base, Run& run) {
  const auto& node = static_cast<const UnaryNode&>(base);
  const Value value = Eval(node.value, run);
  if (run.failed()) return Value();
  const Value result = node.function(run, value);
  if (run.failed()) run.Locate(node.at);
  return result;
}

struct PairNode : Node {
  const Node *left, *right;
};

Value EvalConcat(const Node& base, Run& run) {
  const auto& node = static_cast<const PairNode&>(base);
  const Value left = Eval(node.left, run);
  if (run.failed()) return Value();
  const Value right = Eval(node.right, run);
  if (run.failed()) return Value();
  const Value value = ConcatValues(run, left, right);
  if (run.failed()) run.Locate(node.at);
  return value;
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
const Node* MakeLogical(Arena& arena, uint32_t at, const Node* left, const Node* right) {
  const bool judges = left->judge != nullptr && right->judge != nullptr;
  return arena.New<PairNode>(Node{EvalLogical<decisive>, at, judges ? JudgeLogical<decisive> : nullptr}, left, right);
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

const Node* MakeBinary(Arena& arena, uint32_t at, Operator op, Type operands, const Node* left, const Node* right) {
  const auto eval = CanFail(op, operands) ? EvalBinary<true> : EvalBinary<false>;
  return arena.New<BinaryNode>(Node{eval, at}, left, right, FindBinary(op, operands));
}

const Node* MakeTextTest(Arena& arena, uint32_t at, const Node* value, std::string_view text, bool equal) {
  return arena.New<TextTestNode>(Node{EvalTextTest, at, AsContextPath(value) == nullptr ? nullptr : JudgeText}, value, text, equal);
}

const Node* MakeConcat(Arena& arena, uint32_t at, const Node* left, const Node* right) {
  return arena.New<PairNode>(Node{EvalConcat, at}, left, right);
}

const Node* MakeNullTest(Arena& arena, uint32_t at, const Node* value, bool is_null) {
  return arena.New<NullTestNode>(Node{EvalNullTest, at, AsContextPath(value) == nullptr ? nullptr : JudgeNull}, value, is_null);
}

const Node* MakeUnary(Arena& arena, uint32_t at, UnaryFunction function, const Node* value) {
  return arena.New<UnaryNode>(Node{EvalUnary, at}, value, function);
}

const Node* MakeNot(Arena& arena, uint32_t at, const Node* value) {
  return arena.New<UnaryNode>(Node{EvalUnary, at, value->judge == nullptr ? nullptr : JudgeNot}, value, Not);
}

const Node* MakeAnd(Arena& arena, uint32_t at, const Node* left, const Node* right) {
  return MakeLogical<false>(arena, at, left, right);
}

const Node* MakeOr(Arena& arena, uint32_t at, const Node* left, const Node* right) {
  return MakeLogical<true>(arena, at, left, right);
}

const Node* MakeConditional(Arena& arena, uint32_t at, const Node* condition, const Node* yes, const Node* no) {
  return arena.New<ConditionalNode>(Node{EvalConditional, at}, condition, yes, no);
}

const Node* MakeElvis(Arena& arena, uint32_t at, const Node* value, const Node* otherwise) {
  return arena.New<PairNode>(Node{EvalElvis, at}, value, otherwise);
}

// Casts -----------------------------------------------------------------------------------------------------------------------------------

namespace {

struct CastNode : Node {
  const Node* value;
  Type to;
};

template <Value (*cast)(Run& run, const Value& value, Type to)>
Value EvalCast(const Node& base, Run& run) {
  const auto& node = static_cast<const CastNode&>(base);
  const Value value = Eval(node.value, run);
  if (run.failed()) return Value();
  const Value result = cast(run, value, node.to);
  if (run.failed()) run.Locate(node.at);
  return result;
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

const Node* MakeConvert(Arena& arena, uint32_t at, const Node* value, Type to, bool null_allowed) {
  return arena.New<CastNode>(Node{null_allowed ? EvalCast<ConvertOrNull> : EvalCast<Convert>, at}, value, to);
}

const Node* MakeDefCast(Arena& arena, uint32_t at, const Node* value, Type to, bool is_explicit) {
  if (to == Type(TypeId::kBoolean)) return arena.New<CastNode>(Node{EvalCast<ToBoolean>, at, value->judge == nullptr ? nullptr : JudgeBoolean}, value, to);
  return arena.New<CastNode>(Node{is_explicit ? EvalCast<CastExplicitly> : EvalCast<CastImplicitly>, at}, value, to);
}

const Node* MakeLookedUpCast(Arena& arena, uint32_t at, const Node* value, Type to) {
  return arena.New<CastNode>(Node{EvalCast<AdaptArgument>, at}, value, to);
}

const Node* MakeReferenceCast(Arena& arena, uint32_t at, const Node* value, Type to) {
  return arena.New<CastNode>(Node{EvalCast<CheckReference>, at}, value, to);
}

const Node* MakeTextCast(Arena& arena, uint32_t at, const Node* value, Type to) {
  return arena.New<CastNode>(Node{EvalCast<ConvertText>, at}, value, to);
}

const Node* MakeInstanceof(Arena& arena, uint32_t at, const Node* value, Type type) {
  return arena.New<CastNode>(Node{EvalCast<IsOfType>, at}, value, type);
}

}  // namespace flowship::painless
