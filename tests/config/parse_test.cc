#include <catch2/catch.hpp>

#include "base/limits.h"
#include "config/node.h"
#include "table.h"

namespace flowship::config {
namespace {

// The tree as JSON-like text, with what was quoted in quotes.
std::string Show(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::kNull:
      return "~";
    case Node::Kind::kScalar:
      return node.quoted ? "'" + node.text + "'" : node.text;
    case Node::Kind::kSequence:
      for (const Node& item : node.items) out += (out.empty() ? "" : ", ") + Show(item);
      return "[" + out + "]";
    case Node::Kind::kMapping:
      for (const Node::Member& member : node.members) out += (out.empty() ? "" : ", ") + member.key + ": " + Show(member.value);
      return "{" + out + "}";
  }
  return out;
}

std::string Parsed(const std::string& text) {
  Diagnostics diagnostics;
  const auto node = Parse("p.yml", text, diagnostics);
  CHECK(node.has_value() == diagnostics.ok());
  return node ? Show(*node) : diagnostics.Render();
}

std::string Fault(const std::string& text) {
  Diagnostics diagnostics;
  CHECK_FALSE(Parse("p.yml", text, diagnostics));
  return diagnostics.Messages().empty() ? "" : diagnostics.Messages().front();
}

TEST_CASE("what can't be read is answered with its place") {
  for (const Node& row : ReadTable("parse.yml")) {
    DYNAMIC_SECTION(TextOf(row, "name")) {
      Diagnostics diagnostics;
      CHECK_FALSE(Parse("p.yml", TextOf(row, "text"), diagnostics));
      CHECK(diagnostics.Render() == TextOf(row, "errors"));
    }
  }
}

TEST_CASE("YAML is read as it is written") {
  CHECK(Parsed("") == "~");
  CHECK(Parsed("# nothing\n") == "~");
  CHECK(Parsed("%YAML 1.2\n---\na: 1\n...\n# end\n") == "{a: 1}");
  CHECK(Parsed("a: 'x'\nb: \"y\"\nc: z w\nd:\ne: ~\nf: ''\n") == "{a: 'x', b: 'y', c: z w, d: ~, e: ~, f: ''}");
  CHECK(Parsed("- |\n  a\n   b\n- >-\n  c\n  d\n") == "['a\n b\n', 'c d']");
  CHECK(Parsed("a: !!str 5\nb: !!map {c: 1}\nd: !!seq [1]\n") == "{a: '5', b: {c: 1}, d: [1]}");
  CHECK(Parsed("a: !!int \"5\"\nb: !!float 1\nc: !!bool 'true'\nd: !!null ''\ne: !!str\n") == "{a: 5, b: 1, c: true, d: , e: ''}");
  CHECK(Parsed("~: 1\nnull: 2\n5: 3\n") == "{~: 1, null: 2, 5: 3}");
  CHECK(Parsed("a: 1\r\nb: 2\r\n") == "{a: 1, b: 2}");
  // A question mark is an indicator before a blank only: YAML 1.2, "7.3.3. Plain Style".
  CHECK(Parsed("{if: ctx.a?.b != null, c: '?x', \"d?\": [what?, ?e]}\n") == "{if: ctx.a?.b != null, c: '?x', d?: [what?, ?e]}");
  CHECK(Parsed("? a\n: b?c\n") == "{a: b?c}");
  CHECK(Parsed("{a: \"\\x15?b\", c: d}\n") == "{a: '\x15?b', c: d}");
  CHECK(Parsed("\xEF\xBB\xBF" "a: 1\n") == "{a: 1}");
}

TEST_CASE("JSON is YAML, with tabs, escaped slashes and surrogate pairs") {
  CHECK(Parsed("{\n\t\"a\": [\n\t\t1,\n\t\t-2.5e3],\n\t\"b\":{\"c\":true,\"d\":null}\n}\n") == "{a: [1, -2.5e3], b: {c: true, d: ~}}");
  CHECK(Parsed(R"({"a": "\/\u00e9\n", "b\ud83d\ude00": "x\ud83d\ude00y\"\ud83d\ude01"})") == "{a: '/\u00e9\n', b\U0001F600: 'x\U0001F600y\"\U0001F601'}");
  CHECK(Parsed(R"(["\\ud83d\\ude00", "\ud83d\ude00", 1, "\\ud83d\\ude00"])") == "['\\ud83d\\ude00', '\U0001F600', 1, '\\ud83d\\ude00']");
  // Only within double quotes a backslash is an escape.
  CHECK(Parsed("a: '\\ud83d\\ude00'\nb: \"\\ud83d\\ude00\"\nc: \\ud83d\\ude00\n") == "{a: '\\ud83d\\ude00', b: '\U0001F600', c: \\ud83d\\ude00}");
}

TEST_CASE("surrogate pairs do not cost a parse each in JSON, and have a limit in YAML") {
  std::string json = "[\"\"", yaml;
  for (size_t i = 0; i <= limits::kConfigMaxSurrogateStrings; ++i) {
    json += ", \"\\ud83d\\ude00\"";
    yaml += "- x: \"\\ud83d\\ude00\"\n";
  }
  Diagnostics diagnostics;
  const auto node = Parse("p.json", json + "]", diagnostics);
  REQUIRE(node);
  CHECK(node->items.back().text == "\U0001F600");
  CHECK(Fault(yaml) == "more than 100 strings with characters written as two escapes; write the characters themselves");
}

TEST_CASE("aliases stand for what was anchored; merged keys come after the mapping's own") {
  CHECK(Parsed("a: &x [1, &y {b: 2}]\nc: *x\nd: *y\n") == "{a: [1, {b: 2}], c: [1, {b: 2}], d: {b: 2}}");
  CHECK(Parsed("a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}\n") == "{a: {k: 1, l: 2}, b: {l: 3, k: 1}}");
  CHECK(Parsed("a: &x {k: 1}\nb:\n  <<: [*x, {k: 2, m: 5}]\n") == "{a: {k: 1}, b: {k: 1, m: 5}}");
  CHECK(Parsed("a: {'<<': 5}\n") == "{a: {<<: 5}}");
}

TEST_CASE("places are those of the text") {
  Diagnostics diagnostics;
  const auto node = Parse("p.yml", "a:\n  - b: [x,\n       y]\n    c:\nd: 'z'\n", diagnostics);
  REQUIRE(node);
  const auto at = [](const Place& place) { return std::pair(place.line, place.column); };
  const Node& item = node->Find("a")->items.at(0);
  CHECK(at(node->members.at(0).place) == std::pair(1, 1));
  CHECK(at(node->Find("a")->place) == std::pair(2, 3));
  CHECK(at(item.place) == std::pair(2, 5));
  CHECK(at(item.Find("b")->items.at(1).place) == std::pair(3, 8));
  CHECK(at(item.Find("c")->place) == std::pair(4, 5));  // an empty value stands at its name
  CHECK(at(node->Find("d")->place) == std::pair(5, 4));
}

TEST_CASE("everything has a limit") {
  const size_t depth = static_cast<size_t>(limits::kConfigMaxDepth);
  CHECK(Parsed(std::string(depth, '[') + std::string(depth, ']')) == std::string(depth, '[') + std::string(depth, ']'));
  CHECK(Fault(std::string(depth + 1, '[') + std::string(depth + 1, ']')) == "nested deeper than 256 levels");
  CHECK(Fault(std::string(100'000, '[')) == "nested deeper than 256 levels");
  CHECK(Fault(std::string(limits::kConfigMaxBytes + 1, '#')) == "larger than a configuration may be (16777216 bytes)");
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += (k ? ", *a" : "*a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  CHECK(Fault(bomb) == "too large: more than 1000000 values, aliases counted as what they stand for");
}

TEST_CASE("bytes that are not UTF-8 are refused, with their place") {
  for (const char* bad : {"\xff", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc3", "\x80", "\xe2\x82"}) {
    Diagnostics diagnostics;
    CHECK_FALSE(Parse("p.yml", "a: 1\nb: x" + std::string(bad), diagnostics));
    CHECK(diagnostics.Render().substr(0, 22) == "p.yml:2:5: not UTF-8\n ");
  }
  CHECK(Parsed("\xf4\x8f\xbf\xbf\xc2\x80\xe2\x82\xac") == "\xf4\x8f\xbf\xbf\xc2\x80\xe2\x82\xac");
}

TEST_CASE("of a very long line, what is around the caret is shown") {
  Diagnostics diagnostics;
  (void)Parse("p.json", "{" + std::string(300, ' ') + "\"a\": 1, \"a\": 2" + std::string(300, ' ') + "}", diagnostics);
  CHECK(diagnostics.Render() == "p.json:1:310: \"a\" is here for the second time; a key may be given once\n"
                                "    1 | ..." + std::string(72, ' ') + "\"a\": 1, \"a\": 2" + std::string(74, ' ') + "...\n"
                                "      |    " + std::string(80, ' ') + "^\n");
}

TEST_CASE("a file that can't be read says why") {
  Diagnostics diagnostics;
  CHECK_FALSE(ParseFile("nowhere/policy.yml", diagnostics));
  CHECK_FALSE(ParseFile(FLOWSHIP_SOURCE_DIR "/testdata", diagnostics));
  CHECK(diagnostics.Render() == "nowhere/policy.yml: cannot be read: No such file or directory\n" FLOWSHIP_SOURCE_DIR
                                "/testdata: cannot be read: Is a directory\n");
}

TEST_CASE("findings are in the order of their files and lines") {
  Diagnostics diagnostics;
  const auto a = std::make_shared<const Source>(Source{"a", "1\n2\n"}), b = std::make_shared<const Source>(Source{"b", "1\n"});
  diagnostics.Error({a, 2, 1}, "third");
  diagnostics.Error({b, 1, 1}, "fourth");
  diagnostics.Warning({a, 1, 1}, "second");
  diagnostics.Error({a, 0, 0}, "first");
  diagnostics.Error({}, "nowhere");
  CHECK(diagnostics.Render() == "a: first\na:1:1: warning: second\n    1 | 1\n      | ^\na:2:1: third\n    2 | 2\n      | ^\nb:1:1: fourth\n    1 | 1\n      | ^\nnowhere\n");
  CHECK(diagnostics.Messages() == std::vector<std::string>{"third", "fourth", "first", "nowhere"});
  CHECK(diagnostics.errors() == 4);
}

}  // namespace
}  // namespace flowship::config
