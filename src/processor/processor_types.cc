#include "processor/processor_types.h"

#include <algorithm>

#include "processor/processors.h"

namespace flowship {

namespace {

constexpr ProcessorType kTypes[] = {
    {"append", CompileAppend},
    {"bytes", CompileBytes},
    {"community_id", CompileCommunityId},
    {"convert", CompileConvert},
    {"csv", CompileCsv},
    {"date", CompileDate},
    {"dissect", CompileDissect},
    {"drop", CompileDrop},
    {"fail", CompileFail},
    {"foreach", CompileForeach},
    {"geoip", CompileGeoip},
    {"grok", CompileGrok},
    {"gsub", CompileGsub},
    {"html_strip", CompileHtmlStrip},
    {"join", CompileJoin},
    {"json", CompileJson},
    {"kv", CompileKv},
    {"lowercase", CompileLowercase},
    {"network_direction", CompileNetworkDirection},
    {"pipeline", CompilePipeline},
    {"redact", CompileRedact},
    {"registered_domain", CompileRegisteredDomain},
    {"remove", CompileRemove},
    {"rename", CompileRename},
    {"script", CompileScript},
    {"set", CompileSet},
    {"split", CompileSplit},
    {"trim", CompileTrim},
    {"uppercase", CompileUppercase},
    {"uri_parts", CompileUriParts},
    {"urldecode", CompileUrldecode},
    {"user_agent", CompileUserAgent},
};
static_assert(std::ranges::is_sorted(kTypes, {}, &ProcessorType::name));

}  // namespace

std::span<const ProcessorType> ProcessorTypes() { return kTypes; }

}  // namespace flowship
