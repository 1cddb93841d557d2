#pragma once
// The output that a flag names: console, file:PATH, or an output of the policy by its type or name.

#include <memory>
#include <optional>
#include <string>

#include "config/policy.h"
#include "output/output_types.h"

namespace flowship::cli {

// nullptr after an error was reported.
std::unique_ptr<Output> ChooseOutput(const std::string& spec, const std::optional<config::Policy>& policy, const OutputContext& context,
                                     config::Diagnostics& diagnostics);

}  // namespace flowship::cli
