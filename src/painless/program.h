#pragma once
// A compiled script: the nodes, and what a run must know of how it was compiled. The implementation of Script.

#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "base/java_regex.h"
#include "painless/node.h"
#include "painless/script.h"

namespace flowship::painless {

class Program final : public Script {
 public:
  Program(std::string_view source_text, const CompileOptions& options);

  bool Run(Environment& environment) const override;
  bool RunCondition(Environment& environment, bool* result) const override;
  bool Judge(Object& ctx, bool* result) const override;
  bool NeedsMetadata() const override { return needs_metadata; }

  // The array or object is part of params, which all runs share.
  bool IsOfParams(const void* container) const;

  const std::string source;
  const ScriptContext context;
  const Value params;
  const ScriptHostFunctions functions;
  NodeArena arena;  // of the nodes and constants
  const Code* main = nullptr;
  std::vector<std::unique_ptr<const JavaRegex>> patterns;
  std::vector<uint32_t> statements;  // where each begins; sorted when the script is compiled
  bool needs_metadata = false;

 private:
  bool RunMain(Environment& environment, Value* result) const;
  ScriptPlace PlaceOf(uint32_t at) const;
  void CollectContainers(const Value& value);

  std::vector<const void*> containers_of_params_;  // sorted
};

}  // namespace flowship::painless
