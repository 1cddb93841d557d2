#pragma once
// What a datagram says, as structs. Everything points into the datagram, which outlives them.
// Sources: "sFlow Version 5" (sflow.org, 2004) with its later structures (sflow_tunnels, sflow_drops, sflow_nat, …), RFC 3176 (version 4) and InMon's
// description of version 2.

#include <cstdint>
#include <string_view>

#include "sflow/packet.h"

namespace flowship::sflow {

struct Datagram {
  uint32_t version = 0;
  Address agent;
  uint32_t sub_agent = 0;      // version 5
  uint32_t sequence = 0;
  uint32_t uptime_millis = 0;  // of the agent
  uint32_t samples = 0;        // as announced
};

// format 0: the index of an interface; 1: the packet was discarded, for the reason `value`; 2: it went to `value` interfaces.
struct Interface {
  uint32_t format = 0;
  uint32_t value = 0;
  uint32_t told = 0;  // what GoFlow2 prints: all 32 bits of the short form, the value of the expanded one
};

enum class SampleKind : uint8_t { kFlow, kExpandedFlow, kDiscard };

// Which records a sample had, beyond what went into `packet`.
enum class Record : uint8_t {
  kHeader, kEthernet, kIp, kSwitch, kRouter, kGateway, kUser, kUrl, kMpls, kNat, kMplsTunnel, kMplsVc, kMplsFec, kMplsLvpFec, kVlanTunnel, kNatPort,
  kTunnelEgress, kTunnelIngress, kVniEgress, kVniIngress, kQueue, kAcl, kFunction, kDelay, kDepth, kTrap, kDropReason,
};

struct EthernetRecord {
  uint32_t length = 0, type = 0;
  std::string_view src_mac, dst_mac;
};
struct SwitchRecord {
  uint32_t src_vlan = 0, src_priority = 0, dst_vlan = 0, dst_priority = 0;
};
struct RouterRecord {
  Address next_hop;
  uint32_t src_mask = 0, dst_mask = 0;
};
struct GatewayRecord {
  Address next_hop;                   // version 5
  uint32_t as = 0, src_as = 0, src_peer_as = 0, local_pref = 0;
  bool flat = false;                  // version 2: `path` is AS numbers; else segments: type, count, AS numbers
  std::string_view path;              // checked: each segment lies within it
  uint32_t first_as = 0, last_as = 0, path_length = 0;
  std::string_view communities;       // four bytes each
};
struct UserRecord {
  std::string_view src, dst;
};
struct UrlRecord {
  uint32_t direction = 0;
  std::string_view url, host;
};
struct MplsRecord {
  Address next_hop;
  std::string_view in, out;           // label stacks, four bytes a label
};
struct NatRecord {
  Address src, dst;
};
struct NatPortRecord {
  uint32_t src = 0, dst = 0;
};
struct NamedRecord {                  // MPLS tunnel and circuit: name, id, class of service; FEC: description, mask; ACL: name, number, direction
  std::string_view name;
  uint32_t number = 0, more = 0;
};
struct TunnelRecord {                 // extended_ipv4_tunnel and extended_ipv6_tunnel: the outer header
  Address src, dst;
  uint32_t proto = 0, src_port = 0, dst_port = 0;
};
struct TrapRecord {
  std::string_view group, name;
};

struct FlowSample {
  SampleKind kind = SampleKind::kFlow;
  uint32_t sequence = 0;
  uint32_t source_type = 0, source_index = 0;
  uint32_t sampling_rate = 0, pool = 0, drops = 0;
  Interface input, output;
  uint32_t discard_reason = 0;        // of a discard

  uint64_t bytes = 0;                 // length of the frame, or of the IP packet
  Packet packet;
  uint32_t records = 0;               // a bit for each Record
  EthernetRecord ethernet;
  SwitchRecord vlan;
  RouterRecord router;
  GatewayRecord gateway;
  UserRecord user;
  UrlRecord url;
  MplsRecord mpls;
  NatRecord nat;
  NatPortRecord nat_port;
  NamedRecord mpls_tunnel, mpls_vc, mpls_fec, mpls_lvp_fec, acl;
  TunnelRecord tunnel_egress, tunnel_ingress;
  std::string_view vlan_stack;        // four bytes a tag: extended_vlantunnel
  uint32_t vni_egress = 0, vni_ingress = 0;
  uint32_t queue = 0, delay_nanos = 0, depth_bytes = 0;
  std::string_view function, drop_reason;
  TrapRecord trap;

  bool Has(Record record) const { return (records >> static_cast<int>(record) & 1) != 0; }
  void Set(Record record) { records |= 1u << static_cast<int>(record); }
};

// What a counter record may be, by its number in version 5. The body is checked to be long enough, and read by whoever writes it down.
enum class CounterKind : uint8_t { kInterface, kEthernet, kTokenRing, kVg, kVlan, kWifi, kLag, kProcessor, kRadio, kPortName, kHostCpu, kHostMemory, kHostDisk, kHostNet, kHostName };
inline constexpr size_t kCounterKinds = static_cast<size_t>(CounterKind::kHostName) + 1;

struct CounterSample {
  uint32_t sequence = 0;
  uint32_t source_type = 0, source_index = 0;
  uint32_t kinds = 0;                 // a bit for each CounterKind
  std::string_view body[kCounterKinds];

  bool Has(CounterKind kind) const { return (kinds >> static_cast<int>(kind) & 1) != 0; }
  std::string_view Body(CounterKind kind) const { return body[static_cast<size_t>(kind)]; }
};

}  // namespace flowship::sflow
