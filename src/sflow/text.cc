#include "sflow/text.h"

#include "base/byte_reader.h"

namespace flowship::sflow {

namespace {

constexpr char kHex[] = "0123456789abcdef";

uint8_t At(std::string_view bytes, size_t index) { return static_cast<uint8_t>(bytes[index]); }

char* WriteByte(uint8_t byte, char* out) {
  if (byte >= 100) {
    *out++ = static_cast<char>('0' + byte / 100);
    byte = static_cast<uint8_t>(byte % 100);
    *out++ = static_cast<char>('0' + byte / 10);
  } else if (byte >= 10) {
    *out++ = static_cast<char>('0' + byte / 10);
  }
  *out++ = static_cast<char>('0' + byte % 10);
  return out;
}

char* WriteIpv4(std::string_view address, char* out) {
  for (size_t i = 0; i < 4; ++i) {
    if (i != 0) *out++ = '.';
    out = WriteByte(At(address, i), out);
  }
  return out;
}

char* WriteGroup(uint32_t group, char* out) {
  if (group >= 0x1000) *out++ = kHex[group >> 12];
  if (group >= 0x100) *out++ = kHex[group >> 8 & 15];
  if (group >= 0x10) *out++ = kHex[group >> 4 & 15];
  *out++ = kHex[group & 15];
  return out;
}

bool IsMapped(std::string_view address) {
  static constexpr char kPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xff', '\xff'};
  return std::memcmp(address.data(), kPrefix, sizeof kPrefix) == 0;
}

// The longest run of two or more zero groups is left out, the first of equals.
char* WriteIpv6(std::string_view address, char* out) {
  if (IsMapped(address)) return WriteIpv4(address.substr(12), WriteText("::ffff:", out));
  uint16_t groups[8];
  for (size_t i = 0; i < 8; ++i) groups[i] = LoadU16(address.data() + 2 * i);
  int zeros = 8, length = 0;
  for (int i = 0; i < 8; ++i) {
    int end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > length && end - i >= 2) {
      zeros = i;
      length = end - i;
    }
    if (end > i) i = end;
  }
  for (int i = 0; i < 8; ++i) {
    if (i == zeros) {
      *out++ = ':';
      *out++ = ':';
      i += length;
      if (i >= 8) break;
    } else if (i > 0) {
      *out++ = ':';
    }
    out = WriteGroup(groups[i], out);
  }
  return out;
}

constexpr std::string_view kProtoNames[] = {
    "HOPOPT",      "ICMP",        "IGMP",       "GGP",     "IPv4",        "ST",         "TCP",        "CBT",        "EGP",        "IGP",
    "BBN-RCC-MON", "NVP-II",      "PUP",        "ARGUS",   "EMCON",       "XNET",       "CHAOS",      "UDP",        "MUX",        "DCN-MEAS",
    "HMP",         "PRM",         "XNS-IDP",    "TRUNK-1", "TRUNK-2",     "LEAF-1",     "LEAF-2",     "RDP",        "IRTP",       "ISO-TP4",
    "NETBLT",      "MFE-NSP",     "MERIT-INP",  "DCCP",    "3PC",         "IDPR",       "XTP",        "DDP",        "IDPR-CMTP",  "TP++",
    "IL",          "IPv6",        "SDRP",       "IPv6-Route", "IPv6-Frag", "IDRP",      "RSVP",       "GRE",        "DSR",        "BNA",
    "ESP",         "AH",          "I-NLSP",     "SWIPE",   "NARP",        "Min-IPv4",   "TLSP",       "SKIP",       "IPv6-ICMP",  "IPv6-NoNxt",
    "IPv6-Opts",   "any-host-internal-protocol", "CFTP",   "any-local-network", "SAT-EXPAK", "KRYPTOLAN", "RVD",   "IPPC",  "any-distributed-file-system", "SAT-MON",
    "VISA",        "IPCV",        "CPNX",       "CPHB",    "WSN",         "PVP",        "BR-SAT-MON", "SUN-ND",     "WB-MON",     "WB-EXPAK",
    "ISO-IP",      "VMTP",        "SECURE-VMTP", "VINES",  "IPTM",        "NSFNET-IGP", "DGP",        "TCF",        "EIGRP",      "OSPFIGP",
    "Sprite-RPC",  "LARP",        "MTP",        "AX.25",   "IPIP",        "MICP",       "SCC-SP",     "ETHERIP",    "ENCAP",      "any-private-encryption-scheme",
    "GMTP",        "IFMP",        "PNNI",       "PIM",     "ARIS",        "SCPS",       "QNX",        "A/N",        "IPComp",     "SNP",
    "Compaq-Peer", "IPX-in-IP",   "VRRP",       "PGM",     "any-0-hop-protocol", "L2TP", "DDX",       "IATP",       "STP",        "SRP",
    "UTI",         "SMP",         "SM",         "PTP",     "ISIS over IPv4", "FIRE",    "CRTP",       "CRUDP",      "SSCOPMCE",   "IPLT",
    "SPS",         "PIPE",        "SCTP",       "FC",      "RSVP-E2E-IGNORE", "Mobility Header", "UDPLite", "MPLS-in-IP", "manet", "HIP",
    "Shim6",       "WESP",        "ROHC",       "Ethernet", "AGGFRAG",    "NSH"};
static_assert(std::size(kProtoNames) == 146);

}  // namespace

char* WriteAddress(Address address, char* out) {
  if (address.size() == 4) return WriteIpv4(address, out);
  return address.size() == 16 ? WriteIpv6(address, out) : out;
}

char* WriteNetwork(Address address, uint32_t bits, char* out) {
  if (address.empty() || bits > address.size() * 8) return WriteText("invalid Prefix", out);
  char network[16] = {};
  const uint32_t whole = bits / 8;
  std::memcpy(network, address.data(), whole);
  if (bits % 8 != 0) network[whole] = static_cast<char>(At(address, whole) & (0xff00 >> bits % 8));
  out = WriteAddress({network, address.size()}, out);
  *out++ = '/';
  return WriteDecimal(bits, out);
}

char* WriteMac(std::string_view mac, char* out) {
  if (mac.size() != 6) return WriteText("00:00:00:00:00:00", out);
  for (size_t i = 0; i < 6; ++i) {
    if (i != 0) *out++ = ':';
    *out++ = kHex[At(mac, i) >> 4];
    *out++ = kHex[At(mac, i) & 15];
  }
  return out;
}

std::string_view EtypeName(uint32_t etype) {
  switch (etype) {
    case 0x0800: return "IPv4";
    case 0x86dd: return "IPv6";
    case 0x0806: return "ARP";
    default: return {};
  }
}

std::string_view ProtoName(uint32_t proto) {
  if (proto < std::size(kProtoNames)) return kProtoNames[proto];
  return proto <= 252 ? "unassigned" : proto <= 254 ? "experimental" : proto == 255 ? "reserved" : "unknown";
}

}  // namespace flowship::sflow
