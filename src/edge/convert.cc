// convert: fields as other types. Beats, "Convert field type"; the ingest processor of that name does it.

#include <algorithm>

#include "edge/edge_processors.h"
#include "edge/ingest_steps.h"
#include "edge/steps.h"
#include "processor/processors.h"

namespace flowship {

std::unique_ptr<const Processor> CompileConvertFields(config::Options& options, CompileContext& context) {
  constexpr std::string_view kTypes[] = {"boolean", "double", "float", "integer", "ip", "long", "string"};
  const IngestRules rules = TakeRules("failed in processor.convert", options);
  const std::string mode = options.TakeString("mode", "copy");
  if (mode != "copy" && mode != "rename") options.Error("mode", "\"" + mode + "\" is no mode of convert; it is copy or rename");
  const auto list = options.TakeSequence("fields");
  if (!list || list->items.empty()) {
    options.Error("fields", "convert needs `fields`, a list of {from, to, type}");
    return nullptr;
  }
  std::vector<IngestStep> steps;
  for (const config::Node& item : list->items) {
    config::Options field(item, context.diagnostics);
    const std::string from = field.RequireString("from"), to = field.TakeString("to", from);
    std::string type = field.TakeString("type", "");
    field.Finish("a field of convert");
    if (from.empty()) continue;
    if (type.empty() && to == from) field.Error("from", "a field of convert needs a type, or another name as `to`");
    if (!type.empty() && std::ranges::find(kTypes, type) == std::end(kTypes)) {
      field.Error("type", "\"" + type + "\" is no type of convert; it is integer, long, float, double, string, boolean or ip");
      continue;
    }
    // Without a type the value is taken as it is.
    auto step = type.empty() ? CompileIngest(CompileSet, {{"field", to}, {"copy_from", from}}, item.place, context)
                             : CompileIngest(CompileConvert, {{"field", from}, {"target_field", to}, {"type", type}}, item.place, context);
    if (step == nullptr) continue;
    steps.push_back({std::move(step), context.Path(from, item.place), context.Path(to, item.place), mode == "rename" && to != from});
  }
  return MakeSteps(std::move(steps), rules, options.place(), context);
}

}  // namespace flowship
