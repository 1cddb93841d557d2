#include "output/setup/kibana.h"

#include "base/hash.h"
#include "output/elasticsearch/connection.h"
#include "output/json_document.h"

namespace flowship {

namespace {

std::string FormOf(const EmbeddedFile& file, const std::string& boundary) {
  const std::string_view name = file.path.substr(file.path.rfind('/') + 1);
  std::string body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + std::string(name) + "\"\r\nContent-Type: application/ndjson\r\n\r\n";
  body += file.content;
  return body + "\r\n--" + boundary + "--\r\n";
}

// 200 means that the request was understood; what became of the objects is in the body.
std::optional<std::string> ProblemOf(const HttpAnswer& answer) {
  if (answer.status == 0) return answer.problem;
  if (answer.status != 200) return "HTTP " + std::to_string(answer.status) + ": " + ReasonOfError(answer.body);
  JsonDocument read;
  const Value* const success = read.Read(answer.body) ? At(read.root(), {"success"}) : nullptr;
  if (success == nullptr || !success->is_bool()) return "something answered that is neither Kibana nor OpenSearch Dashboards";
  if (success->as_bool()) return std::nullopt;
  const Value* const first = At(read.root(), {"errors", "0"});
  if (first == nullptr) return "not all objects were taken";
  return std::string(TextAt(*first, {"type"})) + " " + std::string(TextAt(*first, {"id"})) + ": " + std::string(TextAt(*first, {"error", "type"}));
}

}  // namespace

std::vector<SetupLine> LoadDashboards(const SetupConfig& setup, std::span<const EmbeddedFile> files, bool dry_run, bool asked_for) {
  if (!setup.dashboards_enabled && !asked_for) return {Skipped("dashboards", "setup.dashboards.enabled is false")};
  if (files.empty()) return {Skipped("dashboards", "this flowship carries none")};
  if (!setup.kibana) {
    const std::string why = "setup.kibana.host names no Kibana; `flowship export dashboards` prints them for an import by hand";
    return {asked_for ? Failed("dashboards", why) : Skipped("dashboards", why)};
  }
  Deadline deadline;
  Connection connection(*setup.kibana, deadline);
  const std::string url = setup.kibana->hosts.front() + (setup.space.empty() ? "" : "/s/" + setup.space) + "/api/saved_objects/_import?overwrite=true";
  std::vector<SetupLine> lines;
  for (const EmbeddedFile& file : files) {
    const std::string what(file.path);
    if (dry_run) {
      lines.push_back({SetupLine::State::kDone, "would be loaded", what, {}});
      continue;
    }
    const std::string boundary = "flowship-" + ToHex(Hash128Of(file.content));
    const auto problem = ProblemOf(connection.Send("POST", url, "multipart/form-data; boundary=" + boundary, FormOf(file, boundary)));
    lines.push_back(problem ? Failed(what, *problem) : SetupLine{SetupLine::State::kDone, "loaded", what, {}});
  }
  return lines;
}

}  // namespace flowship
