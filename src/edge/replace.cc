// replace: what a pattern matches in fields, as another text. Beats, "Replace fields from events"; the ingest processor gsub does it.

#include "edge/edge_processors.h"
#include "edge/ingest_steps.h"
#include "edge/steps.h"
#include "processor/processors.h"

namespace flowship {

namespace {

// Go writes a group as $1 or ${1}, and a literal dollar as $$; gsub, which is Java's, as $1 and \$.
std::string JavaReplacement(const std::string& go) {
  std::string java;
  for (size_t at = 0; at < go.size(); ++at) {
    if (go[at] == '\\') java += '\\';
    if (go.compare(at, 2, "$$") == 0) {
      java += "\\$";
      ++at;
    } else if (go.compare(at, 2, "${") == 0 && go.find('}', at) != std::string::npos) {
      const size_t end = go.find('}', at);
      const std::string name = go.substr(at + 2, end - at - 2);
      java += name.find_first_not_of("0123456789") == std::string::npos ? "$" + name : "${" + name + "}";
      at = end;
    } else {
      java += go[at];
    }
  }
  return java;
}

}  // namespace

std::unique_ptr<const Processor> CompileReplace(config::Options& options, CompileContext& context) {
  const IngestRules rules = TakeRules("Failed to replace fields in processor", options);
  const auto list = options.TakeSequence("fields");
  if (!list || list->items.empty()) {
    options.Error("fields", "replace needs `fields`, a list of {field, pattern, replacement}");
    return nullptr;
  }
  std::vector<IngestStep> steps;
  for (const config::Node& item : list->items) {
    config::Options field(item, context.diagnostics);
    const std::string name = field.RequireString("field"), pattern = field.RequireString("pattern");
    const std::string replacement = field.TakeString("replacement", "");
    field.Finish("a field of replace");
    if (name.empty() || pattern.empty()) continue;
    auto step = CompileIngest(CompileGsub, {{"field", name}, {"pattern", pattern}, {"replacement", JavaReplacement(replacement)}}, item.place, context);
    if (step != nullptr) steps.push_back({std::move(step), context.Path(name, item.place), context.Path(name, item.place), false});
  }
  return MakeSteps(std::move(steps), rules, options.place(), context);
}

}  // namespace flowship
