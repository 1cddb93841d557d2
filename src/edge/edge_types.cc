#include "edge/edge_types.h"

#include <algorithm>
#include <array>

#include "edge/edge_processors.h"

namespace flowship {

namespace {

constexpr std::array<ProcessorType, 3> kTypes = {{
    {"add_fields", CompileAddFields},
    {"add_locale", CompileAddLocale},
    {"add_tags", CompileAddTags},
}};
static_assert(std::is_sorted(kTypes.begin(), kTypes.end(), [](const ProcessorType& a, const ProcessorType& b) { return a.name < b.name; }));

}  // namespace

std::span<const ProcessorType> EdgeTypes() { return kTypes; }

}  // namespace flowship
