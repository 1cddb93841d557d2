// Calls, constructors, lambdas, method references.

#include <algorithm>

#include "painless/analyzer.h"
#include "painless/api.h"
#include "painless/cast.h"
#include "painless/functional.h"
#include "painless/processors.h"

namespace flowship::painless {
namespace {

std::string Signature(Type type, std::string_view name, size_t arity) {
  return "[" + NameOf(type) + ", " + std::string(name) + "/" + std::to_string(arity) + "]";
}

bool IsFunction(const Expression& expression) {
  return expression.kind == ExpressionKind::kLambda || expression.kind == ExpressionKind::kReference;
}

}  // namespace

Typed Analyzer::AnalyzeCall(const Expression& expression) {
  TypeId type = TypeId::kVoid;
  if (NamesType(*expression.left, &type)) return CallStatic(expression, type);
  // ctx.containsKey('a'): a call that looks at one key.
  const bool by_key = !expression.items.empty() && expression.items[0]->kind == ExpressionKind::kString &&
                      (expression.text == "containsKey" || expression.text == "get" || expression.text == "getOrDefault" ||
                       expression.text == "put" || expression.text == "putIfAbsent" || expression.text == "remove");
  const Typed object = AnalyzeObject(*expression.left, by_key ? expression.items[0]->text : std::string_view());
  return object.type.is_def() ? CallDef(expression, object) : CallMember(expression, object);
}

std::vector<const Node*> Analyzer::AnalyzeArguments(const Expression& expression, const Method& method) {
  std::vector<const Node*> arguments;
  for (size_t i = 0; i < expression.items.size(); ++i) {
    const Expression& argument = *expression.items[i];
    const Type type = method.parameters[i];
    if (argument.kind == ExpressionKind::kLambda) {
      arguments.push_back(AnalyzeLambda(argument, type));
    } else if (argument.kind == ExpressionKind::kReference) {
      arguments.push_back(AnalyzeReference(argument, type));
    } else {
      arguments.push_back(AnalyzeAs(argument, type, false, true));
    }
  }
  return arguments;
}

Typed Analyzer::CallStatic(const Expression& expression, TypeId type) {
  const size_t arity = expression.items.size();
  const Method* const method = FindStatic(type, expression.text, arity);
  if (method == nullptr) {
    Fail(expression.at, "static method " + Signature(type, expression.text, arity) + " not found" + SuggestMethod(type, true, expression.text, arity));
  }
  CheckHostFunction(expression, *method);
  const std::vector<const Node*> arguments = AnalyzeArguments(expression, *method);
  return MakeTyped(MakeCall(arena_, expression.at, method, Keep(arguments), false), method->returns);
}

void Analyzer::CheckHostFunction(const Expression& expression, const Method& method) {
  if (HostFunctionIsMissing(method, program_.functions)) {
    Fail(expression.at, "static method " + Signature(TypeId::kProcessors, method.name, method.arity) + " is not available here");
  }
}

Typed Analyzer::CallMember(const Expression& expression, const Typed& object) {
  const size_t arity = expression.items.size();
  const Method* const method = FindMethod(Boxed(object.type), expression.text, arity);
  if (object.type.is_void() || method == nullptr) {
    Fail(expression.at, "member method " + Signature(object.type, expression.text, arity) + " not found" +
                            (object.type.is_void() ? "" : SuggestMethod(Boxed(object.type), false, expression.text, arity)));
  }
  if (expression.flag && method->returns.is_primitive()) Fail(expression.at, "Result of null safe operator must be nullable");
  std::vector<const Node*> arguments = AnalyzeArguments(expression, *method);
  arguments.insert(arguments.begin(), object.node);
  return MakeTyped(MakeCall(arena_, expression.at, method, Keep(arguments), expression.flag), method->returns);
}

Typed Analyzer::CallDef(const Expression& expression, const Typed& object) {
  if (expression.items.size() > kMaxParameters) {
    Fail(expression.at, "no method [" + std::string(expression.text) + "] has [" + std::to_string(expression.items.size()) + "] parameters");
  }
  std::vector<const Node*> arguments{object.node};
  for (const Expression* const argument : expression.items) {
    if (argument->kind == ExpressionKind::kLambda) {
      arguments.push_back(AnalyzeLambda(*argument, TypeId::kDef));
    } else if (argument->kind == ExpressionKind::kReference) {
      arguments.push_back(AnalyzeReference(*argument, TypeId::kDef));
    } else {
      const Typed value = Analyze(*argument);
      if (value.type.is_void()) Fail(argument->at, "Argument(s) cannot be of [void] type when calling method [" + std::string(expression.text) + "].");
      arguments.push_back(value.node);
    }
  }
  return MakeLookedUp(MakeDefCall(arena_, expression.at, KeepText(expression.text), Keep(arguments), expression.flag), TypeId::kDef);
}

Typed Analyzer::AnalyzeLocalCall(const Expression& expression) {
  const size_t arity = expression.items.size();
  if (const Function* const function = FindFunction(expression.text, arity)) {
    std::vector<const Node*> arguments;
    for (size_t i = 0; i < arity; ++i) {
      const Expression& argument = *expression.items[i];
      if (IsFunction(argument)) {
        arguments.push_back(argument.kind == ExpressionKind::kLambda ? AnalyzeLambda(argument, function->parameters[i])
                                                                     : AnalyzeReference(argument, function->parameters[i]));
      } else {
        arguments.push_back(AnalyzeAs(argument, function->parameters[i], false, true));
      }
    }
    return MakeTyped(MakeFunctionCall(arena_, expression.at, function->code, Keep(arguments)), function->returns);
  }
  if (const Method* const method = FindContextMethod(expression.text, arity)) {
    const bool named = arity > 0 && expression.items[0]->kind == ExpressionKind::kString;
    if (!named || expression.items[0]->text.starts_with('_')) program_.needs_metadata = true;
    return MakeTyped(MakeCall(arena_, expression.at, method, Keep(AnalyzeArguments(expression, *method)), false), method->returns);
  }
  Fail(expression.at, "Unknown call [" + std::string(expression.text) + "] with [" + std::to_string(arity) + "] arguments.");
}

Typed Analyzer::AnalyzeNewObject(const Expression& expression) {
  TypeId type = TypeId::kVoid;
  const size_t arity = expression.items.size();
  if (!FindType(expression.type.name, &type)) {
    const std::string_view near = NearestTypeName(expression.type.name);
    Fail(expression.at, "Not a type [" + std::string(expression.type.name) + "]." + (near.empty() ? "" : " Did you mean [" + std::string(near) + "]?"));
  }
  const Method* const method = FindStatic(type, "new", arity);
  if (method == nullptr) Fail(expression.at, "constructor " + Signature(type, "<init>", arity) + " not found");
  return MakeTyped(MakeCall(arena_, expression.at, method, Keep(AnalyzeArguments(expression, *method)), false), type);
}

// A lambda for an interface that is known takes its types from there; for a method that is found at run time, everything is def.
const Node* Analyzer::AnalyzeLambda(const Expression& expression, Type target) {
  const LambdaSyntax& lambda = *expression.lambda;
  const Interface* const interface = target.is_def() || target.is_array() ? nullptr : InterfaceOf(target.id);
  if (!target.is_def() && interface == nullptr) {
    Fail(expression.at, "Cannot pass lambda to [" + NameOf(target) + "], not a functional interface");
  }
  if (interface != nullptr && interface->arity != lambda.parameters.size()) {
    Fail(expression.at, "Incorrect number of parameters for [" + std::string(interface->method) + "] in [" + NameOf(target) + "]");
  }
  if (lambda.parameters.size() > kMaxParameters) Fail(expression.at, "a lambda has at most [" + std::to_string(kMaxParameters) + "] parameters");

  Scope scope;
  scope.outer = scope_;
  scope.has_context = scope_->has_context;
  // What an interface without a result is given has a result all the same, which nobody takes.
  scope.returns = interface == nullptr || interface->returns.is_void() ? Type(TypeId::kDef) : interface->returns;
  Code* const code = arena_.New<Code>();
  Scope* const outer = scope_;
  scope_ = &scope;
  std::vector<Type> parameters;
  for (size_t i = 0; i < lambda.parameters.size(); ++i) {
    const ParameterSyntax& parameter = lambda.parameters[i];
    const Type given = interface == nullptr ? Type(TypeId::kDef) : interface->parameters[i];
    parameters.push_back(parameter.has_type ? ResolveType(parameter.type) : given);
    Declare(parameter.at, parameter.name, parameters.back(), true);
  }
  if (lambda.value != nullptr) {
    program_.statements.push_back(expression.at);
    const Typed value = Analyze(*lambda.value, Want{.type = scope.returns, .internal = true});
    code->value = Cast(value, scope.returns, lambda.value->at, false, true);
  } else {
    if (lambda.block->items.empty()) Fail(expression.at, "cannot generate empty lambda");
    Escapes escapes;
    code->body = AnalyzeBlock(*lambda.block, Place{.last_of_function = true}, escapes);
    if (!escapes.method) Fail(expression.at, "not all paths return a value for lambda");
  }
  scope_ = outer;
  code->name = KeepText("lambda$synthetic$" + std::to_string(lambdas_++));
  code->parameters = Keep(parameters);
  code->capture_slots = Keep(scope.capture_slots);
  code->slots = scope.slots;
  return MakeLambda(arena_, expression.at, code, interface == nullptr ? TypeId::kFunction : target.id, Keep(scope.captured));
}

const Node* Analyzer::AnalyzeReference(const Expression& expression, Type target) {
  const bool typed = !target.is_def();
  if (typed && (target.is_array() || InterfaceOf(target.id) == nullptr)) {
    Fail(expression.at, "Cannot pass function reference to [" + NameOf(target) + "], not a functional interface");
  }
  Reference reference;
  reference.name = KeepText(expression.name);
  const std::string_view owner = expression.type.name;
  if (owner == "this") {
    const auto function = std::find_if(functions_.begin(), functions_.end(), [&](const Function& f) {
      return f.name == expression.name && (!typed || f.parameters.size() == InterfaceOf(target.id)->arity);
    });
    if (function == functions_.end()) Fail(expression.at, "function reference [this::" + std::string(expression.name) + "] not found");
    reference.function = function->code;
  } else if (const Variable* const variable = FindVariable(owner)) {
    reference.receiver = MakeLocal(arena_, expression.at, variable->slot);
  } else if (HasContext(owner)) {
    program_.needs_metadata |= owner == "ctx";
    reference.receiver = owner == "ctx" ? MakeContext(arena_, expression.at) : MakeConstant(arena_, expression.at, program_.params);
  } else {
    if (!FindType(owner, &reference.type)) Fail(expression.at, "variable [" + std::string(owner) + "] is not defined");
    reference.dimensions = expression.type.dimensions;
  }
  if (typed) CheckReference(expression, reference, target.id);
  return MakeReference(arena_, expression.at, reference, typed ? target.id : TypeId::kFunction);
}

void Analyzer::CheckReference(const Expression& expression, const Reference& reference, TypeId target) {
  if (reference.function != nullptr || reference.receiver != nullptr || reference.dimensions != 0) return;
  const size_t arity = InterfaceOf(target)->arity;
  if (FindStatic(reference.type, reference.name, arity) != nullptr) return;
  if (arity > 0 && FindMethod(reference.type, reference.name, arity - 1) != nullptr) return;
  Fail(expression.at, "function reference [" + std::string(expression.type.name) + "::" + std::string(reference.name) + "/" + std::to_string(arity) +
                          "] matching [" + std::string(NameOf(target)) + ", " + std::string(InterfaceOf(target)->method) + "/" +
                          std::to_string(arity) + "] not found");
}

}  // namespace flowship::painless
