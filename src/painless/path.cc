#include "painless/path.h"

#include "painless/collections.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

// One step of the path: which part of how many it is.
struct Part {
  std::string_view text;
  size_t index;
  bool last;
};

// Where the part leads; nullptr: nowhere (the default's turn), or thrown.
const Value* Follow(Run& run, const Value& container, const Part& part, std::string_view path) {
  if (container.is_null()) {
    run.Throw(TypeId::kNullPointerException, "Cannot invoke \"Object.getClass()\" because \"obj\" is null");
    return nullptr;
  }
  const Value* found = nullptr;
  if (IsMap(container)) {
    found = MapFind(run, container, Value::String(part.text));
  } else if (IsList(container)) {
    int64_t index = 0;
    if (!ParseInteger(part.text, 10, INT32_MIN, INT32_MAX, &index)) {
      run.ThrowFormatted(TypeId::kNumberFormatException, "For input string: \"{}\"", part.text);
      return nullptr;
    }
    const ListRef list = ListOf(container);
    // The first element behind the list is asked for all the same, as in Elasticsearch: those further on are missing.
    if (index <= list.size() && !CheckIndex(run, index, list.size())) return nullptr;
    if (index < list.size()) found = &list[static_cast<size_t>(index)];
  } else {
    run.ThrowFormatted(TypeId::kIllegalArgumentException, "Non-container [{}] at [{}], index [{}] in path [{}]", ClassNameOf(container), part.text,
                       part.index, path);
    return nullptr;
  }
  if (found == nullptr && !part.last) {
    run.ThrowFormatted(TypeId::kIllegalArgumentException, "Container does not have [{}], for non-terminal index [{}] in path [{}]", part.text, part.index,
                       path);
  }
  return found;
}

}  // namespace

Value GetByPath(Run& run, const Value& root, const Value& path, const Value* otherwise) {
  if (path.is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const std::string_view text = path.as_text();
  if (text.empty()) return run.Throw(TypeId::kIllegalArgumentException, "Missing path");
  if (text.ends_with('.')) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Trailing '.' in path [{}]", text);
  Value value = root;
  size_t number = 0;
  for (size_t at = 0; at <= text.size(); ++number) {
    const size_t end = std::min(text.find('.', at), text.size());
    const Part part{text.substr(at, end - at), number, end == text.size()};
    at = end + 1;
    if (part.text.empty()) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Extra '.' in path [{}] at index [{}]", text, number);
    const Value* const found = Follow(run, value, part, text);
    if (run.failed()) return Value();
    if (found == nullptr) {
      if (otherwise != nullptr) return *otherwise;
      return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Could not find value at path [{}]", text);
    }
    value = *found;
  }
  return value;
}

}  // namespace flowship::painless
