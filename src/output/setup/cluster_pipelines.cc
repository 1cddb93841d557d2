// ClusterSetup: ingest pipelines. flowship runs them itself; in the cluster they serve other shippers, and _simulate in Kibana.

#include "event/json_writer.h"
#include "output/setup/cluster_setup.h"
#include "output/setup/opensearch_pipeline.h"

namespace flowship {

namespace {

// The cluster's name of a pipeline of the package, as Fleet has them: logs-goflow2.sflow-0.1.0, logs-goflow2.sflow-0.1.0-full.
std::string NameOf(const std::string& dataset, std::string_view pipeline) {
  return "logs-" + dataset + "-" FLOWSHIP_VERSION + (pipeline == "default" ? "" : "-" + std::string(pipeline));
}

// {{ IngestPipeline "full" }} becomes the name.
void ResolveNames(config::Node& node, const std::string& dataset) {
  constexpr std::string_view kCall = "IngestPipeline \"";
  if (node.is_scalar()) {
    const size_t open = node.text.find("{{"), call = node.text.find(kCall), close = node.text.find("}}");
    if (open == std::string::npos || call == std::string::npos || close == std::string::npos || call < open || close < call) return;
    const size_t begin = call + kCall.size(), end = node.text.find('"', begin);
    if (end != std::string::npos) {
      node.text = node.text.substr(0, open) + NameOf(dataset, std::string_view(node.text).substr(begin, end - begin)) + node.text.substr(close + 2);
    }
  }
  for (config::Node& item : node.items) ResolveNames(item, dataset);
  for (config::Node::Member& member : node.members) ResolveNames(member.value, dataset);
}

}  // namespace

void ClusterSetup::LoadPipelines(const std::string& dataset, const std::vector<std::pair<std::string, config::Node>>& pipelines) {
  // Those that are called before the one that calls them.
  for (const bool is_default : {false, true}) {
    for (const auto& [name, definition] : pipelines) {
      if ((name == "default") != is_default) continue;
      config::Node resolved = definition;
      ResolveNames(resolved, dataset);
      JsonDocument document;
      Object& body = *document.From(resolved).as_object();
      const std::string description(TextAt(Value::Of(&body), {"description"})), id = NameOf(dataset, name);
      document.Set(body, "version", Value::Integer(VersionNumber(FLOWSHIP_VERSION)));
      std::vector<std::string> words = server_.opensearch ? FitToOpenSearch(document, body) : std::vector<std::string>();
      const Thing thing{"ingest pipeline " + id,
                        "/_ingest/pipeline/" + id,
                        [&id](const Value& answer) { return At(answer, {id}); },
                        [](const Value& value) { return ReadDescription(TextAt(value, {"description"})); },
                        [&](Object& to, const Mark& mark) { document.Set(to, "description", document.Text(Described(description, mark))); },
                        setup_.overwrite,
                        ""};
      Load(thing, body, std::move(words));
      SetupLine& line = lines_.back();
      if (line.state == SetupLine::State::kFailed && !request_.pipelines_asked_for && line.words.front().starts_with("HTTP 400")) {
        line.state = SetupLine::State::kSkipped;
        line.verb = "skipped";
        line.words.push_back("flowship runs its pipelines itself, so nothing depends on it");
      }
    }
  }
}

}  // namespace flowship
