#pragma once
// Source → syntax tree. Recursive descent with look-ahead over the token list; expressions by operator precedence. The tree lives in
// `arena`, its texts in `source` or `arena`. Nesting is limited by limits::kScriptMaxNesting, so no source can exhaust the stack.

#include <string_view>

#include "base/arena.h"
#include "painless/syntax.h"

namespace flowship::painless {

// Throws CompileFailure.
ScriptSyntax Parse(std::string_view source, Arena& arena);

}  // namespace flowship::painless
