// The tables of testdata/pipeline: whole pipelines over one document (form: pipeline_table.h), simulations, and the errors of wrong pipelines.

#include "pipeline/pipeline.h"

#include "../pipeline_table.h"
#include "pipeline/simulate.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

const ProcessorFiles kFiles{.geoip_dir = FLOWSHIP_SOURCE_DIR "/testdata/geoip"};

std::string Canonical(const std::string& json) {
  KeySet frozen;
  Arena arena;
  KeyTable keys(frozen, arena);
  JsonReader reader;
  JsonProblem problem;
  Value value;
  INFO(json);
  CHECK(reader.Read(json, arena, keys, &value, &problem));
  return table::Canonical(value);
}

std::string JsonOf(const config::Node* node) {
  if (node == nullptr) return "{}";
  KeySet frozen;
  Arena arena;
  KeyTable keys(frozen, arena);
  return ToJson(table::ToValue(*node, arena, [&keys](std::string_view name) { return keys.Get(name); }));
}

// `plain` and `verbose` are the answers for one document.
void CheckSimulation(const config::Node& row) {
  KeySet keys;
  config::Diagnostics diagnostics;
  PipelineSet set(keys);
  for (const auto& member : row.Find("pipelines")->members) set.Add(member.key, member.value, ProcessorTypes(), kFiles, diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(diagnostics.ok());
  const std::string request = R"({"docs":[{"_index":"index","_id":"id","_version":1,"_source":)" + JsonOf(row.Find("doc")) + "}]}";
  for (const bool verbose : {false, true}) {
    const config::Node* const wanted = row.Find(verbose ? "verbose" : "plain");
    REQUIRE(wanted != nullptr);
    const auto answer = Simulate(*set.Find("main"), request, keys, {verbose, table::Now});
    REQUIRE(answer.ok());
    CHECK(Canonical(*answer) == Canonical("{\"docs\":[" + wanted->text + "]}"));
  }
}

TEST_CASE("pipelines do as their tables say") { table::RunFolder("pipeline", ProcessorTypes()); }

TEST_CASE("simulations are answered as Elasticsearch answers them") {
  for (const std::string& file : table::FilesOf("pipeline/simulate")) {
    for (const config::Node& row : table::Read(file)) {
      INFO(file << ":" << row.place.line << ": " << row.Find("name")->text);
      CheckSimulation(row);
    }
  }
}

TEST_CASE("an answer has the members in Elasticsearch's order") {
  KeySet keys;
  config::Diagnostics diagnostics;
  PipelineSet set(keys);
  const auto node = config::Parse("p.yml", "processors: [{set: {field: _routing, value: r, tag: t, description: d, if: 'ctx.a == 1'}}]", diagnostics);
  REQUIRE(node);
  set.Add("main", *node, ProcessorTypes(), kFiles, diagnostics);
  REQUIRE(diagnostics.ok());
  const std::string request = R"({"docs":[{"_source":{"a":1}},{"_id":"7","_index":"i","_source":{}}]})";
  const std::string time = R"({"timestamp":"2026-11-24T10:20:30.123456789Z")";
  CHECK(*Simulate(*set.Find("main"), request, keys, {false, table::Now}) ==
        R"({"docs":[{"doc":{"_routing":"r","_id":"_id","_index":"_index","_version":"-3","_source":{"a":1},"_ingest":)" + time +
            R"(}}},{"doc":{"_id":"7","_index":"i","_version":"-3","_source":{},"_ingest":)" + time + "}}}]}");
  CHECK(*Simulate(*set.Find("main"), request, keys, {true, table::Now}) ==
        R"({"docs":[{"processor_results":[{"processor_type":"set","status":"success","description":"d","tag":"t","if":{"condition":"ctx.a == 1","result":true},)"
        R"("doc":{"_routing":"r","_id":"_id","_index":"_index","_version":"-3","_source":{"a":1},"_ingest":)" +
            time + R"(,"pipeline":"main"}}}]},{"processor_results":[{"processor_type":"set","status":"skipped","description":"d","tag":"t",)"
            R"("if":{"condition":"ctx.a == 1","result":false}}]}]})");
}

TEST_CASE("a request that is none is an error") {
  KeySet keys;
  config::Diagnostics diagnostics;
  PipelineSet set(keys);
  const auto node = config::Parse("p.yml", "processors: []", diagnostics);
  set.Add("main", *node, ProcessorTypes(), kFiles, diagnostics);
  const auto error = [&](std::string_view request) { return Simulate(*set.Find("main"), request, keys, {false, table::Now}).error().message; };
  CHECK(error("{").starts_with("the request is not JSON: "));
  CHECK(error("[]") == "[docs] required property is missing; give {\"docs\": [{\"_source\": {...}}]}");
  CHECK(error(R"({"docs":[{"_source":{}},{}]})") == "docs[1]: [_source] required property is missing");
  CHECK(*Simulate(*set.Find("main"), R"({"docs":[]})", keys, {false, table::Now}) == R"({"docs":[]})");
}

// Each row is a file and the whole of what is said about it.
TEST_CASE("the mistakes of a pipeline are all shown, each at its place") {
  for (const std::string& file : table::FilesOf("pipeline/diagnostics")) {
    for (const config::Node& row : table::Read(file)) {
      INFO(file << ":" << row.place.line << ": " << row.Find("name")->text);
      KeySet keys;
      config::Diagnostics diagnostics;
      PipelineSet set(keys);
      const auto node = config::Parse("p.yml", row.Find("text")->text, diagnostics);
      if (node) set.Add("p", *node, ProcessorTypes(), kFiles, diagnostics);
      CHECK(diagnostics.Render() == row.Find("want")->text);
    }
  }
}

TEST_CASE("a folder of pipelines is a set, YAML and JSON alike") {
  KeySet keys;
  config::Diagnostics diagnostics;
  PipelineSet set(keys);
  set.AddFolder(FLOWSHIP_SOURCE_DIR "/testdata/pipeline/folder", ProcessorTypes(), kFiles, diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(diagnostics.ok());
  CHECK(set.Names() == std::vector<std::string>{"default", "inner"});
  const auto answer = Simulate(*set.Find("default"), R"({"docs":[{"_source":{"level":"INFO"}}]})", keys, {false, table::Now});
  REQUIRE(answer.ok());
  CHECK(answer->find(R"("_source":{"level":"info","by":"inner"})") != std::string::npos);
  set.AddFolder(FLOWSHIP_SOURCE_DIR "/testdata/pipeline/nowhere", ProcessorTypes(), kFiles, diagnostics);
  CHECK_FALSE(diagnostics.ok());
}

}  // namespace
}  // namespace flowship
