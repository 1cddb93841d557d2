#include "sflow/counter_writer.h"

#include <bit>
#include <span>

#include "sflow/field_writer.h"

namespace flowship::sflow {

namespace {

enum class As : uint8_t { kNumber, kFloat, kPercent, kDirection, kStatus, kText, kMac };

// A member of a structure: how many bytes it has and what it is.
struct Member {
  std::string_view name;
  uint8_t bytes;
  As as = As::kNumber;
};

constexpr Member kInterface[] = {
    {"index", 4}, {"type", 4}, {"speed", 8}, {"direction", 4, As::kDirection}, {"status", 4, As::kStatus},
    {"in_octets", 8}, {"in_unicast_packets", 4}, {"in_multicast_packets", 4}, {"in_broadcast_packets", 4}, {"in_discards", 4}, {"in_errors", 4}, {"in_unknown_protocols", 4},
    {"out_octets", 8}, {"out_unicast_packets", 4}, {"out_multicast_packets", 4}, {"out_broadcast_packets", 4}, {"out_discards", 4}, {"out_errors", 4},
    {"promiscuous_mode", 4}};
constexpr Member kEthernet[] = {
    {"alignment_errors", 4}, {"fcs_errors", 4}, {"single_collision_frames", 4}, {"multiple_collision_frames", 4}, {"sqe_test_errors", 4}, {"deferred_transmissions", 4},
    {"late_collisions", 4}, {"excessive_collisions", 4}, {"internal_mac_transmit_errors", 4}, {"carrier_sense_errors", 4}, {"frame_too_longs", 4},
    {"internal_mac_receive_errors", 4}, {"symbol_errors", 4}};
constexpr Member kTokenRing[] = {
    {"line_errors", 4}, {"burst_errors", 4}, {"ac_errors", 4}, {"abort_trans_errors", 4}, {"internal_errors", 4}, {"lost_frame_errors", 4}, {"receive_congestions", 4},
    {"frame_copied_errors", 4}, {"token_errors", 4}, {"soft_errors", 4}, {"hard_errors", 4}, {"signal_loss", 4}, {"transmit_beacons", 4}, {"recoveries", 4},
    {"lobe_wires", 4}, {"removes", 4}, {"singles", 4}, {"freq_errors", 4}};
constexpr Member kVg[] = {
    {"in_high_priority_frames", 4}, {"in_high_priority_octets", 8}, {"in_normal_priority_frames", 4}, {"in_normal_priority_octets", 8}, {"in_ipm_errors", 4},
    {"in_oversize_frame_errors", 4}, {"in_data_errors", 4}, {"in_null_addressed_frames", 4}, {"out_high_priority_frames", 4}, {"out_high_priority_octets", 8},
    {"transition_into_trainings", 4}, {"hc_in_high_priority_octets", 8}, {"hc_in_normal_priority_octets", 8}, {"hc_out_high_priority_octets", 8}};
constexpr Member kVlan[] = {{"id", 4}, {"octets", 8}, {"unicast_packets", 4}, {"multicast_packets", 4}, {"broadcast_packets", 4}, {"discards", 4}};
constexpr Member kWifi[] = {
    {"transmitted_fragments", 4}, {"multicast_transmitted_frames", 4}, {"failures", 4}, {"retries", 4}, {"multiple_retries", 4}, {"frame_duplicates", 4},
    {"rts_successes", 4}, {"rts_failures", 4}, {"ack_failures", 4}, {"received_fragments", 4}, {"multicast_received_frames", 4}, {"fcs_errors", 4},
    {"transmitted_frames", 4}, {"wep_undecryptable", 4}, {"qos_discarded_fragments", 4}, {"associated_stations", 4}, {"qos_cf_polls_received", 4},
    {"qos_cf_polls_unused", 4}, {"qos_cf_polls_unusable", 4}, {"qos_cf_polls_lost", 4}};
constexpr Member kLag[] = {
    {"actor_system_id", 8, As::kMac}, {"partner_system_id", 8, As::kMac}, {"attached_aggregator_index", 4}, {"port_state", 4}, {"lacp_packets_in", 4},
    {"marker_packets_in", 4}, {"marker_response_packets_in", 4}, {"unknown_packets_in", 4}, {"illegal_packets_in", 4}, {"lacp_packets_out", 4},
    {"marker_packets_out", 4}, {"marker_response_packets_out", 4}};
constexpr Member kProcessor[] = {
    {"cpu_5s", 4, As::kPercent}, {"cpu_1m", 4, As::kPercent}, {"cpu_5m", 4, As::kPercent}, {"total_memory", 8}, {"free_memory", 8}};
constexpr Member kRadio[] = {{"elapsed_ms", 4}, {"on_channel_ms", 4}, {"on_channel_busy_ms", 4}};
constexpr Member kPortName[] = {{"name", 0, As::kText}};
constexpr Member kHostCpu[] = {
    {"load_1m", 4, As::kFloat}, {"load_5m", 4, As::kFloat}, {"load_15m", 4, As::kFloat}, {"processes_running", 4}, {"processes", 4}, {"cpus", 4}, {"cpu_mhz", 4},
    {"uptime_s", 4}, {"user_ms", 4}, {"nice_ms", 4}, {"system_ms", 4}, {"idle_ms", 4}, {"io_wait_ms", 4}, {"interrupt_ms", 4}, {"soft_interrupt_ms", 4},
    {"interrupts", 4}, {"context_switches", 4}};
constexpr Member kHostMemory[] = {
    {"total", 8}, {"free", 8}, {"shared", 8}, {"buffers", 8}, {"cached", 8}, {"swap_total", 8}, {"swap_free", 8}, {"pages_in", 4}, {"pages_out", 4}, {"swaps_in", 4},
    {"swaps_out", 4}};
constexpr Member kHostDisk[] = {
    {"total", 8}, {"free", 8}, {"fullest_partition", 4, As::kPercent}, {"reads", 4}, {"bytes_read", 8}, {"read_ms", 4}, {"writes", 4}, {"bytes_written", 8},
    {"write_ms", 4}};
constexpr Member kHostNet[] = {
    {"in_octets", 8}, {"in_packets", 4}, {"in_errors", 4}, {"in_discards", 4}, {"out_octets", 8}, {"out_packets", 4}, {"out_errors", 4}, {"out_discards", 4}};
constexpr Member kHostName[] = {{"name", 0, As::kText}};

struct Structure {
  std::string_view name;
  std::span<const Member> members;
};
// By CounterKind.
constexpr Structure kStructures[kCounterKinds] = {
    {"interface", kInterface}, {"ethernet", kEthernet}, {"token_ring", kTokenRing}, {"vg", kVg},           {"vlan", kVlan},
    {"wifi", kWifi},           {"lag", kLag},           {"processor", kProcessor},  {"radio", kRadio},     {"port", kPortName},
    {"host_cpu", kHostCpu},    {"host_memory", kHostMemory}, {"host_disk", kHostDisk}, {"host_network", kHostNet}, {"host", kHostName}};

std::string_view DirectionName(uint32_t direction) {
  switch (direction) {
    case 1: return "full-duplex";
    case 2: return "half-duplex";
    case 3: return "in";
    case 4: return "out";
    default: return "unknown";
  }
}

void WriteWord(const Member& member, uint32_t word, FieldWriter& fields) {
  switch (member.as) {
    case As::kDirection: return fields.Word(member.name, DirectionName(word));
    case As::kStatus:
      fields.Word("admin_status", (word & 1) != 0 ? "up" : "down");
      return fields.Word("oper_status", (word & 2) != 0 ? "up" : "down");
    case As::kFloat: return fields.Number(member.name, std::bit_cast<float>(word));
    case As::kPercent: return word == UINT32_MAX ? void() : fields.Number(member.name, word / 10000.0);  // hundredths of a percent, as a share
    default: return word == UINT32_MAX ? void() : fields.Number(member.name, uint64_t{word});
  }
}

void WriteMembers(const Structure& structure, std::string_view body, FieldWriter& fields) {
  ByteReader reader(body);
  for (const Member& member : structure.members) {
    if (member.as == As::kText) {
      const std::string_view text = reader.String();
      if (reader.ok()) fields.Text(member.name, text);
    } else if (member.as == As::kMac) {
      const std::string_view mac = reader.Opaque(6);
      if (reader.ok()) fields.Mac(member.name, mac);
    } else if (member.bytes == 4) {
      const uint32_t word = reader.U32();
      if (reader.ok()) WriteWord(member, word, fields);
    } else if (const uint64_t number = reader.U64(); reader.ok() && number != UINT64_MAX) {
      fields.Number(member.name, number);
    }
  }
}

void WriteRates(const InterfaceRates& rates, FieldWriter& fields) {
  fields.Number("in_bytes_per_second", rates.in_bytes);
  fields.Number("out_bytes_per_second", rates.out_bytes);
  if (rates.in_share) fields.Number("in_utilization", *rates.in_share);
  if (rates.out_share) fields.Number("out_utilization", *rates.out_share);
}

}  // namespace

void CounterWriter::Append(const Datagram& datagram, const CounterSample& sample, const std::optional<InterfaceRates>& rates, int64_t nanos, Buffer& out) {
  arena_.Reset(limits::kSflowDatagramBytes * 4);
  FieldWriter fields(out, arena_);
  out.Append(datagram.version == 5 ? R"({"type":"SFLOW_5")" : datagram.version == 4 ? R"({"type":"SFLOW_4")" : R"({"type":"SFLOW_2")");
  fields.Number("time_received_ns", static_cast<uint64_t>(nanos));
  fields.Number("sequence_num", uint64_t{datagram.sequence});
  fields.Ip("sampler_address", datagram.agent);
  fields.Number("sub_agent", uint64_t{datagram.sub_agent});
  fields.Number("uptime_ms", uint64_t{datagram.uptime_millis});
  fields.Number("sample_sequence_num", uint64_t{sample.sequence});
  fields.Number("source_id_type", uint64_t{sample.source_type});
  fields.Number("source_id_index", uint64_t{sample.source_index});
  for (size_t kind = 0; kind < kCounterKinds; ++kind) {
    if (!sample.Has(static_cast<CounterKind>(kind))) continue;
    fields.Open(kStructures[kind].name);
    WriteMembers(kStructures[kind], sample.body[kind], fields);
    if (kind == static_cast<size_t>(CounterKind::kInterface) && rates) WriteRates(*rates, fields);
    fields.Close();
  }
  out.Append('}');
}

}  // namespace flowship::sflow
