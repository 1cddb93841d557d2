#include "monitor/prometheus.h"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "base/arena.h"
#include "base/utf8.h"

namespace flowship::monitor {

namespace {

using Label = std::pair<std::string_view, std::string_view>;

class Exposition {
 public:
  void Family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = "flowship_" + std::string(name);
    text_ += "# HELP " + name_ + " " + std::string(help) + "\n# TYPE " + name_ + " " + std::string(type) + "\n";
  }
  void Line(std::initializer_list<Label> labels, const std::string& value) {
    text_ += name_;
    char separator = '{';
    for (const auto& [label, content] : labels) {
      text_ += separator;
      text_ += std::string(label) + "=\"" + Escaped(content) + "\"";
      separator = ',';
    }
    text_ += (separator == ',' ? "} " : " ") + value + "\n";
  }
  void Line(std::initializer_list<Label> labels, uint64_t value) { Line(labels, std::to_string(value)); }
  std::string Take() { return std::move(text_); }

 private:
  static std::string Escaped(std::string_view content) {
    Arena arena;
    std::string out;
    for (const char c : IsUtf8(content) ? content : RepairUtf8(content, arena)) {
      if (c == '\\' || c == '"') out += '\\';
      if (c == '\n') {
        out += "\\n";
      } else {
        out += c;
      }
    }
    return out;
  }

  std::string name_, text_;
};

// Names that are figures of some stream (output), each once, in order: a family for each.
template <typename State>
std::set<std::string> NamesOf(const std::vector<State>& states) {
  std::set<std::string> names;
  for (const State& state : states) {
    for (const auto& [name, value] : state.figures) names.insert(name);
  }
  return names;
}

bool IsCounter(std::string_view name) { return name.ends_with("_total"); }

void AddStreams(const AgentSnapshot& snapshot, Exposition* out) {
  for (const std::string& name : NamesOf(snapshot.streams)) {
    out->Family("input_" + name, IsCounter(name) ? "counter" : "gauge", "Figure " + name + " of the input of a stream");
    for (const StreamState& stream : snapshot.streams) {
      const auto figure = std::ranges::find(stream.figures, name, &Figures::value_type::first);
      if (figure != stream.figures.end()) out->Line({{"stream", stream.id}, {"type", stream.input_type}}, figure->second);
    }
  }
  out->Family("input_troubles", "gauge", "What the input of a stream waits for or can't do, as many things");
  for (const StreamState& stream : snapshot.streams) out->Line({{"stream", stream.id}}, stream.troubles.size());
  const auto each_file = [&](auto&& line) {
    for (const StreamState& stream : snapshot.streams) {
      for (const FileState& file : stream.files) line(stream, file);
    }
  };
  out->Family("file_lag_bytes", "gauge", "Bytes of a file that are not delivered yet; the files with the most");
  each_file([out](const auto& stream, const auto& file) { out->Line({{"stream", stream.id}, {"path", file.path}}, file.lag()); });
  out->Family("file_idle_seconds", "gauge", "Since something was last read from a file");
  each_file([out](const auto& stream, const auto& file) { out->Line({{"stream", stream.id}, {"path", file.path}}, static_cast<uint64_t>(file.idle_seconds)); });
}

void AddOutputs(const AgentSnapshot& snapshot, Exposition* out) {
  for (const std::string& name : NamesOf(snapshot.outputs)) {
    const bool gauge = name == "blocked";
    const std::string unit = name == "bytes" ? "sent_bytes" : gauge || name == "batches" || name.find("request") != name.npos ? name : name + "_events";
    out->Family("output_" + unit + (gauge ? "" : "_total"), gauge ? "gauge" : "counter", "Figure " + name + " of an output");
    for (const OutputState& output : snapshot.outputs) out->Line({{"output", output.name}, {"type", output.type}}, Figure(output.figures, name));
  }
  out->Family("output_errors_total", "counter", "Errors of an output by reason");
  for (const OutputState& output : snapshot.outputs) {
    for (const auto& [reason, count] : output.errors) out->Line({{"output", output.name}, {"reason", reason}}, count);
  }
  out->Family("output_host_up", "gauge", "1: the host takes requests; 0: it failed and is left alone for a while");
  for (const OutputState& output : snapshot.outputs) {
    for (const HostState& host : output.hosts) out->Line({{"output", output.name}, {"host", host.url}}, host.well ? 1 : 0);
  }
  out->Family("queue_batches", "gauge", "Batches under way to an output");
  for (const OutputState& output : snapshot.outputs) out->Line({{"output", output.name}}, output.batches_under_way);
  out->Family("queue_batches_max", "gauge", "Batches that may be under way to an output");
  for (const OutputState& output : snapshot.outputs) out->Line({{"output", output.name}}, output.batches_max);
}

void AddProcess(const ProcessFigures& process, int64_t uptime_millis, Exposition* out) {
  const auto seconds = [](uint64_t millis) {
    std::string fraction = std::to_string(millis % 1000);
    return std::to_string(millis / 1000) + "." + std::string(3 - fraction.size(), '0') + fraction;
  };
  const auto one = [out](std::string_view name, std::string_view type, std::string_view help, const std::string& value) {
    out->Family(name, type, help);
    out->Line({}, value);
  };
  one("process_resident_bytes", "gauge", "Memory of the process", std::to_string(process.resident_bytes));
  one("process_cpu_seconds_total", "counter", "CPU time of the process, user and system", seconds(process.user_millis + process.system_millis));
  one("process_open_handles", "gauge", "Open file handles", std::to_string(process.open_handles));
  one("uptime_seconds", "gauge", "Since the agent was started", seconds(static_cast<uint64_t>(uptime_millis)));
}

}  // namespace

std::string PrometheusText(const AgentSnapshot& snapshot, const ProcessFigures& process, int64_t uptime_millis) {
  Exposition out;
  const auto one = [&out](std::string_view name, std::string_view type, std::string_view help, uint64_t value) {
    out.Family(name, type, help);
    out.Line({}, value);
  };
  out.Family("build_info", "gauge", "1, with the version");
  out.Line({{"version", FLOWSHIP_VERSION}}, 1);
  one("policy_revision", "gauge", "Revision of the policy that runs", static_cast<uint64_t>(snapshot.policy.revision));
  one("policy_reloads_total", "counter", "Changes of the policy that were taken over", snapshot.policy.reloads);
  one("policy_failed_reloads_total", "counter", "Changes of the policy that were refused", snapshot.policy.failed_reloads);
  one("pipeline_events_total", "counter", "Events that went through the pipeline", snapshot.events);
  one("pipeline_dropped_events_total", "counter", "Events that a processor dropped on purpose", snapshot.dropped);
  one("pipeline_failed_events_total", "counter", "Events that the pipeline failed on; they are shipped, with error.message", snapshot.failed);
  out.Family("pipeline_errors_total", "counter", "Events that left with an error.message, by message");
  for (const auto& [reason, count] : snapshot.pipeline_errors) out.Line({{"reason", reason}}, count);
  one("registry_entries", "gauge", "Files whose position is remembered", snapshot.registry_entries);
  one("registry_failures_total", "counter", "Times that the registry could not be written", snapshot.registry_failures);
  AddStreams(snapshot, &out);
  AddOutputs(snapshot, &out);
  AddProcess(process, uptime_millis, &out);
  return out.Take();
}

}  // namespace flowship::monitor
