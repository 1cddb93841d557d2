#pragma once
// getByPath('a.b.0', default): Painless's addition to Map and List. A path that leads nowhere gives the default, or is an error without one.

#include "painless/run.h"

namespace flowship::painless {

Value GetByPath(Run& run, const Value& root, const Value& path, const Value* otherwise);

}  // namespace flowship::painless
