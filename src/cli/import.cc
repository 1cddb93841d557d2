#include <CLI/CLI.hpp>

#include <cstdio>

#include "app/app.h"
#include "cli/command.h"
#include "cli/filebeat_import.h"
#include "config/yaml_text.h"

namespace flowship::cli {

namespace {

int RunImport(const std::string& file, const std::string& dataset) {
  config::Diagnostics diagnostics;
  const auto filebeat = config::ParseFile(file, diagnostics);
  if (filebeat && !filebeat->is_mapping()) diagnostics.Error(filebeat->place, "a Filebeat configuration is a mapping");
  if (filebeat && filebeat->Find("outputs") != nullptr && filebeat->Find("inputs") != nullptr) {
    diagnostics.Error(filebeat->place, "this is a policy already; `flowship test config -c " + file + "` checks it");
  }
  if (!diagnostics.ok()) return WrongConfiguration(diagnostics.Render());
  const Imported imported = ImportFilebeat(*filebeat, dataset);
  const std::string text = "# Made by `flowship import` of " + file + ".\n" + config::YamlText(imported.policy);
  std::fputs(text.c_str(), stdout);
  for (const Imported::Left& left : imported.left) {
    std::fprintf(stderr, "%s:%d: not carried over: %s; %s\n", file.c_str(), left.place.line, left.name.c_str(), left.why.c_str());
  }
  // What was carried over has to be a policy; variables keep their values for the day when it runs.
  config::PolicySurroundings surroundings = Surroundings();
  surroundings.keystore = surroundings.environment = [](std::string_view) { return std::optional<std::string>("0"); };
  auto policy = config::LoadPolicy("the policy", text, diagnostics, surroundings);
  if (policy) (void)App::Make(std::move(*policy), {}, diagnostics);
  if (!diagnostics.ok()) std::fprintf(stderr, "These lines of the policy need a hand:\n%s", diagnostics.Render().c_str());
  return std::fflush(stdout) == 0 && diagnostics.ok() ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareImport(CLI::App& app) {
  auto file = std::make_shared<std::string>(), dataset = std::make_shared<std::string>("generic");
  app.add_option("FILE", *file, "filebeat.yml")->required();
  app.add_option("--dataset", *dataset, "Dataset of its inputs, such as goflow2.sflow")->capture_default_str();
  return [file, dataset] { return RunImport(*file, *dataset); };
}

}  // namespace flowship::cli
