#pragma once
// Painless's casts. Which are allowed between static types is decided at compile time; a value of type def is cast at run time, by what it is.
// The rules are those of "Casting" in the Painless language specification; the tables in testdata/painless/cast.yml are their proof.

#include "painless/run.h"
#include "painless/type.h"

namespace flowship::painless {

enum class CastKind : uint8_t {
  kNone,       // the value is good as it is
  kNumber,     // between primitive numbers, or from a boxed one, which must not be null
  kBoxed,      // from a boxed number to another; null stays null
  kDef,        // from def: by what the value is
  kReference,  // to a subclass: checked
  kText,       // between a string of length one and a char
  kForbidden,
};

// `internal`: boxing and unboxing are allowed, as for arguments and results of functions.
CastKind FindCast(Type from, Type to, bool is_explicit, bool internal);

// A number (or char, boolean) as another primitive, as Java converts: narrowing cuts, floating to integral saturates.
Value ConvertNumber(const Value& value, TypeId primitive);
// (to) value, for a value of type def.
Value CastDef(Run& run, const Value& value, Type to, bool is_explicit);
Value CheckReference(Run& run, const Value& value, Type to);
Value ConvertText(Run& run, const Value& value, Type to);
// An argument of type def for a parameter of type `to`, as the JVM's method handles adapt it.
Value AdaptArgument(Run& run, const Value& value, Type to);

// A value that is a number or char, as the primitive.
int64_t ToLong(const Value& value);
double ToDouble(const Value& value);

}  // namespace flowship::painless
