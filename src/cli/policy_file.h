#pragma once
// -c FILE: the policy of the commands that take one.

#include <optional>
#include <string>

#include "config/policy.h"

namespace CLI {
class App;
}

namespace flowship::cli {

// Declares -c,--config.
void AddPolicyFlag(CLI::App& app, std::string* path);

// The file that -c names, or else flowship.yml here, or else /etc/flowship/flowship.yml. What is wrong goes to `diagnostics`.
std::string ChoosePolicyFile(const std::string& path);
std::optional<config::Policy> ReadPolicyFile(const std::string& path, config::Diagnostics& diagnostics);

// Where the policy keeps its state, as far as that can be said before its secrets are known: the keystore lies there. A policy that is absent or faulty has
// the default.
std::string DataPathOf(const std::string& path);

}  // namespace flowship::cli
