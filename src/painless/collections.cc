#include "painless/collections.h"

#include <algorithm>

#include "painless/sorting.h"
#include "painless/values.h"

namespace flowship::painless {

// Maps ------------------------------------------------------------------------------------------------------------------------------------

namespace {

std::span<Object::Entry*> InInsertionOrder(Run& run, Object& object) {
  Object::Entry** const entries = run.arena.NewArray<Object::Entry*>(object.size());
  for (uint32_t i = 0; i < object.size(); ++i) entries[i] = object.begin() + i;
  return {entries, object.size()};
}

// Of a TreeMap or TreeSet with a comparator, equal is what the comparator calls equal; by key otherwise.
Key FindSortedKey(Run& run, Object& entries, const Value& comparator, const Value& key) {
  if (comparator.is_null()) {
    Compare(run, key, entries.empty() || key.is_null() ? key : KeyValue(run, entries.begin()->key));
    return run.failed() ? Key() : FindKey(run, key);
  }
  if (!run.Work(entries.size())) return Key();
  for (const Object::Entry& entry : entries) {
    if (CompareBy(run, comparator, KeyValue(run, entry.key), key) == 0 || run.failed()) return entry.key;
  }
  return Key();
}

Key KeyInMap(Run& run, const Value& map, const Value& key) {
  const MapHost* const host = As<MapHost>(map);
  return host != nullptr && host->is_sorted() ? FindSortedKey(run, host->entries(), host->comparator(), key) : FindKey(run, key);
}

}  // namespace

std::span<Object::Entry*> EntriesOf(Run& run, const Value& map) {
  if (!run.Work(MapEntries(map)->size())) return {};
  if (map.is_object()) return InHashOrder(run, *map.as_object());
  const MapHost* const host = As<MapHost>(map);
  if (host->type().id == TypeId::kHashtable || host->type().id == TypeId::kMap) return InHashOrder(run, host->entries());
  const std::span<Object::Entry*> entries = InInsertionOrder(run, host->entries());
  if (host->is_sorted()) {
    SortBy(run, entries, [&run, host](const Object::Entry* a, const Object::Entry* b) {
      return CompareBy(run, host->comparator(), KeyValue(run, a->key), KeyValue(run, b->key));
    });
  }
  return entries;
}

Value* MapFind(Run& run, const Value& map, const Value& key) {
  const Key found = KeyInMap(run, map, key);
  return found && !run.failed() ? MapEntries(map)->Find(found) : nullptr;
}

Value MapGet(Run& run, const Value& map, const Value& key) {
  const Value* const value = MapFind(run, map, key);
  return value == nullptr ? Value() : *value;
}

bool MapMayChange(Run& run, const Value& map) {
  if (!run.MayChange(MapEntries(map))) return false;
  const MapHost* const host = As<MapHost>(map);
  if (host == nullptr || host->access() == Access::kFree) return true;
  ThrowUnsupported(run);
  return false;
}

bool MapPutKey(Run& run, const Value& map, Key key, Value value) {
  if (!MapMayChange(run, map) || !run.Spend(sizeof(Object::Entry))) return false;
  MapEntries(map)->Set(key, run.Stored(value), run.arena);
  return !run.failed();
}

bool MapPut(Run& run, const Value& map, const Value& key, Value value) {
  const MapHost* const host = As<MapHost>(map);
  Key found;
  if (host != nullptr && host->is_sorted()) {
    Compare(run, key, key);  // a TreeMap takes comparable keys only
    if (host->comparator().is_null() && run.failed()) return false;
    run.TakeThrown();
    found = FindSortedKey(run, host->entries(), host->comparator(), key);
    if (run.failed()) return false;
  }
  return MapPutKey(run, map, found ? found : MakeKey(run, key), value);
}

bool MapRemove(Run& run, const Value& map, const Value& key, Value* old) {
  if (!MapMayChange(run, map)) return false;
  const Key found = KeyInMap(run, map, key);
  if (!found || run.failed()) return false;
  const Value* const value = MapEntries(map)->Find(found);
  if (value == nullptr) return false;
  *old = *value;
  return MapEntries(map)->Remove(found);
}

bool MapClear(Run& run, const Value& map) {
  if (!MapMayChange(run, map)) return false;
  MapEntries(map)->Clear();
  return true;
}

Value EntryHost::SetValue(Run& run, Value value) {
  const Value old = value_;
  if (type().id == TypeId::kSimpleImmutableEntry) return ThrowUnsupported(run);
  if (!map_.is_null() && !MapPut(run, map_, key_, value)) return Value();
  value_ = run.Stored(value);
  return old;
}

bool EntryHost::EqualTo(const Host& other) const {
  const auto& entry = static_cast<const EntryHost&>(other);
  return Equal(key_, entry.key_) && Equal(value_, entry.value_);
}

int32_t EntryHost::HashCode() const { return HashOf(key_) ^ HashOf(value_); }

// Sets ------------------------------------------------------------------------------------------------------------------------------------

SetHost* SetHost::New(Run& run, TypeId type, size_t capacity) { return run.arena.New<SetHost>(type, Object::New(run.arena, capacity)); }

bool SetHost::EqualTo(const Host& other) const {
  const auto& set = static_cast<const SetHost&>(other);
  return elements_->size() == set.elements_->size() && std::all_of(elements_->begin(), elements_->end(), [&set](const Object::Entry& entry) {
           return set.elements_->Find(entry.key) != nullptr;
         });
}

int32_t SetHost::HashCode() const {
  uint32_t hash = 0;
  for (const Object::Entry& entry : *elements_) hash += static_cast<uint32_t>(HashOf(entry.value));
  return static_cast<int32_t>(hash);
}

std::string_view MapViewHost::TypeName() const {
  if (!map_.is_object()) return NameOf(type().id);
  return what_ == What::kKeys ? "java.util.HashMap.KeySet" : what_ == What::kValues ? "java.util.HashMap.Values" : "java.util.HashMap.EntrySet";
}

namespace {

Key KeyInSet(Run& run, const SetHost& set, const Value& element) {
  return set.is_sorted() ? FindSortedKey(run, set.elements(), set.comparator(), element) : FindKey(run, element);
}

bool SetMayChange(Run& run, const SetHost& set) {
  if (set.access() == Access::kFree) return true;
  ThrowUnsupported(run);
  return false;
}

}  // namespace

bool SetContains(Run& run, const SetHost& set, const Value& element) {
  const Key key = KeyInSet(run, set, element);
  return key && set.elements().Find(key) != nullptr;
}

bool SetAdd(Run& run, SetHost& set, Value element) {
  if (!SetMayChange(run, set) || !run.Spend(sizeof(Object::Entry))) return false;
  if (set.is_sorted() && set.comparator().is_null()) {
    const Object& elements = set.elements();
    Compare(run, element, elements.empty() ? element : elements.begin()->value);
    if (run.failed()) return false;
  }
  if (SetContains(run, set, element) || run.failed()) return false;
  set.elements().Add(MakeKey(run, element), run.Stored(element), run.arena);
  return true;
}

bool SetRemove(Run& run, SetHost& set, const Value& element) {
  if (!SetMayChange(run, set)) return false;
  const Key key = KeyInSet(run, set, element);
  return key && !run.failed() && set.elements().Remove(key);
}

// Collections of every kind ---------------------------------------------------------------------------------------------------------------

namespace {

template <typename GetValue>
Sequence Collected(Run& run, std::span<Object::Entry*> entries, GetValue get) {
  Value* const items = run.arena.NewArray<Value>(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) items[i] = get(entries[i]);
  return {items, entries.size()};
}

Sequence ElementsOf(Run& run, const SetHost& set) {
  const auto value = [](const Object::Entry* entry) { return entry->value; };
  if (!run.Work(set.elements().size())) return {};
  if (!set.is_sorted()) {
    return Collected(run, set.type().id == TypeId::kHashSet ? InHashOrder(run, set.elements()) : InInsertionOrder(run, set.elements()), value);
  }
  const std::span<Object::Entry*> entries = InInsertionOrder(run, set.elements());
  SortBy(run, entries, [&run, &set](const Object::Entry* a, const Object::Entry* b) { return CompareBy(run, set.comparator(), a->value, b->value); });
  return Collected(run, entries, value);
}

Sequence ItemsOf(Run& run, const MapViewHost& view) {
  const std::span<Object::Entry*> entries = EntriesOf(run, view.map());
  switch (view.what()) {
    case MapViewHost::What::kKeys:
      return Collected(run, entries, [&run](const Object::Entry* entry) { return KeyValue(run, entry->key); });
    case MapViewHost::What::kValues:
      return Collected(run, entries, [](const Object::Entry* entry) { return entry->value; });
    case MapViewHost::What::kEntries:
      break;
  }
  return Collected(run, entries, [&run, &view](const Object::Entry* entry) {
    return Value::Of(run.arena.New<EntryHost>(KeyValue(run, entry->key), entry->value, view.map()));
  });
}

}  // namespace

bool IsCollection(const Value& value) {
  if (value.is_array()) return true;
  if (value.kind() != Kind::kHost) return false;
  const Type type = HostOf(value)->type();
  return ListHost::Is(type) || SetHost::Is(type) || MapViewHost::Is(type);
}

bool ToSequence(Run& run, const Value& iterable, Sequence* items) {
  if (IsList(iterable)) {
    const ListRef list = ListOf(iterable);
    *items = Sequence(list.begin(), list.size());
  } else if (const SetHost* const set = As<SetHost>(iterable)) {
    *items = ElementsOf(run, *set);
  } else if (const MapViewHost* const view = As<MapViewHost>(iterable)) {
    *items = ItemsOf(run, *view);
  } else if (const ArrayHost* const array = As<ArrayHost>(iterable)) {
    *items = Sequence(array->items().begin(), array->items().size());
  } else {
    return false;
  }
  return !run.failed();
}

uint32_t SizeOf(const Value& collection) {
  if (IsList(collection)) return ListOf(collection).size();
  if (const SetHost* const set = As<SetHost>(collection)) return set->elements().size();
  return MapEntries(As<MapViewHost>(collection)->map())->size();
}

bool CollectionContains(Run& run, const Value& collection, const Value& element) {
  if (const SetHost* const set = As<SetHost>(collection)) return SetContains(run, *set, element);
  const MapViewHost* const view = As<MapViewHost>(collection);
  if (view != nullptr && view->what() == MapViewHost::What::kKeys) return MapFind(run, view->map(), element) != nullptr;
  Sequence items;
  ToSequence(run, collection, &items);
  if (!run.Work(items.size())) return false;
  return std::any_of(items.begin(), items.end(), [&element](const Value& item) { return Equal(item, element); });
}

bool CollectionAdd(Run& run, const Value& collection, Value element) {
  if (IsList(collection)) return ListOf(collection).Push(run, element);
  if (SetHost* const set = As<SetHost>(collection)) return SetAdd(run, *set, element);
  ThrowUnsupported(run);
  return false;
}

bool CollectionRemove(Run& run, const Value& collection, const Value& element) {
  if (SetHost* const set = As<SetHost>(collection)) return SetRemove(run, *set, element);
  Sequence items;
  if (!ToSequence(run, collection, &items)) return false;
  bool* const drop = run.arena.NewArray<bool>(items.size());
  bool found = false;
  for (size_t i = 0; i < items.size(); ++i) {
    drop[i] = !found && Equal(items[i], element);
    found |= drop[i];
  }
  return found && CollectionErase(run, collection, {drop, items.size()});
}

bool CollectionClear(Run& run, const Value& collection) {
  if (IsList(collection)) return ListOf(collection).Clear(run);
  if (SetHost* const set = As<SetHost>(collection)) {
    if (!SetMayChange(run, *set)) return false;
    set->elements().Clear();
    return true;
  }
  return MapClear(run, As<MapViewHost>(collection)->map());
}

namespace {

bool EraseFromList(Run& run, ListRef list, std::span<const bool> drop) {
  if (list.access() == Access::kFixedSize) {
    run.Throw(TypeId::kUnsupportedOperationException, "remove");  // said by its iterator
    return false;
  }
  for (size_t i = drop.size(); i-- > 0;) {
    if (drop[i] && !list.Erase(run, i)) return false;
  }
  return true;
}

bool EraseFromSet(Run& run, SetHost& set, Sequence items, std::span<const bool> drop) {
  for (size_t i = 0; i < drop.size(); ++i) {
    if (drop[i]) SetRemove(run, set, items[i]);
  }
  return !run.failed();
}

bool EraseFromMap(Run& run, const Value& map, std::span<const bool> drop) {
  const std::span<Object::Entry*> entries = EntriesOf(run, map);
  Key* const keys = run.arena.NewArray<Key>(drop.size());
  size_t count = 0;
  for (size_t i = 0; i < drop.size(); ++i) {
    if (drop[i]) keys[count++] = entries[i]->key;
  }
  if (count != 0 && !MapMayChange(run, map)) return false;
  for (size_t i = 0; i < count; ++i) MapEntries(map)->Remove(keys[i]);
  return true;
}

}  // namespace

bool CollectionErase(Run& run, const Value& collection, std::span<const bool> drop) {
  if (IsList(collection)) return EraseFromList(run, ListOf(collection), drop);
  if (const MapViewHost* const view = As<MapViewHost>(collection)) return EraseFromMap(run, view->map(), drop);
  Sequence items;
  if (!ToSequence(run, collection, &items)) return false;
  return EraseFromSet(run, *As<SetHost>(collection), items, drop);
}

}  // namespace flowship::painless
