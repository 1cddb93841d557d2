#include "config/policy.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace flowship::config {

namespace {

constexpr std::string_view kGoflow2Defaults = R"yml(
paths: [/var/log/sflow/goflow2/*.log]
exclude_files: ['\.gz$']
ignore_older: 72h
tags: [sflow, forwarded]
preserve_original_event: false
processors:
  - add_locale: ~
)yml";

std::optional<std::string> LookUpVariable(void*, std::string_view name) {
  // `env.` is the default provider, as Elastic Agent has it.
  if (name.starts_with("env.")) name.remove_prefix(4);
  const char* const value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// The rules of data stream names: lower case, no characters that an index may not have, no hyphen (it separates the parts), at most 100 bytes.
bool IsDataStreamPart(std::string_view part) {
  if (part.empty() || part.size() > 100 || part.front() == '_' || part.front() == '.') return false;
  return std::all_of(part.begin(), part.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && !(c >= 'A' && c <= 'Z') && std::string_view("\\/*?\"<>|,#:-").find(c) == std::string_view::npos;
  });
}

struct DataStream {
  std::string type = "logs", dataset = "generic", name_space = "default";
};

class Loader {
 public:
  explicit Loader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Policy Load(Node root) {
    ExpandVariables(root, LookUpVariable, nullptr, diagnostics_);
    Options options(root, diagnostics_);
    policy_.id = options.TakeString("id", "");
    policy_.revision = options.TakeInt("revision", 0, 0, INT64_MAX);
    if (const auto outputs = options.TakeMapping("outputs")) LoadOutputs(*outputs);
    LoadAgent(options);
    if (policy_.outputs.empty() && all_outputs_.empty()) options.Error("outputs", "there is no output; add `outputs: {default: {type: …}}`");
    if (const auto inputs = options.TakeSequence("inputs")) {
      for (const Node& input : inputs->items) LoadInput(input);
    } else if (!options.Has("inputs")) {
      diagnostics_.Error(options.place(), "there is no input; add `inputs:` with a list of them");
    }
    options.Finish("the policy");
    return std::move(policy_);
  }

  void LoadStream(const Node& node, const StreamPolicy& inherited, const DataStream& of_input, bool input_enabled);
  Policy& policy() { return policy_; }

 private:
  void LoadOutputs(const Node& outputs) {
    for (const Node::Member& member : outputs.members) {
      all_outputs_.push_back(member.key);
      Options options(member.value, diagnostics_);
      OutputPolicy output;
      output.name = member.key;
      output.type = options.RequireString("type");
      const bool enabled = options.TakeBool("enabled", true);
      output.options = Rest(options, member.value.place);
      if (enabled) policy_.outputs[member.key] = std::move(output);
    }
  }

  void LoadAgent(Options& options) {
    AgentPolicy& agent = policy_.agent;
    agent.data_path = options.TakeString("agent.data_path", agent.data_path);
    agent.name = options.TakeString("agent.name", "");
    agent.geoip_dir = options.TakeString("agent.geoip.database_dir", "");
    agent.workers = options.TakeInt("agent.workers", 0, 0, 256);
    agent.http_enabled = options.TakeBool("agent.monitoring.http.enabled", agent.http_enabled);
    agent.http_host = options.TakeString("agent.monitoring.http.host", agent.http_host);
    agent.http_port = options.TakeInt("agent.monitoring.http.port", agent.http_port, 1, 65535);
    agent.logging_level = options.TakeString("agent.logging.level", agent.logging_level);
    const std::vector<std::string> levels = {"debug", "info", "warning", "error"};
    if (std::find(levels.begin(), levels.end(), agent.logging_level) == levels.end()) {
      options.Error("agent.logging.level", "\"" + agent.logging_level + "\" is no level; it is debug, info, warning or error");
    }
    // Elastic Agent's own settings, which have no meaning here.
    for (const char* theirs : {"agent.monitoring.enabled", "agent.monitoring.logs", "agent.monitoring.metrics", "agent.monitoring.use_output", "agent.monitoring.namespace",
                               "agent.logging.to_stderr", "agent.logging.to_files", "agent.logging.files", "agent.logging.metrics"}) {
      (void)options.Take(theirs);
    }
  }

  static Node Rest(Options& options, const Place& place) {
    Node rest;
    rest.kind = Node::Kind::kMapping;
    rest.place = place;
    rest.members = options.TakeRest();
    return rest;
  }

  void LoadInput(const Node& node) {
    Options options(node, diagnostics_);
    StreamPolicy inherited;
    inherited.input_type = options.RequireString("type");
    inherited.input_id = options.TakeString("id", inherited.input_type);
    inherited.use_output = options.TakeString("use_output", "default");
    const bool enabled = options.TakeBool("enabled", true);
    const DataStream data_stream = TakeDataStream(options, {});
    for (const char* theirs : {"name", "revision", "meta", "package_policy_id", "policy", "log_level"}) (void)options.Take(theirs);
    if (std::find(all_outputs_.begin(), all_outputs_.end(), inherited.use_output) == all_outputs_.end()) {
      const auto nearest = Nearest(inherited.use_output, all_outputs_);
      options.Error("use_output", "there is no output \"" + inherited.use_output + "\"" + (nearest ? "; did you mean \"" + *nearest + "\"?" : ""));
    }
    const bool has_streams = options.Has("streams");
    if (const auto streams = options.TakeSequence("streams")) {
      for (const Node& stream : streams->items) LoadStream(stream, inherited, data_stream, enabled);
    } else if (!has_streams) {
      diagnostics_.Error(options.place(), "the input has no `streams:`");
    }
    options.Finish("the input");
  }

  DataStream TakeDataStream(Options& options, const DataStream& of_input) {
    DataStream stream;
    stream.type = options.TakeString("data_stream.type", of_input.type);
    stream.dataset = options.TakeString("data_stream.dataset", of_input.dataset);
    stream.name_space = options.TakeString("data_stream.namespace", of_input.name_space);
    const auto check = [&options](const char* name, const std::string& part) {
      if (!IsDataStreamPart(part)) {
        options.Error(name, "\"" + part + "\" can't be part of a data stream's name: lower case, at most 100 bytes, without - \\ / * ? \" < > | , # : and spaces");
      }
    };
    check("data_stream.type", stream.type);
    check("data_stream.dataset", stream.dataset);
    check("data_stream.namespace", stream.name_space);
    return stream;
  }

  Diagnostics& diagnostics_;
  Policy policy_;
  std::vector<std::string> all_outputs_;
  std::set<std::string> stream_ids_;
};

void Loader::LoadStream(const Node& node, const StreamPolicy& inherited, const DataStream& of_input, bool input_enabled) {
  Options options(node, diagnostics_);
  StreamPolicy stream = inherited;
  stream.place = node.place;
  const DataStream data_stream = TakeDataStream(options, of_input);
  stream.type = data_stream.type;
  stream.dataset = data_stream.dataset;
  stream.name_space = data_stream.name_space;
  stream.id = options.TakeString("id", inherited.input_id + "-" + stream.dataset);
  if (!stream_ids_.insert(stream.id).second) {
    options.Error("id", "a second stream \"" + stream.id + "\"; ids are the key to what was read already, so each is given once");
  }
  const bool enabled = options.TakeBool("enabled", true) && input_enabled;

  // What the stream does not say, the dataset's defaults do.
  Diagnostics own;
  Node merged = *Parse("defaults of " + stream.dataset, std::string(DatasetDefaults(stream.dataset)), own);
  merged.kind = Node::Kind::kMapping;
  merged.place = node.place;
  for (Node::Member& member : options.TakeRest()) {
    std::erase_if(merged.members, [&member](const Node::Member& known) { return known.key == member.key; });
    merged.members.push_back(std::move(member));
  }
  Options all(merged, diagnostics_);
  stream.tags = all.TakeStrings("tags");
  if (all.TakeBool("preserve_original_event", false) && std::find(stream.tags.begin(), stream.tags.end(), "preserve_original_event") == stream.tags.end()) {
    stream.tags.push_back("preserve_original_event");
  }
  stream.pipeline = all.TakeString("pipeline");
  if (auto processors = all.TakeSequence("processors")) stream.processors = std::move(*processors);
  stream.options = Rest(all, node.place);
  if (enabled) policy_.streams.push_back(std::move(stream));
}

}  // namespace

std::string_view DatasetDefaults(std::string_view dataset) { return dataset == "goflow2.sflow" ? kGoflow2Defaults : "{}"; }

std::optional<Policy> LoadPolicy(std::string name, std::string text, Diagnostics& diagnostics) {
  const size_t errors = diagnostics.errors();
  auto root = Parse(std::move(name), std::move(text), diagnostics);
  if (!root) return std::nullopt;
  if (!root->is_mapping()) {
    diagnostics.Error(root->place, "a policy is a mapping with `outputs` and `inputs`");
    return std::nullopt;
  }
  Policy policy = Loader(diagnostics).Load(std::move(*root));
  if (diagnostics.errors() != errors) return std::nullopt;
  return policy;
}

std::optional<Policy> LoadPolicyFile(const std::string& path, Diagnostics& diagnostics) {
  const size_t errors = diagnostics.errors();
  auto root = ParseFile(path, diagnostics);
  if (!root) return std::nullopt;
  const std::string text = root->place.source == nullptr ? "" : root->place.source->text;
  if (diagnostics.errors() != errors) return std::nullopt;
  return LoadPolicy(path, text, diagnostics);
}

StreamPolicy DefaultStream(const std::string& dataset, Diagnostics& diagnostics) {
  Loader loader(diagnostics);
  StreamPolicy inherited;
  inherited.input_type = "filestream";
  inherited.input_id = "replay";
  DataStream data_stream;
  data_stream.dataset = dataset;
  Node node;
  node.kind = Node::Kind::kMapping;
  loader.LoadStream(node, inherited, data_stream, true);
  return loader.policy().streams.empty() ? StreamPolicy{} : loader.policy().streams.front();
}

std::string_view ExampleConfig() {
  return R"yml(# flowship's policy, in the shape of an Elastic Agent standalone policy. Everything but `outputs` and `inputs` may be left out.
id: goflow2-policy
revision: 1

outputs:
  default:
    type: elasticsearch            # elasticsearch | file | console
    hosts: ["http://127.0.0.1:9200"]
    # api_key: ${env.ES_API_KEY}   # "id:key"; or username and password
    preset: balanced
  # archive:
  #   type: file
  #   path: /var/spool/flowship
  #   filename: flows

agent:
  data_path: /var/lib/flowship     # the registry and the dead-letter file
  # geoip: {database_dir: /usr/share/GeoIP}
  # workers: 2                     # pipeline workers; default: one for each processor
  logging: {level: info}           # debug | info | warning | error
  monitoring: {http: {enabled: false, host: 127.0.0.1, port: 5066}}

inputs:
  - id: goflow2-logs
    type: filestream
    use_output: default
    data_stream: {namespace: default}
    streams:
      # What is said here are the dataset's defaults: `data_stream: {dataset: goflow2.sflow}` alone means the same.
      - id: goflow2-sflow
        data_stream: {dataset: goflow2.sflow}
        paths: [/var/log/sflow/goflow2/*.log]
        exclude_files: ['\.gz$']
        ignore_older: 72h
        preserve_original_event: false
        tags: [sflow, forwarded]
        processors:
          - add_locale: ~
)yml";
}

}  // namespace flowship::config
