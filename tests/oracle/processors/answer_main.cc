// Answers _simulate requests as the engine inside does, for differential.py: one question a line, {"name": pipeline, …} TAB request; the pipeline
// `_simulate_pipeline` runs, which is how Elasticsearch calls one that comes with a request.
// The answer is that of Elasticsearch, {"docs": […]}, or {"refused": [messages]} when a pipeline is refused. The line `types` asks for the processors.

#include <chrono>
#include <iostream>
#include <string>

#include "base/buffer.h"
#include "event/json_writer.h"
#include "pipeline/simulate.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

int64_t Now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

std::string Refused(const std::vector<std::string>& messages) {
  Buffer out;
  out.Append("{\"refused\":[");
  for (size_t i = 0; i < messages.size(); ++i) {
    if (i != 0) out.Append(',');
    WriteJsonString(messages[i], out);
  }
  out.Append("]}");
  return std::string(out.view());
}

std::string Types() {
  std::string names;
  for (const ProcessorType& type : ProcessorTypes()) names += (names.empty() ? "" : " ") + std::string(type.name);
  return names;
}

std::string Answer(const std::string& line, const ProcessorFiles& files) {
  if (line == "types") return Types();
  const size_t tab = line.find('\t');
  config::Diagnostics diagnostics;
  const auto pipelines = config::Parse("pipelines", line.substr(0, tab), diagnostics);
  if (!pipelines || tab == std::string::npos) return Refused(diagnostics.Messages());
  KeySet keys;
  PipelineSet set(keys);
  for (const config::Node::Member& member : pipelines->members) set.Add(member.key, member.value, ProcessorTypes(), files, diagnostics);
  if (!diagnostics.ok()) return Refused(diagnostics.Messages());
  const auto response = Simulate(*set.Find("_simulate_pipeline"), std::string_view(line).substr(tab + 1), keys, {false, Now});
  return response.ok() ? *response : Refused({response.error().message});
}

}  // namespace
}  // namespace flowship

int main(int count, char** arguments) {
  flowship::ProcessorFiles files;
  if (count > 1) files.geoip_dir = arguments[1];
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) std::cout << flowship::Answer(line, files) << '\n';
}
