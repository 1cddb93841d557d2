#pragma once
// Functional interfaces: what a lambda must look like to be one, and how the methods of the API call it.

#include <array>
#include <string_view>

#include "painless/api.h"
#include "painless/host.h"
#include "painless/run.h"

namespace flowship::painless {

constexpr size_t kMaxLambdaParameters = 3;

struct Interface {
  TypeId type;
  std::string_view method;
  Type returns;
  std::array<Type, kMaxLambdaParameters> parameters;
  uint8_t arity;
};

const Interface* InterfaceOf(TypeId type);  // nullptr: not a functional interface

// Calls `function`, which is not null. The result is of type def, or cast to what the interface of a method of the API promises.
Value CallFunction(Run& run, const Value& function, std::initializer_list<Value> arguments);
bool CallPredicate(Run& run, const Value& function, std::initializer_list<Value> arguments);
Value CallAs(Run& run, TypeId result, const Value& function, std::initializer_list<Value> arguments);
// False: `function` is null, thrown.
bool CheckFunction(Run& run, const Value& function);

// A function of the API as an object, with the values that it needs: what Comparator.reversed() gives.
using Bound = Value (*)(Run& run, const Value* bound, const Value* arguments);
Value BindFunction(Run& run, TypeId interface, Bound function, std::initializer_list<Value> bound);

}  // namespace flowship::painless
