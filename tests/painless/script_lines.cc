// Our side of tests/painless/differential.py: a line {"source": …, "ctx": {…}, "params": {…}, "condition": bool} in, a line with the outcome out.
// With --api: every type with its supertypes, and what can be called on it, for tests/painless/allow_list.py.

#include <iostream>
#include <string>

#include "event/json_writer.h"
#include "painless/api.h"
#include "script_runner.h"

namespace flowship::painless {
namespace {

constexpr std::string_view kTypeNames[] = {
#define FLOWSHIP_PAINLESS_NAME(identifier, canonical, ...) canonical,
    FLOWSHIP_PAINLESS_TYPES(FLOWSHIP_PAINLESS_NAME)
#undef FLOWSHIP_PAINLESS_NAME
};

std::string Quoted(std::string_view text) {
  // An exception's message may hold half of a character, which is no UTF-8; the reader on the other side wants text.
  return ToJson(Value::String(text));
}

std::string Answer(const std::string& line) {
  ScriptRunner request;
  const Value row = request.FromJson(line);
  const Object& fields = *row.as_object();
  const Value* const condition = fields.Find("condition");
  const Value *const params = fields.Find("params"), *const ctx = fields.Find("ctx");
  ScriptRunner runner;
  const bool is_condition = condition != nullptr && condition->as_bool();
  const std::string params_text = params == nullptr ? "{}" : ToJson(*params);
  const std::string problem = runner.Compile(fields.Find("source")->as_text(), is_condition ? ScriptContext::kCondition : ScriptContext::kIngest,
                                             runner.ParamsFromJson(params_text));
  if (!problem.empty()) return "{\"compile_error\":" + Quoted(problem) + "}";
  const std::string ctx_text = ctx == nullptr ? "{}" : ToJson(*ctx);
  const RunOutcome outcome = runner.Run(runner.FromJson(ctx_text));
  if (outcome.failed) return "{\"error\":{\"type\":" + Quoted(outcome.type) + ",\"reason\":" + Quoted(outcome.reason) + "}}";
  if (is_condition) return std::string("{\"condition\":") + (outcome.condition ? "true}" : "false}");
  return "{\"document\":" + outcome.document + "}";
}

// A line a type: its name, the names above it, and members as NAME/ARGUMENTS; constants are names alone.
void PrintApi() {
  for (size_t i = 0; i < std::size(kTypeNames); ++i) {
    const auto id = static_cast<TypeId>(i);
    std::cout << kTypeNames[i] << " <";
    for (const TypeId above : InfoOf(id).above()) std::cout << ' ' << NameOf(above);
    std::cout << " :";
    for (const Method& method : ApiOf(id).methods) std::cout << ' ' << method.name << '/' << static_cast<int>(method.arity);
    for (const Constant& constant : ApiOf(id).constants) std::cout << ' ' << constant.name;
    std::cout << '\n';
  }
}

}  // namespace
}  // namespace flowship::painless

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--api") {
    flowship::painless::PrintApi();
    return 0;
  }
  std::string line;
  while (std::getline(std::cin, line)) std::cout << flowship::painless::Answer(line) << std::endl;
  return 0;
}
