#include <algorithm>
#include <string>

#include "event/java_hash.h"
#include "painless/collections.h"
#include "painless/program.h"
#include "painless/text.h"
#include "painless/values.h"
#include "painless/walk.h"

namespace flowship::painless {
namespace {

constexpr char kNotAString = '\xFF';  // no UTF-8 text has this byte

// Equal values have equal texts, of kinds that are not equal the texts differ.
void Encode(Run& run, const Value& value, std::string& out) {
  out += static_cast<char>('a' + static_cast<int>(value.kind()));
  const auto text = [&out](std::string_view bytes) { out.append(std::to_string(bytes.size())).append(":").append(bytes); };
  switch (value.kind()) {
    case Kind::kNull: return;
    case Kind::kString:
    case Kind::kBigInteger: return text(value.as_text());
    case Kind::kArray:
    case Kind::kObject:
    case Kind::kHost: break;
    default: return text(TextOf(run, value));
  }
  const Walk walk;
  if (!walk.GoesOn() || out.size() > limits::kScriptMaxTextBytes) return;
  Sequence items;
  if (Object* const object = MapEntries(value)) {
    for (const Object::Entry* const entry : EntriesOf(run, value)) {
      text(entry->key.text());
      Encode(run, entry->value, out);
    }
    out += std::to_string(object->size());
  } else if (IsCollection(value) && ToSequence(run, value, &items)) {
    for (const Value& item : items) Encode(run, item, out);
    out += ';';
  } else {
    const Host* const host = HostOf(value);
    text(NameOf(host->type()));
    text(host->IsEqualByText() ? host->ToText(run.arena) : std::string_view(std::to_string(reinterpret_cast<uintptr_t>(host))));
  }
}

std::string KeyText(Run& run, const Value& value) {
  std::string text(1, kNotAString);
  Encode(run, value, text);
  return text;
}

}  // namespace

Key FindKey(Run& run, const Value& value) { return run.keys.Find(value.is_string() ? value.as_text() : std::string_view(KeyText(run, value))); }

Key MakeKey(Run& run, const Value& value) {
  if (value.is_string()) return run.keys.Get(value.as_text());
  const Key key = run.keys.Get(KeyText(run, value));
  run.RememberKey(key, value);
  return key;
}

Value KeyValue(Run& run, Key key) {
  const std::string_view text = key.text();
  if (text.empty() || text[0] != kNotAString) return Value::String(text);
  const Value* const value = run.RememberedKey(key);
  return value == nullptr ? Value::String(text) : *value;
}

void HashOrder(std::span<const int32_t> hashes, std::span<uint32_t> order, Arena& arena) { HashMapOrder(hashes, order, arena); }

std::span<Object::Entry*> InHashOrder(Run& run, Object& object) {
  const uint32_t size = object.size();
  Object::Entry** const entries = run.arena.NewArray<Object::Entry*>(size);
  int32_t* const hashes = run.arena.NewArray<int32_t>(size);
  uint32_t* const order = run.arena.NewArray<uint32_t>(size);
  for (uint32_t i = 0; i < size; ++i) {
    const Key key = object.begin()[i].key;
    const std::string_view text = key.text();
    hashes[i] = !text.empty() && text[0] == kNotAString ? HashOf(KeyValue(run, key)) : JavaHash(text);
  }
  HashOrder({hashes, size}, {order, size}, run.arena);
  for (uint32_t i = 0; i < size; ++i) entries[i] = object.begin() + order[i];
  return {entries, size};
}

}  // namespace flowship::painless
