// script: runs a Painless script over the document. Elasticsearch, "Script processor".

#include "painless/script.h"

#include "pipeline/condition.h"
#include "processor/processors.h"
#include "processor/script_functions.h"

namespace flowship {

namespace {

class RunsScript : public Processor {
 public:
  explicit RunsScript(std::unique_ptr<const Script> script) : script_(std::move(script)) {}
  RunResult Run(Document& document) const override { return OkOrFailed(RunScript(*script_, document)); }
  bool Traces() const override { return true; }

 private:
  const std::unique_ptr<const Script> script_;
};

}  // namespace

std::unique_ptr<const Processor> CompileScript(config::Options& options, CompileContext& context) {
  const std::string lang = options.TakeString("lang", "painless");
  if (lang != "painless") options.Error("lang", "[lang] script_lang not supported [" + lang + "]");
  if (options.Take("id")) options.Error("id", "[id] stored scripts live in a cluster; write the script itself as [source]");
  CompileOptions compile;
  compile.keys = &context.keys;
  compile.functions = &ProcessorScriptFunctions();
  if (const auto params = options.TakeMapping("params")) compile.params = context.ToValue(*params);
  const bool given = options.Has("source");
  const std::string source = options.RequireString("source");
  if (!given) return nullptr;
  auto script = Compile(source, compile);
  if (script.ok()) return std::make_unique<RunsScript>(*std::move(script));
  options.Error("source", script.error().message);
  return nullptr;
}

}  // namespace flowship
