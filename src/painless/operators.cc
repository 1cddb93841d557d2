#include "painless/operators.h"

#include <cmath>
#include <type_traits>

#include "painless/cast.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

constexpr OperatorName kNames[] = {
    {"*", "multiplication"}, {"/", "division"}, {"%", "remainder"}, {"+", "addition"}, {"-", "subtraction"},
    {"<<", "left shift"}, {">>", "right shift"}, {">>>", "unsigned shift"},
    {"&", "bitwise and"}, {"^", "bitwise xor"}, {"|", "boolean or"},
    {"<", "less than"}, {"<=", "less than or equals"}, {">", "greater than"}, {">=", "greater than or equals"},
    {"==", "equals"}, {"!=", "not equals"}, {"===", "reference equals"}, {"!==", "reference not equals"},
};
static_assert(std::size(kNames) == kOperatorCount);

template <typename T>
T Get(const Value& value) {
  if constexpr (std::is_same_v<T, float>) return value.as_float();
  if constexpr (std::is_same_v<T, double>) return value.as_double();
  if constexpr (std::is_same_v<T, bool>) return value.as_bool();
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) return static_cast<T>(value.as_long());
}

template <typename T>
Value Put(T value) {
  if constexpr (std::is_same_v<T, bool>) return Value::Bool(value);
  if constexpr (std::is_same_v<T, int32_t>) return Value::Int(value);
  if constexpr (std::is_same_v<T, int64_t>) return Value::Long(value);
  if constexpr (std::is_same_v<T, float>) return Value::Float(value);
  if constexpr (std::is_same_v<T, double>) return Value::Double(value);
}

// Java's integers wrap: computed without a sign.
template <Operator op, typename T>
Value Integral(Run& run, T a, T b) {
  using U = std::make_unsigned_t<T>;
  const U x = static_cast<U>(a), y = static_cast<U>(b);
  if constexpr (op == Operator::kAdd) return Put(static_cast<T>(x + y));
  if constexpr (op == Operator::kSubtract) return Put(static_cast<T>(x - y));
  if constexpr (op == Operator::kMultiply) return Put(static_cast<T>(x * y));
  if constexpr (op == Operator::kBitAnd) return Put(static_cast<T>(x & y));
  if constexpr (op == Operator::kBitXor) return Put(static_cast<T>(x ^ y));
  if constexpr (op == Operator::kBitOr) return Put(static_cast<T>(x | y));
  if constexpr (op == Operator::kDivide || op == Operator::kRemainder) {
    if (b == 0) return run.Throw(TypeId::kArithmeticException, "/ by zero");
    if (b == -1) return Put(op == Operator::kDivide ? static_cast<T>(U{0} - x) : T{0});  // the least number has no opposite
    return Put(static_cast<T>(op == Operator::kDivide ? a / b : a % b));
  }
}

template <Operator op, typename T>
Value Shift(T value, int64_t distance) {
  using U = std::make_unsigned_t<T>;
  const auto bits = static_cast<unsigned>(distance & (8 * static_cast<int64_t>(sizeof(T)) - 1));
  if constexpr (op == Operator::kShiftLeft) return Put(static_cast<T>(static_cast<U>(value) << bits));
  if constexpr (op == Operator::kShiftRight) return Put(static_cast<T>(value >> bits));
  if constexpr (op == Operator::kUnsignedShiftRight) return Put(static_cast<T>(static_cast<U>(value) >> bits));
}

template <Operator op, typename T>
Value Floating(T a, T b) {
  if constexpr (op == Operator::kAdd) return Put(a + b);
  if constexpr (op == Operator::kSubtract) return Put(a - b);
  if constexpr (op == Operator::kMultiply) return Put(a * b);
  if constexpr (op == Operator::kDivide) return Put(a / b);
  if constexpr (op == Operator::kRemainder) return Put(static_cast<T>(std::fmod(a, b)));
}

template <Operator op, typename T>
bool Compares(T a, T b) {
  if constexpr (op == Operator::kLess) return a < b;
  if constexpr (op == Operator::kLessEqual) return a <= b;
  if constexpr (op == Operator::kGreater) return a > b;
  if constexpr (op == Operator::kGreaterEqual) return a >= b;
  if constexpr (op == Operator::kEqual || op == Operator::kIdentical) return a == b;
  if constexpr (op == Operator::kNotEqual || op == Operator::kNotIdentical) return a != b;
}

template <Operator op, typename T>
Value OnPrimitive([[maybe_unused]] Run& run, const Value& left, const Value& right) {
  const T a = Get<T>(left);
  if constexpr (op >= Operator::kLess) {
    return Value::Bool(Compares<op, T>(a, Get<T>(right)));
  } else if constexpr (std::is_same_v<T, bool>) {
    const bool b = right.as_bool();
    return Value::Bool(op == Operator::kBitAnd ? (a && b) : op == Operator::kBitOr ? (a || b) : a != b);
  } else if constexpr (std::is_floating_point_v<T>) {
    return Floating<op, T>(a, Get<T>(right));
  } else if constexpr (op >= Operator::kShiftLeft && op <= Operator::kUnsignedShiftRight) {
    return Shift<op, T>(a, right.as_long());
  } else {
    return Integral<op, T>(run, a, Get<T>(right));
  }
}

template <Operator op>
Value OnDef(Run& run, const Value& left, const Value& right) {
  if constexpr (op == Operator::kEqual) return Value::Bool(DefEqual(run, left, right));
  if constexpr (op == Operator::kNotEqual) return Value::Bool(!DefEqual(run, left, right));
  if constexpr (op == Operator::kIdentical) return Value::Bool(Identical(left, right));
  if constexpr (op == Operator::kNotIdentical) return Value::Bool(!Identical(left, right));
  if constexpr (op < Operator::kEqual) return DefBinary(run, op, left, right);
}

// Objects.equals: no promotion of numbers.
template <Operator op>
Value OnReference([[maybe_unused]] Run& run, const Value& left, const Value& right) {
  if constexpr (op == Operator::kEqual) return Value::Bool(Equal(left, right));
  if constexpr (op == Operator::kNotEqual) return Value::Bool(!Equal(left, right));
  return OnDef<op>(run, left, right);
}

struct Row {
  BinaryFunction on_boolean, on_int, on_long, on_float, on_double, on_def, on_reference;
};

template <Operator op>
constexpr Row MakeRow() {
  constexpr bool boolean = (op >= Operator::kBitAnd && op <= Operator::kBitOr) || op >= Operator::kEqual;
  constexpr bool floating = op <= Operator::kSubtract || op >= Operator::kLess;
  Row row{};
  if constexpr (boolean) row.on_boolean = OnPrimitive<op, bool>;
  row.on_int = OnPrimitive<op, int32_t>;
  row.on_long = OnPrimitive<op, int64_t>;
  if constexpr (floating) row.on_float = OnPrimitive<op, float>;
  if constexpr (floating) row.on_double = OnPrimitive<op, double>;
  row.on_def = OnDef<op>;
  row.on_reference = OnReference<op>;
  return row;
}

template <size_t... I>
constexpr auto MakeRows(std::index_sequence<I...>) {
  return std::array<Row, sizeof...(I)>{MakeRow<static_cast<Operator>(I)>()...};
}
constexpr auto kRows = MakeRows(std::make_index_sequence<kOperatorCount>());

}  // namespace

const OperatorName& NameOf(Operator op) { return kNames[static_cast<size_t>(op)]; }

BinaryFunction FindBinary(Operator op, Type type) {
  const Row& row = kRows[static_cast<size_t>(op)];
  if (type.is_array()) return row.on_reference;
  switch (type.id) {
    case TypeId::kBoolean: return row.on_boolean;
    case TypeId::kInt: return row.on_int;
    case TypeId::kLong: return row.on_long;
    case TypeId::kFloat: return row.on_float;
    case TypeId::kDouble: return row.on_double;
    case TypeId::kDef: return row.on_def;
    default: return row.on_reference;
  }
}

bool CanFail(Operator op, Type type) {
  if (type.is_def()) return op < Operator::kIdentical;
  return (op == Operator::kDivide || op == Operator::kRemainder) && (type == Type(TypeId::kInt) || type == Type(TypeId::kLong));
}

Value ConcatValues(Run& run, const Value& left, const Value& right) {
  const std::string_view a = TextOf(run, left), b = TextOf(run, right);
  if (run.failed() || !run.Spend(a.size() + b.size())) return Value();
  return Value::String(Concat(a, b, run.arena));
}

}  // namespace flowship::painless
