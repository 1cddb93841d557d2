#include "output/json_document.h"

namespace flowship {

bool JsonDocument::Read(std::string_view text) {
  JsonProblem problem;
  return reader_.Read(arena_.Copy(text), arena_, keys_, &root_, &problem);
}

Object& JsonDocument::object() {
  if (!root_.is_object()) root_ = Value::Of(&NewObject());
  return *root_.as_object();
}

Value JsonDocument::From(const config::Node& node) {
  if (node.is_mapping()) {
    Object& object = NewObject();
    for (const config::Node::Member& member : node.members) Set(object, member.key, From(member.value));
    return Value::Of(&object);
  }
  if (node.is_sequence()) {
    Array& array = NewArray();
    for (const config::Node& item : node.items) Push(array, From(item));
    return Value::Of(&array);
  }
  switch (config::TypeOf(node)) {
    case config::ScalarType::kNull: return Value::Null();
    case config::ScalarType::kBool: return Value::Bool(config::ParseBool(node.text).value_or(false));
    case config::ScalarType::kInteger:
      if (const auto number = config::ParseInteger(node.text)) return Value::Integer(*number);
      break;
    case config::ScalarType::kFloat:
      if (const auto number = config::ParseFloat(node.text)) return Value::Double(*number);
      break;
    case config::ScalarType::kText: break;
  }
  return Text(node.text);
}

Object& JsonDocument::Child(Object& in, std::string_view name) {
  if (Value* const there = in.Find(name); there != nullptr && there->is_object()) return *there->as_object();
  Object& child = NewObject();
  Set(in, name, Value::Of(&child));
  return child;
}

const Value* At(const Value& value, std::initializer_list<std::string_view> path) {
  const Value* at = &value;
  for (const std::string_view name : path) {
    if (at->is_object()) {
      at = at->as_object()->Find(name);
    } else if (at->is_array() && name == "0" && !at->as_array()->empty()) {
      at = at->as_array()->begin();
    } else {
      at = nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string_view TextAt(const Value& value, std::initializer_list<std::string_view> path) {
  const Value* const at = At(value, path);
  return at != nullptr && at->is_string() ? at->as_text() : std::string_view();
}

std::string ReasonOfError(std::string_view body) {
  JsonDocument answer;
  if (answer.Read(body)) {
    std::string text(TextAt(answer.root(), {"error"}));
    const Value* at = At(answer.root(), {"error"});
    for (; at != nullptr && at->is_object(); at = At(*at, {"caused_by"})) {
      const std::string_view reason = TextAt(*at, {"reason"});
      if (!reason.empty()) text.append(text.empty() ? "" : ": ").append(reason);
    }
    if (const std::string_view message = TextAt(answer.root(), {"message"}); !message.empty()) text = message;
    if (!text.empty()) return text;
  }
  constexpr size_t kShownBytes = 200;
  return std::string(body.substr(0, kShownBytes));
}

}  // namespace flowship
