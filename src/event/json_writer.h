#pragma once
// Value → JSON text, byte for byte as Elasticsearch writes a document: no spaces, escapes as in json_escape.h, doubles and floats in Java's
// shortest form (1.0, 1.0E10, 1.0E-5), infinite and NaN as strings, host objects by their text.

#include <span>
#include <string>

#include "base/buffer.h"
#include "event/value.h"

namespace flowship {

void WriteJson(const Value& value, Buffer& out);
void WriteJsonString(std::string_view text, Buffer& out);  // quoted and escaped
std::string ToJson(const Value& value);                    // for tests and rare paths

// A piece of a document's text and the hole behind it: what is in slots[slot] goes there, as a value or as the bare text within quotes. Slot 0: no hole.
struct JsonPiece {
  const char* text;
  uint32_t size;
  uint16_t slot;
  bool is_text;
};
void WriteJsonPieces(std::span<const JsonPiece> pieces, const Value* slots, Buffer& out);

// The text of a number as Java's toString gives it; at most kNumberTextBytes are written. Returns the end.
inline constexpr size_t kNumberTextBytes = 32;
char* WriteLong(int64_t number, char* out);
char* WriteDouble(double number, char* out);
char* WriteFloat(float number, char* out);

// Java's String.valueOf: null, 1, 1.5, text as it is, [a, b], {a=b}. New text goes to the arena.
std::string_view JavaText(const Value& value, Arena& arena);

}  // namespace flowship
