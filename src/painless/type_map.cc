// Map and its classes, Map.Entry.

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/path.h"
#include "painless/sorting.h"
#include "painless/strings.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

Value Clear(Run& run, const Value* a) {
  MapClear(run, a[0]);
  return Value();
}
Value ContainsKey(Run& run, const Value* a) { return Value::Bool(MapFind(run, a[0], a[1]) != nullptr); }
Value ContainsValue(Run&, const Value* a) {
  for (const Object::Entry& entry : *MapEntries(a[0])) {
    // Asked of every record for what is empty: the kinds alone tell nearly all others apart.
    if ((entry.value.kind() == a[1].kind() || entry.value.kind() == Kind::kHost || a[1].kind() == Kind::kHost) && Equal(entry.value, a[1])) return Value::Bool(true);
  }
  return Value::Bool(false);
}

Value View(Run& run, MapViewHost::What what, const Value& map) { return Value::Of(run.arena.New<MapViewHost>(what, map)); }
Value EntrySet(Run& run, const Value* a) { return View(run, MapViewHost::What::kEntries, a[0]); }
Value KeySet(Run& run, const Value* a) { return View(run, MapViewHost::What::kKeys, a[0]); }
Value Values(Run& run, const Value* a) { return View(run, MapViewHost::What::kValues, a[0]); }

Value Get(Run& run, const Value* a) { return MapGet(run, a[0], a[1]); }
Value GetOrDefault(Run& run, const Value* a) {
  const Value* const value = MapFind(run, a[0], a[1]);
  return value == nullptr ? a[2] : *value;
}
Value IsEmpty(Run&, const Value* a) { return Value::Bool(MapEntries(a[0])->empty()); }
Value MapSize(Run&, const Value* a) { return Size(MapEntries(a[0])->size()); }

Value Put(Run& run, const Value* a) {
  const Value old = MapGet(run, a[0], a[1]);
  MapPut(run, a[0], a[1], a[2]);
  return old;
}
Value PutAll(Run& run, const Value* a) {
  if (!IsMap(a[1])) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  for (const Object::Entry* const entry : EntriesOf(run, a[1])) {
    const Object::Entry copy = *entry;
    if (!MapPut(run, a[0], KeyValue(run, copy.key), copy.value)) break;
  }
  return Value();
}
Value PutIfAbsent(Run& run, const Value* a) {
  const Value old = MapGet(run, a[0], a[1]);
  if (old.is_null()) MapPut(run, a[0], a[1], a[2]);
  return old;
}
Value Remove(Run& run, const Value* a) {
  Value old;
  MapRemove(run, a[0], a[1], &old);
  return old;
}
Value RemoveIfEqual(Run& run, const Value* a) {
  const Value* const value = MapFind(run, a[0], a[1]);
  if (value == nullptr || !Equal(*value, a[2])) return Value::Bool(false);
  Value old;
  return Value::Bool(MapRemove(run, a[0], a[1], &old));
}
Value Replace(Run& run, const Value* a) {
  const Value* const value = MapFind(run, a[0], a[1]);
  if (value == nullptr) return Value();
  const Value old = *value;
  MapPut(run, a[0], a[1], a[2]);
  return old;
}
Value ReplaceIfEqual(Run& run, const Value* a) {
  const Value* const value = MapFind(run, a[0], a[1]);
  if (value == nullptr || !Equal(*value, a[2])) return Value::Bool(false);
  return Value::Bool(MapPut(run, a[0], a[1], a[3]));
}

// The value that a function gave for a key: null takes the key out.
Value PutOrRemove(Run& run, const Value& map, const Value& key, const Value& value) {
  if (run.failed()) return Value();
  Value old;
  if (value.is_null()) {
    MapRemove(run, map, key, &old);
  } else {
    MapPut(run, map, key, value);
  }
  return value;
}
Value Compute(Run& run, const Value* a) { return PutOrRemove(run, a[0], a[1], CallFunction(run, a[2], {a[1], MapGet(run, a[0], a[1])})); }
Value ComputeIfAbsent(Run& run, const Value* a) {
  const Value old = MapGet(run, a[0], a[1]);
  if (!old.is_null()) return old;
  const Value value = CallFunction(run, a[2], {a[1]});
  if (!run.failed() && !value.is_null()) MapPut(run, a[0], a[1], value);
  return value;
}
Value ComputeIfPresent(Run& run, const Value* a) {
  const Value old = MapGet(run, a[0], a[1]);
  return old.is_null() ? Value() : PutOrRemove(run, a[0], a[1], CallFunction(run, a[2], {a[1], old}));
}
Value Merge(Run& run, const Value* a) {
  if (a[2].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const Value old = MapGet(run, a[0], a[1]);
  return PutOrRemove(run, a[0], a[1], old.is_null() ? a[2] : CallFunction(run, a[3], {old, a[2]}));
}

// The entries as they are at this moment, safe against what the function does to the map. Calls visit(key, value) until it gives false.
template <typename Visit>
void ForEachEntry(Run& run, const Value& map, Visit visit) {
  const std::span<Object::Entry*> entries = EntriesOf(run, map);
  Object::Entry* const copies = run.arena.NewArray<Object::Entry>(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) copies[i] = *entries[i];
  const uint32_t size = MapEntries(map)->size();
  for (size_t i = 0; i < entries.size() && !run.failed(); ++i) {
    if (MapEntries(map)->size() != size) {
      run.ThrowWithoutMessage(TypeId::kConcurrentModificationException);
    } else if (!visit(KeyValue(run, copies[i].key), copies[i].value)) {
      return;
    }
  }
}

// A map's own loop looks for changes after the last entry too.
Value ForEach(Run& run, const Value* a) {
  const uint32_t size = MapEntries(a[0])->size();
  ForEachEntry(run, a[0], [&](const Value& key, const Value& value) {
    CallFunction(run, a[1], {key, value});
    if (!run.failed() && MapEntries(a[0])->size() != size) run.ThrowWithoutMessage(TypeId::kConcurrentModificationException);
    return true;
  });
  return Value();
}
Value ReplaceAll(Run& run, const Value* a) {
  ForEachEntry(run, a[0], [&](const Value& key, const Value& value) {
    const Value replaced = CallFunction(run, a[1], {key, value});
    if (!run.failed()) MapPut(run, a[0], key, replaced);
    return true;
  });
  return Value();
}

// Painless's additions.
Value Each(Run& run, const Value* a) {
  ForEach(run, a);
  return a[0];
}
Value CollectInto(Run& run, const Value& map, const Value& target, const Value& function, bool nulls) {
  ForEachEntry(run, map, [&](const Value& key, const Value& value) {
    const Value item = CallFunction(run, function, {key, value});
    if (!run.failed() && (nulls || !item.is_null())) CollectionAdd(run, target, item);
    return true;
  });
  return target;
}
Value Collect(Run& run, const Value* a) { return CollectInto(run, a[0], NewList(run), a[1], true); }
Value CollectTo(Run& run, const Value* a) {
  if (!IsCollection(a[1])) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return CollectInto(run, a[0], a[1], a[2], true);
}
Value FindResults(Run& run, const Value* a) { return CollectInto(run, a[0], NewList(run), a[1], false); }
Value Count(Run& run, const Value* a) {
  size_t count = 0;
  ForEachEntry(run, a[0], [&](const Value& key, const Value& value) {
    count += CallPredicate(run, a[1], {key, value}) ? 1 : 0;
    return true;
  });
  return Size(count);
}
Value Every(Run& run, const Value* a) {
  bool every = true;
  ForEachEntry(run, a[0], [&](const Value& key, const Value& value) { return every = CallPredicate(run, a[1], {key, value}); });
  return Value::Bool(every);
}
Value FindEntry(Run& run, const Value* a) {
  Value found;
  ForEachEntry(run, a[0], [&](const Value& key, const Value& value) {
    if (!CallPredicate(run, a[1], {key, value})) return true;
    found = Value::Of(run.arena.New<EntryHost>(key, value, a[0]));
    return false;
  });
  return found;
}
// A map for a part of another: sorted as that one is, or in the order in which the entries come.
Value NewOrdered(Run& run, const Value& like) {
  const MapHost* const host = As<MapHost>(like);
  const bool sorted = host != nullptr && host->is_sorted();
  return Value::Of(run.arena.New<MapHost>(sorted ? TypeId::kTreeMap : TypeId::kLinkedHashMap, Object::New(run.arena)));
}
Value FindAll(Run& run, const Value* a) {
  const Value found = NewOrdered(run, a[0]);
  ForEachEntry(run, a[0], [&](const Value& key, const Value& value) {
    if (CallPredicate(run, a[1], {key, value})) MapPut(run, found, key, value);
    return true;
  });
  return found;
}
Value FindResultOr(Run& run, const Value& map, const Value& otherwise, const Value& function) {
  Value found;
  ForEachEntry(run, map, [&](const Value& key, const Value& value) {
    found = CallFunction(run, function, {key, value});
    return found.is_null();
  });
  return found.is_null() ? otherwise : found;
}
Value FindResult(Run& run, const Value* a) { return FindResultOr(run, a[0], Value(), a[1]); }
Value FindResultDefault(Run& run, const Value* a) { return FindResultOr(run, a[0], a[1], a[2]); }
Value GroupBy(Run& run, const Value* a) {
  const Value groups = NewOrdered(run, Value());
  ForEachEntry(run, a[0], [&](const Value& key, const Value& value) {
    const Value name = CallFunction(run, a[1], {key, value});
    if (run.failed()) return false;
    if (MapFind(run, groups, name) == nullptr) MapPut(run, groups, name, NewOrdered(run, a[0]));
    return MapPut(run, MapGet(run, groups, name), key, value);
  });
  return groups;
}
Value ByPath(Run& run, const Value* a) { return GetByPath(run, a[0], a[1], nullptr); }
Value ByPathOr(Run& run, const Value* a) { return GetByPath(run, a[0], a[1], &a[2]); }

// What a read-only map refuses before it looks at the arguments.
template <Native change>
Value Changing(Run& run, const Value* a) {
  const MapHost* const host = As<MapHost>(a[0]);
  return host != nullptr && host->access() != Access::kFree ? ThrowUnsupported(run) : change(run, a);
}

constexpr Method kMap[] = {
    Instance("void clear()", Clear),
    Instance("List collect(BiFunction)", Collect),
    Instance("def collect(Collection,BiFunction)", CollectTo),
    Instance("def compute(def,BiFunction)", Changing<Compute>),
    Instance("def computeIfAbsent(def,Function)", Changing<ComputeIfAbsent>),
    Instance("def computeIfPresent(def,BiFunction)", Changing<ComputeIfPresent>),
    Instance("boolean containsKey(def)", ContainsKey),
    Instance("boolean containsValue(def)", ContainsValue),
    Instance("int count(BiPredicate)", Count),
    Instance("def each(BiConsumer)", Each),
    Instance("Set entrySet()", EntrySet),
    Instance("boolean every(BiPredicate)", Every),
    Instance("Map.Entry find(BiPredicate)", FindEntry),
    Instance("Map findAll(BiPredicate)", FindAll),
    Instance("def findResult(BiFunction)", FindResult),
    Instance("def findResult(def,BiFunction)", FindResultDefault),
    Instance("List findResults(BiFunction)", FindResults),
    Instance("void forEach(BiConsumer)", ForEach),
    Instance("def get(def)", Get),
    Instance("Object getByPath(String)", ByPath),
    Instance("Object getByPath(String,Object)", ByPathOr),
    Instance("def getOrDefault(def,def)", GetOrDefault),
    Instance("Map groupBy(BiFunction)", GroupBy),
    Instance("boolean isEmpty()", IsEmpty),
    Instance("Set keySet()", KeySet),
    Instance("def merge(def,def,BiFunction)", Changing<Merge>),
    Instance("def put(def,def)", Put),
    Instance("void putAll(Map)", PutAll),
    Instance("def putIfAbsent(def,def)", Changing<PutIfAbsent>),
    Instance("def remove(def)", Remove),
    Instance("boolean remove(def,def)", Changing<RemoveIfEqual>),
    Instance("def replace(def,def)", Changing<Replace>),
    Instance("boolean replace(def,def,def)", Changing<ReplaceIfEqual>),
    Instance("void replaceAll(BiFunction)", Changing<ReplaceAll>),
    Instance("int size()", MapSize),
    Instance("Collection values()", Values),
};
static_assert(IsSorted(kMap));

// Map.Entry -------------------------------------------------------------------------------------------------------------------------------

Value EntryKey(Run&, const Value* a) { return As<EntryHost>(a[0])->key(); }
Value EntryValue(Run&, const Value* a) { return As<EntryHost>(a[0])->value(); }
Value EntrySetValue(Run& run, const Value* a) { return As<EntryHost>(a[0])->SetValue(run, a[1]); }

template <bool by_key>
Value CompareEntries(Run& run, const Value* bound, const Value* a) {
  const EntryHost *const left = As<EntryHost>(a[0]), *const right = As<EntryHost>(a[1]);
  if (left == nullptr || right == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return Value::Int(by_key ? CompareBy(run, bound[0], left->key(), right->key()) : CompareBy(run, bound[0], left->value(), right->value()));
}
template <bool by_key>
Value Comparing(Run& run, const Value*) { return BindFunction(run, TypeId::kComparator, CompareEntries<by_key>, {Value()}); }
template <bool by_key>
Value ComparingBy(Run& run, const Value* a) { return BindFunction(run, TypeId::kComparator, CompareEntries<by_key>, {a[0]}); }

constexpr Method kEntry[] = {
    Static("Comparator comparingByKey()", Comparing<true>),
    Static("Comparator comparingByKey(Comparator)", ComparingBy<true>),
    Static("Comparator comparingByValue()", Comparing<false>),
    Static("Comparator comparingByValue(Comparator)", ComparingBy<false>),
    Instance("def getKey()", EntryKey),
    Instance("def getValue()", EntryValue),
    Instance("def setValue(def)", EntrySetValue),
};
static_assert(IsSorted(kEntry));

template <TypeId type>
Value NewEntry(Run& run, const Value* a) { return Value::Of(run.arena.New<EntryHost>(a[0], a[1], Value(), type)); }
template <TypeId type>
Value CopyEntry(Run& run, const Value* a) {
  const EntryHost* const entry = As<EntryHost>(a[0]);
  if (entry == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return Value::Of(run.arena.New<EntryHost>(entry->key(), entry->value(), Value(), type));
}
template <TypeId type>
constexpr Method kNewEntry[] = {Static("Map.Entry new(Map.Entry)", CopyEntry<type>), Static("Map.Entry new(def,def)", NewEntry<type>)};

// The classes -----------------------------------------------------------------------------------------------------------------------------

template <TypeId type>
Value NewMap(Run& run, const Value*) {
  Object* const entries = Object::New(run.arena);
  return type == TypeId::kHashMap ? Value::Of(entries) : Value::Of(run.arena.New<MapHost>(type, entries));
}
template <TypeId type>
Value CopyMap(Run& run, const Value* a) {
  const Value map = NewMap<type>(run, nullptr);
  const Value arguments[] = {map, a[0]};
  PutAll(run, arguments);
  return map;
}
Value NewTreeMap(Run& run, const Value* a) {
  return Value::Of(run.arena.New<MapHost>(TypeId::kTreeMap, Object::New(run.arena), Access::kFree, a[0]));
}
Value CloneTreeMap(Run& run, const Value* a) {
  const Value copy = NewTreeMap(run, &As<MapHost>(a[0])->comparator());
  const Value arguments[] = {copy, a[0]};
  PutAll(run, arguments);
  return copy;
}

constexpr Method kHashMap[] = {
    Instance("def clone()", CopyMap<TypeId::kHashMap>),
    Static("HashMap new()", NewMap<TypeId::kHashMap>),
    Static("HashMap new(Map)", CopyMap<TypeId::kHashMap>),
};
constexpr Method kLinkedHashMap[] = {
    Instance("def clone()", CopyMap<TypeId::kLinkedHashMap>),
    Static("LinkedHashMap new()", NewMap<TypeId::kLinkedHashMap>),
    Static("LinkedHashMap new(Map)", CopyMap<TypeId::kLinkedHashMap>),
};
constexpr Method kHashtable[] = {
    Instance("def clone()", CopyMap<TypeId::kHashtable>),
    Static("Hashtable new()", NewMap<TypeId::kHashtable>),
    Static("Hashtable new(Map)", CopyMap<TypeId::kHashtable>),
};
constexpr Method kTreeMap[] = {
    Instance("def clone()", CloneTreeMap),
    Static("TreeMap new()", NewMap<TypeId::kTreeMap>),
    Static("TreeMap new(Comparator)", NewTreeMap),
};

constexpr TypeApi kTables[] = {
    {TypeId::kMap, kMap, {}},
    {TypeId::kMapEntry, kEntry, {}},
    {TypeId::kHashMap, kHashMap, {}},
    {TypeId::kLinkedHashMap, kLinkedHashMap, {}},
    {TypeId::kTreeMap, kTreeMap, {}},
    {TypeId::kHashtable, kHashtable, {}},
    {TypeId::kSimpleEntry, kNewEntry<TypeId::kSimpleEntry>, {}},
    {TypeId::kSimpleImmutableEntry, kNewEntry<TypeId::kSimpleImmutableEntry>, {}},
};

}  // namespace

ApiTables MapApi() { return kTables; }

}  // namespace flowship::painless
