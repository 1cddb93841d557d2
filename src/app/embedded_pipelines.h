#pragma once
// The ingest pipelines that the program carries inside (base/embedded.h).

#include <string>
#include <vector>

#include "pipeline/pipeline.h"

namespace flowship {

// pipelines/<dataset>/*.yml. False: there are none for that dataset.
bool AddEmbeddedPipelines(PipelineSet& set, const std::string& dataset, const ProcessorFiles& files, config::Diagnostics& diagnostics);

// The datasets that have some.
std::vector<std::string> EmbeddedDatasets();

}  // namespace flowship
