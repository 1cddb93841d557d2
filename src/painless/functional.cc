#include "painless/functional.h"

#include <algorithm>

#include "painless/cast.h"
#include "painless/sorting.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

consteval Interface Make(TypeId type, std::string_view signature) {
  const Method method = ReadSignature(signature, false, nullptr);
  Interface result{type, method.name, method.returns, {}, method.arity};
  for (size_t i = 0; i < method.arity; ++i) result.parameters[i] = method.parameters[i];
  return result;
}

// In the order of TypeId.
constexpr Interface kInterfaces[] = {
    Make(TypeId::kComparator, "int compare(def,def)"),
    Make(TypeId::kBiConsumer, "void accept(def,def)"),
    Make(TypeId::kBiFunction, "def apply(def,def)"),
    Make(TypeId::kBinaryOperator, "def apply(def,def)"),
    Make(TypeId::kBiPredicate, "boolean test(def,def)"),
    Make(TypeId::kBooleanSupplier, "boolean getAsBoolean()"),
    Make(TypeId::kConsumer, "void accept(def)"),
    Make(TypeId::kDoubleBinaryOperator, "double applyAsDouble(double,double)"),
    Make(TypeId::kDoubleConsumer, "void accept(double)"),
    Make(TypeId::kDoubleFunction, "def apply(double)"),
    Make(TypeId::kDoublePredicate, "boolean test(double)"),
    Make(TypeId::kDoubleSupplier, "double getAsDouble()"),
    Make(TypeId::kDoubleToIntFunction, "int applyAsInt(double)"),
    Make(TypeId::kDoubleToLongFunction, "long applyAsLong(double)"),
    Make(TypeId::kDoubleUnaryOperator, "double applyAsDouble(double)"),
    Make(TypeId::kFunction, "def apply(def)"),
    Make(TypeId::kIntBinaryOperator, "int applyAsInt(int,int)"),
    Make(TypeId::kIntConsumer, "void accept(int)"),
    Make(TypeId::kIntFunction, "def apply(int)"),
    Make(TypeId::kIntPredicate, "boolean test(int)"),
    Make(TypeId::kIntSupplier, "int getAsInt()"),
    Make(TypeId::kIntToDoubleFunction, "double applyAsDouble(int)"),
    Make(TypeId::kIntToLongFunction, "long applyAsLong(int)"),
    Make(TypeId::kIntUnaryOperator, "int applyAsInt(int)"),
    Make(TypeId::kLongBinaryOperator, "long applyAsLong(long,long)"),
    Make(TypeId::kLongConsumer, "void accept(long)"),
    Make(TypeId::kLongFunction, "def apply(long)"),
    Make(TypeId::kLongPredicate, "boolean test(long)"),
    Make(TypeId::kLongSupplier, "long getAsLong()"),
    Make(TypeId::kLongToDoubleFunction, "double applyAsDouble(long)"),
    Make(TypeId::kLongToIntFunction, "int applyAsInt(long)"),
    Make(TypeId::kLongUnaryOperator, "long applyAsLong(long)"),
    Make(TypeId::kObjIntConsumer, "void accept(def,int)"),
    Make(TypeId::kObjLongConsumer, "void accept(def,long)"),
    Make(TypeId::kObjDoubleConsumer, "void accept(def,double)"),
    Make(TypeId::kPredicate, "boolean test(def)"),
    Make(TypeId::kSupplier, "def get()"),
    Make(TypeId::kToDoubleBiFunction, "double applyAsDouble(def,def)"),
    Make(TypeId::kToDoubleFunction, "double applyAsDouble(def)"),
    Make(TypeId::kToIntBiFunction, "int applyAsInt(def,def)"),
    Make(TypeId::kToIntFunction, "int applyAsInt(def)"),
    Make(TypeId::kToLongBiFunction, "long applyAsLong(def,def)"),
    Make(TypeId::kToLongFunction, "long applyAsLong(def)"),
    Make(TypeId::kUnaryOperator, "def apply(def)"),
};
constexpr auto kByType = [](const Interface& a, const Interface& b) { return a.type < b.type; };
static_assert(std::is_sorted(std::begin(kInterfaces), std::end(kInterfaces), kByType));

class BoundHost final : public Callable {
 public:
  BoundHost(TypeId interface, Bound function, const Value* bound) : Callable(interface), function_(function), bound_(bound) {}
  Value Call(Run& run, const Value* arguments, size_t) const override { return run.CheckStack() ? function_(run, bound_, arguments) : Value(); }

 private:
  Bound function_;
  const Value* bound_;
};

}  // namespace

const Interface* InterfaceOf(TypeId type) {
  const Interface* const row =
      std::lower_bound(std::begin(kInterfaces), std::end(kInterfaces), type, [](const Interface& a, TypeId b) { return a.type < b; });
  return row != std::end(kInterfaces) && row->type == type ? row : nullptr;
}

bool Callable::Is(Type type) { return !type.is_array() && InterfaceOf(type.id) != nullptr; }

bool CheckFunction(Run& run, const Value& function) {
  if (As<Callable>(function) != nullptr) return true;
  run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return false;
}

Value CallFunction(Run& run, const Value& function, std::initializer_list<Value> arguments) {
  if (!CheckFunction(run, function) || !run.CheckMemory()) return Value();
  return As<Callable>(function)->Call(run, arguments.begin(), arguments.size());
}

Value CallAs(Run& run, TypeId result, const Value& function, std::initializer_list<Value> arguments) {
  const Value value = CallFunction(run, function, arguments);
  return run.failed() ? Value() : AdaptArgument(run, value, result);
}

bool CallPredicate(Run& run, const Value& function, std::initializer_list<Value> arguments) {
  const Value value = CallAs(run, TypeId::kBoolean, function, arguments);
  return !run.failed() && value.as_bool();
}

int CompareBy(Run& run, const Value& comparator, const Value& a, const Value& b) {
  if (comparator.is_null()) return Compare(run, a, b);
  const Value order = CallAs(run, TypeId::kInt, comparator, {a, b});
  return run.failed() ? 0 : static_cast<int>(order.as_long());
}

Value BindFunction(Run& run, TypeId interface, Bound function, std::initializer_list<Value> bound) {
  Value* const values = run.arena.NewArray<Value>(bound.size());
  std::uninitialized_copy(bound.begin(), bound.end(), values);
  return Value::Of(run.arena.New<BoundHost>(interface, function, values));
}

}  // namespace flowship::painless
