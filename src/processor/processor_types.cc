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
    {"html_strip", CompileHtmlStrip},
    {"ip_location", CompileIpLocation},
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
    {"reroute", CompileReroute},
    {"script", CompileScript},
    {"set", CompileSet},
    {"sort", CompileSort},
    {"split", CompileSplit},
    {"terminate", CompileTerminate},
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
