#include "event/value.h"

#include <algorithm>

#include "base/limits.h"

namespace flowship {

Array* Array::New(Arena& arena, size_t capacity) {
  Array* const array = arena.New<Array>();
  array->capacity_ = static_cast<uint32_t>(std::max<size_t>(capacity, 1));
  array->items_ = arena.NewArray<Value>(array->capacity_);
  return array;
}

void Array::Grow(Arena& arena) {
  const uint32_t capacity = std::max<uint32_t>(4, 2 * capacity_);
  Value* const items = arena.NewArray<Value>(capacity);
  std::copy(begin(), end(), items);
  items_ = items;
  capacity_ = capacity;
}

void Array::Insert(size_t index, Value value, Arena& arena) {
  FLOWSHIP_ASSERT(index <= size_);
  Push(value, arena);
  std::rotate(items_ + index, items_ + size_ - 1, items_ + size_);
}

void Array::Erase(size_t index) {
  FLOWSHIP_ASSERT(index < size_);
  std::copy(items_ + index + 1, items_ + size_, items_ + index);
  --size_;
}

Object* Object::New(Arena& arena, size_t capacity) {
  static_assert(kUnindexed == limits::kIndexedObjectEntries);
  Object* const object = arena.New<Object>();
  object->capacity_ = static_cast<uint32_t>(std::max<size_t>(capacity, 1));
  object->entries_ = arena.NewArray<Entry>(object->capacity_);
  return object;
}

void Object::Grow(Arena& arena) {
  const uint32_t capacity = std::max<uint32_t>(4, 2 * capacity_);
  Entry* const entries = arena.NewArray<Entry>(capacity);
  std::copy(begin(), end(), entries);
  entries_ = entries;
  capacity_ = capacity;
}

Value* Object::Find(std::string_view name) {
  for (Entry& entry : *this) {
    if (entry.key.text() == name) return &entry.value;
  }
  return nullptr;
}

void Object::PlaceIndex(uint32_t entry) {
  const uint32_t mask = index_slots_ - 1;
  uint32_t at = entries_[entry].key.hash() & mask;
  while (index_[at] != 0) at = (at + 1) & mask;
  index_[at] = entry + 1;
}

void Object::Index(Arena& arena) {
  if (2 * size_ <= index_slots_) {
    PlaceIndex(size_ - 1);
    return;
  }
  index_slots_ = std::max<uint32_t>(4 * kUnindexed, 2 * index_slots_);
  index_ = arena.NewArray<uint32_t>(index_slots_);
  std::fill(index_, index_ + index_slots_, 0u);
  for (uint32_t entry = 0; entry < size_; ++entry) PlaceIndex(entry);
}

Value* Object::FindIndexed(Key key) {
  const uint32_t mask = index_slots_ - 1;
  for (uint32_t at = key.hash() & mask; index_[at] != 0; at = (at + 1) & mask) {
    Entry& entry = entries_[index_[at] - 1];
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

Value* Object::FindAndHint(Key key, PositionHint& hint) {
  Value* const value = Find(key);
  if (value != nullptr) {
    const auto* const entry = reinterpret_cast<const Entry*>(reinterpret_cast<const char*>(value) - offsetof(Entry, value));
    hint.Set(static_cast<uint32_t>(entry - entries_));
  }
  return value;
}

const Value* Object::Find(std::string_view name, PositionHint& hint) const {
  const uint32_t at = hint.Get();
  if (at < size_ && entries_[at].key.text() == name) return &entries_[at].value;
  for (uint32_t i = 0; i < size_; ++i) {
    if (entries_[i].key.text() != name) continue;
    hint.Set(i);
    return &entries_[i].value;
  }
  return nullptr;
}

bool Object::Remove(Key key) {
  Value* const value = Find(key);
  if (value == nullptr) return false;
  const auto entry = static_cast<uint32_t>(reinterpret_cast<Entry*>(reinterpret_cast<char*>(value) - offsetof(Entry, value)) - entries_);
  std::copy(entries_ + entry + 1, entries_ + size_, entries_ + entry);
  --size_;
  if (index_ == nullptr) return true;
  if (size_ <= kUnindexed) {
    index_ = nullptr;
    index_slots_ = 0;
  } else {
    std::fill(index_, index_ + index_slots_, 0u);
    for (uint32_t i = 0; i < size_; ++i) PlaceIndex(i);
  }
  return true;
}

void Object::Clear() {
  size_ = 0;
  index_ = nullptr;
  index_slots_ = 0;
}

Value DeepCopy(const Value& value, Arena& arena, bool copy_text) {
  switch (value.kind()) {
    case Kind::kArray: {
      Array* const copy = Array::New(arena, value.as_array()->size());
      for (const Value& item : *value.as_array()) copy->Push(DeepCopy(item, arena, copy_text), arena);
      return Value::Of(copy);
    }
    case Kind::kObject: {
      Object* const copy = Object::New(arena, value.as_object()->size());
      for (const Object::Entry& entry : *value.as_object()) copy->Add(entry.key, DeepCopy(entry.value, arena, copy_text), arena);
      return Value::Of(copy);
    }
    case Kind::kString:
      if (copy_text) {
        const Value text = Value::String(arena.Copy(value.as_text()));
        return value.is_plain() ? text.Plain() : text;
      }
      return value;
    case Kind::kBigInteger:
      return copy_text ? Value::BigInteger(arena.Copy(value.as_text())) : value;
    default:
      return value;
  }
}

namespace {

bool ArraysEqual(const Array& a, const Array& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), JavaEquals);
}

bool ObjectsEqual(const Object& a, const Object& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&b](const Object::Entry& entry) {
           const Value* const other = b.Find(entry.key);
           return other != nullptr && JavaEquals(entry.value, *other);
         });
}

}  // namespace

bool JavaEquals(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kFloat:
    case Kind::kDouble: {
      // Double.equals compares the bits: NaN equals NaN, 0.0 is not -0.0.
      const double x = a.as_double(), y = b.as_double();
      return (x != x && y != y) || std::memcmp(&x, &y, sizeof x) == 0;
    }
    case Kind::kBigInteger:
    case Kind::kString:
      return a.as_text() == b.as_text();
    case Kind::kArray:
      return a.as_array() == b.as_array() || ArraysEqual(*a.as_array(), *b.as_array());
    case Kind::kObject:
      return a.as_object() == b.as_object() || ObjectsEqual(*a.as_object(), *b.as_object());
    case Kind::kHost:
      return a.as_host() == b.as_host();
    default:
      return a.as_long() == b.as_long();
  }
}

std::string_view JavaTypeName(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return "null";
    case Kind::kBool: return "java.lang.Boolean";
    case Kind::kByte: return "java.lang.Byte";
    case Kind::kShort: return "java.lang.Short";
    case Kind::kChar: return "java.lang.Character";
    case Kind::kInt: return "java.lang.Integer";
    case Kind::kLong: return "java.lang.Long";
    case Kind::kFloat: return "java.lang.Float";
    case Kind::kDouble: return "java.lang.Double";
    case Kind::kBigInteger: return "java.math.BigInteger";
    case Kind::kString: return "java.lang.String";
    case Kind::kArray: return "java.util.ArrayList";
    case Kind::kObject: return "java.util.HashMap";
    case Kind::kHost: return value.as_host()->TypeName();
  }
  return "null";
}

}  // namespace flowship
