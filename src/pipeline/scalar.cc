#include "pipeline/scalar.h"

#include "event/json_reader.h"

namespace flowship {

namespace {

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

}  // namespace

Value ScalarValue(const config::Node& node, Arena& arena) {
  const std::string_view text = arena.Copy(node.text);
  if (node.quoted) return Value::String(text);
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return Value::Null();
  if (IsOneOf(text, {"true", "True", "TRUE"})) return Value::Bool(true);
  if (IsOneOf(text, {"false", "False", "FALSE"})) return Value::Bool(false);
  // Integers that YAML writes in other ways than JSON: 0x1f, 010, 1_000.
  if (config::TypeOf(node) == config::ScalarType::kInteger) {
    if (const auto integer = config::ParseInteger(node.text)) return Value::Integer(*integer);
  }
  Value number;
  if (ReadJsonNumber(text.starts_with('+') ? text.substr(1) : text, &number)) return number;
  if (config::TypeOf(node) == config::ScalarType::kFloat) return Value::Double(config::ParseFloat(node.text).value_or(0));  // .5, .inf
  return Value::String(text);
}

}  // namespace flowship
