#include "config/policy.h"

#include <catch2/catch.hpp>

#include <cstdlib>

namespace flowship::config {
namespace {

std::string Errors(const std::string& text) {
  Diagnostics diagnostics;
  const auto policy = LoadPolicy("p.yml", text, diagnostics);
  CHECK(policy.has_value() == diagnostics.ok());
  return diagnostics.Render();
}

TEST_CASE("the example loads, and says what its dataset's defaults say") {
  Diagnostics diagnostics;
  const auto policy = LoadPolicy("example", std::string(ExampleConfig()), diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(policy);
  REQUIRE(policy->streams.size() == 1);
  const StreamPolicy& stream = policy->streams.front();
  const StreamPolicy defaults = DefaultStream("goflow2.sflow", diagnostics);
  CHECK(stream.tags == std::vector<std::string>{"sflow", "forwarded"});
  CHECK(stream.tags == defaults.tags);
  for (const char* option : {"paths", "exclude_files", "ignore_older"}) {
    REQUIRE(stream.options.Find(option) != nullptr);
    REQUIRE(defaults.options.Find(option) != nullptr);
    CHECK(stream.options.Find(option)->text == defaults.options.Find(option)->text);
  }
  CHECK(defaults.processors.items.size() == 1);
}

TEST_CASE("a stream with only its dataset has all of its defaults, and what it says wins") {
  Diagnostics diagnostics;
  const auto policy = LoadPolicy("p", "outputs: {default: {type: console}}\ninputs:\n - type: filestream\n   data_stream.namespace: lab\n   streams:\n    - data_stream: {dataset: goflow2.sflow}\n      ignore_older: 1h\n      preserve_original_event: true\n", diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(policy);
  const StreamPolicy& stream = policy->streams.at(0);
  CHECK(stream.name_space == "lab");
  CHECK(stream.id == "filestream-goflow2.sflow");
  CHECK(stream.tags == std::vector<std::string>{"sflow", "forwarded", "preserve_original_event"});
  CHECK(stream.options.Find("ignore_older")->text == "1h");
  CHECK(stream.options.Find("paths") != nullptr);
}

TEST_CASE("all mistakes of a policy are shown at once") {
  CHECK(Errors("outputs: {default: {type: console}}\nouputs: 1\ninputs:\n  - type: filestream\n    use_output: defualt\n    streams:\n      - id: a\n        data_stream: {dataset: Bad-Name}\n      - id: a\n        data_stream: {dataset: goflow2.sflow}\n") ==
        "p.yml:2:1: unknown option \"ouputs\" of the policy; did you mean \"outputs\"?\n"
        "    2 | ouputs: 1\n"
        "      | ^\n"
        "p.yml:5:5: there is no output \"defualt\"; did you mean \"default\"?\n"
        "    5 |     use_output: defualt\n"
        "      |     ^\n"
        "p.yml:8:23: \"Bad-Name\" can't be part of a data stream's name: lower case, at most 100 bytes, without - \\ / * ? \" < > | , # : and spaces\n"
        "    8 |         data_stream: {dataset: Bad-Name}\n"
        "      |                       ^\n"
        "p.yml:9:9: a second stream \"a\"; ids are the key to what was read already, so each is given once\n"
        "    9 |       - id: a\n"
        "      |         ^\n");
  CHECK(Errors("{}") != "");
  CHECK(Errors("[1]") != "");
}

TEST_CASE("variables come from the environment") {
  setenv("FLOWSHIP_TEST_DATA", "/tmp/x", 1);
  Diagnostics diagnostics;
  const auto policy = LoadPolicy("p", "outputs: {default: {type: console}}\nagent: {data_path: '${env.FLOWSHIP_TEST_DATA}/data'}\ninputs: []\n", diagnostics);
  REQUIRE(policy);
  CHECK(policy->agent.data_path == "/tmp/x/data");
}

}  // namespace
}  // namespace flowship::config
