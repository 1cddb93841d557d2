// Our side of tests/painless/differential.py: a line {"source": …, "ctx": {…}, "params": {…}, "condition": bool} in, a line with the outcome out.

#include <iostream>
#include <string>

#include "event/json_writer.h"
#include "script_runner.h"

namespace flowship::painless {
namespace {

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

}  // namespace
}  // namespace flowship::painless

int main() {
  std::string line;
  while (std::getline(std::cin, line)) std::cout << flowship::painless::Answer(line) << std::endl;
  return 0;
}
