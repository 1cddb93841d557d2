#pragma once
// What geoip and ip_location share: all but the name, the default target, and which databases they take.

#include "pipeline/processor.h"

namespace flowship {

// `type` is geoip or ip_location; it outlives the processor.
std::unique_ptr<const Processor> CompileGeoipLookup(config::Options& options, CompileContext& context, std::string_view type);

}  // namespace flowship
