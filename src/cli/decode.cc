#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

#include "cli/capture/capture.h"
#include "cli/command.h"
#include "sflow/decoder.h"
#include "sflow/record_writer.h"

namespace flowship::cli {

namespace {

struct DecodeFlags {
  std::string format = "goflow2";
  std::vector<std::string> paths;
};

constexpr uint16_t kSflowPort = 6343;
constexpr size_t kWriteBytes = 256 << 10;

// Records to standard output, a line each.
class LineSink : public sflow::SampleSink {
 public:
  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override {
    writer_.Append(datagram, sample, nanos, lines_);
    lines_.Append('\n');
    if (lines_.size() >= kWriteBytes) Flush();
  }
  void OnCounters(const sflow::Datagram&, const sflow::CounterSample&) override {}

  void Flush() {
    if (failed_ || std::fwrite(lines_.data(), 1, lines_.size(), stdout) != lines_.size()) failed_ = true;
    lines_.Clear();
  }
  bool Finish() {
    Flush();
    return std::fflush(stdout) == 0 && !failed_;
  }
  bool failed() const { return failed_; }

  int64_t nanos = 0;

 private:
  sflow::RecordWriter writer_;
  Buffer lines_;
  bool failed_ = false;
};

int RunDecode(const DecodeFlags& flags) {
  LineSink sink;
  sflow::Decoder decoder;
  bool failed = false;
  for (const std::string& path : flags.paths) {
    auto capture = Capture::Open(path);
    if (!capture.ok()) {
      fmt::print(stderr, "flowship: {}\n", capture.error().message);
      failed = true;
      continue;
    }
    CapturedDatagram datagram;
    while (true) {
      const auto more = (*capture)->Next(datagram);
      if (!more.ok()) fmt::print(stderr, "flowship: \"{}\": {}\n", path, more.error().message);
      failed |= !more.ok();
      if (!more.ok() || !*more || sink.failed()) break;
      if (datagram.port != kSflowPort && !sflow::LooksLikeDatagram(datagram.payload)) continue;
      sink.nanos = datagram.nanos;
      decoder.Decode(datagram.payload, sink);
    }
  }
  return sink.Finish() && !failed ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareDecode(CLI::App& app) {
  auto flags = std::make_shared<DecodeFlags>();
  app.add_option("--format", flags->format, "goflow2: GoFlow2's JSON; ecs: events as `replay` makes them")->check(CLI::IsMember({"goflow2", "ecs"}))->capture_default_str();
  app.add_option("FILE", flags->paths, "Captures: pcap or pcapng; - for standard input")->required();
  return [flags] { return RunDecode(*flags); };
}

}  // namespace flowship::cli
