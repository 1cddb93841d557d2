#include "pipeline/simulate.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <iterator>

#include "base/clock.h"
#include "cli/command.h"
#include "processor/processor_types.h"

namespace flowship::cli {

namespace {

struct SimulateFlags {
  std::string folder, pipeline;
  ProcessorFiles files;
  bool verbose = false;
};

int RunSimulate(const SimulateFlags& flags) {
  KeySet keys;
  config::Diagnostics diagnostics;
  PipelineSet set(keys);
  set.AddFolder(flags.folder, ProcessorTypes(), flags.files, diagnostics);
  if (!diagnostics.ok()) return WrongConfiguration(diagnostics.Render());
  const Pipeline* const pipeline = set.Find(flags.pipeline);
  if (pipeline == nullptr) {
    const auto nearest = config::Nearest(flags.pipeline, set.Names());
    std::fprintf(stderr, "flowship: pipeline [%s] does not exist in %s%s\n", flags.pipeline.c_str(), flags.folder.c_str(),
                 nearest ? ("; did you mean " + *nearest + "?").c_str() : "");
    return kWrongUsage;
  }
  const std::string request{std::istreambuf_iterator<char>(std::cin), {}};
  const auto response = Simulate(*pipeline, request, keys, {flags.verbose, SystemWallNanos});
  if (!response.ok()) {
    std::fprintf(stderr, "flowship: %s\n", response.error().message.c_str());
    return kWrongUsage;
  }
  std::fwrite(response->data(), 1, response->size(), stdout);
  std::fputc('\n', stdout);
  return std::fflush(stdout) == 0 ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareSimulate(CLI::App& app) {
  auto flags = std::make_shared<SimulateFlags>();
  app.add_option("--pipelines", flags->folder, "Folder of pipelines, one a file (.yml, .json), named by the file")->required();
  app.add_option("--pipeline", flags->pipeline, "Name of the pipeline to run")->required();
  app.add_option("--geoip", flags->files.geoip_dir, "Folder of GeoLite2/GeoIP2 databases (.mmdb)")->check(CLI::ExistingDirectory);
  app.add_flag("--verbose", flags->verbose, "Show the document after each processor");
  return [flags] { return RunSimulate(*flags); };
}

}  // namespace flowship::cli
