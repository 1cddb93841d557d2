#pragma once
// pcapng, block by block: sections of either byte order, each with interfaces of its own link layers, resolutions and snapshot lengths; libpcap takes files of
// one link layer and one snapshot length only, which a capture on several interfaces is not.
//
//   section header (0x0A0D0D0A) ─ interface descriptions (1) ─ enhanced (6), simple (3) and old (2) packets; blocks of other types are passed over
//
// Each block: type, length, body, length again. Source: draft-ietf-opsawg-pcapng. Pure but for `read`; one thread.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flowship::cli {

struct CapturedFrame {
  int link = 0;            // DLT_…
  std::string_view bytes;  // until the next call of Next
  int64_t nanos = 0;       // since 1970; a simple packet has that of the one before it
};

class PcapngReader {
 public:
  // Puts up to so many bytes there; 0: the end.
  using Read = std::function<Result<size_t>(char* out, size_t size)>;
  explicit PcapngReader(Read read) : read_(std::move(read)) {}

  static bool Begins(std::string_view first_bytes) { return first_bytes.starts_with("\x0a\x0d\x0d\x0a"); }

  // The next frame. false: there is none any more. An error comes after everything before it was given.
  Result<bool> Next(CapturedFrame& frame);

 private:
  struct Interface {
    int link = 0;
    uint32_t snap_bytes = 0;        // 0: no limit
    uint64_t units = 1'000'000;     // of a time stamp in a second
    int64_t offset_seconds = 0;
  };

  // The next block's type and body. false: the end.
  Result<bool> NextBlock(uint32_t* type, std::string_view* body);
  Result<size_t> Fill(size_t from, size_t size);
  Status AddInterface(std::string_view body);
  Status TakePacket(uint32_t type, std::string_view body, CapturedFrame& frame);
  int64_t NanosOf(const Interface& on, uint64_t stamp) const;
  uint16_t U16(std::string_view bytes, size_t at) const;
  uint32_t U32(std::string_view bytes, size_t at) const;

  const Read read_;
  std::string block_;
  bool swapped_ = false;  // the section's byte order is not this machine's
  std::vector<Interface> interfaces_;
  int64_t last_nanos_ = 0;
};

}  // namespace flowship::cli
