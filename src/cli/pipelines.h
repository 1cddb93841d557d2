#pragma once
// Where pipelines come from: a folder, or the ones that the program carries inside for a dataset.

#include <string>

#include "pipeline/pipeline.h"

namespace flowship::cli {

// pipelines/<dataset>/*.yml of the program. False: there are none for that dataset.
bool AddEmbeddedPipelines(PipelineSet& set, const std::string& dataset, const ProcessorFiles& files, config::Diagnostics& diagnostics);

}  // namespace flowship::cli
