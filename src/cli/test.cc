#include <CLI/CLI.hpp>

#include <cstdio>

#include "app/app.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/policy_file.h"
#include "output/output_types.h"

namespace flowship::cli {

namespace {

int TestConfig(const std::string& file) {
  config::Diagnostics diagnostics;
  auto policy = ReadPolicyFile(file, diagnostics);
  if (policy) (void)App::Make(std::move(*policy), {}, diagnostics);
  if (!diagnostics.ok()) return WrongConfiguration(diagnostics.Render());
  std::fputs(diagnostics.Render().c_str(), stderr);  // warnings
  std::printf("%s: ok\n", ChoosePolicyFile(file).c_str());
  return kDone;
}

int TestOutput(const std::string& file) {
  ConfigureLog({.level = LogLevel::kWarning});
  config::Diagnostics diagnostics;
  const auto policy = ReadPolicyFile(file, diagnostics);
  if (!policy) return WrongConfiguration(diagnostics.Render());
  OutputContext context;
  context.data_path = policy->agent.data_path;
  context.fail = [](const std::string&) {};
  bool all_well = true;
  for (const auto& [name, output] : policy->outputs) {
    const auto made = MakeOutput(output.type, output.options, context, diagnostics);
    if (made == nullptr) return WrongConfiguration(diagnostics.Render());
    std::printf("%s (%s)\n", name.c_str(), output.type.c_str());
    for (const Finding& finding : made->TestConnection()) {
      std::printf("  %s %s\n", finding.ok ? "ok    " : "FAILED", finding.text.c_str());
      all_well = all_well && finding.ok;
    }
  }
  return all_well ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareTest(CLI::App& app) {
  struct Flags {
    std::string config;
    int (*chosen)(const std::string& file) = nullptr;
  };
  auto flags = std::make_shared<Flags>();
  app.require_subcommand(1);
  const auto declare = [&app, flags](const char* name, const char* summary, int (*action)(const std::string& file)) {
    CLI::App* const child = app.add_subcommand(name, summary);
    AddPolicyFlag(*child, &flags->config);
    child->callback([flags, action] { flags->chosen = action; });
  };
  declare("config", "Every mistake of the policy at once, each with its place", TestConfig);
  declare("output", "Whether the outputs of the policy can be reached and would take events", TestOutput);
  return [flags] { return flags->chosen(flags->config); };
}

}  // namespace flowship::cli
