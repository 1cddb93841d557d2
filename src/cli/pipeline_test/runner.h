#pragma once
// Runs the cases of a data stream's pipelines and says what came out differently.

#include <optional>
#include <string>
#include <vector>

#include "cli/pipeline_test/compare.h"
#include "cli/pipeline_test/package.h"
#include "pipeline/pipeline.h"

namespace flowship::cli {

struct CaseResult {
  enum class Verdict { kPass, kFail, kSkip, kUpdate };
  std::string name;  // package data_stream: test-x.log
  Verdict verdict = Verdict::kPass;
  std::string problem;  // why it could not be compared, or why it was skipped
  struct EventDifference {
    size_t event;  // from 0
    std::vector<Difference> fields;
  };
  std::vector<EventDifference> differences;
  double seconds = 0;
};

struct RunOptions {
  ProcessorFiles files;
  bool update = false;  // write the expected files instead of comparing with them
};

// A result for each case. Pipelines that do not compile make all cases of the data stream fail, with the compiler's findings.
std::vector<CaseResult> RunPipelineTests(const PipelineTests& tests, const RunOptions& options);

}  // namespace flowship::cli
