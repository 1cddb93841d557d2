#pragma once
// Value → JSON text, byte for byte as Elasticsearch writes a document: no spaces, escapes as in json_escape.h, doubles and floats in Java's
// shortest form (1.0, 1.0E10, 1.0E-5), infinite and NaN as strings, host objects by their text.

#include <string>

#include "base/buffer.h"
#include "event/value.h"

namespace flowship {

void WriteJson(const Value& value, Buffer& out);
void WriteJsonString(std::string_view text, Buffer& out);  // quoted and escaped
std::string ToJson(const Value& value);                    // for tests and rare paths

// The text of a number as Java's toString gives it; at most kNumberTextBytes are written. Returns the end.
inline constexpr size_t kNumberTextBytes = 32;
char* WriteLong(int64_t number, char* out);
char* WriteDouble(double number, char* out);
char* WriteFloat(float number, char* out);

// Java's String.valueOf: null, 1, 1.5, text as it is, [a, b], {a=b}. New text goes to the arena.
std::string_view JavaText(const Value& value, Arena& arena);

}  // namespace flowship
