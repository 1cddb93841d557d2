#include "output/setup/cluster_setup.h"

#include "event/json_writer.h"
#include "output/elasticsearch/bulk_response.h"

namespace flowship {

namespace {

constexpr std::string_view kJson = "application/json";

std::string Refusal(const HttpAnswer& answer) {
  if (answer.status == 0) return answer.problem;
  std::string text = "HTTP " + std::to_string(answer.status) + ": " + ReasonOfError(answer.body);
  if (answer.status == 401) text += "; " + std::string(RemedyOfRequest(answer.status));
  if (answer.status == 403) text += "; setup needs the cluster privileges manage_index_templates, manage_ilm and manage_ingest_pipelines, which the agent does not";
  return text;
}

std::string_view VerbOf(LoadAction action, bool dry_run) {
  switch (action) {
    case LoadAction::kCreate: return dry_run ? "would be created" : "created";
    case LoadAction::kUpdate: return dry_run ? "would be updated" : "updated";
    case LoadAction::kUnchanged: return "unchanged";
    case LoadAction::kLeaveForeign:
    case LoadAction::kLeaveNewer: return "left";
  }
  return "";
}

}  // namespace

ClusterSetup::ClusterSetup(const ElasticsearchConfig& cluster, const SetupConfig& setup, SetupRequest request)
    : cluster_(cluster), setup_(setup), request_(request), connection_(cluster, deadline_) {}

Result<std::string> ClusterSetup::Connect() {
  std::string problems;
  for (const std::string& host : cluster_.hosts) {
    const HttpAnswer answer = connection_.Get(host + "/", cluster_.timeout_millis);
    const std::string described = answer.status == 200 ? DescribeServer(answer.body) : "";
    if (!described.empty()) {
      base_ = host;
      server_ = ReadServerInfo(answer.body);
      return host + ": " + described;
    }
    problems += (problems.empty() ? "" : "; ") + host + ": " + (answer.status == 200 ? "something that is neither Elasticsearch nor OpenSearch" : Refusal(answer));
  }
  return Error{problems};
}

LoadAction ClusterSetup::Load(const Thing& thing, Object& body, std::vector<std::string> words) {
  const Mark ours = MarkOf(body);
  const HttpAnswer answer = Get(thing.path);
  if (answer.status != 200 && answer.status != 404) {
    lines_.push_back(Failed(thing.what, Refusal(answer)));
    return LoadAction::kUnchanged;
  }
  JsonDocument there;
  const Value* const theirs = answer.status == 200 && there.Read(answer.body) ? thing.body_of(there.root()) : nullptr;
  const LoadAction action = DecideLoad(theirs != nullptr, theirs != nullptr ? thing.mark_of(*theirs) : std::nullopt, ours, thing.overwrite);
  const bool writes = action == LoadAction::kCreate || action == LoadAction::kUpdate;
  if (writes && !request_.dry_run) {
    thing.write_mark(body, ours);
    const std::string text = ToJson(Value::Of(&body));
    const HttpAnswer put = connection_.Send("PUT", base_ + thing.path + (action == LoadAction::kUpdate ? thing.put_parameters : ""), kJson, text);
    if (put.status < 200 || put.status >= 300) {
      words.insert(words.begin(), Refusal(put));
      lines_.push_back({SetupLine::State::kFailed, "FAILED", thing.what, std::move(words)});
      return LoadAction::kUnchanged;
    }
  }
  Say(action, thing, std::move(words));
  return action;
}

void ClusterSetup::Say(LoadAction action, const Thing& thing, std::vector<std::string> words) {
  const bool left = action == LoadAction::kLeaveForeign || action == LoadAction::kLeaveNewer;
  const char* const option = thing.path.starts_with("/_ilm/") || thing.path.starts_with("/_plugins/") ? "setup.ilm.overwrite" : "setup.template.overwrite";
  if (action == LoadAction::kLeaveForeign) words.push_back(std::string("it is not flowship's; ") + option + ": true replaces it");
  if (action == LoadAction::kLeaveNewer) words.push_back(std::string("a newer flowship loaded it; ") + option + ": true replaces it");
  lines_.push_back({left ? SetupLine::State::kSkipped : SetupLine::State::kDone, std::string(VerbOf(action, request_.dry_run)), thing.what, std::move(words)});
}

// Whether the server has that API at all: a thing that is not there is 404 with a reason, an API that is not there is 400 or 405.
bool ClusterSetup::Serves(const std::string& path) {
  const HttpAnswer answer = Get(path);
  return answer.status == 200 || answer.status == 404;
}

bool ClusterSetup::Exists(const std::string& path) { return Get(path).status == 200; }

// Mappings and settings hold for new indices; who has old ones wants to know.
void ClusterSetup::TellStreams(const std::string& dataset) {
  const HttpAnswer answer = Get("/_data_stream/logs-" + dataset + "-*");
  JsonDocument found;
  if (answer.status != 200 || !found.Read(answer.body)) return;
  const Value* const streams = At(found.root(), {"data_streams"});
  if (streams == nullptr || !streams->is_array()) return;
  for (const Value& stream : *streams->as_array()) {
    const std::string name(TextAt(stream, {"name"}));
    if (!name.empty()) lines_.back().words.push_back(name + " keeps its mapping until its next rollover; POST /" + name + "/_rollover does it now");
  }
}

}  // namespace flowship
