#include "processor/processor_types.h"

#include <algorithm>

#include "processor/processors.h"

namespace flowship {

namespace {

constexpr ProcessorType kTypes[] = {
    {"append", CompileAppend},
    {"community_id", CompileCommunityId},
    {"convert", CompileConvert},
    {"date", CompileDate},
    {"drop", CompileDrop},
    {"fail", CompileFail},
    {"foreach", CompileForeach},
    {"geoip", CompileGeoip},
    {"grok", CompileGrok},
    {"gsub", CompileGsub},
    {"json", CompileJson},
    {"lowercase", CompileLowercase},
    {"pipeline", CompilePipeline},
    {"remove", CompileRemove},
    {"rename", CompileRename},
    {"script", CompileScript},
    {"set", CompileSet},
    {"trim", CompileTrim},
    {"uppercase", CompileUppercase},
};
static_assert(std::ranges::is_sorted(kTypes, {}, &ProcessorType::name));

}  // namespace

std::span<const ProcessorType> ProcessorTypes() { return kTypes; }

}  // namespace flowship
