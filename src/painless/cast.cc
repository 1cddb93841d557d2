#include "painless/cast.h"

#include <cmath>
#include <limits>

#include "painless/collections.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

// byte → short → int → long → float → double, char → int.
bool Widens(TypeId from, TypeId to) {
  if (from == TypeId::kBoolean || to == TypeId::kBoolean) return from == to;
  if (from == TypeId::kChar || to == TypeId::kChar) return from == to || (from == TypeId::kChar && to >= TypeId::kInt);
  return from <= to;
}

bool IsBoxed(Type type) { return Unboxed(type) != type; }

CastKind FindInternal(Type from, Type to) {
  const Type from_primitive = Unboxed(from), to_primitive = Unboxed(to);
  if (from_primitive.is_primitive() && to_primitive.is_primitive() && Widens(from_primitive.id, to_primitive.id)) {
    return IsBoxed(from) && IsBoxed(to) ? CastKind::kBoxed : CastKind::kNumber;
  }
  if (from.is_primitive() && IsAssignable(Boxed(from), to)) {
    const bool takes_all = to == Type(TypeId::kObject);
    const bool takes_numbers = to == Type(TypeId::kNumber) && from.id != TypeId::kBoolean && from.id != TypeId::kChar;
    if (takes_all || takes_numbers) return CastKind::kNone;
  }
  return CastKind::kForbidden;
}

}  // namespace

CastKind FindCast(Type from, Type to, bool is_explicit, bool internal) {
  if (from == to) return from.is_void() ? CastKind::kForbidden : CastKind::kNone;
  if (from.is_void() || to.is_void()) return CastKind::kForbidden;
  if (to.is_def()) return CastKind::kNone;
  if (from.is_def()) return CastKind::kDef;
  if (from.is_primitive() && to.is_primitive()) {
    const bool numbers = from.is_numeric() && to.is_numeric();
    return numbers && (is_explicit || Widens(from.id, to.id)) ? CastKind::kNumber : CastKind::kForbidden;
  }
  const bool to_text = from == Type(TypeId::kChar) && to == Type(TypeId::kString);
  const bool from_text = from == Type(TypeId::kString) && to == Type(TypeId::kChar);
  if (is_explicit && (to_text || from_text)) return CastKind::kText;
  if (IsAssignable(from, to)) return CastKind::kNone;
  if (internal) {
    const CastKind kind = FindInternal(from, to);
    if (kind != CastKind::kForbidden) return kind;
  }
  return is_explicit && IsAssignable(to, from) ? CastKind::kReference : CastKind::kForbidden;
}

namespace {

template <typename T>
T Saturate(double value) {
  if (std::isnan(value)) return 0;
  if (value >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
  if (value <= static_cast<double>(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
  return static_cast<T>(value);
}

// To byte, short, char and int Java goes by way of int, to long directly.
int64_t ToIntegral(const Value& value, bool to_long) {
  if (!value.is_floating()) return value.as_long();
  return to_long ? Saturate<int64_t>(value.as_double()) : Saturate<int32_t>(value.as_double());
}

}  // namespace

int64_t ToLong(const Value& value) { return ToIntegral(value, true); }

double ToDouble(const Value& value) { return value.is_floating() ? value.as_double() : static_cast<double>(value.as_long()); }

Value ConvertNumber(const Value& value, TypeId primitive) {
  switch (primitive) {
    case TypeId::kByte: return Value::Integral(Kind::kByte, static_cast<int8_t>(ToIntegral(value, false)));
    case TypeId::kShort: return Value::Integral(Kind::kShort, static_cast<int16_t>(ToIntegral(value, false)));
    case TypeId::kChar: return Value::Integral(Kind::kChar, static_cast<uint16_t>(ToIntegral(value, false)));
    case TypeId::kInt: return Value::Int(static_cast<int32_t>(ToIntegral(value, false)));
    case TypeId::kLong: return Value::Long(ToIntegral(value, true));
    case TypeId::kFloat: return Value::Float(value.is_floating() ? static_cast<float>(value.as_double()) : static_cast<float>(value.as_long()));
    case TypeId::kDouble: return Value::Double(ToDouble(value));
    default: return value;
  }
}

Value ConvertText(Run& run, const Value& value, Type to) {
  if (to == Type(TypeId::kString)) return Value::String(UnitText(static_cast<uint16_t>(value.as_long()), run.arena));
  if (value.is_null()) return run.ThrowNull("Cannot invoke \"String.length()\" because \"value\" is null");
  if (UnitCount(value.as_text()) == 1) return Value::Integral(Kind::kChar, UnitAt(value.as_text(), 0));
  return run.Throw(TypeId::kClassCastException, "cannot cast java.lang.String with length not equal to one to char");
}

Value CheckReference(Run& run, const Value& value, Type to) {
  if (value.is_null() || IsAssignable(TypeOf(value), to)) return value;
  if (Callable::Is(to) && As<Callable>(value) != nullptr) return value;
  ThrowClassCast(run, value, NameOf(to));
  return Value();
}

namespace {

Value ThrowDefCast(Run& run, const Value& value, Type to, bool is_explicit) {
  return run.ThrowFormatted(TypeId::kClassCastException, "cannot {} cast def [{}] to {}", is_explicit ? "explicitly" : "implicitly",
                            NameOf(Unboxed(TypeOf(value))), NameOf(to));
}

Value CastDefToPrimitive(Run& run, const Value& value, Type to, bool is_explicit) {
  const TypeId target = Unboxed(to).id;
  const Type from = Unboxed(TypeOf(value));
  if (target == TypeId::kBoolean) {
    if (value.is_bool()) return value;
    if (to.is_primitive()) {
      return run.ThrowFormatted(TypeId::kClassCastException, "cannot cast def [{}] to boolean", NameOf(from));
    }
    return ThrowDefCast(run, value, to, is_explicit);
  }
  if (from.is_numeric() && (is_explicit || Widens(from.id, target))) return ConvertNumber(value, target);
  if (is_explicit && target == TypeId::kChar && value.is_string()) return ConvertText(run, value, Type(TypeId::kChar));
  return ThrowDefCast(run, value, to, is_explicit);
}

}  // namespace

Value CastDef(Run& run, const Value& value, Type to, bool is_explicit) {
  if (to.is_def()) return value;
  if (value.is_null()) {
    if (!to.is_primitive()) return value;
    return run.ThrowNull("Cannot invoke \"Object.getClass()\" because \"value\" is null");
  }
  if (Unboxed(to).is_primitive()) return CastDefToPrimitive(run, value, to, is_explicit);
  if (is_explicit && value.kind() == Kind::kChar && to == Type(TypeId::kString)) return ConvertText(run, value, to);
  if (to == Type(TypeId::kString) && !value.is_string()) return ThrowDefCast(run, value, to, is_explicit);
  return CheckReference(run, value, to);
}

Value AdaptArgument(Run& run, const Value& value, Type to) {
  if (to.is_def() || to == Type(TypeId::kObject)) return value;
  if (value.is_null()) {
    if (!to.is_primitive()) return value;
    return run.ThrowNull("Cannot cast null to " + NameOf(to));
  }
  const Type from = Unboxed(TypeOf(value));
  if (to.is_primitive() && from.is_primitive() && Widens(from.id, to.id)) return ConvertNumber(value, to.id);
  if (to.is_primitive() && !from.is_primitive()) {
    ThrowClassCast(run, value, "java.lang.Number");
    return Value();
  }
  if (!to.is_primitive() && (IsAssignable(TypeOf(value), to) || (Callable::Is(to) && As<Callable>(value) != nullptr))) return value;
  return run.ThrowFormatted(TypeId::kClassCastException, "Cannot cast {} to {}", ClassNameOf(value), NameOf(Boxed(to)));
}

}  // namespace flowship::painless
