#include "painless/path.h"

#include "painless/collections.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {

Value GetByPath(Run& run, const Value& root, const Value& path, const Value* otherwise) {
  if (path.is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const std::string_view text = path.as_text();
  if (text.empty()) return run.Throw(TypeId::kIllegalArgumentException, "Missing path");
  Value value = root;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('.', at), text.size());
    const std::string_view part = text.substr(at, end - at);
    at = end + 1;
    if (part.empty()) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Extra '.' in path [{}] at index [{}]", text, end);
    const Value* found = nullptr;
    if (IsMap(value)) {
      found = MapFind(run, value, Value::String(part));
    } else if (IsList(value)) {
      int64_t index = 0;
      if (!ParseInteger(part, 10, INT32_MIN, INT32_MAX, &index)) {
        return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Could not parse [{}] as a int index into list at path [{}] and index [{}]", part,
                                  text, end - part.size());
      }
      const ListRef list = ListOf(value);
      if (index >= 0 && index < list.size()) found = &list[static_cast<size_t>(index)];
    } else if (!value.is_null()) {
      return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Non-container [{}] at [{}], index [{}] in path [{}]", ClassNameOf(value), part,
                                end - part.size(), text);
    }
    if (found == nullptr) {
      if (otherwise != nullptr) return *otherwise;
      return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Key not found [{}] in path [{}]", part, text);
    }
    value = *found;
  }
  return value;
}

}  // namespace flowship::painless
