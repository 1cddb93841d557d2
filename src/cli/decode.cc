#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <mutex>

#include "app/app.h"
#include "base/log.h"
#include "cli/capture/capture.h"
#include "cli/command.h"
#include "input/sflow/record_batches.h"
#include "output/output_types.h"

namespace flowship::cli {

namespace {

struct DecodeFlags {
  std::string format = "goflow2", geoip_dir;
  std::vector<std::string> paths;
  size_t workers = 0;
  bool counters = false;
};

constexpr uint16_t kSflowPort = 6343;
constexpr size_t kWriteBytes = 256 << 10;

// Where the samples of captures go.
class DecodeSink : public sflow::SampleSink {
 public:
  virtual void SetTime(int64_t wall_nanos) = 0;
  // Whether there is no use in going on.
  virtual bool failed() const = 0;
};

// GoFlow2's JSON to standard output, a line each.
class LineSink : public DecodeSink {
 public:
  explicit LineSink(bool counters) : counters_(counters) {}

  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override {
    writer_.Append(datagram, sample, nanos_, lines_);
    EndLine();
  }
  void OnCounters(const sflow::Datagram& datagram, const sflow::CounterSample& sample) override {
    if (!counters_) return;
    counter_writer_.Append(datagram, sample, rates_.Take(datagram, sample), nanos_, lines_);
    EndLine();
  }
  void SetTime(int64_t wall_nanos) override { nanos_ = wall_nanos; }
  bool failed() const override { return failed_; }

  bool Finish() {
    Flush();
    return std::fflush(stdout) == 0 && !failed_;
  }

 private:
  void EndLine() {
    lines_.Append('\n');
    if (lines_.size() >= kWriteBytes) Flush();
  }
  void Flush() {
    failed_ = failed_ || std::fwrite(lines_.data(), 1, lines_.size(), stdout) != lines_.size();
    lines_.Clear();
  }

  const bool counters_;
  sflow::RecordWriter writer_;
  sflow::CounterWriter counter_writer_;
  sflow::RateTracker rates_;
  Buffer lines_;
  int64_t nanos_ = 0;
  bool failed_ = false;
};

class CaptureOrigin : public Origin {
 public:
  explicit CaptureOrigin(const std::vector<std::string>& paths) {
    std::string all;
    for (const std::string& name : paths) all += name + '\n';
    identity = Hash128Of(all);
    has_offsets = false;
  }
  void BatchDone(const BatchRange&, const OutcomeCounts&) override {}
};

// Events, by the pipelines of the datasets.
class EventSink : public DecodeSink {
 public:
  EventSink(Route& route, const Plan& plan, const DecodeFlags& flags, const std::atomic<bool>& failed)
      : batches_(route.pool(), route.sink(), plan.streams().front().stream, flags.counters ? plan.streams().back().stream : nullptr, std::make_shared<CaptureOrigin>(flags.paths)),
        failed_(failed) {}

  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override { batches_.OnFlow(datagram, sample); }
  void OnCounters(const sflow::Datagram& datagram, const sflow::CounterSample& sample) override { batches_.OnCounters(datagram, sample); }
  void SetTime(int64_t wall_nanos) override { batches_.SetTime(wall_nanos, 0); }
  bool failed() const override { return failed_; }
  void Flush() { batches_.Flush(); }

 private:
  sflow_input::RecordBatches batches_;
  const std::atomic<bool>& failed_;
};

struct Totals {
  uint64_t frames = 0, datagrams = 0, incomplete = 0;
  bool failed = false;
};

void DecodeFile(const std::string& path, sflow::Decoder& decoder, DecodeSink& sink, Totals& totals) {
  auto capture = Capture::Open(RealFileSystem(), path);
  if (!capture.ok()) {
    fmt::print(stderr, "flowship: {}\n", capture.error().message);
    totals.failed = true;
    return;
  }
  for (CapturedDatagram datagram; !sink.failed();) {
    const auto more = (*capture)->Next(datagram);
    if (!more.ok()) {
      fmt::print(stderr, "flowship: \"{}\": {}\n", path, more.error().message);
      totals.failed = true;
    }
    if (!more.ok() || !*more) break;
    // On other ports, what looks like sFlow is; on sFlow's, what does not is counted.
    if (datagram.port != kSflowPort && !sflow::LooksLikeDatagram(datagram.payload)) continue;
    sink.SetTime(datagram.nanos);
    decoder.Decode(datagram.payload, sink);
    ++totals.datagrams;
  }
  totals.frames += (*capture)->frames();
  totals.incomplete += (*capture)->incomplete();
}

void DecodeAll(const DecodeFlags& flags, DecodeSink& sink, Totals& totals) {
  sflow::Decoder decoder;
  for (const std::string& path : flags.paths) DecodeFile(path, decoder, sink, totals);
  const auto count = [&decoder](sflow::Count what) { return decoder.counts().at(what); };
  fmt::print(stderr, "{} datagrams of sFlow in {} frames: {} flow samples, {} counter samples, {} discards\n", totals.datagrams, totals.frames,
             count(sflow::Count::kFlowSamples), count(sflow::Count::kCounterSamples), count(sflow::Count::kDiscardSamples));
  if (totals.incomplete != 0) fmt::print(stderr, "datagrams whose fragments are not all there: {}\n", totals.incomplete);
  for (size_t i = static_cast<size_t>(sflow::Count::kDatagramShort); i < sflow::kCounts; ++i) {
    if (decoder.counts().all()[i] != 0) fmt::print(stderr, "{}: {}\n", sflow::kCountNames[i], decoder.counts().all()[i]);
  }
}

int DecodeToLines(const DecodeFlags& flags) {
  LineSink sink(flags.counters);
  Totals totals;
  DecodeAll(flags, sink, totals);
  return sink.Finish() && !totals.failed ? kDone : kFailed;
}

std::vector<config::StreamPolicy> StreamsOf(config::Diagnostics& diagnostics) {
  std::vector<config::StreamPolicy> streams;
  for (const char* dataset : {"goflow2.sflow", "goflow2.sflow_counters"}) {
    config::StreamPolicy stream = config::DefaultStream(dataset, diagnostics);
    stream.input_type = "sflow";
    if (!streams.empty()) {  // what a receiver's stream hands down to its counters
      stream.tags = streams.front().tags;
      stream.processors = streams.front().processors;
    }
    streams.push_back(std::move(stream));
  }
  return streams;
}

int DecodeToEvents(const DecodeFlags& flags) {
  ConfigureLog({.level = LogLevel::kWarning});
  config::Diagnostics diagnostics;
  const auto plan = Plan::Compile(StreamsOf(diagnostics), ProcessorFiles{flags.geoip_dir}, "", diagnostics);
  if (plan == nullptr) return WrongConfiguration(diagnostics.Render());
  std::mutex mutex;
  std::string why;
  std::atomic<bool> failed = false;
  OutputContext context;
  context.fail = [&](const std::string& reason) {
    const std::lock_guard lock(mutex);
    why = reason;
    failed = true;
  };
  NormaliserStats stats;
  Outlet outlet(MakePlainOutput("console", context));
  Route route(*plan, outlet, flags.workers, stats, nullptr);
  Totals totals;
  EventSink sink(route, *plan, flags, failed);
  DecodeAll(flags, sink, totals);
  sink.Flush();
  const Deadline::Time deadline = failed ? Deadline::Clock::now() : Deadline::Time::max();
  outlet.StopBy(deadline);
  route.Finish();
  outlet.Drain(deadline);
  FinishLog();
  for (const auto& [message, times] : stats.errors) fmt::print(stderr, "{} with error.message: {}\n", times, message);
  if (!why.empty()) fmt::print(stderr, "flowship: {}\n", why);
  return why.empty() && !totals.failed ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareDecode(CLI::App& app) {
  auto flags = std::make_shared<DecodeFlags>();
  app.add_option("--format", flags->format, "goflow2: GoFlow2's JSON, all its fields; ecs: events, as `replay` makes them")
      ->check(CLI::IsMember({"goflow2", "ecs"}))
      ->capture_default_str();
  app.add_flag("--counters", flags->counters, "Counter samples too, in a form of their own (ecs: the dataset goflow2.sflow_counters)");
  app.add_option("--geoip", flags->geoip_dir, "Folder of GeoLite2/GeoIP2 databases (.mmdb), for ecs");
  app.add_option("--workers", flags->workers, "Threads that normalise, for ecs; default: one for each processor")->check(CLI::Range(1, 256));
  app.add_option("FILE", flags->paths, "Captures: pcap or pcapng; - for standard input")->required();
  return [flags] {
    std::signal(SIGPIPE, SIG_IGN);  // a closed standard output is an error of a write
    return flags->format == "ecs" ? DecodeToEvents(*flags) : DecodeToLines(*flags);
  };
}

}  // namespace flowship::cli
