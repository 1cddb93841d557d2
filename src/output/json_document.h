#pragma once
// JsonDocument: one JSON tree with memory of its own: a server's answer that is looked into, or a body that is put together. For rare paths. One thread.

#include <initializer_list>
#include <string>
#include <string_view>

#include "config/node.h"
#include "event/json_reader.h"

namespace flowship {

class JsonDocument {
 public:
  JsonDocument() : keys_(no_keys_, arena_) {}
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  // False: the text is not JSON, and the root stays what it was.
  bool Read(std::string_view text);
  const Value& root() const { return root_; }
  // The root as an object; made if it is none.
  Object& object();

  // What new parts are made of.
  Value Text(std::string_view text) { return Value::String(arena_.Copy(text)); }
  Value From(const config::Node& node);                      // typed as YAML's core schema types a scalar
  Object& NewObject() { return *Object::New(arena_); }
  Array& NewArray() { return *Array::New(arena_); }
  void Set(Object& in, std::string_view name, Value value) { in.Set(keys_.Get(name), value, arena_); }
  Object& Child(Object& in, std::string_view name);          // the object that is there, or a new one
  void Push(Array& to, Value value) { to.Push(value, arena_); }
  Value Copy(const Value& value) { return DeepCopy(value, arena_, true); }
  bool Remove(Object& from, std::string_view name) { return from.Remove(keys_.Get(name)); }

 private:
  KeySet no_keys_;
  Arena arena_;
  KeyTable keys_;
  JsonReader reader_;
  Value root_;
};

// What lies below `value` at these names, one after the other; "0" is also a list's first. nullptr: nothing.
const Value* At(const Value& value, std::initializer_list<std::string_view> path);
// The same, if it is text; else an empty one.
std::string_view TextAt(const Value& value, std::initializer_list<std::string_view> path);

// Why a server refused: {"error":{"type":…,"reason":…,"caused_by":…}} as "reason: reason of the cause: …", {"error":"text"} or {"message":"text"} as the text;
// else the beginning of the body.
std::string ReasonOfError(std::string_view body);

}  // namespace flowship
