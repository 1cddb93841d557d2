#pragma once
// The options that grok and redact share: `patterns`, `pattern_definitions`, `ecs_compatibility`.

#include <memory>

#include "pipeline/grok.h"
#include "pipeline/processor.h"

namespace flowship {

// nullptr after an error was reported.
std::unique_ptr<const grok::Grok> TakeGrok(config::Options& options, std::string_view default_compatibility);

}  // namespace flowship
