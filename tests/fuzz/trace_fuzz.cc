// Records, a line each, through the pipelines of GoFlow2's sFlow logs, the plain way and by traces: both come to the same.

#include "fuzz.h"

#include "../both_ways.h"
#include "app/embedded_pipelines.h"
#include "base/assert.h"

namespace {

struct Flows {
  flowship::KeySet keys;
  flowship::PipelineSet set{keys};
  std::vector<flowship::StreamPlan> plans;
  Flows() {
    flowship::config::Diagnostics diagnostics;
    flowship::AddEmbeddedPipelines(set, "goflow2.sflow", {}, diagnostics);
    plans.push_back({std::make_shared<flowship::Stream>(), nullptr, set.Find("default")});
  }
};

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace flowship;
  static Flows* const flows = new Flows;  // for the life of the process
  std::vector<std::string> records;
  for (std::string_view rest = fuzz::TextOf(data, size); !rest.empty() && records.size() < 16;) {
    const auto [line, more] = fuzz::Split(rest);
    rest = more;
    if (!line.empty()) records.emplace_back(line);
  }
  // Each again: the first is recorded, the others follow it.
  const size_t count = records.size();
  for (size_t i = 0; i < 2 * count; ++i) records.push_back(std::string(records[i % count]));
  const auto plain = both_ways::Run(flows->keys, flows->plans, records, false), traced = both_ways::Run(flows->keys, flows->plans, records, true);
  FLOWSHIP_ASSERT(plain.documents == traced.documents);
  return 0;
}
