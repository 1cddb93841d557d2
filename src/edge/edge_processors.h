#pragma once
// What compiles each edge processor; one file each.

#include <memory>

#include "pipeline/processor.h"

namespace flowship {

std::unique_ptr<const Processor> CompileAddFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileAddLocale(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileAddTags(config::Options& options, CompileContext& context);

}  // namespace flowship
