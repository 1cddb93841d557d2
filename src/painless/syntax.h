#pragma once
// The tree that the parser makes of a script: what is written, without types or names resolved. It lives in the arena that the parser was
// given, for the time of one compilation; texts point into the source.
// Source: the grammar of the "Painless language specification".

#include <cstdint>
#include <span>
#include <string_view>

#include "painless/lexer.h"

namespace flowship::painless {

// A type as written: `def[]`, `Map.Entry`, `int`.
struct TypeSyntax {
  uint32_t at = 0;
  std::string_view name;
  uint8_t dimensions = 0;
};

struct LambdaSyntax;
struct Statement;

enum class ExpressionKind : uint8_t {
  kInteger,          // text with its suffix; base
  kDecimal,          // text with its suffix
  kBoolean,          // flag
  kNull,
  kString,           // text, escapes resolved
  kRegex,            // text between the slashes; flags in name
  kListInitializer,  // items
  kMapInitializer,   // items: key, value, key, value …
  kName,             // text
  kLocalCall,        // text(items): a user function, or a call of the context
  kNewObject,        // new type(items)
  kNewArray,         // new type with items as sizes of the first dimensions
  kNewArrayOf,       // new type[] {items}
  kMethodCall,       // left.text(items); flag: null-safe
  kField,            // left.text; flag: null-safe
  kElement,          // left[right]
  kUnary,            // token left
  kIncrement,        // ++ or -- (token) on left; flag: before it
  kBinary,           // left token right
  kInstanceof,       // left instanceof type
  kCast,             // (type) left
  kConditional,      // left ? right : third
  kElvis,            // left ?: right
  kAssignment,       // left token right; kAssign or a compound
  kLambda,           // lambda; an argument only
  kReference,        // text::name; an argument only
};

struct Expression {
  ExpressionKind kind;
  Token token = Token::kEnd;
  bool flag = false;
  uint8_t base = 10;
  uint32_t at = 0;  // where messages point to
  std::string_view text, name;
  TypeSyntax type;
  const Expression *left = nullptr, *right = nullptr, *third = nullptr;
  std::span<const Expression* const> items;
  const LambdaSyntax* lambda = nullptr;
};

struct ParameterSyntax {
  uint32_t at = 0;
  bool has_type = false;
  TypeSyntax type;
  std::string_view name;
};

struct LambdaSyntax {
  std::span<const ParameterSyntax> parameters;
  const Expression* value = nullptr;  // one of the two
  const Statement* block = nullptr;
};

enum class StatementKind : uint8_t {
  kBlock,        // items
  kExpression,   // value
  kDeclaration,  // variables
  kIf,           // value, body, otherwise
  kWhile,        // value, body (none: `;`)
  kDoWhile,      // body, value
  kFor,          // start (a declaration or an expression), value, after, body (none: `;`)
  kForEach,      // type name : value, body
  kReturn,       // value
  kThrow,        // value
  kBreak,
  kContinue,
  kTry,          // body, traps
};

struct VariableSyntax {
  uint32_t at = 0;
  std::string_view name;
  const Expression* value = nullptr;
};

struct TrapSyntax {
  uint32_t at = 0;
  TypeSyntax type;
  std::string_view name;
  const Statement* body = nullptr;
};

struct Statement {
  StatementKind kind;
  uint32_t at = 0;
  const Expression *value = nullptr, *after = nullptr;
  const Statement *body = nullptr, *otherwise = nullptr, *start = nullptr;
  TypeSyntax type;
  std::string_view name;
  std::span<const Statement* const> items;
  std::span<const VariableSyntax> variables;
  std::span<const TrapSyntax> traps;
};

struct FunctionSyntax {
  uint32_t at = 0;
  TypeSyntax type;
  std::string_view name;
  std::span<const ParameterSyntax> parameters;
  const Statement* body = nullptr;
};

struct ScriptSyntax {
  std::span<const FunctionSyntax* const> functions;
  const Statement* body = nullptr;  // a block
};

}  // namespace flowship::painless
