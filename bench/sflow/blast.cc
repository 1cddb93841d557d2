// blast CAPTURE PORT SECONDS RATE: sends the datagrams of a capture to 127.0.0.1:PORT, again and again, RATE a second; prints how many flow samples they had.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "cli/capture/capture.h"
#include "sflow/decoder.h"

namespace {

using namespace flowship;

struct FlowCounter : sflow::SampleSink {
  void OnFlow(const sflow::Datagram&, const sflow::FlowSample&) override { ++flows; }
  void OnCounters(const sflow::Datagram&, const sflow::CounterSample&) override {}
  uint64_t flows = 0;
};

struct Payload {
  std::string bytes;
  uint64_t flows;
};

std::vector<Payload> Read(const char* path) {
  std::vector<Payload> payloads;
  auto capture = cli::Capture::Open(RealFileSystem(), path);
  sflow::Decoder decoder;
  for (cli::CapturedDatagram datagram; capture.ok();) {
    const auto more = (*capture)->Next(datagram);
    if (!more.ok() || !*more) break;
    FlowCounter counter;
    decoder.Decode(datagram.payload, counter);
    payloads.push_back({std::string(datagram.payload), counter.flows});
  }
  return payloads;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return std::fprintf(stderr, "usage: blast CAPTURE PORT SECONDS RATE\n"), 2;
  std::vector<Payload> payloads = Read(argv[1]);
  if (payloads.empty()) return std::fprintf(stderr, "%s has no datagrams of sFlow\n", argv[1]), 1;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::atoi(argv[2])));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  if (socket < 0 || connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return std::perror("socket"), 1;
  const double seconds = std::atof(argv[3]), rate = std::atof(argv[4]);
  const auto elapsed = [begin = RealClock().MonotonicNanos()] { return static_cast<double>(RealClock().MonotonicNanos() - begin) / 1e9; };
  uint64_t sent = 0, flows = 0;
  constexpr size_t kAtOnce = 32;
  while (elapsed() < seconds) {
    std::array<iovec, kAtOnce> parts;
    std::array<mmsghdr, kAtOnce> headers{};
    for (size_t i = 0; i < kAtOnce; ++i) {
      std::string& bytes = payloads[(sent + i) % payloads.size()].bytes;
      parts[i] = {bytes.data(), bytes.size()};
      headers[i].msg_hdr.msg_iov = &parts[i];
      headers[i].msg_hdr.msg_iovlen = 1;
    }
    const int done = sendmmsg(socket, headers.data(), kAtOnce, 0);
    for (int i = 0; i < done; ++i) flows += payloads[sent++ % payloads.size()].flows;
    if (const double ahead = static_cast<double>(sent) / rate - elapsed(); ahead > 0.001) std::this_thread::sleep_for(std::chrono::duration<double>(ahead));
  }
  std::printf("%llu\n", static_cast<unsigned long long>(flows));
  return 0;
}
