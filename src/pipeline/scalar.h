#pragma once
// A plain YAML scalar as a value: null, booleans, numbers, text, by YAML 1.2's core schema, as Elasticsearch's YAML parser types them.

#include "base/arena.h"
#include "config/node.h"
#include "event/value.h"

namespace flowship {

Value ScalarValue(const config::Node& node, Arena& arena);

}  // namespace flowship
