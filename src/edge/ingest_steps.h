#pragma once
// Edge processors that are ingest processors (src/processor) under Beats' names: their options turned into those of the ingest processor, and Beats' rules
// for what fails.
//
// Beats: a failure with fail_on_error takes back what the processor has done to the event, says why in error.message, and the event goes on; without, only
// that step is left out.

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/processor.h"

namespace flowship {

using CompileProcessor = std::unique_ptr<const Processor> (*)(config::Options& options, CompileContext& context);
using IngestOptions = std::vector<std::pair<std::string, std::string>>;  // texts all of them

// Mistakes are reported at `place`. nullptr after that.
std::unique_ptr<const Processor> CompileIngest(CompileProcessor compile, const IngestOptions& options, const config::Place& place, CompileContext& context);

// One of several things that a processor does to an event.
struct IngestStep {
  std::unique_ptr<const Processor> processor;
  FieldPath from, to;     // what it reads, and the only field that it changes
  bool moves = false;     // `from` is taken away afterwards
};

struct IngestRules {
  std::string_view what;  // of error.message: `what`: reason
  bool ignore_missing = false, fail_on_error = true;
};

// Whether the processor was given ignore_failure or on_failure, which the compiler of pipelines has taken already: then a failure is one, and not
// error.message of an event that goes on.
bool HandlesFailure(const config::Options& options);

// Takes ignore_missing and fail_on_error.
IngestRules TakeRules(std::string_view what, config::Options& options);
std::unique_ptr<const Processor> MakeSteps(std::vector<IngestStep> steps, IngestRules rules, const config::Place& place, CompileContext& context);

}  // namespace flowship
