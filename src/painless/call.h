#pragma once
// What nodes that call have in common: those of methods (exec_call.cc) and the functions that are values (exec_function.cc).

#include <cstddef>

#include "painless/api.h"
#include "painless/run.h"

namespace flowship::painless {

constexpr size_t kMaxArguments = kMaxParameters + 1;  // and the receiver

// Room for values that are not made yet: a Value's constructor writes, and most rooms stay empty.
template <size_t count>
struct Room {
  alignas(Value) std::byte bytes[count * sizeof(Value)];
  Value* values() { return reinterpret_cast<Value*>(bytes); }
};

// Nearly every method of a text looks at all of it; false: too much altogether, thrown.
bool CountText(Run& run, const Value& receiver);
Value ThrowNullReceiver(Run& run, const Method& method);

}  // namespace flowship::painless
