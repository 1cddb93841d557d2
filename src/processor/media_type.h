#pragma once
// The `media_type` option of set and append: how {{x}} is escaped in a value.

#include <optional>

#include "processor/fields.h"

namespace flowship {

Template::Escape TakeMediaType(config::Options& options);
// The option `value`, a constant or with templates inside. Required; nullopt after an error.
std::optional<ValueTemplate> RequireValue(config::Options& options, CompileContext& context, Template::Escape escape);

}  // namespace flowship
