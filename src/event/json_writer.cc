#include "event/json_writer.h"

#include <charconv>
#include <cmath>
#include <cstring>

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

void AppendNumber(const Value& value, Buffer& out) {
  char* const at = out.Reserve(kNumberTextBytes);
  if (value.is_integral()) {
    out.Advance(WriteLong(value.as_long(), at));
  } else if (value.kind() == Kind::kFloat) {
    out.Advance(WriteFloat(value.as_float(), at));
  } else {
    out.Advance(WriteDouble(value.as_double(), at));
  }
}

void WriteObject(const Object& object, Buffer& out) {
  out.Append('{');
  bool first = true;
  for (const Object::Entry& entry : object) {
    const std::string_view name = entry.key.json();
    char* at = out.Reserve(name.size() + 1);
    if (!first) *at++ = ',';
    first = false;
    std::memcpy(at, name.data(), name.size());
    out.Advance(at + name.size());
    WriteJson(entry.value, out);
  }
  out.Append('}');
}

void WriteArray(const Array& array, Buffer& out) {
  out.Append('[');
  bool first = true;
  for (const Value& item : array) {
    if (!first) out.Append(',');
    first = false;
    WriteJson(item, out);
  }
  out.Append(']');
}

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
      out.Append('{');
      for (const Object::Entry& entry : *value.as_object()) {
        if (&entry != value.as_object()->begin()) out.Append(", ");
        out.Append(entry.key.text());
        out.Append('=');
        AppendJavaText(entry.value, out, arena);
      }
      out.Append('}');
      return;
    }
    case Kind::kHost: out.Append(value.as_host()->ToText(arena)); return;
    default: AppendNumber(value, out); return;
  }
}

}  // namespace

char* WriteLong(int64_t number, char* out) { return std::to_chars(out, out + kNumberTextBytes, number).ptr; }
char* WriteDouble(double number, char* out) { return WriteFloating(number, out); }
char* WriteFloat(float number, char* out) { return WriteFloating(number, out); }

void WriteJsonString(std::string_view text, Buffer& out) {
  const size_t plain = CountPlain(text);
  if (plain == text.size()) {
    char* at = out.Reserve(text.size() + 2);
    *at++ = '"';
    std::memcpy(at, text.data(), plain);
    at[plain] = '"';
    out.Advance(at + plain + 1);
    return;
  }
  char* at = out.Reserve(kJsonEscapedGrowth * text.size() + 2);
  *at++ = '"';
  at = WriteEscaped(text, at);
  *at++ = '"';
  out.Advance(at);
}

void WriteJson(const Value& value, Buffer& out) {
  switch (value.kind()) {
    case Kind::kNull: out.Append("null"); return;
    case Kind::kBool: out.Append(value.as_bool() ? "true" : "false"); return;
    case Kind::kString: {
      if (!value.is_plain()) return WriteJsonString(value.as_text(), out);
      const std::string_view text = value.as_text();
      char* at = out.Reserve(text.size() + 2);
      *at++ = '"';
      if (!text.empty()) std::memcpy(at, text.data(), text.size());
      at[text.size()] = '"';
      out.Advance(at + text.size() + 1);
      return;
    }
    case Kind::kChar:
      out.Append('"');
      if (value.as_long() < 0x20 || value.as_long() == '"' || value.as_long() == '\\') {
        const char byte = static_cast<char>(value.as_long());
        out.Advance(WriteEscaped({&byte, 1}, out.Reserve(kJsonEscapedGrowth)));
      } else {
        AppendUtf16Unit(value.as_long(), out);
      }
      out.Append('"');
      return;
    case Kind::kBigInteger: out.Append(value.as_text()); return;
    case Kind::kArray: return WriteArray(*value.as_array(), out);
    case Kind::kObject: return WriteObject(*value.as_object(), out);
    case Kind::kHost: {
      Arena scratch;
      WriteJsonString(value.as_host()->ToJsonText(scratch), out);
      return;
    }
    case Kind::kFloat:
    case Kind::kDouble:
      if (!std::isfinite(value.as_double())) {  // JSON has no such number; Elasticsearch writes the name as a string
        out.Append('"');
        AppendNumber(value, out);
        out.Append('"');
        return;
      }
      AppendNumber(value, out);
      return;
    default: AppendNumber(value, out); return;
  }
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
