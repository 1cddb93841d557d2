#include "config/policy.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "config/eql.h"
#include "config/input_reader.h"
#include "config/providers.h"

namespace flowship::config {

namespace {

// Settings of Elastic Agent's own processes. That a policy has them is no mistake; that somebody counts on them may be.
constexpr std::string_view kWithoutEffect[] = {
    "agent.grpc",
    "agent.limits",
    "agent.logging.event_data",
    "agent.logging.files.redirect_stderr",
    "agent.logging.files.suffix",
    "agent.logging.metrics.namespaces",
    "agent.logging.to_eventlog",
    "agent.logging.to_syslog",
    "agent.monitoring.diagnostics",
    "agent.monitoring.enabled",
    "agent.monitoring.logs",
    "agent.monitoring.metrics",
    "agent.monitoring.metrics_period",
    "agent.monitoring.namespace",
    "agent.monitoring.pprof",
    "agent.monitoring.traces",
    "agent.monitoring.use_output",
    "agent.process",
    "agent.reload"};

// What Fleet writes for itself: said in one line, since nobody has put it there.
constexpr std::string_view kFleets[] = {"agent.download", "agent.features", "agent.headers", "agent.id", "agent.protection", "agent.upgrade", "fleet", "namespaces",
                                        "output_permissions", "secret_references", "signed"};

// Filebeat's names of what has another place here.
constexpr std::pair<std::string_view, std::string_view> kOfBeats[] = {
    {"cloud", "name the cluster's address in `hosts` of the output"},
    {"fields", "a stream has `fields`"},
    {"http", "here it is agent.monitoring.http"},
    {"logging", "here it is agent.logging"},
    {"max_procs", "here it is agent.workers"},
    {"monitoring", "here it is agent.monitoring.http"},
    {"name", "here it is agent.name"},
    {"path", "here it is agent.data_path"},
    {"processors", "streams and inputs have `processors`"},
    {"tags", "a stream has `tags`"}};

bool IsFilebeats(const Node& root) {
  return std::ranges::any_of(root.members, [](const Node::Member& member) { return member.key == "filebeat" || member.key.starts_with("filebeat."); });
}

// Whether a key of `root` is a slip of the pen for `name`, which is reported as such.
bool IsMistyped(const Node& root, const std::string& name) {
  return std::ranges::any_of(root.members, [&name](const Node::Member& member) { return member.key != name && Nearest(member.key, {name}); });
}

// Elastic Agent's folder for more inputs, beside the policy.
constexpr const char* kInputsDir = "inputs.d";

std::optional<std::string> AskEnvironment(std::string_view name) {
  const char* const value = std::getenv(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

class PolicyReader {
 public:
  PolicyReader(const PolicySurroundings& surroundings, Diagnostics& diagnostics) : surroundings_(surroundings), diagnostics_(diagnostics) {}

  std::optional<Policy> Read(std::optional<Node> root, const std::filesystem::path& file) {
    if (!root) return std::nullopt;
    policy_.sources.push_back(file.string());
    if (!root->is_mapping()) {
      diagnostics_.Error(root->place, "a policy is a mapping with `outputs` and `inputs`");
      return std::nullopt;
    }
    if (IsFilebeats(*root)) {
      diagnostics_.Error(root->place, "this is a configuration of Filebeat; `flowship import " + file.string() + "` makes a policy of it");
      return std::nullopt;
    }
    const size_t errors_before = diagnostics_.errors();
    file_ = file;
    written_ = *root;
    Expand(*root);
    Options options(*root, diagnostics_);
    policy_.id = options.TakeString("id", "");
    policy_.revision = options.TakeInt("revision", 0, 0, INT64_MAX);
    ReadOutputs(options);
    ReadAgent(options);
    ReadInputs(options, file.parent_path());
    if (auto setup = options.TakeMapping("setup")) policy_.setup = std::move(*setup);
    for (const std::string_view theirs : kWithoutEffect) {
      if (options.Has(theirs)) diagnostics_.Warning(options.PlaceOf(theirs), "\"" + std::string(theirs) + "\" has no effect in flowship");
      options.TakeIdle(theirs);
    }
    TakeFleets(options);
    for (const char* variables : {"providers", "agent.providers"}) (void)options.Take(variables);  // AskProviders has read them
    for (const auto& [theirs, remedy] : kOfBeats) options.AddRemedy(theirs, std::string(remedy));
    // Where YAML's anchors are put, as Docker Compose has it.
    for (const Node::Member& member : written_.members) {
      if (member.key.starts_with("x-")) (void)options.Take(member.key);
    }
    options.Finish("the policy");
    if (diagnostics_.errors() == errors_before) return std::move(policy_);
    ReportParts();
    return std::nullopt;
  }

 private:
  void TakeFleets(Options& options) {
    std::string names;
    size_t count = 0;
    Place first;
    for (const std::string_view theirs : kFleets) {
      if (options.Has(theirs)) {
        if (count++ == 0) first = options.PlaceOf(theirs);
        names += (names.empty() ? "\"" : ", \"") + std::string(theirs) + "\"";
      }
      options.TakeIdle(theirs);
    }
    if (count != 0) diagnostics_.Warning(first, names + (count == 1 ? " has" : " have") + " no effect in flowship");
  }

  // A mistake of the whole hides none of its parts.
  void ReportParts() {
    if (!surroundings_.check_parts) return;
    const auto is_known = [](const std::vector<std::string>& types, const std::string& type) { return std::ranges::find(types, type) != types.end(); };
    std::erase_if(policy_.outputs, [&](const auto& output) { return !is_known(surroundings_.output_types, output.second.type); });
    std::erase_if(policy_.streams, [&](const StreamPolicy& stream) { return !is_known(surroundings_.input_types, stream.input_type); });
    Diagnostics parts;
    surroundings_.check_parts(policy_, parts);
    diagnostics_.AppendNew(parts);
  }

  std::optional<std::string> LookUpVariable(std::string_view name) const {
    const auto environment = [this](std::string_view of) { return surroundings_.environment ? surroundings_.environment(of) : AskEnvironment(of); };
    if (name.starts_with("env.")) return environment(name.substr(4));
    if (auto secret = surroundings_.keystore ? surroundings_.keystore(name) : std::nullopt) return secret;
    if (auto value = AskProviders(name, written_, file_)) return value;
    // A name without a provider is Elastic Agent's for the environment.
    return name.find('.') == std::string_view::npos ? environment(name) : std::nullopt;
  }

  void Expand(Node& node) {
    const auto look_up = [this](std::string_view name) { return LookUpVariable(name); };
    for (Node::Member& member : node.members) {
      if (member.key == "inputs") Prune(member.value);
    }
    ExpandVariables(node, look_up, diagnostics_);
  }

  // Takes out the inputs, and of those the streams, that are not for here: their `condition` does not hold, or they are made for what comes and goes.
  void Prune(Node& list) {
    std::erase_if(list.items, [this](Node& item) {
      if (!Holds(item) || IsForOthers(item)) return pruned_ = true;
      for (Node::Member& member : item.members) {
        if (member.key != "streams" || member.value.items.empty()) continue;
        Prune(member.value);
        if (member.value.items.empty()) return true;  // an input that nothing is left of
      }
      return false;
    });
  }

  // Takes the condition out. One that can't be understood is an error, and holds.
  bool Holds(Node& item) {
    const auto condition = std::ranges::find(item.members, "condition", &Node::Member::key);
    if (condition == item.members.end()) return true;
    const Node node = std::move(condition->value);
    item.members.erase(condition);
    if (node.is_null()) return true;
    const auto holds = EvaluateCondition(node.text, [this](std::string_view name) { return LookUpVariable(name); });
    if (!holds.ok()) diagnostics_.Error(node.place, "condition: " + holds.error().message);
    return !holds.ok() || *holds;
  }

  bool IsForOthers(const Node& item) {
    std::vector<std::string> references;
    for (const Node::Member& member : item.members) {
      if (member.key != "streams") CollectReferences(member.value, &references);  // each of those is judged for itself
    }
    const auto dynamic = std::ranges::find_if(references, [](const std::string& reference) {
      return reference.find('|') == std::string::npos && reference.find(':') == std::string::npos && IsDynamicProvider(reference);
    });
    if (dynamic == references.end()) return false;
    diagnostics_.Warning(item.place, "left out: it is made for what a provider finds, ${" + *dynamic + "}, and flowship has no such provider");
    return true;
  }

  void ReadOutputs(Options& options) {
    const bool given = options.Has("outputs");
    const auto outputs = options.TakeMapping("outputs");
    if ((!given && !IsMistyped(written_, "outputs")) || (outputs && outputs->members.empty())) {
      options.Error("outputs", "there is no output; add `outputs: {default: {type: elasticsearch, hosts: [...]}}`");
    }
    if (!outputs) return;
    for (const Node::Member& member : outputs->members) ReadOutput(member);
  }

  void ReadOutput(const Node::Member& member) {
    Options options(member.value, diagnostics_);
    OutputPolicy output;
    output.name = member.key;
    if (!options.Has("type") && (member.value.is_mapping() || member.value.is_null())) {
      diagnostics_.Error(member.place, "an output needs a `type`, such as elasticsearch");
    }
    output.type = options.TakeString("type", "");
    CheckChoice(options, "type", output.type, surroundings_.output_types, "output type");
    const bool enabled = options.TakeBool("enabled", true);
    if (options.Has("log_level")) diagnostics_.Warning(options.PlaceOf("log_level"), "\"log_level\" has no effect in flowship");
    options.TakeIdle("log_level");
    outputs_[member.key] = enabled;
    output.options.kind = Node::Kind::kMapping;
    output.options.place = member.value.place;
    output.options.members = options.TakeRest();
    if (enabled) policy_.outputs[member.key] = std::move(output);
  }

  void ReadAgent(Options& options) {
    AgentPolicy& agent = policy_.agent;
    agent.data_path = options.TakeString("agent.data_path", agent.data_path);
    if (agent.data_path.empty()) options.Error("agent.data_path", "\"agent.data_path\" is empty; the registry needs a folder");
    agent.name = options.TakeString("agent.name", "");
    agent.geoip_dir = options.TakeString("agent.geoip.database_dir", "");
    agent.workers = options.TakeInt("agent.workers", 0, 0, 256);
    agent.http_enabled = options.TakeBool("agent.monitoring.http.enabled", agent.http_enabled);
    agent.http_host = options.TakeString("agent.monitoring.http.host", agent.http_host);
    agent.http_port = options.TakeInt("agent.monitoring.http.port", agent.http_port, 0, 65535);
    agent.log = TakeLogPolicy(options);
    if (agent.log.files_path.empty()) agent.log.files_path = (std::filesystem::path(agent.data_path) / "logs").string();
  }

  void ReadInputs(Options& options, const std::filesystem::path& folder) {
    InputReader reader(outputs_, surroundings_.input_types, diagnostics_);
    std::error_code unreadable;
    const bool given = options.Has("inputs") || options.Has("agent.inputs_dir") || std::filesystem::is_directory(folder / kInputsDir, unreadable);
    const size_t errors_before = diagnostics_.errors();
    if (const auto inputs = options.TakeSequence("inputs")) reader.ReadList(*inputs);
    std::error_code error;
    if (const auto inputs_dir = options.TakeString("agent.inputs_dir")) {
      ReadInputsDir(options, folder / *inputs_dir, &reader);
    } else if (std::filesystem::is_directory(folder / kInputsDir, error)) {
      ReadInputsDir(options, folder / kInputsDir, &reader);
    }
    policy_.streams = reader.TakeStreams();
    if (!given && IsMistyped(written_, "inputs")) return;
    if (!given || (!reader.read_any() && !pruned_ && diagnostics_.errors() == errors_before)) {
      options.Error("inputs", "there is no input; add `inputs:` with a list of them");
    } else if (policy_.streams.empty() && diagnostics_.errors() == errors_before) {
      options.Error("inputs", "every input is disabled" + std::string(pruned_ ? ", or left out by its condition" : "") + "; there is nothing to do");
    }
  }

  void ReadInputsDir(Options& options, const std::filesystem::path& folder, InputReader* reader) {
    std::error_code error;
    std::vector<std::string> paths;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() == ".yml") paths.push_back(entry->path().string());
    }
    if (error) options.Error("agent.inputs_dir", folder.string() + " cannot be read: " + error.message());
    std::sort(paths.begin(), paths.end());
    policy_.sources.push_back(folder.string());
    policy_.sources.insert(policy_.sources.end(), paths.begin(), paths.end());
    for (const std::string& path : paths) {
      auto root = ParseFile(path, diagnostics_);
      if (!root) continue;
      if (!root->is_mapping()) {
        diagnostics_.Error(root->place, "a file of inputs begins with `inputs:`");
        continue;
      }
      Expand(*root);
      Options file(*root, diagnostics_);
      if (!file.Has("inputs")) file.Error("inputs", "a file of inputs begins with `inputs:`");
      if (const auto inputs = file.TakeSequence("inputs")) reader->ReadList(*inputs);
      for (const Node::Member& other : file.TakeRest()) diagnostics_.Warning(other.place, "only `inputs` is read in a file of inputs; \"" + other.key + "\" is not");
    }
  }

  const PolicySurroundings& surroundings_;
  Diagnostics& diagnostics_;
  std::filesystem::path file_;
  Node written_;  // the policy as it was before variables were replaced
  bool pruned_ = false;
  Policy policy_;
  std::map<std::string, bool> outputs_;  // all of them, and whether they are enabled
};

}  // namespace

std::optional<Policy> LoadPolicy(std::string name, std::string text, Diagnostics& diagnostics, const PolicySurroundings& surroundings) {
  const std::filesystem::path file = name;
  return PolicyReader(surroundings, diagnostics).Read(Parse(std::move(name), std::move(text), diagnostics), file);
}

std::optional<Policy> LoadPolicyFile(const std::string& path, Diagnostics& diagnostics, const PolicySurroundings& surroundings) {
  return PolicyReader(surroundings, diagnostics).Read(ParseFile(path, diagnostics), path);
}

}  // namespace flowship::config
