#include "pipeline/pipeline.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/limits.h"
#include "pipeline/compiler.h"

namespace flowship {

namespace {

// on_failure_* of `_ingest`, there while a handler runs.
class FailureMetadata {
 public:
  FailureMetadata(Document& document, const Failure& failure) : document_(document) {
    const std::string_view reason = failure.Root().reason;
    Put("on_failure_message", IsReason(reason) ? Value::String(reason) : Value::Null());
    Put("on_failure_processor_type", Value::String(document.failed_type));
    Put("on_failure_processor_tag", document.failed_tag.empty() ? Value::Null() : Value::String(document.failed_tag));
    if (document.failed_pipeline != nullptr) Put("on_failure_pipeline", Value::String(document.failed_pipeline->name()));
  }
  ~FailureMetadata() {
    for (size_t i = 0; i < count_; ++i) document_.ingest()->Remove(keys_[i]);
  }
  FailureMetadata(const FailureMetadata&) = delete;
  FailureMetadata& operator=(const FailureMetadata&) = delete;

 private:
  void Put(std::string_view name, Value value) {
    keys_[count_] = document_.keys().Get(name);
    document_.ingest()->Set(keys_[count_++], value, document_.arena());
  }

  Document& document_;
  Key keys_[4];
  size_t count_ = 0;
};

}  // namespace

RunResult Pipeline::Run(Document& document) const {
  document.Enter(*this);
  return End(RunSteps(steps_, document), document);
}

RunResult Pipeline::End(RunResult result, Document& document) const {
  if (result == RunResult::kFailed && !on_failure_.empty()) result = RunHandler(on_failure_, document.failure(), document);
  document.Leave();
  return result == RunResult::kTerminated ? RunResult::kOk : result;
}

void Pipeline::RunAll(std::span<Document> documents, std::span<RunResult> results) const {
  FLOWSHIP_ASSERT(documents.size() <= limits::kSliceEvents);
  std::array<size_t, limits::kSliceEvents> live;  // NOLINT: its first `count` are written before they are read
  size_t count = 0;
  for (size_t i = 0; i < documents.size(); ++i) {
    if (results[i] != RunResult::kOk) continue;
    documents[i].Enter(*this);
    live[count++] = i;
  }
  for (const Step& step : steps_) {
    size_t left = 0;
    for (size_t at = 0; at < count; ++at) {
      const size_t i = live[at];
      results[i] = RunStep(step, documents[i]);
      if (results[i] == RunResult::kOk) {
        live[left++] = i;
      } else {
        results[i] = End(results[i], documents[i]);
      }
    }
    count = left;
  }
  for (size_t at = 0; at < count; ++at) documents[live[at]].Leave();
}

RunResult Pipeline::RunSteps(const std::vector<Step>& steps, Document& document) const {
  for (const Step& step : steps) {
    const RunResult result = RunStep(step, document);
    if (result != RunResult::kOk) return result;
  }
  return RunResult::kOk;
}

// Whether the trace that is recorded is still the document's after this step.
bool Pipeline::IsTraced(const Step& step, RunResult result, Tracer& tracer) {
  const bool fails_alike = tracer.TakeFailure() && result == RunResult::kFailed && step.ignore_failure;
  return step.processor->Traces() && (result == RunResult::kOk || result == RunResult::kDropped || fails_alike);
}

RunResult Pipeline::RunStep(const Step& step, Document& document) const {
  StepObserver* const observer = document.observer;
  bool wanted = true;
  const bool tested = step.condition == nullptr || step.condition->Test(document, &wanted);
  if (tested && !wanted) {
    if (observer != nullptr) observer->StepDone(step, StepObserver::End::kSkipped, document);
    return RunResult::kOk;
  }
  document.failed_type = {};
  const bool announced = tested && observer != nullptr && step.processor->Callee(document) != nullptr;
  if (announced) observer->StepDone(step, StepObserver::End::kCalls, document);
  const RunResult result = tested ? step.processor->Run(document) : RunResult::kFailed;
  if (document.tracer != nullptr && !(tested && IsTraced(step, result, *document.tracer))) document.tracer->Abort();
  const bool ignored = result == RunResult::kFailed && step.ignore_failure;
  if (tested && observer != nullptr && !announced) observer->StepDone(step, StepObserver::EndOf(result, ignored), document);
  return result == RunResult::kFailed ? HandleFailure(step, tested, document) : result;
}

RunResult Pipeline::HandleFailure(const Step& step, bool tested, Document& document) const {
  const bool simulated = document.observer != nullptr;
  // A failure that came up from a nested pipeline or processor keeps the name of the step where it began.
  if (document.failed_type.empty()) {
    document.failed_type = simulated ? step.type : tested ? step.FailureType() : "conditional";
    document.failed_tag = step.tag;
    document.failed_pipeline = document.running() == nullptr ? nullptr : document.running()->pipeline;
  }
  // The handlers are around the processor and within the condition. Elasticsearch's verbose simulation turns that inside out.
  if (!tested && !simulated) return RunResult::kFailed;
  if (step.ignore_failure) return RunResult::kOk;
  return step.on_failure.empty() ? RunResult::kFailed : RunHandler(step.on_failure, document.failure(), document);
}

RunResult Pipeline::RunHandler(const std::vector<Step>& handler, Failure failure, Document& document) const {
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
