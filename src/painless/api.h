#pragma once
// What scripts may call: for each type a sorted constexpr table of methods, one line each, written as Java declares it.
//
//   constexpr Method kMethods[] = {
//       Instance("char charAt(int)", CharAt),
//       Static("String valueOf(def)", ValueOf),
//   };
//
// A method is found by its name and the number of its arguments alone, as in Painless: there is no overloading by type. A subclass has the
// methods of its supertypes. Constructors are static methods named `new`. The signature is read at compile time; a wrong one does not compile.
// Adding a method: one function, one line. Adding a type: one line in type.h, one table, one line in api.cc.
// Source: Elasticsearch's "Painless API reference".

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "event/value.h"
#include "painless/run.h"
#include "painless/type.h"

namespace flowship::painless {

// arguments[0] is the receiver of an instance method; it is not null (but for a method that TakesNull) and of the table's type. Arguments are of the
// declared types; references may be null. A failure is thrown (run.failed()), whatever is returned then.
using Native = Value (*)(Run& run, const Value* arguments);

constexpr size_t kMaxParameters = 9;

struct Method {
  std::string_view name;
  Type returns;
  std::array<Type, kMaxParameters> parameters;
  uint8_t arity = 0;
  bool is_static = false;
  bool takes_null = false;  // as its receiver, where that has a type: it is Elasticsearch's own function over it, not the class's
  Native call = nullptr;
};

struct Constant {
  std::string_view name;
  Type type;
  Value (*get)(Run& run);
};

// How many names a signature's reader knows: simple names of type.h.
consteval Type ReadType(std::string_view name) {
  constexpr std::string_view kNames[] = {
#define FLOWSHIP_PAINLESS_NAME(identifier, canonical, ...) canonical,
      FLOWSHIP_PAINLESS_TYPES(FLOWSHIP_PAINLESS_NAME)
#undef FLOWSHIP_PAINLESS_NAME
  };
  uint8_t dimensions = 0;
  while (name.ends_with("[]")) {
    name.remove_suffix(2);
    ++dimensions;
  }
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (!kNames[i].ends_with(name)) continue;
    const size_t rest = kNames[i].size() - name.size();
    if (rest == 0 || (kNames[i][rest - 1] == '.' && kNames[i][rest - 2] >= 'a' && kNames[i][rest - 2] <= 'z')) {
      return Type(static_cast<TypeId>(i), dimensions);
    }
  }
  throw "no such type in type.h";
}

consteval Method ReadSignature(std::string_view signature, bool is_static, Native call) {
  Method method;
  method.is_static = is_static;
  method.call = call;
  const size_t space = signature.find(' '), open = signature.find('(');
  if (space == std::string_view::npos || open == std::string_view::npos || !signature.ends_with(')')) throw "not of the form: Type name(Type,Type)";
  method.returns = ReadType(signature.substr(0, space));
  method.name = signature.substr(space + 1, open - space - 1);
  std::string_view rest = signature.substr(open + 1, signature.size() - open - 2);
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    if (method.arity == kMaxParameters) throw "too many parameters";
    method.parameters[method.arity++] = ReadType(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return method;
}

consteval Method Instance(std::string_view signature, Native call) { return ReadSignature(signature, false, call); }
consteval Method Static(std::string_view signature, Native call) { return ReadSignature(signature, true, call); }
consteval Method TakesNull(Method method) {
  method.takes_null = true;
  return method;
}
consteval Constant Field(std::string_view type, std::string_view name, Value (*get)(Run& run)) { return {name, ReadType(type), get}; }

// By name, then arity, statics after instance methods. Holds the tables to their order.
constexpr bool Precedes(const Method& a, const Method& b) {
  if (a.name != b.name) return a.name < b.name;
  if (a.arity != b.arity) return a.arity < b.arity;
  return !a.is_static && b.is_static;
}
template <size_t N>
consteval bool IsSorted(const Method (&methods)[N]) {
  for (size_t i = 1; i < N; ++i) {
    if (!Precedes(methods[i - 1], methods[i])) return false;
  }
  return true;
}

struct TypeApi {
  TypeId type;
  std::span<const Method> methods;
  std::span<const Constant> constants;
};

// Of the type itself; empty tables when it has none of its own.
const TypeApi& ApiOf(TypeId type);
// Looked for in the supertypes too.
const Method* FindMethod(Type type, std::string_view name, size_t arity);
const Method* FindStatic(TypeId type, std::string_view name, size_t arity);
const Constant* FindConstant(TypeId type, std::string_view name);
// The getter that `object.name` may stand for: getName() or isName().
const Method* FindGetter(Type type, std::string_view name);
const Method* FindSetter(Type type, std::string_view name);
// A hint for messages: "; did you mean [contains/1]?" or nothing.
std::string SuggestMethod(Type type, bool is_static, std::string_view name, size_t arity);

}  // namespace flowship::painless
