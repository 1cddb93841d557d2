#pragma once
// What the JVM says of a null argument that a method of its library stumbles upon: the words name a variable of that library's source, which no
// script can change, so they are a table. Asked when a method has thrown a NullPointerException without a message; a run that goes well never
// comes here.

#include "painless/api.h"

namespace flowship::painless {

// Gives the exception that was thrown its words. `arguments` as the method got them, the receiver first.
void NameNull(Run& run, const Method& method, const Value* arguments);

}  // namespace flowship::painless
