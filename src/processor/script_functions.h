#pragma once
// The static methods of `Processors` that scripts call, on what the processors of the same names do. Painless API, "Processors".

#include "painless/script.h"

namespace flowship {

const ScriptHostFunctions& ProcessorScriptFunctions();

}  // namespace flowship
