// pipeline: runs another pipeline of the set over the document. Elasticsearch, "Pipeline processor".
//
// A name `{{ IngestPipeline "full" }}`, as integration packages write it, is the pipeline `full` of the same package.

#include "pipeline/pipeline.h"

#include <algorithm>

#include "base/limits.h"
#include "processor/processors.h"

namespace flowship {

namespace {

class RunPipeline : public Processor {
 public:
  RunPipeline(const PipelineSet& set, Template name, bool ignore_missing) : set_(set), name_(std::move(name)), ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    const std::string_view name = name_.Render(document);
    const Pipeline* const pipeline = set_.Find(name);
    if (pipeline == nullptr) {
      if (ignore_missing_) return RunResult::kOk;
      // Elasticsearch's verbose simulation looks the pipeline up itself, and fails in another way.
      const std::string_view type = document.observer == nullptr ? "illegal_state_exception" : "illegal_argument_exception";
      return OkOrFailed(document.FailWith(type, "Pipeline processor configured for non-existent pipeline [{}]", name));
    }
    if (document.running() != nullptr && document.running()->depth >= limits::kPipelineMaxDepth) {
      return OkOrFailed(document.FailWith("graph_structure_exception", "Too many nested pipelines. Cannot have more than {} nested pipelines",
                                          limits::kPipelineMaxDepth));
    }
    if (IsRunning(*pipeline, document)) {
      return OkOrFailed(document.FailWith("graph_structure_exception", "Cycle detected for pipeline: {}", name));
    }
    return pipeline->Run(document);
  }
  bool Traces() const override { return true; }

  const Pipeline* Callee(Document& document) const override {
    const Pipeline* const pipeline = set_.Find(name_.Render(document));
    return pipeline == nullptr || IsRunning(*pipeline, document) ? nullptr : pipeline;
  }

 private:
  static bool IsRunning(const Pipeline& pipeline, const Document& document) {
    for (const Document::Running* at = document.running(); at != nullptr; at = at->outer) {
      if (at->pipeline == &pipeline) return true;
    }
    return false;
  }

  const PipelineSet& set_;
  const Template name_;
  const bool ignore_missing_;
};

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

// full of `{{ IngestPipeline "full" }}`; any other text as it is.
std::string_view PackagePipelineName(std::string_view text) {
  std::string_view inner = Trim(text);
  if (!inner.starts_with("{{") || !inner.ends_with("}}") || inner.size() < 4) return text;
  inner = Trim(inner.substr(2, inner.size() - 4));
  constexpr std::string_view kFunction = "IngestPipeline";
  if (!inner.starts_with(kFunction)) return text;
  inner = Trim(inner.substr(kFunction.size()));
  if (inner.size() < 2 || inner.front() != inner.back() || (inner.front() != '"' && inner.front() != '\'')) return text;
  return inner.substr(1, inner.size() - 2);
}

}  // namespace

std::unique_ptr<const Processor> CompilePipeline(config::Options& options, CompileContext& context) {
  const std::string text = options.RequireString("name");
  const bool ignore_missing = options.TakeBool("ignore_missing_pipeline", false);
  auto name = Template::Compile(PackagePipelineName(text));
  if (name.ok()) return std::make_unique<RunPipeline>(context.pipelines, *std::move(name), ignore_missing);
  options.Error("name", name.error().message);
  return nullptr;
}

}  // namespace flowship
