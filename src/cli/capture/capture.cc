#include "cli/capture/capture.h"

#include <pcap/pcap.h>

#include <array>

#include "base/clock.h"

namespace flowship::cli {

namespace {

Error Refusal(const std::string& path, std::string_view why) {
  std::string text(why);
  if (const std::string prefix = path + ": "; text.starts_with(prefix)) text.erase(0, prefix.size());
  return Error{"\"" + path + "\": " + text};
}

bool Reads(int link) {
  switch (link) {
    case DLT_EN10MB:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
    case DLT_NULL:
    case DLT_LOOP:
    case DLT_PPP:
    case DLT_PPP_SERIAL:
    case DLT_PPP_ETHER:
    case DLT_C_HDLC:
    case DLT_IEEE802_11:
    case DLT_IEEE802_11_RADIO: return true;
    default: return false;
  }
}

}  // namespace

Capture::Capture(pcap* file, int link) : file_(file), link_(link) {}

Capture::~Capture() { pcap_close(file_); }

Result<std::unique_ptr<Capture>> Capture::Open(const std::string& path) {
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  pcap_t* const file = pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, why.data());
  if (file == nullptr) return Refusal(path, why.data());
  const int link = pcap_datalink(file);
  std::unique_ptr<Capture> capture(new Capture(file, link));
  if (Reads(link)) return capture;
  const char* const name = pcap_datalink_val_to_name(link);
  return Refusal(path, "its link layer, " + std::string(name != nullptr ? name : "number " + std::to_string(link)) + ", is not one that carries IP here");
}

Result<bool> Capture::Next(CapturedDatagram& datagram) {
  while (true) {
    pcap_pkthdr* head = nullptr;
    const u_char* bytes = nullptr;
    const int got = pcap_next_ex(file_, &head, &bytes);
    if (got == PCAP_ERROR_BREAK) return false;
    if (got < 0) return Error{pcap_geterr(file_)};
    ++frames_;
    const auto payload = defragmenter_.Take(IpOfFrame(link_, {reinterpret_cast<const char*>(bytes), head->caplen}));
    if (!payload) continue;
    datagram.payload = payload->bytes;
    datagram.port = payload->port;
    datagram.nanos = int64_t{head->ts.tv_sec} * kNanosPerSecond + head->ts.tv_usec;  // nanoseconds, as asked for
    return true;
  }
}

}  // namespace flowship::cli
