#pragma once
// What the JVM says of a null argument that a method of its library stumbles upon: the words name a variable of that library's source, which no
// script can change, so they are a table. Asked when a method has thrown a NullPointerException without a message; a run that goes well never
// comes here.

#include <string_view>

#include "painless/api.h"

namespace flowship::painless {

// Empty: the JVM has no words for it, or we don't know them. `arguments` as the method got them, the receiver first.
std::string_view NullText(const Method& method, const Value* arguments);

}  // namespace flowship::painless
