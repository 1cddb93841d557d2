// Records, a line each: read as JSON and written again, and as messages through the pipeline of GoFlow2's sFlow logs.

#include "fuzz.h"

#include "app/embedded_pipelines.h"

namespace {

struct Flows {
  flowship::KeySet keys;
  flowship::PipelineSet set{keys};
  Flows() {
    flowship::config::Diagnostics diagnostics;
    flowship::AddEmbeddedPipelines(set, "goflow2.sflow", {}, diagnostics);
  }
};

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace flowship;
  static const Flows* const flows = new Flows;  // for the life of the process
  for (std::string_view rest = fuzz::TextOf(data, size); !rest.empty();) {
    const auto [line, more] = fuzz::Split(rest);
    rest = more;
    fuzz::RunOver(*flows->set.Find("default"), flows->keys, line);
    fuzz::RunOver(*flows->set.Find("default"), flows->keys, "{\"message\":" + ToJson(Value::String(line)) + "}");
  }
  return 0;
}
