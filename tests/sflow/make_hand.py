"""make_hand.py: writes testdata/sflow/v5-hand.pcap, a datagram for each structure that the decoder knows, built from the specification, and v5-hand.ndjson
beside it: for each datagram its name and, for each sample, the members of its record that follow from what was put in. structures_test.cc compares, and
tests/oracle/sflow/tshark.py asks tshark. Needs scapy, for the sampled frames."""

import json
import pathlib
import socket
import struct

from scapy.all import GRE, ICMP, IP, LLC, SNAP, TCP, UDP, VXLAN, Dot1AD, Dot1Q, Dot3, Ether, ICMPv6EchoRequest, IPOption, IPv6, Raw
from scapy.contrib.mpls import MPLS
from scapy.layers.inet6 import IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, IPv6ExtHdrSegmentRouting
from scapy.layers.ppp import PPP, PPPoE
from scapy.layers.sctp import SCTP

AGENT = "192.0.2.55"
A, B, C, D = "198.51.100.7", "203.0.113.9", "198.51.100.77", "203.0.113.99"
A6, B6 = "2001:db8::a", "2001:db8:1::b"


def u(*numbers):
    return b"".join(struct.pack(">I", number) for number in numbers)


def h(*numbers):
    return b"".join(struct.pack(">Q", number) for number in numbers)


def pad(data):
    return data + bytes(-len(data) % 4)


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return u(len(data)) + pad(data)


def raw_ip(address):
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


def address(value):
    return u(2 if ":" in value else 1) + raw_ip(value)


def record(number, body):
    return u(number, len(body)) + body


def header(frame, protocol=1, keep=128):
    data = bytes(frame)
    kept = data[:keep]
    return record(1, u(protocol, len(data) + 4, 4, len(kept)) + pad(kept))


def flow(*records, in_if=1, out_if=2, count=None):
    body = u(1, 3, 512, 4096, 0, in_if, out_if, len(records) if count is None else count) + b"".join(records)
    return u(1, len(body)) + body


def expanded(*records, input=(0, 1), output=(0, 2)):
    body = u(1, 0, 3, 512, 4096, 0, *input, *output, len(records)) + b"".join(records)
    return u(3, len(body)) + body


def discard(reason, *records, drops=0, in_if=1, out_if=2):
    body = u(1, 0, 3, drops, in_if, out_if, reason, len(records)) + b"".join(records)
    return u(5, len(body)) + body


def counters(*records):
    body = u(1, 3, len(records)) + b"".join(records)
    return u(2, len(body)) + body


def expanded_counters(*records):
    body = u(1, 0, 3, len(records)) + b"".join(records)
    return u(4, len(body)) + body


CASES = []


def case(name, samples, *expected):
    """samples: one, or a list; expected: for each sample that gives a record, its members."""
    CASES.append((name, samples if isinstance(samples, list) else [samples], expected))


def frame(name, packet, expected, protocol=1):
    case(name, flow(header(packet, protocol)), expected)


ETH = Ether(dst="02:00:00:00:00:02", src="02:00:00:00:00:01")
TCP4 = IP(src=A, dst=B, tos=16, ttl=63, id=0x1234) / TCP(sport=33333, dport=443, flags="PA") / Raw(b"GET /")
UDP6 = IPv6(src=A6, dst=B6, tc=0xB8, fl=0xABCDE, hlim=61) / UDP(sport=5353, dport=53) / Raw(b"x" * 8)
TCP6 = TCP(sport=33333, dport=443, flags="S")
IS_TCP4 = {"src_addr": A, "dst_addr": B, "etype": "IPv4", "proto": "TCP", "src_port": 33333, "dst_port": 443, "tcp_flags": 24, "ip_tos": 16, "ip_ttl": 63, "fragment_id": 0x1234}
IS_UDP6 = {"src_addr": A6, "dst_addr": B6, "etype": "IPv6", "proto": "UDP", "src_port": 5353, "dst_port": 53, "ip_tos": 0xB8, "ip_ttl": 61, "ipv6_flow_label": 0xABCDE}
MACS = {"src_mac": "02:00:00:00:00:01", "dst_mac": "02:00:00:00:00:02"}
INSIDE_TCP4 = {"inner_etype": "IPv4", "inner_src_addr": A, "inner_dst_addr": B, "inner_proto": "TCP", "inner_src_port": 33333, "inner_dst_port": 443, "inner_tcp_flags": 24}
SNAP_HEAD = bytes(LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(OUI=0, code=0x0800))
NOT_IP = {"src_addr": "", "dst_addr": "", "proto": "HOPOPT", "src_net": "invalid Prefix"}


def header_protocols():
    frame("header: Ethernet, IPv4, TCP", ETH / TCP4, IS_TCP4 | MACS | {"bytes": 59 + 4, "layer_stack": ["Ethernet", "IPv4", "TCP"]})
    frame("header: Ethernet, IPv6, UDP", ETH / UDP6, IS_UDP6 | MACS)
    frame("header: IPv4", TCP4, IS_TCP4 | {"src_mac": "00:00:00:00:00:00"}, 11)
    frame("header: IPv6", UDP6, IS_UDP6, 12)
    frame("header: MPLS", MPLS(label=16001, ttl=9, s=1) / TCP4, IS_TCP4 | {"mpls_label": [16001], "mpls_ttl": [9]}, 13)
    frame("header: PPP with HDLC address", b"\xff\x03\x00\x21" + bytes(TCP4), IS_TCP4, 7)
    frame("header: PPP without", b"\x00\x57" + bytes(UDP6), IS_UDP6, 7)
    frame("header: PPP, compressed protocol", b"\x21" + bytes(TCP4), IS_TCP4, 7)
    frame("header: PPP, MPLS", b"\x02\x81" + bytes(MPLS(label=77, s=1) / TCP4), IS_TCP4 | {"mpls_label": [77]}, 7)
    frame("header: packet over SONET, PPP", b"\xff\x03\x00\x21" + bytes(TCP4), IS_TCP4, 14)
    frame("header: packet over SONET, Cisco HDLC", b"\x0f\x00\x08\x00" + bytes(TCP4), IS_TCP4, 14)
    frame("header: frame relay, NLPID", b"\x18\x41\x03\xcc" + bytes(TCP4), IS_TCP4, 5)
    frame("header: frame relay, SNAP", b"\x18\x41\x03\x00\x80\x00\x00\x00\x08\x00" + bytes(TCP4), IS_TCP4, 5)
    frame("header: AAL5", SNAP_HEAD + bytes(TCP4), IS_TCP4, 9)
    frame("header: AAL5, IP", TCP4, IS_TCP4, 10)
    frame("header: token ring", b"\x10\x40" + bytes(ETH)[:12] + SNAP_HEAD + bytes(TCP4), IS_TCP4 | MACS, 3)
    frame("header: FDDI", b"\x50" + bytes(ETH)[:12] + SNAP_HEAD + bytes(TCP4), IS_TCP4 | MACS, 4)
    wifi = b"\x88\x01\x00\x00" + b"\x02\x00\x00\x00\x00\x99" + b"\x02\x00\x00\x00\x00\x01" + b"\x02\x00\x00\x00\x00\x02" + b"\x10\x00" + b"\x00\x00"
    frame("header: 802.11 to the distribution system", wifi + SNAP_HEAD + bytes(TCP4), IS_TCP4 | MACS, 15)
    frame("header: 802.11 subframe", bytes(ETH)[:12] + struct.pack(">H", 8 + len(TCP4)) + SNAP_HEAD + bytes(TCP4), IS_TCP4 | MACS, 17)
    frame("header: a protocol that is not known", TCP4, NOT_IP | {"bytes": 49}, 99)


def link_layers():
    frame("VLAN with priority", ETH / Dot1Q(vlan=100, prio=5) / TCP4, IS_TCP4 | {"vlan_id": 100, "layer_stack": ["Ethernet", "Dot1Q", "IPv4", "TCP"]})
    frame("priority tag", ETH / Dot1Q(vlan=0, prio=5) / TCP4, IS_TCP4 | {"vlan_id": 0})
    frame("802.1ad", ETH / Dot1AD(vlan=3000, prio=1) / Dot1Q(vlan=100) / TCP4, IS_TCP4 | {"vlan_id": 3000, "inner_vlan_id": 100})
    frame("802.1Q three times", ETH / Dot1Q(vlan=10) / Dot1Q(vlan=20) / Dot1Q(vlan=30) / UDP6, IS_UDP6 | {"vlan_id": 10, "inner_vlan_id": 30})
    frame("old QinQ, which GoFlow2 does not see", bytes(ETH)[:12] + b"\x91\x00\x01\x2c" + b"\x08\x00" + bytes(TCP4), NOT_IP | {"tunnel": "vlan"} | INSIDE_TCP4)
    frame("MPLS, two labels", ETH / MPLS(label=16001, s=0, ttl=64) / MPLS(label=299, s=1, ttl=63) / UDP6, IS_UDP6 | {"mpls_label": [16001, 299], "mpls_ttl": [64, 63]})
    frame("MPLS, entropy label", ETH / MPLS(label=16001, s=0) / MPLS(label=7, s=0) / MPLS(label=123456, s=1) / TCP4,
          NOT_IP | {"mpls_label": [16001, 7], "tunnel": "mpls"} | INSIDE_TCP4)
    frame("MPLS pseudowire", ETH / MPLS(label=500, s=1) / Raw(bytes(4) + bytes(ETH / TCP4)), NOT_IP | {"mpls_label": [500], "tunnel": "mpls"} | INSIDE_TCP4)
    frame("MPLS multicast", Ether(dst="02:00:00:00:00:02", src="02:00:00:00:00:01", type=0x8848) / Raw(bytes(MPLS(label=88, s=1) / TCP4)), NOT_IP | {"mpls_label": [], "tunnel": "mpls"} | INSIDE_TCP4)
    frame("PPPoE", ETH / PPPoE(sessionid=0x1357) / PPP(proto=0x21) / TCP4, NOT_IP | {"tunnel": "pppoe", "tunnel_id": 0x1357} | INSIDE_TCP4)
    frame("802.3 with SNAP", Dot3(dst="02:00:00:00:00:02", src="02:00:00:00:00:01") / Raw(SNAP_HEAD + bytes(TCP4)), NOT_IP | {"tunnel": "llc"} | INSIDE_TCP4 | MACS)
    frame("ARP", Ether(dst="ff:ff:ff:ff:ff:ff", src="02:00:00:00:00:01", type=0x806) / Raw(bytes(28)), {"etype": "ARP", "proto": "HOPOPT", "src_addr": "", "src_net": "invalid Prefix"})


def network_layers():
    frame("IPv4 options", ETH / IP(src=A, dst=B, options=[IPOption(b"\x94\x04\x00\x00")]) / TCP(sport=1, dport=2, flags="S"), {"proto": "TCP", "src_port": 1, "dst_port": 2, "tcp_flags": 2})
    frame("IPv4, first fragment", ETH / IP(src=A, dst=B, flags="MF", id=7) / UDP(sport=1, dport=2) / Raw(bytes(16)), {"src_port": 1, "dst_port": 2, "ip_flags": 1, "fragment_id": 7, "fragment_offset": 0})
    frame("IPv4, later fragment", ETH / IP(src=A, dst=B, frag=185, id=7, proto=6) / Raw(b"\xff" * 40), {"src_port": 0, "dst_port": 0, "tcp_flags": 0, "fragment_offset": 185, "proto": "TCP"})
    frame("IPv6, hop-by-hop", ETH / IPv6(src=A6, dst=B6) / IPv6ExtHdrHopByHop() / TCP6, {"proto": "TCP", "src_port": 33333, "dst_port": 443, "tcp_flags": 2})
    frame("IPv6, destination options", ETH / IPv6(src=A6, dst=B6) / IPv6ExtHdrDestOpt() / TCP6, {"proto": "TCP", "src_port": 33333})
    frame("IPv6, routing", ETH / IPv6(src=A6, dst=B6) / IPv6ExtHdrRouting(addresses=[A6]) / TCP6, {"proto": "TCP", "src_port": 33333, "ipv6_routing_header_seg_left": 1})
    frame("IPv6, segment routing", ETH / IPv6(src=A6, dst=B6) / IPv6ExtHdrSegmentRouting(addresses=[A6, B6], segleft=1, lastentry=1) / TCP6,
          {"proto": "TCP", "ipv6_routing_header_addresses": [A6, B6], "ipv6_routing_header_seg_left": 1})
    frame("IPv6, first fragment", ETH / IPv6(src=A6, dst=B6) / IPv6ExtHdrFragment(id=99, m=1) / TCP6, {"proto": "TCP", "src_port": 33333, "fragment_id": 99, "ip_flags": 1})
    frame("IPv6, later fragment", ETH / IPv6(src=A6, dst=B6) / IPv6ExtHdrFragment(id=99, offset=100, nh=6) / Raw(b"\xff" * 40), {"proto": "TCP", "src_port": 0, "tcp_flags": 0, "fragment_offset": 100})
    frame("IPv6, all of them", ETH / IPv6(src=A6, dst=B6) / IPv6ExtHdrHopByHop() / IPv6ExtHdrRouting(addresses=[A6]) / IPv6ExtHdrFragment(id=5) / IPv6ExtHdrDestOpt() / TCP6,
          {"proto": "TCP", "src_port": 33333, "fragment_id": 5})
    frame("IPv6, authentication", ETH / IPv6(src=A6, dst=B6, nh=51) / Raw(b"\x06\x04" + bytes(22) + bytes(TCP(sport=9, dport=8))), {"proto": "TCP", "src_port": 9, "dst_port": 8})
    frame("IPv6, no next header", ETH / IPv6(src=A6, dst=B6, nh=59), {"proto": "IPv6-NoNxt", "src_port": 0})


def transport_layers():
    frame("SCTP", ETH / IP(src=A, dst=B) / SCTP(sport=36412, dport=38412), {"proto": "SCTP", "src_port": 36412, "dst_port": 38412, "layer_stack": ["Ethernet", "IPv4"]})
    frame("DCCP", ETH / IP(src=A, dst=B, proto=33) / Raw(struct.pack(">HH", 5001, 5002) + bytes(12)), {"proto": "DCCP", "src_port": 5001, "dst_port": 5002})
    frame("UDP-Lite", ETH / IP(src=A, dst=B, proto=136) / Raw(struct.pack(">HHHH", 6001, 6002, 8, 0)), {"proto": "UDPLite", "src_port": 6001, "dst_port": 6002})
    frame("ICMP", ETH / IP(src=A, dst=B) / ICMP(type=8, code=0), {"proto": "ICMP", "icmp_type": 0, "packet_icmp_type": 8, "packet_icmp_code": 0})
    frame("ICMPv6", ETH / IPv6(src=A6, dst=B6) / ICMPv6EchoRequest(), {"proto": "IPv6-ICMP", "icmp_type": 0, "packet_icmp_type": 128})
    tcp = bytes(TCP(sport=1, dport=2, flags="S"))
    frame("TCP that is cut, and that padding makes whole", ETH / IP(src=A, dst=B, proto=6) / Raw(tcp[:19]), {"proto": "TCP", "src_port": 1, "tcp_flags": 2, "layer_stack": ["Ethernet", "IPv4", "TCP"], "layer_size": [14, 20, 20]})
    frame("TCP that is cut", ETH / IP(src=A, dst=B, proto=6) / Raw(tcp[:14]), {"proto": "TCP", "src_port": 0, "layer_stack": ["Ethernet", "IPv4"], "layer_size": [14, 20, 0]})
    frame("UDP that is cut, and that padding makes whole", ETH / IP(src=A, dst=B, proto=17) / Raw(bytes(UDP(sport=1, dport=2))[:7]), {"proto": "UDP", "src_port": 1, "dst_port": 2})


def tunnels():
    outer = {"src_addr": C, "dst_addr": D, "etype": "IPv4"}
    ip = IP(src=C, dst=D)
    frame("GRE", ETH / ip / GRE() / TCP4, outer | {"proto": "GRE", "tunnel": "gre", "src_port": 0} | INSIDE_TCP4 | {"layer_stack": ["Ethernet", "IPv4", "GRE", "IPv4", "TCP"]})
    frame("GRE with checksum, key and sequence number", ETH / ip / GRE(chksum_present=1, key_present=1, key=4711, seqnum_present=1) / TCP4, outer | {"proto": "GRE", "tunnel": "gre", "tunnel_id": 4711} | INSIDE_TCP4)
    frame("GRE, Ethernet inside", ETH / ip / GRE(proto=0x6558) / ETH / TCP4, outer | {"tunnel": "gre"} | INSIDE_TCP4)
    pptp = struct.pack(">HHHHII", 0x3081, 0x880B, 4 + len(TCP4), 17, 1, 2) + b"\xff\x03\x00\x21" + bytes(TCP4)
    frame("PPTP", ETH / IP(src=C, dst=D, proto=47) / Raw(pptp), outer | {"proto": "GRE", "tunnel": "gre"} | INSIDE_TCP4)
    frame("IP in IP", ETH / ip / TCP4, outer | {"proto": "IPv4", "tunnel": "ip"} | INSIDE_TCP4)
    frame("IPv6 in IPv4", ETH / ip / UDP6, outer | {"proto": "IPv6", "tunnel": "ip", "inner_etype": "IPv6", "inner_src_addr": A6, "inner_proto": "UDP", "inner_dst_port": 53})
    frame("IPv4 in IPv6", ETH / IPv6(src=A6, dst=B6) / TCP4, {"src_addr": A6, "proto": "IPv4", "tunnel": "ip"} | INSIDE_TCP4)
    frame("VXLAN", ETH / ip / UDP(sport=50000, dport=4789) / VXLAN(vni=5000) / ETH / TCP4,
          outer | {"proto": "UDP", "dst_port": 4789, "tunnel": "vxlan", "tunnel_id": 5000, "layer_stack": ["Ethernet", "IPv4", "UDP"]} | INSIDE_TCP4)
    frame("VXLAN, VLAN inside", ETH / ip / UDP(dport=4789) / VXLAN(vni=1) / ETH / Dot1Q(vlan=5) / TCP4, outer | {"vlan_id": 0, "tunnel": "vxlan"} | INSIDE_TCP4)
    geneve = struct.pack(">BBHI", 1, 0, 0x6558, 6000 << 8) + b"\x01\x02\x80\x00"
    frame("Geneve with an option", ETH / ip / UDP(sport=50000, dport=6081) / Raw(geneve + bytes(ETH / TCP4)), outer | {"dst_port": 6081, "tunnel": "geneve", "tunnel_id": 6000} | INSIDE_TCP4)
    frame("ICMP in GRE", ETH / ip / GRE() / IP(src=A, dst=B) / ICMP(type=3, code=1), outer | {"icmp_type": 0, "inner_icmp_type": 3, "inner_icmp_code": 1, "inner_proto": "ICMP"})
    frame("two tunnels: the first packet inside", ETH / ip / GRE() / IP(src=A, dst=B) / UDP6, outer | {"inner_src_addr": A, "inner_dst_addr": B, "inner_proto": "IPv6"})


def flow_records():
    h4 = header(ETH / TCP4)
    case("record 2: Ethernet", flow(record(2, u(1500) + pad(b"\x02\0\0\0\0\x01") + pad(b"\x02\0\0\0\0\x02") + u(0x88CC))),
         {"bytes": 0, "ethernet_bytes": 1500, "ethernet_src_mac": "02:00:00:00:00:01", "ethernet_dst_mac": "02:00:00:00:00:02", "ethernet_type": 0x88CC})
    case("record 3: IPv4", flow(record(3, u(1400, 6) + raw_ip(A) + raw_ip(B) + u(1111, 80, 0x12, 0xB8))),
         {"bytes": 1400, "src_addr": A, "dst_addr": B, "proto": "TCP", "src_port": 1111, "dst_port": 80, "tcp_flags": 0, "record_tcp_flags": 0x12, "ip_tos": 0xB8, "etype": "IPv4"})
    case("record 4: IPv6", flow(record(4, u(1300, 17) + raw_ip(A6) + raw_ip(B6) + u(2222, 53, 0, 5))),
         {"bytes": 1300, "src_addr": A6, "dst_addr": B6, "proto": "UDP", "src_port": 2222, "dst_port": 53, "ip_tos": 5, "etype": "IPv6"})
    case("record 1001: switch", flow(h4, record(1001, u(100, 3, 200, 5))), {"src_vlan": 100, "dst_vlan": 200, "src_priority": 3, "dst_priority": 5})
    case("record 1002: router", flow(h4, record(1002, address("192.0.2.254") + u(24, 22))), {"next_hop": "192.0.2.254", "src_net": "198.51.100.0/24", "dst_net": "203.0.112.0/22"})
    case("record 1002: router, IPv6", flow(header(ETH / UDP6), record(1002, address("2001:db8::fe") + u(64, 33))), {"next_hop": "2001:db8::fe", "src_net": "2001:db8::/64", "dst_net": "2001:db8::/33"})
    case("record 1002: router, no next hop, masks too long", flow(h4, record(1002, u(0, 33, 40))), {"next_hop": "", "src_net": "invalid Prefix", "dst_net": "invalid Prefix"})
    case("record 1003: gateway, one segment", flow(h4, record(1003, address("192.0.2.1") + u(65000, 65001, 65002, 1, 2, 3, 65003, 65004, 65005, 2, 4259840001, 4259840002, 100))),
         {"bgp_next_hop": "192.0.2.1", "src_as": 65001, "dst_as": 65005, "next_hop_as": 65003, "as_path": [65003, 65004, 65005], "bgp_communities": [4259840001, 4259840002],
          "router_as": 65000, "src_peer_as": 65002, "local_pref": 100})
    case("record 1003: gateway, three segments", flow(h4, record(1003, address("192.0.2.1") + u(65000, 65001, 65002, 3, 2, 2, 1, 2, 1, 2, 3, 4, 2, 1, 5, 1, 777, 50))),
         {"as_path": [1, 2, 3, 4, 5], "dst_as": 5, "next_hop_as": 1, "bgp_communities": [777], "local_pref": 50})
    case("record 1003: gateway, no path", flow(h4, record(1003, address("192.0.2.1") + u(65000, 0, 0, 0, 0, 0))), {"src_as": 65000, "dst_as": 65000, "as_path": [], "next_hop_as": 0})
    case("record 1004: user", flow(h4, record(1004, u(106) + text("alice") + u(106) + text("bob \u263a"))), {"src_user": "alice", "dst_user": "bob \u263a"})
    case("record 1004: user, not UTF-8, to be escaped", flow(h4, record(1004, u(4) + text(b"a\xe9\"\\\n") + u(4) + text(""))), {"src_user": "a\ufffd\"\\\n", "dst_user": ""})
    case("record 1005: URL", flow(h4, record(1005, u(2) + text("http://example.com/x") + text("example.com"))), {"url": "http://example.com/x", "url_host": "example.com", "url_direction": 2})
    case("record 1006: MPLS", flow(h4, record(1006, address("192.0.2.3") + u(2, 16001 << 12, 299 << 12 | 0x100) + u(1, 400 << 12 | 0x100))),
         {"mpls_next_hop": "192.0.2.3", "mpls_in_labels": [16001, 299], "mpls_out_labels": [400]})
    case("record 1007: NAT", flow(h4, record(1007, address("192.0.2.10") + address("192.0.2.20"))), {"nat_src_addr": "192.0.2.10", "nat_dst_addr": "192.0.2.20"})
    case("record 1008: MPLS tunnel", flow(h4, record(1008, text("lsp-1") + u(12, 3))), {"mpls_tunnel_name": "lsp-1", "mpls_tunnel_id": 12, "mpls_tunnel_cos": 3})
    case("record 1009: MPLS circuit", flow(h4, record(1009, text("vc") + u(13, 4))), {"mpls_vc_name": "vc", "mpls_vc_id": 13, "mpls_vc_cos": 4})
    case("record 1010: MPLS FEC", flow(h4, record(1010, text("fec") + u(24))), {"mpls_fec": "fec", "mpls_fec_mask": 24})
    case("record 1011: MPLS LDP FEC", flow(h4, record(1011, u(27))), {"mpls_fec_prefix_length": 27})
    case("record 1012: VLAN tunnel", flow(h4, record(1012, u(2, 0x88A80BB8, 0x81002064))), {"stripped_vlan_ids": [3000, 100]})
    case("record 1020: NAT ports", flow(h4, record(1020, u(40000, 443))), {"nat_src_port": 40000, "nat_dst_port": 443})
    case("record 1023: tunnel, egress", flow(h4, record(1023, u(1400, 47) + raw_ip(C) + raw_ip(D) + u(0, 0, 0, 0))), {"egress_tunnel_src_addr": C, "egress_tunnel_dst_addr": D, "egress_tunnel_proto": "GRE"})
    case("record 1024: tunnel, ingress", flow(h4, record(1024, u(1400, 17) + raw_ip(C) + raw_ip(D) + u(1, 4789, 0, 0))), {"ingress_tunnel_src_addr": C, "ingress_tunnel_dst_addr": D, "ingress_tunnel_proto": "UDP"})
    case("record 1025: IPv6 tunnel, egress", flow(h4, record(1025, u(1400, 4) + raw_ip(A6) + raw_ip(B6) + u(0, 0, 0, 0))), {"egress_tunnel_src_addr": A6, "egress_tunnel_dst_addr": B6})
    case("record 1026: IPv6 tunnel, ingress", flow(h4, record(1026, u(1400, 4) + raw_ip(A6) + raw_ip(B6) + u(0, 0, 0, 0))), {"ingress_tunnel_src_addr": A6, "ingress_tunnel_dst_addr": B6})
    case("record 1029: VNI, egress", flow(h4, record(1029, u(5000))), {"egress_vni": 5000})
    case("record 1030: VNI, ingress", flow(h4, record(1030, u(5001))), {"ingress_vni": 5001})
    case("record 1036: egress queue", flow(h4, record(1036, u(7))), {"egress_queue": 7})
    case("record 1037: ACL", flow(h4, record(1037, u(101) + text("deny-all") + u(2))), {"acl_number": 101, "acl_name": "deny-all", "acl_direction": 2})
    case("record 1038: function", flow(h4, record(1038, text("ip_rcv_finish"))), {"function": "ip_rcv_finish"})
    case("record 1039: transit delay", flow(h4, record(1039, u(1234567))), {"transit_delay_ns": 1234567})
    case("record 1040: queue depth", flow(h4, record(1040, u(65536))), {"queue_depth_bytes": 65536})
    case("record 1041: trap", flow(h4, record(1041, text("l3_drops") + text("blackhole_route_drop"))), {"trap_group": "l3_drops", "trap": "blackhole_route_drop"})
    case("record 1042: Linux drop reason", flow(h4, record(1042, text("NO_SOCKET"))), {"drop_reason": "NO_SOCKET"})


def samples():
    h4 = header(ETH / TCP4)
    case("flow sample, interfaces as they are told", flow(h4, in_if=0x3FFFFFFF, out_if=0x80000002), {"in_if": 0x3FFFFFFF, "out_if": 0x80000002, "sampling_rate": 512})
    case("flow sample, discarded", flow(h4, out_if=0x40000102), {"out_if": 0x40000102})
    case("expanded flow sample", expanded(h4, input=(0, 0xFFFFFFFF), output=(0, 100000)), {"in_if": 0xFFFFFFFF, "out_if": 100000, "sampling_rate": 512} | IS_TCP4)
    case("expanded flow sample, discarded", expanded(h4, output=(1, 258)), {"out_if": 258, "out_if_format": 1})
    case("expanded flow sample, several", expanded(h4, output=(2, 7)), {"out_if": 7, "out_if_format": 2})
    case("discard sample", discard(258, h4, record(1037, u(5) + text("acl") + u(1)), drops=9), IS_TCP4 | {"discard_reason": 258, "discards_not_told": 9, "sampling_rate": 1, "in_if": 1, "out_if": 2, "acl_name": "acl"})
    case("a flow sample without records", flow(), NOT_IP | {"bytes": 0, "sampling_rate": 512, "layer_stack": []})


def neighbours():
    h4 = header(ETH / TCP4)
    good = flow(h4)
    case("an unknown record between two", flow(record(4000, b"\1\2\3\4"), h4, record(1001, u(1, 2, 3, 4))), IS_TCP4 | {"src_vlan": 1})
    case("a vendor's record", flow(record(9 << 12 | 1, bytes(8)), h4), IS_TCP4)
    case("a record that ends early", flow(record(1001, u(1, 2)), h4), IS_TCP4 | {"src_vlan": 0})
    case("a record longer than its sample", flow(h4, u(1001, 4000), count=2), IS_TCP4)
    case("fewer records than announced", flow(h4, count=1000000), IS_TCP4)
    case("an unknown sample between two", [good, u(77, 8) + bytes(8), good], IS_TCP4, IS_TCP4)
    case("a vendor's sample", [u(5 << 12 | 1, 4) + bytes(4), good], IS_TCP4)
    case("a sample that ends early", [u(1, 8) + bytes(8), good], IS_TCP4)
    case("a sample longer than its datagram", [good, u(1, 4000)], IS_TCP4)
    case("an AS path that claims more than there is", flow(record(1003, address("192.0.2.1") + u(1, 2, 3, 0x40000000, 2, 0xFFFFFFFF)), h4), IS_TCP4 | {"as_path": [], "src_as": 0})
    case("an address of an unknown kind", flow(h4, record(1002, u(9, 24, 22))), IS_TCP4 | {"next_hop": ""})
    case("a header longer than its record", flow(record(1, u(1, 67, 4, 4000) + bytes(ETH / TCP4) + b"\0")), IS_TCP4)


def counter_records():
    case("counters 1: interface", counters(record(1, u(3, 6) + h(10**10) + u(1, 3) + h(123456789012) + u(1, 2, 3, 4, 5, 6) + h(987654321098) + u(7, 8, 9, 10, 0xFFFFFFFF, 0))),
         {"source_id_index": 3, "interface.index": 3, "interface.type": 6, "interface.speed": 10**10, "interface.direction": "full-duplex", "interface.admin_status": "up",
          "interface.oper_status": "up", "interface.in_octets": 123456789012, "interface.in_unicast_packets": 1, "interface.in_errors": 5, "interface.out_octets": 987654321098,
          "interface.out_discards": 10, "interface.out_errors": None, "interface.promiscuous_mode": 0})
    case("counters 2: Ethernet, expanded", expanded_counters(record(2, u(*range(13)))), {"ethernet.alignment_errors": 0, "ethernet.fcs_errors": 1, "ethernet.symbol_errors": 12})
    case("counters 3: token ring", counters(record(3, u(*range(18)))), {"token_ring.line_errors": 0, "token_ring.freq_errors": 17})
    case("counters 4: 100BaseVG", counters(record(4, u(1) + h(2) + u(3) + h(4) + u(5, 6, 7, 8, 9) + h(10) + u(11) + h(12, 13, 14))), {"vg.in_high_priority_octets": 2, "vg.hc_out_high_priority_octets": 14})
    case("counters 5: VLAN", counters(record(5, u(100) + h(5000) + u(1, 2, 3, 4))), {"vlan.id": 100, "vlan.octets": 5000, "vlan.unicast_packets": 1, "vlan.discards": 4})
    case("counters 6: 802.11", counters(record(6, u(*range(20)))), {"wifi.transmitted_fragments": 0, "wifi.qos_cf_polls_lost": 19})
    case("counters 7: LAG", counters(record(7, pad(b"\x02\0\0\0\0\x01") + pad(b"\x02\0\0\0\0\x02") + u(5, 0x3D3D3D3D, 1, 2, 3, 4, 5, 6, 7, 8))),
         {"lag.actor_system_id": "02:00:00:00:00:01", "lag.attached_aggregator_index": 5, "lag.lacp_packets_in": 1, "lag.unknown_packets_in": 4, "lag.illegal_packets_in": 5, "lag.marker_response_packets_out": 8})
    case("counters 1001: processor", counters(record(1001, u(2500, 1250, 600) + h(8 << 30, 2 << 30))),
         {"processor.cpu_5s": 0.25, "processor.cpu_1m": 0.125, "processor.cpu_5m": 0.06, "processor.total_memory": 8 << 30, "processor.free_memory": 2 << 30})
    case("counters 1002: radio", counters(record(1002, u(1000, 900, 800))), {"radio.elapsed_ms": 1000, "radio.on_channel_busy_ms": 800})
    case("counters 1005: port name", counters(record(1005, text("Ethernet1/1"))), {"port.name": "Ethernet1/1"})
    case("counters 2000: host", counters(record(2000, text("leaf-1") + bytes(16) + u(3, 2) + text("6.1.0"))), {"host.name": "leaf-1"})
    case("counters 2003: host CPU", counters(record(2003, struct.pack(">fff", 0.5, 0.25, 1.75) + u(1, 200, 8, 2400, 86400, *range(9)))),
         {"host_cpu.load_1m": 0.5, "host_cpu.load_15m": 1.75, "host_cpu.processes": 200, "host_cpu.cpus": 8, "host_cpu.uptime_s": 86400, "host_cpu.context_switches": 8})
    case("counters 2004: host memory", counters(record(2004, h(100, 50, 3, 4, 5, 6, 7) + u(8, 9, 10, 11))), {"host_memory.total": 100, "host_memory.free": 50, "host_memory.swaps_out": 11})
    case("counters 2005: host disk", counters(record(2005, h(1000, 400) + u(6000, 1) + h(2) + u(3, 4) + h(5) + u(6))), {"host_disk.total": 1000, "host_disk.fullest_partition": 0.6, "host_disk.bytes_written": 5})
    case("counters 2006: host network", counters(record(2006, h(100) + u(1, 2, 3) + h(200) + u(4, 5, 6))), {"host_network.in_octets": 100, "host_network.out_octets": 200, "host_network.out_discards": 6})
    case("counters: unknown beside known", counters(record(4001, bytes(12)), record(1001, u(1, 2)), record(5, u(100) + h(5000) + u(1, 2, 3, 4))), {"vlan.id": 100, "processor.cpu_5s": None})


def write(folder):
    with open(folder / "v5-hand.pcap", "wb") as pcap, open(folder / "v5-hand.ndjson", "w") as readings:
        pcap.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number, (name, parts, expected) in enumerate(CASES, 1):
            payload = u(5) + address(AGENT) + u(7, number, 100000 + number, len(parts)) + b"".join(parts)
            packet = bytes(ETH / IP(src="127.0.0.2", dst="127.0.0.1") / UDP(sport=16400, dport=6343) / Raw(payload))
            pcap.write(struct.pack("<IIII", 1795460000 + number, 0, len(packet), len(packet)) + packet)
            readings.write(json.dumps({"name": name, "samples": list(expected)}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    for part in (header_protocols, link_layers, network_layers, transport_layers, tunnels, flow_records, samples, neighbours, counter_records):
        part()
    write(pathlib.Path(__file__).parents[2] / "testdata" / "sflow")
    print(len(CASES), "datagrams")
