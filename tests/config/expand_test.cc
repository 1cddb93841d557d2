#include <catch2/catch.hpp>

#include "config/node.h"
#include "table.h"

namespace flowship::config {
namespace {

std::optional<std::string> LookUpOne(std::string_view name) {
  if (name == "env.PORT") return "5066";
  if (name == "env.FLAG") return "true";
  if (name == "env.EMPTY") return "";
  if (name == "env.NESTED") return "${env.PORT}";
  if (name == "env.DOLLAR") return "$";
  if (name == "env.LIST") return "[1, 2]";
  if (name == "KEY") return "secret";
  return std::nullopt;
}

TEST_CASE("variables become their values, or an error") {
  for (const Node& row : ReadTable("expand.yml")) {
    DYNAMIC_SECTION(TextOf(row, "text")) {
      Diagnostics diagnostics;
      auto node = Parse("p.yml", TextOf(row, "text"), diagnostics);
      REQUIRE(node);
      ExpandVariables(*node, LookUpOne, diagnostics);
      if (const Node* const error = row.Find("error")) {
        CHECK(diagnostics.Messages() == std::vector<std::string>{error->text});
        CHECK(node->faulty);
      } else {
        CHECK(diagnostics.Render() == "");
        CHECK(node->text == TextOf(row, "is"));
      }
    }
  }
}

TEST_CASE("what a variable gives is typed as if it had been written there") {
  Diagnostics diagnostics;
  const auto type = [&diagnostics](const std::string& text) {
    auto scalar = Parse("p.yml", text, diagnostics);
    ExpandVariables(*scalar, LookUpOne, diagnostics);
    return TypeOf(*scalar);
  };
  CHECK(type("${env.PORT}") == ScalarType::kInteger);
  CHECK(type("${env.FLAG}") == ScalarType::kBool);
  CHECK(type("'${env.FLAG}'") == ScalarType::kText);
  CHECK(type("${env.NONE|'1.5'}") == ScalarType::kFloat);
  CHECK(type("${env.PORT}:${env.PORT}") == ScalarType::kText);
  CHECK(type("${env.LIST}") == ScalarType::kText);
}

TEST_CASE("all of a tree is expanded, but its keys") {
  Diagnostics diagnostics;
  auto node = Parse("p.yml", "${env.PORT}:\n  - {a: \"${KEY}\"}\n  - ${env.PORT}\n", diagnostics);
  REQUIRE(node);
  ExpandVariables(*node, LookUpOne, diagnostics);
  CHECK(node->members.at(0).key == "${env.PORT}");
  CHECK(node->members.at(0).value.items.at(0).Find("a")->text == "secret");
  CHECK(node->members.at(0).value.items.at(1).text == "5066");
}

}  // namespace
}  // namespace flowship::config
