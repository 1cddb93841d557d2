#include "painless/analyzer.h"

#include "painless/cast.h"

namespace flowship::painless {
namespace {

// Whether an expression does anything but have a value.
bool IsStatement(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::kAssignment:
    case ExpressionKind::kIncrement:
    case ExpressionKind::kMethodCall:
    case ExpressionKind::kLocalCall:
    case ExpressionKind::kNewObject:
      return true;
    default:
      return false;
  }
}

std::string Describe(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::kInteger:
    case ExpressionKind::kDecimal: return "numeric constant [" + std::string(expression.text) + "] not used";
    case ExpressionKind::kString: return "string constant [" + std::string(expression.text) + "] not used";
    case ExpressionKind::kBoolean: return std::string("boolean constant [") + (expression.flag ? "true" : "false") + "] not used";
    case ExpressionKind::kNull: return "null constant not used";
    case ExpressionKind::kRegex: return "regex constant [" + std::string(expression.text) + "] not used";
    case ExpressionKind::kName: return "variable [" + std::string(expression.text) + "] not used";
    case ExpressionKind::kField: return "result of dot operator [.] not used";
    case ExpressionKind::kElement: return "result of brace operator not used";
    default: return "result not used";
  }
}

bool IsBooleanLiteral(const Expression* expression) { return expression != nullptr && expression->kind == ExpressionKind::kBoolean; }

}  // namespace

const Node* Analyzer::AnalyzeCondition(const Expression& condition) { return AnalyzeAs(condition, TypeId::kBoolean); }

const Step* Analyzer::AnalyzeBlock(const Statement& block, Place place, Escapes& escapes) {
  const Block variables(*scope_);
  std::vector<const Step*> steps;
  for (const Statement* const statement : block.items) {
    if (escapes.all) Fail(statement->at, "invalid block: unreachable statement");
    const bool last = statement == block.items.back();
    const Place inner{.in_loop = place.in_loop,
                      .last_of_loop = last && (place.begins_loop || place.last_of_loop),
                      .last_of_function = last && place.last_of_function};
    Escapes of_statement;
    if (const Step* const step = AnalyzeStatement(*statement, inner, of_statement)) steps.push_back(step);
    escapes.method = of_statement.method;
    escapes.loop = of_statement.loop;
    escapes.all = of_statement.all;
    escapes.any_continue |= of_statement.any_continue;
    escapes.any_break |= of_statement.any_break;
  }
  return MakeBlock(arena_, block.at, Keep(steps));
}

// The body of an if or a loop: a block, or a single statement with a scope of its own.
const Step* Analyzer::AnalyzeBody(const Statement& body, Place place, Escapes& escapes) {
  if (body.kind == StatementKind::kBlock) return AnalyzeBlock(body, place, escapes);
  const Block variables(*scope_);
  place.last_of_loop |= place.begins_loop;
  place.begins_loop = false;
  const Step* const step = AnalyzeStatement(body, place, escapes);
  return step == nullptr ? MakeBlock(arena_, body.at, {}) : step;
}

const Step* Analyzer::AnalyzeStatement(const Statement& statement, Place place, Escapes& escapes) {
  // What Elasticsearch's compiler marks as one, for what is shown of a script that fails.
  if (statement.kind != StatementKind::kBlock && statement.kind != StatementKind::kDeclaration) program_.statements.push_back(statement.at);
  switch (statement.kind) {
    case StatementKind::kBlock: return AnalyzeBlock(statement, place, escapes);
    case StatementKind::kExpression: return AnalyzeExpressionStatement(statement, place, escapes);
    case StatementKind::kDeclaration: return AnalyzeDeclaration(statement);
    case StatementKind::kIf: return AnalyzeIf(statement, place, escapes);
    case StatementKind::kWhile:
    case StatementKind::kDoWhile:
    case StatementKind::kFor: return AnalyzeLoop(statement, escapes);
    case StatementKind::kForEach: return AnalyzeForEach(statement);
    case StatementKind::kTry: return AnalyzeTry(statement, place, escapes);
    case StatementKind::kReturn:
      escapes.method = escapes.loop = escapes.all = true;
      return AnalyzeReturn(statement);
    case StatementKind::kThrow:
      escapes.method = escapes.loop = escapes.all = true;
      return MakeThrow(arena_, statement.value->at, AnalyzeAs(*statement.value, TypeId::kException));
    case StatementKind::kBreak:
      if (!place.in_loop) Fail(statement.at, "invalid break statement: not inside loop");
      escapes.loop = escapes.all = escapes.any_break = true;
      return MakeBreak(arena_, statement.at);
    case StatementKind::kContinue:
      if (!place.in_loop) Fail(statement.at, "invalid continue statement: not inside loop");
      if (place.last_of_loop) Fail(statement.at, "extraneous continue statement");
      escapes.all = escapes.any_continue = true;
      return MakeContinue(arena_, statement.at);
  }
  return nullptr;
}

// The last expression of a function is what it returns.
const Step* Analyzer::AnalyzeExpressionStatement(const Statement& statement, Place place, Escapes& escapes) {
  const Expression& expression = *statement.value;
  const bool may_return = place.last_of_function && !scope_->returns.is_void();
  if (!may_return && !IsStatement(expression)) Fail(expression.at, "not a statement: " + Describe(expression));
  const Want want = may_return ? Want{.type = scope_->returns, .internal = true} : Want{};
  const Typed value = Analyze(expression, want);
  if (!may_return || value.type.is_void()) return MakeEvaluate(arena_, statement.at, value.node);
  escapes.method = escapes.loop = escapes.all = true;
  return MakeReturn(arena_, statement.at, Cast(value, scope_->returns, expression.at, false, true));
}

const Step* Analyzer::AnalyzeReturn(const Statement& statement) {
  if (statement.value == nullptr) {
    if (!scope_->returns.is_void()) Fail(statement.at, "cannot cast from [void] to [" + NameOf(scope_->returns) + "].");
    return MakeReturn(arena_, statement.at, nullptr);
  }
  return MakeReturn(arena_, statement.at, AnalyzeAs(*statement.value, scope_->returns, false, true));
}

const Step* Analyzer::AnalyzeDeclaration(const Statement& statement) {
  const Type type = ResolveType(statement.type);
  std::vector<const Step*> steps;
  for (const VariableSyntax& variable : statement.variables) {
    program_.statements.push_back(variable.at);
    const Node* const value =
        variable.value == nullptr ? MakeConstant(arena_, variable.at, ZeroOf(type)) : AnalyzeAs(*variable.value, type);
    steps.push_back(MakeDeclare(arena_, variable.at, Declare(variable.at, variable.name, type), value));
  }
  return MakeBlock(arena_, statement.at, Keep(steps));
}

const Step* Analyzer::AnalyzeIf(const Statement& statement, Place place, Escapes& escapes) {
  const auto empty = [](const Statement& body) { return body.kind == StatementKind::kBlock && body.items.empty(); };
  const Node* const condition = AnalyzeCondition(*statement.value);
  if (IsBooleanLiteral(statement.value) || empty(*statement.body)) Fail(statement.at, "extraneous if block");
  place.begins_loop = false;
  Escapes yes_escapes, no_escapes;
  const Step* const yes = AnalyzeBody(*statement.body, place, yes_escapes);
  const Step* no = nullptr;
  if (statement.otherwise != nullptr) {
    if (empty(*statement.otherwise)) Fail(statement.at, "extraneous else block");
    no = AnalyzeBody(*statement.otherwise, place, no_escapes);
  }
  escapes.method = yes_escapes.method && no_escapes.method;
  escapes.loop = yes_escapes.loop && no_escapes.loop;
  escapes.all = yes_escapes.all && no_escapes.all;
  escapes.any_continue = yes_escapes.any_continue || no_escapes.any_continue;
  escapes.any_break = yes_escapes.any_break || no_escapes.any_break;
  return MakeIf(arena_, statement.at, condition, yes, no);
}

const Step* Analyzer::AnalyzeLoop(const Statement& statement, Escapes& escapes) {
  const bool is_do = statement.kind == StatementKind::kDoWhile;
  const std::string name = is_do ? "do-while" : statement.kind == StatementKind::kFor ? "for" : "while";
  const Block variables(*scope_);
  const Step* start = nullptr;
  if (statement.start != nullptr) {
    Escapes none;
    start = AnalyzeStatement(*statement.start, Place{}, none);
  }
  const bool endless = statement.value == nullptr || (IsBooleanLiteral(statement.value) && statement.value->flag);
  if (IsBooleanLiteral(statement.value) && !statement.value->flag) Fail(statement.at, "extraneous " + name + " loop");
  const bool has_body = statement.body != nullptr && !(statement.body->kind == StatementKind::kBlock && statement.body->items.empty());
  if (is_do && !has_body) Fail(statement.at, "extraneous do-while loop");
  if (endless && !has_body) Fail(statement.at, "no paths escape from " + name + " loop");

  const Node* condition = is_do || statement.value == nullptr ? nullptr : AnalyzeCondition(*statement.value);
  const Node* const after = statement.after == nullptr ? nullptr : Analyze(*statement.after).node;
  Escapes inner;
  const Step* const body = has_body ? AnalyzeBody(*statement.body, Place{.in_loop = true, .begins_loop = true}, inner) : nullptr;
  if (inner.loop && !inner.any_continue) Fail(statement.at, "extraneous " + name + " loop");
  if (endless && !inner.any_break) escapes.method = escapes.all = true;
  if (is_do) return MakeDoWhile(arena_, statement.at, body, AnalyzeCondition(*statement.value));
  return MakeLoop(arena_, statement.at, start, condition, after, body);
}

const Step* Analyzer::AnalyzeForEach(const Statement& statement) {
  const Typed items = Analyze(*statement.value);
  const Type type = ResolveType(statement.type);
  const Block variables(*scope_);
  if (!items.type.is_def() && !items.type.is_array() && !IsAssignable(items.type, TypeId::kIterable)) {
    Fail(statement.at, "invalid foreach loop: cannot iterate over type [" + NameOf(items.type) + "].");
  }
  const Type item = items.type.is_array() ? items.type.Element() : Type(TypeId::kDef);
  if (FindCast(item, type, true, true) == CastKind::kForbidden) {
    Fail(statement.at, "Cannot cast from [" + NameOf(item) + "] to [" + NameOf(type) + "].");
  }
  const uint32_t slot = Declare(statement.at, statement.name, type, true);
  if (statement.body->kind == StatementKind::kBlock && statement.body->items.empty()) Fail(statement.at, "extraneous foreach loop");
  Escapes inner;
  const Step* const body = AnalyzeBody(*statement.body, Place{.in_loop = true, .begins_loop = true}, inner);
  if (inner.loop && !inner.any_continue) Fail(statement.at, "extraneous foreach loop");
  return MakeForEach(arena_, statement.at, slot, item, type, items.node, body);
}

const Step* Analyzer::AnalyzeTry(const Statement& statement, Place place, Escapes& escapes) {
  if (statement.body->items.empty()) Fail(statement.at, "extraneous try statement");
  const Step* const body = AnalyzeBlock(*statement.body, place, escapes);
  std::vector<Trap> traps;
  for (const TrapSyntax& trap : statement.traps) {
    program_.statements.push_back(trap.at);
    TypeId type = TypeId::kVoid;
    if (!FindType(trap.type.name, &type)) {
      Fail(trap.at, "invalid catch declaration: cannot resolve type [" + std::string(trap.type.name) + "]");
    }
    if (!IsSubtype(type, TypeId::kException)) {
      Fail(trap.at, "cannot cast from [" + std::string(NameOf(type)) + "] to [java.lang.Exception]");
    }
    const Block variables(*scope_);
    const uint32_t slot = Declare(trap.at, trap.name, type);
    Escapes inner;
    traps.push_back(Trap{type, slot, trap.body->items.empty() ? nullptr : AnalyzeBlock(*trap.body, place, inner)});
    escapes.method &= inner.method;
    escapes.loop &= inner.loop;
    escapes.all &= inner.all;
    escapes.any_continue |= inner.any_continue;
    escapes.any_break |= inner.any_break;
  }
  return MakeTry(arena_, statement.at, body, Keep(traps));
}

}  // namespace flowship::painless
