#pragma once
// The parser itself: one class, its statements in parser.cc, its expressions in parse_expression.cc. Private to the two.

#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "painless/lexer.h"
#include "painless/source.h"
#include "painless/syntax.h"

namespace flowship::painless {

class Parser {
 public:
  Parser(std::string_view source, Arena& arena) : lexemes_(Tokenize(source)), arena_(arena) {}
  ScriptSyntax ParseScript();

 private:
  // Counts nesting for as long as it lives.
  class Nested {
   public:
    explicit Nested(Parser& parser);
    ~Nested() { --parser_.depth_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

   private:
    Parser& parser_;
  };

  const Lexeme& Peek(size_t ahead = 0) const {
    const size_t at = next_ + ahead;
    return lexemes_[at < lexemes_.size() ? at : lexemes_.size() - 1];
  }
  bool Is(Token token, size_t ahead = 0) const { return Peek(ahead).token == token; }
  const Lexeme& Take() {
    const Lexeme& lexeme = Peek();
    if (next_ + 1 < lexemes_.size()) ++next_;
    return lexeme;
  }
  bool TakeIf(Token token) {
    if (!Is(token)) return false;
    Take();
    return true;
  }
  const Lexeme& Expect(Token token, std::string_view what);
  [[noreturn]] void Unexpected(std::string_view expected) const;

  template <typename T>
  std::span<const T> Keep(const std::vector<T>& items) {
    T* const kept = arena_.NewArray<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), kept);
    return {kept, items.size()};
  }

  // parser.cc
  bool LooksLikeFunction() const;
  bool LooksLikeDeclaration() const;
  size_t TypeLength(size_t ahead) const;  // lexemes of the type that starts there; 0: none does
  TypeSyntax ParseType(bool with_dimensions);
  const FunctionSyntax* ParseFunction();
  const Statement* ParseStatement();
  const Statement* ParseBlock();
  const Statement* ParseBlockOrStatement();
  const Statement* ParseIf();
  const Statement* ParseWhile();
  const Statement* ParseDoWhile();
  const Statement* ParseFor();
  const Statement* ParseForEach(uint32_t at);
  const Statement* ParseTry();
  const Statement* ParseDeclaration();
  const Statement* ParseSimple();
  void EndStatement();

  // parse_expression.cc
  const Expression* ParseExpression();
  const Expression* ParseConditional();
  const Expression* ParseBinary(int min_precedence);
  const Expression* ParseUnary();
  const Expression* ParseUnaryNotSigned();
  const Expression* ParseSigned();
  const Expression* ParseChain();
  const Expression* ParsePostfixes(const Expression* left);
  const Expression* ParsePrimary();
  const Expression* ParseString();
  const Expression* ParseRegex();
  const Expression* ParseInitializer();
  const Expression* ParseNew();
  const Expression* ParseNewArray(Expression* array);
  bool LooksLikeCast(bool* signed_operand) const;
  const Expression* ParseCast(bool signed_operand);
  std::span<const Expression* const> ParseArguments();
  const Expression* ParseArgument();
  bool LooksLikeLambda() const;
  const Expression* ParseLambda();
  ParameterSyntax ParseLambdaParameter();
  Expression* New(ExpressionKind kind, uint32_t at) {
    Expression* const expression = arena_.New<Expression>();
    expression->kind = kind;
    expression->at = at;
    return expression;
  }
  Statement* NewStatement(StatementKind kind, uint32_t at) {
    Statement* const statement = arena_.New<Statement>();
    statement->kind = kind;
    statement->at = at;
    return statement;
  }

  std::vector<Lexeme> lexemes_;
  size_t next_ = 0;
  int depth_ = 0;
  Arena& arena_;
};

}  // namespace flowship::painless
