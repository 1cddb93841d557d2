#pragma once
// What compiles each processor; one file each, named as the processor.

#include <memory>

#include "pipeline/processor.h"

namespace flowship {

std::unique_ptr<const Processor> CompileAppend(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileBytes(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileCommunityId(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileConvert(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileCsv(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDate(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDateIndexName(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDissect(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDotExpander(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileDrop(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileFail(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileFingerprint(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileForeach(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileGeoip(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileGrok(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileGsub(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileHtmlStrip(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileIpLocation(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileJoin(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileJson(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileKv(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileLowercase(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileNetworkDirection(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompilePipeline(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileRedact(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileRegisteredDomain(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileRemove(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileRename(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileReroute(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileScript(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileSet(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileSort(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileSplit(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileTerminate(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileTrim(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileUppercase(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileUriParts(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileUrldecode(config::Options& options, CompileContext& context);
std::unique_ptr<const Processor> CompileUserAgent(config::Options& options, CompileContext& context);

}  // namespace flowship
