// Captures: every link layer, fragments in any order, frames that were cut, files that end early.

#include "cli/capture/capture.h"

#include <pcap/dlt.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/limits.h"

namespace flowship::cli {
namespace {

using namespace std::string_literals;

std::string Be16(size_t value) { return {static_cast<char>(value >> 8), static_cast<char>(value)}; }
std::string Le32(uint32_t value) { return {static_cast<char>(value), static_cast<char>(value >> 8), static_cast<char>(value >> 16), static_cast<char>(value >> 24)}; }

std::string Udp(const std::string& payload, uint16_t port = 6343) { return Be16(40000) + Be16(port) + Be16(8 + payload.size()) + Be16(0) + payload; }

// A packet, or the fragment of one at `offset` (in units of eight bytes).
std::string Ip4(const std::string& body, size_t offset = 0, bool more = false, uint16_t id = 7) {
  return "\x45\0"s + Be16(20 + body.size()) + Be16(id) + Be16(offset | (more ? 0x2000u : 0)) + "\x40\x11\0\0"s + "\x7f\0\0\x01\x7f\0\0\x02"s + body;
}
std::string Ip6(const std::string& body, char next = 17) { return "\x60\0\0\0"s + Be16(body.size()) + next + "\x40"s + std::string(32, '\x01') + body; }

const std::string kMacs(12, '\x02');
std::string Ethernet(const std::string& rest) { return kMacs + rest; }

std::string PayloadOf(int link, const std::string& frame) {
  Defragmenter defragmenter;
  const auto payload = defragmenter.Take(IpOfFrame(link, frame));
  return payload ? std::string(payload->bytes) : "none";
}

// A file in pcap's format of frames.
std::string Write(const std::string& name, uint32_t link, const std::vector<std::string>& frames, size_t cut_at_end = 0) {
  const std::string path = (std::filesystem::temp_directory_path() / ("capture_test." + std::to_string(getpid()) + name)).string();
  std::string file = "\xd4\xc3\xb2\xa1\x02\0\x04\0"s + std::string(8, '\0') + Le32(65535) + Le32(link);
  for (const std::string& frame : frames) file += Le32(1'795'460'000) + Le32(123'456) + Le32(static_cast<uint32_t>(frame.size())) + Le32(static_cast<uint32_t>(frame.size())) + frame;
  std::ofstream(path, std::ios::binary) << file.substr(0, file.size() - cut_at_end);
  return path;
}

// pcapng's blocks in either byte order.
class Blocks {
 public:
  explicit Blocks(bool big = false) : big_(big) { Section(); }
  void Section() { Add(0x0A0D0D0A, U32(0x1A2B3C4D) + U16(1) + U16(0) + std::string(8, '\xff')); }
  void Turn() {
    big_ = !big_;
    Section();
  }
  void Interface(uint16_t link, const std::string& options = "", uint32_t snap = 0) { Add(1, U16(link) + U16(0) + U32(snap) + options); }
  std::string Option(uint16_t code, const std::string& value) const { return U16(code) + U16(static_cast<uint16_t>(value.size())) + Filled(value); }
  void Packet(uint32_t interface, uint64_t stamp, const std::string& frame) {
    const auto size = static_cast<uint32_t>(frame.size());
    Add(6, U32(interface) + U32(static_cast<uint32_t>(stamp >> 32)) + U32(static_cast<uint32_t>(stamp)) + U32(size) + U32(size) + Filled(frame) + Option(1, "a comment") + Option(0, ""));
  }
  void Simple(const std::string& frame, uint32_t size) { Add(3, U32(size) + Filled(frame)); }
  void Add(uint32_t type, const std::string& body) {
    const auto size = static_cast<uint32_t>(12 + body.size());
    bytes += U32(type) + U32(size) + body + U32(size);
  }
  std::string U16(uint16_t value) const { return big_ ? Be16(value) : Be16(__builtin_bswap16(value)); }
  std::string U32(uint32_t value) const { return Le32(big_ ? __builtin_bswap32(value) : value); }
  static std::string Filled(const std::string& value) { return value + std::string((4 - value.size() % 4) % 4, '\0'); }

  std::string bytes;

 private:
  bool big_;
};

// What a pcapng file says, datagram by datagram, then the error if there is one.
std::string ReadBlocks(const std::string& bytes) {
  const std::string path = (std::filesystem::temp_directory_path() / ("capture_test." + std::to_string(getpid()) + ".pcapng")).string();
  std::ofstream(path, std::ios::binary) << bytes;
  auto capture = Capture::Open(RealFileSystem(), path);
  REQUIRE(capture.ok());
  std::string said;
  CapturedDatagram datagram;
  while (true) {
    const auto more = (*capture)->Next(datagram);
    if (!more.ok()) said += more.error().message;
    if (!more.ok() || !*more) break;
    said += std::string(datagram.payload) + "@" + std::to_string(datagram.nanos) + " ";
  }
  std::remove(path.c_str());
  return said;
}

}  // namespace

TEST_CASE("capture: link layers") {
  const std::string ip4 = Ip4(Udp("four")), ip6 = Ip6(Udp("six"));
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\x08\0"s + ip4)) == "four");
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\x86\xdd"s + ip6)) == "six");
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\x81\0\0\x64\x08\0"s + ip4)) == "four");
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\x88\xa8\0\x64\x81\0\0\x65\x86\xdd"s + ip6)) == "six");
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\x88\x47\0\x01\0\x40\0\x01\x01\x40"s + ip4)) == "four");
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\x88\x64\x11\0\0\x01\0\0\0\x21"s + ip4)) == "four");
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\0\x40\xaa\xaa\x03\0\0\0\x08\0"s + ip4)) == "four");
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\x08\x06"s + ip4)) == "none");
  CHECK(PayloadOf(DLT_LINUX_SLL, std::string(14, '\0') + "\x08\0"s + ip4) == "four");
  CHECK(PayloadOf(DLT_LINUX_SLL, std::string(14, '\0') + "\x81\0\0\x64\x08\0"s + ip4) == "four");
  CHECK(PayloadOf(DLT_LINUX_SLL2, "\x86\xdd"s + std::string(18, '\0') + ip6) == "six");
  CHECK(PayloadOf(DLT_RAW, ip4) == "four");
  CHECK(PayloadOf(DLT_RAW, ip6) == "six");
  CHECK(PayloadOf(DLT_NULL, "\x02\0\0\0"s + ip4) == "four");
  CHECK(PayloadOf(DLT_LOOP, "\0\0\0\x18"s + ip6) == "six");
  CHECK(PayloadOf(DLT_PPP, "\xff\x03\0\x21"s + ip4) == "four");
  CHECK(PayloadOf(DLT_C_HDLC, "\x0f\0\x08\0"s + ip4) == "four");
  CHECK(PayloadOf(DLT_IEEE802_11, "\x08\x01"s + std::string(22, '\0') + "\xaa\xaa\x03\0\0\0\x08\0"s + ip4) == "four");
  CHECK(PayloadOf(DLT_IEEE802_11_RADIO, "\0\0\x0a\0"s + std::string(6, '\0') + "\x88\x01"s + std::string(24, '\0') + "\xaa\xaa\x03\0\0\0\x08\0"s + ip4) == "four");
}

TEST_CASE("capture: what fills a frame up, and what the capture has cut off") {
  const std::string ip4 = Ip4(Udp("payload"));
  CHECK(PayloadOf(DLT_EN10MB, Ethernet("\x08\0"s + ip4 + std::string(20, '\0'))) == "payload");
  CHECK(PayloadOf(DLT_RAW, ip4.substr(0, ip4.size() - 3)) == "payl");
  CHECK(PayloadOf(DLT_RAW, ip4.substr(0, 27)) == "none");
  for (size_t size = 0; size < 60; ++size) (void)PayloadOf(DLT_EN10MB, Ethernet("\x81\0\0\x64\x08\0"s + ip4).substr(0, size));
  // Segmentation by the network card: lengths of 0.
  std::string large = ip4;
  large[2] = large[3] = large[24] = large[25] = 0;
  CHECK(PayloadOf(DLT_RAW, large) == "payload");
  // Options of IPv4, extension headers of IPv6.
  std::string options = Ip4(std::string(4, '\x01') + Udp("options"));
  options[0] = '\x46';
  CHECK(PayloadOf(DLT_RAW, options) == "options");
  CHECK(PayloadOf(DLT_RAW, Ip6("\x11\0\x01\x04\0\0\0\0"s + Udp("behind"), '\0')) == "behind");
}

TEST_CASE("capture: fragments, in any order, twice, and of several datagrams at once") {
  const std::string payload(3000, 'x'), udp = Udp(payload);
  const std::vector<std::string> parts = {Ip4(udp.substr(0, 1480), 0, true), Ip4(udp.substr(1480, 1480), 185, true), Ip4(udp.substr(2960), 370)};
  for (const auto& order : std::vector<std::vector<size_t>>{{0, 1, 2}, {2, 1, 0}, {1, 1, 2, 0}, {0, 2, 1}}) {
    Defragmenter defragmenter;
    std::string whole;
    for (const size_t index : order) {
      if (const auto got = defragmenter.Take(parts[index])) whole = got->bytes;
    }
    CHECK(whole == payload);
    CHECK(defragmenter.waiting() == 0);
  }
  Defragmenter defragmenter;
  CHECK_FALSE(defragmenter.Take(parts[0]));
  CHECK_FALSE(defragmenter.Take(Ip4(Udp(std::string(1472, 'y')), 0, true, 8)));
  CHECK_FALSE(defragmenter.Take(parts[1]));
  CHECK(defragmenter.Take(parts[2])->bytes == payload);
  CHECK(defragmenter.waiting() == 1);
  // IPv6: two fragments.
  const std::string header = "\x11\0"s, id = "\0\0\0\x09"s;
  CHECK_FALSE(defragmenter.Take(Ip6(header + Be16(1) + id + udp.substr(0, 1600), 44)));
  CHECK(defragmenter.Take(Ip6(header + Be16(1600) + id + udp.substr(1600), 44))->bytes == payload);
  CHECK(defragmenter.Take(Ip6(header + Be16(0) + id + Udp("whole"), 44))->bytes == "whole");
}

TEST_CASE("capture: fragments without end are let go") {
  Defragmenter defragmenter;
  const std::string body(64, 'z');
  for (size_t i = 0; i < 3 * limits::kCaptureFragments; ++i) {
    std::string part = Ip4(body, 0, true, static_cast<uint16_t>(i));
    part[15] = static_cast<char>(i >> 16);  // more of them than there are identifications
    (void)defragmenter.Take(part);
  }
  CHECK(defragmenter.waiting() <= limits::kCaptureFragments);
}

TEST_CASE("capture: files") {
  const std::string path = Write("whole", 101, {Ip4(Udp("one", 9999)), "garbage", Ip4(Udp("two"))});
  auto capture = Capture::Open(RealFileSystem(), path);
  REQUIRE(capture.ok());
  CapturedDatagram datagram;
  REQUIRE(*(*capture)->Next(datagram));
  CHECK(datagram.payload == "one");
  CHECK(datagram.port == 9999);
  CHECK(datagram.nanos == 1'795'460'000'123'456'000);
  REQUIRE(*(*capture)->Next(datagram));
  CHECK(datagram.payload == "two");
  CHECK_FALSE(*(*capture)->Next(datagram));
  CHECK((*capture)->frames() == 3);

  const std::string cut = Write("cut", 101, {Ip4(Udp("one")), Ip4(Udp("two"))}, 5);
  capture = Capture::Open(RealFileSystem(), cut);
  REQUIRE(capture.ok());
  REQUIRE(*(*capture)->Next(datagram));
  CHECK(datagram.payload == "one");
  const auto ended = (*capture)->Next(datagram);
  REQUIRE_FALSE(ended.ok());
  CHECK(ended.error().message.find("truncated") != std::string::npos);

  const std::string unknown = Write("unknown", 147, {"?"});
  const auto refused = Capture::Open(RealFileSystem(), unknown);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "\"" + unknown + "\": its link layer, number 147, is not one that carries IP here");
  CHECK(Capture::Open(RealFileSystem(), "/nowhere.pcap").error().message == "\"/nowhere.pcap\" does not exist");
  for (const std::string& made : {path, cut, unknown}) std::remove(made.c_str());
}

TEST_CASE("capture: pcapng with interfaces of several kinds, in both byte orders") {
  const std::string ethernet = Ethernet("\x08\0"s + Ip4(Udp("wire"))), cooked = std::string(14, '\0') + "\x08\0"s + Ip4(Udp("any"));
  for (const bool big : {false, true}) {
    Blocks file(big);
    const std::string seconds = file.U32(big ? 0 : 100) + file.U32(big ? 100 : 0);
    file.Interface(1);
    file.Interface(113, file.Option(9, "\x09") + file.Option(0, ""), 200);
    file.Interface(101, file.Option(2, "eth0") + file.Option(9, "\x81") + file.Option(14, seconds));
    file.Packet(0, 1'795'460'000'000'001, ethernet);
    file.Add(5, std::string(12, '\0'));  // statistics
    file.Packet(1, 1'795'460'000'000'000'002, cooked);
    file.Packet(2, 3, Ip4(Udp("raw")));  // 1.5 s, and 100
    file.Simple(ethernet, static_cast<uint32_t>(ethernet.size()));
    file.Turn();
    file.Interface(113);
    file.Packet(0, 7, cooked);
    CHECK(ReadBlocks(file.bytes) == "wire@1795460000000001000 any@1795460000000000002 raw@101500000000 wire@101500000000 any@7000 ");
  }
}

TEST_CASE("capture: pcapng that is odd") {
  const std::string frame = Ethernet("\x08\0"s + Ip4(Udp("x")));
  Blocks file;
  file.Interface(1);
  file.Interface(147);
  file.Packet(1, 0, "?");
  file.Packet(0, 1, frame);
  file.Packet(1, 0, "?");
  CHECK(ReadBlocks(file.bytes) == "x@1000 2 frames: its link layer, number 147, is not one that carries IP here");
  CHECK(ReadBlocks(file.bytes.substr(0, file.bytes.size() - 1)) == "x@1000 the file ends in the middle of a block");
  file.Packet(5, 0, frame);
  CHECK(ReadBlocks(file.bytes) == "x@1000 a packet is of interface 5, which is not described");
  Blocks lies;
  lies.Interface(1);
  lies.Add(6, lies.U32(0) + std::string(8, '\0') + lies.U32(0xFFFFFFFF) + lies.U32(4) + "abcd");
  CHECK(ReadBlocks(lies.bytes) == "a packet is longer than its block");
  Blocks fine;
  fine.Interface(1, fine.Option(9, "\x14"));
  CHECK(ReadBlocks(fine.bytes) == "the time stamps of an interface have a resolution that 64 bits can't count");
  // Cut anywhere and with any number made extreme it ends, with what was before.
  Blocks whole;
  whole.Interface(1, whole.Option(9, "\x06") + whole.Option(14, std::string(8, '\0')), 100);
  whole.Packet(0, 1, frame);
  whole.Simple(frame, 1000);
  for (size_t size = 4; size < whole.bytes.size(); ++size) (void)ReadBlocks(whole.bytes.substr(0, size));
  for (size_t at = 4; at + 4 <= whole.bytes.size(); at += 4) {
    for (const uint32_t value : {0u, 1u, 11u, 12u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
      std::string changed = whole.bytes;
      changed.replace(at, 4, Le32(value));
      (void)ReadBlocks(changed);
    }
  }
  CHECK(ReadBlocks(whole.bytes) == "x@1000 x@1000 ");
}

}  // namespace flowship::cli
