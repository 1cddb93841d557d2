#pragma once
// The processors of a stream's `processors:`, with Beats' names and options. They run at the edge, before the ingest pipeline, and are compiled by the
// same compiler; so `if`, `tag` and `on_failure` are theirs too. Sorted by name.

#include <span>

#include "pipeline/processor.h"

namespace flowship {

std::span<const ProcessorType> EdgeTypes();

}  // namespace flowship
