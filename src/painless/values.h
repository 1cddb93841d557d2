#pragma once
// What every Java object can do: toString, equals, hashCode, compareTo; and the keys of maps that are not strings.
//
// A map keeps its keys as interned texts (event/key.h). A key that is no string is interned under a text that no string has (it starts with a
// byte that UTF-8 never uses) and that is the same for equal keys; the run remembers which value it stands for.

#include <cstdint>
#include <span>
#include <string_view>

#include "event/value.h"
#include "painless/run.h"

namespace flowship::painless {

std::string_view TextOf(Run& run, const Value& value);  // String.valueOf
bool Equal(const Value& a, const Value& b);              // Objects.equals
int32_t HashOf(const Value& value);                      // Objects.hashCode
// Comparable.compareTo. Fails with ClassCastException when the two are not of one comparable class, with NullPointerException for null.
int Compare(Run& run, const Value& a, const Value& b);

// The key that `value` is in a map. Find: an empty Key when no map can have it.
Key FindKey(Run& run, const Value& value);
Key MakeKey(Run& run, const Value& value);
Value KeyValue(Run& run, Key key);  // back again

// The entries of a java.util.HashMap in the order in which Java iterates them: by bucket, and within one in the order of insertion.
// The memory is the arena's; an entry pointer is good until the object changes.
std::span<Object::Entry*> InHashOrder(Run& run, Object& object);
// The same order for what has hashes only: fills `order` with indices.
void HashOrder(std::span<const int32_t> hashes, std::span<uint32_t> order, Arena& arena);

}  // namespace flowship::painless
