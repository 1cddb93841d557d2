// Object, Comparable, Number, Enum, BigInteger, and the exceptions.

#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/decimal.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

Value ObjectEquals(Run&, const Value* a) { return Value::Bool(Equal(a[0], a[1])); }
Value ObjectHash(Run&, const Value* a) { return Value::Int(HashOf(a[0])); }
Value ObjectText(Run& run, const Value* a) { return Value::String(TextOf(run, a[0])); }
constexpr Method kObject[] = {
    Instance("boolean equals(Object)", ObjectEquals),
    Instance("int hashCode()", ObjectHash),
    Instance("String toString()", ObjectText),
};
static_assert(IsSorted(kObject));

Value CompareTo(Run& run, const Value* a) {
  const bool boxed = a[0].kind() < Kind::kBigInteger && !a[1].is_null();
  const Value other = boxed ? CastDef(run, a[1], TypeOf(a[0]), false) : a[1];
  return run.failed() ? Value() : Value::Int(Compare(run, a[0], other));
}
constexpr Method kComparable[] = {Instance("int compareTo(def)", CompareTo)};

// A BigInteger's value as far as it fits: the low 64 bits of it, or the nearest double.
double BigDouble(std::string_view digits) {
  double value = 0;
  ParseDouble(digits, &value);
  return value;
}

int64_t BigLong(std::string_view digits) {
  uint64_t value = 0;
  for (const char c : digits) {
    if (c != '-') value = 10 * value + static_cast<uint64_t>(c - '0');
  }
  return static_cast<int64_t>(digits.starts_with('-') ? uint64_t{0} - value : value);
}

template <TypeId primitive>
Value NumberValue(Run& run, const Value* a) {
  if (const DecimalHost* const decimal = As<DecimalHost>(a[0])) {
    if (primitive == TypeId::kFloat || primitive == TypeId::kDouble) return ConvertNumber(Value::Double(decimal->AsDouble()), primitive);
    const std::string_view plain = decimal->ToPlainText(run.arena);
    return ConvertNumber(Value::Long(BigLong(plain.substr(0, plain.find('.')))), primitive);
  }
  if (a[0].kind() != Kind::kBigInteger) return ConvertNumber(a[0], primitive);
  const bool floating = primitive == TypeId::kFloat || primitive == TypeId::kDouble;
  return ConvertNumber(floating ? Value::Double(BigDouble(a[0].as_text())) : Value::Long(BigLong(a[0].as_text())), primitive);
}
constexpr Method kNumber[] = {
    Instance("byte byteValue()", NumberValue<TypeId::kByte>),    Instance("double doubleValue()", NumberValue<TypeId::kDouble>),
    Instance("float floatValue()", NumberValue<TypeId::kFloat>), Instance("int intValue()", NumberValue<TypeId::kInt>),
    Instance("long longValue()", NumberValue<TypeId::kLong>),    Instance("short shortValue()", NumberValue<TypeId::kShort>),
};
static_assert(IsSorted(kNumber));

Value Message(Run&, const Value* a) { return As<ExceptionHost>(a[0])->message(); }
Value StackTrace(Run& run, const Value*) { return Value::Of(ArrayHost::New(run.arena, Type(TypeId::kString, 1), 0)); }
constexpr Method kException[] = {
    Instance("String getLocalizedMessage()", Message),
    Instance("String getMessage()", Message),
    Instance("String[] getStackTrace()", StackTrace),
};
static_assert(IsSorted(kException));

template <TypeId type>
Value NewException(Run& run, const Value*) { return Value::Of(run.arena.New<ExceptionHost>(type, Value())); }
template <TypeId type>
Value NewExceptionWith(Run& run, const Value* a) { return Value::Of(run.arena.New<ExceptionHost>(type, a[0])); }
template <TypeId type>
constexpr Method kConstructors[] = {Static("Object new()", NewException<type>), Static("Object new(String)", NewExceptionWith<type>)};

template <TypeId type>
constexpr TypeApi Constructible() { return {type, kConstructors<type>, {}}; }

constexpr TypeApi kTables[] = {
    {TypeId::kObject, kObject, {}},
    {TypeId::kComparable, kComparable, {}},
    {TypeId::kNumber, kNumber, {}},
    {TypeId::kThrowable, kException, {}},
    Constructible<TypeId::kException>(),
    Constructible<TypeId::kRuntimeException>(),
    Constructible<TypeId::kArithmeticException>(),
    Constructible<TypeId::kArrayStoreException>(),
    Constructible<TypeId::kClassCastException>(),
    Constructible<TypeId::kIllegalArgumentException>(),
    Constructible<TypeId::kNumberFormatException>(),
    Constructible<TypeId::kClassNotFoundException>(),
    Constructible<TypeId::kCloneNotSupportedException>(),
    Constructible<TypeId::kIllegalAccessException>(),
    Constructible<TypeId::kIllegalMonitorStateException>(),
    Constructible<TypeId::kIllegalThreadStateException>(),
    Constructible<TypeId::kInstantiationException>(),
    Constructible<TypeId::kInterruptedException>(),
    Constructible<TypeId::kNoSuchFieldException>(),
    Constructible<TypeId::kNoSuchMethodException>(),
    Constructible<TypeId::kReflectiveOperationException>(),
    Constructible<TypeId::kIllegalStateException>(),
    Constructible<TypeId::kIndexOutOfBoundsException>(),
    Constructible<TypeId::kArrayIndexOutOfBoundsException>(),
    Constructible<TypeId::kStringIndexOutOfBoundsException>(),
    Constructible<TypeId::kNegativeArraySizeException>(),
    Constructible<TypeId::kNullPointerException>(),
    Constructible<TypeId::kSecurityException>(),
    Constructible<TypeId::kUnsupportedOperationException>(),
    Constructible<TypeId::kConcurrentModificationException>(),
    Constructible<TypeId::kNoSuchElementException>(),
    Constructible<TypeId::kInputMismatchException>(),
};

}  // namespace

ApiTables ObjectApi() { return kTables; }

}  // namespace flowship::painless
