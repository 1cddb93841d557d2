// The tables of testdata/painless/*.yml. A row is one of
//   - expression: 1 + 2            what it gives, and (if asked for) its class; ctx.r holds it
//     gives: 3
//     class: java.lang.Integer
//   - source: ctx.a = ctx.b * 2    what ctx is afterwards
//     want: {a: 4, b: 2}
//   - condition: ctx.a == 4        what it decides
//     gives: true
// with ctx and params to start from. Instead of a result: `error: {type: null_pointer_exception, reason: …}` (reason may be left out),
// or `compile_error: …`, which the message contains.

#include <catch2/catch.hpp>

#include <filesystem>

#include "config/node.h"
#include "painless/type.h"
#include "script_runner.h"

namespace flowship::painless {
namespace {

Value ScalarOf(const config::Node& node, Arena& arena) {
  switch (config::TypeOf(node)) {
    case config::ScalarType::kNull: return Value();
    case config::ScalarType::kBool: return Value::Bool(config::ParseBool(node.text).value());
    case config::ScalarType::kInteger: {
      const auto number = config::ParseInteger(node.text);
      return number ? Value::Integer(*number) : Value::BigInteger(arena.Copy(node.text));
    }
    case config::ScalarType::kFloat: return Value::Double(config::ParseFloat(node.text).value());
    case config::ScalarType::kText: break;
  }
  return Value::String(arena.Copy(node.text));
}

// The tree that a node is; its keys by `get_key`.
template <typename GetKey>
Value TreeOf(const config::Node& node, Arena& arena, GetKey get_key) {
  if (node.is_sequence()) {
    Array* const array = Array::New(arena);
    for (const config::Node& item : node.items) array->Push(TreeOf(item, arena, get_key), arena);
    return Value::Of(array);
  }
  if (!node.is_mapping()) return ScalarOf(node, arena);
  Object* const object = Object::New(arena);
  for (const auto& member : node.members) object->Set(get_key(member.key), TreeOf(member.value, arena, get_key), arena);
  return Value::Of(object);
}

class Row {
 public:
  explicit Row(const config::Node& node) : node_(node) {}

  void Check() {
    const config::Node *const condition = node_.Find("condition"), *const expression = node_.Find("expression");
    const config::Node* const source = condition != nullptr ? condition : expression != nullptr ? expression : node_.Find("source");
    REQUIRE(source != nullptr);
    const std::string text = expression == nullptr ? source->text : "ctx.r = " + source->text;
    INFO(node_.place.source->name << ":" << node_.place.line << ": " << source->text);
    const ScriptContext context = condition != nullptr ? ScriptContext::kCondition : ScriptContext::kIngest;
    const std::string problem = runner_.Compile(text, context, ParamsOf());
    if (const config::Node* const error = node_.Find("compile_error")) {
      CHECK_THAT(problem, Catch::Contains(error->text));
      CHECK_FALSE(problem.empty());
      return;
    }
    CHECK(problem == "");
    if (!problem.empty()) return;
    outcome_ = runner_.Run(ObjectOf("ctx"));
    condition != nullptr ? CheckCondition() : CheckDocument();
  }

 private:
  Value Tree(const config::Node& node) {
    return TreeOf(node, runner_.arena(), [this](std::string_view key) { return runner_.keys().Get(key); });
  }
  Value ObjectOf(std::string_view column) {
    const config::Node* const node = node_.Find(column);
    return node == nullptr ? Value::Of(Object::New(runner_.arena())) : Tree(*node);
  }
  // They live as long as the script.
  Value ParamsOf() {
    const config::Node* const node = node_.Find("params");
    if (node == nullptr) return Value();
    return TreeOf(*node, runner_.key_set().arena(), [this](std::string_view key) { return runner_.key_set().Intern(key); });
  }

  bool CheckError() {
    const config::Node* const error = node_.Find("error");
    if (error == nullptr) {
      CHECK(outcome_.type + ": " + outcome_.reason == ": ");
      return outcome_.failed;
    }
    CHECK(outcome_.failed);
    CHECK(outcome_.type == error->Find("type")->text);
    if (const config::Node* const reason = error->Find("reason")) CHECK(outcome_.reason == reason->text);
    return true;
  }

  void CheckCondition() {
    if (CheckError()) return;
    REQUIRE(node_.Find("gives") != nullptr);
    CHECK(std::string(outcome_.condition ? "true" : "false") == node_.Find("gives")->text);
  }

  void CheckDocument() {
    if (CheckError()) return;
    const config::Node *const want = node_.Find("want"), *const gives = node_.Find("gives"), *const kind = node_.Find("class");
    REQUIRE((want != nullptr || gives != nullptr || kind != nullptr));
    if (want != nullptr) CHECK(outcome_.document == CanonicalJson(Tree(*want)));
    if (gives == nullptr && kind == nullptr) return;
    const Value* const result = runner_.ctx().as_object()->Find("r");
    REQUIRE(result != nullptr);
    if (gives != nullptr) CHECK(CanonicalJson(*result) == CanonicalJson(Tree(*gives)));
    if (kind != nullptr) CHECK(ClassNameOf(*result) == kind->text);
  }

  const config::Node& node_;
  ScriptRunner runner_;
  RunOutcome outcome_;
};

TEST_CASE("scripts do what their tables say") {
  std::vector<std::string> tables;
  for (const auto& file : std::filesystem::directory_iterator(FLOWSHIP_SOURCE_DIR "/testdata/painless")) {
    if (file.path().extension() == ".yml") tables.push_back(file.path().string());
  }
  std::sort(tables.begin(), tables.end());
  REQUIRE_FALSE(tables.empty());
  for (const std::string& table : tables) {
    DYNAMIC_SECTION(table.substr(table.rfind('/') + 1)) {
      config::Diagnostics diagnostics;
      const auto rows = config::ParseFile(table, diagnostics);
      INFO(diagnostics.Render());
      REQUIRE(rows);
      REQUIRE_FALSE(rows->items.empty());
      for (const config::Node& row : rows->items) Row(row).Check();
    }
  }
}

}  // namespace
}  // namespace flowship::painless
