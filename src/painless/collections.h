#pragma once
// Java's collections on the event's arrays and objects. An ArrayList is a plain array and a HashMap a plain object, so what pipelines work on needs
// no wrapping; every other list, map or set is a host object around an Array or Object that it shares or owns.
//
// Whoever changes a collection asks Run::MayChange first and passes what goes in through Run::Stored; ListRef and the functions below do so.
// All of it lives in the run's arena. Functions that return false or a null Value after a failure have thrown (run.failed()).

#include <cstdint>
#include <span>
#include <string_view>

#include "event/value.h"
#include "painless/host.h"
#include "painless/run.h"

namespace flowship::painless {

using Sequence = std::span<const Value>;

enum class Access : uint8_t { kFree, kFixedSize, kReadOnly };

// Every list but ArrayList: LinkedList, Vector, Stack, ArrayDeque, what Arrays.asList and Collections.* give, and windows into a list (subList).
class ListHost final : public Host {
 public:
  ListHost(TypeId type, Array* items, Access access) : Host(type), items_(items), access_(access) {}
  ListHost(Array* items, Access access, uint32_t offset, uint32_t size)
      : Host(TypeId::kList), items_(items), access_(access), window_(true), offset_(offset), size_(size) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kList || type.id == TypeId::kAbstractList || type.id == TypeId::kLinkedList ||
                                type.id == TypeId::kVector || type.id == TypeId::kStack || type.id == TypeId::kArrayDeque);
  }

 private:
  friend class ListRef;

  Array* items_;
  Access access_;
  bool window_ = false;
  uint32_t offset_ = 0, size_ = 0;  // of a window
};

// Any list, by reference.
class ListRef {
 public:
  explicit ListRef(Array* items) : items_(items) {}
  explicit ListRef(ListHost* host) : items_(host->items_), host_(host) {}

  uint32_t size() const { return is_window() ? host_->size_ : items_->size(); }
  bool empty() const { return size() == 0; }
  const Value* begin() const { return items_->begin() + first(); }
  const Value* end() const { return begin() + size(); }
  const Value& operator[](size_t index) const { return begin()[index]; }
  bool EqualTo(const ListRef& other) const;

  bool Set(Run& run, size_t index, Value value);     // index < size()
  bool Insert(Run& run, size_t index, Value value);  // index <= size()
  bool Push(Run& run, Value value) { return Insert(run, size(), value); }
  bool Erase(Run& run, size_t index);
  bool Clear(Run& run);
  // The items, to be rearranged in place (sort, reverse); nullptr: not allowed.
  Value* Mutable(Run& run);
  ListRef Window(Run& run, uint32_t from, uint32_t to) const;
  Value ReadOnly(Run& run) const;  // the same items, not to be changed through it
  Value AsValue() const { return host_ == nullptr ? Value::Of(items_) : Value::Of(host_); }
  Access access() const { return host_ == nullptr ? Access::kFree : host_->access_; }
  Array* items() const { return items_; }

 private:
  bool is_window() const { return host_ != nullptr && host_->window_; }
  uint32_t first() const { return is_window() ? host_->offset_ : 0; }
  bool MayResize(Run& run);

  Array* items_;
  ListHost* host_ = nullptr;
};

// Every map but HashMap. The entries are in an Object that may be shared (an unmodifiable map shares its source's).
class MapHost final : public Host {
 public:
  MapHost(TypeId type, Object* entries, Access access = Access::kFree, Value comparator = Value())
      : Host(type), entries_(entries), access_(access), comparator_(comparator) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kMap || type.id == TypeId::kLinkedHashMap || type.id == TypeId::kTreeMap ||
                                type.id == TypeId::kHashtable);
  }

  Object& entries() const { return *entries_; }
  Access access() const { return access_; }
  const Value& comparator() const { return comparator_; }  // of a TreeMap; null: natural order
  bool is_sorted() const { return type().id == TypeId::kTreeMap; }

 private:
  Object* entries_;
  Access access_;
  Value comparator_;
};

// HashSet, LinkedHashSet, TreeSet: an object whose values are the elements.
class SetHost final : public Host {
 public:
  SetHost(TypeId type, Object* elements, Access access = Access::kFree, Value comparator = Value())
      : Host(type), elements_(elements), access_(access), comparator_(comparator) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kHashSet || type.id == TypeId::kLinkedHashSet || type.id == TypeId::kTreeSet);
  }
  static SetHost* New(Run& run, TypeId type, size_t capacity = 8);

  Object& elements() const { return *elements_; }
  Access access() const { return access_; }
  const Value& comparator() const { return comparator_; }
  bool is_sorted() const { return type().id == TypeId::kTreeSet; }

  bool EqualTo(const Host& other) const override;
  int32_t HashCode() const override;

 private:
  Object* elements_;
  Access access_;
  Value comparator_;
};

// map.keySet(), values(), entrySet(): the map itself, seen otherwise.
class MapViewHost final : public Host {
 public:
  enum class What : uint8_t { kKeys, kValues, kEntries };

  MapViewHost(What what, Value map) : Host(what == What::kValues ? TypeId::kCollection : TypeId::kSet), what_(what), map_(map) {}
  static bool Is(Type type) { return type == Type(TypeId::kSet) || type == Type(TypeId::kCollection); }

  What what() const { return what_; }
  std::string_view TypeName() const override;
  const Value& map() const { return map_; }

 private:
  What what_;
  Value map_;
};

class EntryHost final : public Host {
 public:
  EntryHost(Value key, Value value, Value map = Value(), TypeId type = TypeId::kMapEntry) : Host(type), key_(key), value_(value), map_(map) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kMapEntry || type.id == TypeId::kSimpleEntry || type.id == TypeId::kSimpleImmutableEntry);
  }

  const Value& key() const { return key_; }
  const Value& value() const { return value_; }
  Value SetValue(Run& run, Value value);  // writes through to the map; gives the old one

  bool EqualTo(const Host& other) const override;
  int32_t HashCode() const override;

 private:
  Value key_, value_, map_;
};

// Lists. ListOf asks for IsList.
inline bool IsList(const Value& value) { return value.is_array() || As<ListHost>(value) != nullptr; }
inline ListRef ListOf(const Value& value) {
  return value.is_array() ? ListRef(value.as_array()) : ListRef(static_cast<ListHost*>(value.as_host()));
}
inline Value NewList(Run& run, size_t capacity = 4) { return Value::Of(Array::New(run.arena, capacity)); }
// A list index as Painless takes it: from the end when it is negative. False: IndexOutOfBoundsException is thrown.
bool ListIndex(Run& run, int64_t index, uint32_t size, uint32_t* place);
bool CheckIndex(Run& run, int64_t index, uint32_t size);  // Java's own

// Maps. The entries of any map, or nullptr.
inline Object* MapEntries(const Value& value) {
  if (value.is_object()) return value.as_object();
  const MapHost* const host = As<MapHost>(value);
  return host == nullptr ? nullptr : &host->entries();
}
inline bool IsMap(const Value& value) { return MapEntries(value) != nullptr; }
std::span<Object::Entry*> EntriesOf(Run& run, const Value& map);  // in the order of the map's class
Value* MapFind(Run& run, const Value& map, const Value& key);
Value MapGet(Run& run, const Value& map, const Value& key);
bool MapMayChange(Run& run, const Value& map);
bool MapPut(Run& run, const Value& map, const Value& key, Value value);
bool MapPutKey(Run& run, const Value& map, Key key, Value value);
bool MapRemove(Run& run, const Value& map, const Value& key, Value* old);  // false: there was none, or it failed
bool MapClear(Run& run, const Value& map);

// Sets.
bool SetContains(Run& run, const SetHost& set, const Value& element);
bool SetAdd(Run& run, SetHost& set, Value element);  // true: it was not there yet
bool SetRemove(Run& run, SetHost& set, const Value& element);

// Collections of every kind.
bool IsCollection(const Value& value);
// The elements in the order of iteration: the collection's own memory for lists, a copy in the arena otherwise. Of collections and arrays.
bool ToSequence(Run& run, const Value& iterable, Sequence* items);
uint32_t SizeOf(const Value& collection);
// Whether an iterator that was made when there were `size` elements has no next, `current` of them being there now. A list's compares its place with
// the size of the moment; the others know their next element since they gave the one before it, and find only then that the collection has changed.
bool EndsAt(const Value& collection, size_t next, size_t size, size_t current);
bool CollectionContains(Run& run, const Value& collection, const Value& element);
bool CollectionAdd(Run& run, const Value& collection, Value element);  // true: it has changed
bool CollectionRemove(Run& run, const Value& collection, const Value& element);
bool CollectionClear(Run& run, const Value& collection);
// Removes what `drop[i]` says of the elements as ToSequence gave them.
bool CollectionErase(Run& run, const Value& collection, std::span<const bool> drop);

int CompareDoubles(double a, double b);  // Double.compare
// class A cannot be cast to class B (…).
void ThrowClassCast(Run& run, const Value& value, std::string_view target);
Value ThrowUnsupported(Run& run);

}  // namespace flowship::painless
