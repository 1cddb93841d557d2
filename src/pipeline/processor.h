#pragma once
// Processor: one compiled step of an ingest pipeline, and what compiles it.
//
// To add one: copy a small file of src/processor/, write Compile (take the options out, intern the paths) and Run (work on a Document), add a line to
// processor_types.cc. What is common to all of them (`if`, `tag`, `description`, `ignore_failure`, `on_failure`) is not their business: pipeline.cc wraps it
// around them, in Elasticsearch's order.
// A processor is immutable after it is compiled and runs on many threads at once.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.h"
#include "pipeline/document.h"
#include "pipeline/template.h"

namespace flowship {

enum class RunResult : uint8_t {
  kOk,
  kFailed,      // document.failure() says why
  kDropped,     // the document is to be left out
  kTerminated,  // this pipeline ends here, without a failure
  kRerouted,    // the document has another `_index` now; this pipeline and those that called it end here, without a failure
};

class Pipeline;

class Processor {
 public:
  virtual ~Processor() = default;
  virtual RunResult Run(Document& document) const = 0;
  // Whether Run keeps the law of tracing (event/trace.h).
  virtual bool Traces() const { return false; }
  // The pipeline that Run would run over this document; nullptr: none.
  virtual const Pipeline* Callee(Document&) const { return nullptr; }
};
inline RunResult OkOrFailed(bool ok) { return ok ? RunResult::kOk : RunResult::kFailed; }

class PipelineSet;
struct CompileContext;

struct ProcessorType {
  std::string_view name;
  // Takes its options out of `options`; reports what is wrong there. nullptr only after an error was reported.
  std::unique_ptr<const Processor> (*compile)(config::Options& options, CompileContext& context);
};

// Files that processors read: where they are.
struct ProcessorFiles {
  std::string geoip_dir;  // *.mmdb; empty: none
};

struct CompileContext {
  KeySet& keys;
  config::Diagnostics& diagnostics;
  const PipelineSet& pipelines;   // for the `pipeline` processor, which looks names up at run time
  const ProcessorFiles& files;
  // Compiles a processor given as {name: options} inside another (foreach).
  std::function<std::unique_ptr<const Processor>(const config::Node&)> compile_nested;
  std::string_view tag;           // of the processor that is compiled; empty: none

  // Options that are paths or values, in the form that most processors want them. Errors go to the options' diagnostics.
  // A path may be a template ({{…}}).
  PathTemplate TakePath(config::Options& options, std::string_view name, std::string_view fallback = {});
  PathTemplate RequirePath(config::Options& options, std::string_view name);
  // One path or a list of them. TakePaths: none when the option is absent.
  std::vector<PathTemplate> TakePaths(config::Options& options, std::string_view name);
  std::vector<PathTemplate> RequirePaths(config::Options& options, std::string_view name);
  FieldPath Path(std::string_view text, const config::Place& place);
  // A YAML node as a value of the key set's arena, scalars typed as Elasticsearch's YAML parser types them.
  Value ToValue(const config::Node& node);
};

}  // namespace flowship
