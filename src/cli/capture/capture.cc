#include "cli/capture/capture.h"

#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <utility>

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

Error Unreadable(int link) {
  const char* const name = pcap_datalink_val_to_name(link);
  return {"its link layer, " + std::string(name != nullptr ? name : "number " + std::to_string(link)) + ", is not one that carries IP here"};
}

}  // namespace

// The file's bytes in order, those first that were looked at.
Result<size_t> Capture::Bytes(char* out, size_t size) {
  if (begin_.empty()) return bytes_->Read(out, size);
  const size_t given = std::min(size, begin_.size());
  std::memcpy(out, begin_.data(), given);
  begin_.erase(0, given);
  return given;
}

ssize_t Capture::ReadSome(void* capture, char* out, size_t size) {
  auto* const self = static_cast<Capture*>(capture);
  const auto got = self->Bytes(out, size);
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
  constexpr size_t kMagicBytes = 4;
  std::array<char, kMagicBytes> first{};
  while (begin_.size() < kMagicBytes) {
    const auto got = bytes_->Read(first.data(), kMagicBytes - begin_.size());
    if (!got.ok()) return got.error();
    if (*got == 0) break;
    begin_.append(first.data(), *got);
  }
  if (!PcapngReader::Begins(begin_)) return BeginPcap();
  blocks_ = std::make_unique<PcapngReader>([this](char* out, size_t size) { return Bytes(out, size); });
  return {};
}

Status Capture::BeginPcap() {
  FILE* const stream = fopencookie(this, "r", {ReadSome, nullptr, nullptr, nullptr});
  if (stream == nullptr) return Error{"no memory for it"};
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  file_ = pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, why.data());
  if (file_ == nullptr) {
    std::fclose(stream);
    return read_.ok() ? Error{std::string(why.data()) + "; a capture is a file of pcap or pcapng, plain, .gz or .zst"} : read_.error();
  }
  link_ = pcap_datalink(file_);
  if (!Reads(link_)) return Unreadable(link_);
  return {};
}

Result<bool> Capture::NextOfPcap(CapturedFrame& frame) {
  pcap_pkthdr* head = nullptr;
  const u_char* bytes = nullptr;
  const int got = pcap_next_ex(file_, &head, &bytes);
  if (got == PCAP_ERROR_BREAK) {
    if (!read_.ok()) return read_.error();
    return false;
  }
  if (got < 0) return read_.ok() ? Error{pcap_geterr(file_)} : read_.error();
  frame.link = link_;
  frame.bytes = {reinterpret_cast<const char*>(bytes), head->caplen};
  frame.nanos = int64_t{head->ts.tv_sec} * kNanosPerSecond + head->ts.tv_usec;  // nanoseconds, as asked for
  return true;
}

Result<bool> Capture::NextFrame(CapturedFrame& frame) {
  if (blocks_ == nullptr) return NextOfPcap(frame);
  while (true) {
    const auto more = blocks_->Next(frame);
    if (!more.ok()) return more;
    if (!*more) break;
    if (Reads(frame.link)) return true;
    ++frames_;
    if (unread_++ == 0) unread_link_ = frame.link;
  }
  if (unread_ == 0) return false;
  const uint64_t unread = std::exchange(unread_, 0);
  return Unreadable(unread_link_).Within(std::to_string(unread) + " frames");
}

Result<bool> Capture::Next(CapturedDatagram& datagram) {
  CapturedFrame frame;
  while (true) {
    const auto more = NextFrame(frame);
    if (!more.ok() || !*more) return more;
    ++frames_;
    const auto payload = defragmenter_.Take(IpOfFrame(frame.link, frame.bytes));
    if (!payload) continue;
    datagram.payload = payload->bytes;
    datagram.port = payload->port;
    datagram.nanos = frame.nanos;
    return true;
  }
}

}  // namespace flowship::cli
