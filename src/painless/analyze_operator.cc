// Operators and assignments: which types they are computed in, and what they are cast from and to.

#include "painless/analyzer.h"
#include "painless/api.h"
#include "painless/cast.h"
#include "painless/pattern.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

bool Either(Type a, Type b, TypeId id) { return a == Type(id) || b == Type(id); }

// int for everything smaller; void: neither is a number.
Type Promote(Type a, Type b, bool decimal) {
  if (a.is_def() || b.is_def()) return TypeId::kDef;
  if (decimal && Either(a, b, TypeId::kDouble)) return TypeId::kDouble;
  if (decimal && Either(a, b, TypeId::kFloat)) return TypeId::kFloat;
  if (Either(a, b, TypeId::kLong)) return TypeId::kLong;
  for (const TypeId id : {TypeId::kInt, TypeId::kChar, TypeId::kShort, TypeId::kByte}) {
    if (Either(a, b, id)) return TypeId::kInt;
  }
  return TypeId::kVoid;
}

Type PromoteEquality(Type a, Type b) {
  if (a.is_def() || b.is_def()) return TypeId::kDef;
  if (a.is_primitive() && b.is_primitive() && Either(a, b, TypeId::kBoolean)) return a == b ? Type(TypeId::kBoolean) : Promote(a, b, true);
  if (a.is_primitive() || b.is_primitive()) {
    const Type numbers = Promote(a, b, true);
    return numbers.is_void() ? Type(TypeId::kBoolean) : numbers;
  }
  return TypeId::kObject;
}

Type PromoteConditional(Type a, Type b) {
  if (a == b) return a;
  if (a.is_def() || b.is_def()) return TypeId::kDef;
  if (a.is_numeric() && b.is_numeric()) return Promote(a, b, true);
  if (IsAssignable(a, b)) return b;
  if (IsAssignable(b, a)) return a;
  return TypeId::kObject;
}

Operator OperatorOf(Token token) {
  switch (token) {
    case Token::kMultiply:
    case Token::kMultiplyAssign: return Operator::kMultiply;
    case Token::kDivide:
    case Token::kDivideAssign: return Operator::kDivide;
    case Token::kRemainder:
    case Token::kRemainderAssign: return Operator::kRemainder;
    case Token::kSubtract:
    case Token::kSubtractAssign:
    case Token::kDecrement: return Operator::kSubtract;
    case Token::kShiftLeft:
    case Token::kShiftLeftAssign: return Operator::kShiftLeft;
    case Token::kShiftRight:
    case Token::kShiftRightAssign: return Operator::kShiftRight;
    case Token::kUnsignedShiftRight:
    case Token::kUnsignedShiftRightAssign: return Operator::kUnsignedShiftRight;
    case Token::kBitAnd:
    case Token::kBitAndAssign: return Operator::kBitAnd;
    case Token::kBitXor:
    case Token::kBitXorAssign: return Operator::kBitXor;
    case Token::kBitOr:
    case Token::kBitOrAssign: return Operator::kBitOr;
    case Token::kLess: return Operator::kLess;
    case Token::kLessEqual: return Operator::kLessEqual;
    case Token::kGreater: return Operator::kGreater;
    case Token::kGreaterEqual: return Operator::kGreaterEqual;
    case Token::kEqual: return Operator::kEqual;
    case Token::kNotEqual: return Operator::kNotEqual;
    case Token::kIdentical: return Operator::kIdentical;
    case Token::kNotIdentical: return Operator::kNotIdentical;
    default: return Operator::kAdd;
  }
}

// The type that both operands are cast to; void: the operator does not apply.
Type OperandType(Operator op, Type a, Type b) {
  if (op >= Operator::kEqual) return PromoteEquality(a, b);
  if (op == Operator::kBitXor && !a.is_def() && !b.is_def() && Either(a, b, TypeId::kBoolean)) return TypeId::kBoolean;
  if (IsBitwise(op)) return Promote(a, b, false);
  return Promote(a, b, true);
}

[[noreturn]] void FailOperator(uint32_t at, Operator op, Type a, Type b) {
  const OperatorName& name = NameOf(op);
  Fail(at, "cannot apply the " + std::string(name.name) + " operator [" + std::string(name.symbol) + "] to the types [" + NameOf(a) + "] and [" +
               NameOf(b) + "]");
}

// Integral operands of a shift, each on its own.
Type PromoteShift(Type type) { return Promote(type, type, false); }

Value Negate(Run& run, const Value& value) { return DefNegate(run, value); }
Value Plus(Run&, const Value& value) { return value; }
Value ComplementBits(Run&, const Value& value) { return Value::Integral(value.kind(), ~value.as_long()); }

}  // namespace

Typed Analyzer::AnalyzeUnary(const Expression& expression, const Want& want) {
  const Expression& operand = *expression.left;
  const bool negates = expression.token == Token::kSubtract;
  if (expression.token == Token::kNot) {
    return MakeTyped(MakeNot(arena_, expression.at, AnalyzeAs(operand, TypeId::kBoolean)), TypeId::kBoolean);
  }
  if (negates && operand.kind == ExpressionKind::kInteger) return AnalyzeInteger(operand, want, true);
  if (negates && operand.kind == ExpressionKind::kDecimal) return AnalyzeDecimal(operand, true);

  const Typed value = Analyze(operand);
  const bool complements = expression.token == Token::kBitNot;
  const Type type = Promote(value.type, value.type, !complements);
  if (type.is_void()) {
    const std::string name = complements ? "bitwise not operator [~]" : negates ? "subtraction operator [-]" : "addition operator [+]";
    Fail(expression.at, "cannot apply the " + name + " to the type [" + NameOf(value.type) + "]");
  }
  UnaryFunction function = complements ? ComplementBits : negates ? Negate : Plus;
  if (type.is_def()) function = complements ? DefBitNot : negates ? DefNegate : DefPlus;
  return MakeTyped(MakeUnary(arena_, expression.at, function, Cast(value, type, operand.at)), type);
}

Typed Analyzer::AnalyzeBinary(const Expression& expression, const Want& want) {
  if (expression.token == Token::kAnd || expression.token == Token::kOr) return AnalyzeLogical(expression);
  if (expression.token == Token::kFind || expression.token == Token::kMatch) return AnalyzeMatch(expression);
  const Operator op = OperatorOf(expression.token);
  if (op >= Operator::kEqual) return AnalyzeComparison(expression, op);

  const Typed left = Analyze(*expression.left), right = Analyze(*expression.right);
  const Type string = TypeId::kString;
  // Where a String is wanted of operands that may be anything, they are written one after the other, be they numbers.
  const bool wants_text = want.type == string && (left.type.is_def() || right.type.is_def());
  if (op == Operator::kAdd && (left.type == string || right.type == string || wants_text)) {
    if (left.type.is_void() || right.type.is_void()) FailOperator(expression.at, op, left.type, right.type);
    if (left.is_constant && right.is_constant) {
      const Value text = ConcatValues(scratch_, left.value, right.value);
      if (!scratch_.failed()) return MakeLiteral(expression.at, string, text);
      scratch_.TakeThrown();
    }
    return MakeTyped(MakeConcat(arena_, expression.at, left.node, right.node), string);
  }
  const Type type = IsShift(op) ? PromoteShift(left.type) : OperandType(op, left.type, right.type);
  const Type distance = IsShift(op) ? PromoteShift(right.type) : type;
  if (type.is_void() || distance.is_void()) FailOperator(expression.at, op, left.type, right.type);
  if (IsShift(op) && (type.is_def() || distance.is_def())) return Combine(expression, op, left, right, TypeId::kDef, TypeId::kDef);
  return Combine(expression, op, left, right, type, IsComparison(op) ? Type(TypeId::kBoolean) : type);
}

// left op right, both cast to `operands`. Constants are computed now; what fails then fails now.
Typed Analyzer::Combine(const Expression& expression, Operator op, const Typed& left, const Typed& right, Type operands, Type result) {
  const Type right_type = IsShift(op) && !operands.is_def() ? PromoteShift(right.type) : operands;
  const Node* const a = Cast(left, operands, expression.left->at);
  const Node* const b = Cast(right, right_type, expression.right->at);
  const Node* const node = MakeBinary(arena_, expression.at, op, operands, a, b);
  if (!left.is_constant || !right.is_constant || !operands.is_primitive()) return MakeTyped(node, result);
  const Value value = Eval(node, scratch_);
  if (!scratch_.failed()) return MakeLiteral(expression.at, result, value);
  Fail(expression.at, std::string(scratch_.TakeThrown()->message().as_text()));
}

Typed Analyzer::AnalyzeComparison(const Expression& expression, Operator op) {
  const bool equal = op == Operator::kEqual || op == Operator::kIdentical;
  const bool left_null = expression.left->kind == ExpressionKind::kNull, right_null = expression.right->kind == ExpressionKind::kNull;
  if (left_null && right_null) Fail(expression.at, "extraneous comparison of [null] constants");
  if (left_null || right_null) {
    const Expression& other = left_null ? *expression.right : *expression.left;
    const Typed value = Analyze(other);
    if (value.type.is_primitive()) Fail(other.at, "Cannot cast null to a primitive type [" + NameOf(value.type) + "].");
    return MakeTyped(MakeNullTest(arena_, expression.at, value.node, equal), TypeId::kBoolean);
  }
  const Typed left = Analyze(*expression.left), right = Analyze(*expression.right);
  const bool by_value = op == Operator::kEqual || op == Operator::kNotEqual;
  const bool left_text = left.is_constant && left.value.is_string(), right_text = right.is_constant && right.value.is_string();
  const Typed& other = left_text ? right : left;
  if (by_value && left_text != right_text && !other.type.is_primitive()) {
    const Value text = left_text ? left.value : right.value;
    return MakeTyped(MakeTextTest(arena_, expression.at, other.node, text.as_text(), equal), TypeId::kBoolean);
  }
  const Type type = PromoteEquality(left.type, right.type);
  return Combine(expression, op, left, right, type, TypeId::kBoolean);
}

Typed Analyzer::AnalyzeLogical(const Expression& expression) {
  const Node* const left = AnalyzeAs(*expression.left, TypeId::kBoolean);
  const Node* const right = AnalyzeAs(*expression.right, TypeId::kBoolean);
  const Node* const node = expression.token == Token::kAnd ? MakeAnd(arena_, expression.at, left, right) : MakeOr(arena_, expression.at, left, right);
  return MakeTyped(node, TypeId::kBoolean);
}

Typed Analyzer::AnalyzeMatch(const Expression& expression) {
  Typed left = Analyze(*expression.left, Want{.type = TypeId::kString});
  left.looked_up = false;  // the cast is a step of its own here
  const Node* const text = Cast(left, TypeId::kString, expression.left->at);
  const Node* const pattern = AnalyzeAs(*expression.right, TypeId::kPattern);
  const Node* const arguments[] = {text, pattern};
  const Method* const method = expression.token == Token::kFind ? FindTextMethod() : MatchTextMethod();
  return MakeTyped(MakeCall(arena_, expression.at, method, Keep(std::vector(arguments, arguments + 2)), false), TypeId::kBoolean);
}

Typed Analyzer::AnalyzeConditional(const Expression& expression, const Want& want) {
  const Node* const condition = AnalyzeAs(*expression.left, TypeId::kBoolean);
  const Typed yes = Analyze(*expression.right, want), no = Analyze(*expression.third, want);
  const Type type = want.type ? *want.type : PromoteConditional(yes.type, no.type);
  const Node* const a = Cast(yes, type, expression.right->at, want.is_explicit, want.internal);
  const Node* const b = Cast(no, type, expression.third->at, want.is_explicit, want.internal);
  return MakeTyped(MakeConditional(arena_, expression.at, condition, a, b), type);
}

Typed Analyzer::AnalyzeElvis(const Expression& expression, const Want& want) {
  if (want.type && want.type->is_primitive()) Fail(expression.at, "Elvis operator cannot return primitives");
  const Typed left = Analyze(*expression.left, want), right = Analyze(*expression.right, want);
  if (expression.left->kind == ExpressionKind::kNull) Fail(expression.at, "Extraneous elvis operator. LHS is null.");
  if (left.is_constant) Fail(expression.at, "Extraneous elvis operator. LHS is a constant.");
  if (left.type.is_primitive()) Fail(expression.at, "Extraneous elvis operator. LHS is a primitive.");
  if (expression.right->kind == ExpressionKind::kNull) Fail(expression.at, "Extraneous elvis operator. RHS is null.");
  const Type type = want.type ? *want.type : PromoteConditional(left.type, right.type);
  const Node* const a = Cast(left, type, expression.left->at, want.is_explicit, want.internal);
  const Node* const b = Cast(right, type, expression.right->at, want.is_explicit, want.internal);
  return MakeTyped(MakeElvis(arena_, expression.at, a, b), type);
}

Typed Analyzer::AnalyzeInstanceof(const Expression& expression) {
  const Type type = ResolveType(expression.type);
  const Typed value = Analyze(*expression.left);
  if (value.type.is_void()) Fail(expression.at, "Cannot cast from [void] to [def].");
  return MakeTyped(MakeInstanceof(arena_, expression.at, value.node, type), TypeId::kBoolean);
}

Typed Analyzer::AnalyzeCast(const Expression& expression) {
  const Type type = ResolveType(expression.type);
  const Typed value = Analyze(*expression.left, Want{.type = type, .is_explicit = true});
  const Node* const node = Cast(value, type, expression.at, true);
  if (!value.is_constant || !type.is_primitive() || value.value.is_null()) return MakeTyped(node, type);
  const Value constant = Eval(node, scratch_);
  if (scratch_.failed()) Fail(expression.at, std::string(scratch_.TakeThrown()->message().as_text()));
  return MakeLiteral(expression.at, type, constant);
}

// Assignments -----------------------------------------------------------------------------------------------------------------------------

Target Analyzer::AnalyzeTarget(const Expression& expression, Type* type) {
  Target target;
  if (expression.kind == ExpressionKind::kName) {
    const Variable* const variable = FindVariable(expression.text);
    if (variable == nullptr) {
      const bool given = HasContext(expression.text);
      Fail(expression.at, given ? "Variable [" + std::string(expression.text) + "] is read-only."
                                : "cannot resolve symbol [" + std::string(expression.text) + "]");
    }
    if (variable->read_only) Fail(expression.at, "Variable [" + std::string(expression.text) + "] is read-only.");
    target.slot = variable->slot;
    *type = variable->type;
    return target;
  }
  if (expression.kind == ExpressionKind::kField) return FieldTarget(expression, type);
  if (expression.kind != ExpressionKind::kElement) Fail(expression.at, "invalid assignment: cannot assign a value to this expression");
  const bool by_name = expression.right->kind == ExpressionKind::kString;
  const Typed object = AnalyzeObject(*expression.left, by_name ? expression.right->text : std::string_view());
  target.kind = Target::Kind::kElement;
  target.object = object.node;
  target.index = IndexFor(object, expression);
  target.on_def = object.type.is_def();
  *type = object.type.is_array() ? object.type.Element() : Type(TypeId::kDef);
  return target;
}

Target Analyzer::FieldTarget(const Expression& expression, Type* type) {
  Target target;
  TypeId named = TypeId::kVoid;
  const std::string name(expression.text);
  if (expression.flag) Fail(expression.at, "invalid assignment: cannot assign a value to a null safe operation [?.]");
  if (NamesType(*expression.left, &named)) Fail(expression.at, "invalid assignment: cannot write to read-only field [" + name + "] for type [" + std::string(NameOf(named)) + "]");
  const Typed object = AnalyzeObject(*expression.left, expression.text);
  target.object = object.node;
  target.kind = Target::Kind::kField;
  target.site = MakeSite(expression.text);
  *type = TypeId::kDef;
  target.on_def = object.type.is_def();
  if (target.on_def) return target;
  if (object.type.is_array()) Fail(expression.at, "Cannot assign read-only field [" + name + "] for type [" + NameOf(object.type) + "].");
  target.getter = FindGetter(object.type, expression.text);
  target.setter = FindSetter(object.type, expression.text);
  if (target.setter != nullptr) {
    target.kind = Target::Kind::kMethods;
    *type = target.setter->parameters[0];
    return target;
  }
  int64_t index = 0;
  const bool is_list = IsSubtype(object.type.id, TypeId::kList);
  if (is_list && !ParseInteger(name, 10, INT32_MIN, INT32_MAX, &index)) Fail(expression.at, "invalid list index [" + name + "]");
  if (!is_list && !IsSubtype(object.type.id, TypeId::kMap)) Fail(expression.at, "field [" + NameOf(object.type) + ", " + name + "] not found");
  return target;
}

Typed Analyzer::AnalyzeAssignment(const Expression& expression) {
  if (expression.token != Token::kAssign) return MakeCompoundAssignment(expression, OperatorOf(expression.token), expression.right, false);
  Type type;
  const Target target = AnalyzeTarget(*expression.left, &type);
  if (target.on_def) {
    // Nothing is wanted of the right side: a conditional there has the type that its two sides have in common, 0 : 2.5 that of 2.5.
    const Typed right = Analyze(*expression.right);
    return MakeTyped(MakeAssign(arena_, expression.at, target, Cast(right, type, expression.right->at, false, true)), type);
  }
  return MakeTyped(MakeAssign(arena_, expression.at, target, AnalyzeAs(*expression.right, type, false, type.is_def())), type);
}

Typed Analyzer::AnalyzeIncrement(const Expression& expression) {
  const Operator op = expression.token == Token::kIncrement ? Operator::kAdd : Operator::kSubtract;
  return MakeCompoundAssignment(expression, op, nullptr, !expression.flag);
}

// `right` is null for ++ and --.
Typed Analyzer::MakeCompoundAssignment(const Expression& expression, Operator op, const Expression* right, bool gives_old) {
  Type type;
  const Target target = AnalyzeTarget(*expression.left, &type);
  if (target.kind == Target::Kind::kMethods && target.getter == nullptr) Fail(expression.at, "invalid assignment: the member can't be read");
  const Typed value = right == nullptr ? MakeLiteral(expression.at, TypeId::kInt, Value::Int(1)) : Analyze(*right);
  Compound compound;
  compound.target = type;
  compound.gives_old = gives_old;
  const Type string = TypeId::kString;
  Type right_type;
  if (op == Operator::kAdd && (type == string || value.type == string)) {
    if (!type.is_def() && type != string) Fail(expression.at, "Cannot cast from [" + NameOf(type) + "] to [java.lang.String].");
    if (value.type.is_void()) FailOperator(expression.at, op, type, value.type);
    compound.compute = ConcatValues;
    compound.operands = string;
    right_type = value.type;
  } else if (IsShift(op)) {
    compound.operands = PromoteShift(type);
    right_type = PromoteShift(value.type);
    if (compound.operands.is_void() || right_type.is_void()) FailOperator(expression.at, op, type, value.type);
    if (compound.operands.is_def() || right_type.is_def()) compound.operands = right_type = TypeId::kDef;
    compound.compute = FindBinary(op, compound.operands);
  } else {
    compound.operands = right_type = type == Type(TypeId::kBoolean) && value.type == type && IsBitwise(op) ? type : OperandType(op, type, value.type);
    if (right_type.is_void()) FailOperator(expression.at, op, type, value.type);
    if (FindCast(type, right_type, false, false) == CastKind::kForbidden) {
      Fail(expression.at, "Cannot cast from [" + NameOf(type) + "] to [" + NameOf(right_type) + "].");
    }
    compound.compute = FindBinary(op, compound.operands);
  }
  if (FindCast(compound.operands, type, true, false) == CastKind::kForbidden) {
    Fail(expression.at, "Cannot cast from [" + NameOf(compound.operands) + "] to [" + NameOf(type) + "].");
  }
  const Node* const operand = Cast(value, right_type, right == nullptr ? expression.at : right->at);
  return MakeTyped(MakeCompound(arena_, expression.at, target, compound, operand), type);
}

}  // namespace flowship::painless
