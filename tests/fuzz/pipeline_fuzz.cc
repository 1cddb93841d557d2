// A pipeline in YAML: it compiles or is refused; when it compiles, it runs over a document.

#include "fuzz.h"

#include "processor/processor_types.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace flowship;
  config::Diagnostics diagnostics;
  const auto definition = config::Parse("fuzz.yml", std::string(fuzz::TextOf(data, size)), diagnostics);
  (void)diagnostics.Render();
  if (!definition) return 0;
  KeySet keys;
  PipelineSet set(keys);
  config::Diagnostics findings;
  set.Add("main", *definition, ProcessorTypes(), ProcessorFiles{}, findings);
  (void)findings.Render();
  if (findings.ok()) fuzz::RunOver(*set.Find("main"), keys, fuzz::kDocument);
  return 0;
}
