#include "monitor/stats_json.h"

#include "monitor/json_text.h"

namespace flowship::monitor {

namespace {

void Add(JsonText& out, const Figures& figures) {
  for (const auto& [name, value] : figures) out.Member(name, value);
}

void AddObject(JsonText& out, std::string_view name, const Figures& figures) {
  out.Key(name).Open('{');
  Add(out, figures);
  out.Close('}');
}

void AddBeat(JsonText& out, const AgentSnapshot& snapshot, const StatsExtra& extra) {
  const ProcessFigures& process = extra.process;
  out.Key("beat").Open('{');
  out.Key("info").Open('{').Member("name", snapshot.name).Member("version", FLOWSHIP_VERSION);
  out.Key("uptime").Open('{').Member("ms", extra.uptime_millis).Close('}').Close('}');
  out.Key("memstats").Open('{').Member("rss", process.resident_bytes).Close('}');
  out.Key("cpu").Open('{');
  const auto time = [&out](std::string_view name, uint64_t millis) {
    out.Key(name).Open('{').Key("time").Open('{').Member("ms", millis).Close('}').Close('}');
  };
  time("user", process.user_millis);
  time("system", process.system_millis);
  time("total", process.user_millis + process.system_millis);
  out.Close('}');
  out.Key("handles").Open('{').Member("open", process.open_handles);
  out.Key("limit").Open('{').Member("soft", process.handles_limit).Close('}').Close('}').Close('}');
}

void AddFilebeat(JsonText& out, const AgentSnapshot& snapshot) {
  const uint64_t done = snapshot.SumOutputs("delivered") + snapshot.SumOutputs("dead_lettered") + snapshot.dropped;
  const uint64_t added = snapshot.Sum("messages_read_total");
  out.Key("filebeat").Open('{');
  out.Key("events").Open('{').Member("active", added > done ? added - done : 0).Member("added", added).Member("done", done).Close('}');
  out.Key("harvester").Open('{');
  out.Member("open_files", snapshot.Sum("files_active")).Member("running", snapshot.Sum("files_active"));
  out.Member("started", snapshot.Sum("files_opened_total")).Member("closed", snapshot.Sum("files_closed_total"));
  out.Member("skipped", uint64_t{0}).Close('}');
  out.Key("input").Open('{').Key("log").Open('{').Key("files").Open('{');
  out.Member("renamed", snapshot.Sum("files_renamed_total")).Member("truncated", snapshot.Sum("files_truncated_total"));
  out.Close('}').Close('}').Close('}').Close('}');
}

void AddLibbeat(JsonText& out, const AgentSnapshot& snapshot) {
  const uint64_t delivered = snapshot.SumOutputs("delivered"), dead = snapshot.SumOutputs("dead_lettered");
  const uint64_t handed = snapshot.events - snapshot.dropped;
  const uint64_t active = handed > delivered + dead ? handed - delivered - dead : 0;
  uint64_t too_many = 0, under_way = 0, most = 0;
  for (const OutputState& output : snapshot.outputs) {
    too_many += Figure(output.errors, "HTTP 429") + Figure(output.errors, "es_rejected_execution_exception");
    under_way += output.batches_under_way;
    most += output.batches_max;
  }
  out.Key("libbeat").Open('{');
  out.Key("config").Open('{').Member("reloads", snapshot.policy.reloads).Member("failed_reloads", snapshot.policy.failed_reloads).Close('}');
  out.Key("output").Open('{').Member("type", snapshot.outputs.empty() ? "" : snapshot.outputs.front().type);
  out.Key("events").Open('{').Member("acked", delivered).Member("active", active).Member("batches", snapshot.SumOutputs("batches"));
  out.Member("dropped", uint64_t{0}).Member("dead_letter", dead).Member("duplicates", snapshot.SumOutputs("duplicates"));
  out.Member("failed", snapshot.SumOutputs("retried")).Member("toomany", too_many).Member("total", delivered + dead + active).Close('}');
  out.Key("write").Open('{').Member("bytes", snapshot.SumOutputs("bytes")).Member("errors", snapshot.SumOutputs("failed_requests")).Close('}').Close('}');
  out.Key("pipeline").Open('{').Member("clients", snapshot.streams.size());
  out.Key("events").Open('{').Member("active", active).Member("dropped", uint64_t{0}).Member("failed", snapshot.failed);
  out.Member("filtered", snapshot.dropped + snapshot.Sum("messages_filtered_total")).Member("published", handed);
  out.Member("retry", snapshot.SumOutputs("retried")).Member("total", snapshot.events).Close('}');
  out.Key("queue").Open('{').Member("acked", delivered + dead);
  out.Key("filled").Open('{').Member("batches", under_way).Member("pct", most == 0 ? 0.0 : static_cast<double>(under_way) / static_cast<double>(most));
  out.Close('}').Member("max_batches", most).Close('}').Close('}').Close('}');
}

void AddStream(JsonText& out, const StreamState& stream) {
  out.Open('{').Member("id", stream.id).Member("input", stream.input_id).Member("type", stream.input_type);
  out.Member("data_stream", stream.data_stream).Member("output", stream.output);
  AddObject(out, "figures", stream.figures);
  out.Key("troubles").Open('[');
  for (const std::string& trouble : stream.troubles) out.Text(trouble);
  out.Close(']');
  out.Key("files").Open('[');
  for (const FileState& file : stream.files) {
    out.Open('{').Member("path", file.path).Member("size", file.size).Member("read", file.read).Member("delivered", file.delivered);
    out.Member("lag", file.lag()).Member("compressed", file.compressed).Member("idle_seconds", file.idle_seconds).Close('}');
  }
  out.Close(']').Close('}');
}

void AddOutput(JsonText& out, const OutputState& output) {
  out.Open('{').Member("name", output.name).Member("type", output.type).Member("blocked", output.blocked);
  AddObject(out, "figures", output.figures);
  AddObject(out, "errors", output.errors);
  out.Key("hosts").Open('[');
  for (const HostState& host : output.hosts) out.Open('{').Member("url", host.url).Member("well", host.well).Close('}');
  out.Close(']');
  out.Member("batches_under_way", output.batches_under_way).Member("batches_max", output.batches_max).Close('}');
}

void AddFlowship(JsonText& out, const AgentSnapshot& snapshot, const StatsExtra& extra) {
  out.Key("flowship").Open('{');
  const PolicyState& policy = snapshot.policy;
  out.Key("policy").Open('{').Member("file", policy.file).Member("id", policy.id).Member("revision", policy.revision).Member("reloads", policy.reloads);
  out.Member("failed_reloads", policy.failed_reloads).Member("last_error", policy.last_error).Close('}');
  out.Member("failure", snapshot.failure);
  AddObject(out, "events", {{"normalised", snapshot.events}, {"dropped", snapshot.dropped}, {"failed", snapshot.failed}});
  const Rates& rates = extra.rates;
  out.Key("rates").Open('{').Member("events", rates.events).Member("delivered", rates.delivered).Member("bytes_read", rates.bytes_read);
  out.Member("bytes_sent", rates.bytes_sent).Member("errors", rates.errors).Close('}');
  AddObject(out, "pipeline_errors", snapshot.pipeline_errors);
  if (!extra.error_samples.empty()) out.Key("error_samples").Raw(extra.error_samples);
  AddObject(out, "registry", {{"entries", snapshot.registry_entries}, {"failures", snapshot.registry_failures}});
  out.Key("streams").Open('[');
  for (const StreamState& stream : snapshot.streams) AddStream(out, stream);
  out.Close(']').Key("outputs").Open('[');
  for (const OutputState& output : snapshot.outputs) AddOutput(out, output);
  out.Close(']');
  if (!extra.history.empty()) {
    out.Key("history").Open('[');
    for (const HistoryPoint& point : extra.history) {
      out.Open('[').Number(point.wall_millis).Number(point.events).Number(point.delivered).Number(point.bytes_read).Number(point.bytes_sent);
      out.Number(point.errors).Number(point.batches_under_way).Close(']');
    }
    out.Close(']');
  }
  out.Close('}');
}

}  // namespace

std::string StatsJson(const AgentSnapshot& snapshot, const StatsExtra& extra) {
  JsonText out;
  out.Open('{');
  AddBeat(out, snapshot, extra);
  AddFilebeat(out, snapshot);
  AddLibbeat(out, snapshot);
  out.Key("registrar").Open('{').Key("states").Open('{').Member("current", snapshot.registry_entries).Close('}').Close('}');
  const ProcessFigures& process = extra.process;
  out.Key("system").Open('{').Key("cpu").Open('{').Member("cores", process.cores).Close('}');
  out.Key("load").Open('{').Member("1", process.load1).Member("5", process.load5).Member("15", process.load15).Close('}').Close('}');
  AddFlowship(out, snapshot, extra);
  out.Close('}');
  return out.Take();
}

}  // namespace flowship::monitor
