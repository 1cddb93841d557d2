// Collector and Collectors.
//
// A collector is what Java's is: supplier, accumulator and finisher. Those of the API are made of bound functions; the state of most is a list
// whose first item is the running result.

#include <string>

#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/sorting.h"
#include "painless/stream.h"
#include "painless/summary.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

class CollectorHost final : public Host {
 public:
  CollectorHost(Value supply, Value accumulate, Value finish)
      : Host(TypeId::kCollector), supplier_(supply), accumulator_(accumulate), finisher_(finish) {}
  static bool Is(Type type) { return type == Type(TypeId::kCollector); }

  Value Start(Run& run) const { return CallFunction(run, supplier_, {}); }
  bool Add(Run& run, const Value& state, const Value& item) const {
    CallFunction(run, accumulator_, {state, item});
    return !run.failed();
  }
  Value Finish(Run& run, const Value& state) const { return finisher_.is_null() ? state : CallFunction(run, finisher_, {state}); }

  const Value& supplier() const { return supplier_; }
  const Value& accumulator() const { return accumulator_; }
  const Value& finisher() const { return finisher_; }

 private:
  Value supplier_, accumulator_, finisher_;
};

Value NewCollector(Run& run, const Value& supplier, const Value& accumulator, const Value& finisher = Value()) {
  return Value::Of(run.arena.New<CollectorHost>(supplier, accumulator, finisher));
}
Value Supplier(Run& run, Bound function, std::initializer_list<Value> bound = {}) { return BindFunction(run, TypeId::kSupplier, function, bound); }
Value Accumulator(Run& run, Bound function, std::initializer_list<Value> bound = {}) {
  return BindFunction(run, TypeId::kBiConsumer, function, bound);
}
Value Finisher(Run& run, Bound function, std::initializer_list<Value> bound = {}) { return BindFunction(run, TypeId::kFunction, function, bound); }

// False: it is null or no collector, thrown.
bool CheckCollector(Run& run, const Value& value) {
  if (As<CollectorHost>(value) != nullptr) return true;
  run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return false;
}

// A state of one item, to begin with `item`.
Value Cell(Run& run, const Value& item) {
  Array* const cell = Array::New(run.arena, 2);
  cell->Push(item, run.arena);
  return Value::Of(cell);
}
Value& Content(const Value& cell) { return (*cell.as_array())[0]; }
Value GiveContent(Run&, const Value*, const Value* a) { return Content(a[0]); }
Value StartCell(Run& run, const Value* bound, const Value*) { return Cell(run, bound[0]); }
Value StartEmpty(Run& run, const Value*, const Value*) { return NewList(run); }

Value StartSet(Run& run, const Value*, const Value*) { return Value::Of(SetHost::New(run, TypeId::kHashSet)); }
Value StartMap(Run& run, const Value*, const Value*) { return Value::Of(Object::New(run.arena)); }
Value AddItem(Run& run, const Value*, const Value* a) {
  if (!IsCollection(a[0])) return run.ThrowWithoutMessage(TypeId::kClassCastException);
  CollectionAdd(run, a[0], a[1]);
  return Value();
}

Value ToList(Run& run, const Value*) { return NewCollector(run, Supplier(run, StartEmpty), Accumulator(run, AddItem)); }
Value ToSet(Run& run, const Value*) { return NewCollector(run, Supplier(run, StartSet), Accumulator(run, AddItem)); }
Value ToCollection(Run& run, const Value* a) { return NewCollector(run, a[0], Accumulator(run, AddItem)); }

// joining ---------------------------------------------------------------------------------------------------------------------------------

Value JoinAll(Run& run, const Value* bound, const Value* a) {
  std::string out = std::string(bound[1].as_text());
  bool first = true;
  for (const Value& item : *a[0].as_array()) {
    if (!first) out += bound[0].as_text();
    first = false;
    out += TextOf(run, item);
    if (!run.Spend(out.size() / 8)) return Value();
  }
  out += bound[2].as_text();
  return Value::String(run.Copy(out));
}
Value AddText(Run& run, const Value*, const Value* a) {
  const Value text = CheckReference(run, a[1], TypeId::kCharSequence);
  if (!run.failed()) CollectionAdd(run, a[0], text);
  return Value();
}
Value JoiningWith(Run& run, const Value& delimiter, const Value& prefix, const Value& suffix) {
  const auto text = [&run](const Value& value) { return Value::String(TextOf(run, value)); };
  return NewCollector(run, Supplier(run, StartEmpty), Accumulator(run, AddText), Finisher(run, JoinAll, {text(delimiter), text(prefix), text(suffix)}));
}
Value Joining(Run& run, const Value*) { return JoiningWith(run, Value::String(""), Value::String(""), Value::String("")); }
Value JoiningBy(Run& run, const Value* a) { return JoiningWith(run, a[0], Value::String(""), Value::String("")); }
Value JoiningBetween(Run& run, const Value* a) { return JoiningWith(run, a[0], a[1], a[2]); }

// Numbers ---------------------------------------------------------------------------------------------------------------------------------

// bound: the function that makes a number of an item.
template <TypeId number>
Value AddNumber(Run& run, const Value* bound, const Value* a) {
  const Value value = CallAs(run, number, bound[0], {a[1]});
  if (!run.failed()) As<SummaryHost>(a[0])->Add(value);
  return Value();
}
template <TypeId summary>
Value StartSummary(Run& run, const Value*, const Value*) { return Value::Of(run.arena.New<SummaryHost>(summary)); }
Value GiveAverage(Run&, const Value*, const Value* a) { return Value::Double(As<SummaryHost>(a[0])->average()); }
template <TypeId summary>
Value GiveSum(Run&, const Value*, const Value* a) { return As<SummaryHost>(a[0])->SumAs(summary); }
Value GiveCount(Run&, const Value*, const Value* a) { return Value::Long(As<SummaryHost>(a[0])->count()); }
Value CountItem(Run&, const Value*, const Value* a) {
  As<SummaryHost>(a[0])->Add(Value::Long(0));
  return Value();
}

template <TypeId summary, TypeId number>
Value Summarizing(Run& run, const Value* a) { return NewCollector(run, Supplier(run, StartSummary<summary>), Accumulator(run, AddNumber<number>, {a[0]})); }
template <TypeId summary, TypeId number>
Value Averaging(Run& run, const Value* a) {
  return NewCollector(run, Supplier(run, StartSummary<summary>), Accumulator(run, AddNumber<number>, {a[0]}), Finisher(run, GiveAverage));
}
template <TypeId summary, TypeId number>
Value Summing(Run& run, const Value* a) {
  return NewCollector(run, Supplier(run, StartSummary<summary>), Accumulator(run, AddNumber<number>, {a[0]}), Finisher(run, GiveSum<summary>));
}
Value Counting(Run& run, const Value*) {
  return NewCollector(run, Supplier(run, StartSummary<TypeId::kLongSummaryStatistics>), Accumulator(run, CountItem), Finisher(run, GiveCount));
}

// Reductions ------------------------------------------------------------------------------------------------------------------------------

Value ReduceItem(Run& run, const Value* bound, const Value* a) {  // bound: operator, mapper or null
  const Value item = bound[1].is_null() ? a[1] : CallFunction(run, bound[1], {a[1]});
  if (run.failed()) return Value();
  const Value sum = CallFunction(run, bound[0], {Content(a[0]), item});
  Content(a[0]) = sum;
  return Value();
}
Value Reducing(Run& run, const Value* a) {
  return NewCollector(run, Supplier(run, StartCell, {a[0]}), Accumulator(run, ReduceItem, {a[1], Value()}), Finisher(run, GiveContent));
}
Value ReducingMapped(Run& run, const Value* a) {
  return NewCollector(run, Supplier(run, StartCell, {a[0]}), Accumulator(run, ReduceItem, {a[2], a[1]}), Finisher(run, GiveContent));
}

// The state is empty until there is an item. bound: operator; or comparator and the sign that is better.
Value ReduceFirst(Run& run, const Value* bound, const Value* a) {
  Array* const state = a[0].as_array();
  if (state->empty()) {
    state->Push(a[1], run.arena);
  } else {
    const Value sum = CallFunction(run, bound[0], {(*state)[0], a[1]});
    (*state)[0] = sum;
  }
  return Value();
}
Value KeepBest(Run& run, const Value* bound, const Value* a) {
  Array* const state = a[0].as_array();
  if (state->empty()) {
    state->Push(a[1], run.arena);
  } else if (CompareBy(run, bound[0], a[1], (*state)[0]) * static_cast<int>(bound[1].as_long()) > 0) {
    (*state)[0] = a[1];
  }
  return Value();
}
Value GiveOptional(Run& run, const Value*, const Value* a) {
  return NewOptional(run, TypeId::kOptional, a[0].as_array()->empty() ? nullptr : &(*a[0].as_array())[0]);
}
Value ReducingFirst(Run& run, const Value* a) {
  return NewCollector(run, Supplier(run, StartEmpty), Accumulator(run, ReduceFirst, {a[0]}), Finisher(run, GiveOptional));
}
template <int sign>
Value BestBy(Run& run, const Value* a) {
  return NewCollector(run, Supplier(run, StartEmpty), Accumulator(run, KeepBest, {a[0], Value::Int(sign)}), Finisher(run, GiveOptional));
}

// Collectors on collectors ----------------------------------------------------------------------------------------------------------------

const CollectorHost& Down(const Value& value) { return *As<CollectorHost>(value); }

Value StartDown(Run& run, const Value* bound, const Value*) { return Down(bound[0]).Start(run); }
Value FinishDown(Run& run, const Value* bound, const Value* a) { return Down(bound[0]).Finish(run, a[0]); }
Value AddMapped(Run& run, const Value* bound, const Value* a) {
  const Value item = CallFunction(run, bound[1], {a[1]});
  if (!run.failed()) Down(bound[0]).Add(run, a[0], item);
  return Value();
}
Value Mapping(Run& run, const Value* a) {
  if (!CheckCollector(run, a[1])) return Value();
  return NewCollector(run, Supplier(run, StartDown, {a[1]}), Accumulator(run, AddMapped, {a[1], a[0]}), Finisher(run, FinishDown, {a[1]}));
}
Value AddDown(Run& run, const Value* bound, const Value* a) {
  Down(bound[0]).Add(run, a[0], a[1]);
  return Value();
}
Value FinishThen(Run& run, const Value* bound, const Value* a) {
  const Value result = Down(bound[0]).Finish(run, a[0]);
  return run.failed() ? Value() : CallFunction(run, bound[1], {result});
}
Value CollectingAndThen(Run& run, const Value* a) {
  if (!CheckCollector(run, a[0])) return Value();
  return NewCollector(run, Supplier(run, StartDown, {a[0]}), Accumulator(run, AddDown, {a[0]}), Finisher(run, FinishThen, {a[0], a[1]}));
}

// groupingBy: a map from group to the state of the collector below.
Value AddGrouped(Run& run, const Value* bound, const Value* a) {
  if (!IsMap(a[0])) return run.ThrowWithoutMessage(TypeId::kClassCastException);
  const Value group = CallFunction(run, bound[1], {a[1]});
  if (run.failed()) return Value();
  if (group.is_null()) return run.Throw(TypeId::kNullPointerException, "element cannot be mapped to a null key");
  if (MapFind(run, a[0], group) == nullptr) MapPut(run, a[0], group, Down(bound[0]).Start(run));
  if (!run.failed()) Down(bound[0]).Add(run, MapGet(run, a[0], group), a[1]);
  return Value();
}
Value FinishGroups(Run& run, const Value* bound, const Value* a) {
  for (Object::Entry& entry : *MapEntries(a[0])) {
    entry.value = Down(bound[0]).Finish(run, entry.value);
    if (run.failed()) return Value();
  }
  return a[0];
}
Value Grouping(Run& run, const Value& function, const Value& supplier, const Value& down) {
  if (!CheckCollector(run, down)) return Value();
  return NewCollector(run, supplier, Accumulator(run, AddGrouped, {down, function}), Finisher(run, FinishGroups, {down}));
}
Value GroupingBy(Run& run, const Value* a) { return Grouping(run, a[0], Supplier(run, StartMap), ToList(run, nullptr)); }
Value GroupingByDown(Run& run, const Value* a) { return Grouping(run, a[0], Supplier(run, StartMap), a[1]); }
Value GroupingByInto(Run& run, const Value* a) { return Grouping(run, a[0], a[1], a[2]); }

Value StartPartition(Run& run, const Value* bound, const Value*) {
  const Value map = Value::Of(run.arena.New<MapHost>(TypeId::kLinkedHashMap, Object::New(run.arena)));
  for (const bool side : {false, true}) MapPut(run, map, Value::Bool(side), Down(bound[0]).Start(run));
  return map;
}
Value PartitioningByDown(Run& run, const Value* a) {
  if (!CheckCollector(run, a[1])) return Value();
  return NewCollector(run, Supplier(run, StartPartition, {a[1]}), Accumulator(run, AddGrouped, {a[1], a[0]}), Finisher(run, FinishGroups, {a[1]}));
}
Value PartitioningBy(Run& run, const Value* a) {
  const Value arguments[] = {a[0], ToList(run, nullptr)};
  return PartitioningByDown(run, arguments);
}

// toMap: bound: key function, value function, merge function or null.
Value AddEntry(Run& run, const Value* bound, const Value* a) {
  const Value key = CallFunction(run, bound[0], {a[1]});
  if (run.failed()) return Value();
  const Value value = CallFunction(run, bound[1], {a[1]});
  if (run.failed() || !IsMap(a[0])) return Value();
  if (value.is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const Value old = MapGet(run, a[0], key);
  if (old.is_null()) {
    MapPut(run, a[0], key, value);
  } else if (bound[2].is_null()) {
    run.ThrowFormatted(TypeId::kIllegalStateException, "Duplicate key {} (attempted merging values {} and {})", TextOf(run, key), TextOf(run, old),
                       TextOf(run, value));
  } else {
    const Value merged = CallFunction(run, bound[2], {old, value});
    Value dropped;
    if (!run.failed() && merged.is_null()) MapRemove(run, a[0], key, &dropped);
    if (!run.failed() && !merged.is_null()) MapPut(run, a[0], key, merged);
  }
  return Value();
}
Value ToMapInto(Run& run, const Value* a) { return NewCollector(run, a[3], Accumulator(run, AddEntry, {a[0], a[1], a[2]})); }
Value ToMap(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Value(), Supplier(run, StartMap)};
  return ToMapInto(run, arguments);
}
Value ToMapMerged(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], a[2], Supplier(run, StartMap)};
  return ToMapInto(run, arguments);
}

constexpr TypeId kInts = TypeId::kIntSummaryStatistics, kLongs = TypeId::kLongSummaryStatistics, kDoubles = TypeId::kDoubleSummaryStatistics;

constexpr Method kCollectors[] = {
    Static("Collector averagingDouble(ToDoubleFunction)", Averaging<kDoubles, TypeId::kDouble>),
    Static("Collector averagingInt(ToIntFunction)", Averaging<kLongs, TypeId::kInt>),
    Static("Collector averagingLong(ToLongFunction)", Averaging<kLongs, TypeId::kLong>),
    Static("Collector collectingAndThen(Collector,Function)", CollectingAndThen),
    Static("Collector counting()", Counting),
    Static("Collector groupingBy(Function)", GroupingBy),
    Static("Collector groupingBy(Function,Collector)", GroupingByDown),
    Static("Collector groupingBy(Function,Supplier,Collector)", GroupingByInto),
    Static("Collector joining()", Joining),
    Static("Collector joining(CharSequence)", JoiningBy),
    Static("Collector joining(CharSequence,CharSequence,CharSequence)", JoiningBetween),
    Static("Collector mapping(Function,Collector)", Mapping),
    Static("Collector maxBy(Comparator)", BestBy<1>),
    Static("Collector minBy(Comparator)", BestBy<-1>),
    Static("Collector partitioningBy(Predicate)", PartitioningBy),
    Static("Collector partitioningBy(Predicate,Collector)", PartitioningByDown),
    Static("Collector reducing(BinaryOperator)", ReducingFirst),
    Static("Collector reducing(def,BinaryOperator)", Reducing),
    Static("Collector reducing(def,Function,BinaryOperator)", ReducingMapped),
    Static("Collector summarizingDouble(ToDoubleFunction)", Summarizing<kDoubles, TypeId::kDouble>),
    Static("Collector summarizingInt(ToIntFunction)", Summarizing<kInts, TypeId::kInt>),
    Static("Collector summarizingLong(ToLongFunction)", Summarizing<kLongs, TypeId::kLong>),
    Static("Collector summingDouble(ToDoubleFunction)", Summing<kDoubles, TypeId::kDouble>),
    Static("Collector summingInt(ToIntFunction)", Summing<kInts, TypeId::kInt>),
    Static("Collector summingLong(ToLongFunction)", Summing<kLongs, TypeId::kLong>),
    Static("Collector toCollection(Supplier)", ToCollection),
    Static("Collector toList()", ToList),
    Static("Collector toMap(Function,Function)", ToMap),
    Static("Collector toMap(Function,Function,BinaryOperator)", ToMapMerged),
    Static("Collector toMap(Function,Function,BinaryOperator,Supplier)", ToMapInto),
    Static("Collector toSet()", ToSet),
};
static_assert(IsSorted(kCollectors));

Value GetAccumulator(Run&, const Value* a) { return As<CollectorHost>(a[0])->accumulator(); }
Value GetFinisher(Run&, const Value* a) { return As<CollectorHost>(a[0])->finisher(); }
Value GetSupplier(Run&, const Value* a) { return As<CollectorHost>(a[0])->supplier(); }
constexpr Method kCollector[] = {
    Instance("BiConsumer accumulator()", GetAccumulator),
    Instance("Function finisher()", GetFinisher),
    Instance("Supplier supplier()", GetSupplier),
};
static_assert(IsSorted(kCollector));

constexpr TypeApi kTables[] = {{TypeId::kCollector, kCollector, {}}, {TypeId::kCollectors, kCollectors, {}}};

}  // namespace

Value RunCollector(Run& run, StreamHost& stream, const Value& collector) {
  if (!CheckCollector(run, collector)) return Value();
  const Value state = Down(collector).Start(run);
  if (run.failed()) return Value();
  auto add = [&](const Value& item) { return run.Spend(sizeof(Value)) && Down(collector).Add(run, state, item); };
  Drain(run, stream, add);
  return run.failed() ? Value() : Down(collector).Finish(run, state);
}

ApiTables CollectorsApi() { return kTables; }

}  // namespace flowship::painless
