// urldecode: %XX and + in fields. Beats, "URL decode"; the ingest processor of that name does it.

#include "edge/edge_processors.h"
#include "edge/ingest_steps.h"
#include "edge/steps.h"
#include "processor/processors.h"

namespace flowship {

std::unique_ptr<const Processor> CompileUrldecodeFields(config::Options& options, CompileContext& context) {
  const IngestRules rules = TakeRules("failed to URL-decode", options);
  const auto list = options.TakeSequence("fields");
  if (!list || list->items.empty()) {
    options.Error("fields", "urldecode needs `fields`, a list of {from, to}");
    return nullptr;
  }
  std::vector<IngestStep> steps;
  for (const config::Node& item : list->items) {
    config::Options field(item, context.diagnostics);
    const std::string from = field.RequireString("from"), to = field.TakeString("to", from);
    field.Finish("a field of urldecode");
    if (from.empty()) continue;
    auto step = CompileIngest(CompileUrldecode, {{"field", from}, {"target_field", to}}, item.place, context);
    if (step != nullptr) steps.push_back({std::move(step), context.Path(from, item.place), context.Path(to, item.place), false});
  }
  return MakeSteps(std::move(steps), rules, options.place(), context);
}

}  // namespace flowship
