#include "cli/policy_file.h"

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "app/app.h"

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

std::optional<config::Policy> ReadPolicyFile(const std::string& path, config::Diagnostics& diagnostics) {
  return config::LoadPolicyFile(ChoosePolicyFile(path), diagnostics, Surroundings());
}

}  // namespace flowship::cli
