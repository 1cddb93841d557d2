#pragma once
// Elasticsearch's POST _ingest/pipeline/NAME/_simulate: request and response, byte for byte in shape.
// Source: "Simulate pipeline API", Elasticsearch 8.

#include <span>
#include <string>
#include <string_view>

#include "pipeline/pipeline.h"

namespace flowship {

struct SimulateOptions {
  bool verbose = false;
  int64_t (*clock)() = nullptr;  // nanoseconds since the epoch
};

// `request` is {"docs": [{"_index", "_id", "_source"}, …]}. A request that is not of that form is an error.
Result<std::string> Simulate(const Pipeline& pipeline, std::string_view request, KeySet& keys, const SimulateOptions& options);

}  // namespace flowship
