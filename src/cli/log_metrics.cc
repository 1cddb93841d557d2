#include "cli/log_metrics.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/log.h"
#include "monitor/json_text.h"

namespace flowship::cli {

LogMetrics::Totals LogMetrics::TotalsOf(const monitor::AgentSnapshot& snapshot) {
  Totals totals;
  totals.read = snapshot.events;
  totals.delivered = snapshot.SumOutputs("delivered");
  totals.duplicates = snapshot.SumOutputs("duplicates");
  totals.dropped = snapshot.dropped;
  totals.dead_lettered = snapshot.SumOutputs("dead_lettered");
  totals.failed = snapshot.failed;
  totals.retried = snapshot.SumOutputs("retried");
  totals.bytes_sent = snapshot.SumOutputs("bytes");
  totals.failed_requests = snapshot.SumOutputs("failed_requests");
  return totals;
}

void LogMetrics::Tick(int64_t period_millis, const monitor::AgentView& agent) {
  const int64_t now = RealClock().MonotonicNanos();
  if (last_nanos_ == 0 || period_millis == 0) last_nanos_ = now;
  if (period_millis == 0 || now - last_nanos_ < period_millis * 1'000'000) return;
  Say(static_cast<double>(now - last_nanos_) / 1e9, agent.Snapshot(true));
  last_nanos_ = now;
}

void LogMetrics::Say(double seconds, const monitor::AgentSnapshot& snapshot) {
  const Totals now = TotalsOf(snapshot), &was = last_;
  // A total that is smaller is another output's, after a change of the policy.
  const auto since = [](uint64_t is, uint64_t before) { return is >= before ? is - before : is; };
  uint64_t lag = 0, open = snapshot.Sum("files_active");
  for (const monitor::StreamState& stream : snapshot.streams) {
    for (const monitor::FileState& file : stream.files) lag += file.lag();
  }
  const uint64_t delivered = since(now.delivered, was.delivered);
  std::string text = fmt::format("in {:.0f} s: {} events read, {} delivered ({:.0f}/s), {} bytes sent, {} bytes behind", seconds, since(now.read, was.read), delivered,
                                 static_cast<double>(delivered) / seconds, since(now.bytes_sent, was.bytes_sent), lag);
  const auto add = [&text](uint64_t count, const char* what) {
    if (count != 0) text += fmt::format(", {} {}", count, what);
  };
  add(since(now.dropped, was.dropped), "dropped on purpose");
  add(since(now.failed, was.failed), "with error.message");
  add(since(now.dead_lettered, was.dead_lettered), "dead-lettered");
  add(since(now.retried, was.retried), "sent again");

  monitor::JsonText out;
  out.Open('{').Key("metrics").Open('{');
  out.Key("filebeat").Open('{').Key("events").Open('{').Member("added", since(now.read, was.read));
  out.Member("done", delivered + since(now.dropped, was.dropped) + since(now.dead_lettered, was.dead_lettered)).Close('}');
  out.Key("harvester").Open('{').Member("open_files", open).Close('}').Close('}');
  out.Key("libbeat").Open('{').Key("output").Open('{').Key("events").Open('{').Member("acked", delivered).Member("duplicates", since(now.duplicates, was.duplicates));
  out.Member("dead_letter", since(now.dead_lettered, was.dead_lettered)).Member("failed", since(now.retried, was.retried)).Close('}');
  out.Key("write").Open('{').Member("bytes", since(now.bytes_sent, was.bytes_sent)).Member("errors", since(now.failed_requests, was.failed_requests)).Close('}').Close('}');
  out.Key("pipeline").Open('{').Key("events").Open('{').Member("total", since(now.read, was.read)).Member("filtered", since(now.dropped, was.dropped));
  out.Member("failed", since(now.failed, was.failed)).Close('}').Close('}').Close('}');
  out.Key("flowship").Open('{').Member("lag_bytes", lag).Close('}').Close('}').Close('}');
  LogWithMembers(LogLevel::kInfo, "monitor", text, "\"monitoring\":" + out.Take());
  last_ = now;
}

}  // namespace flowship::cli
