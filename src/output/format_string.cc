#include "output/format_string.h"

#include "event/json_writer.h"

namespace flowship {

namespace {

constexpr std::string_view kTimestamp = "@timestamp", kIsoShape = "0000-00-00T00";

struct TimePart {
  std::string_view pattern;
  size_t begin, size;  // where it stands in 2026-11-24T03:00:00.000Z
};
constexpr TimePart kTimeParts[] = {{"yyyy", 0, 4}, {"yy", 2, 2}, {"MM", 5, 2}, {"dd", 8, 2}, {"HH", 11, 2}};

const TimePart* TimePartAt(std::string_view pattern) {
  for (const TimePart& part : kTimeParts) {
    if (pattern.starts_with(part.pattern)) return &part;
  }
  return nullptr;
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsTimePattern(std::string_view pattern) {
  while (!pattern.empty()) {
    const TimePart* const part = TimePartAt(pattern);
    if (part == nullptr && IsLetter(pattern.front())) return false;
    pattern.remove_prefix(part != nullptr ? part->pattern.size() : 1);
  }
  return true;
}

bool IsIsoTime(std::string_view text) {
  if (text.size() < kIsoShape.size()) return false;
  for (size_t i = 0; i < kIsoShape.size(); ++i) {
    if (kIsoShape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != kIsoShape[i]) return false;
  }
  return true;
}

}  // namespace

Result<FormatString> FormatString::Parse(std::string_view text) {
  FormatString format;
  const std::string whole(text);
  while (!text.empty()) {
    const size_t open = text.find("%{");
    if (open != 0) {
      Part part;
      part.text = text.substr(0, open);
      format.parts_.push_back(std::move(part));
    }
    if (open == std::string_view::npos) break;
    const size_t close = text.find('}', open);
    if (close == std::string_view::npos) return Error{"\"" + whole + "\": %{ without its closing }"};
    auto part = ParseReference(text.substr(open + 2, close - open - 2));
    if (!part.ok()) return Error{"\"" + whole + "\": " + part.error().message};
    format.parts_.push_back(*std::move(part));
    text.remove_prefix(close + 1);
  }
  return format;
}

Result<FormatString::Part> FormatString::ParseReference(std::string_view inside) {
  Part part;
  if (inside.starts_with('+')) {
    part.kind = Part::Kind::kTime;
    part.text = inside.substr(1);
    if (part.text.empty() || !IsTimePattern(part.text)) return Error{"%{" + std::string(inside) + "} is to be made of yyyy, yy, MM, dd and HH"};
    return part;
  }
  const size_t end = inside.find(']');
  const bool plain = inside.starts_with('[') && end != std::string_view::npos && end > 1 && (end + 1 == inside.size() || inside[end + 1] == ':');
  if (!plain) return Error{"%{" + std::string(inside) + "} is no field; fields are written %{[name]}, or %{[name]:default}"};
  part.kind = Part::Kind::kField;
  part.has_default = end + 1 != inside.size();
  if (part.has_default) part.text = inside.substr(end + 2);
  std::string_view path = inside.substr(1, end - 1);
  while (true) {
    const size_t dot = path.find('.');
    part.path.emplace_back(path.substr(0, dot));
    if (part.path.back().empty()) return Error{"%{" + std::string(inside) + "} has a field without a name"};
    if (dot == std::string_view::npos) return part;
    path.remove_prefix(dot + 1);
  }
}

bool FormatString::Append(const Object& event, std::string& out) const {
  const size_t before = out.size();
  for (const Part& part : parts_) {
    if (AppendPart(part, event, out)) continue;
    out.resize(before);
    return false;
  }
  return true;
}

bool FormatString::AppendPart(const Part& part, const Object& event, std::string& out) {
  if (part.kind == Part::Kind::kText) {
    out += part.text;
    return true;
  }
  if (part.kind == Part::Kind::kTime) {
    const Value* const time = event.Find(kTimestamp);
    if (time == nullptr || !time->is_string() || !IsIsoTime(time->as_text())) return false;
    for (std::string_view pattern = part.text; !pattern.empty();) {
      const TimePart* const known = TimePartAt(pattern);
      out += known != nullptr ? time->as_text().substr(known->begin, known->size) : pattern.substr(0, 1);
      pattern.remove_prefix(known != nullptr ? known->pattern.size() : 1);
    }
    return true;
  }
  const Object* at = &event;
  for (size_t i = 0; at != nullptr && i < part.path.size(); ++i) {
    const Value* const value = at->Find(std::string_view(part.path[i]));
    if (value == nullptr) break;
    if (i + 1 == part.path.size() && AppendScalarText(*value, out)) return true;
    at = value->is_object() ? value->as_object() : nullptr;
  }
  if (part.has_default) out += part.text;
  return part.has_default;
}

bool AppendScalarText(const Value& value, std::string& out) {
  if (value.is_string()) {
    out += value.as_text();
    return !value.as_text().empty();
  }
  if (!value.is_bool() && !value.is_number()) return false;
  out += ToJson(value);
  return true;
}

}  // namespace flowship
