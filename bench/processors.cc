// What the ingest engine costs: nanoseconds an event of each processor (the rows of testdata/processor that come to a document), of the pipelines of
// testdata/packages, of grok against the bare regular expression, and of a condition. Prints tables; nothing here passes or fails.
//
//   processors TESTDATA [NAME...]   (no-op: the pipeline of a hundred conditions alone)
//
// Documents are made before the clock starts and forgotten after it stops; of several rounds the fastest counts, since only disturbances make one slower.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "event/json_writer.h"
#include "pipeline/condition.h"
#include "pipeline/grok.h"
#include "pipeline/pipeline.h"
#include "pipeline/scalar.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

namespace fs = std::filesystem;

constexpr size_t kDocuments = 64, kRounds = 60;

double NanosNow() { return static_cast<double>(std::chrono::steady_clock::now().time_since_epoch().count()); }

// Pipelines and what they run over.
class Bench {
 public:
  explicit Bench(const std::string& testdata) { files_.geoip_dir = testdata + "/geoip"; }

  bool Add(const std::string& name, const config::Node& definition) {
    set_.Add(name, definition, ProcessorTypes(), files_, diagnostics_);
    return diagnostics_.ok();
  }
  bool AddFolder(const std::string& folder) {
    set_.AddFolder(folder, ProcessorTypes(), files_, diagnostics_);
    return diagnostics_.ok();
  }
  KeySet& key_set() { return keys_; }

  // Nanoseconds a call of work(document), of the fastest round over documents made of these texts in turn.
  template <typename Work>
  double Measure(const std::vector<std::string>& texts, Work work) {
    double best = 1e18;
    for (size_t round = 0; round < kRounds; ++round) {
      Arena arena;
      KeyTable table(keys_, arena);
      RunContext context;
      context.clock = SystemWallNanos;
      context.json_reader = &reader_;
      context.Begin(SystemWallNanos(), arena);
      std::vector<Event> events(std::max(kDocuments, texts.size()));
      std::vector<Document> documents;
      documents.reserve(events.size());
      for (size_t i = 0; i < events.size(); ++i) {
        Value root;
        JsonProblem problem;
        if (!reader_.Read(arena.Copy(texts[i % texts.size()]), arena, table, &root, &problem) || !root.is_object()) return -1;
        events[i].root = root.as_object();
        documents.emplace_back(events[i], arena, table, context);
      }
      const double start = NanosNow();
      for (Document& document : documents) work(document);
      best = std::min(best, (NanosNow() - start) / static_cast<double>(documents.size()));
    }
    return best;
  }
  double MeasurePipeline(const std::string& name, const std::vector<std::string>& texts) {
    const Pipeline* const pipeline = set_.Find(name);
    return pipeline == nullptr ? -1 : Measure(texts, [pipeline](Document& document) { (void)pipeline->Run(document); });
  }

 private:
  KeySet keys_;
  PipelineSet set_{keys_};
  config::Diagnostics diagnostics_;
  ProcessorFiles files_;
  JsonReader reader_;
};

// A node of a table as JSON.
std::string JsonOf(const config::Node& node) {
  std::string text;
  if (node.is_sequence()) {
    for (const config::Node& item : node.items) text += (text.empty() ? "[" : ",") + JsonOf(item);
    return text.empty() ? "[]" : text + "]";
  }
  if (node.is_mapping()) {
    for (const auto& member : node.members) text += (text.empty() ? "{" : ",") + ToJson(Value::String(member.key)) + ":" + JsonOf(member.value);
    return text.empty() ? "{}" : text + "}";
  }
  Arena arena;
  return node.is_null() ? "null" : ToJson(ScalarValue(node, arena));
}

config::Node Wrapped(std::string key, config::Node value) {
  const config::Place place = value.place;
  return config::Node::Mapping({{std::move(key), place, std::move(value)}}, place);
}

config::Node PipelineOf(const config::Node& processor) {
  return Wrapped("processors", config::Node::Sequence({processor}, processor.place));
}

void Processors(const std::string& testdata, const std::vector<std::string>& only) {
  std::printf("| processor | rows | ns an event, median | cheapest | dearest |\n| --- | --- | --- | --- | --- |\n");
  std::vector<fs::path> tables;
  for (const auto& file : fs::directory_iterator(testdata + "/processor")) tables.push_back(file.path());
  std::sort(tables.begin(), tables.end());
  for (const fs::path& path : tables) {
    if (!only.empty() && std::find(only.begin(), only.end(), path.stem().string()) == only.end()) continue;
    config::Diagnostics diagnostics;
    const auto rows = config::ParseFile(path.string(), diagnostics);
    std::vector<double> times;
    for (const config::Node& row : rows ? rows->items : std::vector<config::Node>()) {
      const config::Node *const processor = row.Find("processor"), *const doc = row.Find("doc");
      if (processor == nullptr || row.Find("want") == nullptr || row.Find("error") != nullptr) continue;
      Bench bench(testdata);
      if (!bench.Add("main", PipelineOf(*processor))) continue;
      const double time = bench.MeasurePipeline("main", {doc == nullptr ? "{}" : JsonOf(*doc)});
      if (time >= 0) times.push_back(time);
    }
    if (times.empty()) continue;
    std::sort(times.begin(), times.end());
    std::printf("| %s | %zu | %.0f | %.0f | %.0f |\n", path.stem().c_str(), times.size(), times[times.size() / 2], times.front(), times.back());
  }
}

// The events of a data stream's cases.
std::vector<std::string> EventsOf(const fs::path& folder) {
  std::vector<std::string> events;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() != ".log") continue;
    std::ifstream lines(file.path());
    for (std::string line; std::getline(lines, line);) events.push_back("{\"message\":" + ToJson(Value::String(line)) + ",\"tags\":[\"preserve_original_event\"]}");
  }
  std::sort(events.begin(), events.end());
  return events;
}

void Packages(const std::string& testdata) {
  std::printf("\n| package | events | ns an event |\n| --- | --- | --- |\n");
  std::vector<fs::path> streams;
  for (const auto& package : fs::directory_iterator(testdata + "/packages")) {
    for (const auto& stream : fs::directory_iterator(package.path() / "data_stream")) streams.push_back(stream.path());
  }
  std::sort(streams.begin(), streams.end());
  for (const fs::path& stream : streams) {
    const std::vector<std::string> events = EventsOf(stream / "_dev/test/pipeline");
    Bench bench(testdata);
    if (events.empty() || !bench.AddFolder((stream / "elasticsearch/ingest_pipeline").string())) continue;
    std::printf("| %s.%s | %zu | %.0f |\n", stream.parent_path().parent_path().filename().c_str(), stream.filename().c_str(), events.size(),
                bench.MeasurePipeline("default", events));
  }
}

void GrokAgainstRegex(const std::string& testdata) {
  std::printf("\n| grok | bare expression, ns | grok's match, ns | processor, ns | ratio |\n| --- | --- | --- | --- | --- |\n");
  const std::pair<std::string, std::string> cases[] = {
      {"%{HTTPD_COMBINEDLOG}", R"log(192.0.2.33 - frank [05/Feb/2024:06:07:08 +0100] "GET /index.html?a=1 HTTP/1.1" 200 5316 "https://example.org/" "Mozilla/5.0 (X11; Linux x86_64)")log"},
      {"^%{SYSLOGBASE} %{GREEDYDATA:m}$", "Feb  5 06:07:08 fw1 palisade[4711]: type=traffic src=192.0.2.33"},
      {"^%{IP:a}:%{POSINT:b:int} -> %{IP:c}:%{POSINT:d:int} %{WORD:e}$", "192.0.2.33:51514 -> 198.51.100.7:443 accept"},
  };
  const grok::PatternBank& bank = *grok::PatternBank::Find("v1");
  for (const auto& [expression, text] : cases) {
    const std::string bare = std::regex_replace(*bank.Expand(expression), std::regex(R"(\(\?<[A-Za-z_][^>]*>)"), "(");
    const auto program = RegexProgram::Compile({.pcre = bare, .linear = "", .utf8 = false});
    const std::string expressions[] = {expression};
    const auto compiled = grok::Grok::Compile(expressions, bank);
    config::Diagnostics diagnostics;
    Bench bench(testdata);
    const std::string pipeline = "processors: [{grok: {field: m, ecs_compatibility: v1, patterns: [" + ToJson(Value::String(expression)) + "]}}]";
    const auto parsed = config::Parse("bench", pipeline, diagnostics);
    if (!program.ok() || !compiled.ok() || !parsed || !bench.Add("main", *parsed)) continue;
    const std::vector<std::string> texts = {"{\"m\":" + ToJson(Value::String(text)) + "}"};
    std::vector<RegexProgram::Group> groups((*program)->group_count() + 1);
    const double regex = bench.Measure(texts, [&](Document&) { (void)(*program)->Match(text, 0, groups); });
    const double match = bench.Measure(texts, [&](Document&) {
      grok::Grok::Match found;
      (void)(*compiled)->Find(text, 0, &found);
    });
    const double processor = bench.MeasurePipeline("main", texts);
    std::printf("| `%s` | %.0f | %.0f | %.0f | %.2f |\n", expression.c_str(), regex, match, processor, processor / regex);
  }
}

void Conditions(const std::string& testdata) {
  std::printf("\n| condition | ns |\n| --- | --- |\n");
  for (const char* const source : {"ctx.source?.ip != null", "ctx.source?.port == 443", "ctx.tags?.contains('x') == true", "ctx.event?.action == 'a' || ctx.event?.action == 'b'"}) {
    Bench bench(testdata);
    const auto condition = Condition::Compile(source, bench.key_set(), Value());
    if (!condition.ok()) continue;
    const std::vector<std::string> texts = {R"({"a":1,"source":{"port":443,"ip":"192.0.2.1"},"tags":["a","x"],"event":{"action":"b"}})"};
    const double time = bench.Measure(texts, [&](Document& document) {
      bool result = false;
      for (int i = 0; i < 16; ++i) (void)(*condition)->Test(document, &result);
    });
    std::printf("| `%s` | %.1f |\n", source, time / 16);
  }
}

// A pipeline of a hundred steps none of which applies: what it costs to look at their conditions.
void NoOps(const std::string& testdata) {
  std::printf("\n| pipeline | ns an event |\n| --- | --- |\n");
  for (const char* const condition : {"ctx.source?.mac != null", "ctx.event?.action == 'x'"}) {
    std::string yaml = "processors:\n";
    for (int i = 0; i < 100; ++i) yaml += "  - set: {field: f" + std::to_string(i) + ", value: 1, if: \"" + condition + "\"}\n";
    Bench bench(testdata);
    config::Diagnostics diagnostics;
    const auto node = config::Parse("no-op", yaml, diagnostics);
    if (!node || !bench.Add("no-op", *node)) continue;
    const std::vector<std::string> texts = {R"({"a":1,"source":{"port":443,"ip":"192.0.2.1"},"tags":["a","x"],"event":{"action":"b"}})"};
    std::printf("| 100 conditions `%s` that do not hold | %.0f |\n", condition, bench.MeasurePipeline("no-op", texts));
  }
}

}  // namespace
}  // namespace flowship

int main(int count, char** arguments) {
  if (count < 2) return std::fprintf(stderr, "usage: processors TESTDATA [NAME...]\n"), 2;
  const std::string testdata = arguments[1];
  const std::vector<std::string> only(arguments + 2, arguments + count);
  if (only == std::vector<std::string>{"no-op"}) return flowship::NoOps(testdata), 0;
  flowship::Processors(testdata, only);
  if (!only.empty()) return 0;
  flowship::Packages(testdata);
  flowship::GrokAgainstRegex(testdata);
  flowship::Conditions(testdata);
  flowship::NoOps(testdata);
  return 0;
}
