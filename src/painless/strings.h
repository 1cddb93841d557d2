#pragma once
// What the APIs of texts share: CharSequence, String, StringBuilder, Pattern.

#include <string_view>

#include "painless/run.h"

namespace flowship::painless {

// The text of a CharSequence: a string or a StringBuilder. False: it is null, thrown; `what` names it as the JVM would.
bool TextArgument(Run& run, const Value& value, std::string_view* text);
bool IsText(const Value& value);

// 0 <= from <= to <= length, or StringIndexOutOfBoundsException.
bool CheckRange(Run& run, int64_t from, int64_t to, size_t length);
bool CheckCharIndex(Run& run, int64_t index, size_t length);

inline Value Unit(uint16_t unit) { return Value::Integral(Kind::kChar, unit); }
inline Value Size(size_t size) { return Value::Int(static_cast<int32_t>(size)); }
Value StringArray(Run& run, std::span<const std::string_view> items);

// Index in units of `needle` from unit `from` on, or -1.
int32_t IndexOf(std::string_view text, std::string_view needle, int64_t from);
int32_t LastIndexOf(std::string_view text, std::string_view needle, int64_t from);

// java.util.Formatter, as String.format calls it.
Value FormatText(Run& run, std::string_view format, std::span<const Value> arguments);

}  // namespace flowship::painless
