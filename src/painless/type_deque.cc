// Queue and Deque, which LinkedList and ArrayDeque are: lists with two ends. An ArrayDeque holds no null.

#include <algorithm>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/iterator.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

ListRef Self(const Value* a) { return ListOf(a[0]); }

bool Insert(Run& run, const Value* a, bool first) {
  if (a[1].is_null() && HostOf(a[0])->type() == Type(TypeId::kArrayDeque)) {
    run.ThrowWithoutMessage(TypeId::kNullPointerException);
    return false;
  }
  return Self(a).Insert(run, first ? 0 : Self(a).size(), a[1]);
}
template <bool first>
Value Add(Run& run, const Value* a) {
  Insert(run, a, first);
  return Value();
}
template <bool first>
Value Offer(Run& run, const Value* a) { return Value::Bool(Insert(run, a, first)); }

template <bool first>
Value Peek(Run&, const Value* a) { return Self(a).empty() ? Value() : Self(a)[first ? 0 : Self(a).size() - 1]; }
template <bool first>
Value Get(Run& run, const Value* a) { return Self(a).empty() ? run.ThrowWithoutMessage(TypeId::kNoSuchElementException) : Peek<first>(run, a); }
template <bool first>
Value Poll(Run& run, const Value* a) {
  const Value item = Peek<first>(run, a);
  if (!Self(a).empty()) Self(a).Erase(run, first ? 0 : Self(a).size() - 1);
  return item;
}
template <bool first>
Value Remove(Run& run, const Value* a) { return Self(a).empty() ? run.ThrowWithoutMessage(TypeId::kNoSuchElementException) : Poll<first>(run, a); }

template <bool first>
Value RemoveOccurrence(Run& run, const Value* a) {
  const ListRef list = Self(a);
  for (uint32_t i = 0; i < list.size(); ++i) {
    const uint32_t place = first ? i : list.size() - 1 - i;
    if (Equal(list[place], a[1])) return Value::Bool(Self(a).Erase(run, place));
  }
  return Value::Bool(false);
}

Value DescendingIterator(Run& run, const Value* a) {
  Value* const copy = run.arena.NewArray<Value>(Self(a).size());
  std::reverse_copy(Self(a).begin(), Self(a).end(), copy);
  return Value::Of(run.arena.New<IteratorHost>(TypeId::kIterator, Value(), Sequence(copy, Self(a).size())));
}

constexpr Method kQueue[] = {
    Instance("def element()", Get<true>), Instance("boolean offer(def)", Offer<false>), Instance("def peek()", Peek<true>),
    Instance("def poll()", Poll<true>),   Instance("def remove()", Remove<true>),
};
static_assert(IsSorted(kQueue));

constexpr Method kDeque[] = {
    Instance("void addFirst(def)", Add<true>),
    Instance("void addLast(def)", Add<false>),
    Instance("Iterator descendingIterator()", DescendingIterator),
    Instance("def getFirst()", Get<true>),
    Instance("def getLast()", Get<false>),
    Instance("boolean offerFirst(def)", Offer<true>),
    Instance("boolean offerLast(def)", Offer<false>),
    Instance("def peekFirst()", Peek<true>),
    Instance("def peekLast()", Peek<false>),
    Instance("def pollFirst()", Poll<true>),
    Instance("def pollLast()", Poll<false>),
    Instance("def pop()", Remove<true>),
    Instance("void push(def)", Add<true>),
    Instance("boolean remove(def)", RemoveOccurrence<true>),
    Instance("def removeFirst()", Remove<true>),
    Instance("boolean removeFirstOccurrence(def)", RemoveOccurrence<true>),
    Instance("def removeLast()", Remove<false>),
    Instance("boolean removeLastOccurrence(def)", RemoveOccurrence<false>),
};
static_assert(IsSorted(kDeque));

constexpr TypeApi kTables[] = {{TypeId::kQueue, kQueue, {}}, {TypeId::kDeque, kDeque, {}}};

}  // namespace

ApiTables DequeApi() { return kTables; }

}  // namespace flowship::painless
