// Set and its classes; SortedSet, NavigableSet. What headSet and its like give is a set of its own, no view: nothing that JSON shows tells them apart.

#include <algorithm>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/iterator.h"
#include "painless/sorting.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

Value RemoveElement(Run& run, const Value* a) {
  const uint32_t before = SizeOf(a[0]);
  CollectionRemove(run, a[0], a[1]);
  return Value::Bool(!run.failed() && SizeOf(a[0]) != before);
}
constexpr Method kSet[] = {Instance("boolean remove(def)", RemoveElement)};

// The sorted ones -------------------------------------------------------------------------------------------------------------------------

SetHost& Self(const Value* a) { return *As<SetHost>(a[0]); }

Sequence Sorted(Run& run, const Value& set) {
  Sequence items;
  ToSequence(run, set, &items);
  return items;
}

// The number of elements before `element`; with `inclusive` it counts itself.
size_t Before(Run& run, const SetHost& set, Sequence items, const Value& element, bool inclusive) {
  const auto goes_before = [&](const Value& item) {
    const int order = CompareBy(run, set.comparator(), item, element);
    return order < 0 || (inclusive && order == 0);
  };
  size_t count = 0;
  while (count < items.size() && goes_before(items[count]) && !run.failed()) ++count;
  return count;
}

Value Part(Run& run, const Value* a, Sequence items) {
  SetHost* const part = run.arena.New<SetHost>(TypeId::kTreeSet, Object::New(run.arena, items.size()), Access::kFree, Self(a).comparator());
  for (const Value& item : items) SetAdd(run, *part, item);
  return Value::Of(part);
}

Value Head(Run& run, const Value* a, bool inclusive) {
  const Sequence items = Sorted(run, a[0]);
  return Part(run, a, items.first(Before(run, Self(a), items, a[1], inclusive)));
}
Value Tail(Run& run, const Value* a, bool inclusive) {
  const Sequence items = Sorted(run, a[0]);
  return Part(run, a, items.subspan(Before(run, Self(a), items, a[1], !inclusive)));
}
Value HeadSet(Run& run, const Value* a) { return Head(run, a, false); }
Value HeadSetTo(Run& run, const Value* a) { return Head(run, a, a[2].as_bool()); }
Value TailSet(Run& run, const Value* a) { return Tail(run, a, true); }
Value TailSetFrom(Run& run, const Value* a) { return Tail(run, a, a[2].as_bool()); }

Value Between(Run& run, const Value* a, const Value& from, bool with_from, const Value& to, bool with_to) {
  if (CompareBy(run, Self(a).comparator(), from, to) > 0) return run.Throw(TypeId::kIllegalArgumentException, "fromKey > toKey");
  const Sequence items = Sorted(run, a[0]);
  const size_t first = Before(run, Self(a), items, from, !with_from), last = Before(run, Self(a), items, to, with_to);
  return run.failed() ? Value() : Part(run, a, items.subspan(first, last > first ? last - first : 0));
}
Value SubSet(Run& run, const Value* a) { return Between(run, a, a[1], true, a[2], false); }
Value SubSetBetween(Run& run, const Value* a) { return Between(run, a, a[1], a[2].as_bool(), a[3], a[4].as_bool()); }

Value Comparator(Run&, const Value* a) { return Self(a).comparator(); }
Value First(Run& run, const Value* a) {
  const Sequence items = Sorted(run, a[0]);
  return items.empty() ? run.ThrowWithoutMessage(TypeId::kNoSuchElementException) : items.front();
}
Value Last(Run& run, const Value* a) {
  const Sequence items = Sorted(run, a[0]);
  return items.empty() ? run.ThrowWithoutMessage(TypeId::kNoSuchElementException) : items.back();
}

constexpr Method kSortedSet[] = {
    Instance("Comparator comparator()", Comparator),
    Instance("def first()", First),
    Instance("SortedSet headSet(def)", HeadSet),
    Instance("def last()", Last),
    Instance("SortedSet subSet(def,def)", SubSet),
    Instance("SortedSet tailSet(def)", TailSet),
};
static_assert(IsSorted(kSortedSet));

// The element next to a[1] on one side; null: there is none.
template <bool above, bool inclusive>
Value Neighbour(Run& run, const Value* a) {
  const Sequence items = Sorted(run, a[0]);
  const size_t before = Before(run, Self(a), items, a[1], above ? !inclusive : inclusive);
  if (above) return before < items.size() ? items[before] : Value();
  return before > 0 ? items[before - 1] : Value();
}
template <bool first>
Value Poll(Run& run, const Value* a) {
  const Sequence items = Sorted(run, a[0]);
  if (items.empty()) return Value();
  const Value item = first ? items.front() : items.back();
  SetRemove(run, Self(a), item);
  return item;
}
Sequence Reversed(Run& run, Sequence items) {
  Value* const copy = run.arena.NewArray<Value>(items.size());
  std::reverse_copy(items.begin(), items.end(), copy);
  return {copy, items.size()};
}
Value DescendingIterator(Run& run, const Value* a) {
  return Value::Of(run.arena.New<IteratorHost>(TypeId::kIterator, a[0], Reversed(run, Sorted(run, a[0]))));
}
// A set that keeps the order in which its elements came is a set in descending order.
Value DescendingSet(Run& run, const Value* a) {
  SetHost* const set = SetHost::New(run, TypeId::kLinkedHashSet);
  for (const Value& item : Reversed(run, Sorted(run, a[0]))) SetAdd(run, *set, item);
  return Value::Of(set);
}

constexpr Method kNavigableSet[] = {
    Instance("def ceiling(def)", Neighbour<true, true>),
    Instance("Iterator descendingIterator()", DescendingIterator),
    Instance("Set descendingSet()", DescendingSet),
    Instance("def floor(def)", Neighbour<false, true>),
    Instance("NavigableSet headSet(def,boolean)", HeadSetTo),
    Instance("def higher(def)", Neighbour<true, false>),
    Instance("def lower(def)", Neighbour<false, false>),
    Instance("def pollFirst()", Poll<true>),
    Instance("def pollLast()", Poll<false>),
    Instance("NavigableSet subSet(def,boolean,def,boolean)", SubSetBetween),
    Instance("NavigableSet tailSet(def,boolean)", TailSetFrom),
};
static_assert(IsSorted(kNavigableSet));

// The classes -----------------------------------------------------------------------------------------------------------------------------

template <TypeId type>
Value New(Run& run, const Value*) { return Value::Of(SetHost::New(run, type)); }
template <TypeId type>
Value CopyOf(Run& run, const Value* a) {
  Sequence items;
  if (!ToSequence(run, a[0], &items)) return run.failed() ? Value() : run.ThrowWithoutMessage(TypeId::kNullPointerException);
  SetHost* const set = SetHost::New(run, type, items.size());
  for (const Value& item : items) SetAdd(run, *set, item);
  return Value::Of(set);
}
Value NewTreeSet(Run& run, const Value* a) {
  return Value::Of(run.arena.New<SetHost>(TypeId::kTreeSet, Object::New(run.arena), Access::kFree, a[0]));
}
Value CloneTreeSet(Run& run, const Value* a) { return Part(run, a, Sorted(run, a[0])); }

constexpr Method kHashSet[] = {
    Instance("def clone()", CopyOf<TypeId::kHashSet>),
    Static("HashSet new()", New<TypeId::kHashSet>),
    Static("HashSet new(Collection)", CopyOf<TypeId::kHashSet>),
};
constexpr Method kLinkedHashSet[] = {
    Instance("def clone()", CopyOf<TypeId::kLinkedHashSet>),
    Static("LinkedHashSet new()", New<TypeId::kLinkedHashSet>),
    Static("LinkedHashSet new(Collection)", CopyOf<TypeId::kLinkedHashSet>),
};
constexpr Method kTreeSet[] = {
    Instance("def clone()", CloneTreeSet),
    Static("TreeSet new()", New<TypeId::kTreeSet>),
    Static("TreeSet new(Comparator)", NewTreeSet),
};

constexpr TypeApi kTables[] = {
    {TypeId::kSet, kSet, {}},
    {TypeId::kSortedSet, kSortedSet, {}},
    {TypeId::kNavigableSet, kNavigableSet, {}},
    {TypeId::kHashSet, kHashSet, {}},
    {TypeId::kLinkedHashSet, kLinkedHashSet, {}},
    {TypeId::kTreeSet, kTreeSet, {}},
};

}  // namespace

ApiTables SetApi() { return kTables; }

}  // namespace flowship::painless
