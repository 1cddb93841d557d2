#include "painless/values.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "painless/big_number.h"
#include "painless/collections.h"
#include "painless/text.h"
#include "painless/walk.h"

namespace flowship::painless {
namespace {

std::string_view ScalarText(const Value& value, Arena& arena) {
  switch (value.kind()) {
    case Kind::kNull: return "null";
    case Kind::kBool: return value.as_bool() ? "true" : "false";
    case Kind::kByte:
    case Kind::kShort:
    case Kind::kInt:
    case Kind::kLong: return FormatInteger(value.as_long(), arena);
    case Kind::kChar: return UnitText(static_cast<uint16_t>(value.as_long()), arena);
    case Kind::kFloat: return FormatFloat(value.as_float(), arena);
    case Kind::kDouble: return FormatDouble(value.as_double(), arena);
    default: return value.as_text();
  }
}

class Writer {
 public:
  explicit Writer(Run& run) : run_(run) {}

  void Write(const Value& value, int depth) {
    if (value.kind() < Kind::kArray) {
      out_ += ScalarText(value, run_.arena);
      return;
    }
    const Walk walk;
    if (!walk.GoesOn() || out_.size() > limits::kScriptMaxTextBytes) return;
    switch (value.kind()) {
      case Kind::kArray: return List(*value.as_array(), depth);
      case Kind::kObject: return Map(*value.as_object(), depth);
      case Kind::kHost: return OfHost(value, depth);
      default: return;
    }
  }
  std::string_view Text() { return run_.Spend(out_.size()) && run_.Work(out_.size() / 16) ? run_.Copy(out_) : std::string_view(); }

 private:
  void List(const Array& items, int depth) {
    out_ += '[';
    for (uint32_t i = 0; i < items.size(); ++i) {
      if (i != 0) out_ += ", ";
      if (items[i].kind() == Kind::kArray && items[i].as_array() == &items) {
        out_ += "(this Collection)";
      } else {
        Write(items[i], depth + 1);
      }
    }
    out_ += ']';
  }

  void Entry(const Value& key, const Value& value, const Object* map, int depth) {
    Write(key, depth + 1);
    out_ += '=';
    if (value.kind() == Kind::kObject && value.as_object() == map) {
      out_ += "(this Map)";
    } else {
      Write(value, depth + 1);
    }
  }

  void Map(Object& object, int depth) {
    out_ += '{';
    bool first = true;
    for (const Object::Entry* const entry : InHashOrder(run_, object)) {
      if (!first) out_ += ", ";
      first = false;
      Entry(KeyValue(run_, entry->key), entry->value, &object, depth);
    }
    out_ += '}';
  }

  void OfHost(const Value& value, int depth) {
    if (const MapHost* const map = As<MapHost>(value)) {
      out_ += '{';
      bool first = true;
      for (const Object::Entry* const entry : EntriesOf(run_, value)) {
        if (!first) out_ += ", ";
        first = false;
        Entry(KeyValue(run_, entry->key), entry->value, &map->entries(), depth);
      }
      out_ += '}';
      return;
    }
    Sequence items;
    if (IsCollection(value) && ToSequence(run_, value, &items)) {
      out_ += '[';
      for (size_t i = 0; i < items.size(); ++i) {
        if (i != 0) out_ += ", ";
        Write(items[i], depth + 1);
      }
      out_ += ']';
      return;
    }
    if (const EntryHost* const entry = As<EntryHost>(value)) return Entry(entry->key(), entry->value(), nullptr, depth);
    out_ += HostOf(value)->ToText(run_.arena);
  }

  Run& run_;
  std::string out_;
};

}  // namespace

std::string_view TextOf(Run& run, const Value& value) {
  if (value.is_string()) return value.as_text();
  if (value.kind() < Kind::kArray) return ScalarText(value, run.arena);
  Writer writer(run);
  writer.Write(value, 0);
  return writer.Text();
}

namespace {

bool ArraysEqual(const Array& a, const Array& b) {
  const Walk walk;
  return walk.GoesOn() && a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), Equal);
}

bool MapsEqual(const Object& a, const Object& b) {
  const Walk walk;
  return walk.GoesOn() && a.size() == b.size() && std::all_of(a.begin(), a.end(), [&b](const Object::Entry& entry) {
           const Value* const other = b.Find(entry.key);
           return other != nullptr && Equal(entry.value, *other);
         });
}

bool HostsEqual(const Value& a, const Value& b) {
  if (a.kind() == b.kind() && HostOf(a) == HostOf(b)) return true;
  const Walk walk;
  if (!walk.GoesOn()) return false;
  if (const Object* const map = MapEntries(a)) {
    const Object* const other = MapEntries(b);
    return other != nullptr && MapsEqual(*map, *other);
  }
  if (IsList(a)) return IsList(b) && ListOf(a).EqualTo(ListOf(b));
  if (const SetHost* const set = As<SetHost>(a)) {
    const SetHost* const other = As<SetHost>(b);
    return other != nullptr && set->EqualTo(*other);
  }
  return a.kind() == b.kind() && HostOf(a)->type() == HostOf(b)->type() && HostOf(a)->EqualTo(*HostOf(b));
}

}  // namespace

bool Equal(const Value& a, const Value& b) {
  if (a.kind() == Kind::kHost || b.kind() == Kind::kHost) {
    if (a.is_null() || b.is_null()) return false;
    return HostsEqual(a, b);
  }
  if (a.kind() != b.kind()) return false;
  if (a.is_array()) return a.as_array() == b.as_array() || ArraysEqual(*a.as_array(), *b.as_array());
  if (a.is_object()) return a.as_object() == b.as_object() || MapsEqual(*a.as_object(), *b.as_object());
  return JavaEquals(a, b);
}

namespace {

int32_t HashOfLong(int64_t value) { return static_cast<int32_t>(static_cast<uint64_t>(value) ^ (static_cast<uint64_t>(value) >> 32)); }

int32_t HashOfDouble(double value) {
  int64_t bits = 0x7ff8000000000000;
  if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
  return HashOfLong(bits);
}

int32_t HashOfFloat(float value) {
  int32_t bits = 0x7fc00000;
  if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

int32_t HashOfItems(const Value* items, size_t count) {
  uint32_t hash = 1;
  for (size_t i = 0; i < count; ++i) hash = 31 * hash + static_cast<uint32_t>(HashOf(items[i]));
  return static_cast<int32_t>(hash);
}

// Strings only; other keys are hashed by HashOf before they come here, which the run alone could undo.
int32_t HashOfMap(const Object& object) {
  uint32_t hash = 0;
  for (const Object::Entry& entry : object) hash += static_cast<uint32_t>(JavaHash(entry.key.text())) ^ static_cast<uint32_t>(HashOf(entry.value));
  return static_cast<int32_t>(hash);
}

}  // namespace

int32_t HashOf(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return 0;
    case Kind::kBool: return value.as_bool() ? 1231 : 1237;
    case Kind::kByte:
    case Kind::kShort:
    case Kind::kChar:
    case Kind::kInt: return static_cast<int32_t>(value.as_long());
    case Kind::kLong: return HashOfLong(value.as_long());
    case Kind::kFloat: return HashOfFloat(value.as_float());
    case Kind::kDouble: return HashOfDouble(value.as_double());
    case Kind::kBigInteger:
    case Kind::kString: return JavaHash(value.as_text());
    case Kind::kArray:
    case Kind::kObject:
    case Kind::kHost: break;
  }
  const Walk walk;
  if (!walk.GoesOn()) return 0;
  if (value.is_array()) return HashOfItems(value.as_array()->begin(), value.as_array()->size());
  if (const Object* const map = MapEntries(value)) return HashOfMap(*map);
  if (IsList(value)) {
    const ListRef list = ListOf(value);
    return HashOfItems(list.begin(), list.size());
  }
  return HostOf(value)->HashCode();
}

int Compare(Run& run, const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) {
    run.ThrowNull("Cannot invoke \"java.lang.Comparable.compareTo(Object)\" because value is null");
    return 0;
  }
  const auto order = [](auto x, auto y) { return x < y ? -1 : x == y ? 0 : 1; };
  if (TypeOf(a) == TypeOf(b)) {
    switch (a.kind()) {
      case Kind::kBool:
      case Kind::kInt:
      case Kind::kLong: return order(a.as_long(), b.as_long());
      case Kind::kByte:
      case Kind::kShort:
      case Kind::kChar: return static_cast<int>(a.as_long() - b.as_long());
      case Kind::kFloat:
      case Kind::kDouble: return CompareDoubles(a.as_double(), b.as_double());
      case Kind::kString: return CompareUnits(a.as_text(), b.as_text());
      case Kind::kBigInteger: {
        BigNumber x, y;
        BigNumber::Parse(a.as_text(), &x);
        BigNumber::Parse(b.as_text(), &y);
        return BigNumber::Compare(x, y);
      }
      case Kind::kHost:
        if (IsSubtype(HostOf(a)->type().id, TypeId::kComparable)) return HostOf(a)->CompareTo(*HostOf(b));
        break;
      default: break;
    }
  }
  const bool comparable = !TypeOf(a).is_array() && IsSubtype(TypeOf(a).id, TypeId::kComparable);
  const std::string target = comparable ? NameOf(TypeOf(a)) : "java.lang.Comparable";
  ThrowClassCast(run, comparable ? b : a, target);
  return 0;
}

int CompareDoubles(double a, double b) {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a == b && a != 0) return 0;
  const auto rank = [](double value) { return std::isnan(value) ? 2 : std::signbit(value) ? 0 : 1; };  // -0.0 < 0.0 < NaN
  return rank(a) - rank(b) < 0 ? -1 : rank(a) == rank(b) ? 0 : 1;
}

void ThrowClassCast(Run& run, const Value& value, std::string_view target) {
  const std::string source = ClassNameOf(value);
  run.ThrowFormatted(TypeId::kClassCastException,
                     "class {} cannot be cast to class {} ({} and {} are in module java.base of loader 'bootstrap')", source, target, source, target);
}

}  // namespace flowship::painless
