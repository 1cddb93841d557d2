#include "cli/policy_file.h"

#include <unistd.h>

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstdlib>

#include "app/app.h"
#include "config/keystore.h"

namespace flowship::cli {

namespace {

constexpr const char* kHere = "flowship.yml";
constexpr const char* kInstalled = "/etc/flowship/flowship.yml";

}  // namespace

void AddPolicyFlag(CLI::App& app, std::string* path) {
  app.add_option("-c,--config", *path, "The policy file; default: flowship.yml here, else /etc/flowship/flowship.yml");
}

std::string ChoosePolicyFile(const std::string& path) {
  if (!path.empty()) return path;
  return access(kHere, F_OK) == 0 ? kHere : kInstalled;
}

std::string DataPathOf(const std::string& path) {
  config::Diagnostics ignored;  // whoever reads the policy itself reports them
  auto root = config::ParseFile(ChoosePolicyFile(path), ignored);
  if (!root || !root->is_mapping()) return config::AgentPolicy().data_path;
  config::Options policy(*root, ignored);
  config::Node found;
  found.kind = config::Node::Kind::kScalar;
  found.text = policy.TakeString("agent.data_path", config::AgentPolicy().data_path);
  const auto environment = [](std::string_view name) -> std::optional<std::string> {
    constexpr std::string_view kEnvironment = "env.";
    const char* const value = name.starts_with(kEnvironment) ? std::getenv(std::string(name.substr(kEnvironment.size())).c_str()) : nullptr;
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  config::ExpandVariables(found, environment, ignored);
  return found.text;
}

std::optional<config::Policy> ReadPolicyFile(const std::string& path, config::Diagnostics& diagnostics) {
  if (path.empty() && access(kHere, F_OK) != 0 && access(kInstalled, F_OK) != 0 && errno == ENOENT) {
    diagnostics.Error({}, std::string("flowship: there is no policy, neither ") + kHere + " here nor " + kInstalled +
                              "; name one with -c FILE, or begin with `flowship export config > flowship.yml`");
    return std::nullopt;
  }
  config::PolicySurroundings surroundings = Surroundings();
  std::optional<Result<std::optional<config::Keystore>>> keystore;  // opened with the first secret that the policy names
  surroundings.keystore = [&](std::string_view name) -> std::optional<std::string> {
    if (!keystore) {
      keystore = config::Keystore::Open(RealFileSystem(), DataPathOf(path));
      if (!keystore->ok()) diagnostics.Error({}, "flowship: " + keystore->error().message);
    }
    if (!keystore->ok()) return "";  // said once
    const std::string* const value = **keystore ? (**keystore)->Find(name) : nullptr;
    return value == nullptr ? std::nullopt : std::optional(*value);
  };
  return config::LoadPolicyFile(ChoosePolicyFile(path), diagnostics, surroundings);
}

}  // namespace flowship::cli
