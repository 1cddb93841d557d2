#pragma once
// The ingest processors, with Elasticsearch's names and options. Sorted by name.

#include <span>

#include "pipeline/processor.h"

namespace flowship {

std::span<const ProcessorType> ProcessorTypes();

}  // namespace flowship
