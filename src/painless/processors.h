#pragma once
// What the ingest contexts add to the language: the static methods of Processors, field(path), $(path, default) and metadata().

#include <string_view>

#include "painless/api.h"
#include "painless/script.h"

namespace flowship::painless {

// True for a method of Processors that the host has not given.
bool HostFunctionIsMissing(const Method& method, const ScriptHostFunctions& functions);

// field/1, $/2, metadata/0; nullptr for anything else.
const Method* FindContextMethod(std::string_view name, size_t arity);
// What metadata() gives (type_elastic.cc).
Value MakeMetadata(Run& run, const Value* arguments);

}  // namespace flowship::painless
