// BaseStream, Stream, IntStream, LongStream, DoubleStream.

#include <cmath>

#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/iterator.h"
#include "painless/stream.h"
#include "painless/summary.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

// Stages ----------------------------------------------------------------------------------------------------------------------------------

Value AddStage(Run& run, const Value* a, TypeId type, Stage stage, const Value& argument) {
  StreamHost* const before = As<StreamHost>(a[0]);
  return before->Use(run) ? Value::Of(run.arena.New<StreamHost>(type, stage, before, argument)) : Value();
}
TypeId Self(const Value* a) { return As<StreamHost>(a[0])->type().id; }

template <Stage stage>
Value Then(Run& run, const Value* a) { return AddStage(run, a, Self(a), stage, a[1]); }
template <Stage stage, TypeId type>
Value To(Run& run, const Value* a) { return AddStage(run, a, type, stage, a[1]); }
template <Stage stage>
Value ThenFunction(Run& run, const Value* a) { return CheckFunction(run, a[1]) ? AddStage(run, a, Self(a), stage, a[1]) : Value(); }
template <Stage stage, TypeId type>
Value ToFunction(Run& run, const Value* a) { return CheckFunction(run, a[1]) ? AddStage(run, a, type, stage, a[1]) : Value(); }
template <Stage stage>
Value ThenPlain(Run& run, const Value* a) { return AddStage(run, a, Self(a), stage, Value()); }
template <TypeId type>
Value Converted(Run& run, const Value* a) { return AddStage(run, a, type, Stage::kConvert, Value()); }
Value Boxed(Run& run, const Value* a) { return AddStage(run, a, TypeId::kStream, Stage::kSkip, Value::Long(0)); }

template <Stage stage>
Value Counted(Run& run, const Value* a) {
  if (a[1].as_long() < 0) return run.Throw(TypeId::kIllegalArgumentException, std::to_string(a[1].as_long()));
  return AddStage(run, a, Self(a), stage, a[1]);
}
Value ConcatTwo(Run& run, const Value* a) {
  StreamHost *const first = As<StreamHost>(a[0]), *const second = As<StreamHost>(a[1]);
  if (first == nullptr || second == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return first->Use(run) && second->Use(run) ? Value::Of(run.arena.New<StreamHost>(first->type().id, Stage::kConcat, first, a[1])) : Value();
}
Value Unchanged(Run&, const Value* a) { return a[0]; }

// Sources ---------------------------------------------------------------------------------------------------------------------------------

template <TypeId type>
Value Empty(Run& run, const Value*) { return NewStream(run, type, {}); }
template <TypeId type>
Value Of(Run& run, const Value* a) {
  Sequence items;
  if (!ToSequence(run, a[0], &items)) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return NewStream(run, type, items);
}
template <TypeId type>
Value Range(Run& run, const Value* a) { return Value::Of(run.arena.New<StreamHost>(type, a[0].as_long(), a[1].as_long())); }
template <TypeId type>
Value RangeClosed(Run& run, const Value* a) {
  const int64_t to = a[1].as_long();
  return Value::Of(run.arena.New<StreamHost>(type, a[0].as_long(), to == INT64_MAX ? to : to + 1));
}

// Ends ------------------------------------------------------------------------------------------------------------------------------------

// Drains it once; false: it was used before, or failed.
template <typename Visit>
bool End(Run& run, const Value* a, Visit visit) {
  StreamHost* const stream = As<StreamHost>(a[0]);
  return stream->Use(run) && (Drain(run, *stream, visit) || !run.failed());
}

Value AllMatch(Run& run, const Value* a) {
  bool all = true;
  End(run, a, [&](const Value& item) { return all = CallPredicate(run, a[1], {item}); });
  return Value::Bool(all);
}
Value AnyMatch(Run& run, const Value* a) {
  bool any = false;
  End(run, a, [&](const Value& item) { return !(any = CallPredicate(run, a[1], {item})) && !run.failed(); });
  return Value::Bool(any);
}
Value NoneMatch(Run& run, const Value* a) { return Value::Bool(!AnyMatch(run, a).as_bool()); }

// The number of elements where no stage on the way changes it, or -1. Java counts without looking at them then.
int64_t KnownSize(const StreamHost* stream) {
  for (;; stream = stream->before()) {
    switch (stream->stage()) {
      case Stage::kSource: return static_cast<int64_t>(stream->items().size());
      case Stage::kRange: return std::max<int64_t>(stream->to() - stream->from(), 0);
      case Stage::kMap:
      case Stage::kPeek:
      case Stage::kSorted:
      case Stage::kConvert: break;
      case Stage::kSkip:
        if (stream->argument().as_long() == 0) break;
        return -1;
      default: return -1;
    }
  }
}
Value Count(Run& run, const Value* a) {
  StreamHost* const stream = As<StreamHost>(a[0]);
  int64_t count = KnownSize(stream);
  if (count >= 0) return stream->Use(run) ? Value::Long(count) : Value();
  count = 0;
  End(run, a, [&](const Value&) {
    ++count;
    return true;
  });
  return Value::Long(count);
}
Value ForEach(Run& run, const Value* a) {
  End(run, a, [&](const Value& item) {
    CallFunction(run, a[1], {item});
    return !run.failed();
  });
  return Value();
}

TypeId OptionalOf(const Value* a) {
  switch (Self(a)) {
    case TypeId::kIntStream: return TypeId::kOptionalInt;
    case TypeId::kLongStream: return TypeId::kOptionalLong;
    case TypeId::kDoubleStream: return TypeId::kOptionalDouble;
    default: return TypeId::kOptional;
  }
}
Value FindFirst(Run& run, const Value* a) {
  Value found;
  bool any = false;
  const TypeId type = OptionalOf(a);
  End(run, a, [&](const Value& item) {
    found = item;
    any = true;
    return false;
  });
  if (any && found.is_null() && !run.failed()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return NewOptional(run, type, any ? &found : nullptr);
}

// The element that `better(candidate, best)` likes most.
template <typename Better>
Value Best(Run& run, const Value* a, Better better) {
  Value best;
  bool any = false;
  const TypeId type = OptionalOf(a);
  End(run, a, [&](const Value& item) {
    if (!any || better(item, best)) best = item;
    any = true;
    return !run.failed();
  });
  return NewOptional(run, type, any ? &best : nullptr);
}
Value MaxBy(Run& run, const Value* a) {
  return Best(run, a, [&](const Value& item, const Value& best) { return CallAs(run, TypeId::kInt, a[1], {item, best}).as_long() > 0; });
}
Value MinBy(Run& run, const Value* a) {
  return Best(run, a, [&](const Value& item, const Value& best) { return CallAs(run, TypeId::kInt, a[1], {item, best}).as_long() < 0; });
}
Value Max(Run& run, const Value* a) {
  return Best(run, a, [&](const Value& item, const Value& best) { return Compare(run, item, best) > 0; });
}
Value Min(Run& run, const Value* a) {
  return Best(run, a, [&](const Value& item, const Value& best) { return Compare(run, item, best) < 0; });
}

TypeId ResultOf(const Value* a) { return Self(a) == TypeId::kIntStream ? TypeId::kInt : Self(a) == TypeId::kLongStream ? TypeId::kLong : Self(a) == TypeId::kDoubleStream ? TypeId::kDouble : TypeId::kDef; }
Value Reduce(Run& run, const Value* a) {
  Value sum;
  bool any = false;
  const TypeId optional = OptionalOf(a), type = ResultOf(a);
  End(run, a, [&](const Value& item) {
    sum = any ? CallAs(run, type, a[1], {sum, item}) : item;
    any = true;
    return !run.failed();
  });
  return NewOptional(run, optional, any ? &sum : nullptr);
}
Value ReduceFrom(Run& run, const Value* a) {
  Value sum = a[1];
  const TypeId type = ResultOf(a);
  End(run, a, [&](const Value& item) {
    sum = CallAs(run, type, a[2], {sum, item});
    return !run.failed();
  });
  return sum;
}

Value Collect(Run& run, const Value* a) {
  StreamHost* const stream = As<StreamHost>(a[0]);
  return stream->Use(run) ? RunCollector(run, *stream, a[1]) : Value();
}
Value CollectInto(Run& run, const Value* a) {
  const Value into = CallFunction(run, a[1], {});
  if (run.failed()) return Value();
  End(run, a, [&](const Value& item) {
    CallFunction(run, a[2], {into, item});
    return !run.failed();
  });
  return into;
}
Value Iterate(Run& run, const Value* a) {
  StreamHost* const stream = As<StreamHost>(a[0]);
  if (!stream->Use(run)) return Value();
  return Value::Of(run.arena.New<IteratorHost>(TypeId::kIterator, Value(), Collected(run, *stream)));
}

Value ToArrayOf(Run& run, const Value* a, Type type) {
  StreamHost* const stream = As<StreamHost>(a[0]);
  if (!stream->Use(run)) return Value();
  const Sequence items = Collected(run, *stream);
  Array* const copy = Array::New(run.arena, items.size());
  for (const Value& item : items) copy->Push(item, run.arena);
  return Value::Of(run.arena.New<ArrayHost>(type, copy));
}
Value ToArray(Run& run, const Value* a) { return ToArrayOf(run, a, Type(ResultOf(a), 1)); }
Value ToArrayBy(Run& run, const Value* a) {
  const Value made = CallFunction(run, a[1], {Value::Int(0)});
  if (run.failed()) return Value();
  const ArrayHost* const array = As<ArrayHost>(made);
  return ToArrayOf(run, a, array == nullptr ? Type(TypeId::kDef, 1) : array->type());
}

Value Summarize(Run& run, const Value* a, TypeId type) {
  SummaryHost* const summary = run.arena.New<SummaryHost>(type);
  End(run, a, [&](const Value& item) {
    summary->Add(item);
    return true;
  });
  return Value::Of(summary);
}
template <TypeId type>
Value Summary(Run& run, const Value* a) { return Summarize(run, a, type); }
template <TypeId type>
Value Sum(Run& run, const Value* a) { return As<SummaryHost>(Summarize(run, a, type))->SumAs(type); }
template <TypeId type>
Value Average(Run& run, const Value* a) {
  const SummaryHost* const summary = As<SummaryHost>(Summarize(run, a, type));
  const Value average = Value::Double(summary->average());
  return NewOptional(run, TypeId::kOptionalDouble, summary->count() == 0 ? nullptr : &average);
}

constexpr Method kBaseStream[] = {
    Instance("Iterator iterator()", Iterate),
    Instance("BaseStream sequential()", Unchanged),
    Instance("BaseStream unordered()", Unchanged),
};
static_assert(IsSorted(kBaseStream));

constexpr Method kStream[] = {
    Instance("boolean allMatch(Predicate)", AllMatch),
    Instance("boolean anyMatch(Predicate)", AnyMatch),
    Instance("def collect(Collector)", Collect),
    Instance("def collect(Supplier,BiConsumer,BiConsumer)", CollectInto),
    Static("Stream concat(Stream,Stream)", ConcatTwo),
    Instance("long count()", Count),
    Instance("Stream distinct()", ThenPlain<Stage::kDistinct>),
    Static("Stream empty()", Empty<TypeId::kStream>),
    Instance("Stream filter(Predicate)", ThenFunction<Stage::kFilter>),
    Instance("Optional findAny()", FindFirst),
    Instance("Optional findFirst()", FindFirst),
    Instance("Stream flatMap(Function)", ThenFunction<Stage::kFlatMap>),
    Instance("DoubleStream flatMapToDouble(Function)", ToFunction<Stage::kFlatMap, TypeId::kDoubleStream>),
    Instance("IntStream flatMapToInt(Function)", ToFunction<Stage::kFlatMap, TypeId::kIntStream>),
    Instance("LongStream flatMapToLong(Function)", ToFunction<Stage::kFlatMap, TypeId::kLongStream>),
    Instance("void forEach(Consumer)", ForEach),
    Instance("void forEachOrdered(Consumer)", ForEach),
    Instance("Stream limit(long)", Counted<Stage::kLimit>),
    Instance("Stream map(Function)", ThenFunction<Stage::kMap>),
    Instance("DoubleStream mapToDouble(ToDoubleFunction)", ToFunction<Stage::kMap, TypeId::kDoubleStream>),
    Instance("IntStream mapToInt(ToIntFunction)", ToFunction<Stage::kMap, TypeId::kIntStream>),
    Instance("LongStream mapToLong(ToLongFunction)", ToFunction<Stage::kMap, TypeId::kLongStream>),
    Instance("Optional max(Comparator)", MaxBy),
    Instance("Optional min(Comparator)", MinBy),
    Instance("boolean noneMatch(Predicate)", NoneMatch),
    Static("Stream of(def[])", Of<TypeId::kStream>),
    Instance("Stream peek(Consumer)", ThenFunction<Stage::kPeek>),
    Instance("Optional reduce(BinaryOperator)", Reduce),
    Instance("def reduce(def,BinaryOperator)", ReduceFrom),
    Instance("def reduce(def,BiFunction,BinaryOperator)", ReduceFrom),
    Instance("Stream skip(long)", Counted<Stage::kSkip>),
    Instance("Stream sorted()", ThenPlain<Stage::kSorted>),
    Instance("Stream sorted(Comparator)", Then<Stage::kSorted>),
    Instance("def[] toArray()", ToArray),
    Instance("def[] toArray(IntFunction)", ToArrayBy),
};
static_assert(IsSorted(kStream));

constexpr Method kIntStream[] = {
    Instance("boolean allMatch(IntPredicate)", AllMatch),
    Instance("boolean anyMatch(IntPredicate)", AnyMatch),
    Instance("DoubleStream asDoubleStream()", Converted<TypeId::kDoubleStream>),
    Instance("LongStream asLongStream()", Converted<TypeId::kLongStream>),
    Instance("OptionalDouble average()", Average<TypeId::kIntSummaryStatistics>),
    Instance("Stream boxed()", Boxed),
    Instance("def collect(Supplier,ObjIntConsumer,BiConsumer)", CollectInto),
    Static("IntStream concat(IntStream,IntStream)", ConcatTwo),
    Instance("long count()", Count),
    Instance("IntStream distinct()", ThenPlain<Stage::kDistinct>),
    Static("IntStream empty()", Empty<TypeId::kIntStream>),
    Instance("IntStream filter(IntPredicate)", ThenFunction<Stage::kFilter>),
    Instance("OptionalInt findAny()", FindFirst),
    Instance("OptionalInt findFirst()", FindFirst),
    Instance("IntStream flatMap(IntFunction)", ThenFunction<Stage::kFlatMap>),
    Instance("void forEach(IntConsumer)", ForEach),
    Instance("void forEachOrdered(IntConsumer)", ForEach),
    Instance("IntStream limit(long)", Counted<Stage::kLimit>),
    Instance("IntStream map(IntUnaryOperator)", ThenFunction<Stage::kMap>),
    Instance("DoubleStream mapToDouble(IntToDoubleFunction)", ToFunction<Stage::kMap, TypeId::kDoubleStream>),
    Instance("LongStream mapToLong(IntToLongFunction)", ToFunction<Stage::kMap, TypeId::kLongStream>),
    Instance("Stream mapToObj(IntFunction)", ToFunction<Stage::kMap, TypeId::kStream>),
    Instance("OptionalInt max()", Max),
    Instance("OptionalInt min()", Min),
    Instance("boolean noneMatch(IntPredicate)", NoneMatch),
    Static("IntStream of(int[])", Of<TypeId::kIntStream>),
    Instance("IntStream peek(IntConsumer)", ThenFunction<Stage::kPeek>),
    Static("IntStream range(int,int)", Range<TypeId::kIntStream>),
    Static("IntStream rangeClosed(int,int)", RangeClosed<TypeId::kIntStream>),
    Instance("OptionalInt reduce(IntBinaryOperator)", Reduce),
    Instance("int reduce(int,IntBinaryOperator)", ReduceFrom),
    Instance("IntStream skip(long)", Counted<Stage::kSkip>),
    Instance("IntStream sorted()", ThenPlain<Stage::kSorted>),
    Instance("int sum()", Sum<TypeId::kIntSummaryStatistics>),
    Instance("IntSummaryStatistics summaryStatistics()", Summary<TypeId::kIntSummaryStatistics>),
    Instance("int[] toArray()", ToArray),
};
static_assert(IsSorted(kIntStream));

constexpr Method kLongStream[] = {
    Instance("boolean allMatch(LongPredicate)", AllMatch),
    Instance("boolean anyMatch(LongPredicate)", AnyMatch),
    Instance("DoubleStream asDoubleStream()", Converted<TypeId::kDoubleStream>),
    Instance("OptionalDouble average()", Average<TypeId::kLongSummaryStatistics>),
    Instance("Stream boxed()", Boxed),
    Instance("def collect(Supplier,ObjLongConsumer,BiConsumer)", CollectInto),
    Static("LongStream concat(LongStream,LongStream)", ConcatTwo),
    Instance("long count()", Count),
    Instance("LongStream distinct()", ThenPlain<Stage::kDistinct>),
    Static("LongStream empty()", Empty<TypeId::kLongStream>),
    Instance("LongStream filter(LongPredicate)", ThenFunction<Stage::kFilter>),
    Instance("OptionalLong findAny()", FindFirst),
    Instance("OptionalLong findFirst()", FindFirst),
    Instance("LongStream flatMap(LongFunction)", ThenFunction<Stage::kFlatMap>),
    Instance("void forEach(LongConsumer)", ForEach),
    Instance("void forEachOrdered(LongConsumer)", ForEach),
    Instance("LongStream limit(long)", Counted<Stage::kLimit>),
    Instance("LongStream map(LongUnaryOperator)", ThenFunction<Stage::kMap>),
    Instance("DoubleStream mapToDouble(LongToDoubleFunction)", ToFunction<Stage::kMap, TypeId::kDoubleStream>),
    Instance("IntStream mapToInt(LongToIntFunction)", ToFunction<Stage::kMap, TypeId::kIntStream>),
    Instance("Stream mapToObj(LongFunction)", ToFunction<Stage::kMap, TypeId::kStream>),
    Instance("OptionalLong max()", Max),
    Instance("OptionalLong min()", Min),
    Instance("boolean noneMatch(LongPredicate)", NoneMatch),
    Static("LongStream of(long[])", Of<TypeId::kLongStream>),
    Instance("LongStream peek(LongConsumer)", ThenFunction<Stage::kPeek>),
    Static("LongStream range(long,long)", Range<TypeId::kLongStream>),
    Static("LongStream rangeClosed(long,long)", RangeClosed<TypeId::kLongStream>),
    Instance("OptionalLong reduce(LongBinaryOperator)", Reduce),
    Instance("long reduce(long,LongBinaryOperator)", ReduceFrom),
    Instance("LongStream skip(long)", Counted<Stage::kSkip>),
    Instance("LongStream sorted()", ThenPlain<Stage::kSorted>),
    Instance("long sum()", Sum<TypeId::kLongSummaryStatistics>),
    Instance("LongSummaryStatistics summaryStatistics()", Summary<TypeId::kLongSummaryStatistics>),
    Instance("long[] toArray()", ToArray),
};
static_assert(IsSorted(kLongStream));

constexpr Method kDoubleStream[] = {
    Instance("boolean allMatch(DoublePredicate)", AllMatch),
    Instance("boolean anyMatch(DoublePredicate)", AnyMatch),
    Instance("OptionalDouble average()", Average<TypeId::kDoubleSummaryStatistics>),
    Instance("Stream boxed()", Boxed),
    Instance("def collect(Supplier,ObjDoubleConsumer,BiConsumer)", CollectInto),
    Static("DoubleStream concat(DoubleStream,DoubleStream)", ConcatTwo),
    Instance("long count()", Count),
    Instance("DoubleStream distinct()", ThenPlain<Stage::kDistinct>),
    Static("DoubleStream empty()", Empty<TypeId::kDoubleStream>),
    Instance("DoubleStream filter(DoublePredicate)", ThenFunction<Stage::kFilter>),
    Instance("OptionalDouble findAny()", FindFirst),
    Instance("OptionalDouble findFirst()", FindFirst),
    Instance("DoubleStream flatMap(DoubleFunction)", ThenFunction<Stage::kFlatMap>),
    Instance("void forEach(DoubleConsumer)", ForEach),
    Instance("void forEachOrdered(DoubleConsumer)", ForEach),
    Instance("DoubleStream limit(long)", Counted<Stage::kLimit>),
    Instance("DoubleStream map(DoubleUnaryOperator)", ThenFunction<Stage::kMap>),
    Instance("IntStream mapToInt(DoubleToIntFunction)", ToFunction<Stage::kMap, TypeId::kIntStream>),
    Instance("LongStream mapToLong(DoubleToLongFunction)", ToFunction<Stage::kMap, TypeId::kLongStream>),
    Instance("Stream mapToObj(DoubleFunction)", ToFunction<Stage::kMap, TypeId::kStream>),
    Instance("OptionalDouble max()", Max),
    Instance("OptionalDouble min()", Min),
    Instance("boolean noneMatch(DoublePredicate)", NoneMatch),
    Static("DoubleStream of(double[])", Of<TypeId::kDoubleStream>),
    Instance("DoubleStream peek(DoubleConsumer)", ThenFunction<Stage::kPeek>),
    Instance("OptionalDouble reduce(DoubleBinaryOperator)", Reduce),
    Instance("double reduce(double,DoubleBinaryOperator)", ReduceFrom),
    Instance("DoubleStream skip(long)", Counted<Stage::kSkip>),
    Instance("DoubleStream sorted()", ThenPlain<Stage::kSorted>),
    Instance("double sum()", Sum<TypeId::kDoubleSummaryStatistics>),
    Instance("DoubleSummaryStatistics summaryStatistics()", Summary<TypeId::kDoubleSummaryStatistics>),
    Instance("double[] toArray()", ToArray),
};
static_assert(IsSorted(kDoubleStream));

constexpr TypeApi kTables[] = {
    {TypeId::kBaseStream, kBaseStream, {}},
    {TypeId::kStream, kStream, {}},
    {TypeId::kIntStream, kIntStream, {}},
    {TypeId::kLongStream, kLongStream, {}},
    {TypeId::kDoubleStream, kDoubleStream, {}},
};

}  // namespace

ApiTables StreamApi() { return kTables; }

}  // namespace flowship::painless
