#pragma once
// Field definitions (fields/<dataset>.yml, in the form of integration packages) → Elasticsearch's composable index template for the dataset's
// data streams. It stands alone: it does not build on ecs@mappings or other templates of the cluster.
// Source: "Create or update index template API" and "Mapping", Elasticsearch 8.

#include <string>
#include <string_view>

#include "config/node.h"

namespace flowship {

// The template's body as JSON, for PUT _index_template/logs-<dataset>. Errors of the definitions go to diagnostics, and the result is empty.
std::string IndexTemplate(std::string_view dataset, const config::Node& fields, config::Diagnostics& diagnostics);

}  // namespace flowship
