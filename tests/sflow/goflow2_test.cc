// Every record of the captures against what real GoFlow2 2.2.6 made of the same datagrams. A difference has to be one of the rows of docs/sflow.md: the frame
// itself says which rows may apply to it, and each row which fields may differ.

#include <algorithm>
#include <set>

#include "captures.h"

namespace flowship::testing {
namespace {

const std::set<std::string> kTimes = {"time_received_ns", "time_flow_start_ns", "time_flow_end_ns"};
const std::set<std::string> kUpper = {"src_port", "dst_port", "tcp_flags"};

// Which rows of the table a frame meets, seen without our decoder.
struct Rows {
  bool vlan = false, qinq = false, options = false, fragment = false, extension = false, ports = false;
};

uint8_t At(const std::string& frame, size_t at) { return static_cast<uint8_t>(frame[at]); }
uint16_t Word(const std::string& frame, size_t at) { return LoadU16(frame.data() + at); }

Rows RowsOf(const std::string& frame) {
  Rows rows;
  size_t at = 14;
  uint16_t etype = Word(frame, 12);
  for (int tags = 0; etype == 0x8100 || etype == 0x88a8; ++tags) {
    rows.vlan |= tags > 0 || (Word(frame, at) & 0xf000) != 0;
    rows.qinq |= etype == 0x88a8;
    etype = Word(frame, at + 2);
    at += 4;
  }
  if (etype == 0x8847) {
    while ((At(frame, at + 2) & 1) == 0) at += 4;
    at += 4;
    etype = At(frame, at) >> 4 == 4 ? 0x0800 : At(frame, at) >> 4 == 6 ? 0x86dd : 0;
  }
  const auto has_ports = [](int proto) { return proto == 33 || proto == 132 || proto == 136; };
  if (etype == 0x0800) {
    rows.options = (At(frame, at) & 15) > 5;
    rows.fragment = (Word(frame, at + 6) & 0x1fff) != 0;
    rows.ports = has_ports(At(frame, at + 9));
    rows.vlan |= At(frame, at + 9) == 47;  // GoFlow2 takes a tag inside GRE for the frame's
  } else if (etype == 0x86dd) {
    const int next = At(frame, at + 6);
    rows.extension = next == 0 || next == 43 || next == 44 || next == 51 || next == 60;
    rows.ports = has_ports(next);
  }
  return rows;
}

// The name of the row that lets this field differ; empty: none does.
std::string Explain(const Rows& rows, const std::string& field) {
  static const std::set<std::string> kExtension = {"proto", "src_port", "dst_port", "tcp_flags", "ip_flags", "fragment_id", "fragment_offset"};
  static const std::set<std::string> kIp = {"src_addr", "dst_addr", "etype", "proto", "src_port", "dst_port", "vlan_id", "ip_tos", "ip_ttl", "ip_flags",
                                            "tcp_flags", "fragment_id", "fragment_offset", "ipv6_flow_label", "src_net", "dst_net", "layer_stack", "layer_size"};
  if (rows.qinq && kIp.contains(field)) return "802.1ad";
  if (rows.vlan && field == "vlan_id") return "vlan_id";
  if (rows.extension && kExtension.contains(field)) return "extension headers";
  if (rows.fragment && kUpper.contains(field)) return "later fragments";
  if (rows.options && kUpper.contains(field)) return "IPv4 options";
  if (rows.ports && (field == "src_port" || field == "dst_port")) return "ports of SCTP, DCCP, UDP-Lite";
  return "";
}

struct Comparison {
  size_t records = 0, equal = 0;
  std::map<std::string, size_t> explained;  // records by row
};

// Datagrams of one exporter are told apart by the sequence number and the sampling rate; within one the order is kept.
std::string DatagramOf(const Members& members) {
  std::string name;
  for (const auto& [field, text] : members) {
    if (field == "sequence_num" || field == "sampling_rate") name += text + " ";
  }
  return name;
}

template <typename T>
std::map<std::string, std::vector<T>> ByDatagram(std::vector<T> records, const Members& (*members)(const T&)) {
  std::map<std::string, std::vector<T>> grouped;
  for (T& record : records) grouped[DatagramOf(members(record))].push_back(std::move(record));
  return grouped;
}

struct Ours {
  Members members;
  std::string frame;
};

void CompareRecord(const Ours& ours, const Members& theirs, Comparison& comparison) {
  // Theirs come first, in their order; ours after them.
  REQUIRE(ours.members.size() >= theirs.size());
  const Rows rows = RowsOf(ours.frame);
  std::set<std::string> explanations;
  for (size_t i = 0; i < theirs.size(); ++i) {
    const auto& [field, text] = theirs[i];
    REQUIRE(ours.members[i].first == field);
    if (kTimes.contains(field) || ours.members[i].second == text) continue;
    const std::string row = Explain(rows, field);
    INFO(field << ": " << ours.members[i].second << " here, " << text << " in GoFlow2; sequence " << DatagramOf(theirs));
    CHECK(row != "");
    explanations.insert(row);
  }
  ++comparison.records;
  if (explanations.empty()) ++comparison.equal;
  for (const std::string& row : explanations) ++comparison.explained[row];
}

Comparison Compare(const std::vector<std::string>& captures, const std::string& log) {
  Collector collector;
  sflow::Decoder decoder;
  for (const std::string& capture : captures) {
    for (const std::string& payload : PayloadsOf(capture)) CHECK(collector.Decode(decoder, payload));
  }
  std::vector<Ours> ours;
  for (const auto& flow : collector.flows) ours.push_back({MembersOf(flow.json), flow.frame});
  std::vector<Members> theirs;
  for (const std::string& object : ObjectsOf(log)) theirs.push_back(MembersOf(object));
  REQUIRE(ours.size() == theirs.size());
  const auto a = ByDatagram<Ours>(std::move(ours), [](const Ours& record) -> const Members& { return record.members; });
  const auto b = ByDatagram<Members>(std::move(theirs), [](const Members& record) -> const Members& { return record; });
  REQUIRE(a.size() == b.size());
  Comparison comparison;
  for (const auto& [datagram, records] : b) {
    REQUIRE(a.contains(datagram));
    REQUIRE(a.at(datagram).size() == records.size());
    for (size_t i = 0; i < records.size(); ++i) CompareRecord(a.at(datagram)[i], records[i], comparison);
  }
  return comparison;
}

using Explained = std::map<std::string, size_t>;

}  // namespace

TEST_CASE("hsflowd: GoFlow2's records, but for the rows of the table") {
  const Comparison comparison = Compare({"v5-hsflowd.pcap"}, "v5-hsflowd.goflow2.log.gz");
  CHECK(comparison.records == 5887);
  CHECK(comparison.equal == 5554);
  CHECK(comparison.explained == Explained{{"802.1ad", 21}, {"IPv4 options", 23}, {"extension headers", 82}, {"later fragments", 20},
                                          {"ports of SCTP, DCCP, UDP-Lite", 38}, {"vlan_id", 149}});
}

TEST_CASE("Open vSwitch, odd frames of all kinds: GoFlow2's records, but for the rows of the table") {
  const Comparison comparison = Compare({"v5-ovs.pcap"}, "v5-ovs.goflow2.log.gz");
  CHECK(comparison.records == 2354);
  CHECK(comparison.equal == 1600);
  CHECK(comparison.explained == Explained{{"802.1ad", 100}, {"IPv4 options", 96}, {"extension headers", 304}, {"later fragments", 33},
                                          {"ports of SCTP, DCCP, UDP-Lite", 21}, {"vlan_id", 200}});
}

TEST_CASE("pmacct with routing: GoFlow2's records, but for the rows of the table") {
  const Comparison comparison = Compare({"v5-pmacct-as.pcap"}, "v5-pmacct-as.goflow2.log.gz");
  CHECK(comparison.records == 5976);
  CHECK(comparison.equal == 5671);
  CHECK(comparison.explained ==
        Explained{{"IPv4 options", 19}, {"extension headers", 92}, {"later fragments", 20}, {"ports of SCTP, DCCP, UDP-Lite", 39}, {"vlan_id", 135}});
}

TEST_CASE("pmacct: GoFlow2's records, but for the rows of the table") {
  const Comparison comparison = Compare({"pmacct.pcap", "pmacct-mixed.pcap"}, "pmacct.goflow2.log.gz");
  CHECK(comparison.records == 1118);
  CHECK(comparison.equal == 1029);
  CHECK(comparison.explained == Explained{{"IPv4 options", 11}, {"extension headers", 2}, {"ports of SCTP, DCCP, UDP-Lite", 6}, {"vlan_id", 70}});
}

}  // namespace flowship::testing
