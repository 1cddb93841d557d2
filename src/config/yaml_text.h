#pragma once
// A Node as YAML again, in blocks, two spaces a level. Reading it gives the same tree. Pure.

#include <string>

#include "config/node.h"

namespace flowship::config {

// `indent`: spaces before each line.
std::string YamlText(const Node& node, int indent = 0);

}  // namespace flowship::config
