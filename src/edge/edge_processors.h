#pragma once
// What compiles each edge processor; one file each.

#include <memory>

#include "pipeline/processor.h"

namespace flowship {

std::unique_ptr<const Processor> CompileAddFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileAddHostMetadata(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileAddId(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileAddLocale(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileAddTags(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileCommunityIdOfFlow(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileConvertFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileCopyFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDecodeJsonFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDissectText(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDns(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDropEvent(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDropFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileFingerprintFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileIf(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileIncludeFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileRateLimit(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileRenameFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileReplace(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileTimestamp(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileTruncateFields(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileUrldecodeFields(config::Options& options, CompileContext& context);

}  // namespace flowship
