#include "app/embedded_pipelines.h"

#include "base/embedded.h"
#include "processor/processor_types.h"

namespace flowship {

bool AddEmbeddedPipelines(PipelineSet& set, const std::string& dataset, const ProcessorFiles& files, config::Diagnostics& diagnostics) {
  const std::string folder = "pipelines/" + dataset + "/";
  bool found = false;
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    if (!file.path.starts_with(folder)) continue;
    found = true;
    const std::string_view stem = file.path.substr(folder.size(), file.path.rfind('.') - folder.size());
    const auto node = config::Parse(std::string(file.path), std::string(file.content), diagnostics);
    if (node) set.Add(std::string(stem), *node, ProcessorTypes(), files, diagnostics);
  }
  return found;
}

std::vector<std::string> EmbeddedDatasets() {
  constexpr std::string_view kFolder = "pipelines/";
  std::vector<std::string> datasets;
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    if (!file.path.starts_with(kFolder)) continue;
    std::string dataset(file.path.substr(kFolder.size(), file.path.rfind('/') - kFolder.size()));
    if (datasets.empty() || datasets.back() != dataset) datasets.push_back(std::move(dataset));
  }
  return datasets;
}

}  // namespace flowship
