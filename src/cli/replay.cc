#include "input/replay.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <mutex>
#include <thread>

#include "app/app.h"
#include "base/log.h"
#include "base/secret.h"
#include "cli/choose_output.h"
#include "cli/command.h"
#include "cli/log_flags.h"
#include "cli/policy_file.h"
#include "cli/progress_bar.h"
#include "cli/replay_dead_letters.h"
#include "cli/replay_summary.h"
#include "cli/signals.h"

namespace flowship::cli {

namespace {

struct ReplayFlags {
  std::string config, output = "console", dataset = "goflow2.sflow", geoip_dir;
  std::vector<std::string> paths, tags;
  size_t workers = 0;
  bool preserve_original = false, dead_letter = false, send_known = false;
  LogFlags log;
};

constexpr int64_t kDrawMillis = 200;
constexpr std::string_view kPreserveTag = "preserve_original_event";

// What is replayed, and to where.
struct Job {
  config::StreamPolicy stream;
  std::unique_ptr<Plan> plan;
  std::unique_ptr<Output> output;
  std::mutex mutex;
  std::string failure;  // of the output, for good
  ReplayProgress progress;
};

config::StreamPolicy ChooseStream(const ReplayFlags& flags, const std::optional<config::Policy>& policy, config::Diagnostics& diagnostics) {
  config::StreamPolicy stream;
  const auto same = [&flags](const config::StreamPolicy& of) { return of.dataset == flags.dataset; };
  if (policy && std::ranges::any_of(policy->streams, same)) {
    stream = *std::ranges::find_if(policy->streams, same);
  } else {
    stream = config::DefaultStream(flags.dataset, diagnostics);
  }
  if (!flags.tags.empty()) stream.tags = flags.tags;
  if (flags.preserve_original && std::ranges::find(stream.tags, kPreserveTag) == stream.tags.end()) stream.tags.emplace_back(kPreserveTag);
  return stream;
}

void Prepare(const ReplayFlags& flags, Job& job, const StopSignals& signals, config::Diagnostics& diagnostics) {
  std::optional<config::Policy> policy;
  if (!flags.config.empty() || access("flowship.yml", F_OK) == 0) {
    policy = ReadPolicyFile(flags.config, diagnostics);
    if (!policy) return;
  }
  job.stream = ChooseStream(flags, policy, diagnostics);
  ProcessorFiles files = policy ? FilesOf(policy->agent) : ProcessorFiles{};
  if (!flags.geoip_dir.empty()) files.geoip_dir = flags.geoip_dir;
  job.plan = Plan::Compile({job.stream}, files, policy ? policy->agent.name : "", diagnostics);
  if (job.plan != nullptr && job.plan->streams().front().pipeline == nullptr) {
    fmt::print(stderr, "flowship: no pipeline is known for the dataset {}: its records are only wrapped, not normalised\n", flags.dataset);
  }
  OutputContext context;
  if (policy) context.data_path = policy->agent.data_path;
  context.ask_known_ids = !flags.send_known;
  context.fail = [&job, &signals](const std::string& why) {
    const std::lock_guard lock(job.mutex);
    job.failure = why;
    signals.Wake();
  };
  job.output = ChooseOutput(flags.output, policy, context, diagnostics);
}

// Until everything is delivered, or a signal or the output ended it: why, or an empty text.
std::string Drive(Replay& replay, const std::vector<std::string>& paths, Route& route, Job& job, const StopSignals& signals) {
  ProgressBar bar;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    replay.Run(paths, route.sink(), [&job](const ReplayProgress& progress) {
      const std::lock_guard lock(job.mutex);
      job.progress = progress;
    });
    // An output that can't deliver what is left waits here, so a signal has to be seen meanwhile.
    route.Finish();
    route.outlet().Drain(Deadline::Time::max());
    done = true;
    signals.Wake();
  });
  std::string why;
  while (!done && why.empty()) {
    const int signal = signals.Wait(kDrawMillis);
    const std::lock_guard lock(job.mutex);
    if (signal != 0) why = "interrupted";
    if (!job.failure.empty()) why = job.failure;
    bar.Draw(job.progress);
  }
  bar.Clear();
  replay.Stop();
  if (!why.empty()) {
    route.Close();
    route.outlet().StopBy(Deadline::Clock::now());
  }
  reader.join();
  const std::lock_guard lock(job.mutex);
  return why.empty() ? job.failure : why;
}

void PrintErrors(const char* what, const std::map<std::string, uint64_t, std::less<>>& errors) {
  for (const auto& [message, count] : errors) fmt::print(stderr, "  {}{}: {}\n", what, message, count);
}

void PrintSummary(const Replay& replay, const NormaliserStats& stats, const OutputStats& output, const ReplaySummary& summary, double seconds) {
  const ReplayProgress& progress = replay.progress();
  fmt::print(stderr, "{} events from {} file{}, {} ({} decompressed), in {:.1f} s: {:.0f} events/s\n", progress.events, progress.files_done,
             progress.files_done == 1 ? "" : "s", HumanBytes(progress.bytes_read), HumanBytes(progress.content_bytes), seconds,
             seconds > 0 ? static_cast<double>(progress.events) / seconds : 0);
  fmt::print(stderr, "{} delivered", output.delivered.load());
  if (output.duplicates != 0) fmt::print(stderr, " ({} were there already)", output.duplicates.load());
  if (stats.dropped != 0) fmt::print(stderr, ", {} dropped on purpose", stats.dropped.load());
  if (output.dead_lettered != 0) fmt::print(stderr, ", {} dead-lettered", output.dead_lettered.load());
  if (output.abandoned != 0) fmt::print(stderr, ", {} not delivered", output.abandoned.load());
  std::fputc('\n', stderr);
  uint64_t failed = 0;
  for (const auto& [message, count] : stats.errors) failed += count;
  if (failed != 0) fmt::print(stderr, "{} with error.message:\n", failed);
  PrintErrors("", stats.errors);
  PrintErrors("output: ", output.Errors());
  for (size_t i = 0; i < parser::kFramingCounters; ++i) {
    if (const uint64_t count = replay.framing().at(i); count != 0) fmt::print(stderr, "{}: {}\n", parser::kFramingCounterNames[i], count);
  }
  std::fputs(summary.Render().c_str(), stderr);
}

int RunReplay(const ReplayFlags& flags) {
  ApplyQuietLog(flags.log);
  if (flags.dead_letter) return ReplayDeadLetters({flags.config, flags.output, flags.paths, !flags.send_known});
  const StopSignals signals;
  Job job;
  config::Diagnostics diagnostics;
  Prepare(flags, job, signals, diagnostics);
  if (!diagnostics.ok()) return WrongConfiguration(diagnostics.Render());
  const auto paths = ExpandPaths(RealFileSystem(), flags.paths);
  if (!paths.ok()) {
    std::fprintf(stderr, "flowship: %s\n", paths.error().message.c_str());
    return kFailed;
  }

  const auto start = std::chrono::steady_clock::now();
  NormaliserStats stats;
  ReplaySummary summary;
  Outlet outlet(std::move(job.output));
  Route route(*job.plan, outlet, flags.workers, stats, &summary);
  Replay replay(RealFileSystem(), route.pool(), job.plan->streams().front().stream);
  const std::string why = Drive(replay, *paths, route, job, signals);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;

  FinishLog();
  for (const ReplayError& error : replay.errors()) std::fprintf(stderr, "flowship: %s\n", error.error.message.c_str());
  if (!why.empty()) std::fprintf(stderr, "flowship: %s\n", HideSecrets(why).c_str());
  const OutputStats& output = outlet.output().stats();
  PrintSummary(replay, stats, output, summary, elapsed.count());
  return why.empty() && replay.errors().empty() && output.abandoned == 0 ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareReplay(CLI::App& app) {
  auto flags = std::make_shared<ReplayFlags>();
  AddPolicyFlag(app, &flags->config);
  app.add_option("--output", flags->output, "console, file:PATH, or an output of the policy by its type or name")->capture_default_str();
  app.add_option("--dataset", flags->dataset, "Dataset whose pipeline normalises the records")->capture_default_str();
  app.add_option("--geoip", flags->geoip_dir, "Folder of GeoLite2/GeoIP2 databases (.mmdb)")->check(CLI::ExistingDirectory);
  app.add_option("--workers", flags->workers, "Threads that normalise; default: one for each processor")->check(CLI::Range(1, 256));
  app.add_option("--tags", flags->tags, "Tags of the events, instead of the stream's")->delimiter(',');
  app.add_flag("--preserve-original-event", flags->preserve_original, "Keep each record as event.original");
  app.add_flag("--send-known", flags->send_known, "Send without asking a data stream for what it has already; records of before its last rollover are doubled then");
  app.add_flag("--dead-letter", flags->dead_letter, "PATH are dead-letter files, whose documents are sent again as they are");
  AddLogFlags(app, &flags->log, false);
  app.add_option("PATH", flags->paths, "Logs: plain, .gz, .zst; globs; - for standard input")->required();
  return [flags] { return RunReplay(*flags); };
}

}  // namespace flowship::cli
