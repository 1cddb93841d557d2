#pragma once
// Mark: how setup knows again what it loaded: which flowship it was, and a hash of what it loaded. Where the server keeps `_meta`, it is
// {"managed_by":"flowship","version":"0.1.0","hash":"…"}; else it ends the description: "… (flowship 0.1.0, <hash>)". Pure.

#include <optional>
#include <string>
#include <string_view>

#include "output/json_document.h"

namespace flowship {

struct Mark {
  std::string version, hash;
};

// What the mark is to be of a body as it is now; it is not in it yet.
Mark MarkOf(const Object& body);
void WriteMeta(JsonDocument& document, Object& meta, const Mark& mark);
std::string Described(std::string_view description, const Mark& mark);

// nullopt: it is not flowship's.
std::optional<Mark> ReadMeta(const Value* meta);
std::optional<Mark> ReadDescription(std::string_view description);

enum class LoadAction { kCreate, kUpdate, kUnchanged, kLeaveForeign, kLeaveNewer };
// `exists`: something of that name is there; `theirs`: its mark.
LoadAction DecideLoad(bool exists, const std::optional<Mark>& theirs, const Mark& ours, bool overwrite);

// "0.10.2" → comparable; what is no version is the oldest.
int64_t VersionNumber(std::string_view version);

}  // namespace flowship
