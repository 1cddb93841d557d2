#include "pipeline/pipeline.h"

#include <algorithm>
#include <filesystem>

#include "base/limits.h"
#include "pipeline/compiler.h"

namespace flowship {

namespace {

// on_failure_* of `_ingest`, there while a handler runs.
class FailureMetadata {
 public:
  FailureMetadata(Document& document, const Failure& failure) : document_(document) {
    Put("on_failure_message", failure.Root().reason);
    Put("on_failure_processor_type", document.failed_type);
    if (!document.failed_tag.empty()) Put("on_failure_processor_tag", document.failed_tag);
    if (document.failed_pipeline != nullptr) Put("on_failure_pipeline", document.failed_pipeline->name());
  }
  ~FailureMetadata() {
    for (size_t i = 0; i < count_; ++i) document_.ingest()->Remove(keys_[i]);
  }
  FailureMetadata(const FailureMetadata&) = delete;
  FailureMetadata& operator=(const FailureMetadata&) = delete;

 private:
  void Put(std::string_view name, std::string_view text) {
    keys_[count_] = document_.keys().Get(name);
    document_.ingest()->Set(keys_[count_++], Value::String(text), document_.arena());
  }

  Document& document_;
  Key keys_[4];
  size_t count_ = 0;
};

}  // namespace

RunResult Pipeline::Run(Document& document) const {
  document.stack().push_back(this);
  RunResult result = RunSteps(steps_, document);
  if (result == RunResult::kFailed && !on_failure_.empty()) result = RunHandler(on_failure_, document.failure(), document);
  document.stack().pop_back();
  return result == RunResult::kTerminated ? RunResult::kOk : result;
}

RunResult Pipeline::RunSteps(const std::vector<Step>& steps, Document& document) const {
  for (const Step& step : steps) {
    const RunResult result = RunStep(step, document);
    if (result != RunResult::kOk) return result;
  }
  return RunResult::kOk;
}

RunResult Pipeline::RunStep(const Step& step, Document& document) const {
  RunResult result = RunResult::kOk;
  bool wanted = true;
  const bool tested = step.condition == nullptr || step.condition->Test(document, &wanted);
  if (tested && !wanted) {
    if (document.observer != nullptr) document.observer->StepDone(step, false, RunResult::kOk, document, nullptr);
    return RunResult::kOk;
  }
  document.failed_type = {};
  result = tested ? step.processor->Run(document) : RunResult::kFailed;
  Failure ignored;
  if (result == RunResult::kFailed) {
    // A failure that came up from a nested pipeline or processor keeps the name of the step where it began.
    if (document.failed_type.empty()) {
      document.failed_type = step.FailureType();
      document.failed_tag = step.tag;
      document.failed_pipeline = document.stack().empty() ? nullptr : document.stack().back();
    }
    if (tested && step.handles_failure) {
      ignored = document.failure();
      result = step.on_failure.empty() ? RunResult::kOk : RunHandler(step.on_failure, ignored, document);
    }
  }
  if (document.observer != nullptr) document.observer->StepDone(step, true, result, document, ignored.type.empty() ? nullptr : &ignored);
  return result;
}

RunResult Pipeline::RunHandler(const std::vector<Step>& handler, const Failure& failure, Document& document) const {
  const FailureMetadata metadata(document, failure);
  return RunSteps(handler, document);
}

std::string_view DescribeFailure(Document& document) {
  return FormatIn(document.arena(), "Processor [{}] with tag [{}] in pipeline [{}] failed with message [{}]", document.failed_type, document.failed_tag,
                  document.failed_pipeline == nullptr ? std::string_view() : std::string_view(document.failed_pipeline->name()), document.failure().Root().reason);
}

void PipelineSet::Add(std::string name, const config::Node& definition, std::span<const ProcessorType> types, const ProcessorFiles& files,
                      config::Diagnostics& diagnostics) {
  auto pipeline = PipelineCompiler(keys_, *this, types, files, diagnostics).Compile(name, definition);
  if (pipeline != nullptr) pipelines_[std::move(name)] = std::move(pipeline);
}

void PipelineSet::AddFolder(const std::string& folder, std::span<const ProcessorType> types, const ProcessorFiles& files,
                            config::Diagnostics& diagnostics) {
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string extension = entry.path().extension();
    if (extension == ".yml" || extension == ".yaml" || extension == ".json") paths.push_back(entry.path());
  }
  if (error) diagnostics.Error({}, folder + ": cannot be listed: " + error.message());
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    const auto node = config::ParseFile(path, diagnostics);
    if (node) Add(path.stem(), *node, types, files, diagnostics);
  }
}

const Pipeline* PipelineSet::Find(std::string_view name) const {
  const auto found = pipelines_.find(name);
  return found == pipelines_.end() ? nullptr : found->second.get();
}

std::vector<std::string> PipelineSet::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, pipeline] : pipelines_) names.push_back(name);
  return names;
}

}  // namespace flowship
