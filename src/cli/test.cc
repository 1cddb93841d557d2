#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "app/app.h"
#include "base/log.h"
#include "base/secret.h"
#include "cli/command.h"
#include "cli/pipeline_test/places.h"
#include "cli/pipeline_test/report.h"
#include "cli/policy_file.h"
#include "output/output_types.h"

namespace flowship::cli {

namespace {

int TestConfig(const std::string& file) {
  config::Diagnostics diagnostics;
  auto policy = ReadPolicyFile(file, diagnostics);
  if (policy) (void)App::Make(std::move(*policy), {}, diagnostics);
  if (!diagnostics.ok()) return WrongConfiguration(diagnostics.Render());
  std::fputs(HideSecrets(diagnostics.Render()).c_str(), stderr);  // warnings
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
      std::printf("  %s %s\n", finding.ok ? "ok    " : "FAILED", HideSecrets(finding.text).c_str());
      all_well = all_well && finding.ok;
    }
  }
  return all_well ? kDone : kFailed;
}

struct PipelineFlags {
  std::vector<std::string> folders;
  std::string junit;
  RunOptions options;
};

int TestPipeline(const PipelineFlags& flags) {
  config::Diagnostics diagnostics;
  std::vector<CaseResult> results;
  const auto places = PlacesFolder::Make();
  if (!places.ok()) return std::fprintf(stderr, "flowship: %s\n", places.error().message.c_str()), kFailed;
  for (const std::string& folder : flags.folders) {
    for (PipelineTests& tests : FindPipelineTests(folder, diagnostics)) {
      if (tests.geoip.empty()) tests.geoip = places->path();
      for (CaseResult& result : RunPipelineTests(tests, flags.options)) {
        std::fputs(RenderCase(result, isatty(STDOUT_FILENO) == 1).c_str(), stdout);
        results.push_back(std::move(result));
      }
    }
  }
  if (!diagnostics.ok()) return WrongConfiguration(diagnostics.Render());
  if (!flags.junit.empty()) {
    std::ofstream file(flags.junit, std::ios::binary);
    file << RenderJunit(results);
    file.flush();
    if (!file) return std::fprintf(stderr, "flowship: %s: cannot be written\n", flags.junit.c_str()), kFailed;
  }
  const auto count = [&results](CaseResult::Verdict verdict) {
    return static_cast<size_t>(std::ranges::count(results, verdict, &CaseResult::verdict));
  };
  const size_t failed = count(CaseResult::Verdict::kFail), skipped = count(CaseResult::Verdict::kSkip);
  if (skipped != 0) std::printf("%zu skipped\n", skipped);
  std::printf("%zu passed, %zu failed\n", results.size() - failed - skipped, failed);
  return failed == 0 ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareTest(CLI::App& app) {
  struct Flags {
    std::string config;
    PipelineFlags pipeline;
    std::function<int()> chosen;
  };
  auto flags = std::make_shared<Flags>();
  app.require_subcommand(1);
  const auto declare = [&app, flags](const char* name, const char* summary, std::function<int()> action) {
    CLI::App* const child = app.add_subcommand(name, summary);
    child->callback([flags, action = std::move(action)] { flags->chosen = action; });
    return child;
  };
  Flags& given = *flags;
  AddPolicyFlag(*declare("config", "Every mistake of the policy at once, each with its place", [&given] { return TestConfig(given.config); }), &given.config);
  AddPolicyFlag(*declare("output", "Whether the outputs of the policy can be reached and would take events", [&given] { return TestOutput(given.config); }),
                &given.config);
  CLI::App* const pipeline = declare("pipeline", "Run the pipeline tests of integration packages, and of flowship's own", [&given] { return TestPipeline(given.pipeline); });
  pipeline->add_option("DIR", given.pipeline.folders, "Folders: a package, a data stream, or testdata/pipelines/DATASET")->required();
  pipeline->add_option("--geoip", given.pipeline.options.files.geoip_dir, "Folder of GeoLite2/GeoIP2 databases (.mmdb); without it, those of elastic-package's test addresses")
      ->check(CLI::ExistingDirectory);
  pipeline->add_option("--junit", given.pipeline.junit, "Write the results as JUnit XML to this file");
  pipeline->add_flag("--update", given.pipeline.options.update, "Write the expected files instead of comparing with them");
  return [flags] { return flags->chosen(); };
}

}  // namespace flowship::cli
