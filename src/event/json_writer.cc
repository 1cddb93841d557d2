#include "event/json_writer.h"

#include <charconv>
#include <cmath>
#include <cstring>

#include "base/decimal.h"
#include "event/java_hash.h"
#include "event/json_escape.h"

namespace flowship {

namespace {

char* WriteText(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// Double.toString: plain notation from 1e-3 up to 1e7, else d.dddE±n; the digits are the shortest that read back the same (JDK 19 and later).
template <typename Number>
char* WriteFloating(Number number, char* out) {
  if (std::isnan(number)) return WriteText("NaN", out);
  if (std::isinf(number)) return WriteText(number < 0 ? "-Infinity" : "Infinity", out);
  if (number == 0) return WriteText(std::signbit(number) ? "-0.0" : "0.0", out);
  char text[40];
  auto [end, error] = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific);
  FLOWSHIP_ASSERT(error == std::errc());
  // Where one digit would do Java takes the nearest number of two (4.9E-324, not 5.0E-324).
  if (text[number < 0 ? 2 : 1] != '.') end = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific, 1).ptr;
  const char* at = text;
  if (*at == '-') *out++ = *at++;
  char digits[24];
  size_t count = 0;
  for (; at != end && *at != 'e'; ++at) {
    if (*at != '.') digits[count++] = *at;
  }
  if (count == 2 && digits[1] == '0') count = 1;
  int exponent = 0;
  std::from_chars(at + (at[1] == '+' ? 2 : 1), end, exponent);
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) {
      out = WriteText("0.", out);
      for (int i = -1; i > exponent; --i) *out++ = '0';
      return WriteText({digits, count}, out);
    }
    const auto whole = static_cast<size_t>(exponent) + 1;
    for (size_t i = 0; i < whole; ++i) *out++ = i < count ? digits[i] : '0';
    *out++ = '.';
    return count > whole ? WriteText({digits + whole, count - whole}, out) : WriteText("0", out);
  }
  *out++ = digits[0];
  *out++ = '.';
  out = count > 1 ? WriteText({digits + 1, count - 1}, out) : WriteText("0", out);
  *out++ = 'E';
  return std::to_chars(out, out + 8, exponent).ptr;
}

char* WriteNumber(const Value& value, char* out) {
  if (value.is_integral()) return WriteLong(value.as_long(), out);
  return value.kind() == Kind::kFloat ? WriteFloat(value.as_float(), out) : WriteDouble(value.as_double(), out);
}

void AppendNumber(const Value& value, Buffer& out) { out.Advance(WriteNumber(value, out.Reserve(kNumberTextBytes))); }

void AppendUtf16Unit(int64_t unit, Buffer& out) {
  char* at = out.Reserve(3);
  const auto code = static_cast<uint32_t>(unit);
  if (code < 0x80) {
    *at++ = static_cast<char>(code);
  } else if (code < 0x800) {
    *at++ = static_cast<char>(0xC0 | code >> 6);
    *at++ = static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *at++ = static_cast<char>(0xE0 | code >> 12);
    *at++ = static_cast<char>(0x80 | (code >> 6 & 0x3F));
    *at++ = static_cast<char>(0x80 | (code & 0x3F));
  }
  out.Advance(at);
}

void AppendJavaText(const Value& value, Buffer& out, Arena& arena);

// In the order of a HashMap, which documents are made of there.
void AppendJavaMap(const Object& object, Buffer& out, Arena& arena) {
  int32_t* const hashes = arena.NewArray<int32_t>(object.size());
  uint32_t* const order = arena.NewArray<uint32_t>(object.size());
  for (uint32_t i = 0; i < object.size(); ++i) hashes[i] = JavaHash(object.begin()[i].key.text());
  HashMapOrder({hashes, object.size()}, {order, object.size()}, arena);
  out.Append('{');
  for (uint32_t i = 0; i < object.size(); ++i) {
    const Object::Entry& entry = object.begin()[order[i]];
    if (i != 0) out.Append(", ");
    out.Append(entry.key.text());
    out.Append('=');
    AppendJavaText(entry.value, out, arena);
  }
  out.Append('}');
}

void AppendJavaText(const Value& value, Buffer& out, Arena& arena) {
  switch (value.kind()) {
    case Kind::kNull: out.Append("null"); return;
    case Kind::kBool: out.Append(value.as_bool() ? "true" : "false"); return;
    case Kind::kChar: AppendUtf16Unit(value.as_long(), out); return;
    case Kind::kBigInteger:
    case Kind::kString: out.Append(value.as_text()); return;
    case Kind::kArray: {
      out.Append('[');
      for (const Value& item : *value.as_array()) {
        if (&item != value.as_array()->begin()) out.Append(", ");
        AppendJavaText(item, out, arena);
      }
      out.Append(']');
      return;
    }
    case Kind::kObject: {
      AppendJavaMap(*value.as_object(), out, arena);
      return;
    }
    case Kind::kHost: out.Append(value.as_host()->ToText(arena)); return;
    default: AppendNumber(value, out); return;
  }
}

}  // namespace

char* WriteLong(int64_t number, char* out) {
  if (number >= 0) return WriteDecimal(static_cast<uint64_t>(number), out);
  *out = '-';
  return WriteDecimal(-static_cast<uint64_t>(number), out + 1);
}

char* WriteDouble(double number, char* out) { return WriteFloating(number, out); }
char* WriteFloat(float number, char* out) { return WriteFloating(number, out); }

namespace {

// Where the writer is in the buffer. The end of what was written is in a register; the buffer hears of it when it has to grow and in the end. (Measured:
// a third less time than with Buffer::Append for every piece.)
class Writer {
 public:
  explicit Writer(Buffer& out) : out_(out), at_(out.Reserve(kStartBytes)), end_(out.data() + out.capacity()) {}
  ~Writer() { out_.Advance(at_); }

  void Write(const Value& value) {
    switch (value.kind()) {
      case Kind::kNull: return Put("null");
      case Kind::kBool: return Put(value.as_bool() ? std::string_view("true") : std::string_view("false"));
      case Kind::kString: return WriteString(value.as_text(), value.is_plain());
      case Kind::kChar: return WriteChar(value.as_long());
      case Kind::kBigInteger: return Put(value.as_text());
      case Kind::kArray: return WriteArray(*value.as_array());
      case Kind::kObject: return WriteObject(*value.as_object());
      case Kind::kHost: {
        Arena scratch;
        return WriteString(value.as_host()->ToJsonText(scratch), false);
      }
      case Kind::kFloat:
      case Kind::kDouble:
        Need(kNumberTextBytes + 2);
        if (std::isfinite(value.as_double())) {
          at_ = WriteNumber(value, at_);
        } else {  // JSON has no such number; Elasticsearch writes the name as a string
          *at_++ = '"';
          at_ = WriteNumber(value, at_);
          *at_++ = '"';
        }
        return;
      default:
        Need(kNumberTextBytes);
        at_ = WriteNumber(value, at_);
    }
  }

  void WriteString(std::string_view text, bool plain) {
    Need(text.size() + 2);
    *at_++ = '"';
    WriteText(text, plain);
    *at_++ = '"';
  }

  void WritePiece(const JsonPiece& piece, const Value* slots) {
    Put({piece.text, piece.size});
    if (piece.slot == 0) return;
    const Value& value = slots[piece.slot];
    if (!piece.is_text) return Write(value);
    Need(value.as_text().size());
    WriteText(value.as_text(), value.is_plain());
  }

 private:
  static constexpr size_t kStartBytes = 1024;

  // There is room for the text as it is, and for a quote behind it.
  void WriteText(std::string_view text, bool plain) {
    if (plain || CountPlain(text) == text.size()) return Copy(text);
    Need(kJsonEscapedGrowth * text.size() + 1);
    at_ = WriteEscaped(text, at_);
  }

  void Need(size_t bytes) {
    if (static_cast<size_t>(end_ - at_) < bytes) Grow(bytes);
  }
  [[gnu::noinline]] void Grow(size_t bytes) {
    out_.Advance(at_);
    at_ = out_.Reserve(bytes);
    end_ = out_.data() + out_.capacity();
  }

  // There is room for the text. Most texts are short, and a call of memcpy costs more than their bytes do.
  void Copy(std::string_view text) {
    const char* const from = text.data();
    const size_t size = text.size();
    if (size > 32) {
      std::memcpy(at_, from, size);
    } else if (size >= 16) {
      std::memcpy(at_, from, 16);
      std::memcpy(at_ + size - 16, from + size - 16, 16);
    } else if (size >= 8) {
      std::memcpy(at_, from, 8);
      std::memcpy(at_ + size - 8, from + size - 8, 8);
    } else if (size >= 4) {
      std::memcpy(at_, from, 4);
      std::memcpy(at_ + size - 4, from + size - 4, 4);
    } else {
      for (size_t i = 0; i < size; ++i) at_[i] = from[i];
    }
    at_ += size;
  }
  void Put(std::string_view text) {
    Need(text.size());
    Copy(text);
  }
  void Put(char byte) {
    Need(1);
    *at_++ = byte;
  }

  void WriteChar(int64_t unit) {
    Buffer text;
    AppendUtf16Unit(unit, text);
    WriteString(text.view(), false);
  }

  void WriteObject(const Object& object) {
    Put('{');
    for (const Object::Entry& entry : object) {
      const std::string_view name = entry.key.json();
      Need(name.size() + 1);
      if (&entry != object.begin()) *at_++ = ',';
      Copy(name);
      Write(entry.value);
    }
    Put('}');
  }

  void WriteArray(const Array& array) {
    Put('[');
    for (const Value& item : array) {
      if (&item != array.begin()) Put(',');
      Write(item);
    }
    Put(']');
  }

  Buffer& out_;
  char* at_;
  char* end_;
};

}  // namespace

void WriteJsonString(std::string_view text, Buffer& out) { Writer(out).WriteString(text, false); }

void WriteJson(const Value& value, Buffer& out) { Writer(out).Write(value); }

void WriteJsonPieces(std::span<const JsonPiece> pieces, const Value* slots, Buffer& out) {
  Writer writer(out);
  for (const JsonPiece& piece : pieces) writer.WritePiece(piece, slots);
}

std::string ToJson(const Value& value) {
  Buffer out;
  WriteJson(value, out);
  return std::string(out.view());
}

std::string_view JavaText(const Value& value, Arena& arena) {
  if (value.is_string() || value.kind() == Kind::kBigInteger) return value.as_text();
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_null()) return "null";
  if (value.is_integral() && value.kind() != Kind::kChar) {
    char* const start = arena.NewBytes(kNumberTextBytes);
    char* const end = WriteLong(value.as_long(), start);
    arena.Shrink(end);
    return {start, static_cast<size_t>(end - start)};
  }
  Buffer out;
  AppendJavaText(value, out, arena);
  return arena.Copy(out.view());
}

}  // namespace flowship
