// ip_location: what a database of MaxMind or IPinfo knows of an address. Elasticsearch, "IP location processor".

#include "processor/geoip_lookup.h"
#include "processor/processors.h"

namespace flowship {

std::unique_ptr<const Processor> CompileIpLocation(config::Options& options, CompileContext& context) { return CompileGeoipLookup(options, context, "ip_location"); }

}  // namespace flowship
