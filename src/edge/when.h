#pragma once
// Beats' conditions: the `when` of an edge processor and the `if` of if-then-else.
//
//   equals, contains, regexp, range, network: a mapping of fields (dotted or nested) to what is asked of them; all of them have to hold
//   has_fields: a list of fields      or, and: a list of conditions      not: a condition
// A field that is missing, or of another type than is asked for, does not hold. Compiled once, immutable, any thread.
// Source: Filebeat's "Define processors", section Conditions.

#include <memory>

#include "pipeline/processor.h"

namespace flowship {

class EdgeCondition {
 public:
  virtual ~EdgeCondition() = default;
  virtual bool Test(Document& document) const = 0;
};

// nullptr after errors were reported.
std::unique_ptr<const EdgeCondition> CompileWhen(const config::Node& node, CompileContext& context);

}  // namespace flowship
