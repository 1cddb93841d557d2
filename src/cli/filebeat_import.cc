#include "cli/filebeat_import.h"

#include <algorithm>
#include <span>

#include "cli/filebeat_names.h"
#include "cli/schema.h"
#include "config/log_input.h"
#include "edge/edge_types.h"

namespace flowship::cli {

namespace {

using config::Node;
using Member = Node::Member;

bool Knows(const std::vector<config::OptionNote>& notes, std::string_view name) {
  return std::ranges::any_of(notes, [name](const config::OptionNote& note) { return note.name == name; });
}
// Or the name is a group of known ones.
bool KnowsGroup(const std::vector<config::OptionNote>& notes, std::string_view name) {
  return std::ranges::any_of(notes, [name](const config::OptionNote& note) { return note.name.size() > name.size() && note.name.starts_with(name) && note.name[name.size()] == '.'; });
}

class Importer {
 public:
  Importer(const Node& filebeat, std::string dataset) : dataset_(std::move(dataset)) {
    Flatten(filebeat, "", &options_);
    for (Member& option : options_) MendVariables(&option.value);
  }

  Imported Run() {
    std::vector<Member> outputs, agent, setup;
    TakeOutputs(&outputs);
    TakeAgent(&agent);
    TakeNamed("setup.", kSetupNames, &setup);
    std::vector<Node> inputs;
    if (auto list = Take("filebeat.inputs")) {
      if (list->is_mapping()) list = Node::Sequence({*list});  // Filebeat takes one for a list of one
      for (const Node& input : list->items) AddInput(input, &inputs);
    }
    for (const Member& rest : options_) LeaveTop(rest);
    std::vector<Member> policy = {{"outputs", {}, Node::Mapping(std::move(outputs))}};
    if (!agent.empty()) policy.push_back({"agent", {}, Node::Mapping(std::move(agent))});
    if (!setup.empty()) policy.push_back({"setup", {}, Node::Mapping(std::move(setup))});
    policy.push_back({"inputs", {}, Node::Sequence(std::move(inputs))});
    result_.policy = Node::Mapping(std::move(policy));
    return std::move(result_);
  }

 private:
  // Filebeat takes `a.b: x` and `a: {b: x}` for the same. Groups of the top are opened as far as their names are known here.
  static void Flatten(const Node& node, const std::string& above, std::vector<Member>* out) {
    for (const Member& member : node.members) {
      const std::string name = above + member.key;
      const bool group = name == "filebeat" || name == "output" || name == "path" || name == "http" || name == "logging" || name == "setup" ||
                         name == "setup.template" || name == "setup.dashboards";
      if (group && member.value.is_mapping()) {
        Flatten(member.value, name + ".", out);
      } else {
        out->push_back({name, member.place, member.value});
      }
    }
  }

  // ${NAME:?why} fails without a value, as ${NAME} alone does here.
  static void MendVariables(Node* node) {
    for (Node& item : node->items) MendVariables(&item);
    for (Member& member : node->members) MendVariables(&member.value);
    for (size_t at = node->text.find("${"); at != std::string::npos; at = node->text.find("${", at + 2)) {
      const size_t end = node->text.find('}', at), why = node->text.find(":?", at);
      if (why < end && end != std::string::npos) node->text.erase(why, end - why);
    }
  }

  // The options of a group that the policy has by the same name.
  void TakeNamed(std::string_view group, std::span<const std::string_view> names, std::vector<Member>* to) {
    std::erase_if(options_, [&](Member& option) {
      if (!option.key.starts_with(group)) return false;
      const std::string name = option.key.substr(group.size());
      const bool known = std::ranges::any_of(names, [&name](std::string_view own) { return name == own || name.starts_with(std::string(own) + "."); });
      if (known) to->push_back({name, option.place, std::move(option.value)});
      return known;
    });
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
      std::vector<Member> options = {{"type", {}, Node::Text(type)}};
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
      const bool disabled = std::ranges::any_of(options, [](const Member& option) { return option.key == "enabled" && option.value.text == "false"; });
      if (disabled || !outputs->empty()) {
        Leave(found.front().place, prefix, disabled ? "it is disabled" : "Filebeat has one output, and the policy has another one already");
        continue;
      }
      outputs->push_back({"default", {}, Node::Mapping(std::move(options))});
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
    TakeDataPath(agent);
    std::vector<Member> logging;
    TakeNamed("logging.", kLoggingNames, &logging);
    LeaveTheirs("logging.", &logging);
    if (!logging.empty()) agent->push_back({"logging", {}, Node::Mapping(std::move(logging))});
    std::vector<Member> http;
    for (const char* option : {"enabled", "host", "port"}) {
      if (auto value = Take(std::string("http.") + option)) http.push_back({option, {}, std::move(*value)});
    }
    if (!http.empty()) agent->push_back({"monitoring", {}, Node::Mapping({{"http", {}, Node::Mapping(std::move(http))}})});
    if (auto processors = Take("processors")) processors_ = std::move(*processors);
    if (auto tags = Take("tags")) tags_ = std::move(*tags);
    if (auto fields = Take("fields")) fields_ = std::move(*fields);
    if (auto at_the_root = Take("fields_under_root")) fields_under_root_ = std::move(*at_the_root);
  }

  void TakeDataPath(std::vector<Member>* agent) {
    auto data = Take("path.data");
    if (!data) return;
    // Filebeat's own folder belongs to it and to its user.
    if (data->text.find("filebeat") != std::string::npos) {
      return Leave(data->place, "path.data", "it is Filebeat's; flowship's state lies in /var/lib/flowship unless agent.data_path says otherwise");
    }
    agent->push_back({"data_path", {}, std::move(*data)});
  }

  // Names and folders that are Filebeat's own.
  void LeaveTheirs(const std::string& above, std::vector<Member>* options) {
    std::erase_if(*options, [&](Member& option) {
      const bool was_group = option.value.is_mapping();
      if (was_group) LeaveTheirs(above + option.key + ".", &option.value.members);
      const bool theirs = option.value.is_scalar() && option.value.text.find("filebeat") != std::string::npos;
      if (theirs) Leave(option.place, above + option.key, "it is Filebeat's; flowship has one of its own");
      return theirs || (was_group && option.value.members.empty());
    });
  }

  // The fields of filebeat.yml are every input's, which may say others.
  void AddCommonFields(std::vector<Member>* stream) {
    if (fields_.members.empty()) return;
    auto own = std::ranges::find(*stream, "fields", &Member::key);
    const bool none = own == stream->end();
    if (none) own = stream->insert(own, {"fields", {}, Node::Mapping({})});
    for (const Member& field : fields_.members) {
      if (own->value.Find(field.key) == nullptr) own->value.members.push_back(field);
    }
    if (none && !fields_under_root_.is_null()) stream->push_back({"fields_under_root", {}, fields_under_root_});
  }

  // A processor that flowship has too, its condition included.
  void AddProcessor(const Node& processor, std::vector<Node>* out) {
    if (processor.members.empty()) return;
    const std::string& whole = processor.members.front().key;
    const std::string name = whole.substr(0, whole.find('.'));  // drop_event.when: …
    const bool known = name == "if" || std::ranges::any_of(EdgeTypes(), [&name](const ProcessorType& type) { return type.name == name; });
    if (known) {
      out->push_back(processor);
    } else {
      Leave(processor.members.front().place, "processors: " + name, "flowship has no such processor for streams; an ingest pipeline may do it");
    }
  }

  // Filebeat's input types that there are here, and what becomes of them.
  static std::string TypeHere(const std::string& theirs) {
    if (theirs == "filestream" || theirs == "log" || theirs == "container") return "filestream";
    return theirs == "kafka" ? theirs : "";
  }

  void AddInput(const Node& input, std::vector<Node>* inputs) {
    const Node* const type = input.Find("type");
    const std::string kind = type == nullptr ? "log" : type->text, here = TypeHere(kind);
    if (here.empty()) return Leave(input.place, "filebeat.inputs: " + kind, "there is no such input");
    const std::string number = std::to_string(inputs->size() + 1);
    std::string id = kind + "-" + number;
    std::vector<Member> stream;
    std::vector<Node> processors;
    Node parsers = Node::Sequence({}), tags = Node::Sequence({});
    if (kind == "container") parsers.items.push_back(Node::Mapping({{"container", {}, Node::Mapping({})}}));
    for (const Member& option : input.members) {
      if (option.key == "type") continue;
      if (option.key == "id") {
        id = option.value.text;
      } else if (option.key == "processors") {
        for (const Node& processor : option.value.items) AddProcessor(processor, &processors);
      } else if (option.key == "tags") {
        tags = option.value;
      } else if (kind == "container" && (option.key == "stream" || option.key == "format")) {
        parsers.items.front().members.front().value.members.push_back(option);
      } else if (IsParserOption(kind, option.key)) {
        config::AddLogParser(option, &parsers);
      } else {
        AddStreamOption(kind, here, option, &stream);
      }
    }
    AddCommonFields(&stream);
    for (const Node& processor : processors_.items) AddProcessor(processor, &processors);
    if (tags.is_scalar()) tags = Node::Sequence({tags});
    if (tags_.is_scalar()) tags_ = Node::Sequence({tags_});
    tags.items.insert(tags.items.end(), tags_.items.begin(), tags_.items.end());
    std::vector<Member> whole = {{"id", {}, Node::Text(id)}, {"data_stream", {}, Node::Mapping({{"dataset", {}, Node::Text(dataset_)}})}};
    std::move(stream.begin(), stream.end(), std::back_inserter(whole));
    if (!tags.items.empty()) whole.push_back({"tags", {}, std::move(tags)});
    if (!parsers.items.empty()) whole.push_back({"parsers", {}, std::move(parsers)});
    if (!processors.empty()) whole.push_back({"processors", {}, Node::Sequence(std::move(processors))});
    inputs->push_back(Node::Mapping({{"id", {}, Node::Text("input-" + number)}, {"type", {}, Node::Text(here)}, {"use_output", {}, Node::Text("default")},
                               {"data_stream", {}, Node::Mapping({{"namespace", {}, Node::Text(namespace_)}})}, {"streams", {}, Node::Sequence({Node::Mapping(std::move(whole))})}}));
  }

  void AddStreamOption(const std::string& kind, const std::string& here, const Member& option, std::vector<Member>* stream) {
    Member carried = option;
    if (kind == "log" || kind == "container") {
      const auto other = std::ranges::find(config::kLogNames, option.key, &std::pair<std::string_view, std::string_view>::first);
      if (other != std::end(config::kLogNames)) carried.key = other->second;
    }
    if (option.key == "pipeline") return Leave(option.place, "filebeat.inputs: pipeline", "it names a pipeline in the cluster; put its YAML into flowship, or let the index have it as default_pipeline");
    if (option.key == "index") return Leave(option.place, "filebeat.inputs: index", "a stream writes to logs-DATASET-NAMESPACE: set data_stream");
    if (option.key.starts_with("take_over")) return Leave(option.place, "filebeat.inputs: take_over", "flowship begins with a registry of its own, and ignore_older says how far back");
    for (const char* identity : {"native", "path", "inode_marker"}) {
      const bool chosen = option.key.starts_with(std::string("file_identity.") + identity) || (option.key == "file_identity" && option.value.Find(identity) != nullptr);
      if (chosen) return Leave(option.place, "filebeat.inputs: file_identity", "flowship knows a file by its content, also a small one");
    }
    const auto &own = known_.input(here), &common = known_.stream();
    const auto knows = [&](std::string_view name) {
      if (here == "kafka" && (name == "ssl" || name.starts_with("ssl."))) return true;
      return Knows(own, name) || Knows(common, name) || (!carried.value.is_scalar() && (KnowsGroup(own, name) || KnowsGroup(common, name)));
    };
    if (!knows(carried.key)) return Leave(option.place, "filebeat.inputs: " + option.key, here + " has no such option here");
    stream->push_back(std::move(carried));
  }

  static bool IsParserOption(const std::string& kind, std::string_view option) { return (kind == "log" || kind == "container") && config::IsLogParser(option); }

  const KnownOptions known_;
  std::vector<Member> options_;
  std::string dataset_, namespace_ = "default";
  Node processors_, tags_, fields_, fields_under_root_;
  Imported result_;
};

}  // namespace

Imported ImportFilebeat(const Node& filebeat, const std::string& dataset) { return Importer(filebeat, dataset).Run(); }

}  // namespace flowship::cli
