// List and its classes, Arrays.

#include <algorithm>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/iterator.h"
#include "painless/path.h"
#include "painless/sorting.h"
#include "painless/strings.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

ListRef Self(const Value* a) { return ListOf(a[0]); }

bool CheckPlace(Run& run, int64_t index, uint32_t size) {  // of an insertion: the end is a place too
  if (index >= 0 && index <= size) return true;
  run.ThrowFormatted(TypeId::kIndexOutOfBoundsException, "Index: {}, Size: {}", index, size);
  return false;
}

Value AddAt(Run& run, const Value* a) {
  if (CheckPlace(run, a[1].as_long(), Self(a).size())) Self(a).Insert(run, static_cast<size_t>(a[1].as_long()), a[2]);
  return Value();
}

Value AddAllAt(Run& run, const Value* a) {
  Sequence items;
  if (!ToSequence(run, a[2], &items)) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  if (!CheckPlace(run, a[1].as_long(), Self(a).size()) || !run.Spend(items.size() * sizeof(Value))) return Value();
  Value* const copy = run.arena.NewArray<Value>(items.size());
  std::uninitialized_copy(items.begin(), items.end(), copy);
  for (size_t i = 0; i < items.size(); ++i) {
    if (!Self(a).Insert(run, static_cast<size_t>(a[1].as_long()) + i, copy[i])) return Value();
  }
  return Value::Bool(!items.empty());
}

// The place of an element; a LinkedList has words of its own.
bool CheckElement(Run& run, const Value* a) {
  const int64_t index = a[1].as_long();
  const ListHost* const host = As<ListHost>(a[0]);
  if (host == nullptr || host->type().id != TypeId::kLinkedList || (index >= 0 && index < Self(a).size())) return CheckIndex(run, index, Self(a).size());
  run.ThrowFormatted(TypeId::kIndexOutOfBoundsException, "Index: {}, Size: {}", index, Self(a).size());
  return false;
}

Value Get(Run& run, const Value* a) { return CheckElement(run, a) ? Self(a)[static_cast<size_t>(a[1].as_long())] : Value(); }
Value GetLength(Run&, const Value* a) { return Size(Self(a).size()); }

Value IndexOfItem(Run& run, const Value* a) {
  const ListRef list = Self(a);
  if (!run.Work(list.size())) return Value();
  for (uint32_t i = 0; i < list.size(); ++i) {
    if (Equal(list[i], a[1])) return Size(i);
  }
  return Value::Int(-1);
}
Value LastIndexOfItem(Run& run, const Value* a) {
  const ListRef list = Self(a);
  if (!run.Work(list.size())) return Value();
  for (uint32_t i = list.size(); i-- > 0;) {
    if (Equal(list[i], a[1])) return Size(i);
  }
  return Value::Int(-1);
}

Value ListIterator(Run& run, const Value* a) { return NewListIterator(run, a[0], 0); }
Value ListIteratorAt(Run& run, const Value* a) {
  if (!CheckPlace(run, a[1].as_long(), Self(a).size())) return Value();
  return NewListIterator(run, a[0], static_cast<uint32_t>(a[1].as_long()));
}

Value RemoveAt(Run& run, const Value* a) {
  if (!CheckElement(run, a)) return Value();
  const Value old = Self(a)[static_cast<size_t>(a[1].as_long())];
  Self(a).Erase(run, static_cast<size_t>(a[1].as_long()));
  return old;
}

Value ReplaceAll(Run& run, const Value* a) {
  ListRef list = Self(a);
  for (uint32_t i = 0; i < list.size(); ++i) {
    const Value item = CallFunction(run, a[1], {list[i]});
    if (run.failed() || i >= list.size() || !list.Set(run, i, item)) return Value();
  }
  return Value();
}

Value Set(Run& run, const Value* a) {
  if (!CheckElement(run, a)) return Value();
  const Value old = Self(a)[static_cast<size_t>(a[1].as_long())];
  Self(a).Set(run, static_cast<size_t>(a[1].as_long()), a[2]);
  return old;
}

Value Sort(Run& run, const Value* a) {
  ListRef list = Self(a);
  const uint32_t size = list.size();
  Value* const items = list.Mutable(run);
  if (items == nullptr) return Value();
  Value* const copy = run.arena.NewArray<Value>(size);
  std::uninitialized_copy(items, items + size, copy);
  SortBy(run, std::span<Value>(copy, size), [&run, a](const Value& x, const Value& y) { return CompareBy(run, a[1], x, y); });
  if (run.failed()) return Value();
  if (list.size() != size) return run.ThrowWithoutMessage(TypeId::kConcurrentModificationException);
  std::copy(copy, copy + size, list.Mutable(run));
  return Value();
}

Value SubList(Run& run, const Value* a) {
  const int64_t from = a[1].as_long(), to = a[2].as_long();
  if (from < 0) return run.ThrowFormatted(TypeId::kIndexOutOfBoundsException, "fromIndex = {}", from);
  if (to > Self(a).size()) return run.ThrowFormatted(TypeId::kIndexOutOfBoundsException, "toIndex = {}", to);
  if (from > to) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "fromIndex({}) > toIndex({})", from, to);
  return Self(a).Window(run, static_cast<uint32_t>(from), static_cast<uint32_t>(to)).AsValue();
}

Value ByPath(Run& run, const Value* a) { return GetByPath(run, a[0], a[1], nullptr); }
Value ByPathOr(Run& run, const Value* a) { return GetByPath(run, a[0], a[1], &a[2]); }

constexpr Method kList[] = {
    Instance("void add(int,def)", AddAt),
    Instance("boolean addAll(int,Collection)", AddAllAt),
    Instance("def get(int)", Get),
    Instance("Object getByPath(String)", ByPath),
    Instance("Object getByPath(String,Object)", ByPathOr),
    Instance("int getLength()", GetLength),
    Instance("int indexOf(def)", IndexOfItem),
    Instance("int lastIndexOf(def)", LastIndexOfItem),
    Instance("ListIterator listIterator()", ListIterator),
    Instance("ListIterator listIterator(int)", ListIteratorAt),
    Instance("def remove(int)", RemoveAt),
    Instance("void replaceAll(UnaryOperator)", ReplaceAll),
    Instance("def set(int,def)", Set),
    Instance("void sort(Comparator)", Sort),
    Instance("List subList(int,int)", SubList),
};
static_assert(IsSorted(kList));

// The classes -----------------------------------------------------------------------------------------------------------------------------

template <TypeId type>
Value Wrap(Run& run, Array* items) { return type == TypeId::kArrayList ? Value::Of(items) : Value::Of(run.arena.New<ListHost>(type, items, Access::kFree)); }
template <TypeId type>
Value NewOf(Run& run, const Value*) { return Wrap<type>(run, Array::New(run.arena)); }
template <TypeId type>
Value CopyOf(Run& run, const Value* a) {
  Sequence items;
  if (!ToSequence(run, a[0], &items)) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  if (!run.Spend(items.size() * sizeof(Value))) return Value();
  Array* const copy = Array::New(run.arena, items.size());
  for (const Value& item : items) copy->Push(run.Stored(item), run.arena);
  return Wrap<type>(run, copy);
}
Value Nothing(Run&, const Value*) { return Value(); }

constexpr Method kArrayList[] = {
    Instance("def clone()", CopyOf<TypeId::kArrayList>),
    Static("ArrayList new()", NewOf<TypeId::kArrayList>),
    Static("ArrayList new(Collection)", CopyOf<TypeId::kArrayList>),
    Instance("void trimToSize()", Nothing),
};
static_assert(IsSorted(kArrayList));
constexpr Method kLinkedList[] = {
    Instance("def clone()", CopyOf<TypeId::kLinkedList>),
    Static("LinkedList new()", NewOf<TypeId::kLinkedList>),
    Static("LinkedList new(Collection)", CopyOf<TypeId::kLinkedList>),
};
constexpr Method kArrayDeque[] = {
    Instance("ArrayDeque clone()", CopyOf<TypeId::kArrayDeque>),
    Static("ArrayDeque new()", NewOf<TypeId::kArrayDeque>),
    Static("ArrayDeque new(Collection)", CopyOf<TypeId::kArrayDeque>),
};

Value First(Run& run, const Value* a) { return Self(a).empty() ? run.ThrowWithoutMessage(TypeId::kNoSuchElementException) : Self(a)[0]; }
Value Last(Run& run, const Value* a) {
  return Self(a).empty() ? run.ThrowWithoutMessage(TypeId::kNoSuchElementException) : Self(a)[Self(a).size() - 1];
}
Value AddElement(Run& run, const Value* a) {
  Self(a).Push(run, a[1]);
  return Value();
}
Value ElementAt(Run& run, const Value* a) {
  if (a[1].as_long() >= 0 && a[1].as_long() < Self(a).size()) return Self(a)[static_cast<size_t>(a[1].as_long())];
  return run.ThrowFormatted(TypeId::kArrayIndexOutOfBoundsException, "{} >= {}", a[1].as_long(), Self(a).size());
}
Value RemoveAll(Run& run, const Value* a) {
  Self(a).Clear(run);
  return Value();
}
constexpr Method kVector[] = {
    Instance("void addElement(def)", AddElement),
    Instance("def clone()", CopyOf<TypeId::kVector>),
    Instance("def elementAt(int)", ElementAt),
    Instance("def firstElement()", First),
    Instance("def lastElement()", Last),
    Static("Vector new()", NewOf<TypeId::kVector>),
    Static("Vector new(Collection)", CopyOf<TypeId::kVector>),
    Instance("void removeAllElements()", RemoveAll),
};
static_assert(IsSorted(kVector));

Value StackPush(Run& run, const Value* a) {
  Self(a).Push(run, a[1]);
  return a[1];
}
Value StackPeek(Run& run, const Value* a) {
  return Self(a).empty() ? run.ThrowWithoutMessage(TypeId::kEmptyStackException) : Self(a)[Self(a).size() - 1];
}
Value StackPop(Run& run, const Value* a) {
  const Value top = StackPeek(run, a);
  if (!run.failed()) Self(a).Erase(run, Self(a).size() - 1);
  return top;
}
Value StackEmpty(Run&, const Value* a) { return Value::Bool(Self(a).empty()); }
Value StackSearch(Run& run, const Value* a) {
  const Value index = LastIndexOfItem(run, a);
  return index.as_long() < 0 ? index : Value::Int(static_cast<int32_t>(Self(a).size() - index.as_long()));
}
constexpr Method kStack[] = {
    Instance("boolean empty()", StackEmpty), Static("Stack new()", NewOf<TypeId::kStack>), Instance("def peek()", StackPeek),
    Instance("def pop()", StackPop),         Instance("def push(def)", StackPush),       Instance("int search(def)", StackSearch),
};
static_assert(IsSorted(kStack));

// Arrays ----------------------------------------------------------------------------------------------------------------------------------

Value AsList(Run& run, const Value* a) {
  const ArrayHost* const array = As<ArrayHost>(a[0]);
  if (array == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return Value::Of(run.arena.New<ListHost>(TypeId::kAbstractList, &array->items(), Access::kFixedSize));
}
bool ArraysDeepEqual(const Value& a, const Value& b) {
  const ArrayHost *const x = As<ArrayHost>(a), *const y = As<ArrayHost>(b);
  if (x == nullptr || y == nullptr) return Equal(a, b);
  return x->items().size() == y->items().size() && std::equal(x->items().begin(), x->items().end(), y->items().begin(), ArraysDeepEqual);
}
Value DeepEquals(Run&, const Value* a) { return Value::Bool(ArraysDeepEqual(a[0], a[1])); }
Value DeepToString(Run& run, const Value* a) {
  const ArrayHost* const array = As<ArrayHost>(a[0]);
  return Value::String(array == nullptr ? "null" : TextOf(run, Value::Of(&array->items())));
}
Value DeepHashCode(Run&, const Value* a) {
  const ArrayHost* const array = As<ArrayHost>(a[0]);
  return Value::Int(array == nullptr ? 0 : HashOf(Value::Of(&array->items())));
}
constexpr Method kArrays[] = {
    Static("List asList(Object[])", AsList),
    Static("boolean deepEquals(Object[],Object[])", DeepEquals),
    Static("int deepHashCode(Object[])", DeepHashCode),
    Static("String deepToString(Object[])", DeepToString),
};
static_assert(IsSorted(kArrays));

constexpr TypeApi kTables[] = {
    {TypeId::kList, kList, {}},     {TypeId::kArrayList, kArrayList, {}}, {TypeId::kLinkedList, kLinkedList, {}}, {TypeId::kVector, kVector, {}},
    {TypeId::kStack, kStack, {}},   {TypeId::kArrayDeque, kArrayDeque, {}}, {TypeId::kArrays, kArrays, {}},
};

}  // namespace

ApiTables ListApi() { return kTables; }

}  // namespace flowship::painless
