// Documents that follow a trace come to what they come to the plain way: both over generated pipelines and documents, byte for byte.

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "../both_ways.h"
#include "config/node.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

using both_ways::Result;

// A pipeline, compiled; runs records over it the one way and the other.
class Bench {
 public:
  explicit Bench(const std::string& yaml) : set_(keys_) {
    config::Diagnostics diagnostics;
    for (const auto& [name, text] : {std::pair<std::string, std::string>{"main", yaml}, {"inner", kInner}}) {
      const auto node = config::Parse(name, text, diagnostics);
      INFO(diagnostics.Render() << yaml);
      REQUIRE(node);
      set_.Add(name, *node, ProcessorTypes(), {}, diagnostics);
    }
    INFO(diagnostics.Render() << yaml);
    REQUIRE(diagnostics.ok());
    Plan("main");
  }
  // All pipelines of a folder; `name` is the first of them.
  Bench(const std::string& folder, const std::string& name) : set_(keys_) {
    config::Diagnostics diagnostics;
    set_.AddFolder(folder, ProcessorTypes(), {}, diagnostics);
    INFO(diagnostics.Render());
    REQUIRE(diagnostics.ok());
    Plan(name);
  }

  Result Run(const std::vector<std::string>& records, bool traced) { return both_ways::Run(keys_, plans_, records, traced); }

 private:
  void Plan(const std::string& name) {
    stream_ = std::make_shared<Stream>();
    stream_->tags = {"x", "sflow"};
    plans_.push_back({stream_, nullptr, set_.Find(name)});
    REQUIRE(plans_.back().pipeline != nullptr);
  }

  static constexpr const char* kInner = R"yml(
processors:
  - set: {field: inner, value: "{{{d.a}}}"}
  - rename: {field: d.h, target_field: moved, ignore_missing: true, override: true}
)yml";

  KeySet keys_;
  PipelineSet set_;
  std::shared_ptr<Stream> stream_;
  std::vector<StreamPlan> plans_;
};

class Generator : both_ways::Dice {
 public:
  using Dice::Dice;

  std::string Pipeline() {
    std::string yaml = "processors:\n  - json: {field: message, target_field: d}\n";
    for (int64_t left = Number(1, 8); left > 0; --left) yaml += "  - " + Step() + "\n";
    if (Number(0, 2) == 0) yaml += "on_failure:\n  - set: {field: error.message, value: \"{{{_ingest.on_failure_message}}}\"}\n";
    return yaml;
  }

  std::vector<std::string> Records() {
    std::vector<std::string> shapes;
    std::vector<std::string> records;
    const int64_t kinds = Number(1, 3);
    for (int64_t i = 0; i < kinds; ++i) shapes.push_back(Shape());
    // Of each field a few values, so that documents are like others.
    for (std::string& text : texts_) text = Text();
    for (std::string& number : numbers_) number = Whole();
    for (int i = 0; i < 160; ++i) records.push_back(Fill(shapes[static_cast<size_t>(Number(0, kinds - 1))]));
    return records;
  }

 private:

  std::string Field() {
    static constexpr const char* kFields[] = {"d.a", "d.b", "d.c", "d.e", "d.f", "d.h", "x.y", "x.z", "list", "t.u", "w", "log.offset", "log.file.path"};
    return Of(kFields);
  }
  // The same in a script, where what is on the way may be missing.
  std::string Script() {
    static constexpr const char* kFields[] = {"ctx.d.a", "ctx.d.b", "ctx.d.c", "ctx.d.e", "ctx.d.f", "ctx.d?.h", "ctx.x?.y", "ctx.x?.z", "ctx.list", "ctx.t?.u",
                                              "ctx.w", "ctx.log.offset"};
    return Of(kFields);
  }
  std::string Target() {
    static constexpr const char* kTargets[] = {"ctx.w", "ctx.d.h", "ctx.d.a", "ctx.v"};
    return Of(kTargets);
  }

  // $ is a field that is read, @ one that is written.
  std::string Filled(std::string text) {
    for (size_t at = 0; (at = text.find_first_of("$@", at)) != std::string::npos;) {
      const std::string field = text[at] == '$' ? Script() : Target();
      text.replace(at, 1, field);
      at += field.size();
    }
    return text;
  }

  std::string Condition() {
    static constexpr const char* kConditions[] = {
        "$ != null", "$ == null", "$ == 'abc'", "$ != ''", "$ instanceof String && $.startsWith('a')", "$ instanceof Number && $ > 5", "$ == $",
        "ctx.list != null && ctx.list.contains('x')", "ctx.d.size() > 4", "ctx.d.containsValue('')", "ctx.d.containsValue(null)", "$ instanceof List",
        "!($ instanceof Map) && $?.toString() != '12'", "$ == true", "ctx.tags.contains('sflow')", "$ == null || $ == 12 || $ == 'A b '",
        "ctx._index != null && $ != null", "$?.hashCode() == 3", "ctx.d.values().contains('abc')", "ctx.d.containsKey('a') && ctx.d.get('a') == 'abc'", "['abc', 'a', 12].contains($)"};
    return Filled(Of(kConditions));
  }

  std::string Source() {
    static constexpr const char* kSources[] = {
        "@ = $ + 1", "@ = $ * $", "@ = 'x' + $ + ' ' + $", "if ($ instanceof String) { @ = $.toUpperCase() }", "String s = String.valueOf($); @ = s.length() > 3 ? s : s + s",
        "def v = $; if (v instanceof Number && v > 10) { @ = v / 2L } else { @ = v }", "@ = ctx.list?.contains($)", "@ = $?.toString()?.indexOf('a')",
        "long n = $ instanceof Number ? $ : 0; @ = n % 7", "@ = $ == $", "@ = $ ?: 'none'", "String f(def x) { return x + '!' } @ = f($)",
        "for (def e : ctx.d.values()) { if (e instanceof String) { @ = e } }", "try { @ = Long.parseLong($) } catch (Exception e) { @ = e.getMessage() }",
        "@ = Integer.parseInt($.toString())", "def text = 'a'; text = text + $; if (text.indexOf('1') > 0) { @ = text } ", "@ = $; @ = @", "@ = -$", "@ = (int) $",
        "def a = $, b = $; String text = a != null ? a.toString() : 'nothing'; if (b != null) { text = text + ', ' + b + ' of it' } @ = text",
        "@ = ['n': $]", "@ = $?.length()", "ctx.d.remove('a')", "ctx.d.values().removeIf(v -> v == null || v == '')", "@ = ctx.d['b']", "ctx.d['h'] = $", "@ = [$, 'a', $]; ",
        "def names = ['a', 'b', 'g']; for (def name : names) { if (ctx.d[name] != null) { @ = ctx.d[name] } }", "@ = ctx.d[$]", "ctx.d.put('h', $)", "ctx.list?.add($)",
        "@ = ['k': ['l': $]]; if (@.k.l == $) { @ = 1 }", "for (int i = 0; i < 3; ++i) { @ = $ + i }", "int n = 0; while (n < 2) { n = n + 1; if (n == $) { break; } } @ = n",
        "ctx.d.entrySet().removeIf(e -> e.getValue() == 'abc')", "@ = ctx.d.keySet().contains($)", "def m = ['z': $]; m.remove('z'); @ = m.size()", "@ = ctx.d.get('a')",
        "for (String s : ctx.list) { @ = s }", "@ = ctx.d.containsKey($)", "@ = ctx.d.values()", "Set s = new HashSet(); s.add($); s.add($); @ = s.size()",
        "ctx.d.values().removeIf(v -> v instanceof Number && v > 5)", "@ = $?.trim()?.isEmpty()", "double r = $; @ = r * 1.5", "@ = params.k + $", "return; "};
    return Filled(Of(kSources));
  }

  std::string Common() {
    std::string options;
    if (Number(0, 2) == 0) options += ", if: \"" + Condition() + "\"";
    const int64_t handling = Number(0, 5);
    if (handling < 3) options += ", ignore_failure: true";
    else if (handling == 3) options += ", on_failure: [{set: {field: failed, value: \"{{{_ingest.on_failure_message}}}\"}}]";
    return options;
  }

  std::string Step() {
    static constexpr const char* kTypes[] = {"string", "long", "integer", "double", "float", "boolean", "auto", "ip"};
    static constexpr const char* kTexts[] = {"lowercase", "uppercase", "trim", "bytes", "urldecode", "html_strip"};
    static constexpr const char* kTemplates[] = {"{{{#}}}", "{{#}}", "x {{{#}}} y", "constant", "{{{_ingest.timestamp}}}"};
    const auto bound = [this](std::string text) {
      const size_t at = text.find('#');
      return at == std::string::npos ? text : text.replace(at, 1, Field());
    };
    const std::string a = Field(), b = Field(), common = Common();
    const std::string flag = Number(0, 1) == 0 ? "true" : "false";
    switch (Number(0, 23)) {
      case 0: return "set: {field: " + a + ", value: " + (flag == "true" ? "12" : "abc") + common + "}";
      case 1: return "set: {field: " + a + ", copy_from: " + b + ", ignore_empty_value: " + flag + common + "}";
      case 2: return "set: {field: " + a + ", value: \"" + bound(Of(kTemplates)) + "\", override: " + flag + common + "}";
      case 3: return "set: {field: " + a + ", value: [p, {q: \"" + bound(Of(kTemplates)) + "\"}]" + common + "}";
      case 4:
      case 5: return "append: {field: " + a + ", value: \"" + bound(Of(kTemplates)) + "\", allow_duplicates: " + flag + common + "}";
      case 6: return "append: {field: list, value: [x, \"{{{" + a + "}}}\"], allow_duplicates: " + flag + common + "}";
      case 7: return "rename: {field: " + a + ", target_field: " + b + ", ignore_missing: true, override: " + flag + common + "}";
      case 8: return "remove: {field: " + a + ", ignore_missing: true" + common + "}";
      case 9:
      case 10: return "convert: {field: " + a + ", target_field: " + b + ", type: " + Of(kTypes) + ", ignore_missing: true" + common + "}";
      case 11: return Of(kTexts) + ": {field: " + a + ", target_field: " + b + ", ignore_missing: true" + common + "}";
      case 12: return "date: {field: " + a + ", formats: [UNIX_MS, ISO8601, yyyy], target_field: " + b + common + "}";
      case 13: return "community_id: {source_ip: " + a + ", destination_ip: " + b + ", transport: d.c, source_port: d.e, destination_port: d.f" + common + "}";
      case 14: return "pipeline: {name: inner" + common + "}";
      case 15: return "drop: {if: \"" + Condition() + "\", ignore_failure: true}";
      case 16: return "fail: {message: \"no {{{" + a + "}}}\", if: \"" + Condition() + "\"}";
      case 17: return "split: {field: " + a + ", separator: b, target_field: " + b + ", ignore_missing: true" + common + "}";
      case 18: return "json: {field: " + a + ", target_field: " + b + common + "}";
      case 19: return "foreach: {field: list, processor: {uppercase: {field: _ingest._value}}, ignore_missing: true" + common + "}";
      default: return "script: {source: \"" + Source() + "\", params: {k: 7}" + common + "}";
    }
  }

  // A record with # where a value goes.
  std::string Shape() {
    static constexpr const char* kKeys[] = {"a", "b", "c", "e", "f", "g", "h"};
    std::string shape = "{";
    for (const char* const key : kKeys) {
      if (Number(0, 3) == 0) continue;
      const int64_t kind = Number(0, 9);
      shape += std::string(shape.size() == 1 ? "" : ",") + "\"" + key + "\":" + (kind < 4 ? "S" : kind < 7 ? "N" : kind < 8 ? "A" : kind < 9 ? "[S,N]" : "{\"k\":A}");
    }
    return shape + "}";
  }
  std::string Text() {
    static constexpr const char* kTexts[] = {R"("")", R"("a")", R"("abc")", R"("A b ")", R"("10.0.0.1")", R"("2001:db8::1")", R"("é")", R"("q\"uo\\te")", R"("12")",
                                             R"("1600000000000")", R"("tcp")", R"("1kb")", R"("true")", R"("{\"z\":1}")", R"("%41<b>")", R"("0x1F")"};
    return Of(kTexts);
  }
  std::string Whole() {
    static constexpr const char* kNumbers[] = {"0", "1", "7", "12", "443", "65535", "3000000000", "-5", "1795460360398435969", "1795460360398"};
    return Of(kNumbers);
  }
  std::string Fill(const std::string& shape) {
    static constexpr const char* kOthers[] = {"null", "true", "false", "1.5", "-0.0", "1e300", "[]", "{}", "12345678901234567890", "[\"a\",\"a\"]"};
    std::string record;
    for (const char c : shape) {
      if (c == 'S') record += texts_[static_cast<size_t>(Number(0, 3))];
      else if (c == 'N') record += numbers_[static_cast<size_t>(Number(0, 3))];
      else if (c == 'A') record += Number(0, 3) == 0 ? Of(kOthers) : Text();
      else record += c;
    }
    return Number(0, 40) == 0 ? record.substr(0, record.size() / 2) : record;
  }

  std::array<std::string, 4> texts_, numbers_;
};

// Runs the records both ways; gives how many of them followed a trace.
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

// One seed's pipeline.
size_t Compare(uint64_t seed) {
  Generator generator(seed);
  const std::string yaml = generator.Pipeline();
  const std::vector<std::string> records = generator.Records();
  Bench bench(yaml);
  return CompareWays(bench, records, "seed " + std::to_string(seed) + "\n" + yaml);
}

void CompareSeeds(uint64_t first, uint64_t count) {
  size_t traced = 0;
  for (uint64_t seed = first; seed < first + count; ++seed) traced += Compare(seed);
  WARN(count << " pipelines, " << 160 * count << " documents, " << traced << " of them by a trace, none different");
  // The generator must not drift into pipelines that are never traced.
  CHECK(traced > 10 * count);
}

TEST_CASE("a traced document is what it is the plain way") { CompareSeeds(1, 1500); }

// A flat record with some of its members changed, left out, doubled or put elsewhere.
std::string Spoil(const std::string& record, std::mt19937_64& random) {
  static constexpr const char* kValues[] = {R"("")", "null", "0", "-1", "1", "65536", "1073741824", "1073741830", "2147483648", "1795460360398435969", "1.5", "true",
                                            R"("SFLOW_5")", R"("IPFIX")", R"("10.0.0.1")", R"("2001:db8::1")", R"("::ffff:1.2.3.4")", R"("TCP")", R"("HOPOPT")", R"("ICMP")",
                                            R"("é\u0041\"")", R"("12")", R"("bad")", R"([1,"a"])", R"({"a":1})"};
  const auto number = [&random](size_t below) { return std::uniform_int_distribution<size_t>(0, below - 1)(random); };
  std::vector<std::string> members;
  for (size_t at = 1; at < record.size();) {
    size_t end = record.find(",\"", at);
    if (end == std::string::npos) end = record.size() - 1;
    members.push_back(record.substr(at, end - at));
    at = end + 1;
  }
  for (size_t left = number(3); left > 0 && !members.empty(); --left) {
    std::string& member = members[number(members.size())];
    switch (number(6)) {
      case 0: members.erase(members.begin() + (&member - members.data())); break;
      case 1: std::swap(member, members[number(members.size())]); break;
      case 2: members.push_back(std::string(member)); break;
      default: member = member.substr(0, member.find(':') + 1) + kValues[number(std::size(kValues))];
    }
  }
  std::string spoilt = "{";
  for (const std::string& member : members) spoilt += (spoilt.size() == 1 ? "" : ",") + member;
  return spoilt + "}";
}

TEST_CASE("GoFlow2's records are traced, and what is like them is what it is the plain way") {
  Bench bench(FLOWSHIP_SOURCE_DIR "/pipelines/goflow2.sflow", "default");
  std::mt19937_64 random(7);
  size_t all = 0, spoilt = 0;
  for (const char* const name : {"pmacct-mapped", "pmacct-full"}) {
    std::ifstream log(std::string(FLOWSHIP_SOURCE_DIR "/testdata/goflow2/") + name + ".log");
    std::vector<std::string> records, changed;
    for (std::string line; std::getline(log, line) && records.size() < 1500;) {
      if (line.size() < 2 || line.find("}{") != std::string::npos) continue;
      records.push_back(line);
      for (int i = 0; i < 4; ++i) changed.push_back(Spoil(line, random));
    }
    REQUIRE(!records.empty());
    const size_t traced = CompareWays(bench, records, name);
    INFO(name);
    CHECK(traced > records.size() * 8 / 10);
    all += records.size() + changed.size();
    spoilt += CompareWays(bench, changed, name);
  }
  WARN(all << " documents, none different; " << spoilt << " of those that were changed by a trace");
  CHECK(spoilt > 0);
}

// By hand: pipeline_test "[.long]".
TEST_CASE("many pipelines and documents, both ways", "[.long]") {
  const char* const first = std::getenv("FLOWSHIP_SEED");
  CompareSeeds(first == nullptr ? 100'000 : std::strtoull(first, nullptr, 10), 100'000);
}

}  // namespace
}  // namespace flowship
