#include <pcap/dlt.h>

#include "base/byte_reader.h"
#include "cli/capture/capture.h"

namespace flowship::cli {

namespace {

uint8_t At(std::string_view bytes, size_t index) { return index < bytes.size() ? static_cast<uint8_t>(bytes[index]) : 0; }
uint16_t Word(std::string_view bytes, size_t index) { return static_cast<uint16_t>(At(bytes, index) << 8 | At(bytes, index + 1)); }
std::string_view From(std::string_view bytes, size_t index) { return index <= bytes.size() ? bytes.substr(index) : std::string_view(); }

bool IsIp(std::string_view bytes) { return At(bytes, 0) >> 4 == 4 || At(bytes, 0) >> 4 == 6; }

std::string_view OfPpp(std::string_view frame) {
  if (Word(frame, 0) == 0xff03) frame = From(frame, 2);
  if (const uint16_t protocol = Word(frame, 0); protocol == 0x0021 || protocol == 0x0057) return From(frame, 2);
  const uint8_t compressed = At(frame, 0);
  return compressed == 0x21 || compressed == 0x57 ? From(frame, 1) : std::string_view();
}

std::string_view OfMpls(std::string_view labels) {
  while (labels.size() >= 4) {
    const bool bottom = (At(labels, 2) & 1) != 0;
    labels = From(labels, 4);
    if (bottom) return IsIp(labels) ? labels : std::string_view();
  }
  return {};
}

// What follows an Ethernet type.
std::string_view OfEtype(uint16_t etype, std::string_view rest) {
  while (etype == 0x8100 || etype == 0x88a8 || etype == 0x9100 || etype == 0x9200) {
    etype = Word(rest, 2);
    rest = From(rest, 4);
  }
  switch (etype) {
    case 0x0800:
    case 0x86dd: return rest;
    case 0x8847:
    case 0x8848: return OfMpls(rest);
    case 0x8864: return OfPpp(From(rest, 6));
    default: break;
  }
  const bool snap = etype <= 1500 && Word(rest, 0) == 0xaaaa && At(rest, 2) == 3 && Word(rest, 3) == 0 && At(rest, 5) == 0;
  return snap && Word(rest, 6) > 1500 ? OfEtype(Word(rest, 6), From(rest, 8)) : std::string_view();
}

// A data frame in the clear.
std::string_view OfWifi(std::string_view frame) {
  const uint8_t kind = At(frame, 0), flags = At(frame, 1);
  if ((kind & 0x0c) != 0x08 || (kind & 0x40) != 0 || (flags & 0x40) != 0) return {};
  size_t header = (flags & 3) == 3 ? 30 : 24;
  if ((kind & 0x80) != 0) header += (flags & 0x80) != 0 ? 6 : 2;
  return OfEtype(0, From(frame, header));
}

}  // namespace

std::string_view IpOfFrame(int link, std::string_view frame) {
  switch (link) {
    case DLT_EN10MB: return OfEtype(Word(frame, 12), From(frame, 14));
    case DLT_LINUX_SLL: return OfEtype(Word(frame, 14), From(frame, 16));
    case DLT_LINUX_SLL2: return OfEtype(Word(frame, 0), From(frame, 20));
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6: return frame;
    case DLT_NULL:
    case DLT_LOOP: return IsIp(From(frame, 4)) ? From(frame, 4) : std::string_view();
    case DLT_PPP:
    case DLT_PPP_SERIAL: return OfPpp(frame);
    case DLT_PPP_ETHER: return OfPpp(From(frame, 6));
    case DLT_C_HDLC: return OfEtype(Word(frame, 2), From(frame, 4));
    case DLT_IEEE802_11: return OfWifi(frame);
    case DLT_IEEE802_11_RADIO: return OfWifi(From(frame, static_cast<size_t>(At(frame, 2) | At(frame, 3) << 8)));
    default: return {};
  }
}

}  // namespace flowship::cli
