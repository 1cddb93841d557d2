#pragma once
// Syntax tree → executable nodes: resolves names, types, methods and casts, folds constants, and refuses what Painless refuses, in its words.
// Painless is typed where the script says so and dynamic where it says `def`; both are decided here, once.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/key.h"
#include "painless/nodes.h"
#include "painless/program.h"
#include "painless/run.h"
#include "painless/source.h"
#include "painless/syntax.h"

namespace flowship::painless {

// Fills program.main. Throws CompileFailure.
void Analyze(const ScriptSyntax& script, Program& program, KeySet& keys);

// An expression that has been analyzed.
struct Typed {
  const Node* node = nullptr;
  Type type;
  bool is_constant = false;  // a literal, or computed from literals
  Value value;               // of a constant
  bool looked_up = false;    // a def that a member of a def gives, found at run time: casting it is the call's own business there
};

class Analyzer {
 public:
  Analyzer(const ScriptSyntax& script, Program& program, KeySet& keys);
  void Run();

 private:
  struct Variable {
    std::string_view name;
    Type type;
    uint32_t slot;
    bool read_only;  // of a foreach loop or a lambda, or taken from outside of it
    bool captured;   // taken from outside
  };
  // A function, lambda or the script itself while it is analyzed.
  struct Scope {
    Scope* outer = nullptr;  // of a lambda: where it may take variables from
    Type returns;
    std::vector<Variable> variables;
    uint32_t slots = 0;
    bool has_context = true;  // ctx and params: not in a function of the script
    std::vector<uint32_t> captured, capture_slots;  // slot outside, slot inside
  };
  // Variables of a block are gone after it.
  class Block {
   public:
    explicit Block(Scope& scope) : scope_(scope), size_(scope.variables.size()) {}
    ~Block() {
      // What a lambda captured in between stays: it belongs to the function.
      std::erase_if(scope_.variables, [this, at = size_t{0}](const Variable& variable) mutable { return at++ >= size_ && !variable.captured; });
    }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

   private:
    Scope& scope_;
    size_t size_;
  };
  struct Function {
    std::string_view name;
    std::vector<Type> parameters;
    Type returns;
    Code* code;
    const FunctionSyntax* syntax;
  };
  // What a statement does to the flow of control, for the checks on unreachable and endless code.
  struct Escapes {
    bool method = false, loop = false, all = false, any_continue = false, any_break = false;
  };
  struct Place {
    bool in_loop = false, begins_loop = false, last_of_loop = false, last_of_function = false;
  };
  // What the surroundings want of an expression.
  struct Want {
    std::optional<Type> type;  // it will be cast to this
    bool is_explicit = false, internal = false;
  };

  // analyzer.cc
  void DeclareFunctions();
  void AnalyzeFunction(const Function& function);
  void AnalyzeMain();
  const Function* FindFunction(std::string_view name, size_t arity) const;
  const Variable* FindVariable(std::string_view name) { return FindVariable(*scope_, name); }
  const Variable* FindVariable(Scope& scope, std::string_view name);
  uint32_t Declare(uint32_t at, std::string_view name, Type type, bool read_only = false);
  Type ResolveType(const TypeSyntax& syntax);
  template <typename T>
  std::span<const T> Keep(const std::vector<T>& items) {
    T* const kept = arena_.NewArray<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), kept);
    return {kept, items.size()};
  }
  std::string_view KeepText(std::string_view text) { return arena_.Copy(text); }

  // analyze_statement.cc
  const Step* AnalyzeStatement(const Statement& statement, Place place, Escapes& escapes);
  const Step* AnalyzeBlock(const Statement& block, Place place, Escapes& escapes);
  const Step* AnalyzeBody(const Statement& body, Place place, Escapes& escapes);
  const Step* AnalyzeExpressionStatement(const Statement& statement, Place place, Escapes& escapes);
  const Step* AnalyzeDeclaration(const Statement& statement);
  const Step* AnalyzeIf(const Statement& statement, Place place, Escapes& escapes);
  const Step* AnalyzeLoop(const Statement& statement, Escapes& escapes);
  const Step* AnalyzeForEach(const Statement& statement);
  const Step* AnalyzeTry(const Statement& statement, Place place, Escapes& escapes);
  const Step* AnalyzeReturn(const Statement& statement);
  const Node* AnalyzeCondition(const Expression& condition);

  // analyze_expression.cc
  Typed Analyze(const Expression& expression, const Want& want);
  Typed Analyze(const Expression& expression) { return Analyze(expression, Want()); }
  const Node* AnalyzeAs(const Expression& expression, Type type, bool is_explicit = false, bool internal = false);
  const Node* Cast(const Typed& value, Type to, uint32_t at, bool is_explicit = false, bool internal = false);
  Typed MakeTyped(const Node* node, Type type) const { return {node, type, false, Value(), false}; }
  Typed MakeLookedUp(const Node* node, Type holder) const { return {node, TypeId::kDef, false, Value(), holder.is_def()}; }
  Typed MakeLiteral(uint32_t at, Type type, Value value) { return {MakeConstant(arena_, at, value), type, true, value, false}; }
  Typed AnalyzeInteger(const Expression& expression, const Want& want, bool negative);
  Typed AnalyzeDecimal(const Expression& expression, bool negative);
  Typed AnalyzeNull(const Expression& expression, const Want& want);
  Typed AnalyzeRegex(const Expression& expression);
  Typed AnalyzeName(const Expression& expression);
  bool NamesType(const Expression& expression, TypeId* type);
  bool NamesContext(const Expression& expression);
  bool HasContext(std::string_view name) const { return scope_->has_context && (name == "ctx" || name == "params"); }
  Typed AnalyzeObject(const Expression& object, std::string_view constant_key);
  Typed AnalyzeField(const Expression& expression);
  Typed FieldOf(const Typed& object, const Expression& expression);
  Typed AnalyzeElement(const Expression& expression);
  const Node* IndexFor(const Typed& object, const Expression& expression);
  FieldSite MakeSite(std::string_view name);
  Typed AnalyzeListInitializer(const Expression& expression);
  Typed AnalyzeMapInitializer(const Expression& expression);
  Typed AnalyzeNewArray(const Expression& expression);

  // analyze_operator.cc
  Typed AnalyzeUnary(const Expression& expression, const Want& want);
  Typed AnalyzeBinary(const Expression& expression, const Want& want);
  Typed AnalyzeLogical(const Expression& expression);
  Typed AnalyzeMatch(const Expression& expression);
  Typed AnalyzeComparison(const Expression& expression, Operator op);
  Typed Combine(const Expression& expression, Operator op, const Typed& left, const Typed& right, Type operands, Type result);
  Typed AnalyzeConditional(const Expression& expression, const Want& want);
  Typed AnalyzeElvis(const Expression& expression, const Want& want);
  Typed AnalyzeInstanceof(const Expression& expression);
  Typed AnalyzeCast(const Expression& expression);
  Typed AnalyzeAssignment(const Expression& expression);
  Typed AnalyzeIncrement(const Expression& expression);
  Typed MakeCompoundAssignment(const Expression& expression, Operator op, const Expression* right, bool gives_old);
  Target AnalyzeTarget(const Expression& expression, Type* type);
  Target FieldTarget(const Expression& expression, Type* type);

  // analyze_call.cc
  Typed AnalyzeCall(const Expression& expression);
  Typed CallStatic(const Expression& expression, TypeId type);
  Typed CallMember(const Expression& expression, const Typed& object);
  Typed CallDef(const Expression& expression, const Typed& object);
  Typed AnalyzeLocalCall(const Expression& expression);
  Typed AnalyzeNewObject(const Expression& expression);
  std::vector<const Node*> AnalyzeArguments(const Expression& expression, const Method& method);
  const Node* AnalyzeLambda(const Expression& expression, Type target);
  const Node* AnalyzeReference(const Expression& expression, Type target);
  void CheckReference(const Expression& expression, const Reference& reference, TypeId target);
  void CheckHostFunction(const Expression& expression, const Method& method);

  const ScriptSyntax& script_;
  Program& program_;
  KeySet& keys_;
  NodeArena& arena_;
  KeyTable key_table_;
  Environment environment_;
  painless::Run scratch_;  // computes constants
  std::vector<Function> functions_;
  Scope* scope_ = nullptr;
  size_t lambdas_ = 0;  // how many there have been: they are numbered from inside out
};

}  // namespace flowship::painless
