// decode CAPTURE [SECONDS]: what the decoder alone takes, on one core: samples a second out of the datagrams of a capture, again and again; then the same with
// each record written as GoFlow2's JSON into memory.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/capture/capture.h"
#include "sflow/decoder.h"
#include "sflow/record_writer.h"

namespace {

using namespace flowship;

class Counter : public sflow::SampleSink {
 public:
  explicit Counter(bool write) : write_(write) {}
  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override {
    ++samples;
    seen += sample.packet.src_port;
    if (!write_) return;
    writer_.Append(datagram, sample, 1'795'464'562'221'334'000, out_);
    bytes += out_.size();
    out_.Clear();
  }
  void OnCounters(const sflow::Datagram&, const sflow::CounterSample&) override { ++samples; }

  uint64_t samples = 0, seen = 0, bytes = 0;

 private:
  const bool write_;
  sflow::RecordWriter writer_;
  Buffer out_;
};

void Measure(const char* what, const std::vector<std::string>& datagrams, double seconds, bool write) {
  Counter counter(write);
  sflow::Decoder decoder;
  const int64_t begin = RealClock().MonotonicNanos();
  int64_t taken = 0;
  while ((taken = RealClock().MonotonicNanos() - begin) < static_cast<int64_t>(seconds * 1e9)) {
    for (const std::string& datagram : datagrams) decoder.Decode(datagram, counter);
  }
  std::printf("%-28s %12.0f samples/s  (%llu bytes of JSON, check %llu)\n", what, static_cast<double>(counter.samples) * 1e9 / static_cast<double>(taken),
              static_cast<unsigned long long>(counter.bytes), static_cast<unsigned long long>(counter.seen));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: decode CAPTURE [SECONDS]\n"), 2;
  auto capture = cli::Capture::Open(RealFileSystem(), argv[1]);
  if (!capture.ok()) return std::fprintf(stderr, "%s\n", capture.error().message.c_str()), 1;
  std::vector<std::string> datagrams;
  for (cli::CapturedDatagram datagram;;) {
    const auto more = (*capture)->Next(datagram);
    if (!more.ok() || !*more) break;
    datagrams.emplace_back(datagram.payload);
  }
  const double seconds = argc > 2 ? std::atof(argv[2]) : 2;
  Measure("decoded", datagrams, seconds, false);
  Measure("decoded and written", datagrams, seconds, true);
  return 0;
}
