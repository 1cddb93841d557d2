#include "painless/null_text.h"

#include "painless/values.h"

namespace flowship::painless {
namespace {

struct Row {
  TypeId type;  // of the receiver; of the result, when the method has none
  std::string_view name;
  size_t argument;  // which is null
  std::string_view text;
};

constexpr Row kRows[] = {
    {TypeId::kArrayList, "addAll", 1, R"~(Cannot invoke "java.util.Collection.toArray()" because "c" is null)~"},
    {TypeId::kArrayList, "containsAll", 1, R"~(Cannot invoke "java.util.Collection.iterator()" because "c" is null)~"},
    {TypeId::kArrayList, "new", 0, R"~(Cannot invoke "java.util.Collection.toArray()" because "c" is null)~"},
    {TypeId::kBase64Decoder, "decode", 1, R"~(Cannot invoke "String.getBytes(java.nio.charset.Charset)" because "src" is null)~"},
    {TypeId::kBase64Encoder, "encodeToString", 1, R"~(Cannot read the array length because "src" is null)~"},
    {TypeId::kBigDecimal, "new", 0, R"~(Cannot invoke "String.toCharArray()" because "val" is null)~"},
    {TypeId::kBigInteger, "new", 0, R"~(Cannot invoke "String.length()" because "val" is null)~"},
    {TypeId::kBoxedLong, "decode", 0, R"~(Cannot invoke "String.isEmpty()" because "nm" is null)~"},
    {TypeId::kBoxedShort, "decode", 0, R"~(Cannot invoke "String.isEmpty()" because "nm" is null)~"},
    {TypeId::kChronoUnit, "between", 1, R"~(Cannot invoke "java.time.temporal.Temporal.until(java.time.temporal.Temporal, java.time.temporal.TemporalUnit)" because "temporal1Inclusive" is null)~"},
    {TypeId::kDef, "max", 0, R"~(Cannot invoke "java.util.Collection.iterator()" because "coll" is null)~"},
    {TypeId::kDef, "min", 0, R"~(Cannot invoke "java.util.Collection.iterator()" because "coll" is null)~"},
    {TypeId::kDouble, "parseDouble", 0, R"~(Cannot invoke "String.trim()" because "in" is null)~"},
    {TypeId::kDuration, "between", 0, R"~(Cannot invoke "java.time.temporal.Temporal.until(java.time.temporal.Temporal, java.time.temporal.TemporalUnit)" because "startInclusive" is null)~"},
    {TypeId::kDuration, "parse", 0, "text"},
    {TypeId::kFloat, "parseFloat", 0, R"~(Cannot invoke "String.trim()" because "in" is null)~"},
    {TypeId::kHashMap, "new", 0, R"~(Cannot invoke "java.util.Map.size()" because "m" is null)~"},
    {TypeId::kHashSet, "new", 0, R"~(Cannot invoke "java.util.Collection.size()" because "c" is null)~"},
    {TypeId::kInteger, "decode", 0, R"~(Cannot invoke "String.isEmpty()" because "nm" is null)~"},
    {TypeId::kPattern, "matcher", 1, R"~(Cannot invoke "java.lang.CharSequence.length()" because "this.wrapped" is null)~"},
    {TypeId::kPattern, "split", 1, R"~(Cannot invoke "java.lang.CharSequence.length()" because "this.wrapped" is null)~"},
    {TypeId::kSimpleDateFormat, "parse", 1, R"~(Cannot invoke "String.length()" because "text" is null)~"},
    {TypeId::kString, "compareTo", 1, R"~(Cannot read field "value" because "anotherString" is null)~"},
    {TypeId::kString, "compareToIgnoreCase", 1, R"~(Cannot read field "value" because "s2" is null)~"},
    {TypeId::kString, "concat", 1, R"~(Cannot invoke "String.isEmpty()" because "str" is null)~"},
    {TypeId::kString, "contains", 1, R"~(Cannot invoke "java.lang.CharSequence.toString()" because "s" is null)~"},
    {TypeId::kString, "endsWith", 1, R"~(Cannot invoke "String.length()" because "suffix" is null)~"},
    {TypeId::kString, "indexOf", 1, R"~(Cannot invoke "String.coder()" because "str" is null)~"},
    {TypeId::kString, "lastIndexOf", 1, R"~(Cannot read field "value" because "tgtStr" is null)~"},
    {TypeId::kString, "quote", 0, R"~(Cannot invoke "String.indexOf(String)" because "s" is null)~"},
    {TypeId::kString, "replace", 1, R"~(Cannot invoke "java.lang.CharSequence.toString()" because "target" is null)~"},
    {TypeId::kString, "replace", 2, R"~(Cannot invoke "java.lang.CharSequence.toString()" because "replacement" is null)~"},
    {TypeId::kString, "startsWith", 1, R"~(Cannot invoke "String.length()" because "prefix" is null)~"},
    {TypeId::kStringBuilder, "indexOf", 1, R"~(Cannot read field "value" because "tgtStr" is null)~"},
    {TypeId::kStringBuilder, "new", 0, R"~(Cannot invoke "java.lang.CharSequence.length()" because "seq" is null)~"},
    {TypeId::kUuid, "fromString", 0, R"~(Cannot invoke "String.length()" because "name" is null)~"},
};

// Empty: the JVM has no words for it, or we don't know them.
std::string_view NullText(const Method& method, const Value* arguments) {
  const Type type = method.is_static ? method.returns : TypeOf(arguments[0]);
  const size_t count = method.arity + (method.is_static ? 0 : 1);
  for (const Row& row : kRows) {
    if (type == Type(row.type) && method.name == row.name && row.argument < count && arguments[row.argument].is_null()) return row.text;
  }
  return {};
}

}  // namespace

void NameNull(Run& run, const Method& method, const Value* arguments) {
  if (run.thrown()->type() != Type(TypeId::kNullPointerException) || !run.thrown()->message().is_null()) return;
  const std::string_view text = NullText(method, arguments);
  if (text.empty()) return;
  run.TakeThrown();
  run.Throw(TypeId::kNullPointerException, text);
}

}  // namespace flowship::painless
