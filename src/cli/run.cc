#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "cli/command.h"
#include "cli/log_flags.h"
#include "cli/log_metrics.h"
#include "cli/policy_file.h"
#include "cli/policy_watch.h"
#include "cli/service.h"
#include "cli/signals.h"

namespace flowship::cli {

namespace {

struct RunFlags {
  std::string config;
  bool once = false, strict = false;
  LogFlags log;
};

constexpr int64_t kLookMillis = 100;         // signals are heard at once
constexpr int64_t kOnceLookMillis = 10;     // how soon `--once` sees that everything is done, and a stream that changes goes on
constexpr int64_t kWatchMillis = 500;       // how often the policy's files are looked at
constexpr int64_t kTroubleMillis = 10'000;  // how often the log says what is being waited for

int64_t MonotonicMillis() { return RealClock().MonotonicNanos() / kNanosPerMilli; }

void LogTroubles(const App& app) {
  for (const std::string& trouble : app.Troubles()) Log(LogLevel::kWarning, "agent", "{}", trouble);
}

// How often figures are logged; 0: never.
int64_t MetricsPeriod(const config::LogPolicy& log) { return log.metrics ? log.metrics_period_millis : 0; }

// The policy's files are read again, and what they say now is taken over. A mistake in them is told, and changes nothing.
void Reload(App& app, const RunFlags& flags, PolicyWatch& watch, const Service& service, int64_t* metrics_millis) {
  service.Reloading();
  config::Diagnostics diagnostics;
  auto policy = ReadPolicyFile(flags.config, diagnostics);
  const auto sources = policy ? policy->sources : std::vector<std::string>();
  const config::LogPolicy log = policy ? policy->agent.log : config::LogPolicy();
  if (flags.strict && policy && !diagnostics.Render().empty()) policy.reset();
  if (!policy) {
    app.NoteFailedReload(diagnostics.Render());
  } else if (app.Reload(std::move(*policy), diagnostics)) {
    watch.Follow(sources);
    // The streams have changed already: a log that can't be opened does not turn that back.
    if (const Status applied = ApplyLog(log, flags.log); !applied.ok()) Log(LogLevel::kError, "agent", "{}; the log stays where it was", applied.error().message);
    *metrics_millis = MetricsPeriod(log);
    std::fputs(diagnostics.Render().c_str(), stderr);  // warnings
    return service.Ready("revision " + std::to_string(app.revision()) + " of the policy");
  }
  std::fputs(diagnostics.Render().c_str(), stderr);
  Log(LogLevel::kError, "agent", "{} has mistakes; revision {} goes on unchanged", ChoosePolicyFile(flags.config), app.revision());
  service.Ready("the policy has mistakes; revision " + std::to_string(app.revision()) + " goes on");
}

// Until a signal, a failure, or with `once` the end of everything. What ended it, for the log; an empty text: it is done.
std::string WaitForEnd(App& app, const StopSignals& signals, const RunFlags& flags, PolicyWatch watch, int64_t metrics_millis) {
  Service service;
  LogMetrics metrics;
  service.Ready("revision " + std::to_string(app.revision()) + " of the policy");
  int64_t next_watch = 0, next_troubles = MonotonicMillis() + kTroubleMillis;
  for (;;) {
    const int signal = signals.Wait(flags.once || app.IsChanging() ? kOnceLookMillis : kLookMillis);
    if (signal == SIGINT || signal == SIGTERM) {
      service.Stopping("stopping");
      return signal == SIGINT ? "SIGINT" : "SIGTERM";
    }
    if (const auto failure = app.Failure()) return *failure;
    const int64_t now = MonotonicMillis();
    const bool looks = now >= next_watch;
    if (looks) next_watch = now + kWatchMillis;
    if (signal == SIGHUP || (looks && watch.HasChanged())) Reload(app, flags, watch, service, &metrics_millis);
    app.Tick();
    metrics.Tick(metrics_millis, app);
    service.Alive();
    if (flags.once && app.Finished()) return {};
    if (now < next_troubles) continue;
    next_troubles = now + kTroubleMillis;
    LogTroubles(app);
  }
}

struct Totals {
  uint64_t delivered = 0, duplicates = 0, dead_lettered = 0, abandoned = 0;
};

Totals SumOutputs(const App& app) {
  Totals totals;
  for (const auto& [name, stats] : app.outputs()) {
    totals.delivered += stats->delivered;
    totals.duplicates += stats->duplicates;
    totals.dead_lettered += stats->dead_lettered;
    totals.abandoned += stats->abandoned;
  }
  return totals;
}

void LogSummary(const App& app, const Totals& totals) {
  Log(LogLevel::kInfo, "agent", "{} events delivered ({} of them were there already), {} dropped on purpose, {} dead-lettered, {} abandoned", totals.delivered,
      totals.duplicates, app.normaliser_stats().dropped.load(), totals.dead_lettered, totals.abandoned);
}

int RunAgent(const RunFlags& flags) {
  const StopSignals signals;
  config::Diagnostics diagnostics;
  auto policy = ReadPolicyFile(flags.config, diagnostics);
  std::unique_ptr<App> app;
  PolicyWatch watch(policy ? policy->sources : std::vector<std::string>());
  const config::LogPolicy log = policy ? policy->agent.log : config::LogPolicy();
  if (policy) app = App::Make(std::move(*policy), {flags.once, ChoosePolicyFile(flags.config)}, diagnostics);
  const std::string findings = diagnostics.Render();
  if (app == nullptr || (flags.strict && !findings.empty())) return WrongConfiguration(findings);
  std::fputs(HideSecrets(findings).c_str(), stderr);  // warnings

  Status started = ApplyLog(log, flags.log);
  if (started.ok()) started = app->Start();
  if (!started.ok()) {
    std::fprintf(stderr, "flowship: %s\n", HideSecrets(started.error().message).c_str());
    return kFailed;
  }
  Log(LogLevel::kInfo, "agent", "flowship {} has started with {}", FLOWSHIP_VERSION, ChoosePolicyFile(flags.config));
  const std::string why = WaitForEnd(*app, signals, flags, std::move(watch), MetricsPeriod(log));
  const bool asked = why.empty() || why == "SIGINT" || why == "SIGTERM";
  if (!why.empty()) Log(asked ? LogLevel::kInfo : LogLevel::kError, "agent", "stopping: {}", why);
  LogTroubles(*app);
  const bool troubled = flags.once && !app->Troubles().empty();
  const Status stopped = app->Stop(limits::kShutdownMillis);
  const Totals totals = SumOutputs(*app);
  LogSummary(*app, totals);
  if (!stopped.ok()) Log(LogLevel::kError, "registry", "{}", stopped.error().message);
  FinishLog();
  // An event that was abandoned is read again at the next start; for the agent that is an orderly end, for `--once` it is not done. A dead letter is
  // an outcome: the event is kept, with the reason.
  const bool incomplete = flags.once && (troubled || !why.empty() || totals.abandoned != 0);
  return asked && stopped.ok() && !incomplete ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareRun(CLI::App& app) {
  auto flags = std::make_shared<RunFlags>();
  AddPolicyFlag(app, &flags->config);
  app.add_flag("--once", flags->once, "End when every file is read to its end and everything is acknowledged");
  app.add_flag("--strict", flags->strict, "Take warnings of the configuration for errors");
  AddLogFlags(app, &flags->log, true);
  return [flags] { return RunAgent(*flags); };
}

}  // namespace flowship::cli
