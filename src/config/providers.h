#pragma once
// Where a policy's variables come from besides the environment and the keystore: Elastic Agent's context providers host, agent, path and local.
// Source: Elastic's "Variables and conditions in input configurations".

#include <filesystem>
#include <optional>
#include <string>

#include "config/node.h"

namespace flowship::config {

// host.name, host.platform, host.architecture; agent.version; path.config, path.home, path.data, path.logs; local.* as `providers.local.vars` of the
// policy has it. `policy` is as it was written; it outlives the function.
std::optional<std::string> AskProviders(std::string_view name, const Node& policy, const std::filesystem::path& file);

// Providers of Elastic Agent that make inputs for things that come and go. flowship has none of them: as with an agent that finds no such thing, there are
// no such inputs.
bool IsDynamicProvider(std::string_view name);

// The references below a node, without their ${ }.
void CollectReferences(const Node& node, std::vector<std::string>* references);

}  // namespace flowship::config
