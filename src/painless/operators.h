#pragma once
// Java's operators. On primitives by static type; on def by what the operands are when the script runs, with Painless's own rules (DefMath).

#include <cstdint>
#include <string_view>

#include "event/value.h"
#include "painless/run.h"
#include "painless/type.h"

namespace flowship::painless {

enum class Operator : uint8_t {
  kMultiply, kDivide, kRemainder, kAdd, kSubtract, kShiftLeft, kShiftRight, kUnsignedShiftRight, kBitAnd, kBitXor, kBitOr,
  kLess, kLessEqual, kGreater, kGreaterEqual, kEqual, kNotEqual, kIdentical, kNotIdentical,
};
constexpr size_t kOperatorCount = 19;

struct OperatorName {
  std::string_view symbol, name;  // +, addition
};
const OperatorName& NameOf(Operator op);
inline bool IsComparison(Operator op) { return op >= Operator::kLess; }
inline bool IsShift(Operator op) { return op >= Operator::kShiftLeft && op <= Operator::kUnsignedShiftRight; }
inline bool IsBitwise(Operator op) { return op >= Operator::kBitAnd && op <= Operator::kBitOr; }

using BinaryFunction = Value (*)(Run& run, const Value& left, const Value& right);

// Both operands are of `type`: int, long, float, double; boolean for & ^ | and equality; def, or any reference for equality. Of a shift the
// right operand may be int or long. Only def, and division of integers, can fail.
BinaryFunction FindBinary(Operator op, Type type);
bool CanFail(Operator op, Type type);

Value DefBinary(Run& run, Operator op, const Value& left, const Value& right);
Value DefNegate(Run& run, const Value& value);
Value DefPlus(Run& run, const Value& value);
Value DefBitNot(Run& run, const Value& value);
bool DefEqual(Run& run, const Value& left, const Value& right);
bool Identical(const Value& left, const Value& right);
// String concatenation: null is "null".
Value ConcatValues(Run& run, const Value& left, const Value& right);

}  // namespace flowship::painless
