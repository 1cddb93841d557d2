// Iterable and Collection, with Painless's additions.

#include <algorithm>
#include <string>

#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/iterator.h"
#include "painless/stream.h"
#include "painless/strings.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

// The elements as they are at this moment: a function that is called may change the collection, and a list's memory may move.
// Calls visit(item) until it gives false; a collection that has another size when the next is asked for was changed behind the iterator's back.
template <typename Visit>
void ForEachItem(Run& run, const Value& iterable, Visit visit) {
  Sequence items;
  if (!ToSequence(run, iterable, &items)) {
    if (!run.failed()) run.ThrowWithoutMessage(TypeId::kNullPointerException);
    return;
  }
  if (!run.Work(items.size())) return;
  Value* const copy = run.arena.NewArray<Value>(items.size());
  std::uninitialized_copy(items.begin(), items.end(), copy);
  const size_t size = items.size();
  for (size_t i = 0; !run.failed(); ++i) {
    const size_t current = IsCollection(iterable) ? SizeOf(iterable) : size;
    if (EndsAt(iterable, i, size, current)) return;
    if (current != size) {
      run.ThrowWithoutMessage(TypeId::kConcurrentModificationException);
    } else if (!visit(copy[i])) {
      return;
    }
  }
}

// Whose forEach is a loop of their own, which looks for changes after the last element too.
bool LoopsItself(const Value& iterable) {
  if (iterable.is_array()) return true;
  if (const MapViewHost* const view = As<MapViewHost>(iterable)) {
    const MapHost* const map = As<MapHost>(view->map());
    return map == nullptr || !map->is_sorted();
  }
  const ListHost* const list = As<ListHost>(iterable);
  return list != nullptr && list->type().id != TypeId::kLinkedList;
}

// Iterable --------------------------------------------------------------------------------------------------------------------------------

Value Any(Run& run, const Value* a) {
  bool any = false;
  ForEachItem(run, a[0], [&](const Value& item) { return !(any = CallPredicate(run, a[1], {item})); });
  return Value::Bool(any);
}
Value Every(Run& run, const Value* a) {
  bool every = true;
  ForEachItem(run, a[0], [&](const Value& item) { return every = CallPredicate(run, a[1], {item}); });
  return Value::Bool(every);
}
Value ForEach(Run& run, const Value* a) {
  const bool itself = LoopsItself(a[0]);
  const uint32_t size = itself ? SizeOf(a[0]) : 0;
  ForEachItem(run, a[0], [&](const Value& item) {
    CallFunction(run, a[1], {item});
    if (itself && !run.failed() && SizeOf(a[0]) != size) run.ThrowWithoutMessage(TypeId::kConcurrentModificationException);
    return true;
  });
  return Value();
}
Value Each(Run& run, const Value* a) {
  ForEach(run, a);
  return a[0];
}
Value EachWithIndex(Run& run, const Value* a) {
  int32_t index = 0;
  ForEachItem(run, a[0], [&](const Value& item) {
    CallFunction(run, a[1], {item, Value::Int(index++)});
    return true;
  });
  return a[0];
}
Value AsList(Run& run, const Value* a) {
  if (IsList(a[0])) return a[0];
  const Value list = NewList(run);
  ForEachItem(run, a[0], [&](const Value& item) { return CollectionAdd(run, list, item); });
  return list;
}
Value AsCollection(Run& run, const Value* a) { return IsCollection(a[0]) ? a[0] : AsList(run, a); }
Value FindResults(Run& run, const Value* a) {
  const Value list = NewList(run);
  ForEachItem(run, a[0], [&](const Value& item) {
    const Value result = CallFunction(run, a[1], {item});
    if (!run.failed() && !result.is_null()) CollectionAdd(run, list, result);
    return true;
  });
  return list;
}
Value GroupBy(Run& run, const Value* a) {
  const Value groups = Value::Of(run.arena.New<MapHost>(TypeId::kLinkedHashMap, Object::New(run.arena)));
  ForEachItem(run, a[0], [&](const Value& item) {
    const Value name = CallFunction(run, a[1], {item});
    if (run.failed()) return false;
    if (MapFind(run, groups, name) == nullptr) MapPut(run, groups, name, NewList(run));
    return CollectionAdd(run, MapGet(run, groups, name), item);
  });
  return groups;
}
Value Join(Run& run, const Value* a) {
  std::string_view delimiter;
  if (!TextArgument(run, a[1], &delimiter)) return Value();
  std::string out;
  ForEachItem(run, a[0], [&](const Value& item) {
    if (!out.empty()) out += delimiter;  // so empty texts at the beginning leave no delimiter, as in Painless
    out += TextOf(run, item);
    return run.Spend(out.size() / 8);
  });
  return Value::String(run.Copy(out));
}
Value Sum(Run& run, const Value* a) {
  double sum = 0;
  ForEachItem(run, a[0], [&](const Value& item) {
    const Value number = CheckReference(run, item, TypeId::kNumber);
    if (!run.failed() && !number.is_null()) sum += ToDouble(number);
    if (number.is_null() && !run.failed()) run.ThrowWithoutMessage(TypeId::kNullPointerException);
    return true;
  });
  return Value::Double(sum);
}
Value SumOf(Run& run, const Value* a) {
  double sum = 0;
  ForEachItem(run, a[0], [&](const Value& item) {
    const Value number = CallAs(run, TypeId::kDouble, a[1], {item});
    if (!run.failed()) sum += number.as_double();
    return true;
  });
  return Value::Double(sum);
}
Value Iterator(Run& run, const Value* a) { return NewIterator(run, a[0]); }

constexpr Method kIterable[] = {
    Instance("boolean any(Predicate)", Any),
    Instance("Collection asCollection()", AsCollection),
    Instance("List asList()", AsList),
    Instance("def each(Consumer)", Each),
    Instance("def eachWithIndex(ObjIntConsumer)", EachWithIndex),
    Instance("boolean every(Predicate)", Every),
    Instance("List findResults(Function)", FindResults),
    Instance("void forEach(Consumer)", ForEach),
    Instance("Map groupBy(Function)", GroupBy),
    Instance("Iterator iterator()", Iterator),
    Instance("String join(String)", Join),
    Instance("double sum()", Sum),
    Instance("double sum(ToDoubleFunction)", SumOf),
};
static_assert(IsSorted(kIterable));

// Collection ------------------------------------------------------------------------------------------------------------------------------

Value Add(Run& run, const Value* a) { return Value::Bool(CollectionAdd(run, a[0], a[1])); }

// The elements of an argument that must not be null; false: thrown.
bool Elements(Run& run, const Value& collection, Sequence* items) {
  if (ToSequence(run, collection, items)) return true;
  if (!run.failed()) run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return false;
}

Value AddAll(Run& run, const Value* a) {
  Sequence items;
  if (!Elements(run, a[1], &items)) return Value();
  bool changed = false;
  const size_t size = items.size();
  for (size_t i = 0; i < size && !run.failed(); ++i) {
    changed |= CollectionAdd(run, a[0], items[i]);
    if (IsList(a[1])) items = Sequence(ListOf(a[1]).begin(), ListOf(a[1]).size());  // it may be the same list, and have moved
  }
  return Value::Bool(changed);
}
Value Clear(Run& run, const Value* a) {
  CollectionClear(run, a[0]);
  return Value();
}
Value Contains(Run& run, const Value* a) { return Value::Bool(CollectionContains(run, a[0], a[1])); }
Value ContainsAll(Run& run, const Value* a) {
  Sequence items;
  if (!Elements(run, a[1], &items)) return Value();
  return Value::Bool(std::all_of(items.begin(), items.end(), [&](const Value& item) { return CollectionContains(run, a[0], item); }));
}
Value IsEmpty(Run&, const Value* a) { return Value::Bool(SizeOf(a[0]) == 0); }
Value CollectionSize(Run&, const Value* a) { return Size(SizeOf(a[0])); }

template <typename Drop>
Value EraseWhere(Run& run, const Value& collection, Drop drop) {
  Sequence items;
  if (!Elements(run, collection, &items)) return Value();
  const size_t size = items.size();
  bool* const drops = run.arena.NewArray<bool>(size);
  Value* const copy = run.arena.NewArray<Value>(size);
  std::uninitialized_copy(items.begin(), items.end(), copy);
  bool any = false;
  for (size_t i = 0; i < size; ++i) {
    drops[i] = drop(copy[i]);
    any |= drops[i];
    if (run.failed()) return Value();
  }
  return Value::Bool(any && CollectionErase(run, collection, {drops, size}));
}
Value RemoveIf(Run& run, const Value* a) {
  if (!CheckFunction(run, a[1])) return Value();
  return EraseWhere(run, a[0], [&](const Value& item) { return CallPredicate(run, a[1], {item}); });
}
Value RemoveAll(Run& run, const Value* a) {
  if (!IsCollection(a[1])) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return EraseWhere(run, a[0], [&](const Value& item) { return CollectionContains(run, a[1], item); });
}
Value RetainAll(Run& run, const Value* a) {
  if (!IsCollection(a[1])) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return EraseWhere(run, a[0], [&](const Value& item) { return !CollectionContains(run, a[1], item); });
}

Value ToArray(Run& run, const Value* a) {
  Sequence items;
  if (!Elements(run, a[0], &items) || !run.Spend(items.size() * sizeof(Value))) return Value();
  Array* const copy = Array::New(run.arena, items.size());
  for (const Value& item : items) copy->Push(item, run.arena);
  return Value::Of(run.arena.New<ArrayHost>(Type(TypeId::kDef, 1), copy));
}

Value StreamOf(Run& run, const Value* a) {
  Sequence items;
  return Elements(run, a[0], &items) ? NewStream(run, TypeId::kStream, items) : Value();
}

// Painless's additions.
Value Collect(Run& run, const Value* a) {
  const Value list = NewList(run);
  ForEachItem(run, a[0], [&](const Value& item) {
    const Value result = CallFunction(run, a[1], {item});
    return !run.failed() && CollectionAdd(run, list, result);
  });
  return list;
}
Value CollectTo(Run& run, const Value* a) {
  if (!IsCollection(a[1])) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  ForEachItem(run, a[0], [&](const Value& item) {
    const Value result = CallFunction(run, a[2], {item});
    if (!run.failed()) CollectionAdd(run, a[1], result);
    return true;
  });
  return a[1];
}
Value Find(Run& run, const Value* a) {
  Value found;
  ForEachItem(run, a[0], [&](const Value& item) {
    if (!CallPredicate(run, a[1], {item})) return true;
    found = item;
    return false;
  });
  return found;
}
Value FindAll(Run& run, const Value* a) {
  const Value list = NewList(run);
  ForEachItem(run, a[0], [&](const Value& item) {
    if (CallPredicate(run, a[1], {item})) CollectionAdd(run, list, item);
    return true;
  });
  return list;
}
Value FindResultOr(Run& run, const Value& collection, const Value& otherwise, const Value& function) {
  Value found;
  ForEachItem(run, collection, [&](const Value& item) {
    found = CallFunction(run, function, {item});
    return found.is_null();
  });
  return found.is_null() ? otherwise : found;
}
Value FindResult(Run& run, const Value* a) { return FindResultOr(run, a[0], Value(), a[1]); }
Value FindResultDefault(Run& run, const Value* a) { return FindResultOr(run, a[0], a[1], a[2]); }
Value Split(Run& run, const Value* a) {
  const Value yes = NewList(run), no = NewList(run), both = NewList(run);
  ForEachItem(run, a[0], [&](const Value& item) {
    const bool matches = CallPredicate(run, a[1], {item});
    return !run.failed() && CollectionAdd(run, matches ? yes : no, item);
  });
  CollectionAdd(run, both, yes);
  CollectionAdd(run, both, no);
  return both;
}

constexpr Method kCollection[] = {
    Instance("boolean add(def)", Add),
    Instance("boolean addAll(Collection)", AddAll),
    Instance("void clear()", Clear),
    Instance("List collect(Function)", Collect),
    Instance("def collect(Collection,Function)", CollectTo),
    Instance("boolean contains(def)", Contains),
    Instance("boolean containsAll(Collection)", ContainsAll),
    Instance("def find(Predicate)", Find),
    Instance("List findAll(Predicate)", FindAll),
    Instance("def findResult(Function)", FindResult),
    Instance("def findResult(def,Function)", FindResultDefault),
    Instance("boolean isEmpty()", IsEmpty),
    Instance("boolean removeAll(Collection)", RemoveAll),
    Instance("boolean removeIf(Predicate)", RemoveIf),
    Instance("boolean retainAll(Collection)", RetainAll),
    Instance("int size()", CollectionSize),
    Instance("List split(Predicate)", Split),
    Instance("Stream stream()", StreamOf),
    Instance("def[] toArray()", ToArray),
    Instance("def[] toArray(def[])", ToArray),
};
static_assert(IsSorted(kCollection));

constexpr TypeApi kTables[] = {{TypeId::kIterable, kIterable, {}}, {TypeId::kCollection, kCollection, {}}};

}  // namespace

ApiTables CollectionApi() { return kTables; }

}  // namespace flowship::painless
