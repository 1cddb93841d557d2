#pragma once
// Pipeline: a chain of compiled processors with Elasticsearch's rules of failure, and the set of pipelines that call each other by name.
//
// For each step, outermost first (Elasticsearch's ConfigurationUtils wraps in this order):
//   `if` → not true: the step is left out. A failing condition fails as a processor of type "conditional".
//   `ignore_failure`, or else `on_failure`, of the step → the failure is handled and the chain goes on with the next step.
//   the processor.
// A failure that no step handles goes to the pipeline's own on_failure; then the pipeline ends, without a failure. While on_failure runs,
// `_ingest` has on_failure_message, on_failure_processor_type, on_failure_processor_tag (null: no tag) and on_failure_pipeline.
// Immutable after Load; any thread.

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/condition.h"
#include "pipeline/processor.h"

namespace flowship {

struct Step {
  std::string_view type;  // of the processor type table
  std::string tag;        // empty: none
  std::string description;
  std::unique_ptr<const Processor> processor;
  std::unique_ptr<const Condition> condition;  // nullptr: always
  std::string condition_source;
  bool ignore_failure = false;
  std::vector<Step> on_failure;
  bool handles_failure = false;  // on_failure or ignore_failure is there

  // Type by which the step's own failure is reported: a step with an `if` and no handler of its own is a "conditional".
  std::string_view FailureType() const { return condition != nullptr && !handles_failure ? "conditional" : type; }
};

// Sees what becomes of each step, for simulate's verbose mode: of a failing one before its handlers run, of one that calls a pipeline before the call.
// A failing condition is not seen.
class StepObserver {
 public:
  enum class End : uint8_t { kSkipped, kDone, kFailed, kIgnored, kDropped, kCalls };
  static End EndOf(RunResult result, bool ignored) {
    if (result == RunResult::kFailed) return ignored ? End::kIgnored : End::kFailed;
    return result == RunResult::kDropped ? End::kDropped : End::kDone;
  }
  virtual ~StepObserver() = default;
  // The document is as it is after the step; after kFailed and kIgnored, document.failure() says why.
  virtual void StepDone(const Step& step, End end, Document& document) = 0;
};

class Pipeline {
 public:
  const std::string& name() const { return name_; }
  const std::vector<Step>& steps() const { return steps_; }
  // Runs it as a whole. kFailed: the failure that nothing handled is document.failure(), with the failing step in document.failed_type, failed_tag and failed_pipeline.
  RunResult Run(Document& document) const;
  // The same over up to limits::kSliceEvents documents at once, a step over all of them before the next one: the step's code and branches are warm. Those
  // whose result is kOk run; what each came to is its result then. Documents do not see each other, so it is the same as one after the other.
  void RunAll(std::span<Document> documents, std::span<RunResult> results) const;
  // One step with its condition and handlers, for a processor that holds others.
  RunResult RunStep(const Step& step, Document& document) const;

 private:
  friend class PipelineCompiler;

  static bool IsTraced(const Step& step, RunResult result, Tracer& tracer);
  RunResult End(RunResult result, Document& document) const;
  RunResult RunSteps(const std::vector<Step>& steps, Document& document) const;
  RunResult HandleFailure(const Step& step, bool tested, Document& document) const;
  RunResult RunHandler(const std::vector<Step>& handler, Failure failure, Document& document) const;

  std::string name_;
  std::vector<Step> steps_;
  std::vector<Step> on_failure_;
};

// All pipelines that can call each other, by name.
class PipelineSet {
 public:
  explicit PipelineSet(KeySet& keys) : keys_(keys) {}

  // Compiles one pipeline of Elasticsearch's form ({description, version, processors, on_failure, _meta}) and adds it. Errors go to diagnostics.
  void Add(std::string name, const config::Node& definition, std::span<const ProcessorType> types, const ProcessorFiles& files,
           config::Diagnostics& diagnostics);
  // Every *.yml, *.yaml and *.json of a folder, named by its stem.
  void AddFolder(const std::string& folder, std::span<const ProcessorType> types, const ProcessorFiles& files, config::Diagnostics& diagnostics);

  const Pipeline* Find(std::string_view name) const;
  std::vector<std::string> Names() const;
  KeySet& keys() { return keys_; }

 private:
  KeySet& keys_;
  std::map<std::string, std::unique_ptr<Pipeline>, std::less<>> pipelines_;
};

// `Processor [convert] with tag [x] in pipeline [p] failed with message [m]`: how Elastic's integrations word error.message, for a failure that no pipeline handled.
std::string_view DescribeFailure(Document& document);

}  // namespace flowship
