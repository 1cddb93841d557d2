// Iterator, ListIterator.

#include "painless/api_tables.h"
#include "painless/functional.h"
#include "painless/iterator.h"
#include "painless/strings.h"
#include "painless/values.h"

namespace flowship::painless {

bool IteratorHost::Unchanged(Run& run) {
  if (source_.is_null() || SizeOf(source_) == size_) return true;
  run.ThrowWithoutMessage(TypeId::kConcurrentModificationException);
  return false;
}

Value IteratorHost::At(Run& run, uint32_t index) {
  last_ = index;
  if (!IsList(source_)) return items_[index];
  const ListRef list = ListOf(source_);
  return index < list.size() ? list[index] : run.ThrowWithoutMessage(TypeId::kConcurrentModificationException);
}

Value IteratorHost::Next(Run& run) {
  if (!Unchanged(run)) return Value();
  return HasNext() ? At(run, next_++) : run.ThrowWithoutMessage(TypeId::kNoSuchElementException);
}

Value IteratorHost::Previous(Run& run) {
  if (!Unchanged(run)) return Value();
  return next_ > 0 ? At(run, --next_) : run.ThrowWithoutMessage(TypeId::kNoSuchElementException);
}

void IteratorHost::Remove(Run& run) {
  if (source_.is_null()) {
    ThrowUnsupported(run);
    return;
  }
  if (last_ == kNone) {
    run.ThrowWithoutMessage(TypeId::kIllegalStateException);
    return;
  }
  if (!Unchanged(run)) return;
  if (IsList(source_)) {
    if (!ListOf(source_).Erase(run, last_)) return;
    if (last_ < next_) --next_;
  } else if (const MapViewHost* const view = As<MapViewHost>(source_); view != nullptr && view->what() == MapViewHost::What::kValues) {
    // The entry whose value it was: the first that has the very value, for there may be equal ones.
    for (const Object::Entry& entry : *MapEntries(view->map())) {
      Value old;
      if (!Equal(entry.value, items_[last_])) continue;
      MapRemove(run, view->map(), KeyValue(run, entry.key), &old);
      break;
    }
  } else if (view != nullptr && view->what() == MapViewHost::What::kEntries) {
    Value old;
    MapRemove(run, view->map(), As<EntryHost>(items_[last_])->key(), &old);
  } else {
    CollectionRemove(run, source_, items_[last_]);
  }
  size_ = SizeOf(source_);
  last_ = kNone;
}

void IteratorHost::Set(Run& run, const Value& value) {
  if (last_ == kNone || !IsList(source_)) {
    run.ThrowWithoutMessage(TypeId::kIllegalStateException);
  } else if (Unchanged(run)) {
    ListOf(source_).Set(run, last_, value);
  }
}

void IteratorHost::Add(Run& run, const Value& value) {
  if (!Unchanged(run) || !ListOf(source_).Insert(run, next_, value)) return;
  ++next_;
  size_ = SizeOf(source_);
  last_ = kNone;
}

Value NewIterator(Run& run, const Value& iterable) {
  Sequence items;
  if (!ToSequence(run, iterable, &items)) return run.failed() ? Value() : run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return Value::Of(run.arena.New<IteratorHost>(TypeId::kIterator, IsCollection(iterable) ? iterable : Value(), items));
}

Value NewListIterator(Run& run, const Value& list, uint32_t next) {
  const ListRef items = ListOf(list);
  IteratorHost* const iterator = run.arena.New<IteratorHost>(TypeId::kListIterator, list, Sequence(items.begin(), items.size()));
  iterator->MoveTo(next);
  return Value::Of(iterator);
}

namespace {

IteratorHost& Self(const Value* a) { return *As<IteratorHost>(a[0]); }

Value HasNext(Run&, const Value* a) { return Value::Bool(Self(a).HasNext()); }
Value Next(Run& run, const Value* a) { return Self(a).Next(run); }
Value Remove(Run& run, const Value* a) {
  Self(a).Remove(run);
  return Value();
}
Value ForEachRemaining(Run& run, const Value* a) {
  while (!run.failed() && Self(a).HasNext() && run.CountLoop()) {
    const Value item = Self(a).Next(run);
    if (!run.failed()) CallFunction(run, a[1], {item});
  }
  return Value();
}
constexpr Method kIterator[] = {
    Instance("void forEachRemaining(Consumer)", ForEachRemaining),
    Instance("boolean hasNext()", HasNext),
    Instance("def next()", Next),
    Instance("void remove()", Remove),
};
static_assert(IsSorted(kIterator));

Value Add(Run& run, const Value* a) {
  Self(a).Add(run, a[1]);
  return Value();
}
Value HasPrevious(Run&, const Value* a) { return Value::Bool(Self(a).HasPrevious()); }
Value NextIndex(Run&, const Value* a) { return Size(Self(a).next()); }
Value Previous(Run& run, const Value* a) { return Self(a).Previous(run); }
Value PreviousIndex(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(Self(a).next()) - 1); }
Value Set(Run& run, const Value* a) {
  Self(a).Set(run, a[1]);
  return Value();
}
constexpr Method kListIterator[] = {
    Instance("void add(def)", Add),
    Instance("boolean hasPrevious()", HasPrevious),
    Instance("int nextIndex()", NextIndex),
    Instance("def previous()", Previous),
    Instance("int previousIndex()", PreviousIndex),
    Instance("void set(def)", Set),
};
static_assert(IsSorted(kListIterator));

constexpr TypeApi kTables[] = {{TypeId::kIterator, kIterator, {}}, {TypeId::kListIterator, kListIterator, {}}};

}  // namespace

ApiTables IteratorApi() { return kTables; }

}  // namespace flowship::painless
