#include "config/policy.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "table.h"

namespace flowship::config {
namespace {

PolicySurroundings Surroundings() {
  PolicySurroundings surroundings;
  surroundings.environment = [](std::string_view name) -> std::optional<std::string> {
    if (name == "PORT") return "5070";
    if (name == "LAB") return "lab";
    return std::nullopt;
  };
  surroundings.keystore = [](std::string_view name) -> std::optional<std::string> {
    if (name == "ES_API_KEY") return "id:key";
    return std::nullopt;
  };
  surroundings.input_types = {"filestream", "kafka", "sflow", "stdin"};
  surroundings.output_types = {"console", "elasticsearch", "file", "kafka"};
  return surroundings;
}

Policy Load(const std::string& text) {
  Diagnostics diagnostics;
  auto policy = LoadPolicy("policy.yml", text, diagnostics, Surroundings());
  INFO(diagnostics.Render());
  REQUIRE(policy);
  CHECK(diagnostics.Render() == "");
  return std::move(*policy);
}

StreamPolicy LoadStream(const std::string& input) { return Load("outputs: {default: {type: console}}\ninputs:\n  - " + input).streams.at(0); }

std::vector<std::string> Texts(const Node* list) {
  std::vector<std::string> texts;
  REQUIRE(list != nullptr);
  for (const Node& item : list->items) texts.push_back(item.text);
  return texts;
}

TEST_CASE("every mistake of a policy is shown, as it is printed") {
  for (const Node& row : ReadTable("policy.yml")) {
    DYNAMIC_SECTION(TextOf(row, "name")) {
      Diagnostics diagnostics;
      const auto policy = LoadPolicy("policy.yml", TextOf(row, "policy"), diagnostics, Surroundings());
      CHECK_FALSE(policy);
      CHECK(diagnostics.Render() == TextOf(row, "errors"));
    }
  }
}

TEST_CASE("the counter samples of an sflow stream are a stream of their own, unless they are not wanted") {
  const auto streams = [](const std::string& options) {
    return Load("outputs: {default: {type: console}}\ninputs:\n  - {type: sflow, id: r, streams: [{" + options + "}]}").streams;
  };
  const auto both = streams("host: '0.0.0.0:6343', tags: [lab], pipeline: default, preserve_original_event: true, data_stream: {namespace: lab}");
  REQUIRE(both.size() == 2);
  CHECK(both[0].dataset == "goflow2.sflow");
  CHECK(both[0].fed_by.empty());
  CHECK(both[0].options.Find("host") != nullptr);
  CHECK(both[0].options.Find("counters") == nullptr);
  CHECK(both[1].id == both[0].id + "-counters");
  CHECK(both[1].fed_by == both[0].id);
  CHECK(both[1].dataset == "goflow2.sflow_counters");
  CHECK(both[1].name_space == "lab");
  CHECK(both[1].tags == both[0].tags);
  CHECK_FALSE(both[1].pipeline.has_value());
  CHECK(both[1].options.members.empty());
  CHECK(streams("host: '0.0.0.0:6343', counters: false").size() == 1);
}

TEST_CASE("the example loads, and says what its dataset's defaults say") {
  const Policy policy = Load(std::string(ExampleConfig()));
  REQUIRE(policy.streams.size() == 1);  // the receiver is disabled
  const StreamPolicy& stream = policy.streams.front();
  Diagnostics diagnostics;
  const StreamPolicy defaults = DefaultStream("goflow2.sflow", diagnostics);
  CHECK(diagnostics.ok());
  CHECK(stream.tags == defaults.tags);
  CHECK(Texts(stream.options.Find("paths")) == Texts(defaults.options.Find("paths")));
  CHECK(Texts(stream.options.Find("exclude_files")) == Texts(defaults.options.Find("exclude_files")));
  CHECK(stream.options.Find("ignore_older")->text == defaults.options.Find("ignore_older")->text);
  CHECK(stream.options.members.size() == defaults.options.members.size());
  CHECK(stream.processors.items.size() == defaults.processors.items.size());
  // What is commented out in the agent's section, and what is not, is the default.
  const AgentPolicy agent;
  CHECK(policy.agent.data_path == agent.data_path);
  CHECK(policy.agent.log.level == agent.log.level);
  CHECK(policy.agent.http_enabled == agent.http_enabled);
  CHECK(policy.agent.http_port == agent.http_port);
}

TEST_CASE("a stream that is given only its dataset has the defaults of Elastic's integration") {
  const StreamPolicy stream = LoadStream("{type: filestream, streams: [{data_stream: {dataset: goflow2.sflow}}]}");
  CHECK(stream.id == "filestream-goflow2.sflow");
  CHECK(stream.input_id == "filestream");
  CHECK(stream.use_output == "default");
  CHECK(stream.type + "-" + stream.dataset + "-" + stream.name_space == "logs-goflow2.sflow-default");
  CHECK(stream.tags == std::vector<std::string>{"sflow", "forwarded"});
  CHECK_FALSE(stream.pipeline);
  CHECK(Texts(stream.options.Find("paths")) == std::vector<std::string>{"/var/log/sflow/goflow2/*.log"});
  CHECK(Texts(stream.options.Find("exclude_files")) == std::vector<std::string>{"\\.gz$"});
  CHECK(stream.options.Find("ignore_older")->text == "72h");
  REQUIRE(stream.processors.items.size() == 1);
  CHECK(stream.processors.items[0].members.at(0).key == "add_locale");
  CHECK(stream.options.members.size() == 3);
}

TEST_CASE("what a stream says itself wins, also as nothing and under filestream's own name") {
  const StreamPolicy stream = LoadStream(
      "{type: filestream, streams: [{data_stream: {dataset: goflow2.sflow}, ignore_older: 1h, tags: ~, processors: [],\n"
      "     prospector.scanner.exclude_files: [x], preserve_original_event: true}]}");
  CHECK(stream.options.Find("ignore_older")->text == "1h");
  CHECK(stream.options.Find("exclude_files") == nullptr);
  CHECK(stream.options.Find("paths") != nullptr);
  CHECK(stream.tags == std::vector<std::string>{"preserve_original_event"});
  CHECK(stream.processors.items.empty());
}

TEST_CASE("defaults are those of the dataset and of the input") {
  const StreamPolicy other = LoadStream("{type: filestream, id: x, paths: [a], tags: [t]}");
  CHECK(other.dataset == "generic");
  CHECK(other.id == "x");
  CHECK(other.options.members.size() == 1);
  CHECK(other.processors.items.empty());
  const StreamPolicy receiver = LoadStream("{type: sflow, id: r, streams: [{host: '0.0.0.0:6343'}]}");
  CHECK(receiver.dataset == "goflow2.sflow");
  CHECK(receiver.tags == std::vector<std::string>{"sflow", "forwarded"});
  CHECK(receiver.options.members.size() == 1);
}

TEST_CASE("a stream inherits from its input") {
  const StreamPolicy stream = LoadStream(
      "type: filestream\n    id: i\n    data_stream.namespace: lab\n    data_stream: {type: metrics, dataset: x}\n    processors: [{drop_event: ~}]\n"
      "    streams:\n      - data_stream: {dataset: y, namespace: ''}\n        pipeline: mine\n        processors: [{add_locale: ~}]\n"
      "        fields_under_root: true\n        fields: {a: 1}\n        publisher_pipeline.disable_host: true\n");
  CHECK(stream.type + "-" + stream.dataset + "-" + stream.name_space == "metrics-y-lab");
  CHECK(stream.id == "i-y");
  CHECK(stream.pipeline == "mine");
  std::vector<std::string> processors;
  for (const Node& item : stream.processors.items) processors.push_back(item.members.at(0).key);
  CHECK(processors == std::vector<std::string>{"drop_event", "add_fields", "add_locale"});
  const Node& add_fields = stream.processors.items[1].members[0].value;
  CHECK(add_fields.Find("target")->text == "");
  CHECK(add_fields.Find("fields")->Find("a")->text == "1");
  CHECK(stream.options.members.empty());
}

TEST_CASE("a data stream may be given dotted and nested with one value") {
  CHECK(LoadStream("{type: filestream, id: a, data_stream: {dataset: x}, data_stream.dataset: x}").dataset == "x");
}

TEST_CASE("outputs keep their own options; what is disabled is left out") {
  const Policy policy = Load(
      "id: p\nrevision: 3\noutputs:\n  default: {type: elasticsearch, hosts: [a, b], api_key: '${ES_API_KEY}', enabled: true}\n  off: {type: file, enabled: false}\n"
      "agent: {data_path: '/data/${env.LAB}', name: n, workers: 4, geoip: {database_dir: /g}, monitoring.http: {enabled: true, host: '::1', port: '${env.PORT}'}}\n"
      "inputs:\n  - {type: filestream, id: a, paths: [x]}\n  - {type: filestream, id: b, enabled: false}\n"
      "  - {type: filestream, id: c, streams: [{id: d, enabled: false}, {id: e}]}\n");
  CHECK(policy.id == "p");
  CHECK(policy.revision == 3);
  REQUIRE(policy.outputs.size() == 1);
  const OutputPolicy& output = policy.outputs.at("default");
  CHECK(output.name == "default");
  CHECK(output.type == "elasticsearch");
  CHECK(output.options.members.size() == 2);
  CHECK(output.options.Find("api_key")->text == "id:key");
  CHECK(policy.agent.data_path == "/data/lab");
  CHECK(policy.agent.name == "n");
  CHECK(policy.agent.workers == 4);
  CHECK(policy.agent.geoip_dir == "/g");
  CHECK(policy.agent.http_enabled);
  CHECK(policy.agent.http_host == "::1");
  CHECK(policy.agent.http_port == 5070);
  std::vector<std::string> ids;
  for (const StreamPolicy& stream : policy.streams) ids.push_back(stream.id);
  CHECK(ids == std::vector<std::string>{"a", "e"});
}

TEST_CASE("without surroundings the process's environment is asked, and any type may be named") {
  setenv("FLOWSHIP_TEST_DATA", "/tmp/x", 1);
  Diagnostics diagnostics;
  const auto policy = LoadPolicy("p", "outputs: {default: {type: any}}\nagent: {data_path: '${env.FLOWSHIP_TEST_DATA}/data'}\ninputs: [{type: thing}]\n", diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(policy);
  CHECK(policy->agent.data_path == "/tmp/x/data");
}

// As Fleet shows it for a standalone agent, with what such policies have besides.
TEST_CASE("a policy of Elastic Agent means what it means there") {
  Diagnostics diagnostics;
  const auto policy = LoadPolicy("policy.yml", R"yml(
id: 3f2a8a1c
revision: 4
outputs:
  default: {type: elasticsearch, hosts: ["https://127.0.0.1:9200"], api_key: "${LAB}", preset: balanced, ssl.verification_mode: none}
fleet: {hosts: ["https://fleet:8220"]}
providers: {env: {enabled: true}, local: {vars: {site: lab}}, local_dynamic: {items: [{vars: {f: a}}]}}
inputs:
  - id: filestream-goflow2-1
    name: goflow2-1
    revision: 2
    type: filestream
    meta: {package: {name: goflow2, version: 0.2.0}}
    data_stream: {namespace: ""}
    package_policy_id: x
    streams:
      - id: one
        data_stream: {dataset: goflow2.sflow, type: logs}
        file_identity.fingerprint: {enabled: true, offset: 0, length: 64}
  - type: logfile
    id: old
    condition: ${host.platform} == 'linux' and ${env.ROLE|'edge'} == 'edge'
    data_stream.namespace: lab
    streams:
      - {id: two, data_stream.dataset: goflow2.sflow, paths: ["/var/log/${local.site}/*.log"]}
      - {id: not-here, data_stream.dataset: goflow2.sflow, condition: "${env.NOT_SET} == 'x'"}
  - {type: docker, id: "${docker.container.id}", streams: [{paths: ["/x/${docker.container.id}/*.log"]}]}
)yml",
                                 diagnostics, Surroundings());
  INFO(diagnostics.Render());
  REQUIRE(policy);
  REQUIRE(policy->streams.size() == 2);
  CHECK(policy->streams[0].name_space == "default");  // empty: what the input's parent says
  CHECK(policy->streams[1].id == "two");
  CHECK(policy->streams[1].input_type == "filestream");
  CHECK(policy->streams[1].name_space == "lab");
  CHECK(policy->streams[1].options.Find("paths")->items[0].text == "/var/log/lab/*.log");
  CHECK(diagnostics.Render().find("left out: it is made for what a provider finds, ${docker.container.id}") != std::string::npos);
}

TEST_CASE("an input that its conditions leave nothing of is not there, and neither is one for what a provider would find") {
  Diagnostics diagnostics;
  const auto policy = LoadPolicy("policy.yml", R"yml(
outputs: {default: {type: console}}
providers.local_dynamic.items: [{vars: {f: a}}, {vars: {f: b}}]
inputs:
  - type: filestream
    id: empty
    streams:
      - {id: one, paths: [x], condition: "${host.platform} == 'windows'"}
      - {id: two, paths: [x], condition: "hasKey({a: 1}, 'b')"}
  - {type: filestream, id: dynamic, paths: ["/${local_dynamic.f}/*.log"]}
  - {type: filestream, id: off, paths: ["/x"], condition: "false"}
  - {type: filestream, id: there, paths: ["/${env.NONE|'x'}"], condition: "hasKey({a: 1}, 'a') and arrayContains(['a'], 'a')"}
)yml",
                                 diagnostics, Surroundings());
  INFO(diagnostics.Render());
  REQUIRE(policy);
  REQUIRE(policy->streams.size() == 1);
  CHECK(policy->streams[0].id == "there");
  CHECK_THAT(diagnostics.Render(), Catch::Contains("left out: it is made for what a provider finds, ${local_dynamic.f}"));
}

TEST_CASE("a variable in an output that nothing resolves is an error, and one in an input that is left out is none") {
  Diagnostics diagnostics;
  CHECK_FALSE(LoadPolicy("p", "outputs: {default: {type: elasticsearch, api_key: '${env.NONE}'}}\ninputs: [{type: filestream, id: a}]\n", diagnostics, Surroundings()));
  Diagnostics other;
  CHECK(LoadPolicy("p", "outputs: {default: {type: console}}\ninputs: [{type: filestream, id: a}, {type: filestream, id: b, paths: ['${env.NONE}'], condition: 'false'}]\n", other, Surroundings()));
  INFO(other.Render());
  CHECK(other.ok());
}

TEST_CASE("agent.logging has the names of Elastic Agent, dotted or nested") {
  const AgentPolicy agent = Load(
      "outputs: {default: {type: console}}\ninputs: [{type: filestream}]\nagent:\n  data_path: /data\n  logging: {level: debug, selectors: [registry, kafka], to_stderr: false, ecs: true,\n"
      "    files: {name: ship, rotateeverybytes: 20971520, interval: 24h, keepfiles: 9, permissions: \"0640\", rotateonstartup: false}, metrics: {period: 1m}}\n"
      "  logging.to_files: true\n").agent;
  CHECK(agent.log.level == "debug");
  CHECK(agent.log.selectors == std::vector<std::string>{"registry", "kafka"});
  CHECK(agent.log.to_files);
  CHECK_FALSE(agent.log.to_stderr);
  CHECK(agent.log.json == true);
  CHECK(agent.log.files_path == "/data/logs");
  CHECK(agent.log.files_name == "ship");
  CHECK(agent.log.rotate_bytes == 20971520);
  CHECK(agent.log.rotate_millis == 86'400'000);
  CHECK(agent.log.keep == 9);
  CHECK(agent.log.permissions == 0640);
  CHECK_FALSE(agent.log.rotate_on_startup);
  CHECK(agent.log.metrics);
  CHECK(agent.log.metrics_period_millis == 60'000);
  const LogPolicy nothing = Load("outputs: {default: {type: console}}\ninputs: [{type: filestream}]\n").agent.log;
  CHECK(nothing.files_path == "/var/lib/flowship/logs");
  CHECK_FALSE(nothing.json);
  CHECK(Load("outputs: {default: {type: console}}\ninputs: [{type: filestream}]\nagent.logging.json: false\n").agent.log.json == false);
}

struct Folder {
  std::filesystem::path path;
  explicit Folder(const char* name) : path(std::filesystem::temp_directory_path() / name) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path / "inputs.d");
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void Write(const char* name, const std::string& text) const { std::ofstream(path / name) << text; }
};

TEST_CASE("inputs of a folder come after those of the policy, by the names of their files") {
  const Folder folder("flowship-config-test-inputs");
  folder.Write("policy.yml", "outputs: {default: {type: console}}\nagent: {inputs_dir: inputs.d}\ninputs: [{type: filestream, id: a}]\n");
  folder.Write("inputs.d/2.yml", "inputs: [{type: filestream, id: '${env.LAB}'}]\n");
  folder.Write("inputs.d/1.yml", "inputs: [{type: filestream, id: b}]\n");
  folder.Write("inputs.d/3.yml.off", "nonsense");
  Diagnostics diagnostics;
  const auto policy = LoadPolicyFile((folder.path / "policy.yml").string(), diagnostics, Surroundings());
  INFO(diagnostics.Render());
  REQUIRE(policy);
  REQUIRE(policy->streams.size() == 3);
  CHECK(policy->streams[1].id == "b");
  CHECK(policy->streams[2].id == "lab");
}

TEST_CASE("the folder inputs.d beside the policy is read without being named") {
  const Folder folder("flowship-config-test-beside");
  folder.Write("policy.yml", "outputs: {default: {type: console}}\n");
  folder.Write("inputs.d/1.yml", "inputs: [{type: filestream, id: b}]\n");
  Diagnostics diagnostics;
  const auto policy = LoadPolicyFile((folder.path / "policy.yml").string(), diagnostics, Surroundings());
  INFO(diagnostics.Render());
  REQUIRE(policy);
  CHECK(policy->streams.size() == 1);
  CHECK(policy->sources == std::vector<std::string>{(folder.path / "policy.yml").string(), (folder.path / "inputs.d").string(), (folder.path / "inputs.d/1.yml").string()});
}

TEST_CASE("mistakes in a folder's files are shown with theirs") {
  const Folder folder("flowship-config-test-faults");
  const std::string main = (folder.path / "policy.yml").string(), one = (folder.path / "inputs.d/1.yml").string(), two = (folder.path / "inputs.d/2.yml").string();
  folder.Write("policy.yml", "outputs: {default: {type: console}}\nagent.inputs_dir: inputs.d\ninputs: [{type: filestream, id: a}]\n");
  folder.Write("inputs.d/1.yml", "inputs: [{type: filestream, id: a}]\noutputs: {}\n");
  folder.Write("inputs.d/2.yml", "- type: filestream\n");
  Diagnostics diagnostics;
  CHECK_FALSE(LoadPolicyFile(main, diagnostics, Surroundings()));
  CHECK(diagnostics.Render() == one + ":1:33: a second input \"a\"; the first is in line 3 of " + main + ". Give each its own `id`\n" +
                                    "    1 | inputs: [{type: filestream, id: a}]\n      |                                 ^\n" +
                                    one + ":1:33: a second stream \"a\"; the first is in line 3 of " + main + ". Give each its own `id`\n" +
                                    "    1 | inputs: [{type: filestream, id: a}]\n      |                                 ^\n" +
                                    one + ":2:1: warning: only `inputs` is read in a file of inputs; \"outputs\" is not\n    2 | outputs: {}\n      | ^\n" +
                                    two + ":1:1: a file of inputs begins with `inputs:`\n    1 | - type: filestream\n      | ^\n");
}

}  // namespace
}  // namespace flowship::config
