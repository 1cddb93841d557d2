#pragma once
// Java strings on UTF-8. Indices and lengths are those of UTF-16 units, as scripts count them; for text that is all ASCII a unit is a byte, and
// everything below takes the short way then.
//
// A surrogate that stands alone (half of a character, cut by substring or charAt) is kept as the three bytes that UTF-8 would give it; Concat
// joins two halves that meet again.

#include <cstdint>
#include <string_view>

#include "base/arena.h"

namespace flowship::painless {

bool IsAscii(std::string_view text);

size_t UnitCount(std::string_view text);                           // String.length()
size_t UnitsBefore(std::string_view text, size_t byte);            // units of text[0, byte)
uint16_t UnitAt(std::string_view text, size_t index);              // index < UnitCount
int32_t CodePointAt(std::string_view text, size_t index);          // of the pair, if one starts there
// The byte where a unit starts; for the second half of a pair, where its character starts. index <= UnitCount.
size_t ByteOf(std::string_view text, size_t index);
std::string_view Substring(std::string_view text, size_t from, size_t to, Arena& arena);  // from <= to <= UnitCount

std::string_view Concat(std::string_view a, std::string_view b, Arena& arena);
bool HalvesMeet(std::string_view a, std::string_view b);  // a ends with a high surrogate, b starts with a low one

constexpr size_t kMaxEncodedBytes = 4;
size_t EncodeCodePoint(uint32_t code_point, char* out);  // surrogates too; the number of bytes
// A half of a character was made on this thread since the last call. What leaves a script has '?' instead, as Java writes it.
bool TakeHalvesMade();
bool HasHalves(std::string_view text);
std::string_view WithoutHalves(std::string_view text, Arena& arena);
std::string_view UnitText(uint16_t unit, Arena& arena);  // a char as a string
// One character; *byte moves behind it. Bytes that are no UTF-8 are characters of their own.
uint32_t NextCodePoint(std::string_view text, size_t* byte);

int32_t JavaHash(std::string_view text);                          // String.hashCode()
int CompareUnits(std::string_view a, std::string_view b);         // String.compareTo()

std::string_view FormatDouble(double value, Arena& arena);  // Double.toString(): 1.0E10
std::string_view FormatFloat(float value, Arena& arena);
std::string_view FormatInteger(int64_t value, Arena& arena, int radix = 10);

// Integer.parseInt and Double.parseDouble: the whole text. A leading + is taken.
bool ParseInteger(std::string_view text, int radix, int64_t min, int64_t max, int64_t* value);
bool ParseDouble(std::string_view text, double* value);  // blanks around it, NaN, Infinity, hexadecimal form, a suffix d or f

std::string_view LowerCase(std::string_view text, Arena& arena);
std::string_view UpperCase(std::string_view text, Arena& arena);
uint32_t LowerCodePoint(uint32_t code_point);
uint32_t UpperCodePoint(uint32_t code_point);

}  // namespace flowship::painless
