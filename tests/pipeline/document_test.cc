#include "pipeline/document.h"

#include <catch2/catch.hpp>

#include "event/json_writer.h"
#include "pipeline/template.h"

namespace flowship {
namespace {

// A document made of JSON, with paths compiled on demand. Expected error texts are those of Elasticsearch's IngestDocument.
struct Fixture {
  KeySet frozen;
  Arena arena;
  KeyTable keys{frozen, arena};
  JsonReader reader;
  Event event;
  RunContext context;
  Document document{event, arena, keys, context};

  explicit Fixture(std::string_view json) {
    Value value;
    JsonProblem problem;
    REQUIRE(reader.Read(arena.Copy(json), arena, keys, &value, &problem));
    event.root = value.as_object();
    context.timestamp = "2026-11-24T00:00:00.000000001Z";
  }
  // Keys of a path are looked up in the batch first, as they would have been compiled before the batch.
  std::optional<PathRef> Path(const std::string& text) {
    std::vector<FieldPath::Part> parts;
    PathRoot root;
    REQUIRE(ParsePath(text, keys, &root, &parts));
    auto* const own = arena.NewArray<FieldPath::Part>(parts.size());
    std::copy(parts.begin(), parts.end(), own);
    return PathRef(root, {own, parts.size()}, arena.Copy(text));
  }
  std::string Json() { return ToJson(Value::Of(event.root)); }
  std::string Set(const std::string& path, Value value) { return document.Set(*Path(path), value) ? Json() : std::string(document.failure().reason); }
  std::string Remove(const std::string& path) { return document.Remove(*Path(path)) ? Json() : std::string(document.failure().reason); }
  std::string Require(const std::string& path) {
    Value* value = nullptr;
    return document.Require(*Path(path), &value) ? ToJson(*value) : std::string(document.failure().reason);
  }
  std::string Render(const std::string& text, Template::Escape escape = Template::Escape::kJson) {
    auto compiled = Template::Compile(text, escape);
    return compiled.ok() ? std::string(compiled->Render(document)) : "error: " + compiled.error().message;
  }
};

TEST_CASE("fields are read by path") {
  Fixture f(R"({"a":{"b":[1,{"c":"x"}]},"n":null,"s":"t"})");
  CHECK(f.Require("a.b.1.c") == R"("x")");
  CHECK(f.Require("_source.a.b.0") == "1");
  CHECK(f.Require("n") == "null");
  CHECK(f.Require("z") == "field [z] not present as part of path [z]");
  CHECK(f.Require("a.z.y") == "field [z] not present as part of path [a.z.y]");
  CHECK(f.Require("a.b.x") == "[x] is not an integer, cannot be used as an index as part of path [a.b.x]");
  CHECK(f.Require("a.b.2") == "[2] is out of bounds for array with length [2] as part of path [a.b.2]");
  CHECK(f.Require("n.x") == "cannot resolve [x] from null as part of path [n.x]");
  CHECK(f.Require("s.x") == "cannot resolve [x] from object of type [java.lang.String] as part of path [s.x]");
  CHECK(f.document.Get(*f.Path("s.x")) == nullptr);
  CHECK(f.Require("_ingest.timestamp") == R"("2026-11-24T00:00:00.000000001Z")");
}

TEST_CASE("fields are set by path, and what is on the way is made") {
  CHECK(Fixture("{}").Set("a.b.c", Value::Int(1)) == R"({"a":{"b":{"c":1}}})");
  CHECK(Fixture(R"({"a":{"b":1}})").Set("a.b", Value::Int(2)) == R"({"a":{"b":2}})");
  CHECK(Fixture(R"({"a":[1,2]})").Set("a.1", Value::Int(3)) == R"({"a":[1,3]})");
  CHECK(Fixture(R"({"a":[1,2]})").Set("a.2", Value::Int(3)) == "[2] is out of bounds for array with length [2] as part of path [a.2]");
  CHECK(Fixture(R"({"a":"s"})").Set("a.b", Value::Int(3)) == "cannot set [b] with parent object of type [java.lang.String] as part of path [a.b]");
  CHECK(Fixture(R"({"a":null})").Set("a.b", Value::Int(3)) == "cannot set [b] with null parent as part of path [a.b]");
  CHECK(Fixture(R"({"a":"s"})").Set("a.b.c", Value::Int(3)) == "cannot resolve [b] from object of type [java.lang.String] as part of path [a.b.c]");
}

TEST_CASE("fields are removed by path") {
  CHECK(Fixture(R"({"a":{"b":1,"c":2}})").Remove("a.b") == R"({"a":{"c":2}})");
  CHECK(Fixture(R"({"a":[1,2,3]})").Remove("a.1") == R"({"a":[1,3]})");
  CHECK(Fixture(R"({"a":{}})").Remove("a.b") == "field [b] not present as part of path [a.b]");
  CHECK(Fixture(R"({"a":"s"})").Remove("a.b") == "cannot remove [b] from object of type [java.lang.String] as part of path [a.b]");
}

TEST_CASE("appending makes a list of what is there") {
  const Value values[] = {Value::String("x"), Value::String("y")};
  const auto append = [&values](std::string_view json, bool unique) {
    Fixture f(json);
    REQUIRE(f.document.Append(*f.Path("t"), values, unique));
    return f.Json();
  };
  CHECK(append("{}", false) == R"({"t":["x","y"]})");
  CHECK(append(R"({"t":"x"})", false) == R"({"t":["x","x","y"]})");
  CHECK(append(R"({"t":["x"]})", true) == R"({"t":["x","y"]})");
}

TEST_CASE("templates") {
  Fixture f(R"({"a":{"b":"x\"y"},"l":["p","q"],"n":1.5,"o":[{"k":"1"},{"k":"2"}],"e":[],"m":{"z":true}})");
  CHECK(f.Render("plain") == "plain");
  CHECK(f.Render("<{{a.b}}>") == R"(<x\"y>)");
  CHECK(f.Render("<{{{a.b}}}>") == R"(<x"y>)");
  CHECK(f.Render("<{{&a.b}}>") == R"(<x"y>)");
  CHECK(f.Render("{{a.b}}", Template::Escape::kUrlEncoded) == "x%22y");
  CHECK(f.Render("{{ n }} {{none}}{{a.none}}") == "1.5 ");
  CHECK(f.Render("{{l.1}} {{{l}}}") == "q {0=p, 1=q}");  // how Elasticsearch shows a list to mustache
  CHECK(f.Render("{{#l}}({{.}}){{/l}}") == "(p)(q)");
  CHECK(f.Render("{{#o}}{{k}}{{n}} {{/o}}") == "11.5 21.5 ");
  CHECK(f.Render("{{^e}}empty{{/e}}{{#e}}not{{/e}}{{! a comment }}") == "empty");
  CHECK(f.Render("{{{m}}}") == "{z=true}");
  CHECK(f.Render("{{_ingest.timestamp}} {{_source.n}}") == "2026-11-24T00:00:00.000000001Z 1.5");
  CHECK(f.Render("{{#l}}") == "error: template: section {{#l}} is not closed");
  CHECK(f.Render("{{a") == "error: template: {{ at offset 0 is not closed");
}

}  // namespace
}  // namespace flowship
