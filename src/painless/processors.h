#pragma once
// What the ingest contexts add to the language: the static methods of Processors, and field(path) and $(path, default).

#include <string_view>

#include "painless/api.h"
#include "painless/script.h"

namespace flowship::painless {

// True for a method of Processors that the host has not given.
bool HostFunctionIsMissing(const Method& method, const ScriptHostFunctions& functions);

// field/1, $/2; nullptr for anything else.
const Method* FindContextMethod(std::string_view name, size_t arity);

}  // namespace flowship::painless
