#pragma once
// What an edge processor does to several fields, one step each, and Beats' rules for what fails: with fail_on_error a failure takes back what the processor
// has done to the event, says why in error.message, and the event goes on; without, only that step is left out.

#include <memory>
#include <string_view>
#include <vector>

#include "pipeline/processor.h"

namespace flowship {

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

// Takes ignore_missing and fail_on_error.
IngestRules TakeRules(std::string_view what, config::Options& options);
std::unique_ptr<const Processor> MakeSteps(std::vector<IngestStep> steps, IngestRules rules, const config::Place& place, CompileContext& context);

}  // namespace flowship
