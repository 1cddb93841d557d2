#include "cli/choose_output.h"

#include <algorithm>
#include <filesystem>

namespace flowship::cli {

std::unique_ptr<Output> ChooseOutput(const std::string& spec, const std::optional<config::Policy>& policy, const OutputContext& context,
                                     config::Diagnostics& diagnostics) {
  // Said at once: the output itself would wait for the folder to come, as it does for a disk that is full.
  if (spec.starts_with("file:")) {
    const std::filesystem::path path = spec.substr(5), folder = path.parent_path();
    std::error_code error;
    if (!folder.empty() && !std::filesystem::is_directory(folder, error)) {
      diagnostics.Error({}, "flowship: --output " + spec + ": there is no folder " + folder.string());
      return nullptr;
    }
  }
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
