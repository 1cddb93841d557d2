// java.util.Collections.

#include <algorithm>
#include <random>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/iterator.h"
#include "painless/sorting.h"
#include "painless/strings.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

Value ThrowNull(Run& run) { return run.failed() ? Value() : run.ThrowWithoutMessage(TypeId::kNullPointerException); }

// A list to be rearranged in place; false: null or read-only, thrown.
bool Items(Run& run, const Value& list, std::span<Value>* items) {
  if (!IsList(list)) {
    ThrowNull(run);
    return false;
  }
  Value* const first = ListOf(list).Mutable(run);
  *items = {first, first == nullptr ? 0 : ListOf(list).size()};
  return first != nullptr || ListOf(list).empty();
}

// Made of nothing or one -------------------------------------------------------------------------------------------------------------------

Value FixedList(Run& run, Array* items) { return Value::Of(run.arena.New<ListHost>(TypeId::kList, items, Access::kReadOnly)); }
Value EmptyList(Run& run, const Value*) { return FixedList(run, Array::New(run.arena, 1)); }
template <TypeId type>
Value EmptyMap(Run& run, const Value*) { return Value::Of(run.arena.New<MapHost>(type, Object::New(run.arena, 1), Access::kReadOnly)); }
template <TypeId type>
Value EmptySet(Run& run, const Value*) { return Value::Of(run.arena.New<SetHost>(type, Object::New(run.arena, 1), Access::kReadOnly)); }
Value EmptyIterator(Run& run, const Value*) { return Value::Of(run.arena.New<IteratorHost>(TypeId::kIterator, Value(), Sequence())); }
Value EmptyListIterator(Run& run, const Value*) { return NewListIterator(run, EmptyList(run, nullptr), 0); }

Value Singleton(Run& run, const Value* a) {
  SetHost* const set = SetHost::New(run, TypeId::kHashSet);
  SetAdd(run, *set, a[0]);
  return Value::Of(run.arena.New<SetHost>(TypeId::kHashSet, &set->elements(), Access::kReadOnly));
}
Value SingletonList(Run& run, const Value* a) {
  Array* const items = Array::New(run.arena, 1);
  items->Push(run.Stored(a[0]), run.arena);
  return FixedList(run, items);
}
Value SingletonMap(Run& run, const Value* a) {
  Object* const entries = Object::New(run.arena, 1);
  entries->Set(MakeKey(run, a[0]), run.Stored(a[1]), run.arena);
  return Value::Of(run.arena.New<MapHost>(TypeId::kMap, entries, Access::kReadOnly));
}
Value Copies(Run& run, const Value* a) {
  const int64_t count = a[0].as_long();
  if (count < 0) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "List length = {}", count);
  if (!run.Spend(static_cast<size_t>(count) * sizeof(Value))) return Value();
  Array* const items = Array::New(run.arena, static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) items->Push(run.Stored(a[1]), run.arena);
  return FixedList(run, items);
}

// Read-only views --------------------------------------------------------------------------------------------------------------------------

Value ReadOnlyList(Run& run, const Value* a) {
  return IsList(a[0]) ? ListOf(a[0]).ReadOnly(run) : ThrowNull(run);
}
Value ReadOnlyMap(Run& run, const Value* a) {
  Object* const entries = MapEntries(a[0]);
  if (entries == nullptr) return ThrowNull(run);
  const MapHost* const host = As<MapHost>(a[0]);
  const TypeId type = host == nullptr ? TypeId::kMap : host->type().id;
  return Value::Of(run.arena.New<MapHost>(type, entries, Access::kReadOnly, host == nullptr ? Value() : host->comparator()));
}
// Of the key set of a map and its like, a copy: they show the map itself and have no access of their own.
Value ReadOnlyCollection(Run& run, const Value* a) {
  if (SetHost* const set = As<SetHost>(a[0])) {
    return Value::Of(run.arena.New<SetHost>(set->type().id, &set->elements(), Access::kReadOnly, set->comparator()));
  }
  if (As<ListHost>(a[0]) != nullptr || a[0].is_array()) return ReadOnlyList(run, a);
  Sequence items;
  if (!ToSequence(run, a[0], &items)) return ThrowNull(run);
  if (HostOf(a[0])->type() == Type(TypeId::kSet)) {
    SetHost* const set = SetHost::New(run, TypeId::kLinkedHashSet, items.size());
    for (const Value& item : items) SetAdd(run, *set, item);
    return Value::Of(run.arena.New<SetHost>(TypeId::kLinkedHashSet, &set->elements(), Access::kReadOnly));
  }
  Array* const copy = Array::New(run.arena, items.size());
  for (const Value& item : items) copy->Push(item, run.arena);
  return FixedList(run, copy);
}

// What looks -------------------------------------------------------------------------------------------------------------------------------

Value AddAllOf(Run& run, const Value* a) {
  Sequence items;
  if (!IsCollection(a[0]) || !ToSequence(run, a[1], &items)) return ThrowNull(run);
  bool changed = false;
  for (const Value& item : items) changed |= CollectionAdd(run, a[0], item);
  return Value::Bool(changed);
}
Value SearchBy(Run& run, const Value* a) {
  if (!IsList(a[0])) return ThrowNull(run);
  const ListRef list = ListOf(a[0]);
  int32_t low = 0, high = static_cast<int32_t>(list.size()) - 1;
  while (low <= high) {
    const int32_t middle = low + (high - low) / 2;
    const int order = CompareBy(run, a[2], list[static_cast<size_t>(middle)], a[1]);
    if (run.failed()) return Value();
    if (order == 0) return Value::Int(middle);
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return Value::Int(-(low + 1));
}
Value Search(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Value()};
  return SearchBy(run, arguments);
}
Value Disjoint(Run& run, const Value* a) {
  Sequence items;
  if (!IsCollection(a[0]) || !IsCollection(a[1]) || !ToSequence(run, a[0], &items)) return ThrowNull(run);
  return Value::Bool(std::none_of(items.begin(), items.end(), [&](const Value& item) { return CollectionContains(run, a[1], item); }));
}
Value Frequency(Run& run, const Value* a) {
  Sequence items;
  if (!ToSequence(run, a[0], &items)) return ThrowNull(run);
  return Size(static_cast<size_t>(std::count_if(items.begin(), items.end(), [&](const Value& item) { return Equal(item, a[1]); })));
}
Value IndexOfSubList(Run& run, const Value* a) {
  if (!IsList(a[0]) || !IsList(a[1])) return ThrowNull(run);
  const ListRef list = ListOf(a[0]), part = ListOf(a[1]);
  const auto* const found = std::search(list.begin(), list.end(), part.begin(), part.end(), Equal);
  return Value::Int(found == list.end() && !part.empty() ? -1 : static_cast<int32_t>(found - list.begin()));
}
Value LastIndexOfSubList(Run& run, const Value* a) {
  if (!IsList(a[0]) || !IsList(a[1])) return ThrowNull(run);
  const ListRef list = ListOf(a[0]), part = ListOf(a[1]);
  const auto* const found = std::find_end(list.begin(), list.end(), part.begin(), part.end(), Equal);
  return Value::Int(found == list.end() && !part.empty() ? -1 : static_cast<int32_t>(found - list.begin()));
}
template <int sign>
Value ExtremeBy(Run& run, const Value* a) {
  Sequence items;
  if (!ToSequence(run, a[0], &items)) return ThrowNull(run);
  if (items.empty()) return run.ThrowWithoutMessage(TypeId::kNoSuchElementException);
  Value best = items[0];
  for (size_t i = 1; i < items.size(); ++i) {
    const int order = CompareBy(run, a[1], items[i], best);
    if (run.failed()) return Value();
    if (order * sign > 0) best = items[i];
  }
  return best;
}
template <int sign>
Value Extreme(Run& run, const Value* a) {
  const Value arguments[] = {a[0], Value()};
  return ExtremeBy<sign>(run, arguments);
}

// What changes a list ----------------------------------------------------------------------------------------------------------------------

Value CopyInto(Run& run, const Value* a) {
  std::span<Value> to;
  if (!IsList(a[1])) return ThrowNull(run);
  const ListRef from = ListOf(a[1]);
  if (!Items(run, a[0], &to)) return Value();
  if (from.size() > to.size()) return run.Throw(TypeId::kIndexOutOfBoundsException, "Source does not fit in dest");
  for (uint32_t i = 0; i < from.size(); ++i) to[i] = run.Stored(from[i]);
  return Value();
}
Value Fill(Run& run, const Value* a) {
  std::span<Value> items;
  if (Items(run, a[0], &items)) std::fill(items.begin(), items.end(), run.Stored(a[1]));
  return Value();
}
Value ReplaceAll(Run& run, const Value* a) {
  std::span<Value> items;
  if (!Items(run, a[0], &items)) return Value();
  bool found = false;
  for (Value& item : items) {
    if (!Equal(item, a[1])) continue;
    item = run.Stored(a[2]);
    found = true;
  }
  return Value::Bool(found);
}
Value Reverse(Run& run, const Value* a) {
  std::span<Value> items;
  if (Items(run, a[0], &items)) std::reverse(items.begin(), items.end());
  return Value();
}
Value Rotate(Run& run, const Value* a) {
  std::span<Value> items;
  if (!Items(run, a[0], &items) || items.empty()) return Value();
  const auto size = static_cast<int64_t>(items.size());
  const int64_t distance = (a[1].as_long() % size + size) % size;
  std::rotate(items.begin(), items.begin() + (size - distance), items.end());
  return Value();
}
Value Shuffle(Run& run, const Value* a) {
  static thread_local std::mt19937_64 generator{std::random_device{}()};
  std::span<Value> items;
  if (Items(run, a[0], &items)) std::shuffle(items.begin(), items.end(), generator);
  return Value();
}
Value SortListBy(Run& run, const Value* a) {
  if (!IsList(a[0])) return ThrowNull(run);
  return FindMethod(TypeId::kList, "sort", 1)->call(run, a);
}
Value SortList(Run& run, const Value* a) {
  const Value arguments[] = {a[0], Value()};
  return SortListBy(run, arguments);
}
Value Swap(Run& run, const Value* a) {
  std::span<Value> items;
  if (!Items(run, a[0], &items)) return Value();
  const auto size = static_cast<uint32_t>(items.size());
  if (!CheckIndex(run, a[1].as_long(), size) || !CheckIndex(run, a[2].as_long(), size)) return Value();
  std::swap(items[static_cast<size_t>(a[1].as_long())], items[static_cast<size_t>(a[2].as_long())]);
  return Value();
}

Value ComparedReversed(Run& run, const Value* bound, const Value* a) { return Value::Int(CompareBy(run, bound[0], a[1], a[0])); }
Value ReverseOrderOf(Run& run, const Value* a) { return BindFunction(run, TypeId::kComparator, ComparedReversed, {a[0]}); }
Value ReverseOrder(Run& run, const Value*) {
  const Value natural{};
  return ReverseOrderOf(run, &natural);
}

constexpr Method kCollections[] = {
    Static("boolean addAll(Collection,def[])", AddAllOf),
    Static("int binarySearch(List,def)", Search),
    Static("int binarySearch(List,def,Comparator)", SearchBy),
    Static("void copy(List,List)", CopyInto),
    Static("boolean disjoint(Collection,Collection)", Disjoint),
    Static("Iterator emptyIterator()", EmptyIterator),
    Static("List emptyList()", EmptyList),
    Static("ListIterator emptyListIterator()", EmptyListIterator),
    Static("Map emptyMap()", EmptyMap<TypeId::kMap>),
    Static("NavigableMap emptyNavigableMap()", EmptyMap<TypeId::kTreeMap>),
    Static("NavigableSet emptyNavigableSet()", EmptySet<TypeId::kTreeSet>),
    Static("Set emptySet()", EmptySet<TypeId::kHashSet>),
    Static("SortedMap emptySortedMap()", EmptyMap<TypeId::kTreeMap>),
    Static("SortedSet emptySortedSet()", EmptySet<TypeId::kTreeSet>),
    Static("void fill(List,def)", Fill),
    Static("int frequency(Collection,def)", Frequency),
    Static("int indexOfSubList(List,List)", IndexOfSubList),
    Static("int lastIndexOfSubList(List,List)", LastIndexOfSubList),
    Static("def max(Collection)", Extreme<1>),
    Static("def max(Collection,Comparator)", ExtremeBy<1>),
    Static("def min(Collection)", Extreme<-1>),
    Static("def min(Collection,Comparator)", ExtremeBy<-1>),
    Static("List nCopies(int,def)", Copies),
    Static("boolean replaceAll(List,def,def)", ReplaceAll),
    Static("void reverse(List)", Reverse),
    Static("Comparator reverseOrder()", ReverseOrder),
    Static("Comparator reverseOrder(Comparator)", ReverseOrderOf),
    Static("void rotate(List,int)", Rotate),
    Static("void shuffle(List)", Shuffle),
    Static("Set singleton(def)", Singleton),
    Static("List singletonList(def)", SingletonList),
    Static("Map singletonMap(def,def)", SingletonMap),
    Static("void sort(List)", SortList),
    Static("void sort(List,Comparator)", SortListBy),
    Static("void swap(List,int,int)", Swap),
    Static("Collection unmodifiableCollection(Collection)", ReadOnlyCollection),
    Static("List unmodifiableList(List)", ReadOnlyList),
    Static("Map unmodifiableMap(Map)", ReadOnlyMap),
    Static("NavigableMap unmodifiableNavigableMap(NavigableMap)", ReadOnlyMap),
    Static("NavigableSet unmodifiableNavigableSet(NavigableSet)", ReadOnlyCollection),
    Static("Set unmodifiableSet(Set)", ReadOnlyCollection),
    Static("SortedMap unmodifiableSortedMap(SortedMap)", ReadOnlyMap),
    Static("SortedSet unmodifiableSortedSet(SortedSet)", ReadOnlyCollection),
};
static_assert(IsSorted(kCollections));

Value EmptyListConstant(Run& run) { return EmptyList(run, nullptr); }
Value EmptyMapConstant(Run& run) { return EmptyMap<TypeId::kMap>(run, nullptr); }
Value EmptySetConstant(Run& run) { return EmptySet<TypeId::kHashSet>(run, nullptr); }
constexpr Constant kConstants[] = {
    Field("List", "EMPTY_LIST", EmptyListConstant),
    Field("Map", "EMPTY_MAP", EmptyMapConstant),
    Field("Set", "EMPTY_SET", EmptySetConstant),
};

constexpr TypeApi kTables[] = {{TypeId::kCollections, kCollections, kConstants}};

}  // namespace

ApiTables CollectionsApi() { return kTables; }

}  // namespace flowship::painless
