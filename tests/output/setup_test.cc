// Setup: its pure parts, and whole runs against a server that keeps what it is given. Real servers: tests/e2e/test_setup.py.

#include <catch2/catch.hpp>

#include <map>

#include "event/json_writer.h"
#include "output/setup/cluster_setup.h"
#include "output/setup/fit.h"
#include "output/setup/kibana.h"
#include "output/setup/lifecycle.h"
#include "output/setup/opensearch_pipeline.h"
#include "scripted_server.h"
#include "temporary_folder.h"

namespace flowship {
namespace {

config::Node Yaml(const std::string& text) {
  config::Diagnostics diagnostics;
  auto node = config::Parse("yaml", text, diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(node);
  return *std::move(node);
}

TEST_CASE("what servers say of what they lack is understood") {
  const config::Node table = *[] {
    config::Diagnostics diagnostics;
    return config::ParseFile(FLOWSHIP_SOURCE_DIR "/testdata/output/misfit.yml", diagnostics);
  }();
  REQUIRE(table.items.size() > 10);
  const std::map<Misfit::Kind, std::string> kNames = {
      {Misfit::Kind::kType, "type"}, {Misfit::Kind::kNoValue, "no_value"}, {Misfit::Kind::kSetting, "setting"}, {Misfit::Kind::kField, "field"}};
  for (const config::Node& row : table.items) {
    INFO(row.Find("name")->text);
    const auto misfit = ReadMisfit(ReasonOfError(row.Find("body")->text));
    CHECK((misfit ? kNames.at(misfit->kind) : "none") == row.Find("kind")->text);
    CHECK((misfit ? misfit->name : "") == row.Find("what")->text);
  }
}

TEST_CASE("what a server lacks has a stand-in, and a word") {
  const auto mended = [](const std::string& body, Misfit::Kind kind, const std::string& name) {
    JsonDocument document;
    REQUIRE(document.Read(body));
    const auto word = Mend(document, document.object(), {kind, name});
    return (word ? *word : "nothing") + "\n" + ToJson(document.root());
  };
  const std::string fields =
      R"({"template":{"mappings":{"properties":{"a":{"properties":{"b":{"type":"wildcard","ignore_above":9}}},"c":{"type":"constant_keyword"},"d":{"type":"constant_keyword","value":"x"},"e":{"type":"geo_point"}}}}})";
  CHECK(
      mended(fields, Misfit::Kind::kType, "wildcard") ==
      "this server has no wildcard: keyword stands in, text beyond 1,024 characters is not searched (a.b)\n"
      R"({"template":{"mappings":{"properties":{"a":{"properties":{"b":{"type":"keyword","ignore_above":1024}}},"c":{"type":"constant_keyword"},"d":{"type":"constant_keyword","value":"x"},"e":{"type":"geo_point"}}}}})");
  CHECK_THAT(mended(fields, Misfit::Kind::kNoValue, "constant_keyword"),
             Catch::Contains(R"("c":{"type":"keyword","ignore_above":1024},"d":{"type":"constant_keyword","value":"x"})"));
  CHECK_THAT(mended(fields, Misfit::Kind::kType, "geo_point"), Catch::Contains(R"("e":{"type":"object","enabled":false})"));
  CHECK_THAT(mended(fields, Misfit::Kind::kType, "dense_vector"), Catch::StartsWith("nothing\n"));
  CHECK_THAT(mended(fields, Misfit::Kind::kType, "flattened"), Catch::StartsWith("nothing\n"));
  for (const char* settings : {R"({"index":{"mode":"logsdb","codec":"x"}})", R"({"index.mode":"logsdb","index":{"codec":"x"}})"}) {
    const std::string body = R"({"template":{"settings":)" + std::string(settings) + "}}";
    CHECK_THAT(mended(body, Misfit::Kind::kSetting, "index.mode"),
               Catch::StartsWith("this server has no setting index.mode: it is left out\n") && !Catch::Contains("logsdb"));
  }
  CHECK_THAT(mended(fields, Misfit::Kind::kSetting, "index.mode"), Catch::StartsWith("nothing\n"));
  CHECK_THAT(mended(R"({"template":{"lifecycle":{}}})", Misfit::Kind::kField, "lifecycle"), Catch::EndsWith("\n{\"template\":{}}"));
  CHECK_THAT(mended(R"({"template":{}})", Misfit::Kind::kField, "data_stream"), Catch::StartsWith("nothing\n"));
}

TEST_CASE("a pipeline is written for OpenSearch, where there is an equal") {
  const auto fitted = [](const std::string& processors, size_t words) {
    JsonDocument document;
    REQUIRE(document.Read(R"({"processors":)" + processors + "}"));
    CHECK(FitToOpenSearch(document, document.object()).size() == words);
    return ToJson(*At(document.root(), {"processors"}));
  };
  CHECK(fitted(R"([{"set":{"tag":"t","field":"a.b","copy_from":"c.d","ignore_empty_value":true,"if":"ctx.x == 1"}}])", 1) ==
        R"([{"copy":{"source_field":"c.d","target_field":"a.b","override_target":true,"ignore_missing":true,)"
        R"("if":"(ctx.x == 1) && ctx.c?.d != null && ctx.c?.d != ''","tag":"t"}}])");
  CHECK(fitted(R"([{"set":{"field":"a","copy_from":"@timestamp"}}])", 1) ==
        R"([{"copy":{"source_field":"@timestamp","target_field":"a","override_target":true}}])");
  CHECK(fitted(R"([{"drop":{"on_failure":[{"set":{"field":"a","copy_from":"b"}}]}}])", 1) ==
        R"([{"drop":{"on_failure":[{"copy":{"source_field":"b","target_field":"a","override_target":true}}]}}])");
  CHECK(fitted(R"([{"community_id":{"ignore_failure":true,"seed":7,"icmp_type":"i","if":"ctx.y"}}])", 1) ==
        R"([{"convert":{"field":"source.port","target_field":"_ingest.flowship.source_port","type":"integer","ignore_missing":true,"ignore_failure":true,"if":"ctx.y"}},)"
        R"({"convert":{"field":"destination.port","target_field":"_ingest.flowship.destination_port","type":"integer","ignore_missing":true,"ignore_failure":true,"if":"ctx.y"}},)"
        R"({"convert":{"field":"i","target_field":"_ingest.flowship.icmp_type","type":"integer","ignore_missing":true,"ignore_failure":true,"if":"ctx.y"}},)"
        R"({"community_id":{"source_ip_field":"source.ip","source_port_field":"_ingest.flowship.source_port","destination_ip_field":"destination.ip",)"
        R"("destination_port_field":"_ingest.flowship.destination_port","icmp_type_field":"_ingest.flowship.icmp_type","protocol_field":"network.transport",)"
        R"("target_field":"network.community_id","seed":7,"ignore_missing":true,)"
        R"x("if":"(ctx.y) && (!['tcp', 'udp', 'sctp'].contains(ctx.network?.transport) || (ctx.source?.port != 0 && ctx.destination?.port != 0))",)x"
        R"("ignore_failure":true}}])");
  // What has no equal stays, and the server refuses it by name.
  for (const char* same : {R"([{"set":{"field":"a","copy_from":"b","override":false}}])", R"([{"set":{"field":"a","copy_from":"@b","ignore_empty_value":true}}])",
                           R"([{"set":{"field":"a","value":"copy_from"}}])", R"([{"community_id":{"tag":"fails"}}])", R"(["set",{"set":"x"},{}])"}) {
    CHECK(fitted(same, 0) == same);
  }
}

TEST_CASE("what is there decides what is loaded") {
  const Mark ours{"0.2.0", "h1"};
  CHECK(DecideLoad(false, std::nullopt, ours, false) == LoadAction::kCreate);
  CHECK(DecideLoad(true, Mark{"0.1.0", "h1"}, ours, false) == LoadAction::kUnchanged);
  CHECK(DecideLoad(true, Mark{"0.9.0", "h1"}, ours, true) == LoadAction::kUnchanged);
  CHECK(DecideLoad(true, Mark{"0.1.9", "h0"}, ours, false) == LoadAction::kUpdate);
  CHECK(DecideLoad(true, Mark{"0.2.0", "h0"}, ours, false) == LoadAction::kUpdate);
  CHECK(DecideLoad(true, Mark{"0.10.0", "h0"}, ours, false) == LoadAction::kLeaveNewer);
  CHECK(DecideLoad(true, Mark{"0.10.0", "h0"}, ours, true) == LoadAction::kUpdate);
  CHECK(DecideLoad(true, std::nullopt, ours, false) == LoadAction::kLeaveForeign);
  CHECK(DecideLoad(true, std::nullopt, ours, true) == LoadAction::kUpdate);
}

TEST_CASE("a description bears a mark") {
  const auto mark = ReadDescription(Described("Flows (all of them).", {"1.2.3", "abc"}));
  REQUIRE(mark);
  CHECK(mark->version == "1.2.3");
  CHECK(mark->hash == "abc");
  CHECK_FALSE(ReadDescription("Flows (flowship is great)"));
  CHECK_FALSE(ReadDescription("by (flowship 1.0, x) and others"));
  CHECK(VersionNumber("1.2.3") == 100'020'003);
  CHECK(VersionNumber("1.10") > VersionNumber("1.9.9"));
  CHECK(VersionNumber("x") == 0);
}

TEST_CASE("lifecycles in three dialects") {
  const auto filled = [](const auto& fill) {
    JsonDocument document;
    fill(document, document.object());
    return ToJson(document.root());
  };
  CHECK(
      filled([](JsonDocument& d, Object& root) { FillIlmPolicy(d, root, "30d"); }) ==
      R"({"policy":{"phases":{"hot":{"actions":{"rollover":{"max_age":"30d","max_primary_shard_size":"50gb"}}},"delete":{"min_age":"30d","actions":{"delete":{}}}}}})");
  CHECK_THAT(filled([](JsonDocument& d, Object& root) { FillIlmPolicy(d, root, ""); }), !Catch::Contains("delete"));
  const std::vector<std::string> patterns = {"logs-a-*"};
  CHECK(
      filled([&](JsonDocument& d, Object& root) { FillIsmPolicy(d, root, "7d", patterns); }) ==
      R"({"policy":{"default_state":"hot","states":[{"name":"hot","actions":[{"rollover":{"min_index_age":"30d","min_primary_shard_size":"50gb"}}],)"
      R"("transitions":[{"state_name":"delete","conditions":{"min_rollover_age":"7d"}}]},{"name":"delete","actions":[{"delete":{}}],"transitions":[]}],)"
      R"("ism_template":[{"index_patterns":["logs-a-*"],"priority":100}]}})");
  CHECK_THAT(filled([&](JsonDocument& d, Object& root) { FillIsmPolicy(d, root, "", patterns); }),
             !Catch::Contains("delete") && Catch::Contains(R"("transitions":[])"));
}

// Keeps what is PUT, as a server does; takes every template.
class Cluster {
 public:
  explicit Cluster(bool opensearch) : opensearch_(opensearch) {}

  std::string operator()(const ServerRequest& request) {
    const size_t space = request.line.find(' ');
    const std::string method = request.line.substr(0, space), whole = request.line.substr(space + 1, request.line.rfind(' ') - space - 1);
    const std::string path = whole.substr(0, whole.find('?'));
    if (path == "/") {
      return ScriptedServer::Answer(200, opensearch_ ? R"({"cluster_name":"c","version":{"distribution":"opensearch","number":"2.19.6"}})"
                                                     : R"({"cluster_name":"c","version":{"number":"8.19.0"}})");
    }
    if (method == "POST") return ScriptedServer::Answer(200, "{}");
    const bool ilm = path.starts_with("/_ilm/"), ism = path.starts_with("/_plugins/_ism/");
    if ((ilm && opensearch_) || (ism && !opensearch_)) return ScriptedServer::Answer(400, R"({"error":"no handler found"})");
    if (method == "PUT") {
      puts.push_back(whole);
      kept[path] = request.body;
      return ScriptedServer::Answer(200, R"({"acknowledged":true})");
    }
    if (!kept.contains(path)) return ScriptedServer::Answer(404, "{}");
    const std::string& body = kept[path];
    const std::string name = path.substr(path.rfind('/') + 1);
    if (ilm) return ScriptedServer::Answer(200, "{\"" + name + "\":{\"version\":1," + body.substr(1) + "}");
    if (ism) return ScriptedServer::Answer(200, R"({"_id":"x","_seq_no":7,"_primary_term":2,)" + body.substr(1));
    if (path.starts_with("/_component_template/")) {
      return ScriptedServer::Answer(200, R"({"component_templates":[{"name":"x","component_template":)" + body + "}]}");
    }
    if (path.starts_with("/_index_template/")) {
      return ScriptedServer::Answer(200, R"({"index_templates":[{"name":"x","index_template":)" + body + "}]}");
    }
    return ScriptedServer::Answer(200, "{\"" + name + "\":" + body + "}");
  }

  std::vector<std::string> puts;
  std::map<std::string, std::string> kept;

 private:
  bool opensearch_;
};

std::string Loaded(Cluster& cluster, const std::string& setup_yaml, bool dry_run = false) {
  ScriptedServer server([&cluster](const ServerRequest& request) { return cluster(request); });
  config::Diagnostics diagnostics;
  const SetupConfig setup = TakeSetupConfig(Yaml(setup_yaml), diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(diagnostics.ok());
  ElasticsearchConfig config;
  config.hosts = {server.url()};
  config.proxy_disable = true;
  ClusterSetup loader(config, setup, {dry_run, false});
  REQUIRE(loader.Connect().ok());
  loader.LoadTemplates("my.set", Yaml("[{name: a, type: ip}]"));
  loader.LoadPipelines("my.set", {{"default", Yaml("{description: D, processors: [{pipeline: {name: '{{ IngestPipeline \"more\" }}'}}]}")},
                                  {"more", Yaml("{processors: [{set: {field: n, value: 7}}]}")}});
  std::string text;
  for (const SetupLine& line : loader.lines()) {
    text += line.verb + " " + line.what + "\n";
    for (const std::string& word : line.words) text += "  " + word + "\n";
  }
  return text;
}

TEST_CASE("with ILM everything is loaded once") {
  Cluster cluster(false);
  const auto all = [](const std::string& verb) {
    return verb + " lifecycle policy flowship\n" + verb + " component template logs-my.set@mappings\n" + verb +
           " component template logs-my.set@settings\n" + verb + " index template logs-my.set\n" + verb +
           " ingest pipeline logs-my.set-" FLOWSHIP_VERSION "-more\n" + verb + " ingest pipeline logs-my.set-" FLOWSHIP_VERSION "\n";
  };
  CHECK(Loaded(cluster, "{data_retention: 30d}", true) == all("would be created"));
  CHECK(cluster.puts.empty());
  CHECK(Loaded(cluster, "{data_retention: 30d}") == all("created"));
  CHECK(cluster.puts.size() == 6);
  CHECK_THAT(cluster.kept["/_component_template/logs-my.set@settings"], Catch::Contains(R"("index.lifecycle.name":"flowship")"));
  CHECK_THAT(cluster.kept["/_index_template/logs-my.set"],
             Catch::Contains(R"("composed_of":["logs-my.set@mappings","logs-my.set@settings","logs-my.set@custom"])") &&
                 Catch::Contains(R"("ignore_missing_component_templates":["logs-my.set@custom"])") && Catch::Contains(R"("managed_by":"flowship")"));
  CHECK_THAT(cluster.kept["/_ingest/pipeline/logs-my.set-" FLOWSHIP_VERSION],
             Catch::Contains(R"({"name":"logs-my.set-)" FLOWSHIP_VERSION R"(-more"})"));
  CHECK_THAT(cluster.kept["/_ingest/pipeline/logs-my.set-" FLOWSHIP_VERSION "-more"], Catch::Contains(R"("value":7)"));
  CHECK(Loaded(cluster, "{data_retention: 30d}") == all("unchanged"));
  CHECK(cluster.puts.size() == 6);
  CHECK_THAT(Loaded(cluster, "{data_retention: 7d, template: {settings: {number_of_replicas: 0}}}"),
             Catch::Contains("updated lifecycle policy") && Catch::Contains("unchanged component template logs-my.set@mappings") &&
                 Catch::Contains("updated component template logs-my.set@settings"));
  CHECK_THAT(cluster.kept["/_component_template/logs-my.set@settings"], Catch::Contains(R"("index.number_of_replicas":0)"));
}

TEST_CASE("with ISM the policy is replaced by its sequence number") {
  Cluster cluster(true);
  CHECK_THAT(Loaded(cluster, "{}"), Catch::StartsWith("created lifecycle policy flowship\n"));
  CHECK_THAT(cluster.kept["/_plugins/_ism/policies/flowship"], Catch::Contains(R"("index_patterns":["logs-my.set-*"])"));
  CHECK_THAT(Loaded(cluster, "{}"), Catch::StartsWith("unchanged lifecycle policy flowship\n"));
  cluster.puts.clear();
  CHECK_THAT(Loaded(cluster, "{data_retention: 7d}"), Catch::StartsWith("updated lifecycle policy flowship\n"));
  CHECK(cluster.puts.front() == "/_plugins/_ism/policies/flowship?if_seq_no=7&if_primary_term=2");
}

TEST_CASE("what is somebody else's is left alone unless it is to be overwritten") {
  Cluster cluster(false);
  cluster.kept["/_index_template/logs-my.set"] = R"({"index_patterns":["logs-my.set-*"],"_meta":{"managed_by":"fleet"}})";
  CHECK_THAT(Loaded(cluster, "{}"),
             Catch::Contains("left index template logs-my.set\n  it is not flowship's; setup.template.overwrite: true replaces it\n"));
  CHECK_THAT(cluster.kept["/_index_template/logs-my.set"], Catch::Contains("fleet"));
  CHECK_THAT(Loaded(cluster, "{template: {overwrite: true}}"), Catch::Contains("updated index template logs-my.set\n"));
  CHECK_THAT(Loaded(cluster, "{ilm: {enabled: false}}"), !Catch::Contains("policy"));
}

TEST_CASE("mistakes of setup are said") {
  const auto errors = [](const std::string& yaml) {
    config::Diagnostics diagnostics;
    (void)TakeSetupConfig(Yaml(yaml), diagnostics);
    std::string text;
    for (const std::string& message : diagnostics.Messages()) text += message + "\n";
    return text;
  };
  CHECK(errors("{template: {index_mode: fast}}") == "the mode of an index of logs is standard or logsdb\n");
  CHECK(errors("{data_retention: for ever}") == "a retention is a number of days, hours or minutes: 30d, 12h, 90m\n");
  CHECK(errors("{ilm: {enabled: perhaps}}") == "ilm.enabled is auto, true or false\n");
  CHECK_THAT(errors("{kibana: {hosts: x}}"), Catch::Contains("host"));
  CHECK_THAT(errors("{temlate: {}}"), Catch::Contains("did you mean \"template\""));
}

TEST_CASE("dashboards are loaded as a form, and what Kibana has against one is said") {
  std::string seen;
  std::vector<std::string> answers = {
      R"({"successCount":1,"success":true})",
      R"({"success":false,"successCount":0,"errors":[{"id":"d1","type":"dashboard","error":{"type":"missing_references"}}]})", "<html>"};
  ScriptedServer server([&](const ServerRequest& request) {
    seen = request.line + "\n" + request.headers + "\n" + request.body;
    const std::string answer = answers.front();
    answers.erase(answers.begin());
    return ScriptedServer::Answer(200, answer);
  });
  config::Diagnostics diagnostics;
  SetupConfig setup = TakeSetupConfig(Yaml("{kibana: {host: \"" + server.url() + "\", api_key: 'a:bcdefg', space.id: noc}}"), diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(setup.kibana);
  setup.kibana->proxy_disable = true;
  const EmbeddedFile file{"dashboards/flows.ndjson", "{\"id\":\"d1\"}\n"};
  const auto load = [&] { return LoadDashboards(setup, {&file, 1}, false, true).front(); };
  CHECK(load().verb == "loaded");
  CHECK_THAT(seen, Catch::StartsWith("POST /s/noc/api/saved_objects/_import?overwrite=true HTTP/1.1\n"));
  for (const char* part :
       {"kbn-xsrf: flowship\r\n", "osd-xsrf: flowship\r\n", "authorization: apikey ytpiy2rlzmc=\r\n",
        "content-type: multipart/form-data; boundary=flowship-", "Content-Disposition: form-data; name=\"file\"; filename=\"flows.ndjson\"\r\n",
        "\r\n\r\n{\"id\":\"d1\"}\n\r\n--flowship-"}) {
    CHECK_THAT(seen, Catch::Contains(part));
  }
  CHECK(load().words == std::vector<std::string>{"dashboard d1: missing_references"});
  CHECK(load().words == std::vector<std::string>{"something answered that is neither Kibana nor OpenSearch Dashboards"});
  CHECK(LoadDashboards(setup, {&file, 1}, true, true).front().verb == "would be loaded");
  CHECK(LoadDashboards(setup, {}, false, false).front().state == SetupLine::State::kSkipped);
  CHECK(LoadDashboards(SetupConfig(), {&file, 1}, false, false).front().state == SetupLine::State::kSkipped);
  CHECK(LoadDashboards(SetupConfig(), {&file, 1}, false, true).front().state == SetupLine::State::kFailed);
}

}  // namespace
}  // namespace flowship
