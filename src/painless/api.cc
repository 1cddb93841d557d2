#include "painless/api.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/nearest.h"
#include "painless/api_tables.h"

namespace flowship::painless {
namespace {

constexpr size_t kTypeCount = static_cast<size_t>(TypeId::kParseException) + 1;

// Every type's table by its id; put together once, at the first look-up.
const std::array<TypeApi, kTypeCount>& Tables() {
  static const auto tables = [] {
    std::array<TypeApi, kTypeCount> all{};
    for (size_t i = 0; i < all.size(); ++i) all[i].type = static_cast<TypeId>(i);
    for (const ApiTables group :
         {ObjectApi(), NumberApi(), CharacterApi(), MathApi(), StringApi(), BuilderApi(), CollectionApi(), ListApi(), DequeApi(), SetApi(), MapApi(), SortedMapApi(), IteratorApi(),
          CollectionsApi(), FunctionApi(), OptionalApi(), StreamApi(), CollectorsApi(), PatternApi(), UtilityApi(), LocaleApi(), TemporalApi(), LocalTimeApi(), ZonedTimeApi(), DurationApi(), TimeEnumApi(), DateFormatApi(), FormatterBuilderApi(), PartialDateApi(), TimeZoneApi(), BigIntegerApi(), DecimalApi(), DecimalFormatApi(), ProcessorsApi(), FieldApi(), ElasticApi()}) {
      for (const TypeApi& api : group) all[static_cast<size_t>(api.type)] = api;
    }
    return all;
  }();
  return tables;
}

const Method* FindOwn(TypeId type, std::string_view name, size_t arity, bool is_static) {
  const std::span<const Method> methods = ApiOf(type).methods;
  Method wanted;
  wanted.name = name;
  wanted.arity = static_cast<uint8_t>(std::min<size_t>(arity, UINT8_MAX));
  wanted.is_static = is_static;
  const auto found = std::lower_bound(methods.begin(), methods.end(), wanted, Precedes);
  return found != methods.end() && !Precedes(wanted, *found) ? &*found : nullptr;
}

// Superclasses before interfaces is not needed: no name has two meanings among the supertypes of one class.
const Method* FindInherited(TypeId type, std::string_view name, size_t arity) {
  if (const Method* const own = FindOwn(type, name, arity, false)) return own;
  for (const TypeId above : InfoOf(type).above()) {
    if (const Method* const method = FindInherited(above, name, arity)) return method;
  }
  return nullptr;
}

// "get" + "Name", in the caller's buffer.
std::string_view Accessor(std::string_view prefix, std::string_view name, std::span<char> buffer) {
  if (name.empty() || prefix.size() + name.size() > buffer.size()) return {};
  char* const end = std::copy(name.begin(), name.end(), std::copy(prefix.begin(), prefix.end(), buffer.data()));
  char& first = buffer[prefix.size()];
  if (first >= 'a' && first <= 'z') first = static_cast<char>(first - ('a' - 'A'));
  return {buffer.data(), static_cast<size_t>(end - buffer.data())};
}

constexpr size_t kMaxAccessor = 64;

}  // namespace

const TypeApi& ApiOf(TypeId type) { return Tables()[static_cast<size_t>(type)]; }

const Method* FindMethod(Type type, std::string_view name, size_t arity) {
  if (type.is_array()) return FindOwn(TypeId::kObject, name, arity, false);
  if (const Method* const method = FindInherited(type.id, name, arity)) return method;
  return FindOwn(TypeId::kObject, name, arity, false);
}

const Method* FindStatic(TypeId type, std::string_view name, size_t arity) { return FindOwn(type, name, arity, true); }

const Constant* FindConstant(TypeId type, std::string_view name) {
  const std::span<const Constant> constants = ApiOf(type).constants;
  const auto found = std::find_if(constants.begin(), constants.end(), [name](const Constant& constant) { return constant.name == name; });
  return found == constants.end() ? nullptr : &*found;
}

const Method* FindGetter(Type type, std::string_view name) {
  char buffer[kMaxAccessor];
  for (const std::string_view prefix : {"get", "is"}) {
    const std::string_view accessor = Accessor(prefix, name, buffer);
    if (accessor.empty()) continue;
    if (const Method* const method = FindMethod(type, accessor, 0)) return method;
  }
  return nullptr;
}

const Method* FindSetter(Type type, std::string_view name) {
  char buffer[kMaxAccessor];
  const std::string_view accessor = Accessor("set", name, buffer);
  return accessor.empty() ? nullptr : FindMethod(type, accessor, 1);
}

namespace {

void Offer(TypeId type, bool is_static, NearestName& nearest) {
  for (const Method& method : ApiOf(type).methods) {
    if (method.is_static == is_static && method.name != "new") nearest.Offer(method.name);
  }
  if (is_static) return;
  for (const TypeId above : InfoOf(type).above()) Offer(above, is_static, nearest);
}

// The numbers of arguments that `name` takes: "1 or 2".
std::string Arities(Type type, bool is_static, std::string_view name) {
  std::string text;
  for (size_t arity = 0; arity <= kMaxParameters; ++arity) {
    const Method* const method = is_static ? FindStatic(type.id, name, arity) : FindMethod(type, name, arity);
    if (method != nullptr) text += (text.empty() ? "" : " or ") + std::to_string(arity);
  }
  return text;
}

}  // namespace

std::string SuggestMethod(Type type, bool is_static, std::string_view name, size_t) {
  if (type.is_array() || type.is_void()) return {};
  const std::string arities = Arities(type, is_static, name);
  if (!arities.empty()) return "; [" + std::string(name) + "] takes " + arities + " argument" + (arities == "1" ? "" : "s");
  NearestName nearest(name);
  Offer(type.id, is_static, nearest);
  if (nearest.best().empty()) return {};
  return "; did you mean [" + std::string(nearest.best()) + "]?";
}

}  // namespace flowship::painless
