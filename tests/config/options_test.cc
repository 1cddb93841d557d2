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

TEST_CASE("what is no YAML, or too much of it, is an error with a place") {
  const auto message = [](const std::string& text) {
    Diagnostics diagnostics;
    CHECK_FALSE(Parse("p", text, diagnostics));
    return diagnostics.Messages().empty() ? "" : diagnostics.Messages().front();
  };
  CHECK(message("a: [1") != "");
  CHECK(message("a: 1\na: 2") == "\"a\" is here for the second time; a key may be given once");
  CHECK(message("a: *nowhere") != "");
  CHECK(message(std::string(1000, '[') + std::string(1000, ']')) != "");
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += (k ? ", *a" : "*a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  CHECK(message(bomb) == "too large: more than 1000000 values, aliases counted as what they stand for");
}

TEST_CASE("durations and sizes") {
  int64_t number = 0;
  CHECK((ParseDurationMillis("72h", &number) && number == 72 * 3600 * 1000));
  CHECK((ParseDurationMillis("1m30s", &number) && number == 90'000));
  CHECK((ParseDurationMillis("1.5s", &number) && number == 1500));
  CHECK((ParseDurationMillis("250ms", &number) && number == 250));
  CHECK((ParseDurationMillis("10", &number) && number == 10'000));
  CHECK((ParseDurationMillis("-1", &number) && number == -1000));
  for (const char* bad : {"", "h", "1x", "1h2", "1 h", "one"}) CHECK_FALSE(ParseDurationMillis(bad, &number));
  CHECK((ParseByteSize("16384", &number) && number == 16384));
  CHECK((ParseByteSize("10MiB", &number) && number == 10 << 20));
  CHECK((ParseByteSize("10MB", &number) && number == 10'000'000));
  for (const char* bad : {"", "MB", "1 XB", "1e3"}) CHECK_FALSE(ParseByteSize(bad, &number));
}

TEST_CASE("variables are expanded, with alternatives, defaults and an escape") {
  const auto expand = [](const std::string& text) {
    Diagnostics diagnostics;
    auto node = Parse("p", text, diagnostics);
    const LookUp look_up = [](std::string_view name) -> std::optional<std::string> {
      if (name == "env.A") return "1";
      if (name == "KEY") return "secret";
      return std::nullopt;
    };
    ExpandVariables(*node, look_up, diagnostics);
    return diagnostics.ok() ? node->text : diagnostics.Messages().front();
  };
  CHECK(expand("x${env.A}y${KEY}") == "x1ysecret");
  CHECK(expand("'${env.B|env.A}'") == "1");
  CHECK(expand("\"${env.B|'d e'}\"") == "d e");
  CHECK(expand("'${env.B:dflt}'") == "dflt");
  CHECK(expand("'$${env.A}'") == "${env.A}");
  CHECK(expand("'${env.B}'") == "the environment has no B; set it, or give a default: ${env.B|'default'}");
}

TEST_CASE("the nearest name is near") {
  CHECK(Nearest("hsots", {"hosts", "worker"}) == "hosts");
  CHECK_FALSE(Nearest("banana", {"hosts", "worker"}));
}

}  // namespace
}  // namespace flowship::config
