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
    {"date_index_name", CompileDateIndexName},
    {"dissect", CompileDissect},
    {"dot_expander", CompileDotExpander},
    {"drop", CompileDrop},
    {"fail", CompileFail},
    {"fingerprint", CompileFingerprint},
    {"foreach", CompileForeach},
    {"geoip", CompileGeoip},
    {"grok", CompileGrok},
    {"gsub", CompileGsub},
    {"json", CompileJson},
    {"lowercase", CompileLowercase},
    {"pipeline", CompilePipeline},
    {"remove", CompileRemove},
    {"rename", CompileRename},
    {"reroute", CompileReroute},
    {"script", CompileScript},
    {"set", CompileSet},
    {"sort", CompileSort},
    {"terminate", CompileTerminate},
    {"trim", CompileTrim},
    {"uppercase", CompileUppercase},
};
static_assert(std::ranges::is_sorted(kTypes, {}, &ProcessorType::name));

}  // namespace

std::span<const ProcessorType> ProcessorTypes() { return kTypes; }

}  // namespace flowship
