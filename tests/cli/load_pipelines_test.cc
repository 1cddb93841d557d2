// How a data stream's pipelines are read: tags in the text, links, routing rules, numbers as JSON has them; and the databases that the program carries inside.

#include <catch2/catch.hpp>

#include <unistd.h>

#include <fstream>

#include "cli/pipeline_test/load_pipelines.h"
#include "cli/pipeline_test/package.h"
#include "cli/pipeline_test/places.h"
#include "cli/pipeline_test/runner.h"
#include "processor/geoip_database.h"

namespace flowship::cli {
namespace {

TEST_CASE("a pipeline's tag is replaced in the text, in whatever quotes it stands", "[pipeline_test]") {
  CHECK(ReplacePipelineTags("name: '{{ IngestPipeline \"dns\" }}'\n") == "name: 'dns'\n");
  CHECK(ReplacePipelineTags("name: \"{{ IngestPipeline \"dns\" }}\"\n") == "name: \"dns\"\n");
  CHECK(ReplacePipelineTags("a: {{IngestPipeline \"x\"}}\nb: '{{ IngestPipeline \"y-z\" }}'") == "a: x\nb: 'y-z'");
  CHECK(ReplacePipelineTags("- {pipeline: {name: '{{IngestPipeline \"x\"}}'}}\n- pipeline: {name: \"{{ IngestPipeline 'y' }}\"}") == "- {pipeline: {name: 'x'}}\n- pipeline: {name: \"y\"}");
  CHECK(ReplacePipelineTags(R"([{"pipeline":{"name":"{{ IngestPipeline \"x\" }}"}},{"pipeline":{"name":"{{IngestPipeline \"y\"}}"}}])") == R"([{"pipeline":{"name":"x"}},{"pipeline":{"name":"y"}}])");
  // Templates of mustache, and what is no tag, stay.
  for (const char* const text : {"value: '{{{ _ingest.timestamp }}}'", "name: '{{ IngestPipeline }}'", "{{ IngestPipeline \"open\"\n}}", "{{ IngestPipeline x }}", "{{ IngestPipeline \"\" }}"}) {
    CHECK(ReplacePipelineTags(text) == text);
  }
}

void WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

TEST_CASE("a manifest may name the pipeline with dots, and \".\" is a data stream as its whole path is", "[pipeline_test]") {
  const auto folder = std::filesystem::temp_directory_path() / ("flowship-layout-" + std::to_string(::getpid()));
  const auto stream = folder / "grove-1.2" / "data_stream" / "leaves";
  WriteFile(folder / "grove-1.2" / "manifest.yml", "name: grove\ntype: integration\n");
  WriteFile(stream / "manifest.yml", "type: metrics\nelasticsearch.ingest_pipeline.name: entry\n");
  WriteFile(stream / "_dev/test/pipeline/test-a.log", "a\n");
  WriteFile(folder / "meadow" / "manifest.yml", "name: meadow\ntype: input\n");
  WriteFile(folder / "meadow" / "_dev/test/pipeline/test-a.log", "a\n");
  config::Diagnostics diagnostics;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(stream);
  const auto here = FindPipelineTests(".", diagnostics);
  std::filesystem::current_path(before);
  const auto package = FindPipelineTests(folder / "grove-1.2" / "", diagnostics), input = FindPipelineTests(folder / "meadow", diagnostics);
  std::filesystem::remove_all(folder);
  CHECK(diagnostics.ok());
  for (const auto* const found : {&here, &package}) {
    REQUIRE(found->size() == 1);
    CHECK(found->front().entry == "entry");
    CHECK(found->front().dataset == "grove.leaves");
    CHECK(found->front().index == "metrics-grove.leaves-default");
  }
  REQUIRE(input.size() == 1);
  CHECK(input.front().entry == "default");
  CHECK(input.front().index == "logs-meadow-default");
}

TEST_CASE("each byte of a case that is no UTF-8 is U+FFFD, as in Go's JSON; a byte order mark before JSON is passed over", "[pipeline_test]") {
  const auto folder = std::filesystem::temp_directory_path() / ("flowship-bytes-" + std::to_string(::getpid()));
  const auto stream = folder / "grove" / "data_stream" / "leaves", tests = stream / "_dev/test/pipeline";
  WriteFile(stream / "elasticsearch/ingest_pipeline/default.yml", "processors:\n- script: {source: 'ctx.n = ctx.message.length()'}\n");
  WriteFile(tests / "test-a.log", "caf\xE9 \xF0\x9F\x98\n");
  WriteFile(tests / "test-a.log-expected.json", R"({"expected": [{"message": "caf\ufffd \ufffd\ufffd\ufffd", "n": 8}]})");
  WriteFile(tests / "test-b.json", "\xEF\xBB\xBF{\"events\": [{\"message\": \"\xFFx\"}]}");
  WriteFile(tests / "test-b.json-expected.json", "{\"expected\": [{\"message\": \"\xFEx\", \"n\": 2}]}");
  config::Diagnostics diagnostics;
  const auto found = FindPipelineTests(stream, diagnostics);
  REQUIRE(found.size() == 1);
  const auto results = RunPipelineTests(found.front(), {});
  std::filesystem::remove_all(folder);
  REQUIRE(results.size() == 2);
  for (const CaseResult& result : results) {
    CHECK(result.problem == "");
    CHECK(result.differences.empty());
  }
}

TEST_CASE("dots in names make objects at the top of a configuration's fields only", "[pipeline_test]") {
  const auto folder = std::filesystem::temp_directory_path() / ("flowship-fields-" + std::to_string(::getpid()));
  const auto stream = folder / "grove" / "data_stream" / "leaves", tests = stream / "_dev/test/pipeline";
  WriteFile(stream / "elasticsearch/ingest_pipeline/default.yml", "processors:\n- dot_expander: {field: b.c, path: a}\n");
  WriteFile(tests / "test-a.log", "x\r\n\n");
  WriteFile(tests / "test-a.log-config.yml", "fields: {n.d: .5, a: {b.c: 1, d.e: [{f.g: 2}]}}\n");
  WriteFile(tests / "test-a.log-expected.json",
            R"({"expected": [{"message": "x", "n": {"d": 0.5}, "a": {"b": {"c": 1.0}, "d.e": [{"f.g": 2}]}}, {"message": "", "a": {"d.e": [{"f.g": 2}], "b": {"c": 1}}, "n": {"d": 5e-1}}]})");
  config::Diagnostics diagnostics;
  const auto found = FindPipelineTests(stream, diagnostics);
  REQUIRE(found.size() == 1);
  const auto results = RunPipelineTests(found.front(), {});
  std::filesystem::remove_all(folder);
  REQUIRE(results.size() == 1);
  CHECK(results.front().problem == "");
  CHECK(results.front().differences.empty());
}

TEST_CASE("a package may skip all of its pipeline tests, which says why and where", "[pipeline_test]") {
  const auto folder = std::filesystem::temp_directory_path() / ("flowship-skip-" + std::to_string(::getpid()));
  const auto package = folder / "grove", stream = package / "data_stream" / "leaves";
  WriteFile(stream / "elasticsearch/ingest_pipeline/default.yml", "processors:\n- fail: {message: x}\n");
  WriteFile(stream / "_dev/test/pipeline/test-a.log", "a\n");
  WriteFile(package / "_dev/test/config.yml", "system: {skip: {reason: no service, link: x}}\npipeline:\n  skip:\n    reason: needs a newer stack\n    link: https://example.org/issues/4\n");
  config::Diagnostics diagnostics;
  for (const auto& given : {package, stream, folder}) {
    const auto found = FindPipelineTests(given, diagnostics);
    REQUIRE(found.size() == 1);
    const auto results = RunPipelineTests(found.front(), {});
    REQUIRE(results.size() == 1);
    CHECK(results.front().verdict == CaseResult::Verdict::kSkip);
    CHECK(results.front().name == "grove leaves: test-a.log");
    CHECK(results.front().problem == "needs a newer stack (https://example.org/issues/4)");
  }
  WriteFile(package / "_dev/test/config.yml", "system: {skip: {reason: no service, link: x}}\npipeline: {parallel: true}\n");
  CHECK(FindPipelineTests(package, diagnostics).front().skip_reason.empty());
  CHECK(diagnostics.ok());
  std::filesystem::remove_all(folder);
}

TEST_CASE("the databases that tests of packages are run with know elastic-package's addresses", "[pipeline_test]") {
  std::string path;
  {
    const auto places = PlacesFolder::Make();
    REQUIRE(places.ok());
    path = places->path();
    const auto cities = GeoipDatabase::Open(path + "/GeoLite2-City.mmdb");
    const auto systems = GeoipDatabase::Open(path + "/GeoLite2-ASN.mmdb");
    REQUIRE(cities.ok());
    REQUIRE(systems.ok());
    const GeoipRecord place = (*cities)->Find(*ParseIp("89.160.20.156"));
    CHECK(place.Text({"city", "names", "en"}) == "Linköping");
    CHECK(place.Double({"location", "longitude"}) == 15.6167);
    CHECK((*cities)->Find(*ParseIp("8.8.8.8")).empty());
    const GeoipRecord system = (*systems)->Find(*ParseIp("67.43.156.13"));
    CHECK(system.Unsigned({"autonomous_system_number"}) == 35908);
    CHECK_FALSE(system.Text({"autonomous_system_organization"}).has_value());
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace flowship::cli
