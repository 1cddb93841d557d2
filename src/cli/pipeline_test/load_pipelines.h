#pragma once
// The pipelines of a data stream as elastic-package loads them: `{{ IngestPipeline "x" }}` is replaced in the text, before the YAML is read; a *.link names
// the file that holds the text; routing_rules.yml becomes reroute processors at the end of the pipeline `default`.
// Pipelines of the whole package (PACKAGE/elasticsearch/ingest_pipeline), which Fleet installs, can be called too.
// Source: elastic-package's HOWTO about pipeline tests, and the package specification.

#include <filesystem>
#include <string>

#include "pipeline/pipeline.h"

namespace flowship::cli {

// `{{ IngestPipeline "x" }}` → x, wherever it stands; 'x' and \"x\" are taken too.
std::string ReplacePipelineTags(const std::string& text);

// `folder` is DATA_STREAM/elasticsearch/ingest_pipeline.
void LoadPipelines(const std::filesystem::path& folder, const ProcessorFiles& files, PipelineSet& set, config::Diagnostics& diagnostics);

}  // namespace flowship::cli
