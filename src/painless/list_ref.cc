#include <algorithm>

#include "painless/collections.h"
#include "painless/values.h"

namespace flowship::painless {

Value ThrowUnsupported(Run& run) { return run.ThrowWithoutMessage(TypeId::kUnsupportedOperationException); }

bool EndsAt(const Value& collection, size_t next, size_t size, size_t current) {
  if (!IsList(collection)) return next == size;
  const ListHost* const list = As<ListHost>(collection);
  return list != nullptr && list->type().id == TypeId::kLinkedList ? next >= current : next == current;
}

bool ListRef::EqualTo(const ListRef& other) const { return size() == other.size() && std::equal(begin(), end(), other.begin(), Equal); }

bool ListRef::MayResize(Run& run) {
  if (!run.MayChange(items_)) return false;
  if (access() == Access::kFree) return true;
  ThrowUnsupported(run);
  return false;
}

Value* ListRef::Mutable(Run& run) {
  if (!run.MayChange(items_)) return nullptr;
  if (access() != Access::kReadOnly) return items_->begin() + first();
  ThrowUnsupported(run);
  return nullptr;
}

bool ListRef::Set(Run& run, size_t index, Value value) {
  Value* const items = Mutable(run);
  if (items == nullptr) return false;
  items[index] = run.Stored(value);
  return !run.failed();
}

bool ListRef::Insert(Run& run, size_t index, Value value) {
  if (!MayResize(run) || !run.Spend(sizeof(Value)) || !run.Work(size() - index)) return false;
  value = run.Stored(value);
  const size_t place = first() + index;
  if (place == items_->size()) {
    items_->Push(value, run.arena);
  } else {
    items_->Insert(place, value, run.arena);
  }
  if (is_window()) ++host_->size_;
  return true;
}

bool ListRef::Erase(Run& run, size_t index) {
  if (!MayResize(run) || !run.Work(size() - index)) return false;
  items_->Erase(first() + index);
  if (is_window()) --host_->size_;
  return true;
}

bool ListRef::Clear(Run& run) {
  if (empty()) return true;
  if (!MayResize(run)) return false;
  if (!is_window()) {
    items_->Clear();
    return true;
  }
  while (host_->size_ > 0) Erase(run, host_->size_ - 1);
  return true;
}

ListRef ListRef::Window(Run& run, uint32_t from, uint32_t to) const {
  return ListRef(run.arena.New<ListHost>(items_, access(), first() + from, to - from));
}

Value ListRef::ReadOnly(Run& run) const {
  if (is_window()) return Value::Of(run.arena.New<ListHost>(items_, Access::kReadOnly, first(), size()));
  return Value::Of(run.arena.New<ListHost>(TypeId::kList, items_, Access::kReadOnly));
}

bool CheckIndex(Run& run, int64_t index, uint32_t size) {
  if (index >= 0 && index < size) return true;
  run.ThrowFormatted(TypeId::kIndexOutOfBoundsException, "Index {} out of bounds for length {}", index, size);
  return false;
}

bool ListIndex(Run& run, int64_t index, uint32_t size, uint32_t* place) {
  if (index < 0) index += size;
  if (!CheckIndex(run, index, size)) return false;
  *place = static_cast<uint32_t>(index);
  return true;
}

}  // namespace flowship::painless
