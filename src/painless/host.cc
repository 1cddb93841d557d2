#include "painless/host.h"

#include "base/format.h"
#include "painless/text.h"

namespace flowship::painless {

std::string_view Host::ToText(Arena& arena) const {
  return FormatIn(arena, "{}@{:x}", NameOf(type_), static_cast<uint32_t>(HashCode()));
}

std::string_view ExceptionHost::ToText(Arena& arena) const {
  if (message_.is_null()) return NameOf(type().id);
  return Concat(Concat(NameOf(type().id), ": ", arena), message_.as_text(), arena);
}

Value ZeroOf(Type type) {
  if (type.is_array()) return Value();
  switch (type.id) {
    case TypeId::kBoolean: return Value::Bool(false);
    case TypeId::kByte: return Value::Integral(Kind::kByte, 0);
    case TypeId::kShort: return Value::Integral(Kind::kShort, 0);
    case TypeId::kChar: return Value::Integral(Kind::kChar, 0);
    case TypeId::kInt: return Value::Int(0);
    case TypeId::kLong: return Value::Long(0);
    case TypeId::kFloat: return Value::Float(0);
    case TypeId::kDouble: return Value::Double(0);
    default: return Value();
  }
}

ArrayHost* ArrayHost::New(Arena& arena, Type type, size_t size) {
  Array* const items = Array::New(arena, size);
  const Value zero = ZeroOf(type.Element());
  for (size_t i = 0; i < size; ++i) items->Push(zero, arena);
  return arena.New<ArrayHost>(type, items);
}

std::string_view ArrayHost::ToText(Arena& arena) const {
  if (type() != Type(TypeId::kByte, 1)) return Host::ToText(arena);
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const uint32_t size = items_->size();
  char* const out = arena.NewBytes((size + 2) / 3 * 4);
  char* end = out;
  for (uint32_t i = 0; i < size; i += 3) {
    uint32_t group = 0;
    for (uint32_t j = 0; j < 3; ++j) group = group << 8 | (i + j < size ? static_cast<uint32_t>((*items_)[i + j].as_long() & 0xFF) : 0);
    for (uint32_t j = 0; j < 4; ++j) *end++ = i + j <= size ? kDigits[group >> (18 - 6 * j) & 63] : '=';
  }
  return {out, static_cast<size_t>(end - out)};
}

}  // namespace flowship::painless
