#include "painless/analyzer.h"

#include <algorithm>

#include "painless/functional.h"

namespace flowship::painless {

void Analyze(const ScriptSyntax& script, Program& program, KeySet& keys) { Analyzer(script, program, keys).Run(); }

Analyzer::Analyzer(const ScriptSyntax& script, Program& program, KeySet& keys)
    : script_(script),
      program_(program),
      keys_(keys),
      arena_(program.arena),
      key_table_(keys, program.arena),
      environment_{nullptr, &program.arena, &key_table_, nullptr, nullptr, {}},
      scratch_(program, environment_) {}

void Analyzer::Run() {
  DeclareFunctions();
  for (const Function& function : functions_) AnalyzeFunction(function);
  AnalyzeMain();
}

Type Analyzer::ResolveType(const TypeSyntax& syntax) {
  TypeId id = TypeId::kVoid;
  if (!FindType(syntax.name, &id)) {
    const std::string_view near = NearestTypeName(syntax.name);
    Fail(syntax.at, "cannot resolve type [" + std::string(syntax.name) + "]" + (near.empty() ? "" : "; did you mean [" + std::string(near) + "]?"));
  }
  return Type(id, syntax.dimensions);
}

void Analyzer::DeclareFunctions() {
  for (const FunctionSyntax* const syntax : script_.functions) {
    Function function{syntax->name, {}, ResolveType(syntax->type), arena_.New<Code>(), syntax};
    for (const ParameterSyntax& parameter : syntax->parameters) function.parameters.push_back(ResolveType(parameter.type));
    if (FindFunction(function.name, function.parameters.size()) != nullptr) {
      Fail(syntax->at, "invalid function definition: found duplicate function [" + std::string(function.name) + "].");
    }
    function.code->name = KeepText(function.name);
    function.code->parameters = Keep(function.parameters);
    functions_.push_back(std::move(function));
  }
}

const Analyzer::Function* Analyzer::FindFunction(std::string_view name, size_t arity) const {
  const auto found = std::find_if(functions_.begin(), functions_.end(), [name, arity](const Function& function) {
    return function.name == name && function.parameters.size() == arity;
  });
  return found == functions_.end() ? nullptr : &*found;
}

void Analyzer::AnalyzeFunction(const Function& function) {
  const FunctionSyntax& syntax = *function.syntax;
  const std::string what =
      " for function [" + std::string(function.name) + "] with [" + std::to_string(function.parameters.size()) + "] parameters";
  Scope scope;
  scope.returns = function.returns;
  scope.has_context = false;
  scope_ = &scope;
  for (size_t i = 0; i < function.parameters.size(); ++i) Declare(syntax.parameters[i].at, syntax.parameters[i].name, function.parameters[i]);
  if (syntax.body->items.empty()) Fail(syntax.at, "invalid function definition: found no statements" + what);
  Escapes escapes;
  function.code->body = AnalyzeBlock(*syntax.body, Place{.last_of_function = true}, escapes);
  function.code->slots = scope.slots;
  if (!escapes.method && !function.returns.is_void()) {
    Fail(syntax.at, "invalid function definition: not all paths provide a return value" + what);
  }
}

void Analyzer::AnalyzeMain() {
  Scope scope;
  scope.returns = program_.context == ScriptContext::kCondition ? TypeId::kBoolean : TypeId::kVoid;
  scope_ = &scope;
  if (script_.body->items.empty()) Fail(script_.body->at, "invalid function definition: found no statements for function [execute]");
  Code* const code = arena_.New<Code>();
  Escapes escapes;
  code->name = "execute";
  code->body = AnalyzeBlock(*script_.body, Place{.last_of_function = true}, escapes);
  code->slots = scope.slots;
  code->value = ReturnedValue(code->body);
  program_.main = code;
}

const Analyzer::Variable* Analyzer::FindVariable(Scope& scope, std::string_view name) {
  for (auto variable = scope.variables.rbegin(); variable != scope.variables.rend(); ++variable) {
    if (variable->name == name) return &*variable;
  }
  if (scope.outer == nullptr) return nullptr;
  const Variable* const outside = FindVariable(*scope.outer, name);
  if (outside == nullptr) return nullptr;
  // A lambda takes a copy of the value at the time it is made.
  scope.captured.push_back(outside->slot);
  scope.capture_slots.push_back(scope.slots);
  scope.variables.push_back(Variable{outside->name, outside->type, scope.slots++, true, true});
  return &scope.variables.back();
}

uint32_t Analyzer::Declare(uint32_t at, std::string_view name, Type type, bool read_only) {
  if (HasContext(name) || FindVariable(name) != nullptr) Fail(at, "variable [" + std::string(name) + "] is already defined");
  if (type.is_void()) Fail(at, "Cannot cast from [void] to [def].");
  scope_->variables.push_back(Variable{name, type, scope_->slots, read_only, false});
  return scope_->slots++;
}

}  // namespace flowship::painless
