#pragma once
// The types that a script can name: Java's primitives, `def`, and the classes and interfaces that Painless allows.
//
// A Type is one of them with the number of array dimensions around it. The table gives each its canonical name, as error messages show it, and its
// direct supertypes. What can be called on a type is in api.h.
// Source: Elasticsearch's "Painless API reference" (contexts: ingest), and the Java SE API documentation for the inheritance.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "event/value.h"

namespace flowship::painless {

// X(identifier, canonical name, direct supertypes...). A class that names none has Object above it.
#define FLOWSHIP_PAINLESS_TYPES(X)                                                                      \
  X(Void, "void") X(Def, "def") X(Boolean, "boolean") X(Byte, "byte") X(Short, "short") X(Char, "char") \
  X(Int, "int") X(Long, "long") X(Float, "float") X(Double, "double")                                   \
  X(Object, "java.lang.Object")                                                                         \
  X(CharSequence, "java.lang.CharSequence")                                                             \
  X(Comparable, "java.lang.Comparable")                                                                 \
  X(Iterable, "java.lang.Iterable")                                                                     \
  X(Number, "java.lang.Number")                                                                         \
  X(BoxedBoolean, "java.lang.Boolean", TypeId::kComparable)                                             \
  X(BoxedByte, "java.lang.Byte", TypeId::kNumber, TypeId::kComparable)                                  \
  X(BoxedShort, "java.lang.Short", TypeId::kNumber, TypeId::kComparable)                                \
  X(Character, "java.lang.Character", TypeId::kComparable)                                              \
  X(Integer, "java.lang.Integer", TypeId::kNumber, TypeId::kComparable)                                 \
  X(BoxedLong, "java.lang.Long", TypeId::kNumber, TypeId::kComparable)                                  \
  X(BoxedFloat, "java.lang.Float", TypeId::kNumber, TypeId::kComparable)                                \
  X(BoxedDouble, "java.lang.Double", TypeId::kNumber, TypeId::kComparable)                              \
  X(BigInteger, "java.math.BigInteger", TypeId::kNumber, TypeId::kComparable)                           \
  X(String, "java.lang.String", TypeId::kCharSequence, TypeId::kComparable)                             \
  X(StringBuilder, "java.lang.StringBuilder", TypeId::kCharSequence, TypeId::kComparable)               \
  X(StringBuffer, "java.lang.StringBuffer", TypeId::kCharSequence, TypeId::kComparable)                 \
  X(Math, "java.lang.Math")                                                                             \
  X(StrictMath, "java.lang.StrictMath")                                                                 \
  X(System, "java.lang.System")                                                                         \
  X(Enum, "java.lang.Enum", TypeId::kComparable)                                                        \
  X(Collection, "java.util.Collection", TypeId::kIterable)                                              \
  X(List, "java.util.List", TypeId::kCollection)                                                        \
  X(Set, "java.util.Set", TypeId::kCollection)                                                          \
  X(SortedSet, "java.util.SortedSet", TypeId::kSet)                                                     \
  X(NavigableSet, "java.util.NavigableSet", TypeId::kSortedSet)                                         \
  X(Queue, "java.util.Queue", TypeId::kCollection)                                                      \
  X(Deque, "java.util.Deque", TypeId::kQueue)                                                           \
  X(Map, "java.util.Map")                                                                               \
  X(MapEntry, "java.util.Map.Entry")                                                                    \
  X(SortedMap, "java.util.SortedMap", TypeId::kMap)                                                     \
  X(NavigableMap, "java.util.NavigableMap", TypeId::kSortedMap)                                         \
  X(Iterator, "java.util.Iterator")                                                                     \
  X(ListIterator, "java.util.ListIterator", TypeId::kIterator)                                          \
  X(Comparator, "java.util.Comparator")                                                                 \
  X(RandomAccess, "java.util.RandomAccess")                                                             \
  X(AbstractCollection, "java.util.AbstractCollection", TypeId::kCollection)                            \
  X(AbstractList, "java.util.AbstractList", TypeId::kAbstractCollection, TypeId::kList)                 \
  X(AbstractSet, "java.util.AbstractSet", TypeId::kAbstractCollection, TypeId::kSet)                    \
  X(AbstractMap, "java.util.AbstractMap", TypeId::kMap)                                                 \
  X(ArrayList, "java.util.ArrayList", TypeId::kAbstractList, TypeId::kRandomAccess)                     \
  X(LinkedList, "java.util.LinkedList", TypeId::kAbstractList, TypeId::kDeque)                          \
  X(Vector, "java.util.Vector", TypeId::kAbstractList, TypeId::kRandomAccess)                           \
  X(Stack, "java.util.Stack", TypeId::kVector)                                                          \
  X(ArrayDeque, "java.util.ArrayDeque", TypeId::kAbstractCollection, TypeId::kDeque)                    \
  X(HashMap, "java.util.HashMap", TypeId::kAbstractMap)                                                 \
  X(LinkedHashMap, "java.util.LinkedHashMap", TypeId::kHashMap)                                         \
  X(TreeMap, "java.util.TreeMap", TypeId::kAbstractMap, TypeId::kNavigableMap)                          \
  X(Hashtable, "java.util.Hashtable", TypeId::kMap)                                                     \
  X(HashSet, "java.util.HashSet", TypeId::kAbstractSet)                                                 \
  X(LinkedHashSet, "java.util.LinkedHashSet", TypeId::kHashSet)                                         \
  X(TreeSet, "java.util.TreeSet", TypeId::kAbstractSet, TypeId::kNavigableSet)                          \
  X(SimpleEntry, "java.util.AbstractMap.SimpleEntry", TypeId::kMapEntry)                                \
  X(SimpleImmutableEntry, "java.util.AbstractMap.SimpleImmutableEntry", TypeId::kMapEntry)              \
  X(Arrays, "java.util.Arrays")                                                                         \
  X(Collections, "java.util.Collections")                                                               \
  X(Objects, "java.util.Objects")                                                                       \
  X(Base64, "java.util.Base64")                                                                         \
  X(Base64Decoder, "java.util.Base64.Decoder")                                                          \
  X(Base64Encoder, "java.util.Base64.Encoder")                                                          \
  X(Locale, "java.util.Locale")                                                                         \
  X(Optional, "java.util.Optional")                                                                     \
  X(OptionalInt, "java.util.OptionalInt")                                                               \
  X(OptionalLong, "java.util.OptionalLong")                                                             \
  X(OptionalDouble, "java.util.OptionalDouble")                                                         \
  X(StringJoiner, "java.util.StringJoiner")                                                             \
  X(StringTokenizer, "java.util.StringTokenizer")                                                       \
  X(Uuid, "java.util.UUID", TypeId::kComparable)                                                        \
  X(Date, "java.util.Date", TypeId::kComparable)                                                        \
  X(IntSummaryStatistics, "java.util.IntSummaryStatistics")                                             \
  X(LongSummaryStatistics, "java.util.LongSummaryStatistics")                                           \
  X(DoubleSummaryStatistics, "java.util.DoubleSummaryStatistics")                                       \
  X(Pattern, "java.util.regex.Pattern")                                                                 \
  X(Matcher, "java.util.regex.Matcher")                                                                 \
  X(BiConsumer, "java.util.function.BiConsumer")                                                        \
  X(BiFunction, "java.util.function.BiFunction")                                                        \
  X(BinaryOperator, "java.util.function.BinaryOperator", TypeId::kBiFunction)                           \
  X(BiPredicate, "java.util.function.BiPredicate")                                                      \
  X(BooleanSupplier, "java.util.function.BooleanSupplier")                                              \
  X(Consumer, "java.util.function.Consumer")                                                            \
  X(DoubleBinaryOperator, "java.util.function.DoubleBinaryOperator")                                    \
  X(DoubleConsumer, "java.util.function.DoubleConsumer")                                                \
  X(DoubleFunction, "java.util.function.DoubleFunction")                                                \
  X(DoublePredicate, "java.util.function.DoublePredicate")                                              \
  X(DoubleSupplier, "java.util.function.DoubleSupplier")                                                \
  X(DoubleToIntFunction, "java.util.function.DoubleToIntFunction")                                      \
  X(DoubleToLongFunction, "java.util.function.DoubleToLongFunction")                                    \
  X(DoubleUnaryOperator, "java.util.function.DoubleUnaryOperator")                                      \
  X(Function, "java.util.function.Function")                                                            \
  X(IntBinaryOperator, "java.util.function.IntBinaryOperator")                                          \
  X(IntConsumer, "java.util.function.IntConsumer")                                                      \
  X(IntFunction, "java.util.function.IntFunction")                                                      \
  X(IntPredicate, "java.util.function.IntPredicate")                                                    \
  X(IntSupplier, "java.util.function.IntSupplier")                                                      \
  X(IntToDoubleFunction, "java.util.function.IntToDoubleFunction")                                      \
  X(IntToLongFunction, "java.util.function.IntToLongFunction")                                          \
  X(IntUnaryOperator, "java.util.function.IntUnaryOperator")                                            \
  X(LongBinaryOperator, "java.util.function.LongBinaryOperator")                                        \
  X(LongConsumer, "java.util.function.LongConsumer")                                                    \
  X(LongFunction, "java.util.function.LongFunction")                                                    \
  X(LongPredicate, "java.util.function.LongPredicate")                                                  \
  X(LongSupplier, "java.util.function.LongSupplier")                                                    \
  X(LongToDoubleFunction, "java.util.function.LongToDoubleFunction")                                    \
  X(LongToIntFunction, "java.util.function.LongToIntFunction")                                          \
  X(LongUnaryOperator, "java.util.function.LongUnaryOperator")                                          \
  X(ObjIntConsumer, "java.util.function.ObjIntConsumer")                                                \
  X(ObjLongConsumer, "java.util.function.ObjLongConsumer")                                              \
  X(ObjDoubleConsumer, "java.util.function.ObjDoubleConsumer")                                          \
  X(Predicate, "java.util.function.Predicate")                                                          \
  X(Supplier, "java.util.function.Supplier")                                                            \
  X(ToDoubleBiFunction, "java.util.function.ToDoubleBiFunction")                                        \
  X(ToDoubleFunction, "java.util.function.ToDoubleFunction")                                            \
  X(ToIntBiFunction, "java.util.function.ToIntBiFunction")                                              \
  X(ToIntFunction, "java.util.function.ToIntFunction")                                                  \
  X(ToLongBiFunction, "java.util.function.ToLongBiFunction")                                            \
  X(ToLongFunction, "java.util.function.ToLongFunction")                                                \
  X(UnaryOperator, "java.util.function.UnaryOperator", TypeId::kFunction)                               \
  X(BaseStream, "java.util.stream.BaseStream")                                                          \
  X(Stream, "java.util.stream.Stream", TypeId::kBaseStream)                                             \
  X(IntStream, "java.util.stream.IntStream", TypeId::kBaseStream)                                       \
  X(LongStream, "java.util.stream.LongStream", TypeId::kBaseStream)                                     \
  X(DoubleStream, "java.util.stream.DoubleStream", TypeId::kBaseStream)                                 \
  X(Collector, "java.util.stream.Collector")                                                            \
  X(Collectors, "java.util.stream.Collectors")                                                          \
  X(Temporal, "java.time.temporal.Temporal", TypeId::kTemporalAccessor)                                 \
  X(TemporalAccessor, "java.time.temporal.TemporalAccessor")                                            \
  X(TemporalAdjuster, "java.time.temporal.TemporalAdjuster")                                            \
  X(TemporalAmount, "java.time.temporal.TemporalAmount")                                                \
  X(TemporalField, "java.time.temporal.TemporalField")                                                  \
  X(TemporalUnit, "java.time.temporal.TemporalUnit")                                                    \
  X(IsoFields, "java.time.temporal.IsoFields")                                                          \
  X(TemporalAdjusters, "java.time.temporal.TemporalAdjusters")                                          \
  X(ChronoField, "java.time.temporal.ChronoField", TypeId::kEnum, TypeId::kTemporalField)               \
  X(ChronoUnit, "java.time.temporal.ChronoUnit", TypeId::kEnum, TypeId::kTemporalUnit)                  \
  X(ChronoLocalDate, "java.time.chrono.ChronoLocalDate", TypeId::kTemporal, TypeId::kTemporalAdjuster, TypeId::kComparable)         \
  X(ChronoLocalDateTime, "java.time.chrono.ChronoLocalDateTime", TypeId::kTemporal, TypeId::kTemporalAdjuster, TypeId::kComparable) \
  X(ChronoZonedDateTime, "java.time.chrono.ChronoZonedDateTime", TypeId::kTemporal, TypeId::kComparable)                           \
  X(Clock, "java.time.Clock")                                                                           \
  X(Duration, "java.time.Duration", TypeId::kTemporalAmount, TypeId::kComparable)                       \
  X(Period, "java.time.Period", TypeId::kTemporalAmount)                                                \
  X(Instant, "java.time.Instant", TypeId::kTemporal, TypeId::kTemporalAdjuster, TypeId::kComparable)    \
  X(LocalDate, "java.time.LocalDate", TypeId::kChronoLocalDate)                                         \
  X(LocalTime, "java.time.LocalTime", TypeId::kTemporal, TypeId::kTemporalAdjuster, TypeId::kComparable)            \
  X(LocalDateTime, "java.time.LocalDateTime", TypeId::kChronoLocalDateTime)                             \
  X(OffsetDateTime, "java.time.OffsetDateTime", TypeId::kTemporal, TypeId::kTemporalAdjuster, TypeId::kComparable) \
  X(ZonedDateTime, "java.time.ZonedDateTime", TypeId::kChronoZonedDateTime)                             \
  X(ZoneId, "java.time.ZoneId")                                                                         \
  X(ZoneOffset, "java.time.ZoneOffset", TypeId::kZoneId, TypeId::kTemporalAccessor, TypeId::kTemporalAdjuster, TypeId::kComparable) \
  X(DayOfWeek, "java.time.DayOfWeek", TypeId::kEnum, TypeId::kTemporalAccessor, TypeId::kTemporalAdjuster)  \
  X(Month, "java.time.Month", TypeId::kEnum, TypeId::kTemporalAccessor, TypeId::kTemporalAdjuster)      \
  X(DateTimeFormatter, "java.time.format.DateTimeFormatter")                                            \
  X(DateTimeFormatterBuilder, "java.time.format.DateTimeFormatterBuilder")                              \
  X(FormatStyle, "java.time.format.FormatStyle", TypeId::kEnum)                                         \
  X(ResolverStyle, "java.time.format.ResolverStyle", TypeId::kEnum)                                     \
  X(SignStyle, "java.time.format.SignStyle", TypeId::kEnum)                                             \
  X(Year, "java.time.Year", TypeId::kTemporalAccessor, TypeId::kComparable)                             \
  X(YearMonth, "java.time.YearMonth", TypeId::kTemporalAccessor, TypeId::kComparable)                   \
  X(MonthDay, "java.time.MonthDay", TypeId::kTemporalAccessor, TypeId::kComparable)                     \
  X(ZoneRules, "java.time.zone.ZoneRules")                                                              \
  X(TimeZone, "java.util.TimeZone")                                                                     \
  X(TextStyle, "java.time.format.TextStyle", TypeId::kEnum)                                             \
  X(DecimalFormat, "java.text.DecimalFormat")                                                           \
  X(SimpleDateFormat, "java.text.SimpleDateFormat")                                                     \
  X(BigDecimal, "java.math.BigDecimal", TypeId::kNumber, TypeId::kComparable)                           \
  X(MathContext, "java.math.MathContext")                                                                \
  X(RoundingMode, "java.math.RoundingMode", TypeId::kEnum)                                              \
  X(Processors, "org.elasticsearch.ingest.common.Processors")                                           \
  X(Field, "org.elasticsearch.script.field.WriteField", TypeId::kIterable)                              \
  X(NestedDocument, "org.elasticsearch.script.field.NestedDocument")                                    \
  X(Metadata, "org.elasticsearch.script.Metadata")                                                      \
  X(Json, "org.elasticsearch.painless.api.Json")                                                        \
  X(Cidr, "org.elasticsearch.painless.api.CIDR")                                                        \
  X(Debug, "org.elasticsearch.painless.api.Debug")                                                      \
  X(IpAddress, "org.elasticsearch.script.field.IPAddress")                                              \
  X(Throwable, "java.lang.Throwable")                                                                   \
  X(Error, "java.lang.Error", TypeId::kThrowable)                                                       \
  X(StackOverflowError, "java.lang.StackOverflowError", TypeId::kError)                                 \
  X(OutOfMemoryError, "java.lang.OutOfMemoryError", TypeId::kError)                                     \
  X(PainlessError, "org.elasticsearch.painless.PainlessError", TypeId::kError)                          \
  X(PainlessExplainError, "org.elasticsearch.painless.PainlessExplainError", TypeId::kError)            \
  X(Exception, "java.lang.Exception", TypeId::kThrowable)                                               \
  X(RuntimeException, "java.lang.RuntimeException", TypeId::kException)                                 \
  X(ArithmeticException, "java.lang.ArithmeticException", TypeId::kRuntimeException)                    \
  X(ArrayStoreException, "java.lang.ArrayStoreException", TypeId::kRuntimeException)                    \
  X(ClassCastException, "java.lang.ClassCastException", TypeId::kRuntimeException)                      \
  X(IllegalArgumentException, "java.lang.IllegalArgumentException", TypeId::kRuntimeException)          \
  X(NumberFormatException, "java.lang.NumberFormatException", TypeId::kIllegalArgumentException)        \
  X(PatternSyntaxException, "java.util.regex.PatternSyntaxException", TypeId::kIllegalArgumentException) \
  X(IllegalFormatException, "java.util.IllegalFormatException", TypeId::kIllegalArgumentException)      \
  X(DuplicateFormatFlagsException, "java.util.DuplicateFormatFlagsException", TypeId::kIllegalFormatException) \
  X(FormatFlagsConversionMismatchException, "java.util.FormatFlagsConversionMismatchException", TypeId::kIllegalFormatException) \
  X(IllegalFormatCodePointException, "java.util.IllegalFormatCodePointException", TypeId::kIllegalFormatException) \
  X(IllegalFormatFlagsException, "java.util.IllegalFormatFlagsException", TypeId::kIllegalFormatException) \
  X(IllegalFormatPrecisionException, "java.util.IllegalFormatPrecisionException", TypeId::kIllegalFormatException) \
  X(IllegalFormatWidthException, "java.util.IllegalFormatWidthException", TypeId::kIllegalFormatException) \
  X(MissingFormatArgumentException, "java.util.MissingFormatArgumentException", TypeId::kIllegalFormatException) \
  X(MissingFormatWidthException, "java.util.MissingFormatWidthException", TypeId::kIllegalFormatException) \
  X(UnknownFormatConversionException, "java.util.UnknownFormatConversionException", TypeId::kIllegalFormatException) \
  X(IllegalFormatConversionException, "java.util.IllegalFormatConversionException", TypeId::kIllegalFormatException) \
  X(ClassNotFoundException, "java.lang.ClassNotFoundException", TypeId::kReflectiveOperationException) \
  X(CloneNotSupportedException, "java.lang.CloneNotSupportedException", TypeId::kException) \
  X(IllegalAccessException, "java.lang.IllegalAccessException", TypeId::kReflectiveOperationException) \
  X(IllegalMonitorStateException, "java.lang.IllegalMonitorStateException", TypeId::kRuntimeException) \
  X(IllegalThreadStateException, "java.lang.IllegalThreadStateException", TypeId::kIllegalArgumentException) \
  X(InstantiationException, "java.lang.InstantiationException", TypeId::kReflectiveOperationException) \
  X(InterruptedException, "java.lang.InterruptedException", TypeId::kException) \
  X(NoSuchFieldException, "java.lang.NoSuchFieldException", TypeId::kReflectiveOperationException) \
  X(NoSuchMethodException, "java.lang.NoSuchMethodException", TypeId::kReflectiveOperationException) \
  X(ReflectiveOperationException, "java.lang.ReflectiveOperationException", TypeId::kException) \
  X(IllegalStateException, "java.lang.IllegalStateException", TypeId::kRuntimeException)                \
  X(IndexOutOfBoundsException, "java.lang.IndexOutOfBoundsException", TypeId::kRuntimeException)        \
  X(ArrayIndexOutOfBoundsException, "java.lang.ArrayIndexOutOfBoundsException", TypeId::kIndexOutOfBoundsException)   \
  X(StringIndexOutOfBoundsException, "java.lang.StringIndexOutOfBoundsException", TypeId::kIndexOutOfBoundsException) \
  X(NegativeArraySizeException, "java.lang.NegativeArraySizeException", TypeId::kRuntimeException)      \
  X(NullPointerException, "java.lang.NullPointerException", TypeId::kRuntimeException)                  \
  X(SecurityException, "java.lang.SecurityException", TypeId::kRuntimeException)                        \
  X(UnsupportedOperationException, "java.lang.UnsupportedOperationException", TypeId::kRuntimeException) \
  X(ConcurrentModificationException, "java.util.ConcurrentModificationException", TypeId::kRuntimeException) \
  X(CircuitBreakingException, "org.elasticsearch.common.breaker.CircuitBreakingException", TypeId::kRuntimeException)  \
  X(EmptyStackException, "java.util.EmptyStackException", TypeId::kRuntimeException)                    \
  X(NoSuchElementException, "java.util.NoSuchElementException", TypeId::kRuntimeException)              \
  X(InputMismatchException, "java.util.InputMismatchException", TypeId::kNoSuchElementException)        \
  X(DateTimeException, "java.time.DateTimeException", TypeId::kRuntimeException)                        \
  X(DateTimeParseException, "java.time.format.DateTimeParseException", TypeId::kDateTimeException)      \
  X(UnsupportedTemporalTypeException, "java.time.temporal.UnsupportedTemporalTypeException", TypeId::kDateTimeException) \
  X(ZoneRulesException, "java.time.zone.ZoneRulesException", TypeId::kDateTimeException)                 \
  X(ElasticsearchParseException, "org.elasticsearch.ElasticsearchParseException", TypeId::kRuntimeException)       \
  X(XContentParseException, "org.elasticsearch.xcontent.XContentParseException", TypeId::kIllegalArgumentException) \
  X(XContentEofException, "org.elasticsearch.xcontent.XContentEOFException", TypeId::kXContentParseException)      \
  X(ParseException, "java.text.ParseException", TypeId::kException)

enum class TypeId : uint8_t {
#define FLOWSHIP_PAINLESS_ID(identifier, ...) k##identifier,
  FLOWSHIP_PAINLESS_TYPES(FLOWSHIP_PAINLESS_ID)
#undef FLOWSHIP_PAINLESS_ID
};

struct TypeInfo {
  static constexpr size_t kMaxSupertypes = 4;

  std::string_view name;  // canonical
  TypeId supertypes[kMaxSupertypes];
  uint8_t supertype_count;

  std::span<const TypeId> above() const { return {supertypes, supertype_count}; }
};

struct Type {
  TypeId id = TypeId::kVoid;
  uint8_t dimensions = 0;

  constexpr Type() = default;
  constexpr Type(TypeId type_id, uint8_t array_dimensions = 0) : id(type_id), dimensions(array_dimensions) {}  // NOLINT: implicit by design
  friend constexpr bool operator==(Type, Type) = default;

  constexpr bool is_array() const { return dimensions != 0; }
  constexpr bool is_def() const { return *this == Type(TypeId::kDef); }
  constexpr bool is_void() const { return *this == Type(TypeId::kVoid); }
  // boolean included.
  constexpr bool is_primitive() const { return dimensions == 0 && id >= TypeId::kBoolean && id <= TypeId::kDouble; }
  constexpr bool is_numeric() const { return dimensions == 0 && id >= TypeId::kByte && id <= TypeId::kDouble; }  // char included
  constexpr Type Element() const { return Type(id, static_cast<uint8_t>(dimensions - 1)); }
};

const TypeInfo& InfoOf(TypeId id);
std::string_view NameOf(TypeId id);
std::string_view SimpleNameOf(TypeId id);  // as a script writes it: Map.Entry
std::string NameOf(Type type);             // java.lang.String[]

// By canonical or simple name, which is how a script names a type; false when there is none. Error, Throwable and PainlessError can't be named.
bool FindType(std::string_view name, TypeId* id);
// The allowed name that is most like `name`, or an empty one.
std::string_view NearestTypeName(std::string_view name);

bool IsSubtype(TypeId type, TypeId super);  // reflexive
bool IsAssignable(Type from, Type to);      // references only; Object is above every reference and array

Type Boxed(Type type);    // int → Integer; anything else is itself
Type Unboxed(Type type);  // Integer → int; anything else is itself

// The class of a value, which is not null.
Type TypeOf(const Value& value);
std::string ClassNameOf(const Value& value);  // "null" for null

}  // namespace flowship::painless
