#include <CLI/CLI.hpp>

#include <cstdio>

#include "base/embedded.h"
#include "cli/command.h"
#include "cli/schema.h"
#include "config/policy.h"
#include "output/index_template.h"

namespace flowship::cli {

namespace {

int Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (text.empty() || text.back() != '\n') std::fputc('\n', stdout);
  return std::fflush(stdout) == 0 ? kDone : kFailed;
}

int ExportTemplate(const std::string& dataset) {
  const EmbeddedFile* const file = FindEmbedded("fields/" + dataset + ".yml");
  if (file == nullptr) {
    std::fprintf(stderr, "flowship: there are no field definitions for the dataset %s; goflow2.sflow has some\n", dataset.c_str());
    return kWrongUsage;
  }
  config::Diagnostics diagnostics;
  const auto fields = config::Parse(std::string(file->path), std::string(file->content), diagnostics);
  const std::string text = fields ? IndexTemplate(dataset, *fields, diagnostics) : "";
  return diagnostics.ok() ? Print(text) : WrongConfiguration(diagnostics.Render());
}

int ExportPipeline(const std::string& dataset, const std::string& name) {
  const EmbeddedFile* const file = FindEmbedded("pipelines/" + dataset + "/" + name + ".yml");
  if (file != nullptr) return Print(file->content);
  std::string names;
  for (const EmbeddedFile& other : EmbeddedFiles()) {
    if (other.path.starts_with("pipelines/")) names += "\n  " + std::string(other.path.substr(10, other.path.size() - 14));
  }
  std::fprintf(stderr, "flowship: there is no pipeline %s/%s; these are built in:%s\n", dataset.c_str(), name.c_str(), names.c_str());
  return kWrongUsage;
}

int ExportDashboards() {
  size_t printed = 0;
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    if (!file.path.starts_with("dashboards/")) continue;
    if (const int failed = Print(file.content); failed != kDone) return failed;
    ++printed;
  }
  if (printed == 0) std::fputs("flowship: this flowship carries no dashboards\n", stderr);
  return kDone;
}

}  // namespace

std::function<int()> DeclareExport(CLI::App& app) {
  struct Flags {
    std::string dataset = "goflow2.sflow", pipeline = "default";
    std::function<int()> chosen;
  };
  auto flags = std::make_shared<Flags>();
  app.require_subcommand(1);
  const auto declare = [&app, flags](const char* name, const char* summary, std::function<int()> action) {
    CLI::App* const child = app.add_subcommand(name, summary);
    child->callback([flags, action = std::move(action)] { flags->chosen = action; });
    return child;
  };
  CLI::App* const index = declare("template", "The index template of a dataset, for PUT _index_template/logs-DATASET", [flags] { return ExportTemplate(flags->dataset); });
  index->add_option("--dataset", flags->dataset, "Dataset")->capture_default_str();
  CLI::App* const pipeline = declare("pipeline", "An ingest pipeline that is built in", [flags] { return ExportPipeline(flags->dataset, flags->pipeline); });
  pipeline->add_option("NAME", flags->pipeline, "Name of the pipeline")->capture_default_str();
  pipeline->add_option("--dataset", flags->dataset, "Dataset")->capture_default_str();
  declare("dashboards", "The dashboards, for Kibana 8's import of saved objects", ExportDashboards);
  declare("config", "An example policy with every option, commented", [] { return Print(config::ExampleConfig()); });
  declare("config-schema", "A JSON Schema of the policy, for editors that complete and check it", [] { return Print(ConfigSchema()); });
  return [flags] { return flags->chosen(); };
}

}  // namespace flowship::cli
