// if: one condition for several processors, `- if: condition, then: […], else: […]`. Beats, "Define processors". The pipeline's compiler hands the three over
// as options of a processor named `if`.

#include "edge/edge_processors.h"
#include "edge/when.h"

namespace flowship {

namespace {

using Processors = std::vector<std::unique_ptr<const Processor>>;

class IfThenElse : public Processor {
 public:
  IfThenElse(std::unique_ptr<const EdgeCondition> condition, Processors then, Processors otherwise)
      : condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {}

  RunResult Run(Document& document) const override {
    for (const auto& processor : condition_->Test(document) ? then_ : otherwise_) {
      if (document.tracer != nullptr && !processor->Traces()) document.tracer->Abort();
      const RunResult result = processor->Run(document);
      if (result != RunResult::kOk) return result;
    }
    return RunResult::kOk;
  }
  bool Traces() const override { return true; }

 private:
  const std::unique_ptr<const EdgeCondition> condition_;
  const Processors then_, otherwise_;
};

// One processor or a list of them.
Processors TakeProcessors(config::Options& options, CompileContext& context, std::string_view name) {
  Processors processors;
  const auto node = options.Take(name);
  if (!node) return processors;
  std::vector<config::Node> items = node->items;
  if (node->is_mapping()) items.push_back(*node);
  if (items.empty()) options.Error(name, "`" + std::string(name) + "` is a processor or a list of them");
  for (const config::Node& item : items) {
    if (auto processor = context.compile_nested(item)) processors.push_back(std::move(processor));
  }
  return processors;
}

}  // namespace

std::unique_ptr<const Processor> CompileIf(config::Options& options, CompileContext& context) {
  const auto node = options.Take("condition");
  if (!node) options.Error("condition", "`if` needs a condition");
  auto condition = node ? CompileWhen(*node, context) : nullptr;
  if (!options.Has("then")) options.Error("then", "`if` needs `then`, a processor or a list of them");
  Processors then = TakeProcessors(options, context, "then"), otherwise = TakeProcessors(options, context, "else");
  if (condition == nullptr) return nullptr;
  return std::make_unique<IfThenElse>(std::move(condition), std::move(then), std::move(otherwise));
}

}  // namespace flowship
