// geoip: where an address is, from a MaxMind database. Elasticsearch, "GeoIP processor".

#include "processor/geoip_lookup.h"
#include "processor/processors.h"

namespace flowship {

std::unique_ptr<const Processor> CompileGeoip(config::Options& options, CompileContext& context) { return CompileGeoipLookup(options, context, "geoip"); }

}  // namespace flowship
