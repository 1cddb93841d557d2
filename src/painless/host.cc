#include "painless/host.h"

#include "painless/hashing.h"

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
  const uint32_t size = items_->size();
  char* const bytes = arena.NewBytes(size);
  for (uint32_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((*items_)[i].as_long() & 0xFF);
  return EncodeBase64Text({bytes, size}, arena);
}

}  // namespace flowship::painless
