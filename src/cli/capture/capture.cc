#include "cli/capture/capture.h"

#include <pcap/pcap.h>

#include <array>
#include <cstdio>

#include "base/clock.h"

namespace flowship::cli {

namespace {

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

ssize_t Capture::ReadSome(void* capture, char* out, size_t size) {
  auto* const self = static_cast<Capture*>(capture);
  const auto got = self->bytes_->Read(out, size);
  if (got.ok()) return static_cast<ssize_t>(*got);
  self->read_ = got.error();
  return 0;  // libpcap calls it truncated; Next says what it was
}

Capture::~Capture() {
  if (file_ != nullptr) pcap_close(file_);
}

Result<std::unique_ptr<Capture>> Capture::Open(FileSystem& files, const std::string& path) {
  auto bytes = OpenByteSource(files, path);
  if (!bytes.ok()) return bytes.error();
  std::unique_ptr<Capture> capture(new Capture(std::move(*bytes)));
  if (const Status begun = capture->Begin(); !begun.ok()) return begun.error().Within("\"" + path + "\"");
  return capture;
}

Status Capture::Begin() {
  FILE* const stream = fopencookie(this, "r", {ReadSome, nullptr, nullptr, nullptr});
  if (stream == nullptr) return Error{"no memory for it"};
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  file_ = pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, why.data());
  if (file_ == nullptr) {
    std::fclose(stream);
    return read_.ok() ? Error{why.data()} : read_.error();
  }
  link_ = pcap_datalink(file_);
  if (Reads(link_)) return {};
  const char* const name = pcap_datalink_val_to_name(link_);
  return Error{"its link layer, " + std::string(name != nullptr ? name : "number " + std::to_string(link_)) + ", is not one that carries IP here"};
}

Result<bool> Capture::Next(CapturedDatagram& datagram) {
  while (true) {
    pcap_pkthdr* head = nullptr;
    const u_char* bytes = nullptr;
    const int got = pcap_next_ex(file_, &head, &bytes);
    if (got == PCAP_ERROR_BREAK) {
      if (!read_.ok()) return read_.error();
      return false;
    }
    if (got < 0) return read_.ok() ? Error{pcap_geterr(file_)} : read_.error();
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
