#include "cli/pipeline_test/compare.h"

#include <algorithm>

#include "event/json_writer.h"

namespace flowship::cli {

namespace {

bool SameNumber(const Value& a, const Value& b) {
  if (a.is_integral() && b.is_integral()) return a.as_long() == b.as_long();
  const auto as_double = [](const Value& value) { return value.is_integral() ? static_cast<double>(value.as_long()) : value.as_double(); };
  if (a.kind() == Kind::kBigInteger || b.kind() == Kind::kBigInteger) return ToJson(a) == ToJson(b);
  return as_double(a) == as_double(b) || ToJson(a) == ToJson(b);
}

std::vector<const Object::Entry*> SortedMembers(const Object& object) {
  std::vector<const Object::Entry*> entries;
  for (const Object::Entry& entry : object) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) { return a->key.text() < b->key.text(); });
  return entries;
}

class Comparer {
 public:
  void Visit(const Value& expected, const Value& actual, const std::string& path) {
    if (expected.is_object() && actual.is_object()) {
      VisitObjects(*expected.as_object(), *actual.as_object(), path);
    } else if (expected.is_array() && actual.is_array()) {
      VisitArrays(*expected.as_array(), *actual.as_array(), path);
    } else if (expected.is_number() && actual.is_number() ? !SameNumber(expected, actual) : ToJson(expected) != ToJson(actual)) {
      found.push_back({path, ToJson(expected), ToJson(actual)});
    }
  }
  std::vector<Difference> found;

 private:
  void VisitObjects(const Object& expected, const Object& actual, const std::string& path) {
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const Object::Entry* const entry : SortedMembers(expected)) {
      const std::string name = prefix + std::string(entry->key.text());
      if (const Value* const other = actual.Find(entry->key.text())) {
        Visit(entry->value, *other, name);
      } else {
        found.push_back({name, ToJson(entry->value), ""});
      }
    }
    for (const Object::Entry* const entry : SortedMembers(actual)) {
      if (expected.Find(entry->key.text()) == nullptr) found.push_back({prefix + std::string(entry->key.text()), "", ToJson(entry->value)});
    }
  }

  void VisitArrays(const Array& expected, const Array& actual, const std::string& path) {
    for (size_t i = 0; i < std::max(expected.size(), actual.size()); ++i) {
      const std::string name = path + "[" + std::to_string(i) + "]";
      if (i >= actual.size()) {
        found.push_back({name, ToJson(expected[i]), ""});
      } else if (i >= expected.size()) {
        found.push_back({name, "", ToJson(actual[i])});
      } else {
        Visit(expected[i], actual[i], name);
      }
    }
  }
};

}  // namespace

std::vector<Difference> Compare(const Value& expected, const Value& actual) {
  Comparer comparer;
  comparer.Visit(expected, actual, "");
  return std::move(comparer.found);
}

std::string PrettyJson(const Value& value, size_t level) {
  const std::string inner(4 * (level + 1), ' '), outer(4 * level, ' ');
  std::string out;
  if (value.is_object() && !value.as_object()->empty()) {
    for (const Object::Entry* const entry : SortedMembers(*value.as_object())) {
      out += (out.empty() ? "{\n" : ",\n") + inner + ToJson(Value::String(entry->key.text())) + ": " + PrettyJson(entry->value, level + 1);
    }
    return out + "\n" + outer + "}";
  }
  if (value.is_array() && !value.as_array()->empty()) {
    for (const Value& item : *value.as_array()) out += (out.empty() ? "[\n" : ",\n") + inner + PrettyJson(item, level + 1);
    return out + "\n" + outer + "]";
  }
  return ToJson(value);
}

}  // namespace flowship::cli
