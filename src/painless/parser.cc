#include "painless/parser.h"

#include "base/limits.h"
#include "painless/parser_state.h"

namespace flowship::painless {

Parser::Nested::Nested(Parser& parser) : parser_(parser) {
  if (++parser_.depth_ > limits::kScriptMaxNesting) {
    --parser_.depth_;
    Fail(parser_.Peek().at, "the script is nested deeper than [" + std::to_string(limits::kScriptMaxNesting) + "] levels");
  }
}

const Lexeme& Parser::Expect(Token token, std::string_view what) {
  if (!Is(token)) Unexpected(what);
  return Take();
}

void Parser::Unexpected(std::string_view expected) const {
  std::string message(Is(Token::kEnd) ? "unexpected end of script" : "unexpected token ['" + std::string(Shown(Peek())) + "']");
  Fail(Peek().at, message + " was expecting one of [" + std::string(expected) + "].");
}

// `int`, `def[]`, `Map.Entry[][]`: how many lexemes it takes.
size_t Parser::TypeLength(size_t ahead) const {
  size_t length = 0;
  if (Is(Token::kPrimitive, ahead) || Is(Token::kDef, ahead)) {
    length = 1;
  } else if (Is(Token::kName, ahead)) {
    length = 1;
    while (Is(Token::kDot, ahead + length) && Is(Token::kDotName, ahead + length + 1)) length += 2;
  } else {
    return 0;
  }
  while (Is(Token::kLeftBracket, ahead + length) && Is(Token::kRightBracket, ahead + length + 1)) length += 2;
  return length;
}

TypeSyntax Parser::ParseType(bool with_dimensions) {
  if (!Is(Token::kPrimitive) && !Is(Token::kDef) && !Is(Token::kName)) Unexpected("a type");
  TypeSyntax type;
  const Lexeme& first = Take();
  type.at = first.at;
  const char* end = first.text.data() + first.text.size();
  bool spaced = false;
  std::string joined(first.text);
  while (first.token == Token::kName && Is(Token::kDot) && Is(Token::kDotName, 1)) {
    spaced |= Peek().text.data() != end || Peek(1).text.data() != end + 1;
    Take();
    const Lexeme& part = Take();
    joined.append(".").append(part.text);
    end = part.text.data() + part.text.size();
  }
  type.name = spaced ? arena_.Copy(joined) : std::string_view(first.text.data(), static_cast<size_t>(end - first.text.data()));
  while (with_dimensions && Is(Token::kLeftBracket) && Is(Token::kRightBracket, 1)) {
    if (type.dimensions == UINT8_MAX) Fail(Peek().at, "too many array dimensions");
    ++type.dimensions;
    Take();
    Take();
  }
  return type;
}

bool Parser::LooksLikeFunction() const {
  const size_t type = TypeLength(0);
  if (type == 0 || !Is(Token::kName, type) || !Is(Token::kLeftParen, type + 1)) return false;
  return true;
}

bool Parser::LooksLikeDeclaration() const {
  const size_t type = TypeLength(0);
  return type != 0 && Is(Token::kName, type);
}

ScriptSyntax Parser::ParseScript() {
  std::vector<const FunctionSyntax*> functions;
  while (LooksLikeFunction()) functions.push_back(ParseFunction());
  std::vector<const Statement*> statements;
  while (!Is(Token::kEnd)) statements.push_back(ParseStatement());
  Statement* const body = NewStatement(StatementKind::kBlock, 0);
  body->items = Keep(statements);
  return {Keep(functions), body};
}

const FunctionSyntax* Parser::ParseFunction() {
  FunctionSyntax* const function = arena_.New<FunctionSyntax>();
  function->type = ParseType(true);
  const Lexeme& name = Expect(Token::kName, "a function's name");
  function->at = name.at;
  function->name = name.text;
  Expect(Token::kLeftParen, "'('");
  std::vector<ParameterSyntax> parameters;
  while (!Is(Token::kRightParen)) {
    if (!parameters.empty()) Expect(Token::kComma, "',', ')'");
    ParameterSyntax parameter;
    parameter.has_type = true;
    parameter.type = ParseType(true);
    const Lexeme& parameter_name = Expect(Token::kName, "a parameter's name");
    parameter.at = parameter_name.at;
    parameter.name = parameter_name.text;
    parameters.push_back(parameter);
  }
  Take();
  function->parameters = Keep(parameters);
  function->body = ParseBlock();
  return function;
}

const Statement* Parser::ParseStatement() {
  const Nested nested(*this);
  switch (Peek().token) {
    case Token::kIf:
      return ParseIf();
    case Token::kWhile:
      return ParseWhile();
    case Token::kFor:
      return ParseFor();
    case Token::kTry:
      return ParseTry();
    default: {
      const Statement* const statement = ParseSimple();
      EndStatement();
      return statement;
    }
  }
}

// The semicolon may be left out before a closing brace and at the end.
void Parser::EndStatement() {
  if (Is(Token::kEnd) || Is(Token::kRightBrace)) return;
  Expect(Token::kSemicolon, "{<EOF>, ';'}");
}

const Statement* Parser::ParseBlock() {
  const Nested nested(*this);
  Statement* const block = NewStatement(StatementKind::kBlock, Expect(Token::kLeftBrace, "'{'").at);
  std::vector<const Statement*> statements;
  while (!Is(Token::kRightBrace)) {
    if (Is(Token::kEnd)) Unexpected("'}'");
    statements.push_back(ParseStatement());
  }
  Take();
  block->items = Keep(statements);
  return block;
}

const Statement* Parser::ParseBlockOrStatement() { return Is(Token::kLeftBrace) ? ParseBlock() : ParseStatement(); }

const Statement* Parser::ParseIf() {
  Statement* const statement = NewStatement(StatementKind::kIf, Take().at);
  Expect(Token::kLeftParen, "'('");
  statement->value = ParseExpression();
  Expect(Token::kRightParen, "')'");
  statement->body = ParseBlockOrStatement();
  if (TakeIf(Token::kElse)) statement->otherwise = ParseBlockOrStatement();
  return statement;
}

const Statement* Parser::ParseWhile() {
  Statement* const statement = NewStatement(StatementKind::kWhile, Take().at);
  Expect(Token::kLeftParen, "'('");
  statement->value = ParseExpression();
  Expect(Token::kRightParen, "')'");
  if (!TakeIf(Token::kSemicolon)) statement->body = ParseBlockOrStatement();
  return statement;
}

const Statement* Parser::ParseDoWhile() {
  Statement* const statement = NewStatement(StatementKind::kDoWhile, Take().at);
  statement->body = ParseBlock();
  Expect(Token::kWhile, "'while'");
  Expect(Token::kLeftParen, "'('");
  statement->value = ParseExpression();
  Expect(Token::kRightParen, "')'");
  return statement;
}

const Statement* Parser::ParseFor() {
  const uint32_t at = Take().at;
  Expect(Token::kLeftParen, "'('");
  const size_t type = TypeLength(0);
  if ((type != 0 && Is(Token::kName, type) && Is(Token::kColon, type + 1)) || (Is(Token::kName) && Is(Token::kIn, 1))) return ParseForEach(at);

  Statement* const statement = NewStatement(StatementKind::kFor, at);
  if (!Is(Token::kSemicolon)) {
    if (LooksLikeDeclaration()) {
      statement->start = ParseDeclaration();
    } else {
      Statement* const start = NewStatement(StatementKind::kExpression, Peek().at);
      start->value = ParseExpression();
      statement->start = start;
    }
  }
  Expect(Token::kSemicolon, "';'");
  if (!Is(Token::kSemicolon)) statement->value = ParseExpression();
  Expect(Token::kSemicolon, "';'");
  if (!Is(Token::kRightParen)) statement->after = ParseExpression();
  Expect(Token::kRightParen, "')'");
  if (!TakeIf(Token::kSemicolon)) statement->body = ParseBlockOrStatement();
  return statement;
}

const Statement* Parser::ParseForEach(uint32_t at) {
  Statement* const statement = NewStatement(StatementKind::kForEach, at);
  if (Is(Token::kIn, 1)) {
    statement->type.name = "def";
    statement->type.at = Peek().at;
    statement->name = Take().text;
  } else {
    statement->type = ParseType(true);
    statement->name = Take().text;
  }
  Take();
  statement->value = ParseExpression();
  Expect(Token::kRightParen, "')'");
  statement->body = ParseBlockOrStatement();
  return statement;
}

const Statement* Parser::ParseTry() {
  Statement* const statement = NewStatement(StatementKind::kTry, Take().at);
  statement->body = ParseBlock();
  std::vector<TrapSyntax> traps;
  while (Is(Token::kCatch)) {
    TrapSyntax trap;
    trap.at = Take().at;
    Expect(Token::kLeftParen, "'('");
    trap.type = ParseType(false);
    trap.name = Expect(Token::kName, "a name").text;
    Expect(Token::kRightParen, "')'");
    trap.body = ParseBlock();
    traps.push_back(trap);
  }
  if (traps.empty()) Unexpected("'catch'");
  statement->traps = Keep(traps);
  return statement;
}

const Statement* Parser::ParseDeclaration() {
  Statement* const statement = NewStatement(StatementKind::kDeclaration, Peek().at);
  statement->type = ParseType(true);
  std::vector<VariableSyntax> variables;
  do {
    const Lexeme& name = Expect(Token::kName, "a name");
    VariableSyntax variable{name.at, name.text, nullptr};
    if (TakeIf(Token::kAssign)) variable.value = ParseExpression();
    variables.push_back(variable);
  } while (TakeIf(Token::kComma));
  statement->variables = Keep(variables);
  return statement;
}

const Statement* Parser::ParseSimple() {
  const Lexeme& first = Peek();
  switch (first.token) {
    case Token::kDo:
      return ParseDoWhile();
    case Token::kBreak:
      Take();
      return NewStatement(StatementKind::kBreak, first.at);
    case Token::kContinue:
      Take();
      return NewStatement(StatementKind::kContinue, first.at);
    case Token::kReturn: {
      Statement* const statement = NewStatement(StatementKind::kReturn, Take().at);
      if (!Is(Token::kSemicolon) && !Is(Token::kRightBrace) && !Is(Token::kEnd)) statement->value = ParseExpression();
      return statement;
    }
    case Token::kThrow: {
      Statement* const statement = NewStatement(StatementKind::kThrow, Take().at);
      statement->value = ParseExpression();
      return statement;
    }
    default:
      break;
  }
  if (LooksLikeDeclaration()) return ParseDeclaration();
  Statement* const statement = NewStatement(StatementKind::kExpression, first.at);
  statement->value = ParseExpression();
  return statement;
}

ScriptSyntax Parse(std::string_view source, Arena& arena) { return Parser(source, arena).ParseScript(); }

}  // namespace flowship::painless
