#include "output/index_template.h"

#include <catch2/catch.hpp>

namespace flowship {
namespace {

struct Made {
  std::string json;
  std::vector<std::string> errors;
};

Made Make(const std::string& yaml) {
  config::Diagnostics diagnostics;
  const auto fields = config::Parse("fields.yml", yaml, diagnostics);
  REQUIRE(fields);
  Made made;
  made.json = IndexTemplate("my.set", *fields, diagnostics);
  made.errors = diagnostics.Messages();
  return made;
}

std::string PropertiesOf(const std::string& json) {
  const size_t begin = json.find("\"properties\":") + 13, end = json.find("}},\"_meta\"");
  REQUIRE(begin != std::string::npos + 13);
  REQUIRE(end != std::string::npos);
  return json.substr(begin, end - begin);
}

TEST_CASE("a template is for the data streams of its dataset, alone") {
  const Made made = Make("[{name: a}]");
  CHECK(made.errors.empty());
  CHECK_THAT(made.json, Catch::StartsWith(R"({"index_patterns":["logs-my.set-*"],"priority":200,"data_stream":{},"template":{"settings":{"index":)"));
  CHECK_THAT(made.json, Catch::Contains(R"("dynamic_templates":[{"strings_as_keyword":{"match_mapping_type":"string","mapping":{"type":"keyword","ignore_above":1024}}}])"));
  CHECK_THAT(made.json, Catch::Contains(R"("date_detection":false)"));
  CHECK_THAT(made.json, !Catch::Contains("composed_of"));
}

TEST_CASE("definitions become properties") {
  const std::pair<const char*, const char*> kTable[] = {
      {"[{name: a}]", R"({"a":{"type":"keyword","ignore_above":1024}})"},
      {"[{name: a.b, type: ip}, {name: a.c.d, type: long}]", R"({"a":{"properties":{"b":{"type":"ip"},"c":{"properties":{"d":{"type":"long"}}}}}})"},
      {"[{name: a, type: group, fields: [{name: b, type: date}, {name: c, fields: [{name: d, type: boolean}]}]}]",
       R"({"a":{"properties":{"b":{"type":"date"},"c":{"properties":{"d":{"type":"boolean"}}}}}})"},
      {"[{name: a, type: constant_keyword, value: 7}]", R"({"a":{"type":"constant_keyword","value":"7"}})"},
      {"[{name: a, type: keyword, index: false, doc_values: false, description: x}]", R"({"a":{"type":"keyword","index":false,"doc_values":false}})"},
      {"[{name: a, type: wildcard}, {name: b, type: match_only_text}]", R"({"a":{"type":"wildcard","ignore_above":1024},"b":{"type":"match_only_text"}})"},
  };
  for (const auto& [fields, properties] : kTable) {
    INFO(fields);
    const Made made = Make(fields);
    CHECK(made.errors.empty());
    CHECK(PropertiesOf(made.json) == properties);
  }
}

TEST_CASE("mistakes in definitions are errors, and there is no template") {
  const std::pair<const char*, const char*> kTable[] = {
      {"{name: a}", "field definitions are a list of {name, type, …}"},
      {"[{name: a, type: strng}]", "field a: unknown type \"strng\""},
      {"[{type: long}]", "[name] required property is missing"},
      {"[{name: a, indx: false}]", "unknown option \"indx\" of a field definition; did you mean \"index\"?"},
  };
  for (const auto& [fields, error] : kTable) {
    INFO(fields);
    const Made made = Make(fields);
    CHECK(made.json.empty());
    CHECK(made.errors == std::vector<std::string>{error});
  }
}

TEST_CASE("the real definitions make a template without a mistake") {
  config::Diagnostics diagnostics;
  const auto fields = config::ParseFile(FLOWSHIP_SOURCE_DIR "/fields/goflow2.sflow.yml", diagnostics);
  REQUIRE(fields);
  const std::string json = IndexTemplate("goflow2.sflow", *fields, diagnostics);
  INFO(diagnostics.Render());
  CHECK(diagnostics.ok());
  CHECK_THAT(json, Catch::Contains(R"("source":{"properties":{)"));
  CHECK_THAT(json, Catch::Contains(R"("dataset":{"type":"constant_keyword","value":"goflow2.sflow"})"));
}

}  // namespace
}  // namespace flowship
