#include <catch2/catch.hpp>

#include "config/node.h"

namespace flowship::config {
namespace {

TEST_CASE("every mistake is shown at once, with its line, a caret and the nearest name") {
  Diagnostics diagnostics;
  const auto node = Parse("p.yml", "hosts: [a, b]\nexlude_files: x\nworker: many\nbulk:\n  max_siez: 3\n", diagnostics);
  REQUIRE(node);
  Options options(*node, diagnostics);
  CHECK(options.TakeStrings("hosts") == std::vector<std::string>{"a", "b"});
  CHECK(options.TakeStrings("exclude_files").empty());
  CHECK(options.TakeInt("worker", 1, 1, 64) == 1);
  CHECK(options.TakeInt("bulk.max_size", 1600, 1, 100000) == 1600);
  options.Finish("the output");
  CHECK(diagnostics.Render() ==
        "p.yml:2:1: unknown option \"exlude_files\" of the output; did you mean \"exclude_files\"?\n"
        "    2 | exlude_files: x\n"
        "      | ^\n"
        "p.yml:3:9: \"worker\" is a whole number, not \"many\"\n"
        "    3 | worker: many\n"
        "      |         ^\n"
        "p.yml:5:3: unknown option \"bulk.max_siez\" of the output; did you mean \"bulk.max_size\"?\n"
        "    5 |   max_siez: 3\n"
        "      |   ^\n");
}

TEST_CASE("dotted and nested are one option, and not both") {
  for (const char* text : {"a.b.c: 1", "a: {b: {c: 1}}", "a.b: {c: 1}", "a: {b.c: 1}"}) {
    Diagnostics diagnostics;
    Options options(*Parse("p", text, diagnostics), diagnostics);
    CHECK(options.TakeInt("a.b.c", 0, 0, 9) == 1);
    options.Finish("it");
    CHECK(diagnostics.ok());
  }
  Diagnostics diagnostics;
  Options options(*Parse("p", "a.b: 1\na: {b: 2}", diagnostics), diagnostics);
  (void)options.TakeInt("a.b", 0, 0, 9);
  CHECK(diagnostics.Messages() == std::vector<std::string>{"\"a.b\" is given both dotted and nested, with different values; give it once"});
}

TEST_CASE("a group that is dotted in part and nested in part is one mapping") {
  Diagnostics diagnostics;
  Options options(*Parse("p", "ssl: {a: 1}\nssl.b: 2\nssl.c.d: 3\nx: ~\n", diagnostics), diagnostics);
  CHECK(options.Has("ssl"));
  CHECK(options.Has("ssl.c"));
  CHECK_FALSE(options.Has("ss"));
  const auto group = options.TakeMapping("ssl");
  REQUIRE(group);
  Options inner(*group, diagnostics);
  CHECK(inner.TakeInt("a", 0, 0, 9) == 1);
  CHECK(inner.TakeInt("b", 0, 0, 9) == 2);
  CHECK(inner.TakeInt("c.d", 0, 0, 9) == 3);
  inner.Finish("ssl");
  CHECK_FALSE(options.Has("ssl"));
  CHECK(options.Has("x"));
  CHECK_FALSE(options.Take("x"));
  options.Finish("it");
  CHECK(diagnostics.Render() == "");
}

TEST_CASE("what is unknown within a group is compared with what the group has") {
  Diagnostics diagnostics;
  Options options(*Parse("p", "a.b: {chek: 1, good: 1}\na: {c: {d: 1}}\nother: {check: 1}\n", diagnostics), diagnostics);
  (void)options.Take("a.b.check");
  (void)options.Take("a.b.good");
  options.Finish("it");
  CHECK(diagnostics.Messages() == std::vector<std::string>{"unknown option \"a.b.chek\" of it; did you mean \"a.b.check\"?",
                                                           "unknown option \"a.c\" of it", "unknown option \"other\" of it"});
}

TEST_CASE("names that others take are suggested too, defaults fill what is not given") {
  Diagnostics diagnostics;
  Options options(*Parse("p", "tgas: 1\ngiven: 1\nempty: ~\n", diagnostics), diagnostics);
  const Node defaults = *Parse("defaults", "given: 2\nempty: 2\nabsent: 2\n", diagnostics);
  for (const Node::Member& member : defaults.members) options.AddDefault(member);
  static constexpr std::string_view kTheirs[] = {"tags"};
  options.AddKnown(kTheirs);
  CHECK(options.TakeInt("given", 0, 0, 9) == 1);
  CHECK(options.TakeInt("empty", 0, 0, 9) == 0);
  CHECK(options.TakeInt("absent", 0, 0, 9) == 2);
  options.Finish("it");
  CHECK(diagnostics.Messages() == std::vector<std::string>{"unknown option \"tgas\" of it; did you mean \"tags\"?"});
}

TEST_CASE("each kind of value is taken or refused at its place") {
  Diagnostics diagnostics;
  Options options(*Parse("p.yml", "bool: yes\nbad_bool: 1\nint: 0x10\nbig: 99999999999999999999\nlow: -1\ndouble: 1e-3\nbad_double: x\ntime: 90s\nbad_time: soon\n"
                                  "size: 1KiB\nbad_size: big\none: [a]\nlist: a\nlists: [a, [b]]\nmap: a\nseq:\n  a: b\n", diagnostics), diagnostics);
  CHECK(options.TakeBool("bool", false));
  CHECK(options.TakeBool("bad_bool", true));
  CHECK(options.TakeInt("int", 0, 0, 99) == 16);
  CHECK(options.TakeInt("big", 5, 0, 99) == 5);
  CHECK(options.TakeInt("low", 5, 0, 99) == 5);
  CHECK(options.TakeDouble("double", 0) == 1e-3);
  CHECK(options.TakeDouble("bad_double", 2) == 2);
  CHECK(options.TakeDurationMillis("time", 0) == 90'000);
  CHECK(options.TakeDurationMillis("bad_time", 3) == 3);
  CHECK(options.TakeBytes("size", 0) == 1024);
  CHECK(options.TakeBytes("bad_size", 4) == 4);
  CHECK_FALSE(options.TakeString("one"));
  CHECK(options.TakeStrings("list") == std::vector<std::string>{"a"});
  CHECK(options.TakeStrings("lists") == std::vector<std::string>{"a"});
  CHECK_FALSE(options.TakeMapping("map"));
  CHECK_FALSE(options.TakeSequence("seq"));
  CHECK(options.RequireString("none") == "");
  options.Finish("it");
  const std::vector<std::string> expected = {
      "\"bad_bool\" is true or false, not \"1\"", "\"big\" is a whole number, not \"99999999999999999999\"", "\"low\" is from 0 to 99, not -1",
      "\"bad_double\" is a number, not \"x\"", "\"bad_time\" is a duration such as 72h, 1m30s or 500ms, not \"soon\"",
      "\"bad_size\" is a size such as 16384, 10MB or 10MiB, not \"big\"", "\"one\" is one value, not a list", "\"lists\" is a list of plain values",
      "\"map\" is a mapping", "\"seq\" is a list", "[none] required property is missing"};
  CHECK(diagnostics.Messages() == expected);
  CHECK(diagnostics.Render().find("p.yml:14:12: \"lists\"") != std::string::npos);
  CHECK(diagnostics.Render().find("p.yml:16:1: \"seq\"") != std::string::npos);  // a value on other lines is shown at its name
}

TEST_CASE("what a variable did not give is reported once") {
  Diagnostics diagnostics;
  auto node = Parse("p", "a: ${X}\nb: ${X}\nc: [x, \"${X}\"]\n", diagnostics);
  ExpandVariables(*node, [](std::string_view) { return std::nullopt; }, diagnostics);
  CHECK(diagnostics.errors() == 3);
  Options options(*node, diagnostics);
  CHECK(options.TakeInt("a", 7, 0, 9) == 7);
  CHECK(options.RequireString("b") == "");
  CHECK(options.TakeStrings("c") == std::vector<std::string>{"x"});
  CHECK(diagnostics.errors() == 3);
}

}  // namespace
}  // namespace flowship::config
