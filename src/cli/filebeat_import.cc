#include "cli/filebeat_import.h"

#include <algorithm>

#include "cli/schema.h"
#include "edge/edge_types.h"

namespace flowship::cli {

namespace {

using config::Node;
using Member = Node::Member;

// Names of the log input, and what filestream calls them.
constexpr std::pair<std::string_view, std::string_view> kLogNames[] = {
    {"close_eof", "close.reader.on_eof"},
    {"close_inactive", "close.on_state_change.inactive"},
    {"close_removed", "close.on_state_change.removed"},
    {"close_renamed", "close.on_state_change.renamed"},
    {"close_timeout", "close.reader.after_interval"},
    {"exclude_files", "prospector.scanner.exclude_files"},
    {"harvester_buffer_size", "buffer_size"},
    {"max_bytes", "message_max_bytes"},
    {"recursive_glob.enabled", "prospector.scanner.recursive_glob"},
    {"scan_frequency", "prospector.scanner.check_interval"},
    {"symlinks", "prospector.scanner.symlinks"},
};

// Parts of filebeat.yml that need no place in a policy, and why.
constexpr std::pair<std::string_view, std::string_view> kLeft[] = {
    {"cloud", "name the hosts in the output"},
    {"fields", "write it into each stream's `fields`"},
    {"filebeat.autodiscover", "flowship finds files by their paths only"},
    {"filebeat.config", "files of inputs lie in inputs.d beside the policy, and are reloaded by themselves"},
    {"filebeat.modules", "modules are Filebeat's; a stream's dataset brings its pipeline"},
    {"filebeat.registry", "the registry lies in agent.data_path; flowship begins with one of its own"},
    {"filebeat.shutdown_timeout", "what is under way at the end has ten seconds"},
    {"logging", "only logging.level is carried over; the log goes to stderr, so to the journal"},
    {"max_procs", "see agent.workers"},
    {"monitoring", "see agent.monitoring.http: a page, JSON and Prometheus' metrics"},
    {"output.logstash", "there is no such output"},
    {"output.redis", "there is no such output"},
    {"queue", "what is under way is bounded by itself"},
    {"setup", "flowship setup loads templates and dashboards"},
    {"xpack", "see agent.monitoring.http"},
};

Node Text(std::string text, const config::Place& place = {}) {
  Node node;
  node.kind = Node::Kind::kScalar;
  node.quoted = true;
  node.text = std::move(text);
  node.place = place;
  return node;
}

Node Mapping(std::vector<Member> members) {
  Node node;
  node.kind = Node::Kind::kMapping;
  node.members = std::move(members);
  return node;
}

Node List(std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::kSequence;
  node.items = std::move(items);
  return node;
}

bool Knows(const std::vector<config::OptionNote>& notes, std::string_view name) {
  return std::ranges::any_of(notes, [name](const config::OptionNote& note) { return note.name == name; });
}
// Or the name is a group of known ones.
bool KnowsGroup(const std::vector<config::OptionNote>& notes, std::string_view name) {
  return std::ranges::any_of(notes, [name](const config::OptionNote& note) { return note.name.size() > name.size() && note.name.starts_with(name) && note.name[name.size()] == '.'; });
}

class Importer {
 public:
  Importer(const Node& filebeat, std::string dataset) : dataset_(std::move(dataset)) { Flatten(filebeat, "", &options_); }

  Imported Run() {
    std::vector<Member> outputs, agent;
    TakeOutputs(&outputs);
    TakeAgent(&agent);
    std::vector<Node> inputs;
    if (auto list = Take("filebeat.inputs")) {
      for (const Node& input : list->items) AddInput(input, &inputs);
    }
    for (const Member& rest : options_) LeaveTop(rest);
    std::vector<Member> policy = {{"outputs", {}, Mapping(std::move(outputs))}};
    if (!agent.empty()) policy.push_back({"agent", {}, Mapping(std::move(agent))});
    policy.push_back({"inputs", {}, List(std::move(inputs))});
    result_.policy = Mapping(std::move(policy));
    return std::move(result_);
  }

 private:
  // Filebeat takes `a.b: x` and `a: {b: x}` for the same. Groups of the top are opened as far as their names are known here.
  static void Flatten(const Node& node, const std::string& above, std::vector<Member>* out) {
    for (const Member& member : node.members) {
      const std::string name = above + member.key;
      const bool group = name == "filebeat" || name == "output" || name == "path" || name == "http" || name == "logging";
      if (group && member.value.is_mapping()) {
        Flatten(member.value, name + ".", out);
      } else {
        out->push_back({name, member.place, member.value});
      }
    }
  }

  std::optional<Node> Take(std::string_view name) {
    const auto found = std::ranges::find(options_, name, &Member::key);
    if (found == options_.end()) return std::nullopt;
    Node value = std::move(found->value);
    options_.erase(found);
    return value;
  }

  void Leave(const config::Place& place, std::string name, std::string why) { result_.left.push_back({place, std::move(name), std::move(why)}); }
  void LeaveTop(const Member& rest) {
    for (const auto& [name, why] : kLeft) {
      if (rest.key == name || rest.key.starts_with(std::string(name) + ".")) return Leave(rest.place, rest.key, std::string(why));
    }
    Leave(rest.place, rest.key, "flowship has no such option");
  }

  void TakeOutputs(std::vector<Member>* outputs) {
    for (const char* type : {"elasticsearch", "file", "console", "kafka"}) {
      const std::string prefix = std::string("output.") + type;
      std::vector<Member> options = {{"type", {}, Text(type)}};
      bool any = false;
      std::vector<Member> found;
      std::erase_if(options_, [&](Member& member) {
        const bool is_it = member.key == prefix || member.key.starts_with(prefix + ".");
        if (is_it) found.push_back(member);
        return is_it;
      });
      for (const Member& member : found) {
        any = true;
        if (member.key.size() > prefix.size()) {
          AddOutputOption(type, {member.key.substr(prefix.size() + 1), member.place, member.value}, &options);
        } else {
          for (const Member& option : member.value.members) AddOutputOption(type, option, &options);
        }
      }
      if (!any) continue;
      if (known_.output(type).empty()) {
        Leave(found.front().place, prefix, "there is no such output");
        continue;
      }
      outputs->push_back({"default", {}, Mapping(std::move(options))});
    }
  }
  void AddOutputOption(const std::string& type, const Member& option, std::vector<Member>* options) {
    if (option.key == "index" && type == "elasticsearch") return TakeIndex(option);
    if (option.key == "pipeline" || option.key == "pipelines") return Leave(option.place, "output.elasticsearch." + option.key, "flowship runs the pipeline itself; a stream names its own with `pipeline`");
    if (option.key == "indices") return Leave(option.place, "output.elasticsearch.indices", "a stream names its data stream; the pipeline's reroute processor sends events elsewhere");
    const auto& notes = known_.output(type);
    if (option.key != "enabled" && !Knows(notes, option.key) && !KnowsGroup(notes, option.key)) {
      return Leave(option.place, "output." + type + "." + option.key, "the output has no such option");
    }
    options->push_back(option);
  }
  // logs-DATASET-NAMESPACE
  void TakeIndex(const Member& index) {
    const std::string& text = index.value.text;
    const size_t first = text.find('-'), last = text.rfind('-');
    if (!text.starts_with("logs-") || first == last || text.find("%{") != std::string::npos) {
      return Leave(index.place, "output.elasticsearch.index", "flowship writes to the data streams logs-DATASET-NAMESPACE that the streams name");
    }
    dataset_ = text.substr(first + 1, last - first - 1);
    namespace_ = text.substr(last + 1);
  }

  void TakeAgent(std::vector<Member>* agent) {
    if (auto name = Take("name")) agent->push_back({"name", {}, std::move(*name)});
    if (auto data = Take("path.data")) agent->push_back({"data_path", {}, std::move(*data)});
    if (auto level = Take("logging.level")) agent->push_back({"logging", {}, Mapping({{"level", {}, std::move(*level)}})});
    std::vector<Member> http;
    for (const char* option : {"enabled", "host", "port"}) {
      if (auto value = Take(std::string("http.") + option)) http.push_back({option, {}, std::move(*value)});
    }
    if (!http.empty()) agent->push_back({"monitoring", {}, Mapping({{"http", {}, Mapping(std::move(http))}})});
    if (auto processors = Take("processors")) processors_ = std::move(*processors);
    if (auto tags = Take("tags")) tags_ = std::move(*tags);
  }

  // A processor that flowship has too, its condition included.
  void AddProcessor(const Node& processor, std::vector<Node>* out) {
    if (processor.members.empty()) return;
    const std::string& name = processor.members.front().key;
    const bool known = name == "if" || std::ranges::any_of(EdgeTypes(), [&name](const ProcessorType& type) { return type.name == name; });
    if (known) {
      out->push_back(processor);
    } else {
      Leave(processor.members.front().place, "processors: " + name, "flowship has no such processor for streams; an ingest pipeline may do it");
    }
  }

  void AddInput(const Node& input, std::vector<Node>* inputs) {
    const Node* const type = input.Find("type");
    const std::string kind = type == nullptr ? "log" : type->text;
    if (kind != "filestream" && kind != "log") return Leave(input.place, "filebeat.inputs: " + kind, "there is no such input");
    std::vector<Member> stream;
    std::vector<Node> processors;
    const std::string number = std::to_string(inputs->size() + 1);
    std::string id = kind + "-" + number;
    Node parsers = List({}), tags = List({});
    for (const Member& option : input.members) {
      if (option.key == "type") continue;
      if (option.key == "id") {
        id = option.value.text;
      } else if (option.key == "processors") {
        for (const Node& processor : option.value.items) AddProcessor(processor, &processors);
      } else if (option.key == "tags") {
        tags = option.value;
      } else if (kind == "log" && (option.key == "json" || option.key == "multiline" || option.key.starts_with("json.") || option.key.starts_with("multiline."))) {
        AddParser(option, &parsers);
      } else {
        AddStreamOption(kind, option, &stream);
      }
    }
    for (const Node& processor : processors_.items) AddProcessor(processor, &processors);
    if (tags.is_scalar()) tags = List({tags});
    if (tags_.is_scalar()) tags_ = List({tags_});
    tags.items.insert(tags.items.end(), tags_.items.begin(), tags_.items.end());
    std::vector<Member> whole = {{"id", {}, Text(id)}, {"data_stream", {}, Mapping({{"dataset", {}, Text(dataset_)}})}};
    std::move(stream.begin(), stream.end(), std::back_inserter(whole));
    if (!tags.items.empty()) whole.push_back({"tags", {}, std::move(tags)});
    if (!parsers.items.empty()) whole.push_back({"parsers", {}, std::move(parsers)});
    if (!processors.empty()) whole.push_back({"processors", {}, List(std::move(processors))});
    inputs->push_back(Mapping({{"id", {}, Text("input-" + number)}, {"type", {}, Text("filestream")}, {"use_output", {}, Text("default")},
                               {"data_stream", {}, Mapping({{"namespace", {}, Text(namespace_)}})}, {"streams", {}, List({Mapping(std::move(whole))})}}));
  }

  void AddStreamOption(const std::string& kind, const Member& option, std::vector<Member>* stream) {
    Member carried = option;
    if (kind == "log") {
      const auto other = std::ranges::find(kLogNames, option.key, &std::pair<std::string_view, std::string_view>::first);
      if (other != std::end(kLogNames)) carried.key = other->second;
    }
    if (option.key == "pipeline") return Leave(option.place, "filebeat.inputs: pipeline", "it names a pipeline in the cluster; put its YAML into flowship, or let the index have it as default_pipeline");
    if (option.key == "index") return Leave(option.place, "filebeat.inputs: index", "a stream writes to logs-DATASET-NAMESPACE: set data_stream");
    const auto &own = known_.input("filestream"), &common = known_.stream();
    const auto knows = [&](std::string_view name) { return Knows(own, name) || Knows(common, name) || KnowsGroup(own, name) || KnowsGroup(common, name); };
    if (!knows(carried.key)) return Leave(option.place, "filebeat.inputs: " + option.key, "filestream has no such option here");
    stream->push_back(std::move(carried));
  }

  // The log input's json.* and multiline.* are parsers of filestream.
  static void AddParser(const Member& option, Node* parsers) {
    const bool json = option.key.starts_with("json");
    const std::string parser = json ? "ndjson" : "multiline";
    auto known = std::ranges::find_if(parsers->items, [&parser](const Node& item) { return item.members.front().key == parser; });
    if (known == parsers->items.end()) {
      // The log input decodes JSON before it puts lines together.
      known = parsers->items.insert(json ? parsers->items.begin() : parsers->items.end(), Mapping({{parser, {}, Mapping({})}}));
    }
    std::vector<Member>& options = known->members.front().value.members;
    const auto add = [&](Member member) {
      if (json && member.key == "keys_under_root") member = {"target", member.place, Text(member.value.text == "true" ? "" : "json")};
      options.push_back(std::move(member));
    };
    const size_t dot = option.key.find('.');
    if (dot != std::string::npos) return add({option.key.substr(dot + 1), option.place, option.value});
    for (const Member& member : option.value.members) add(member);
  }

  const KnownOptions known_;
  std::vector<Member> options_;
  std::string dataset_, namespace_ = "default";
  Node processors_, tags_;
  Imported result_;
};

}  // namespace

Imported ImportFilebeat(const Node& filebeat, const std::string& dataset) { return Importer(filebeat, dataset).Run(); }

}  // namespace flowship::cli
