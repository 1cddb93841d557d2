#pragma once
// YAML of an ingest pipeline → Pipeline. Every mistake of a file is reported at once, each at its place.

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "pipeline/pipeline.h"

namespace flowship {

class PipelineCompiler {
 public:
  PipelineCompiler(KeySet& keys, const PipelineSet& set, std::span<const ProcessorType> types, const ProcessorFiles& files,
                   config::Diagnostics& diagnostics)
      : keys_(keys), set_(set), types_(types), files_(files), diagnostics_(diagnostics) {}

  // nullptr after errors were reported.
  std::unique_ptr<Pipeline> Compile(const std::string& name, const config::Node& definition);
  // One processor given as {type: options}, with its condition and handlers.
  std::optional<Step> CompileStep(const config::Node::Member& given);

 private:
  std::vector<Step> CompileSteps(const config::Node& list, std::string_view what);
  std::unique_ptr<const Processor> CompileNested(const config::Node& node);
  bool HasType(std::string_view name) const;
  config::Node::Member Undotted(const config::Node::Member& member) const;
  // {if: condition, then: […], else: […]}, as Beats writes it, as {if: {condition, then, else}}; for a table of types that has `if`.
  static config::Node AsProcessorIf(const config::Node& item);
  // `if: source`, or `if: {source, lang, params}`.
  void TakeCondition(config::Options& options, Step* step);
  const ProcessorType* FindType(const config::Node::Member& member);

  KeySet& keys_;
  const PipelineSet& set_;
  std::span<const ProcessorType> types_;
  const ProcessorFiles& files_;
  config::Diagnostics& diagnostics_;
};

}  // namespace flowship
