#include <string>

#include "painless/cast.h"
#include "painless/operators.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

// The type that two operands of kinds that are numbers (or char) are computed in.
TypeId Promoted(const Value& left, const Value& right) {
  const Kind a = left.kind(), b = right.kind();
  if (a == Kind::kDouble || b == Kind::kDouble) return TypeId::kDouble;
  if (a == Kind::kFloat || b == Kind::kFloat) return TypeId::kFloat;
  return a == Kind::kLong || b == Kind::kLong ? TypeId::kLong : TypeId::kInt;
}

bool IsPrimitive(const Value& value) { return value.is_bool() || value.is_integral() || value.is_floating(); }
bool IsNumeric(const Value& value) { return value.is_integral() || value.is_floating(); }

Value Compute(Run& run, Operator op, TypeId type, const Value& left, const Value& right) {
  return FindBinary(op, type)(run, ConvertNumber(left, type), ConvertNumber(right, type));
}

// A boolean beside a number: the number says what it would have had to be.
Value ThrowBoolean(Run& run, const Value& left, const Value& right) {
  return run.ThrowFormatted(TypeId::kClassCastException, "Cannot cast java.lang.Boolean to {}", NameOf(Boxed(Promoted(left, right))));
}

Value ThrowOnType(Run& run, Operator op, const Value& value) {
  return run.ThrowFormatted(TypeId::kClassCastException, "Cannot apply [{}] operation to type [{}]", NameOf(op).symbol,
                            NameOf(Unboxed(TypeOf(value))));
}

Value Arithmetic(Run& run, Operator op, const Value& left, const Value& right) {
  if (op == Operator::kAdd && (left.is_string() || right.is_string())) return ConcatValues(run, left, right);
  if (left.is_null() || right.is_null()) {
    return run.ThrowFormatted(TypeId::kNullPointerException, "Cannot invoke \"Object.getClass()\" because \"{}\" is null",
                              left.is_null() ? "left" : "right");
  }
  if (IsPrimitive(left) && IsPrimitive(right)) return left.is_bool() && right.is_bool() ? ThrowOnType(run, op, left) : ThrowBoolean(run, left, right);
  const std::string_view symbol = NameOf(op == Operator::kGreaterEqual ? Operator::kGreater : op).symbol;  // Elasticsearch's own slip
  return run.ThrowFormatted(TypeId::kClassCastException, "Cannot apply [{}] operation to types [{}] and [{}].", symbol, ClassNameOf(left),
                            ClassNameOf(right));
}

Value NotIntegral(Run& run, const Value& value) {
  return run.ThrowFormatted(TypeId::kClassCastException, "Cannot convert [{}] to an integral value.", ClassNameOf(value));
}

Value Bitwise(Run& run, Operator op, const Value& left, const Value& right) {
  if (left.is_bool() && right.is_bool()) return FindBinary(op, TypeId::kBoolean)(run, left, right);
  if (IsPrimitive(left) && IsPrimitive(right)) {
    if (left.is_bool() || right.is_bool()) return ThrowBoolean(run, left, right);
    if (!left.is_floating() && !right.is_floating()) return Compute(run, op, Promoted(left, right), left, right);
    return ThrowOnType(run, op, Value::Float(0));  // said of double too
  }
  const Value& wrong = left.is_null() || !left.is_integral() ? left : right;
  if (wrong.is_null()) return run.ThrowNull("Cannot invoke \"Object.getClass()\" because \"o\" is null");
  return NotIntegral(run, wrong);
}

Value Shifted(Run& run, Operator op, const Value& left, const Value& right) {
  if (left.is_null()) return run.ThrowNull("Cannot invoke \"Object.getClass()\" because \"args[0]\" is null");
  if (right.is_null()) return run.ThrowNull("Cannot invoke \"java.lang.Number.longValue()\" because the right operand is null");
  if (right.is_bool() || right.is_floating()) {
    return run.ThrowFormatted(TypeId::kClassCastException, "Cannot cast {} to java.lang.Long", ClassNameOf(right));
  }
  if (!right.is_integral()) {
    return run.ThrowFormatted(TypeId::kClassCastException, "class {} cannot be cast to class java.lang.Number ({} and java.lang.Number are in module java.base of loader 'bootstrap')",
                              ClassNameOf(right), ClassNameOf(right));
  }
  if (left.is_bool() || left.is_floating()) return ThrowOnType(run, op, left);
  if (!left.is_integral()) return NotIntegral(run, left);
  const TypeId type = left.kind() == Kind::kLong ? TypeId::kLong : TypeId::kInt;
  return FindBinary(op, type)(run, ConvertNumber(left, type), right);
}

}  // namespace

Value DefBinary(Run& run, Operator op, const Value& left, const Value& right) {
  if (IsShift(op)) return Shifted(run, op, left, right);
  if (IsBitwise(op)) return Bitwise(run, op, left, right);
  if (IsNumeric(left) && IsNumeric(right)) return Compute(run, op, Promoted(left, right), left, right);
  return Arithmetic(run, op, left, right);
}

bool DefEqual(Run& run, const Value& left, const Value& right) {
  if (left.kind() == right.kind() && left.kind() != Kind::kHost) {
    if (left.is_string()) return left.as_text() == right.as_text();
    if (left.is_floating()) return left.as_double() == right.as_double();
    return Equal(left, right);
  }
  if (IsNumeric(left) && IsNumeric(right)) {
    const TypeId type = Promoted(left, right);
    return FindBinary(Operator::kEqual, type)(run, ConvertNumber(left, type), ConvertNumber(right, type)).as_bool();
  }
  // A boolean and a number are not equal. The original throws as long as its call site has seen nothing else, and says false from then on.
  return Equal(left, right);
}

// Boxed numbers are objects: only the small ones, which Java keeps ready, are the same object each time.
bool Identical(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::kNull: return true;
    case Kind::kBool: return left.as_bool() == right.as_bool();
    case Kind::kByte:
    case Kind::kShort:
    case Kind::kChar:
    case Kind::kInt:
    case Kind::kLong: return left.as_long() == right.as_long() && left.as_long() >= -128 && left.as_long() <= 127;
    case Kind::kFloat:
    case Kind::kDouble: return false;
    case Kind::kBigInteger:
    case Kind::kString: return left.as_text() == right.as_text();
    case Kind::kArray: return left.as_array() == right.as_array();
    case Kind::kObject: return left.as_object() == right.as_object();
    case Kind::kHost: return left.as_host() == right.as_host();
  }
  return false;
}

namespace {

Value ThrowUnary(Run& run, std::string_view symbol, const Value& value) {
  if (value.is_null()) return run.ThrowNull("Cannot invoke \"Object.getClass()\" because \"args[0]\" is null");
  const std::string_view stop = value.is_bool() ? "" : ".";
  return run.ThrowFormatted(TypeId::kClassCastException, "Cannot apply [{}] operation to type [{}]{}", symbol, NameOf(Unboxed(TypeOf(value))), stop);
}

TypeId PromotedUnary(const Value& value) { return Promoted(value, Value::Int(0)); }

}  // namespace

Value DefNegate(Run& run, const Value& value) {
  if (!IsNumeric(value)) return ThrowUnary(run, "-", value);
  const TypeId type = PromotedUnary(value);
  const Value number = ConvertNumber(value, type);
  return number.is_floating() ? ConvertNumber(Value::Double(-number.as_double()), type)
                              : FindBinary(Operator::kSubtract, type)(run, ConvertNumber(Value::Int(0), type), number);
}

Value DefPlus(Run& run, const Value& value) { return IsNumeric(value) ? ConvertNumber(value, PromotedUnary(value)) : ThrowUnary(run, "+", value); }

Value DefBitNot(Run& run, const Value& value) {
  if (value.is_floating()) {
    return run.ThrowFormatted(TypeId::kClassCastException, "Cannot apply not [~] to type [{}]", NameOf(Unboxed(TypeOf(value))));
  }
  if (!value.is_integral()) return ThrowUnary(run, "~", value);
  return ConvertNumber(Value::Long(~value.as_long()), PromotedUnary(value));
}

}  // namespace flowship::painless
