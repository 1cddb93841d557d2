#include "pipeline/scalar.h"

#include <charconv>
#include <limits>

#include "event/json_reader.h"

namespace flowship {

namespace {

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

bool ReadBased(std::string_view text, Value* value) {
  if (text.size() < 3 || text[0] != '0' || (text[1] != 'x' && text[1] != 'o')) return false;
  int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number, text[1] == 'x' ? 16 : 8);
  if (error != std::errc() || rest != text.data() + text.size()) return false;
  *value = Value::Integer(number);
  return true;
}

}  // namespace

Value ScalarValue(const config::Node& node, Arena& arena) {
  const std::string_view text = arena.Copy(node.text);
  if (node.quoted) return Value::String(text);
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return Value::Null();
  if (IsOneOf(text, {"true", "True", "TRUE"})) return Value::Bool(true);
  if (IsOneOf(text, {"false", "False", "FALSE"})) return Value::Bool(false);
  Value number;
  if (ReadBased(text, &number) || ReadJsonNumber(text.starts_with('+') ? text.substr(1) : text, &number)) return number;
  if (IsOneOf(text, {".inf", "+.inf"})) return Value::Double(std::numeric_limits<double>::infinity());
  if (text == "-.inf") return Value::Double(-std::numeric_limits<double>::infinity());
  if (text == ".nan") return Value::Double(std::numeric_limits<double>::quiet_NaN());
  return Value::String(text);
}

}  // namespace flowship
