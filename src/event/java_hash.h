#pragma once
// The order in which java.util.HashMap gives its entries, which is seen where a map becomes a text or a script goes through one. Pure; any thread.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/arena.h"

namespace flowship {

// String.hashCode() of UTF-8, over the UTF-16 units that Java would have.
int32_t JavaHash(std::string_view text);

// order[i] is the index of the i-th entry of a HashMap that took entries of these hashes one after the other. Equal slots: the order in which they came.
void HashMapOrder(std::span<const int32_t> hashes, std::span<uint32_t> order, Arena& arena);

}  // namespace flowship
