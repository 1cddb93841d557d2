#include "output/setup/mark.h"

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "event/json_writer.h"

namespace flowship {

namespace {

constexpr std::string_view kManager = "flowship", kBegin = "(flowship ";

}  // namespace

Mark MarkOf(const Object& body) { return {FLOWSHIP_VERSION, ToHex(Hash128Of(ToJson(Value::Of(const_cast<Object*>(&body)))))}; }

void WriteMeta(JsonDocument& document, Object& meta, const Mark& mark) {
  document.Set(meta, "managed_by", document.Text(kManager));
  document.Set(meta, "version", document.Text(mark.version));
  document.Set(meta, "hash", document.Text(mark.hash));
}

std::string Described(std::string_view description, const Mark& mark) {
  return std::string(description) + (description.empty() ? "" : " ") + std::string(kBegin) + mark.version + ", " + mark.hash + ")";
}

std::optional<Mark> ReadMeta(const Value* meta) {
  if (meta == nullptr || TextAt(*meta, {"managed_by"}) != kManager) return std::nullopt;
  return Mark{std::string(TextAt(*meta, {"version"})), std::string(TextAt(*meta, {"hash"}))};
}

std::optional<Mark> ReadDescription(std::string_view description) {
  const size_t begin = description.rfind(kBegin);
  if (begin == std::string_view::npos || !description.ends_with(')')) return std::nullopt;
  const std::string_view inside = description.substr(begin + kBegin.size(), description.size() - begin - kBegin.size() - 1);
  const size_t comma = inside.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  return Mark{std::string(inside.substr(0, comma)), std::string(inside.substr(comma + 2))};
}

LoadAction DecideLoad(bool exists, const std::optional<Mark>& theirs, const Mark& ours, bool overwrite) {
  if (!exists) return LoadAction::kCreate;
  if (theirs && theirs->hash == ours.hash) return LoadAction::kUnchanged;
  if (overwrite) return LoadAction::kUpdate;
  if (!theirs) return LoadAction::kLeaveForeign;
  return VersionNumber(theirs->version) > VersionNumber(ours.version) ? LoadAction::kLeaveNewer : LoadAction::kUpdate;
}

int64_t VersionNumber(std::string_view version) {
  constexpr int64_t kBase = 10'000;
  int64_t number = 0;
  for (int part = 0; part < 3; ++part) {
    int64_t digits = 0;
    const auto parsed = std::from_chars(version.data(), version.data() + version.size(), digits);
    number = number * kBase + std::clamp<int64_t>(digits, 0, kBase - 1);
    version.remove_prefix(static_cast<size_t>(parsed.ptr - version.data()));
    if (version.starts_with('.')) version.remove_prefix(1);
  }
  return number;
}

}  // namespace flowship
