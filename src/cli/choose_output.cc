#include "cli/choose_output.h"

#include <algorithm>

namespace flowship::cli {

std::unique_ptr<Output> ChooseOutput(const std::string& spec, const std::optional<config::Policy>& policy, const OutputContext& context,
                                     config::Diagnostics& diagnostics) {
  if (auto plain = MakePlainOutput(spec, context)) return plain;
  if (policy) {
    for (const auto& [name, output] : policy->outputs) {
      if (output.type == spec || name == spec) return MakeOutput(output.type, output.options, context, diagnostics);
    }
  }
  const auto known = [&spec](const OutputType& type) { return type.name == spec; };
  std::string remedy = "console, file:PATH, or the type or name of an output of the policy (-c FILE)";
  if (std::ranges::any_of(OutputTypes(), known)) remedy = "the policy (-c FILE) has none of that type";
  diagnostics.Error({}, "flowship: --output " + spec + ": " + remedy);
  return nullptr;
}

}  // namespace flowship::cli
