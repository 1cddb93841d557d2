// CharSequence and String.

#include <algorithm>
#include <string>

#include "base/java_number.h"
#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/hashing.h"
#include "painless/pattern.h"
#include "painless/stream.h"
#include "painless/strings.h"
#include "painless/text.h"
#include "painless/text_builder.h"
#include "painless/values.h"

namespace flowship::painless {

bool IsText(const Value& value) { return value.is_string() || As<TextBuilder>(value) != nullptr; }

bool TextArgument(Run& run, const Value& value, std::string_view* text) {
  if (value.is_string()) {
    *text = value.as_text();
    return true;
  }
  if (const TextBuilder* const builder = As<TextBuilder>(value)) {
    *text = builder->text();
    return true;
  }
  run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return false;
}

bool CheckRange(Run& run, int64_t from, int64_t to, size_t length) {
  if (from >= 0 && from <= to && to <= static_cast<int64_t>(length)) return true;
  run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "begin {}, end {}, length {}", from, to, length);
  return false;
}

bool CheckCharIndex(Run& run, int64_t index, size_t length) {
  if (index >= 0 && index < static_cast<int64_t>(length)) return true;
  run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "String index out of range: {}", index);
  return false;
}

Value StringArray(Run& run, std::span<const std::string_view> items) {
  ArrayHost* const array = ArrayHost::New(run.arena, Type(TypeId::kString, 1), items.size());
  for (size_t i = 0; i < items.size(); ++i) array->items()[i] = Value::String(items[i]);
  return Value::Of(array);
}

int32_t IndexOf(std::string_view text, std::string_view needle, int64_t from) {
  const auto start = static_cast<size_t>(std::max<int64_t>(from, 0));
  if (start > UnitCount(text)) return needle.empty() ? static_cast<int32_t>(UnitCount(text)) : -1;
  const size_t byte = text.find(needle, ByteOf(text, start));
  return byte == std::string_view::npos ? -1 : static_cast<int32_t>(UnitsBefore(text, byte));
}

int32_t LastIndexOf(std::string_view text, std::string_view needle, int64_t from) {
  if (from < 0) return -1;
  const size_t byte = text.rfind(needle, ByteOf(text, std::min(static_cast<size_t>(from), UnitCount(text))));
  return byte == std::string_view::npos ? -1 : static_cast<int32_t>(UnitsBefore(text, byte));
}

namespace {

std::string_view Self(const Value* a) { return a[0].as_text(); }

// CharSequence ----------------------------------------------------------------------------------------------------------------------------

Value CharAt(Run& run, const Value* a) {
  std::string_view text;
  if (!TextArgument(run, a[0], &text) || !CheckCharIndex(run, a[1].as_long(), UnitCount(text))) return Value();
  return Unit(UnitAt(text, static_cast<size_t>(a[1].as_long())));
}

Value Length(Run& run, const Value* a) {
  std::string_view text;
  return TextArgument(run, a[0], &text) ? Size(UnitCount(text)) : Value();
}

Value SubSequence(Run& run, const Value* a) {
  std::string_view text;
  if (!TextArgument(run, a[0], &text) || !CheckRange(run, a[1].as_long(), a[2].as_long(), UnitCount(text))) return Value();
  return Value::String(Substring(text, static_cast<size_t>(a[1].as_long()), static_cast<size_t>(a[2].as_long()), run.arena));
}

template <bool all>
Value ReplacePattern(Run& run, const Value* a) { return ReplaceByFunction(run, a, all); }

// The units or code points of a text, as a stream.
template <bool whole>
Value Points(Run& run, const Value* a) {
  std::string_view text;
  if (!TextArgument(run, a[0], &text) || !run.Spend(UnitCount(text) * sizeof(Value))) return Value();
  Array* const points = Array::New(run.arena, UnitCount(text));
  for (size_t byte = 0; byte < text.size();) {
    const uint32_t point = NextCodePoint(text, &byte);
    if (whole || point < 0x10000) {
      points->Push(Value::Int(static_cast<int32_t>(point)), run.arena);
    } else {
      points->Push(Value::Int(static_cast<int32_t>(0xD800 + ((point - 0x10000) >> 10))), run.arena);
      points->Push(Value::Int(static_cast<int32_t>(0xDC00 + (point & 0x3FF))), run.arena);
    }
  }
  return NewStream(run, TypeId::kIntStream, Sequence(points->begin(), points->size()));
}

constexpr Method kCharSequence[] = {
    Instance("char charAt(int)", CharAt),
    Instance("IntStream chars()", Points<false>),
    Instance("IntStream codePoints()", Points<true>),
    Instance("int length()", Length),
    Instance("String replaceAll(Pattern,Function)", ReplacePattern<true>),
    Instance("String replaceFirst(Pattern,Function)", ReplacePattern<false>),
    Instance("CharSequence subSequence(int,int)", SubSequence),
};
static_assert(IsSorted(kCharSequence));

// String ----------------------------------------------------------------------------------------------------------------------------------

Value NewString(Run&, const Value*) { return Value::String(""); }

Value CodePoint(Run& run, const Value* a) {
  const auto size = static_cast<int64_t>(UnitCount(Self(a)));
  if (a[1].as_long() < 0 || a[1].as_long() >= size) {
    return run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "index {}, length {}", a[1].as_long(), size);
  }
  return Value::Int(CodePointAt(Self(a), static_cast<size_t>(a[1].as_long())));
}

Value CodePointBefore(Run& run, const Value* a) {
  if (!CheckCharIndex(run, a[1].as_long() - 1, UnitCount(Self(a)))) return Value();
  const auto before = static_cast<size_t>(a[1].as_long() - 1);
  const bool low = (UnitAt(Self(a), before) & 0xFC00) == 0xDC00;
  return Value::Int(CodePointAt(Self(a), low && before > 0 ? before - 1 : before));
}

Value CodePointCount(Run& run, const Value* a) {
  if (a[1].as_long() < 0 || a[1].as_long() > a[2].as_long() || a[2].as_long() > static_cast<int64_t>(UnitCount(Self(a)))) {
    return run.ThrowWithoutMessage(TypeId::kIndexOutOfBoundsException);
  }
  const std::string_view part = Substring(Self(a), static_cast<size_t>(a[1].as_long()), static_cast<size_t>(a[2].as_long()), run.arena);
  size_t count = 0;
  for (size_t byte = 0; byte < part.size(); ++count) NextCodePoint(part, &byte);
  return Size(count);
}

Value CompareText(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Int(CompareUnits(Self(a), other)) : Value();
}

// The index that lies `count` characters behind another, or before it.
Value OffsetByCodePoints(Run& run, const Value* a) {
  const auto size = static_cast<int64_t>(UnitCount(Self(a)));
  int64_t index = a[1].as_long(), count = a[2].as_long();
  const auto is_half = [&](int64_t at, uint16_t first) { return (UnitAt(Self(a), static_cast<size_t>(at)) & 0xFC00) == first; };
  if (index < 0 || index > size) return run.ThrowWithoutMessage(TypeId::kIndexOutOfBoundsException);
  for (; count > 0 && index < size; --count) index += is_half(index, 0xD800) && index + 1 < size && is_half(index + 1, 0xDC00) ? 2 : 1;
  for (; count < 0 && index > 0; ++count) index -= is_half(index - 1, 0xDC00) && index > 1 && is_half(index - 2, 0xD800) ? 2 : 1;
  return count == 0 ? Value::Int(static_cast<int32_t>(index)) : run.ThrowWithoutMessage(TypeId::kIndexOutOfBoundsException);
}

Value CompareIgnoreCase(Run& run, const Value* a) {
  std::string_view other;
  if (!TextArgument(run, a[1], &other)) return Value();
  return Value::Int(CompareUnits(LowerCase(UpperCase(Self(a), run.arena), run.arena), LowerCase(UpperCase(other, run.arena), run.arena)));
}

Value ConcatWith(Run& run, const Value* a) {
  std::string_view other;
  if (!TextArgument(run, a[1], &other) || !run.Spend(Self(a).size() + other.size())) return Value();
  return Value::String(Concat(Self(a), other, run.arena));
}

Value Contains(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Bool(Self(a).find(other) != std::string_view::npos) : Value();
}

Value ContentEquals(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Bool(Self(a) == other) : Value();
}

Value CopyValueOf(Run& run, const Value* a) {
  const ArrayHost* const units = As<ArrayHost>(a[0]);
  if (units == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  std::string_view text;
  for (const Value& unit : units->items()) text = Concat(text, UnitText(static_cast<uint16_t>(unit.as_long()), run.arena), run.arena);
  return Value::String(text);
}

Value ToCharArray(Run& run, const Value* a) {
  const size_t size = UnitCount(Self(a));
  if (!run.Spend(size * sizeof(Value))) return Value();
  ArrayHost* const units = ArrayHost::New(run.arena, Type(TypeId::kChar, 1), size);
  size_t index = 0;
  for (size_t byte = 0; byte < Self(a).size();) {
    const uint32_t code_point = NextCodePoint(Self(a), &byte);
    if (code_point >= 0x10000) {
      units->items()[index++] = Unit(static_cast<uint16_t>(0xD800 + ((code_point - 0x10000) >> 10)));
      units->items()[index++] = Unit(static_cast<uint16_t>(0xDC00 + (code_point & 0x3FF)));
    } else {
      units->items()[index++] = Unit(static_cast<uint16_t>(code_point));
    }
  }
  return Value::Of(units);
}

Value DecodeBase64(Run& run, const Value* a) { return DecodeBase64Text(run, Self(a)); }
Value EncodeBase64(Run& run, const Value* a) { return Value::String(EncodeBase64Text(Self(a), run.arena)); }
Value Sha1(Run& run, const Value* a) { return Value::String(Sha1Text(Self(a), run.arena)); }
Value Sha256(Run& run, const Value* a) { return Value::String(Sha256Text(Self(a), run.arena)); }
Value Sha512(Run& run, const Value* a) { return Value::String(Sha512Text(Self(a), run.arena)); }

Value EndsWith(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Bool(Self(a).ends_with(other)) : Value();
}

Value EqualsIgnoreCase(Run& run, const Value* a) {
  if (a[1].is_null()) return Value::Bool(false);
  const std::string_view other = a[1].as_text();
  if (UnitCount(Self(a)) != UnitCount(other)) return Value::Bool(false);
  return Value::Bool(LowerCase(UpperCase(Self(a), run.arena), run.arena) == LowerCase(UpperCase(other, run.arena), run.arena));
}

Value Format(Run& run, const Value* a) {
  std::string_view format;
  if (!TextArgument(run, a[0], &format)) return Value();
  Sequence items;
  if (!ToSequence(run, a[1], &items)) items = Sequence(&a[1], 1);
  return FormatText(run, format, items);
}
Value FormatInLocale(Run& run, const Value* a) { return Format(run, a + 1); }

Value FindFrom(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Int(IndexOf(Self(a), other, a[2].as_long())) : Value();
}
Value Find(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Value::Int(0)};
  return FindFrom(run, arguments);
}
Value FindLastFrom(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Int(LastIndexOf(Self(a), other, a[2].as_long())) : Value();
}
Value FindLast(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Value::Int(INT32_MAX)};
  return FindLastFrom(run, arguments);
}

Value IsEmpty(Run&, const Value* a) { return Value::Bool(Self(a).empty()); }

Value Join(Run& run, const Value* a) {
  std::string_view delimiter;
  Sequence items;
  if (!TextArgument(run, a[0], &delimiter)) return Value();
  if (a[1].is_null() || !ToSequence(run, a[1], &items)) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  std::string out;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += delimiter;
    if (!items[i].is_null() && !IsText(items[i])) {
      ThrowClassCast(run, items[i], NameOf(TypeId::kCharSequence));
      return Value();
    }
    out += TextOf(run, items[i]);
    if (!run.Spend(out.size() / 8)) return Value();
  }
  return Value::String(run.Copy(out));
}

Value RegionMatchesCase(Run& run, const Value* a) {
  std::string_view other;
  if (!TextArgument(run, a[3], &other)) return Value();
  const int64_t from = a[2].as_long(), other_from = a[4].as_long(), length = a[5].as_long();
  if (from < 0 || other_from < 0 || from + length > static_cast<int64_t>(UnitCount(Self(a))) || other_from + length > static_cast<int64_t>(UnitCount(other))) {
    return Value::Bool(false);
  }
  if (length <= 0) return Value::Bool(true);
  std::string_view left = Substring(Self(a), static_cast<size_t>(from), static_cast<size_t>(from + length), run.arena);
  std::string_view right = Substring(other, static_cast<size_t>(other_from), static_cast<size_t>(other_from + length), run.arena);
  if (a[1].as_bool()) {
    left = LowerCase(UpperCase(left, run.arena), run.arena);
    right = LowerCase(UpperCase(right, run.arena), run.arena);
  }
  return Value::Bool(left == right);
}
Value RegionMatches(Run& run, const Value* a) {
  const Value arguments[] = {a[0], Value::Bool(false), a[1], a[2], a[3], a[4]};
  return RegionMatchesCase(run, arguments);
}

Value Replace(Run& run, const Value* a) {
  std::string_view from, to;
  if (!TextArgument(run, a[1], &from) || !TextArgument(run, a[2], &to)) return Value();
  const std::string_view text = Self(a);
  if (text.find(from) == std::string_view::npos) return a[0];
  std::string out;
  for (size_t at = 0;;) {
    // An empty text is found before every character and at the end.
    size_t found = from.empty() ? at : text.find(from, at);
    if (found == std::string_view::npos) found = text.size();
    out.append(text.substr(at, found - at));
    if (from.empty() || found < text.size()) out.append(to);
    if (found == text.size()) break;
    at = found + from.size();
    if (from.empty()) {
      NextCodePoint(text, &at);
      out.append(text.substr(found, at - found));
    }
    if (out.size() > limits::kScriptMaxTextBytes) break;
  }
  return run.Spend(out.size()) ? Value::String(run.Copy(out)) : Value();
}

// Not a regular expression: the pieces between the tokens. A limit leaves the rest in the last one.
Value SplitOnTokenLimit(Run& run, const Value* a) {
  std::string_view token;  // none is as good as an empty one
  if (!a[1].is_null() && !TextArgument(run, a[1], &token)) return Value();
  Array* const pieces = Array::New(run.arena);
  if (a[0].is_null()) {  // one piece, which is null
    pieces->Push(a[0], run.arena);
    return Value::Of(run.arena.New<ArrayHost>(Type(TypeId::kString, 1), pieces));
  }
  const std::string_view text = Self(a);
  const int64_t limit = a[2].as_long();
  size_t at = 0;
  // At an empty token the original does not split.
  while (!token.empty() && (limit <= 0 || pieces->size() + 1 < limit)) {
    const size_t found = text.find(token, at);
    if (found == std::string_view::npos) break;
    pieces->Push(Value::String(text.substr(at, found - at)), run.arena);
    at = found + token.size();
  }
  pieces->Push(Value::String(text.substr(at)), run.arena);
  return Value::Of(run.arena.New<ArrayHost>(Type(TypeId::kString, 1), pieces));
}
Value SplitOnToken(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Value::Int(-1)};
  return SplitOnTokenLimit(run, arguments);
}

Value StartsWith(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Bool(Self(a).starts_with(other)) : Value();
}
Value StartsWithAt(Run& run, const Value* a) {
  std::string_view other;
  if (!TextArgument(run, a[1], &other)) return Value();
  const int64_t from = a[2].as_long();
  if (from < 0 || from > static_cast<int64_t>(UnitCount(Self(a)))) return Value::Bool(false);
  return Value::Bool(Self(a).substr(ByteOf(Self(a), static_cast<size_t>(from))).starts_with(other));
}

Value SubstringBetween(Run& run, const Value* a) {
  if (!CheckRange(run, a[1].as_long(), a[2].as_long(), UnitCount(Self(a)))) return Value();
  return Value::String(Substring(Self(a), static_cast<size_t>(a[1].as_long()), static_cast<size_t>(a[2].as_long()), run.arena));
}
Value SubstringFrom(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Size(UnitCount(Self(a)))};
  return SubstringBetween(run, arguments);
}

Value ToLower(Run& run, const Value* a) { return Value::String(LowerCase(Self(a), run.arena)); }
Value ToUpper(Run& run, const Value* a) { return Value::String(UpperCase(Self(a), run.arena)); }
Value Trim(Run&, const Value* a) { return Value::String(TrimControl(Self(a))); }
Value ValueOf(Run& run, const Value* a) {
  return As<ArrayHost>(a[0]) != nullptr && As<ArrayHost>(a[0])->type() == Type(TypeId::kChar, 1) ? CopyValueOf(run, a)
                                                                                                 : Value::String(TextOf(run, a[0]));
}

constexpr Method kString[] = {
    Instance("int codePointAt(int)", CodePoint),
    Instance("int codePointBefore(int)", CodePointBefore),
    Instance("int codePointCount(int,int)", CodePointCount),
    Instance("int compareTo(String)", CompareText),
    Instance("int compareToIgnoreCase(String)", CompareIgnoreCase),
    Instance("String concat(String)", ConcatWith),
    Instance("boolean contains(CharSequence)", Contains),
    Instance("boolean contentEquals(CharSequence)", ContentEquals),
    Static("String copyValueOf(char[])", CopyValueOf),
    Instance("String decodeBase64()", DecodeBase64),
    Instance("String encodeBase64()", EncodeBase64),
    Instance("boolean endsWith(String)", EndsWith),
    Instance("boolean equalsIgnoreCase(String)", EqualsIgnoreCase),
    Static("String format(String,def[])", Format),
    Static("String format(Locale,String,def[])", FormatInLocale),
    Instance("int indexOf(String)", Find),
    Instance("int indexOf(String,int)", FindFrom),
    Instance("boolean isEmpty()", IsEmpty),
    Static("String join(CharSequence,Iterable)", Join),
    Instance("int lastIndexOf(String)", FindLast),
    Instance("int lastIndexOf(String,int)", FindLastFrom),
    Static("String new()", NewString),
    Instance("int offsetByCodePoints(int,int)", OffsetByCodePoints),
    Instance("boolean regionMatches(int,String,int,int)", RegionMatches),
    Instance("boolean regionMatches(boolean,int,String,int,int)", RegionMatchesCase),
    Instance("String replace(CharSequence,CharSequence)", Replace),
    Instance("String sha1()", Sha1),
    Instance("String sha256()", Sha256),
    Instance("String sha512()", Sha512),
    TakesNull(Instance("String[] splitOnToken(String)", SplitOnToken)),
    TakesNull(Instance("String[] splitOnToken(String,int)", SplitOnTokenLimit)),
    Instance("boolean startsWith(String)", StartsWith),
    Instance("boolean startsWith(String,int)", StartsWithAt),
    Instance("String substring(int)", SubstringFrom),
    Instance("String substring(int,int)", SubstringBetween),
    Instance("char[] toCharArray()", ToCharArray),
    Instance("String toLowerCase()", ToLower),
    Instance("String toLowerCase(Locale)", ToLower),
    Instance("String toUpperCase()", ToUpper),
    Instance("String toUpperCase(Locale)", ToUpper),
    Instance("String trim()", Trim),
    Static("String valueOf(def)", ValueOf),
};
static_assert(IsSorted(kString));

constexpr TypeApi kTables[] = {{TypeId::kCharSequence, kCharSequence, {}}, {TypeId::kString, kString, {}}};

}  // namespace

ApiTables StringApi() { return kTables; }

}  // namespace flowship::painless
