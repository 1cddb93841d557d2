#pragma once
// Edge processors that are ingest processors (src/processor) under Beats' names: their options turned into those of the ingest processor.

#include <memory>
#include <string>
#include <vector>

#include "pipeline/processor.h"

namespace flowship {

using CompileProcessor = std::unique_ptr<const Processor> (*)(config::Options& options, CompileContext& context);
using IngestOptions = std::vector<std::pair<std::string, std::string>>;  // texts all of them

// Mistakes are reported at `place`. nullptr after that.
std::unique_ptr<const Processor> CompileIngest(CompileProcessor compile, const IngestOptions& options, const config::Place& place, CompileContext& context);

// Whether the processor was given ignore_failure or on_failure, which the compiler of pipelines has taken already: then a failure is one, and not
// error.message of an event that goes on.
bool HandlesFailure(const config::Options& options);

}  // namespace flowship
