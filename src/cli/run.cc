#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>

#include "app/app.h"
#include "base/log.h"
#include "base/secret.h"
#include "cli/command.h"
#include "cli/policy_file.h"
#include "cli/signals.h"

namespace flowship::cli {

namespace {

struct RunFlags {
  std::string config;
  bool once = false, strict = false;
};

constexpr int64_t kLookMillis = 10;         // how soon `--once` sees that everything is done
constexpr int64_t kTroubleMillis = 10'000;  // how often the log says what is being waited for

void LogTroubles(const App& app) {
  for (const std::string& trouble : app.Troubles()) Log(LogLevel::kWarning, "agent", "{}", trouble);
}

// Until a signal, a failure, or with `once` the end of everything. What ended it, for the log; an empty text: it is done.
std::string WaitForEnd(const App& app, const StopSignals& signals, bool once) {
  for (int64_t waited = 0;;) {
    if (const int signal = signals.Wait(kLookMillis); signal != 0) return signal == SIGINT ? "SIGINT" : "SIGTERM";
    if (const auto failure = app.Failure()) return *failure;
    if (once && app.Finished()) return {};
    if ((waited += kLookMillis) % kTroubleMillis == 0) LogTroubles(app);
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
  if (policy) {
    ConfigureLog({.level = ParseLogLevel(policy->agent.logging_level).value_or(LogLevel::kInfo)});
    app = App::Make(std::move(*policy), {.once = flags.once}, diagnostics);
  }
  const std::string findings = diagnostics.Render();
  if (app == nullptr || (flags.strict && !findings.empty())) return WrongConfiguration(findings);
  std::fputs(HideSecrets(findings).c_str(), stderr);  // warnings

  if (const Status started = app->Start(); !started.ok()) {
    std::fprintf(stderr, "flowship: %s\n", HideSecrets(started.error().message).c_str());
    return kFailed;
  }
  Log(LogLevel::kInfo, "agent", "flowship {} has started with {}", FLOWSHIP_VERSION, ChoosePolicyFile(flags.config));
  const std::string why = WaitForEnd(*app, signals, flags.once);
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
  // an outcome: the event is kept, with the reason. A dead letter is
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
  return [flags] { return RunAgent(*flags); };
}

}  // namespace flowship::cli
