// The functional interfaces, and Comparator.

#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/sorting.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

template <TypeId result>
Value Call0(Run& run, const Value* a) { return CallAs(run, result, a[0], {}); }
template <TypeId result>
Value Call1(Run& run, const Value* a) { return CallAs(run, result, a[0], {a[1]}); }
template <TypeId result>
Value Call2(Run& run, const Value* a) { return CallAs(run, result, a[0], {a[1], a[2]}); }
Value Do1(Run& run, const Value* a) {
  CallFunction(run, a[0], {a[1]});
  return Value();
}
Value Do2(Run& run, const Value* a) {
  CallFunction(run, a[0], {a[1], a[2]});
  return Value();
}

// Combinations: bound[0] is this function, bound[1] the other.
Value ApplyThen(Run& run, const Value* bound, const Value* a) {
  const Value result = CallFunction(run, bound[0], {a[0]});
  return run.failed() ? Value() : CallFunction(run, bound[1], {result});
}
Value ApplyThen2(Run& run, const Value* bound, const Value* a) {
  const Value result = CallFunction(run, bound[0], {a[0], a[1]});
  return run.failed() ? Value() : CallFunction(run, bound[1], {result});
}
Value AcceptThen(Run& run, const Value* bound, const Value* a) {
  CallFunction(run, bound[0], {a[0]});
  return run.failed() ? Value() : CallFunction(run, bound[1], {a[0]});
}
Value AcceptThen2(Run& run, const Value* bound, const Value* a) {
  CallFunction(run, bound[0], {a[0], a[1]});
  return run.failed() ? Value() : CallFunction(run, bound[1], {a[0], a[1]});
}
Value Give(Run&, const Value*, const Value* a) { return a[0]; }
template <bool and_>
Value Test(Run& run, const Value* bound, const Value* a) {
  const bool first = CallPredicate(run, bound[0], {a[0]});
  return Value::Bool(run.failed() || first != and_ ? first : CallPredicate(run, bound[1], {a[0]}));
}
template <bool and_>
Value Test2(Run& run, const Value* bound, const Value* a) {
  const bool first = CallPredicate(run, bound[0], {a[0], a[1]});
  return Value::Bool(run.failed() || first != and_ ? first : CallPredicate(run, bound[1], {a[0], a[1]}));
}
Value TestNot(Run& run, const Value* bound, const Value* a) { return Value::Bool(!CallPredicate(run, bound[0], {a[0]})); }
Value TestNot2(Run& run, const Value* bound, const Value* a) { return Value::Bool(!CallPredicate(run, bound[0], {a[0], a[1]})); }
Value TestEqual(Run&, const Value* bound, const Value* a) { return Value::Bool(Equal(bound[0], a[0])); }

template <TypeId type, Bound function>
Value Combine(Run& run, const Value* a) { return CheckFunction(run, a[1]) ? BindFunction(run, type, function, {a[0], a[1]}) : Value(); }
template <TypeId type, Bound function>
Value CombineReversed(Run& run, const Value* a) { return CheckFunction(run, a[1]) ? BindFunction(run, type, function, {a[1], a[0]}) : Value(); }
template <TypeId type, Bound function>
Value Derive(Run& run, const Value* a) { return BindFunction(run, type, function, {a[0]}); }
template <TypeId type>
Value Identity(Run& run, const Value*) { return BindFunction(run, type, Give, {}); }

constexpr Method kBiConsumer[] = {Instance("void accept(def,def)", Do2),
                                  Instance("BiConsumer andThen(BiConsumer)", Combine<TypeId::kBiConsumer, AcceptThen2>)};
constexpr Method kBiFunction[] = {Instance("BiFunction andThen(Function)", Combine<TypeId::kBiFunction, ApplyThen2>),
                                  Instance("def apply(def,def)", Call2<TypeId::kDef>)};
constexpr Method kBiPredicate[] = {Instance("BiPredicate and(BiPredicate)", Combine<TypeId::kBiPredicate, Test2<true>>),
                                   Instance("BiPredicate negate()", Derive<TypeId::kBiPredicate, TestNot2>),
                                   Instance("BiPredicate or(BiPredicate)", Combine<TypeId::kBiPredicate, Test2<false>>),
                                   Instance("boolean test(def,def)", Call2<TypeId::kBoolean>)};
constexpr Method kBooleanSupplier[] = {Instance("boolean getAsBoolean()", Call0<TypeId::kBoolean>)};
constexpr Method kConsumer[] = {Instance("void accept(def)", Do1), Instance("Consumer andThen(Consumer)", Combine<TypeId::kConsumer, AcceptThen>)};
constexpr Method kDoubleBinaryOperator[] = {Instance("double applyAsDouble(double,double)", Call2<TypeId::kDouble>)};
constexpr Method kDoubleConsumer[] = {Instance("void accept(double)", Do1),
                                      Instance("DoubleConsumer andThen(DoubleConsumer)", Combine<TypeId::kDoubleConsumer, AcceptThen>)};
constexpr Method kDoubleFunction[] = {Instance("def apply(double)", Call1<TypeId::kDef>)};
constexpr Method kDoubleSupplier[] = {Instance("double getAsDouble()", Call0<TypeId::kDouble>)};
constexpr Method kDoubleToInt[] = {Instance("int applyAsInt(double)", Call1<TypeId::kInt>)};
constexpr Method kDoubleToLong[] = {Instance("long applyAsLong(double)", Call1<TypeId::kLong>)};
constexpr Method kFunction[] = {Instance("Function andThen(Function)", Combine<TypeId::kFunction, ApplyThen>),
                                Instance("def apply(def)", Call1<TypeId::kDef>),
                                Instance("Function compose(Function)", CombineReversed<TypeId::kFunction, ApplyThen>),
                                Static("Function identity()", Identity<TypeId::kFunction>)};
constexpr Method kIntBinaryOperator[] = {Instance("int applyAsInt(int,int)", Call2<TypeId::kInt>)};
constexpr Method kIntConsumer[] = {Instance("void accept(int)", Do1),
                                   Instance("IntConsumer andThen(IntConsumer)", Combine<TypeId::kIntConsumer, AcceptThen>)};
constexpr Method kIntFunction[] = {Instance("def apply(int)", Call1<TypeId::kDef>)};
constexpr Method kIntSupplier[] = {Instance("int getAsInt()", Call0<TypeId::kInt>)};
constexpr Method kIntToDouble[] = {Instance("double applyAsDouble(int)", Call1<TypeId::kDouble>)};
constexpr Method kIntToLong[] = {Instance("long applyAsLong(int)", Call1<TypeId::kLong>)};
constexpr Method kLongBinaryOperator[] = {Instance("long applyAsLong(long,long)", Call2<TypeId::kLong>)};
constexpr Method kLongConsumer[] = {Instance("void accept(long)", Do1),
                                    Instance("LongConsumer andThen(LongConsumer)", Combine<TypeId::kLongConsumer, AcceptThen>)};
constexpr Method kLongFunction[] = {Instance("def apply(long)", Call1<TypeId::kDef>)};
constexpr Method kLongSupplier[] = {Instance("long getAsLong()", Call0<TypeId::kLong>)};
constexpr Method kLongToDouble[] = {Instance("double applyAsDouble(long)", Call1<TypeId::kDouble>)};
constexpr Method kLongToInt[] = {Instance("int applyAsInt(long)", Call1<TypeId::kInt>)};
constexpr Method kObjIntConsumer[] = {Instance("void accept(def,int)", Do2)};
constexpr Method kObjLongConsumer[] = {Instance("void accept(def,long)", Do2)};
constexpr Method kObjDoubleConsumer[] = {Instance("void accept(def,double)", Do2)};
constexpr Method kPredicate[] = {Instance("Predicate and(Predicate)", Combine<TypeId::kPredicate, Test<true>>),
                                 Static("Predicate isEqual(def)", Derive<TypeId::kPredicate, TestEqual>),
                                 Instance("Predicate negate()", Derive<TypeId::kPredicate, TestNot>),
                                 Instance("Predicate or(Predicate)", Combine<TypeId::kPredicate, Test<false>>),
                                 Instance("boolean test(def)", Call1<TypeId::kBoolean>)};
constexpr Method kSupplier[] = {Instance("def get()", Call0<TypeId::kDef>)};
constexpr Method kToDoubleBi[] = {Instance("double applyAsDouble(def,def)", Call2<TypeId::kDouble>)};
constexpr Method kToDouble[] = {Instance("double applyAsDouble(def)", Call1<TypeId::kDouble>)};
constexpr Method kToIntBi[] = {Instance("int applyAsInt(def,def)", Call2<TypeId::kInt>)};
constexpr Method kToInt[] = {Instance("int applyAsInt(def)", Call1<TypeId::kInt>)};
constexpr Method kToLongBi[] = {Instance("long applyAsLong(def,def)", Call2<TypeId::kLong>)};
constexpr Method kToLong[] = {Instance("long applyAsLong(def)", Call1<TypeId::kLong>)};
constexpr Method kUnaryOperator[] = {Static("UnaryOperator identity()", Identity<TypeId::kUnaryOperator>)};

// The primitive predicates and operators differ in their parameter only.
#define FLOWSHIP_PAINLESS_PRIMITIVE(Prefix, primitive)                                                                                      \
  constexpr Method k##Prefix##Predicate[] = {                                                                                               \
      Instance(#Prefix "Predicate and(" #Prefix "Predicate)", Combine<TypeId::k##Prefix##Predicate, Test<true>>),                           \
      Instance(#Prefix "Predicate negate()", Derive<TypeId::k##Prefix##Predicate, TestNot>),                                                \
      Instance(#Prefix "Predicate or(" #Prefix "Predicate)", Combine<TypeId::k##Prefix##Predicate, Test<false>>),                           \
      Instance("boolean test(" #primitive ")", Call1<TypeId::kBoolean>)};                                                                   \
  constexpr Method k##Prefix##UnaryOperator[] = {                                                                                           \
      Instance(#Prefix "UnaryOperator andThen(" #Prefix "UnaryOperator)", Combine<TypeId::k##Prefix##UnaryOperator, ApplyThen>),            \
      Instance(#primitive " applyAs" #Prefix "(" #primitive ")", Call1<TypeId::k##Prefix>),                                                 \
      Instance(#Prefix "UnaryOperator compose(" #Prefix "UnaryOperator)", CombineReversed<TypeId::k##Prefix##UnaryOperator, ApplyThen>),    \
      Static(#Prefix "UnaryOperator identity()", Identity<TypeId::k##Prefix##UnaryOperator>)}
FLOWSHIP_PAINLESS_PRIMITIVE(Double, double);
FLOWSHIP_PAINLESS_PRIMITIVE(Int, int);
FLOWSHIP_PAINLESS_PRIMITIVE(Long, long);
#undef FLOWSHIP_PAINLESS_PRIMITIVE

// Comparator ------------------------------------------------------------------------------------------------------------------------------

Value CompareTwo(Run& run, const Value* bound, const Value* a) { return Value::Int(CompareBy(run, bound[0], a[0], a[1])); }
Value CompareReversed(Run& run, const Value* bound, const Value* a) { return Value::Int(CompareBy(run, bound[0], a[1], a[0])); }
// bound: key function, comparator of the keys or null.
Value CompareKeys(Run& run, const Value* bound, const Value* a) {
  const Value left = CallFunction(run, bound[0], {a[0]});
  if (run.failed()) return Value();
  const Value right = CallFunction(run, bound[0], {a[1]});
  return run.failed() ? Value() : Value::Int(CompareBy(run, bound[1], left, right));
}
template <TypeId type>
Value CompareNumbers(Run& run, const Value* bound, const Value* a) {
  const Value left = CallAs(run, type, bound[0], {a[0]});
  if (run.failed()) return Value();
  const Value right = CallAs(run, type, bound[0], {a[1]});
  return run.failed() ? Value() : Value::Int(Compare(run, left, right));
}
Value CompareThen(Run& run, const Value* bound, const Value* a) {
  const int first = CompareBy(run, bound[0], a[0], a[1]);
  return run.failed() || first != 0 ? Value::Int(first) : Value::Int(CompareBy(run, bound[1], a[0], a[1]));
}
template <int of_null>
Value CompareNulls(Run& run, const Value* bound, const Value* a) {
  if (a[0].is_null() || a[1].is_null()) return Value::Int(a[0].is_null() ? (a[1].is_null() ? 0 : of_null) : -of_null);
  return bound[0].is_null() ? Value::Int(0) : Value::Int(CompareBy(run, bound[0], a[0], a[1]));
}

Value NewComparator(Run& run, Bound function, std::initializer_list<Value> bound) { return BindFunction(run, TypeId::kComparator, function, bound); }
Value Comparing(Run& run, const Value* a) { return NewComparator(run, CompareKeys, {a[0], Value()}); }
Value ComparingBy(Run& run, const Value* a) { return NewComparator(run, CompareKeys, {a[0], a[1]}); }
template <TypeId type>
Value ComparingNumber(Run& run, const Value* a) { return NewComparator(run, CompareNumbers<type>, {a[0]}); }
Value NaturalOrder(Run& run, const Value*) { return NewComparator(run, CompareTwo, {Value()}); }
Value ReverseOrder(Run& run, const Value*) { return NewComparator(run, CompareReversed, {Value()}); }
Value Reversed(Run& run, const Value* a) { return NewComparator(run, CompareReversed, {a[0]}); }
template <int of_null>
Value Nulls(Run& run, const Value* a) { return NewComparator(run, CompareNulls<of_null>, {a[0]}); }
Value ThenBy(Run& run, const Value& self, const Value& other) { return NewComparator(run, CompareThen, {self, other}); }
Value ThenComparing(Run& run, const Value* a) { return ThenBy(run, a[0], a[1]); }
Value ThenComparingKey(Run& run, const Value* a) { return ThenBy(run, a[0], ComparingBy(run, a + 1)); }
template <TypeId type>
Value ThenComparingNumber(Run& run, const Value* a) { return ThenBy(run, a[0], ComparingNumber<type>(run, a + 1)); }

constexpr Method kComparator[] = {
    Instance("int compare(def,def)", Call2<TypeId::kInt>),
    Static("Comparator comparing(Function)", Comparing),
    Static("Comparator comparing(Function,Comparator)", ComparingBy),
    Static("Comparator comparingDouble(ToDoubleFunction)", ComparingNumber<TypeId::kDouble>),
    Static("Comparator comparingInt(ToIntFunction)", ComparingNumber<TypeId::kInt>),
    Static("Comparator comparingLong(ToLongFunction)", ComparingNumber<TypeId::kLong>),
    Static("Comparator naturalOrder()", NaturalOrder),
    Static("Comparator nullsFirst(Comparator)", Nulls<-1>),
    Static("Comparator nullsLast(Comparator)", Nulls<1>),
    Static("Comparator reverseOrder()", ReverseOrder),
    Instance("Comparator reversed()", Reversed),
    Instance("Comparator thenComparing(Comparator)", ThenComparing),
    Instance("Comparator thenComparing(Function,Comparator)", ThenComparingKey),
    Instance("Comparator thenComparingDouble(ToDoubleFunction)", ThenComparingNumber<TypeId::kDouble>),
    Instance("Comparator thenComparingInt(ToIntFunction)", ThenComparingNumber<TypeId::kInt>),
    Instance("Comparator thenComparingLong(ToLongFunction)", ThenComparingNumber<TypeId::kLong>),
};
static_assert(IsSorted(kComparator));

Value BestOf(Run& run, const Value* bound, const Value* a) {
  const int order = CompareBy(run, bound[0], a[0], a[1]) * static_cast<int>(bound[1].as_long());
  return order >= 0 ? a[0] : a[1];
}
template <int sign>
Value BestBy(Run& run, const Value* a) { return BindFunction(run, TypeId::kBinaryOperator, BestOf, {a[0], Value::Int(sign)}); }
constexpr Method kBinaryOperator[] = {Static("BinaryOperator maxBy(Comparator)", BestBy<1>), Static("BinaryOperator minBy(Comparator)", BestBy<-1>)};

constexpr TypeApi kTables[] = {
    {TypeId::kComparator, kComparator, {}}, {TypeId::kBiConsumer, kBiConsumer, {}}, {TypeId::kBiFunction, kBiFunction, {}},
    {TypeId::kBinaryOperator, kBinaryOperator, {}}, {TypeId::kBiPredicate, kBiPredicate, {}}, {TypeId::kBooleanSupplier, kBooleanSupplier, {}},
    {TypeId::kConsumer, kConsumer, {}}, {TypeId::kDoubleBinaryOperator, kDoubleBinaryOperator, {}}, {TypeId::kDoubleConsumer, kDoubleConsumer, {}},
    {TypeId::kDoubleFunction, kDoubleFunction, {}}, {TypeId::kDoublePredicate, kDoublePredicate, {}}, {TypeId::kDoubleSupplier, kDoubleSupplier, {}},
    {TypeId::kDoubleToIntFunction, kDoubleToInt, {}}, {TypeId::kDoubleToLongFunction, kDoubleToLong, {}},
    {TypeId::kDoubleUnaryOperator, kDoubleUnaryOperator, {}}, {TypeId::kFunction, kFunction, {}}, {TypeId::kIntBinaryOperator, kIntBinaryOperator, {}},
    {TypeId::kIntConsumer, kIntConsumer, {}}, {TypeId::kIntFunction, kIntFunction, {}}, {TypeId::kIntPredicate, kIntPredicate, {}},
    {TypeId::kIntSupplier, kIntSupplier, {}}, {TypeId::kIntToDoubleFunction, kIntToDouble, {}}, {TypeId::kIntToLongFunction, kIntToLong, {}},
    {TypeId::kIntUnaryOperator, kIntUnaryOperator, {}}, {TypeId::kLongBinaryOperator, kLongBinaryOperator, {}}, {TypeId::kLongConsumer, kLongConsumer, {}},
    {TypeId::kLongFunction, kLongFunction, {}}, {TypeId::kLongPredicate, kLongPredicate, {}}, {TypeId::kLongSupplier, kLongSupplier, {}},
    {TypeId::kLongToDoubleFunction, kLongToDouble, {}}, {TypeId::kLongToIntFunction, kLongToInt, {}}, {TypeId::kLongUnaryOperator, kLongUnaryOperator, {}},
    {TypeId::kObjIntConsumer, kObjIntConsumer, {}}, {TypeId::kObjLongConsumer, kObjLongConsumer, {}}, {TypeId::kObjDoubleConsumer, kObjDoubleConsumer, {}},
    {TypeId::kPredicate, kPredicate, {}}, {TypeId::kSupplier, kSupplier, {}}, {TypeId::kToDoubleBiFunction, kToDoubleBi, {}},
    {TypeId::kToDoubleFunction, kToDouble, {}}, {TypeId::kToIntBiFunction, kToIntBi, {}}, {TypeId::kToIntFunction, kToInt, {}},
    {TypeId::kToLongBiFunction, kToLongBi, {}}, {TypeId::kToLongFunction, kToLong, {}}, {TypeId::kUnaryOperator, kUnaryOperator, {}},
};

}  // namespace

ApiTables FunctionApi() { return kTables; }

}  // namespace flowship::painless
