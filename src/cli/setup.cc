#include <CLI/CLI.hpp>

#include <cstdio>
#include <set>

#include "app/app.h"
#include "base/embedded.h"
#include "base/secret.h"
#include "cli/command.h"
#include "cli/policy_file.h"
#include "output/setup/cluster_setup.h"
#include "output/setup/kibana.h"

namespace flowship::cli {

namespace {

struct SetupFlags {
  std::string config;
  bool templates = false, pipelines = false, dashboards = false, dry_run = false;

  bool all() const { return !templates && !pipelines && !dashboards; }
};

// Prints the lines; true: none has failed.
bool PrintLines(const std::vector<SetupLine>& lines) {
  bool well = true;
  for (const SetupLine& line : lines) {
    std::printf("  %-16s %s\n", line.verb.c_str(), line.what.c_str());
    for (const std::string& word : line.words) std::printf("  %-16s   %s\n", "", HideSecrets(word).c_str());
    well = well && line.state != SetupLine::State::kFailed;
  }
  return well;
}

std::vector<EmbeddedFile> EmbeddedBelow(std::string_view folder) {
  std::vector<EmbeddedFile> files;
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    if (file.path.starts_with(folder)) files.push_back(file);
  }
  return files;
}

config::Node ParseEmbedded(const EmbeddedFile& file) {
  config::Diagnostics diagnostics;
  auto node = config::Parse(std::string(file.path), std::string(file.content), diagnostics);
  FLOWSHIP_ASSERT(node && diagnostics.ok());
  return *std::move(node);
}

void LoadDataset(const std::string& dataset, const SetupFlags& flags, const SetupConfig& setup, ClusterSetup& cluster) {
  const EmbeddedFile* const fields = FindEmbedded("fields/" + dataset + ".yml");
  if (fields != nullptr && (flags.templates || (flags.all() && setup.template_enabled))) cluster.LoadTemplates(dataset, ParseEmbedded(*fields));
  if (!flags.pipelines && !flags.all()) return;
  std::vector<std::pair<std::string, config::Node>> pipelines;
  const std::string folder = "pipelines/" + dataset + "/";
  for (const EmbeddedFile& file : EmbeddedBelow(folder)) {
    pipelines.emplace_back(file.path.substr(folder.size(), file.path.rfind('.') - folder.size()), ParseEmbedded(file));
  }
  cluster.LoadPipelines(dataset, pipelines);
}

// Into the cluster of one output. False: something failed.
bool LoadInto(const std::string& name, const ElasticsearchConfig& config, const SetupFlags& flags, const SetupConfig& setup,
              const std::set<std::string>& datasets) {
  ClusterSetup cluster(config, setup, {flags.dry_run, flags.pipelines});
  const auto server = cluster.Connect();
  std::printf("%s: %s\n", name.c_str(), HideSecrets(server.ok() ? *server : server.error().message).c_str());
  if (!server.ok()) return false;
  for (const std::string& dataset : datasets) LoadDataset(dataset, flags, setup, cluster);
  return PrintLines(cluster.lines());
}

int RunSetup(const SetupFlags& flags) {
  config::Diagnostics diagnostics;
  const auto policy = ReadPolicyFile(flags.config, diagnostics);
  if (!policy) return WrongConfiguration(diagnostics.Render());
  SetupConfig setup = TakeSetupConfig(policy->setup, diagnostics);
  std::vector<std::pair<std::string, ElasticsearchConfig>> clusters;
  for (const auto& [name, output] : policy->outputs) {
    if (output.type != "elasticsearch") continue;
    config::Options options(output.options, diagnostics);
    clusters.emplace_back(name, TakeElasticsearchConfig(options));
    options.Finish("the elasticsearch output");
  }
  if (clusters.empty()) diagnostics.Error({}, "flowship: the policy has no elasticsearch output to load into");
  if (!diagnostics.ok()) return WrongConfiguration(diagnostics.Render());
  std::fputs(HideSecrets(diagnostics.Render()).c_str(), stderr);  // warnings
  if (setup.kibana) InheritCredentials(clusters.front().second, &*setup.kibana);

  std::set<std::string> datasets;
  for (const config::StreamPolicy& stream : policy->streams) datasets.insert(stream.dataset);
  bool well = true;
  if (flags.templates || flags.pipelines || flags.all()) {
    for (const auto& [name, config] : clusters) well = LoadInto(name, config, flags, setup, datasets) && well;
  }
  if (flags.dashboards || flags.all()) {
    std::printf("kibana: %s\n", setup.kibana ? HideSecrets(setup.kibana->hosts.front()).c_str() : "none");
    well = PrintLines(LoadDashboards(setup, EmbeddedBelow("dashboards/"), flags.dry_run, flags.dashboards)) && well;
  }
  return std::fflush(stdout) == 0 && well ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareSetup(CLI::App& app) {
  auto flags = std::make_shared<SetupFlags>();
  AddPolicyFlag(app, &flags->config);
  app.add_flag("--template", flags->templates, "Component and index templates, and the lifecycle policy");
  app.add_flag("--pipelines", flags->pipelines, "Ingest pipelines");
  app.add_flag("--dashboards", flags->dashboards, "Dashboards, into the Kibana that setup.kibana names");
  app.add_flag("--dry-run", flags->dry_run, "Say what would be done, and do nothing");
  return [flags] { return RunSetup(*flags); };
}

}  // namespace flowship::cli
