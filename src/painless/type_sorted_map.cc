// SortedMap and NavigableMap, which a TreeMap is. What headMap and its like give is a map of its own, no view.

#include <algorithm>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/sorting.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

using Entries = std::span<Object::Entry*>;

const Value& ComparatorOf(const Value* a) { return As<MapHost>(a[0])->comparator(); }

// The number of entries before `key`; with `inclusive` its own counts.
size_t Before(Run& run, const Value* a, Entries entries, const Value& key, bool inclusive) {
  size_t count = 0;
  for (; count < entries.size() && !run.failed(); ++count) {
    const int order = CompareBy(run, ComparatorOf(a), KeyValue(run, entries[count]->key), key);
    if (order > 0 || (order == 0 && !inclusive)) break;
  }
  return run.failed() ? 0 : count;
}

Value Part(Run& run, const Value* a, Entries entries) {
  const Value part = Value::Of(run.arena.New<MapHost>(TypeId::kTreeMap, Object::New(run.arena, entries.size()), Access::kFree, ComparatorOf(a)));
  for (const Object::Entry* const entry : entries) MapPutKey(run, part, entry->key, entry->value);
  return part;
}

Value Head(Run& run, const Value* a, bool inclusive) {
  const Entries entries = EntriesOf(run, a[0]);
  return Part(run, a, entries.first(Before(run, a, entries, a[1], inclusive)));
}
Value Tail(Run& run, const Value* a, bool inclusive) {
  const Entries entries = EntriesOf(run, a[0]);
  return Part(run, a, entries.subspan(Before(run, a, entries, a[1], !inclusive)));
}
Value HeadMap(Run& run, const Value* a) { return Head(run, a, false); }
Value HeadMapTo(Run& run, const Value* a) { return Head(run, a, a[2].as_bool()); }
Value TailMap(Run& run, const Value* a) { return Tail(run, a, true); }
Value TailMapFrom(Run& run, const Value* a) { return Tail(run, a, a[2].as_bool()); }

Value Between(Run& run, const Value* a, const Value& from, bool with_from, const Value& to, bool with_to) {
  if (CompareBy(run, ComparatorOf(a), from, to) > 0) return run.Throw(TypeId::kIllegalArgumentException, "fromKey > toKey");
  const Entries entries = EntriesOf(run, a[0]);
  const size_t first = Before(run, a, entries, from, !with_from), last = Before(run, a, entries, to, with_to);
  return run.failed() ? Value() : Part(run, a, entries.subspan(first, last > first ? last - first : 0));
}
Value SubMap(Run& run, const Value* a) { return Between(run, a, a[1], true, a[2], false); }
Value SubMapBetween(Run& run, const Value* a) { return Between(run, a, a[1], a[2].as_bool(), a[3], a[4].as_bool()); }

Value Comparator(Run&, const Value* a) { return ComparatorOf(a); }
template <bool first>
Value EndKey(Run& run, const Value* a) {
  const Entries entries = EntriesOf(run, a[0]);
  if (entries.empty()) return run.ThrowWithoutMessage(TypeId::kNoSuchElementException);
  return KeyValue(run, (first ? entries.front() : entries.back())->key);
}

constexpr Method kSortedMap[] = {
    Instance("Comparator comparator()", Comparator),
    Instance("def firstKey()", EndKey<true>),
    Instance("SortedMap headMap(def)", HeadMap),
    Instance("def lastKey()", EndKey<false>),
    Instance("SortedMap subMap(def,def)", SubMap),
    Instance("SortedMap tailMap(def)", TailMap),
};
static_assert(IsSorted(kSortedMap));

Value EntryValue(Run& run, const Object::Entry& entry) {
  return Value::Of(run.arena.New<EntryHost>(KeyValue(run, entry.key), entry.value, Value(), TypeId::kSimpleImmutableEntry));
}

// The entry next to a[1] on one side; nullptr: there is none.
const Object::Entry* Neighbour(Run& run, const Value* a, bool above, bool inclusive) {
  const Entries entries = EntriesOf(run, a[0]);
  const size_t before = Before(run, a, entries, a[1], above ? !inclusive : inclusive);
  if (run.failed()) return nullptr;
  if (above) return before < entries.size() ? entries[before] : nullptr;
  return before > 0 ? entries[before - 1] : nullptr;
}
template <bool above, bool inclusive>
Value NeighbourEntry(Run& run, const Value* a) {
  const Object::Entry* const entry = Neighbour(run, a, above, inclusive);
  return entry == nullptr ? Value() : EntryValue(run, *entry);
}
template <bool above, bool inclusive>
Value NeighbourKey(Run& run, const Value* a) {
  const Object::Entry* const entry = Neighbour(run, a, above, inclusive);
  return entry == nullptr ? Value() : KeyValue(run, entry->key);
}
template <bool first, bool poll>
Value EndEntry(Run& run, const Value* a) {
  const Entries entries = EntriesOf(run, a[0]);
  if (entries.empty()) return Value();
  const Value entry = EntryValue(run, first ? *entries.front() : *entries.back());
  Value old;
  if (poll) MapRemove(run, a[0], As<EntryHost>(entry)->key(), &old);
  return entry;
}

// A map or set that keeps the order in which its elements came is one in descending order.
Value DescendingMap(Run& run, const Value* a) {
  const Entries entries = EntriesOf(run, a[0]);
  const Value map = Value::Of(run.arena.New<MapHost>(TypeId::kLinkedHashMap, Object::New(run.arena, entries.size())));
  std::for_each(entries.rbegin(), entries.rend(), [&](const Object::Entry* entry) { MapPutKey(run, map, entry->key, entry->value); });
  return map;
}
template <bool descending>
Value Keys(Run& run, const Value* a) {
  Entries entries = EntriesOf(run, a[0]);
  if (descending) std::reverse(entries.begin(), entries.end());
  SetHost* const keys = SetHost::New(run, TypeId::kLinkedHashSet, entries.size());
  for (const Object::Entry* const entry : entries) SetAdd(run, *keys, KeyValue(run, entry->key));
  return Value::Of(keys);
}

constexpr Method kNavigableMap[] = {
    Instance("Map.Entry ceilingEntry(def)", NeighbourEntry<true, true>),
    Instance("def ceilingKey(def)", NeighbourKey<true, true>),
    Instance("Set descendingKeySet()", Keys<true>),
    Instance("Map descendingMap()", DescendingMap),
    Instance("Map.Entry firstEntry()", EndEntry<true, false>),
    Instance("Map.Entry floorEntry(def)", NeighbourEntry<false, true>),
    Instance("def floorKey(def)", NeighbourKey<false, true>),
    Instance("NavigableMap headMap(def,boolean)", HeadMapTo),
    Instance("Map.Entry higherEntry(def)", NeighbourEntry<true, false>),
    Instance("def higherKey(def)", NeighbourKey<true, false>),
    Instance("Map.Entry lastEntry()", EndEntry<false, false>),
    Instance("Map.Entry lowerEntry(def)", NeighbourEntry<false, false>),
    Instance("def lowerKey(def)", NeighbourKey<false, false>),
    Instance("Set navigableKeySet()", Keys<false>),
    Instance("Map.Entry pollFirstEntry()", EndEntry<true, true>),
    Instance("Map.Entry pollLastEntry()", EndEntry<false, true>),
    Instance("NavigableMap subMap(def,boolean,def,boolean)", SubMapBetween),
    Instance("NavigableMap tailMap(def,boolean)", TailMapFrom),
};
static_assert(IsSorted(kNavigableMap));

constexpr TypeApi kTables[] = {{TypeId::kSortedMap, kSortedMap, {}}, {TypeId::kNavigableMap, kNavigableMap, {}}};

}  // namespace

ApiTables SortedMapApi() { return kTables; }

}  // namespace flowship::painless
