// StringBuilder, StringBuffer, StringJoiner, StringTokenizer.

#include <algorithm>
#include <cstring>
#include <string>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/strings.h"
#include "painless/text.h"
#include "painless/text_builder.h"
#include "painless/values.h"

namespace flowship::painless {

bool TextBuilder::Reserve(Run& run, size_t size) {
  if (size <= capacity_) return true;
  const size_t capacity = std::max<size_t>(32, std::max(size, 2 * capacity_));
  if (!run.Spend(capacity - capacity_)) return false;
  char* const bytes = run.arena.NewBytes(capacity);
  if (size_ != 0) std::memcpy(bytes, bytes_, size_);
  bytes_ = bytes;
  capacity_ = capacity;
  return true;
}

bool TextBuilder::Append(Run& run, std::string_view text) {
  if (HalvesMeet(this->text(), text)) {
    const std::string_view joined = Concat(this->text(), text, run.arena);
    size_ = 0;
    return Append(run, joined);
  }
  if (!Reserve(run, size_ + text.size())) return false;
  if (!text.empty()) std::memcpy(bytes_ + size_, text.data(), text.size());
  size_ += text.size();
  return true;
}

bool TextBuilder::Replace(Run& run, size_t from, size_t to, std::string_view text) {
  const std::string_view copy = run.Copy(text), rest = run.Copy(this->text().substr(to));
  size_ = from;
  return Append(run, copy) && Append(run, rest);
}

int TextBuilder::CompareTo(const Host& other) const { return CompareUnits(text(), static_cast<const TextBuilder&>(other).text()); }

namespace {

TextBuilder& Builder(const Value* a) { return *As<TextBuilder>(a[0]); }

template <TypeId type>
Value New(Run& run, const Value*) { return Value::Of(run.arena.New<TextBuilder>(type)); }
template <TypeId type>
Value NewWith(Run& run, const Value* a) {
  std::string_view text;
  if (!TextArgument(run, a[0], &text)) return Value();
  TextBuilder* const builder = run.arena.New<TextBuilder>(type);
  builder->Append(run, text);
  return Value::Of(builder);
}

Value Append(Run& run, const Value* a) {
  Builder(a).Append(run, TextOf(run, a[1]));
  return a[0];
}

Value AppendPart(Run& run, const Value* a) {
  const std::string_view text = a[1].is_null() ? "null" : TextOf(run, a[1]);
  const int64_t from = a[2].as_long(), to = a[3].as_long();
  if (from < 0 || from > to || to > static_cast<int64_t>(UnitCount(text))) {
    return run.ThrowFormatted(TypeId::kIndexOutOfBoundsException, "start {}, end {}, length {}", from, to, UnitCount(text));
  }
  Builder(a).Append(run, Substring(text, static_cast<size_t>(from), static_cast<size_t>(to), run.arena));
  return a[0];
}

Value AppendCodePoint(Run& run, const Value* a) {
  if (a[1].as_long() < 0 || a[1].as_long() > 0x10FFFF) {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Not a valid Unicode code point: 0x{:X}", static_cast<uint32_t>(a[1].as_long()));
  }
  char bytes[kMaxEncodedBytes];
  Builder(a).Append(run, {bytes, EncodeCodePoint(static_cast<uint32_t>(a[1].as_long()), bytes)});
  return a[0];
}

// Replaces units [from, to), which are checked.
Value ReplaceUnits(Run& run, const Value* a, int64_t from, int64_t to, std::string_view with) {
  TextBuilder& builder = Builder(a);
  const std::string_view text = builder.text();
  const size_t length = UnitCount(text);
  const std::string_view before = Substring(text, 0, static_cast<size_t>(from), run.arena);
  const std::string_view after = Substring(text, static_cast<size_t>(to), length, run.arena);
  const std::string_view all = Concat(Concat(before, with, run.arena), after, run.arena);
  builder.Replace(run, 0, text.size(), all);
  return a[0];
}

Value Delete(Run& run, const Value* a) {
  const auto length = static_cast<int64_t>(UnitCount(Builder(a).text()));
  const int64_t from = a[1].as_long(), to = std::min(a[2].as_long(), length);
  if (from < 0 || from > to) {
    return run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "start {}, end {}, length {}", from, to, length);
  }
  return ReplaceUnits(run, a, from, to, "");
}

Value DeleteCharAt(Run& run, const Value* a) {
  const size_t length = UnitCount(Builder(a).text());
  const int64_t index = a[1].as_long();
  if (index < 0 || index >= static_cast<int64_t>(length)) {
    return run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "index {}, length {}", index, length);
  }
  return ReplaceUnits(run, a, index, index + 1, "");
}

Value FindFrom(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Int(IndexOf(Builder(a).text(), other, a[2].as_long())) : Value();
}
Value Find(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Value::Int(0)};
  return FindFrom(run, arguments);
}
Value FindLastFrom(Run& run, const Value* a) {
  std::string_view other;
  return TextArgument(run, a[1], &other) ? Value::Int(LastIndexOf(Builder(a).text(), other, a[2].as_long())) : Value();
}
Value FindLast(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Value::Int(INT32_MAX)};
  return FindLastFrom(run, arguments);
}

Value Insert(Run& run, const Value* a) {
  const size_t length = UnitCount(Builder(a).text());
  const int64_t at = a[1].as_long();
  if (at < 0 || at > static_cast<int64_t>(length)) {
    return run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "offset {}, length {}", at, length);
  }
  return ReplaceUnits(run, a, at, at, TextOf(run, a[2]));
}

Value Replace(Run& run, const Value* a) {
  std::string_view with;
  if (!TextArgument(run, a[3], &with)) return Value();
  const auto length = static_cast<int64_t>(UnitCount(Builder(a).text()));
  const int64_t from = a[1].as_long(), to = std::min(a[2].as_long(), length);
  if (from < 0 || from > length || from > to) {
    return run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "start {}, end {}, length {}", from, to, length);
  }
  return ReplaceUnits(run, a, from, to, with);
}

Value Reverse(Run& run, const Value* a) {
  const std::string_view text = run.Copy(Builder(a).text());
  std::string out;
  out.reserve(text.size());
  for (size_t end = text.size(); end > 0;) {
    size_t start = end - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    out.append(text.substr(start, end - start));
    end = start;
  }
  Builder(a).Replace(run, 0, text.size(), out);
  return a[0];
}

Value SetCharAt(Run& run, const Value* a) {
  const size_t length = UnitCount(Builder(a).text());
  const int64_t index = a[1].as_long();
  if (index < 0 || index >= static_cast<int64_t>(length)) {
    return run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "index {}, length {}", index, length);
  }
  return ReplaceUnits(run, a, index, index + 1, UnitText(static_cast<uint16_t>(a[2].as_long()), run.arena));
}

Value SetLength(Run& run, const Value* a) {
  const auto length = static_cast<int64_t>(UnitCount(Builder(a).text()));
  const int64_t wanted = a[1].as_long();
  if (wanted < 0) return run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "String index out of range: {}", wanted);
  if (wanted <= length) return ReplaceUnits(run, a, wanted, length, "");
  if (!run.Spend(static_cast<size_t>(wanted - length))) return Value();
  Builder(a).Append(run, std::string(static_cast<size_t>(wanted - length), '\0'));
  return a[0];
}

Value SubstringBetween(Run& run, const Value* a) {
  const std::string_view text = Builder(a).text();
  const int64_t from = a[1].as_long(), to = a[2].as_long();
  const size_t length = UnitCount(text);
  if (from < 0 || from > to || to > static_cast<int64_t>(length)) {
    return run.ThrowFormatted(TypeId::kStringIndexOutOfBoundsException, "start {}, end {}, length {}", from, to, length);
  }
  return Value::String(run.Copy(Substring(text, static_cast<size_t>(from), static_cast<size_t>(to), run.arena)));
}
Value SubstringFrom(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Size(UnitCount(Builder(a).text()))};
  return SubstringBetween(run, arguments);
}
Value Capacity(Run&, const Value* a) { return Size(std::max<size_t>(16, UnitCount(Builder(a).text()))); }

template <TypeId type>
constexpr Method kBuilder[] = {
    Instance("Object append(def)", Append),
    Instance("Object append(CharSequence,int,int)", AppendPart),
    Instance("Object appendCodePoint(int)", AppendCodePoint),
    Instance("int capacity()", Capacity),
    Instance("Object delete(int,int)", Delete),
    Instance("Object deleteCharAt(int)", DeleteCharAt),
    Instance("int indexOf(String)", Find),
    Instance("int indexOf(String,int)", FindFrom),
    Instance("Object insert(int,def)", Insert),
    Instance("int lastIndexOf(String)", FindLast),
    Instance("int lastIndexOf(String,int)", FindLastFrom),
    Static("Object new()", New<type>),
    Static("Object new(CharSequence)", NewWith<type>),
    Instance("Object replace(int,int,String)", Replace),
    Instance("Object reverse()", Reverse),
    Instance("void setCharAt(int,char)", SetCharAt),
    Instance("void setLength(int)", SetLength),
    Instance("String substring(int)", SubstringFrom),
    Instance("String substring(int,int)", SubstringBetween),
};

// The same table for both classes, but for what its methods give back.
template <TypeId type>
consteval auto Returning() {
  std::array<Method, std::size(kBuilder<type>)> methods{};
  for (size_t i = 0; i < methods.size(); ++i) {
    methods[i] = kBuilder<type>[i];
    if (methods[i].returns == Type(TypeId::kObject)) methods[i].returns = type;
  }
  return methods;
}
static_assert(IsSorted(kBuilder<TypeId::kStringBuilder>));
constexpr auto kStringBuilder = Returning<TypeId::kStringBuilder>();
constexpr auto kStringBuffer = Returning<TypeId::kStringBuffer>();

// StringJoiner ----------------------------------------------------------------------------------------------------------------------------

class Joiner final : public Host {
 public:
  Joiner(std::string_view delimiter, std::string_view prefix, std::string_view suffix)
      : Host(TypeId::kStringJoiner), delimiter_(delimiter), prefix_(prefix), suffix_(suffix) {}
  static bool Is(Type type) { return type == Type(TypeId::kStringJoiner); }

  void Add(std::string_view item, Arena& arena) {
    text_ = any_ ? Concat(Concat(text_, delimiter_, arena), item, arena) : item;
    any_ = true;
  }
  void SetEmpty(std::string_view text) {
    empty_ = text;
    has_empty_ = true;
  }
  std::string_view inner() const { return text_; }
  bool any() const { return any_; }
  std::string_view ToText(Arena& arena) const override {
    if (!any_ && has_empty_) return empty_;
    return Concat(Concat(prefix_, text_, arena), suffix_, arena);
  }

 private:
  std::string_view delimiter_, prefix_, suffix_, text_, empty_;
  bool any_ = false, has_empty_ = false;
};

Value NewJoiner(Run& run, const Value* a) {
  std::string_view delimiter;
  return TextArgument(run, a[0], &delimiter) ? Value::Of(run.arena.New<Joiner>(delimiter, "", "")) : Value();
}
Value NewJoinerBetween(Run& run, const Value* a) {
  std::string_view delimiter, prefix, suffix;
  if (!TextArgument(run, a[0], &delimiter) || !TextArgument(run, a[1], &prefix) || !TextArgument(run, a[2], &suffix)) return Value();
  return Value::Of(run.arena.New<Joiner>(delimiter, prefix, suffix));
}
Value JoinerAdd(Run& run, const Value* a) {
  const std::string_view item = TextOf(run, a[1]);
  Joiner* const joiner = As<Joiner>(a[0]);
  if (run.Spend(joiner->inner().size() + item.size())) joiner->Add(item, run.arena);
  return a[0];
}
Value JoinerLength(Run& run, const Value* a) { return Size(UnitCount(As<Joiner>(a[0])->ToText(run.arena))); }
Value JoinerMerge(Run& run, const Value* a) {
  const Joiner* const other = As<Joiner>(a[1]);
  if (other == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  if (other->any()) As<Joiner>(a[0])->Add(other->inner(), run.arena);
  return a[0];
}
Value JoinerSetEmpty(Run& run, const Value* a) {
  std::string_view text;
  if (TextArgument(run, a[1], &text)) As<Joiner>(a[0])->SetEmpty(text);
  return a[0];
}
constexpr Method kJoiner[] = {
    Instance("StringJoiner add(CharSequence)", JoinerAdd),
    Instance("int length()", JoinerLength),
    Instance("StringJoiner merge(StringJoiner)", JoinerMerge),
    Static("StringJoiner new(CharSequence)", NewJoiner),
    Static("StringJoiner new(CharSequence,CharSequence,CharSequence)", NewJoinerBetween),
    Instance("StringJoiner setEmptyValue(CharSequence)", JoinerSetEmpty),
};
static_assert(IsSorted(kJoiner));

// StringTokenizer -------------------------------------------------------------------------------------------------------------------------

class Tokenizer final : public Host {
 public:
  Tokenizer(std::string_view text, std::string_view delimiters, bool gives_delimiters)
      : Host(TypeId::kStringTokenizer), text_(text), delimiters_(delimiters), gives_delimiters_(gives_delimiters) {}
  static bool Is(Type type) { return type == Type(TypeId::kStringTokenizer); }

  // Delimiters are ASCII in practice; one of more bytes is compared byte by byte, which finds no false start in UTF-8.
  bool Next(std::string_view* token) {
    if (!gives_delimiters_) at_ = std::min(text_.find_first_not_of(delimiters_, at_), text_.size());
    if (at_ >= text_.size()) return false;
    size_t end = std::min(text_.find_first_of(delimiters_, at_), text_.size());
    if (end == at_) ++end;
    *token = text_.substr(at_, end - at_);
    at_ = end;
    return true;
  }
  void SetDelimiters(std::string_view delimiters) { delimiters_ = delimiters; }

 private:
  std::string_view text_, delimiters_;
  bool gives_delimiters_;
  size_t at_ = 0;
};

Value NewTokenizer(Run& run, const Value* a, std::string_view delimiters, bool gives_delimiters) {
  std::string_view text;
  return TextArgument(run, a[0], &text) ? Value::Of(run.arena.New<Tokenizer>(text, delimiters, gives_delimiters)) : Value();
}
Value NewTokenizer1(Run& run, const Value* a) { return NewTokenizer(run, a, " \t\n\r\f", false); }
Value NewTokenizer2(Run& run, const Value* a) { return NewTokenizer(run, a, a[1].is_null() ? "" : a[1].as_text(), false); }
Value NewTokenizer3(Run& run, const Value* a) { return NewTokenizer(run, a, a[1].is_null() ? "" : a[1].as_text(), a[2].as_bool()); }
Value CountTokens(Run&, const Value* a) {
  Tokenizer copy = *As<Tokenizer>(a[0]);
  std::string_view token;
  size_t count = 0;
  while (copy.Next(&token)) ++count;
  return Size(count);
}
Value HasMoreTokens(Run& run, const Value* a) { return Value::Bool(CountTokens(run, a).as_long() > 0); }
Value NextToken(Run& run, const Value* a) {
  std::string_view token;
  if (!As<Tokenizer>(a[0])->Next(&token)) return run.ThrowWithoutMessage(TypeId::kNoSuchElementException);
  return Value::String(token);
}
Value NextTokenBy(Run& run, const Value* a) {
  As<Tokenizer>(a[0])->SetDelimiters(a[1].is_null() ? "" : a[1].as_text());
  return NextToken(run, a);
}
constexpr Method kTokenizer[] = {
    Instance("int countTokens()", CountTokens),        Instance("boolean hasMoreTokens()", HasMoreTokens),
    Static("StringTokenizer new(String)", NewTokenizer1), Static("StringTokenizer new(String,String)", NewTokenizer2),
    Static("StringTokenizer new(String,String,boolean)", NewTokenizer3), Instance("String nextToken()", NextToken),
    Instance("String nextToken(String)", NextTokenBy),
};
static_assert(IsSorted(kTokenizer));

constexpr TypeApi kTables[] = {
    {TypeId::kStringBuilder, kStringBuilder, {}},
    {TypeId::kStringBuffer, kStringBuffer, {}},
    {TypeId::kStringJoiner, kJoiner, {}},
    {TypeId::kStringTokenizer, kTokenizer, {}},
};

}  // namespace

ApiTables BuilderApi() { return kTables; }

}  // namespace flowship::painless
