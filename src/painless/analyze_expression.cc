// Literals, names, members, elements, casts.

#include <charconv>
#include <limits>

#include "painless/analyzer.h"
#include "painless/api.h"
#include "painless/cast.h"
#include "painless/pattern.h"
#include "painless/text.h"

namespace flowship::painless {

Typed Analyzer::Analyze(const Expression& expression, const Want& want) {
  switch (expression.kind) {
    case ExpressionKind::kInteger: return AnalyzeInteger(expression, want, false);
    case ExpressionKind::kDecimal: return AnalyzeDecimal(expression, false);
    case ExpressionKind::kBoolean: return MakeLiteral(expression.at, TypeId::kBoolean, Value::Bool(expression.flag));
    case ExpressionKind::kNull: return AnalyzeNull(expression, want);
    case ExpressionKind::kString: return MakeLiteral(expression.at, TypeId::kString, Value::String(KeepText(expression.text)));
    case ExpressionKind::kRegex: return AnalyzeRegex(expression);
    case ExpressionKind::kListInitializer: return AnalyzeListInitializer(expression);
    case ExpressionKind::kMapInitializer: return AnalyzeMapInitializer(expression);
    case ExpressionKind::kName: return AnalyzeName(expression);
    case ExpressionKind::kLocalCall: return AnalyzeLocalCall(expression);
    case ExpressionKind::kNewObject: return AnalyzeNewObject(expression);
    case ExpressionKind::kNewArray:
    case ExpressionKind::kNewArrayOf: return AnalyzeNewArray(expression);
    case ExpressionKind::kMethodCall: return AnalyzeCall(expression);
    case ExpressionKind::kField: return AnalyzeField(expression);
    case ExpressionKind::kElement: return AnalyzeElement(expression);
    case ExpressionKind::kUnary: return AnalyzeUnary(expression, want);
    case ExpressionKind::kIncrement: return AnalyzeIncrement(expression);
    case ExpressionKind::kBinary: return AnalyzeBinary(expression, want);
    case ExpressionKind::kInstanceof: return AnalyzeInstanceof(expression);
    case ExpressionKind::kCast: return AnalyzeCast(expression);
    case ExpressionKind::kConditional: return AnalyzeConditional(expression, want);
    case ExpressionKind::kElvis: return AnalyzeElvis(expression, want);
    case ExpressionKind::kAssignment: return AnalyzeAssignment(expression);
    case ExpressionKind::kLambda:
    case ExpressionKind::kReference: break;
  }
  Fail(expression.at, "a lambda or function reference can be an argument only");
}

const Node* Analyzer::AnalyzeAs(const Expression& expression, Type type, bool is_explicit, bool internal) {
  return Cast(Analyze(expression, Want{type, is_explicit, internal}), type, expression.at, is_explicit, internal);
}

const Node* Analyzer::Cast(const Typed& value, Type to, uint32_t at, bool is_explicit, bool internal) {
  switch (FindCast(value.type, to, is_explicit, internal)) {
    case CastKind::kNone: return value.node;
    case CastKind::kNumber:
      if (value.is_constant) return MakeConstant(arena_, at, ConvertNumber(value.value, Unboxed(to).id));
      return MakeConvert(arena_, at, value.node, to, false);
    case CastKind::kBoxed: return MakeConvert(arena_, at, value.node, to, true);
    case CastKind::kDef:
      if (value.looked_up && !is_explicit && to != Type(TypeId::kBoolean)) return MakeLookedUpCast(arena_, at, value.node, to);
      return MakeDefCast(arena_, at, value.node, to, is_explicit);
    case CastKind::kReference: return MakeReferenceCast(arena_, at, value.node, to);
    case CastKind::kText:
      if (value.is_constant && value.value.is_string() && UnitCount(value.value.as_text()) != 1) {
        Fail(at, "cannot cast java.lang.String with length not equal to one to char");
      }
      return MakeTextCast(arena_, at, value.node, to);
    case CastKind::kForbidden: break;
  }
  Fail(at, "Cannot cast from [" + NameOf(value.type) + "] to [" + NameOf(to) + "].");
}

// A literal may be a byte, short or char where one is wanted and it fits.
Typed Analyzer::AnalyzeInteger(const Expression& expression, const Want& want, bool negative) {
  std::string_view text = expression.text;
  const char suffix = expression.base == 16 && text.back() != 'l' && text.back() != 'L' ? '0' : text.back();
  if (suffix == 'f' || suffix == 'F' || suffix == 'd' || suffix == 'D') return AnalyzeDecimal(expression, negative);
  const bool is_long = suffix == 'l' || suffix == 'L';
  if (is_long) text.remove_suffix(1);
  if (expression.base == 16) text.remove_prefix(2);
  if (expression.base == 8) text.remove_prefix(1);
  const std::string signed_text = (negative ? "-" : "") + std::string(text);
  int64_t number = 0;
  const int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
  if (!ParseInteger(signed_text, expression.base, least, most, &number)) {
    Fail(expression.at, std::string("Invalid ") + (is_long ? "long" : "int") + " constant [" + signed_text + "].");
  }
  if (is_long) return MakeLiteral(expression.at, TypeId::kLong, Value::Long(number));
  if (number != static_cast<int32_t>(number)) {
    Fail(expression.at,
         "Invalid int constant [" + signed_text + "]. If you want a long constant then change it to [" + std::string(expression.text) + "L].");
  }
  const Value value = Value::Int(static_cast<int32_t>(number));
  if (want.type) {
    const TypeId wanted = want.type->id;
    const bool narrow = *want.type == Type(TypeId::kByte) || *want.type == Type(TypeId::kShort) || *want.type == Type(TypeId::kChar);
    if (narrow && ConvertNumber(value, wanted).as_long() == number) return MakeLiteral(expression.at, wanted, ConvertNumber(value, wanted));
  }
  return MakeLiteral(expression.at, TypeId::kInt, value);
}

Typed Analyzer::AnalyzeDecimal(const Expression& expression, bool negative) {
  const char suffix = expression.text.back();
  double number = 0;
  if (!ParseDouble(expression.text, &number)) Fail(expression.at, "Invalid double constant [" + std::string(expression.text) + "].");
  if (suffix != 'f' && suffix != 'F') return MakeLiteral(expression.at, TypeId::kDouble, Value::Double(negative ? -number : number));
  // Read as a float at once: rounding twice would give another number now and then.
  float single = 0;
  const std::string_view digits = expression.text.substr(0, expression.text.size() - 1);
  if (std::from_chars(digits.data(), digits.data() + digits.size(), single).ec == std::errc::result_out_of_range) single = static_cast<float>(number);
  return MakeLiteral(expression.at, TypeId::kFloat, Value::Float(negative ? -single : single));
}

Typed Analyzer::AnalyzeNull(const Expression& expression, const Want& want) {
  if (want.type && want.type->is_primitive()) Fail(expression.at, "Cannot cast null to a primitive type [" + NameOf(*want.type) + "].");
  const Type type = want.type && !want.type->is_void() ? *want.type : Type(TypeId::kObject);
  return MakeLiteral(expression.at, type, Value());
}

Typed Analyzer::AnalyzeRegex(const Expression& expression) {
  std::string problem;
  PatternHost* const pattern = CompilePattern(expression.text, expression.name, program_, &problem);
  if (pattern == nullptr) Fail(expression.at, "Error compiling regex: " + problem);
  return MakeTyped(MakeConstant(arena_, expression.at, Value::Of(pattern)), TypeId::kPattern);
}

Typed Analyzer::AnalyzeName(const Expression& expression) {
  if (const Variable* const variable = FindVariable(expression.text)) {
    return MakeTyped(MakeLocal(arena_, expression.at, variable->slot), variable->type);
  }
  if (HasContext(expression.text) && expression.text == "ctx") {
    program_.needs_metadata = true;
    return MakeTyped(MakeContext(arena_, expression.at), TypeId::kMap);
  }
  if (HasContext(expression.text)) return MakeTyped(MakeConstant(arena_, expression.at, program_.params), TypeId::kMap);
  TypeId type = TypeId::kVoid;
  if (FindType(expression.text, &type)) Fail(expression.at, "value required: instead found unexpected type [" + std::string(NameOf(type)) + "]");
  Fail(expression.at, "cannot resolve symbol [" + std::string(expression.text) + "]");
}

// `Integer`, `Map.Entry`, `java.time.Instant`: a chain of names that starts with no variable and is a type.
bool Analyzer::NamesType(const Expression& expression, TypeId* type) {
  std::string name;
  const Expression* first = &expression;
  for (; first->kind == ExpressionKind::kField && !first->flag; first = first->left) name = "." + std::string(first->text) + name;
  if (first->kind != ExpressionKind::kName) return false;
  name = std::string(first->text) + name;
  return !HasContext(first->text) && FindVariable(first->text) == nullptr && FindType(name, type);
}

bool Analyzer::NamesContext(const Expression& expression) {
  return expression.kind == ExpressionKind::kName && expression.text == "ctx" && HasContext(expression.text);
}

// The object of a member access. Of ctx itself, a key that is no metadata leaves the metadata out of the run.
Typed Analyzer::AnalyzeObject(const Expression& object, std::string_view constant_key) {
  if (!NamesContext(object)) return Analyze(object);
  if (constant_key.empty() || constant_key.starts_with('_')) program_.needs_metadata = true;
  return MakeTyped(MakeContext(arena_, object.at), TypeId::kMap);
}

FieldSite Analyzer::MakeSite(std::string_view name) {
  const std::string_view kept = KeepText(name);
  return FieldSite{kept, keys_.Intern(name), {}, FindGetter(TypeId::kHashMap, name)};
}

Typed Analyzer::AnalyzeField(const Expression& expression) {
  TypeId type = TypeId::kVoid;
  if (NamesType(*expression.left, &type)) {
    const Constant* const constant = FindConstant(type, expression.text);
    if (constant == nullptr) Fail(expression.at, "field [" + std::string(NameOf(type)) + ", " + std::string(expression.text) + "] not found");
    const Value value = constant->get(scratch_);
    Typed typed = MakeTyped(MakeConstant(arena_, expression.at, value), constant->type);
    typed.is_constant = constant->type.is_primitive();
    typed.value = value;
    return typed;
  }
  return FieldOf(AnalyzeObject(*expression.left, expression.text), expression);
}

Typed Analyzer::FieldOf(const Typed& object, const Expression& expression) {
  const std::string_view name = expression.text;
  const Type type = object.type;
  const auto null_safe = [&](Type result) {
    if (expression.flag && result.is_primitive()) Fail(expression.at, "Result of null safe operator must be nullable");
    return result;
  };
  if (type.is_array()) {
    if (name != "length") Fail(expression.at, "field [" + NameOf(type) + ", " + std::string(name) + "] not found");
    return MakeTyped(MakeArrayLength(arena_, expression.at, object.node), null_safe(TypeId::kInt));
  }
  if (!type.is_def()) {
    if (const Method* const getter = FindGetter(type, name)) {
      const Node* const arguments[] = {object.node};
      return MakeTyped(MakeCall(arena_, expression.at, getter, Keep(std::vector(arguments, arguments + 1)), expression.flag),
                       null_safe(getter->returns));
    }
    int64_t index = 0;
    if (IsSubtype(type.id, TypeId::kList)) {
      if (!ParseInteger(name, 10, INT32_MIN, INT32_MAX, &index)) Fail(expression.at, "invalid list index [" + std::string(name) + "]");
    } else if (!IsSubtype(type.id, TypeId::kMap)) {
      Fail(expression.at, "field [" + NameOf(type) + ", " + std::string(name) + "] not found" + SuggestMethod(type, false, name, 0));
    }
  }
  // What params hold is known now.
  const FieldSite site = MakeSite(name);
  if (object.node->eval == MakeConstant(arena_, 0, Value())->eval) {
    const Value holder = Eval(object.node, scratch_);
    if (holder.is_object() && site.map_getter == nullptr) {
      const Value* const value = holder.as_object()->Find(site.key);
      return MakeTyped(MakeConstant(arena_, expression.at, value == nullptr ? Value() : *value), TypeId::kDef);
    }
  }
  return MakeLookedUp(MakeField(arena_, expression.at, object.node, site, expression.flag), object.type);
}

const Node* Analyzer::IndexFor(const Typed& object, const Expression& expression) {
  const Type type = object.type;
  const bool is_list = !type.is_array() && !type.is_def() && IsSubtype(type.id, TypeId::kList);
  const bool is_map = !type.is_array() && !type.is_def() && IsSubtype(type.id, TypeId::kMap);
  if (type.is_array() || is_list) return AnalyzeAs(*expression.right, TypeId::kInt);
  if (!type.is_def() && !is_map) Fail(expression.at, "Illegal array access on type [" + NameOf(type) + "].");
  return AnalyzeAs(*expression.right, TypeId::kDef, false, true);
}

// ctx['a.b'] is an access by name, like ctx.x, but never a getter.
Typed Analyzer::AnalyzeElement(const Expression& expression) {
  const bool by_name = expression.right->kind == ExpressionKind::kString;
  const Typed object = AnalyzeObject(*expression.left, by_name ? expression.right->text : std::string_view());
  const Type result = object.type.is_array() ? object.type.Element() : Type(TypeId::kDef);
  const Node* const index = IndexFor(object, expression);
  if (object.type.is_def()) return MakeLookedUp(MakeElement(arena_, expression.at, object.node, index), object.type);
  return MakeTyped(MakeElement(arena_, expression.at, object.node, index), result);
}

Typed Analyzer::AnalyzeListInitializer(const Expression& expression) {
  std::vector<const Node*> items;
  for (const Expression* const item : expression.items) items.push_back(AnalyzeAs(*item, TypeId::kDef, false, true));
  return MakeTyped(MakeListOf(arena_, expression.at, Keep(items)), TypeId::kArrayList);
}

Typed Analyzer::AnalyzeMapInitializer(const Expression& expression) {
  std::vector<const Node*> items;
  for (const Expression* const item : expression.items) items.push_back(AnalyzeAs(*item, TypeId::kDef, false, true));
  return MakeTyped(MakeMapOf(arena_, expression.at, Keep(items)), TypeId::kHashMap);
}

Typed Analyzer::AnalyzeNewArray(const Expression& expression) {
  const Type type = ResolveType(expression.type);
  std::vector<const Node*> items;
  if (expression.kind == ExpressionKind::kNewArray) {
    for (const Expression* const size : expression.items) items.push_back(AnalyzeAs(*size, TypeId::kInt, false, true));
    return MakeTyped(MakeNewArray(arena_, expression.at, type, Keep(items)), type);
  }
  for (const Expression* const item : expression.items) items.push_back(AnalyzeAs(*item, type.Element(), false, true));
  return MakeTyped(MakeNewArrayOf(arena_, expression.at, type, Keep(items)), type);
}

}  // namespace flowship::painless
