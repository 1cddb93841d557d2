#include "event/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "base/limits.h"

namespace flowship {

namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

const char* SkipDigits(const char* at, const char* end) {
  while (at != end && IsDigit(*at)) ++at;
  return at;
}

// The number [start, end) whose integer part ends at `at`.
bool ReadDouble(const char* start, const char* at, const char* end, Value* value) {
  if (at != end && *at == '.') {
    const char* const digits = ++at;
    at = SkipDigits(at, end);
    if (at == digits) return false;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    const char* const digits = at;
    at = SkipDigits(at, end);
    if (at == digits) return false;
  }
  if (at != end) return false;
  double number = 0;
  const auto [rest, error] = std::from_chars(start, end, number);
  // Too large is infinite and too small is zero, as in Java. from_chars does not say which of the two it was; strtod does.
  if (error == std::errc::result_out_of_range) number = std::strtod(std::string(start, end).c_str(), nullptr);
  *value = Value::Double(number);
  return true;
}

uint64_t EightBytes(const char* at) {
  uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Both are mostly a dozen bytes, for which a call of memchr or memcmp is the greater part of the work.
bool HasBackslash(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; end - at >= 8; at += 8) {
    const uint64_t word = EightBytes(at) ^ (kOnes * '\\');
    if (((word - kOnes) & ~word & kHighs) != 0) return true;
  }
  return std::find(at, end, '\\') != end;
}

bool SameBytes(const char* a, const char* b, size_t size) {
  if (size < 8) return std::memcmp(a, b, size) == 0;
  for (size_t at = 0; at + 8 < size; at += 8) {
    if (EightBytes(a + at) != EightBytes(b + at)) return false;
  }
  return EightBytes(a + size - 8) == EightBytes(b + size - 8);
}

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The four digits of \uXXXX at `at`, or -1.
int32_t ReadHex4(const char* at, const char* end) {
  if (end - at < 4) return -1;
  int32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = HexDigit(at[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

char* WriteUtf8(uint32_t code, char* out) {
  const auto put = [&out](uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  }
  return out;
}

// The character of the \u escape whose digits start at *at; moves *at behind it. A lone surrogate becomes U+FFFD: UTF-8 has no form for it.
bool ReadUnicodeEscape(const char** at, const char* end, uint32_t* code) {
  const int32_t unit = ReadHex4(*at, end);
  if (unit < 0) return false;
  *at += 4;
  *code = static_cast<uint32_t>(unit);
  if (unit < 0xD800 || unit > 0xDFFF) return true;
  *code = 0xFFFD;
  if (unit > 0xDBFF || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u') return true;
  const int32_t low = ReadHex4(*at + 2, end);
  if (low < 0xDC00 || low > 0xDFFF) return true;
  *at += 6;
  *code = 0x10000 + ((static_cast<uint32_t>(unit) - 0xD800) << 10) + (static_cast<uint32_t>(low) - 0xDC00);
  return true;
}

// Never writes more than it reads. nullptr: an escape that JSON does not have.
char* Unescape(const char* at, const char* end, char* out) {
  while (true) {
    const auto* const backslash = static_cast<const char*>(std::memchr(at, '\\', static_cast<size_t>(end - at)));
    const char* const plain_end = backslash == nullptr ? end : backslash;
    std::memcpy(out, at, static_cast<size_t>(plain_end - at));
    out += plain_end - at;
    if (backslash == nullptr) return out;
    at = backslash + 1;
    switch (at == end ? '\0' : *at++) {
      case '"': *out++ = '"'; break;
      case '\\': *out++ = '\\'; break;
      case '/': *out++ = '/'; break;
      case 'b': *out++ = '\b'; break;
      case 'f': *out++ = '\f'; break;
      case 'n': *out++ = '\n'; break;
      case 'r': *out++ = '\r'; break;
      case 't': *out++ = '\t'; break;
      case 'u': {
        uint32_t code = 0;
        if (!ReadUnicodeEscape(&at, end, &code)) return nullptr;
        out = WriteUtf8(code, out);
        break;
      }
      default: return nullptr;
    }
  }
}

}  // namespace

bool ReadJsonNumber(std::string_view token, Value* value) {
  const char* const start = token.data();
  const char* const end = start + token.size();
  const char* at = start;
  if (at != end && *at == '-') ++at;
  const char* const digits = at;
  uint64_t magnitude = 0;
  while (at != end && IsDigit(*at)) magnitude = magnitude * 10 + static_cast<uint64_t>(*at++ - '0');
  const auto count = at - digits;
  if (count == 0 || (count > 1 && *digits == '0')) return false;
  if (at != end) return ReadDouble(start, at, end, value);
  if (count <= 18) {
    const auto number = static_cast<int64_t>(magnitude);
    *value = Value::Integer(digits == start ? number : -number);
    return true;
  }
  int64_t number = 0;
  const auto [rest, error] = std::from_chars(start, end, number);
  *value = error == std::errc() ? Value::Integer(number) : Value::BigInteger(token);
  return true;
}

struct JsonReader::Impl {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
  size_t capacity = 0;

  std::string_view scanned;  // the text that the tokens are of

  simdjson::error_code FindTokens(std::string_view text) {
    scanned = text;
    if (stage == nullptr || text.size() > capacity) {
      const size_t wanted = std::max<size_t>(text.size(), 4096);
      const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(wanted, 1, stage);
      if (error != simdjson::SUCCESS) return error;
      capacity = wanted;
    }
    return stage->stage1(reinterpret_cast<const uint8_t*>(text.data()), text.size(), simdjson::stage1_mode::regular);
  }
};

namespace {

bool UnescapeIn(Arena& arena, std::string_view* text) {
  char* const start = arena.NewBytes(text->size());
  char* const end = Unescape(text->data(), text->data() + text->size(), start);
  if (end == nullptr) return false;
  arena.Shrink(end);
  *text = {start, static_cast<size_t>(end - start)};
  return true;
}

// The second stage: walks the tokens of one text. `next` counts tokens; the first stage has put the text's size behind the last one.
class Builder {
 public:
  Builder(std::string_view text, const uint32_t* tokens, size_t count, Arena& arena, KeyTable& keys, const JsonOptions& options)
      : text_(text.data()), tokens_(tokens), count_(count), arena_(arena), keys_(keys), options_(options) {}

  bool Build(Value* value) {
    if (!BuildValue(0, value)) return false;
    return next_ == count_ || options_.allow_trailing || Fail("something follows the end of the JSON value");
  }

  JsonProblem problem() const { return problem_; }

 private:
  bool Fail(std::string_view what) {
    problem_ = {tokens_[std::min(next_, count_)], what};
    return false;
  }

  char Peek() const { return next_ < count_ ? text_[tokens_[next_]] : '\0'; }
  // The token at next_ up to the start of the one behind it, without the space between.
  std::string_view Token() const {
    const char* const start = text_ + tokens_[next_];
    const char* end = text_ + tokens_[next_ + 1];
    while (end != start && IsSpace(end[-1])) --end;
    return {start, static_cast<size_t>(end - start)};
  }

  bool BuildValue(size_t depth, Value* value) {
    switch (Peek()) {
      case '{': return depth < limits::kJsonMaxDepth ? BuildObject(depth + 1, value) : Fail("nested too deeply");
      case '[': return depth < limits::kJsonMaxDepth ? BuildArray(depth + 1, value) : Fail("nested too deeply");
      case '"': return BuildString(value);
      case 't': return BuildLiteral("true", Value::Bool(true), value);
      case 'f': return BuildLiteral("false", Value::Bool(false), value);
      case 'n': return BuildLiteral("null", Value::Null(), value);
      case '\0': return Fail("the text ends before its value does");
      default: break;
    }
    if (!ReadJsonNumber(Token(), value)) return Fail("a token that is no JSON value");
    ++next_;
    return true;
  }

  bool BuildLiteral(std::string_view literal, Value of, Value* value) {
    if (Token() != literal) return Fail("a token that is no JSON value");
    ++next_;
    *value = of;
    return true;
  }

  bool ReadText(std::string_view* text, bool* plain) {
    const std::string_view token = Token();
    if (token.size() < 2 || token.back() != '"') return Fail("a string is followed by something that may not be there");
    *text = token.substr(1, token.size() - 2);
    *plain = !HasBackslash(*text);
    if (!*plain && !UnescapeIn(arena_, text)) return Fail("a string has an escape that JSON does not have");
    ++next_;
    return true;
  }

  bool BuildString(Value* value) {
    std::string_view text;
    bool plain = false;
    if (!ReadText(&text, &plain)) return false;
    *value = plain ? Value::String(text).Plain() : Value::String(text);
    return true;
  }

  bool BuildMember(Object& object, size_t depth) {
    std::string_view name;
    bool plain = false;
    if (Peek() != '"') return Fail("a field name was expected");
    if (!ReadText(&name, &plain)) return false;
    if (Peek() != ':') return Fail("a colon was expected after a field name");
    ++next_;
    Value item;
    if (!BuildValue(depth, &item)) return false;
    const Key key = keys_.Get(name);
    Value* const earlier = object.Find(key);
    if (earlier == nullptr) {
      object.Add(key, item, arena_);
      return true;
    }
    if (options_.refuse_duplicate_keys) return Fail(arena_.Copy("Duplicate field '" + std::string(name) + "'"));
    *earlier = item;
    return true;
  }

  bool BuildObject(size_t depth, Value* value) {
    Object* const object = Object::New(arena_, 16);
    ++next_;
    if (Peek() == '}') {
      ++next_;
    } else {
      while (true) {
        if (!BuildMember(*object, depth)) return false;
        const char separator = Peek();
        if (separator != ',' && separator != '}') return Fail("a comma or a closing brace was expected in an object");
        ++next_;
        if (separator == '}') break;
      }
    }
    *value = Value::Of(object);
    return true;
  }

  bool BuildArray(size_t depth, Value* value) {
    Array* const array = Array::New(arena_, 4);
    ++next_;
    if (Peek() == ']') {
      ++next_;
    } else {
      while (true) {
        Value item;
        if (!BuildValue(depth, &item)) return false;
        array->Push(item, arena_);
        const char separator = Peek();
        if (separator != ',' && separator != ']') return Fail("a comma or a closing bracket was expected in an array");
        ++next_;
        if (separator == ']') break;
      }
    }
    *value = Value::Of(array);
    return true;
  }

  const char* text_;
  const uint32_t* tokens_;
  size_t count_;
  size_t next_ = 0;
  Arena& arena_;
  KeyTable& keys_;
  const JsonOptions& options_;
  JsonProblem problem_;
};

// Reads a text of a form that is known.
class LikeReader {
 public:
  LikeReader(std::string_view text, const uint32_t* tokens, size_t count, TraceOutcomes form, Arena& arena, Value* slots)
      : text_(text.data()), tokens_(tokens), end_(tokens + count), form_(form.data()), arena_(arena), slots_(slots) {}

  bool Read() { return ReadValue() && tokens_ == end_; }

 private:
  // The next token is this character.
  bool Take(char c) { return tokens_ < end_ && text_[*tokens_] == c && (++tokens_, true); }

  // The token up to the start of the next, without the space between.
  std::string_view Token() const {
    const char *const start = text_ + tokens_[0], *end = text_ + tokens_[1];
    while (end != start && IsSpace(end[-1])) --end;
    return {start, static_cast<size_t>(end - start)};
  }

  // `"name":`, without space within.
  bool TakeName(std::string_view json) {
    if (end_ - tokens_ < 2 || tokens_[1] + 1 != tokens_[0] + json.size() || !SameBytes(text_ + tokens_[0], json.data(), json.size())) return false;
    tokens_ += 2;
    return true;
  }

  bool ReadValue() {
    const TraceOutcome& form = *form_++;
    if (tokens_ == end_) return false;
    switch (form.kind) {
      case Kind::kObject:
        if (!Take('{')) return false;
        for (uint32_t i = 0; i < form.count; ++i) {
          if ((i != 0 && !Take(',')) || !TakeName(form_->key.json()) || !ReadValue()) return false;
        }
        return Take('}');
      case Kind::kArray:
        if (!Take('[')) return false;
        for (uint32_t i = 0; i < form.count; ++i) {
          if ((i != 0 && !Take(',')) || !ReadValue()) return false;
        }
        return Take(']');
      case Kind::kString: return ReadText(form);
      case Kind::kNull: return TakeLiteral("null");
      case Kind::kBool: return TakeLiteral(form.flag ? "true" : "false");
      default: {
        Value& value = slots_[form.slot];
        if (!ReadJsonNumber(Token(), &value) || value.kind() != form.kind) return false;
        ++tokens_;
        return true;
      }
    }
  }

  bool ReadText(const TraceOutcome& form) {
    const std::string_view token = Token();
    if (token.size() < 2 || token.front() != '"' || token.back() != '"') return false;
    std::string_view text = token.substr(1, token.size() - 2);
    if (text.empty() != form.flag) return false;
    const bool plain = !HasBackslash(text);
    if (!plain && !UnescapeIn(arena_, &text)) return false;
    slots_[form.slot] = plain ? Value::String(text).Plain() : Value::String(text);
    ++tokens_;
    return true;
  }

  bool TakeLiteral(std::string_view literal) { return Token() == literal && (++tokens_, true); }

  const char* const text_;
  const uint32_t *tokens_, *const end_;
  const TraceOutcome* form_;
  Arena& arena_;
  Value* const slots_;
};

}  // namespace

JsonReader::JsonReader() : impl_(std::make_unique<Impl>()) {}
JsonReader::~JsonReader() = default;

bool JsonReader::Read(std::string_view text, Arena& arena, KeyTable& keys, Value* value, JsonProblem* problem, const JsonOptions& options) {
  if (text.size() > limits::kDocumentMaxBytes) return *problem = {0, "larger than a document may be"}, false;
  const simdjson::error_code error = impl_->FindTokens(text);
  if (error != simdjson::SUCCESS) return *problem = {0, simdjson::error_message(error)}, false;
  Builder builder(text, impl_->stage->structural_indexes.get(), impl_->stage->n_structural_indexes, arena, keys, options);
  Value built;
  if (!builder.Build(&built)) return *problem = builder.problem(), false;
  *value = built;
  return true;
}

bool JsonReader::Scan(std::string_view text) { return text.size() <= limits::kDocumentMaxBytes && impl_->FindTokens(text) == simdjson::SUCCESS; }

bool JsonReader::IsLike(TraceOutcomes form, Arena& arena, Value* slots) const {
  return LikeReader(impl_->scanned, impl_->stage->structural_indexes.get(), impl_->stage->n_structural_indexes, form, arena, slots).Read();
}

}  // namespace flowship
