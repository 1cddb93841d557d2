#include "painless/type.h"

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "painless/host.h"


namespace flowship::painless {
namespace {

template <typename... Above>
constexpr TypeInfo Row(std::string_view name, Above... above) {
  static_assert(sizeof...(above) <= TypeInfo::kMaxSupertypes);
  return TypeInfo{name, {above...}, sizeof...(above)};
}

constexpr TypeInfo kTypes[] = {
#define FLOWSHIP_PAINLESS_ROW(identifier, ...) Row(__VA_ARGS__),
    FLOWSHIP_PAINLESS_TYPES(FLOWSHIP_PAINLESS_ROW)
#undef FLOWSHIP_PAINLESS_ROW
};
constexpr size_t kTypeCount = std::size(kTypes);

// The part after the package: packages are in lower case, so it starts at the first upper-case letter.
constexpr std::string_view AfterPackage(std::string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] >= 'A' && name[i] <= 'Z') return name.substr(i);
  }
  return name;
}

bool IsNameable(TypeId id) {
  return id != TypeId::kThrowable && id != TypeId::kError && id != TypeId::kStackOverflowError && id != TypeId::kOutOfMemoryError &&
         id != TypeId::kPainlessError && id != TypeId::kPainlessExplainError && id != TypeId::kCircuitBreakingException && id != TypeId::kElasticsearchParseException &&
         id != TypeId::kXContentParseException && id != TypeId::kXContentEofException;
}

struct NamedType {
  std::string_view name;
  TypeId id;
};

// By simple name, for the search.
constexpr auto kByName = [] {
  std::array<NamedType, kTypeCount> rows{};
  for (size_t i = 0; i < kTypeCount; ++i) rows[i] = {AfterPackage(kTypes[i].name), static_cast<TypeId>(i)};
  std::sort(rows.begin(), rows.end(), [](const NamedType& a, const NamedType& b) { return a.name < b.name; });
  return rows;
}();
static_assert(std::adjacent_find(kByName.begin(), kByName.end(), [](const NamedType& a, const NamedType& b) { return a.name == b.name; }) ==
              kByName.end());

}  // namespace

const TypeInfo& InfoOf(TypeId id) { return kTypes[static_cast<size_t>(id)]; }

std::string_view NameOf(TypeId id) { return InfoOf(id).name; }

std::string_view SimpleNameOf(TypeId id) { return AfterPackage(NameOf(id)); }

std::string NameOf(Type type) {
  std::string name(NameOf(type.id));
  for (int i = 0; i < type.dimensions; ++i) name += "[]";
  return name;
}

bool FindType(std::string_view name, TypeId* id) {
  const std::string_view simple = AfterPackage(name);
  const auto* const row =
      std::lower_bound(kByName.begin(), kByName.end(), simple, [](const NamedType& a, std::string_view b) { return a.name < b; });
  if (row == kByName.end() || row->name != simple || !IsNameable(row->id)) return false;
  if (simple.size() != name.size() && name != NameOf(row->id)) return false;
  *id = row->id;
  return true;
}

std::string_view NearestTypeName(std::string_view name) {
  NearestName nearest(name);
  for (const NamedType& row : kByName) {
    if (IsNameable(row.id)) nearest.Offer(row.name);
  }
  return nearest.best();
}

bool IsSubtype(TypeId type, TypeId super) {
  if (type == super || super == TypeId::kObject) return true;
  const auto above = InfoOf(type).above();
  return std::any_of(above.begin(), above.end(), [super](TypeId id) { return IsSubtype(id, super); });
}

bool IsAssignable(Type from, Type to) {
  if (from == to) return true;
  if (from.is_primitive() || to.is_primitive() || from.is_void() || to.is_void()) return false;
  if (to == Type(TypeId::kObject)) return true;
  if (from.is_array() || to.is_array()) {
    return from.dimensions == to.dimensions && !Type(from.id).is_primitive() && !Type(to.id).is_primitive() && IsSubtype(from.id, to.id);
  }
  return IsSubtype(from.id, to.id);
}

namespace {

struct BoxedPair {
  TypeId primitive, boxed;
};
constexpr BoxedPair kBoxes[] = {
    {TypeId::kBoolean, TypeId::kBoxedBoolean}, {TypeId::kByte, TypeId::kBoxedByte},   {TypeId::kShort, TypeId::kBoxedShort},
    {TypeId::kChar, TypeId::kCharacter},       {TypeId::kInt, TypeId::kInteger},      {TypeId::kLong, TypeId::kBoxedLong},
    {TypeId::kFloat, TypeId::kBoxedFloat},     {TypeId::kDouble, TypeId::kBoxedDouble},
};

}  // namespace

Type Boxed(Type type) {
  for (const BoxedPair& pair : kBoxes) {
    if (type == Type(pair.primitive)) return Type(pair.boxed);
  }
  return type;
}

Type Unboxed(Type type) {
  for (const BoxedPair& pair : kBoxes) {
    if (type == Type(pair.boxed)) return Type(pair.primitive);
  }
  return type;
}

Type TypeOf(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return TypeId::kVoid;
    case Kind::kBool: return TypeId::kBoxedBoolean;
    case Kind::kByte: return TypeId::kBoxedByte;
    case Kind::kShort: return TypeId::kBoxedShort;
    case Kind::kChar: return TypeId::kCharacter;
    case Kind::kInt: return TypeId::kInteger;
    case Kind::kLong: return TypeId::kBoxedLong;
    case Kind::kFloat: return TypeId::kBoxedFloat;
    case Kind::kDouble: return TypeId::kBoxedDouble;
    case Kind::kBigInteger: return TypeId::kBigInteger;
    case Kind::kString: return TypeId::kString;
    case Kind::kArray: return TypeId::kArrayList;
    case Kind::kObject: return TypeId::kHashMap;
    case Kind::kHost: return HostOf(value)->type();
  }
  return TypeId::kVoid;
}

std::string ClassNameOf(const Value& value) { if (value.is_null()) return "null";
  if (value.kind() == Kind::kHost && !HostOf(value)->type().is_array()) return std::string(HostOf(value)->TypeName());
  return NameOf(TypeOf(value)); }

}  // namespace flowship::painless
