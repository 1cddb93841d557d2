#pragma once
// The `condition` of an input or a stream of an Elastic Agent policy: ${host.platform} == 'linux' and not (${env.ROLE|'edge'} == 'core')
//
//   or, and, not, ( )     == != < <= > >=     + - * / %     ${reference}, numbers, 'text', "text", true, false, null, [a, b], {key: a}
//   functions: add arrayContains concat divide endsWith hasKey indexOf length match modulo multiply number startsWith string stringContains subtract
// A reference that nothing resolves is null. Source: Elastic's "Variables and conditions in input configurations".

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/node.h"

namespace flowship::config {

// Whether the condition holds; an error where it can't be understood.
Result<bool> EvaluateCondition(std::string_view condition, const LookUp& look_up);

}  // namespace flowship::config
