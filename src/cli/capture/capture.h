#pragma once
// Capture: the UDP datagrams of a capture file (pcap by libpcap, pcapng by pcapng.h; also with gzip or zstd), in order, IP fragments put together. libpcap's
// home is this folder.
//
// Link layers: Ethernet with any number of VLAN tags, MPLS or PPPoE, Linux cooked (1 and 2), raw IP, BSD loopback, PPP, Cisco HDLC, 802.11 with or without radiotap.
// A frame that was cut by the capture gives what there is of its datagram. Of a pcapng file the frames of other link layers are left out, and said at its end.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/capture/defragmenter.h"
#include "cli/capture/pcapng.h"
#include "input/byte_source.h"

struct pcap;

namespace flowship::cli {

struct CapturedDatagram {
  std::string_view payload;  // until the next call of Next
  int64_t nanos = 0;         // when it was captured, since 1970
  uint16_t port = 0;         // destination
};

class Capture {
 public:
  // `-` is standard input.
  static Result<std::unique_ptr<Capture>> Open(FileSystem& files, const std::string& path);
  ~Capture();

  // The next datagram of UDP. false: there is none any more. An error comes after everything before it was given.
  Result<bool> Next(CapturedDatagram& datagram);

  uint64_t frames() const { return frames_; }
  uint64_t incomplete() const { return defragmenter_.waiting(); }  // datagrams whose fragments are not all there, so far

 private:
  explicit Capture(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)) {}
  Status Begin();
  Status BeginPcap();
  Result<size_t> Bytes(char* out, size_t size);
  static ssize_t ReadSome(void* capture, char* out, size_t size);
  Result<bool> NextFrame(CapturedFrame& frame);
  Result<bool> NextOfPcap(CapturedFrame& frame);

  const std::unique_ptr<ByteSource> bytes_;
  std::string begin_;         // of the file, looked at and not yet given on
  Status read_;               // why the bytes ended early, if they did
  pcap* file_ = nullptr;      // of a pcap file
  int link_ = 0;
  std::unique_ptr<PcapngReader> blocks_;  // of a pcapng file
  uint64_t unread_ = 0;       // frames of link layers that are not read,
  int unread_link_ = 0;       // the first of which is
  Defragmenter defragmenter_;
  uint64_t frames_ = 0;
};

// The IP packet in a frame of a link layer (DLT_…); empty where there is none.
std::string_view IpOfFrame(int link, std::string_view frame);

}  // namespace flowship::cli
