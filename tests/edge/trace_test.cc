// Edge processors keep the law of traces (event/trace.h): generated chains of them over generated records, the plain way and by traces, byte for byte.

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <random>

#include "../both_ways.h"
#include "config/node.h"
#include "edge/edge_types.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

using both_ways::Result;

// Beats' processors, and the ingest processors that make values for them to work on.
std::vector<ProcessorType> Types() {
  std::vector<ProcessorType> types(EdgeTypes().begin(), EdgeTypes().end());
  for (const ProcessorType& type : ProcessorTypes()) {
    if (type.name == "json" || type.name == "script") types.push_back(type);
  }
  std::ranges::sort(types, {}, &ProcessorType::name);
  return types;
}

class Bench {
 public:
  Bench(const std::string& edge, const std::string& pipelines) : set_(keys_) {
    config::Diagnostics diagnostics;
    const auto node = config::Parse("edge", edge, diagnostics);
    INFO(diagnostics.Render() << edge);
    REQUIRE(node);
    set_.Add("edge", *node, types_, {}, diagnostics);
    if (!pipelines.empty()) set_.AddFolder(pipelines, ProcessorTypes(), {}, diagnostics);
    INFO(diagnostics.Render());
    REQUIRE(diagnostics.ok());
    stream_ = std::make_shared<Stream>();
    stream_->tags = {"x", "sflow"};
    plans_.push_back({stream_, set_.Find("edge"), pipelines.empty() ? nullptr : set_.Find("default")});
    REQUIRE(plans_.back().edge != nullptr);
  }
  Result Run(const std::vector<std::string>& records, bool traced) { return both_ways::Run(keys_, plans_, records, traced); }

 private:
  const std::vector<ProcessorType> types_ = Types();
  KeySet keys_;
  PipelineSet set_;
  std::shared_ptr<Stream> stream_;
  std::vector<StreamPlan> plans_;
};

class Generator : both_ways::Dice {
 public:
  using Dice::Dice;

  std::string Chain() {
    std::string yaml = "processors:\n  - json: {field: message, target_field: d, ignore_failure: true}\n";
    for (int64_t left = Number(1, 7); left > 0; --left) yaml += "  - " + Step(true) + "\n";
    return yaml;
  }
  // Of each field a few values, so that documents are like others.
  std::vector<std::string> Records() {
    for (std::string& text : texts_) text = Of(kTexts);
    std::vector<std::string> shapes, records;
    for (int i = 0; i < 2; ++i) shapes.push_back(Shape());
    for (int i = 0; i < 160; ++i) records.push_back(Fill(shapes[static_cast<size_t>(Number(0, 1))]));
    return records;
  }

 private:
  static constexpr const char* kTexts[] = {R"("")", R"("a")", R"("abc")", R"("A b ")", R"("10.0.0.1")", R"("2001:db8::1")", R"("éé")", R"("q\"uo\\te")", R"("12")",
                                           R"("1600000000")", R"("tcp")", R"("true")", R"("%41+b")", R"("2026-11-25T10:00:00Z")", "0", "7", "443", "3000000000", "-5", "1.5", "true"};

  std::string Flag() { return Number(0, 1) == 0 ? "true" : "false"; }
  std::string Field() {
    static constexpr const char* kFields[] = {"d.a", "d.b", "d.c", "d.e", "d.h", "x.y", "list", "tags", "w", "host", "log.offset", "log.file.path", "message", "\"@timestamp\""};
    return Of(kFields);
  }

  std::string Condition(int depth = 0) {
    static constexpr const char* kConditions[] = {"equals: {$: abc}", "equals: {$: 7}", "equals: {$: true}", "contains: {$: a}", "contains: {tags: sflow}", "regexp: {$: \"^1\"}",
                                                  "range: {$: {gte: 5}}", "range: {$: {lt: 100, gt: 2}}", "network: {$: private}", "network: {$: [10.0.0.0/8, \"2001:db8::/32\"]}",
                                                  "has_fields: [$]", "has_fields: [$, d.a]", "equals: {d.a: abc, d.b: a}"};
    if (depth < 2 && Number(0, 3) == 0) {
      const std::string inner = "{" + Condition(depth + 1) + "}";
      const int64_t kind = Number(0, 2);
      return kind == 0 ? "not: " + inner : (kind == 1 ? "or: [" : "and: [") + inner + ", {" + Condition(depth + 1) + "}]";
    }
    std::string text = Of(kConditions);
    for (size_t at = 0; (at = text.find('$', at)) != std::string::npos;) text.replace(at, 1, Field());
    return text;
  }
  std::string Common() {
    std::string options;
    if (Number(0, 2) == 0) options += ", when: {" + Condition() + "}";
    if (Number(0, 9) == 0) options += ", if: \"ctx.d?.a != null && ctx.d.a == 'abc'\"";
    if (Number(0, 5) == 0) options += ", ignore_failure: true";
    return options;
  }
  std::string Step(bool may_branch) {
    static constexpr const char* kTypes[] = {"string", "long", "integer", "double", "float", "boolean", "ip"};
    static constexpr const char* kLayouts[] = {"[UNIX]", "[\"2006-01-02T15:04:05Z07:00\", UNIX_MS]", "[UNIX, \"2006\"]"};
    static constexpr const char* kMethods[] = {"md5", "sha1", "sha256", "sha512"};
    static constexpr const char* kPatterns[] = {"/^d[.]/", "/a$/", "/log/"};
    const std::string a = Field(), b = Field(), common = Common();
    const std::string rules = ", ignore_missing: " + Flag() + ", fail_on_error: " + Flag() + common + "}";
    switch (Number(0, may_branch ? 17 : 15)) {
      case 0: return "add_fields: {target: \"\", fields: {" + a + ": 12, w.v: abc}" + common + "}";
      case 1: return "add_tags: {tags: [p, q], target: " + a + common + "}";
      case 2: return "add_host_metadata: {cache.ttl: 1ms, replace_fields: " + Flag() + common + "}";
      case 3: return "add_locale: {format: offset" + common + "}";
      case 4: return "copy_fields: {fields: [{from: " + a + ", to: " + b + "}, {from: " + b + ", to: copied.to}]" + rules;
      case 5: return "rename: {fields: [{from: " + a + ", to: " + b + "}, {from: " + Field() + ", to: moved}]" + rules;
      case 6: return "drop_fields: {fields: [" + a + ", " + b + "]" + common + "}";
      case 7: return "drop_fields: {fields: [" + a + ", '" + Of(kPatterns) + "']" + common + "}";
      case 8: return "include_fields: {fields: [message, d, tags, " + a + ", " + b + "]" + common + "}";
      case 9: return "convert: {fields: [{from: " + a + ", to: " + b + ", type: " + Of(kTypes) + "}, {from: " + Field() + ", to: converted}], mode: " +
                     (Flag() == "true" ? "copy" : "rename") + rules;
      case 10: return "replace: {fields: [{field: " + a + ", pattern: '[a1]', replacement: z$0}]" + rules;
      case 11: return "urldecode: {fields: [{from: " + a + ", to: " + b + "}]" + rules;
      case 12: return "timestamp: {field: " + a + ", target_field: " + b + ", layouts: " + Of(kLayouts) + ", ignore_missing: " + Flag() + common + "}";
      case 13: return "truncate_fields: {fields: [" + a + ", " + b + "], " + (Flag() == "true" ? "max_bytes" : "max_characters") + ": " + std::to_string(Number(1, 12)) + rules;
      case 14: return "fingerprint: {fields: [" + a + ", " + b + "], method: " + Of(kMethods) + ", ignore_missing: " + Flag() + common + "}";
      case 15: return "community_id: {fields: {source_ip: d.a, destination_ip: d.b, transport: d.c, source_port: d.e, destination_port: d.h}" + common + "}";
      case 16: return "drop_event: {when: {" + Condition() + "}}";
      default: return "{if: {" + Condition() + "}, then: [{" + Step(false) + "}, {" + Step(false) + "}], else: {" + Step(false) + "}}";
    }
  }

  // A record with S where a value goes.
  std::string Shape() {
    static constexpr const char* kKeys[] = {"a", "b", "c", "e", "h"};
    std::string shape = "{";
    for (const char* const key : kKeys) {
      if (Number(0, 4) == 0) continue;
      const int64_t kind = Number(0, 9);
      shape += std::string(shape.size() == 1 ? "" : ",") + "\"" + key + "\":" + (kind < 8 ? "S" : kind < 9 ? "[S,S]" : "{\"k\":S}");
    }
    return shape + "}";
  }
  std::string Fill(const std::string& shape) {
    static constexpr const char* kOthers[] = {"null", "false", "1e300", "[]", "{}", "12345678901234567890", "[\"a\",1]"};
    std::string record;
    for (const char c : shape) record += c != 'S' ? std::string(1, c) : Number(0, 19) == 0 ? Of(kOthers) : texts_[static_cast<size_t>(Number(0, 4))];
    return Number(0, 40) == 0 ? record.substr(0, record.size() / 2) : record;
  }

  std::array<std::string, 5> texts_;
};

// Gives how many of the records followed a trace.
size_t CompareWays(Bench& bench, const std::vector<std::string>& records, const std::string& what) {
  const Result plain = bench.Run(records, false), traced = bench.Run(records, true);
  REQUIRE(plain.traced == 0);
  for (size_t i = 0; i < records.size(); ++i) {
    if (plain.documents[i] == traced.documents[i]) continue;
    FAIL(what << "record " << i << ": " << records[i] << "\nplain:  " << plain.documents[i] << "\ntraced: " << traced.documents[i]);
  }
  INFO(what);
  CHECK(plain.watched == traced.watched);
  return traced.traced;
}

void CompareSeeds(uint64_t first, uint64_t count) {
  size_t traced = 0;
  for (uint64_t seed = first; seed < first + count; ++seed) {
    Generator generator(seed);
    const std::string yaml = generator.Chain();
    Bench bench(yaml, "");
    traced += CompareWays(bench, generator.Records(), "seed " + std::to_string(seed) + "\n" + yaml);
  }
  WARN(count << " chains, " << 160 * count << " documents, " << traced << " of them by a trace, none different");
  // The generator must not drift into chains that are never traced.
  CHECK(traced > 10 * count);
}

TEST_CASE("a document that edge processors changed is by its trace what it is the plain way") { CompareSeeds(1, 1500); }

// By hand: edge_test "[.long]".
TEST_CASE("many chains and documents, both ways", "[.long]") {
  const char* const first = std::getenv("FLOWSHIP_SEED");
  CompareSeeds(first == nullptr ? 100'000 : std::strtoull(first, nullptr, 10), 50'000);
}

// What real policies put in front of the pipeline does not cost them their traces: each of these alone, over real records and the real pipeline.
TEST_CASE("GoFlow2's records are traced behind the processors of real policies") {
  std::ifstream log(FLOWSHIP_SOURCE_DIR "/testdata/goflow2/pmacct-mapped.log");
  std::vector<std::string> records;
  for (std::string line; std::getline(log, line) && records.size() < 1000;) {
    if (line.size() > 2 && line.find("}{") == std::string::npos) records.push_back(line);
  }
  REQUIRE(!records.empty());
  for (const char* const processor :
       {"add_locale: ~", "add_host_metadata: ~", "add_host_metadata: {when: {not.contains.tags: forwarded}}", "add_fields: {target: project, fields: {name: x, id: 7}}",
        "add_tags: {tags: [edge]}", "add_id: ~", "copy_fields: {fields: [{from: message, to: event.original}]}", "rename: {fields: [{from: log.file.path, to: file}]}",
        "drop_fields: {fields: [log.offset, '/^agent/']}", "truncate_fields: {fields: [message], max_bytes: 65536}", "drop_event: {when: {equals: {message: none}}}",
        "community_id: ~", "fingerprint: {fields: [message]}", "convert: {fields: [{from: log.offset, type: string}]}",
        "{if: {contains: {tags: sflow}}, then: [{add_tags: {tags: [a]}}], else: {add_tags: {tags: [b]}}}"}) {
    Bench bench(std::string("processors:\n  - ") + processor + "\n", FLOWSHIP_SOURCE_DIR "/pipelines/goflow2.sflow");
    const size_t traced = CompareWays(bench, records, processor);
    INFO(processor);
    CHECK(traced > records.size() * 8 / 10);
  }
}

}  // namespace
}  // namespace flowship
