#include <algorithm>

#include "base/limits.h"
#include "painless/parser_state.h"

namespace flowship::painless {
namespace {

constexpr int kElvisPrecedence = 1;
constexpr int kNoPrecedence = 0;

int PrecedenceOf(Token token) {
  switch (token) {
    case Token::kElvis: return kElvisPrecedence;
    case Token::kOr: return 2;
    case Token::kAnd: return 3;
    case Token::kBitOr: return 4;
    case Token::kBitXor: return 5;
    case Token::kBitAnd: return 6;
    case Token::kEqual:
    case Token::kNotEqual:
    case Token::kIdentical:
    case Token::kNotIdentical: return 7;
    case Token::kInstanceof: return 8;
    case Token::kLess:
    case Token::kLessEqual:
    case Token::kGreater:
    case Token::kGreaterEqual: return 9;
    case Token::kShiftLeft:
    case Token::kShiftRight:
    case Token::kUnsignedShiftRight: return 10;
    case Token::kFind:
    case Token::kMatch: return 11;
    case Token::kAdd:
    case Token::kSubtract: return 12;
    case Token::kMultiply:
    case Token::kDivide:
    case Token::kRemainder: return 13;
    default: return kNoPrecedence;
  }
}

bool IsAssignment(Token token) { return token >= Token::kAssign && token <= Token::kUnsignedShiftRightAssign; }

void CheckChain(int length, uint32_t at) {
  if (length > limits::kScriptMaxChain) Fail(at, "more than [" + std::to_string(limits::kScriptMaxChain) + "] operators in a row");
}

}  // namespace

const Expression* Parser::ParseExpression() {
  const Nested nested(*this);
  const Expression* const left = ParseConditional();
  if (!IsAssignment(Peek().token)) return left;
  Expression* const assignment = New(ExpressionKind::kAssignment, Peek().at);
  assignment->token = Take().token;
  assignment->left = left;
  assignment->right = ParseExpression();
  return assignment;
}

const Expression* Parser::ParseConditional() {
  const Expression* const condition = ParseBinary(kElvisPrecedence);
  if (!Is(Token::kQuestion)) return condition;
  Expression* const conditional = New(ExpressionKind::kConditional, Take().at);
  conditional->left = condition;
  conditional->right = ParseExpression();
  Expect(Token::kColon, "':'");
  conditional->third = ParseExpression();
  return conditional;
}

const Expression* Parser::ParseBinary(int min_precedence) {
  const Nested nested(*this);
  const Expression* left = ParseUnary();
  for (int length = 0;; CheckChain(++length, Peek().at)) {
    const Token token = Peek().token;
    const int precedence = PrecedenceOf(token);
    if (precedence < min_precedence || precedence == kNoPrecedence) return left;
    const uint32_t at = Take().at;
    if (token == Token::kInstanceof) {
      Expression* const check = New(ExpressionKind::kInstanceof, at);
      check->left = left;
      check->type = ParseType(true);
      left = check;
    } else {
      const bool elvis = token == Token::kElvis;
      Expression* const binary = New(elvis ? ExpressionKind::kElvis : ExpressionKind::kBinary, at);
      binary->token = token;
      binary->left = left;
      binary->right = ParseBinary(elvis ? precedence : precedence + 1);  // the elvis operator alone binds to the right
      left = binary;
    }
  }
}

const Expression* Parser::ParseUnary() {
  const Nested nested(*this);
  switch (Peek().token) {
    case Token::kIncrement:
    case Token::kDecrement: {
      Expression* const increment = New(ExpressionKind::kIncrement, Peek().at);
      increment->token = Take().token;
      increment->flag = true;
      increment->left = ParseChain();
      return increment;
    }
    case Token::kAdd:
    case Token::kSubtract:
      return ParseSigned();
    default:
      return ParseUnaryNotSigned();
  }
}

const Expression* Parser::ParseSigned() {
  Expression* const unary = New(ExpressionKind::kUnary, Peek().at);
  unary->token = Take().token;
  unary->left = ParseUnary();
  return unary;
}

const Expression* Parser::ParseUnaryNotSigned() {
  if (Is(Token::kNot) || Is(Token::kBitNot)) return ParseSigned();
  bool signed_operand = false;
  if (LooksLikeCast(&signed_operand)) return ParseCast(signed_operand);
  const Expression* const chain = ParseChain();
  if (!Is(Token::kIncrement) && !Is(Token::kDecrement)) return chain;
  Expression* const increment = New(ExpressionKind::kIncrement, Peek().at);
  increment->token = Take().token;
  increment->left = chain;
  return increment;
}

// `(Type) operand`. Before + and - only a primitive type or def makes a cast, `(a) + b` is a sum; before a bracket, `(a)[b]` is an element.
bool Parser::LooksLikeCast(bool* signed_operand) const {
  if (!Is(Token::kLeftParen)) return false;
  const size_t length = TypeLength(1);
  if (length == 0 || !Is(Token::kRightParen, length + 1)) return false;
  if (length == 1 && !Is(Token::kName, 1)) {
    *signed_operand = true;
    return true;
  }
  const bool array = Is(Token::kRightBracket, length);
  switch (Peek(length + 2).token) {
    case Token::kLeftBracket: return array;
    case Token::kName:
    case Token::kDollar:
    case Token::kOctal:
    case Token::kHex:
    case Token::kInteger:
    case Token::kDecimal:
    case Token::kString:
    case Token::kRegex:
    case Token::kTrue:
    case Token::kFalse:
    case Token::kNull:
    case Token::kNew:
    case Token::kNot:
    case Token::kBitNot:
    case Token::kLeftParen: return true;
    default: return array;
  }
}

const Expression* Parser::ParseCast(bool signed_operand) {
  const Nested nested(*this);
  Expression* const cast = New(ExpressionKind::kCast, Take().at);
  cast->type = ParseType(true);
  Expect(Token::kRightParen, "')'");
  cast->left = signed_operand ? ParseUnary() : ParseUnaryNotSigned();
  return cast;
}

const Expression* Parser::ParseChain() { return ParsePostfixes(ParsePrimary()); }

const Expression* Parser::ParsePostfixes(const Expression* left) {
  for (int length = 0;; CheckChain(++length, Peek().at)) {
    if (Is(Token::kDot) || Is(Token::kNullSafeDot)) {
      const bool null_safe = Take().token == Token::kNullSafeDot;
      const uint32_t at = Peek().at;
      if (!Is(Token::kDotName) && !Is(Token::kDotInteger)) Unexpected("the name of a method or field");
      const Lexeme& name = Take();
      const bool call = name.token == Token::kDotName && Is(Token::kLeftParen);
      Expression* const access = New(call ? ExpressionKind::kMethodCall : ExpressionKind::kField, at);
      access->flag = null_safe;
      access->left = left;
      access->text = name.text;
      if (call) access->items = ParseArguments();
      left = access;
    } else if (Is(Token::kLeftBracket)) {
      Expression* const element = New(ExpressionKind::kElement, Take().at);
      element->left = left;
      element->right = ParseExpression();
      Expect(Token::kRightBracket, "']'");
      left = element;
    } else {
      return left;
    }
  }
}

const Expression* Parser::ParsePrimary() {
  const Lexeme& first = Peek();
  Expression* simple = nullptr;
  switch (first.token) {
    case Token::kLeftParen: {
      Take();
      const Expression* const inner = ParseExpression();
      Expect(Token::kRightParen, "')'");
      return inner;
    }
    case Token::kOctal:
    case Token::kHex:
    case Token::kInteger:
      simple = New(ExpressionKind::kInteger, first.at);
      simple->base = first.token == Token::kOctal ? 8 : first.token == Token::kHex ? 16 : 10;
      break;
    case Token::kDecimal:
      simple = New(ExpressionKind::kDecimal, first.at);
      break;
    case Token::kTrue:
    case Token::kFalse:
      simple = New(ExpressionKind::kBoolean, first.at);
      simple->flag = first.token == Token::kTrue;
      break;
    case Token::kNull:
      simple = New(ExpressionKind::kNull, first.at);
      break;
    case Token::kName:
    case Token::kDollar:
      if (Is(Token::kLeftParen, 1)) {
        Take();
        simple = New(ExpressionKind::kLocalCall, first.at);
        simple->text = first.text;
        simple->items = ParseArguments();
        return simple;
      }
      if (first.token == Token::kDollar) Take();
      if (first.token == Token::kDollar) Unexpected("'('");
      simple = New(ExpressionKind::kName, first.at);
      break;
    case Token::kString: return ParseString();
    case Token::kRegex: return ParseRegex();
    case Token::kLeftBracket: return ParseInitializer();
    case Token::kNew: return ParseNew();
    default: Unexpected("an expression");
  }
  simple->text = Take().text;
  return simple;
}

const Expression* Parser::ParseString() {
  Expression* const string = New(ExpressionKind::kString, Peek().at);
  const std::string_view quoted = Take().text;
  string->text = quoted.substr(1, quoted.size() - 2);
  if (string->text.find('\\') == std::string_view::npos) return string;
  char* const out = arena_.NewBytes(string->text.size());
  size_t size = 0;
  for (size_t i = 0; i < string->text.size(); ++i) {
    if (string->text[i] == '\\') ++i;
    out[size++] = string->text[i];
  }
  string->text = {out, size};
  return string;
}

const Expression* Parser::ParseRegex() {
  Expression* const regex = New(ExpressionKind::kRegex, Peek().at);
  const std::string_view whole = Take().text;
  const size_t end = whole.rfind('/');
  regex->text = whole.substr(1, end - 1);
  regex->name = whole.substr(end + 1);
  return regex;
}

// [], [a, b], [:], [a: b, c: d].
const Expression* Parser::ParseInitializer() {
  const uint32_t at = Take().at;
  if (Is(Token::kColon) && Is(Token::kRightBracket, 1)) {
    Take();
    Take();
    return New(ExpressionKind::kMapInitializer, at);
  }
  std::vector<const Expression*> items;
  bool map = false;
  while (!Is(Token::kRightBracket)) {
    if (!items.empty()) Expect(Token::kComma, "',', ']'");
    const bool first = items.empty();
    items.push_back(ParseExpression());
    if (first) map = Is(Token::kColon);
    if (!map) continue;
    Expect(Token::kColon, "':'");
    items.push_back(ParseExpression());
  }
  Take();
  Expression* const initializer = New(map ? ExpressionKind::kMapInitializer : ExpressionKind::kListInitializer, at);
  initializer->items = Keep(items);
  return initializer;
}

const Expression* Parser::ParseNew() {
  const uint32_t at = Take().at;
  const TypeSyntax type = ParseType(false);
  Expression* const expression = New(ExpressionKind::kNewObject, at);
  expression->type = type;
  if (Is(Token::kLeftBracket)) return ParseNewArray(expression);
  if (!Is(Token::kLeftParen)) Unexpected("'(', '['");
  expression->items = ParseArguments();
  return expression;
}

const Expression* Parser::ParseNewArray(Expression* array) {
  std::vector<const Expression*> items;
  if (Is(Token::kRightBracket, 1)) {
    Take();
    Take();
    array->kind = ExpressionKind::kNewArrayOf;
    array->type.dimensions = 1;
    Expect(Token::kLeftBrace, "'{'");
    while (!Is(Token::kRightBrace)) {
      if (!items.empty()) Expect(Token::kComma, "',', '}'");
      items.push_back(ParseExpression());
    }
    Take();
  } else {
    array->kind = ExpressionKind::kNewArray;
    while (TakeIf(Token::kLeftBracket)) {
      items.push_back(ParseExpression());
      Expect(Token::kRightBracket, "']'");
    }
    if (items.size() > UINT8_MAX) Fail(array->at, "too many array dimensions");
    array->type.dimensions = static_cast<uint8_t>(items.size());
  }
  array->items = Keep(items);
  return array;
}

std::span<const Expression* const> Parser::ParseArguments() {
  Expect(Token::kLeftParen, "'('");
  std::vector<const Expression*> arguments;
  while (!Is(Token::kRightParen)) {
    if (!arguments.empty()) Expect(Token::kComma, "',', ')'");
    arguments.push_back(ParseArgument());
  }
  Take();
  return Keep(arguments);
}

const Expression* Parser::ParseArgument() {
  if (LooksLikeLambda()) return ParseLambda();
  const size_t type = Is(Token::kThis) ? 1 : TypeLength(0);
  if (type == 0 || !Is(Token::kReference, type)) return ParseExpression();

  Expression* const reference = New(ExpressionKind::kReference, Peek().at);
  if (Is(Token::kThis)) {
    reference->type.name = Take().text;
  } else {
    reference->type = ParseType(true);
  }
  Take();
  if (!Is(Token::kName) && !Is(Token::kNew)) Unexpected("the name of a method, 'new'");
  reference->name = Take().text;
  return reference;
}

bool Parser::LooksLikeLambda() const {
  if (Is(Token::kLeftParen)) {
    // (a, int b) -> …: look for the arrow after the closing parenthesis.
    size_t ahead = 1;
    while (Is(Token::kName, ahead) || Is(Token::kDef, ahead) || Is(Token::kPrimitive, ahead) || Is(Token::kComma, ahead) || Is(Token::kDot, ahead) ||
           Is(Token::kDotName, ahead) || Is(Token::kLeftBracket, ahead) || Is(Token::kRightBracket, ahead)) {
      ++ahead;
    }
    return Is(Token::kRightParen, ahead) && Is(Token::kArrow, ahead + 1);
  }
  if (Is(Token::kName) && Is(Token::kArrow, 1)) return true;
  const size_t type = TypeLength(0);
  return type != 0 && Is(Token::kName, type) && Is(Token::kArrow, type + 1);
}

ParameterSyntax Parser::ParseLambdaParameter() {
  ParameterSyntax parameter;
  const size_t type = TypeLength(0);
  if (type != 0 && Is(Token::kName, type)) {
    parameter.has_type = true;
    parameter.type = ParseType(true);
  }
  const Lexeme& name = Expect(Token::kName, "a parameter's name");
  parameter.at = name.at;
  parameter.name = name.text;
  return parameter;
}

const Expression* Parser::ParseLambda() {
  const Nested nested(*this);
  Expression* const expression = New(ExpressionKind::kLambda, Peek().at);
  LambdaSyntax* const lambda = arena_.New<LambdaSyntax>();
  std::vector<ParameterSyntax> parameters;
  if (TakeIf(Token::kLeftParen)) {
    while (!Is(Token::kRightParen)) {
      if (!parameters.empty()) Expect(Token::kComma, "',', ')'");
      parameters.push_back(ParseLambdaParameter());
    }
    Take();
  } else {
    parameters.push_back(ParseLambdaParameter());
  }
  expression->at = Expect(Token::kArrow, "'->'").at;
  lambda->parameters = Keep(parameters);
  if (Is(Token::kLeftBrace)) {
    lambda->block = ParseBlock();
  } else {
    lambda->value = ParseExpression();
  }
  expression->lambda = lambda;
  return expression;
}

}  // namespace flowship::painless
