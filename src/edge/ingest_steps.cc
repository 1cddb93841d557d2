#include "edge/ingest_steps.h"

namespace flowship {

std::unique_ptr<const Processor> CompileIngest(CompileProcessor compile, const IngestOptions& options, const config::Place& place, CompileContext& context) {
  config::Node node = config::Node::Mapping({}, place);
  for (const auto& [name, text] : options) node.members.push_back({name, place, config::Node::Text(text, place)});
  config::Options given(node, context.diagnostics);
  return compile(given, context);
}

bool HandlesFailure(const config::Options& options) {
  const auto was_given = [&options](std::string_view name) {
    const config::Place given = options.PlaceOf(name), whole = options.place();
    return given.line != whole.line || given.column != whole.column;
  };
  return was_given("ignore_failure") || was_given("on_failure");
}

}  // namespace flowship
