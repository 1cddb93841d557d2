"""tshark.py FLOWSHIP: `decode` against tshark's dissection of the same datagrams, field by field, where tshark has the field.

tshark does not know discards, tunnels and the structures of sflow_drops, goes astray at unknown records, and does not read packet data of types 2 and 3 in
versions 2 and 4: what is missing in its answer is not compared, and datagrams that it calls malformed are left out. How much was compared is counted, so that
nothing goes missing in silence."""

import json
import pathlib
import subprocess
import sys

DATA = pathlib.Path(__file__).resolve().parents[3] / "testdata" / "sflow"

number = int
hexadecimal = lambda text: int(text, 16)  # noqa: E731
flag = lambda text: int(text, 0)  # noqa: E731
first, last = (lambda values: values[0]), (lambda values: values[-1])
PORTS = ("tcp", "udp", "sctp", "dccp", "udplite")

# Our field: tshark's names for it, how its text is read, which of several counts; None: all of them, as a list.
PACKET = {
    "src_mac": (["eth.src"], str, first), "dst_mac": (["eth.dst"], str, first), "vlan_id": (["vlan.id", "ieee8021ad.id"], number, first),
    "ip_ttl": (["ip.ttl", "ipv6.hlim"], number, first), "fragment_id": (["ip.id"], hexadecimal, first), "ipv6_flow_label": (["ipv6.flow"], hexadecimal, first),
    "src_addr": (["ip.src", "ipv6.src", "sflow_245.ipv4_src", "sflow_245.ipv6_src"], str, first),
    "dst_addr": (["ip.dst", "ipv6.dst", "sflow_245.ipv4_dst", "sflow_245.ipv6_dst"], str, first),
    "packet_icmp_type": (["icmp.type", "icmpv6.type"], number, first), "mpls_label": (["mpls.label"], number, None), "mpls_ttl": (["mpls.ttl"], number, None),
    "bytes": (["sflow_245.header.frame_length", "sflow_245.ip.length"], number, first),
    "src_vlan": (["sflow_245.vlan.in"], number, first), "dst_vlan": (["sflow_245.vlan.out"], number, first), "src_priority": (["sflow_245.pri.in"], number, first),
    "dst_priority": (["sflow_245.pri.out"], number, first), "router_as": (["sflow_245.as"], number, first), "src_peer_as": (["sflow_245.peerAS"], number, first),
    "local_pref": (["sflow_245.localpref"], number, first), "as_path": (["sflow_245.dstAS"], number, None),
    "src_user": (["sflow_5.extended_user.source_user"], str, first), "url": (["sflow_5.extended_url.url"], str, first), "url_host": (["sflow_5.extended_url.host"], str, first),
    "url_direction": (["sflow_5.extended_url.direction"], number, first), "mpls_tunnel_name": (["sflow_5.extended_mpls_tunnel.tunnel_name"], str, first),
    "mpls_tunnel_id": (["sflow_5.extended_mpls_tunnel.id"], number, first), "mpls_tunnel_cos": (["sflow_5.extended_mpls_tunnel.cos_value"], number, first),
    "mpls_vc_name": (["sflow_5.extended_mpls_vc.vc_instance_name"], str, first), "mpls_vc_id": (["sflow_5.extended_mpls_vc.id"], number, first),
    "mpls_vc_cos": (["sflow_5.extended_mpls_vc.label_cos_value"], number, first), "mpls_fec": (["sflow_5.extended_mpls.ftn_description"], str, first),
    "mpls_fec_mask": (["sflow_5.extended_mpls.ftn_mask"], number, first), "mpls_fec_prefix_length": (["sflow_5.extended_mpls.fec_address_prefix_length"], number, first),
    "mpls_in_labels": (["sflow_245.extended_mpls.in_label"], lambda text: int(text) >> 12, None), "mpls_out_labels": (["sflow_245.extended_mpls.out_label"], lambda text: int(text) >> 12, None),
    "stripped_vlan_ids": (["sflow_5.extended_vlan_tunnel.tpid_tci_pair"], lambda text: int(text) & 0xFFF, None),
    "ethernet_bytes": (["sflow_245.ethernet.length"], number, first), "ethernet_src_mac": (["sflow_245.ethernet.source_mac_address"], str, first),
    "ethernet_type": (["sflow_245.ethernet.packet_type"], number, first),
    "sampling_rate": (["sflow.flow_sample.sampling_rate"], number, first),
}
# Where the packet is all there is: ports; in a tunnel tshark's last ones are those of the packet inside.
PLAIN = {"src_port": ([f"{name}.srcport" for name in PORTS] + ["sflow_245.ip.source_port"], number, first),
         "dst_port": ([f"{name}.dstport" for name in PORTS] + ["sflow.ip.destination_port"], number, first), "tcp_flags": (["tcp.flags"], hexadecimal, first)}
INSIDE = {"inner_src_addr": (["ip.src", "ipv6.src"], str, last), "inner_src_port": ([f"{name}.srcport" for name in PORTS], number, last), "inner_dst_port": ([f"{name}.dstport" for name in PORTS], number, last),
          "inner_tcp_flags": (["tcp.flags"], hexadecimal, last)}
STACKED = {"inner_vlan_id": (["vlan.id"], number, last)}
share = lambda text: int(text) / 10000  # noqa: E731
COUNTERS = {
    "interface.index": "sflow_245.ifindex", "interface.type": "sflow_245.iftype", "interface.speed": "sflow_245.ifspeed", "interface.in_octets": "sflow_245.ifinoct",
    "interface.in_unicast_packets": "sflow_245.ifinpkt", "interface.in_multicast_packets": "sflow_245.ifinmcast", "interface.in_broadcast_packets": "sflow_245.ifinbcast",
    "interface.in_discards": "sflow_245.ifindisc", "interface.in_errors": "sflow_245.ifinerr", "interface.in_unknown_protocols": "sflow_245.ifinunk",
    "interface.out_octets": "sflow_245.ifoutoct", "interface.out_unicast_packets": "sflow_245.ifoutpkt", "interface.out_multicast_packets": "sflow_245.ifoutmcast",
    "interface.out_broadcast_packets": "sflow_245.ifoutbcast", "interface.out_discards": "sflow_245.ifoutdisc", "interface.out_errors": "sflow_245.ifouterr",
    "interface.promiscuous_mode": "sflow_245.ifpromisc", "ethernet.alignment_errors": "sflow_245.dot3StatsAlignmentErrors", "ethernet.fcs_errors": "sflow_245.dot3StatsFCSErrors",
    "ethernet.single_collision_frames": "sflow_245.dot3StatsSingleCollisionFrames", "ethernet.multiple_collision_frames": "sflow_245.dot3StatsMultipleCollisionFrames",
    "ethernet.sqe_test_errors": "sflow_245.dot3StatsSQETestErrors", "ethernet.deferred_transmissions": "sflow_245.dot3StatsDeferredTransmissions",
    "ethernet.late_collisions": "sflow_245.dot3StatsLateCollisions", "ethernet.excessive_collisions": "sflow_245.dot3StatsExcessiveCollisions",
    "ethernet.internal_mac_transmit_errors": "sflow_245.dot3StatsInternalMacTransmitErrors", "ethernet.carrier_sense_errors": "sflow_245.dot3StatsCarrierSenseErrors",
    "ethernet.frame_too_longs": "sflow_245.dot3StatsFrameTooLongs", "ethernet.internal_mac_receive_errors": "sflow_245.dot3StatsInternalMacReceiveErrors",
    "ethernet.symbol_errors": "sflow_245.dot3StatsSymbolErrors", "token_ring.line_errors": "sflow_245.dot5StatsLineErrors", "token_ring.freq_errors": "sflow_245.dot5StatsFreqErrors",
    "vg.in_high_priority_octets": "sflow_245.dot12InHighPriorityOctets", "vg.hc_out_high_priority_octets": "sflow_245.dot12HCOutHighPriorityOctets", "vlan.id": "sflow_245.vlan_id",
    "vlan.octets": "sflow_245.octets", "vlan.discards": "sflow_245.discards", "wifi.transmitted_fragments": "sflow_5.dot11TransmittedFragmentCount",
    "wifi.associated_stations": "sflow_5.dot11AssociatedStationCount", "wifi.qos_cf_polls_lost": "sflow_5.dot11QoSCFPollsLostCount", "lag.actor_system_id": "sflow.lag_port.actor_system_id",
    "lag.partner_system_id": "sflow.lag_port.partner_oper_system_id", "lag.lacp_packets_in": "sflow.lag_port.lacpdus.rx", "lag.unknown_packets_in": "sflow.lag_port.unknown.rx",
    "lag.illegal_packets_in": "sflow.lag_port.illegal.rx", "lag.marker_response_packets_out": "sflow.lag_port.marker_response_pdus.tx", "processor.cpu_5s": "sflow_5.cpu_5s",
    "processor.total_memory": "sflow_5.total_memory", "processor.free_memory": "sflow_5.free_memory", "radio.elapsed_ms": "sflow_5.elapsed_time", "radio.on_channel_busy_ms": "sflow_5.channel_busy_time",
}


def leaves(pairs, found):
    """(name, text) in the order of the dissection."""
    for name, value in pairs:
        if isinstance(value, list) and value and isinstance(value[0], (list, tuple)):
            leaves(value, found)
        else:
            found.extend((name, text) for text in (value if isinstance(value, list) else [value]))
    return found


def dissected(capture):
    """For each datagram: its number, and for each flow and counter sample what tshark found in it."""
    done = subprocess.run(["tshark", "-d", "udp.port==6343,sflow", "-T", "json", "-r", capture], capture_output=True, check=True)
    for packet in json.loads(done.stdout, object_pairs_hook=lambda pairs: pairs):
        layers = dict(dict(packet)["_source"])["layers"]
        for name, tree in layers:
            if name == "sflow":
                samples = [(key, leaves(value, [])) for key, value in tree if "sample" in key and isinstance(value, list)]
                if len(samples) == 1:
                    leaves(layers[[key for key, _ in layers].index("sflow") + 1:], samples[0][1])
                yield int(dict(tree)["sflow_245.sequence_number"]), samples, "_ws.malformed" in str(layers)


def flattened(record, prefix=""):
    for name, value in record.items():
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def compare(ours, theirs, table, where, problems):
    compared = 0
    for field, (names, read, which) in table.items():
        values = [text for name, text in theirs if name in names]
        if not values or field not in ours:
            continue
        want = [read(value) for value in values] if which is None else read(which(values))
        if field == "as_path":
            want = want[:len(ours[field])]  # tshark calls communities by the same name
        compared += 1
        if ours[field] != want:
            problems.append(f"{where}: {field} is {ours[field]!r}, tshark says {want!r}")
    return compared


def tables_for(ours, alone):
    """What can be compared. In a tunnel the packet's own fields come first in the dissection, and those of the packet inside last."""
    cut = 0 in ours["layer_size"]  # tshark takes what follows a header that is cut for the rest of it
    if "tunnel" in ours:
        own = ("src_addr", "dst_addr", "ip_ttl") if ours["src_addr"] else ()
        other = ("src_addr", "dst_addr", "ip_ttl", "mpls_label", "mpls_ttl", "vlan_id", "fragment_id", "packet_icmp_type", "ipv6_flow_label")
        # Two tunnels in each other; and what is in UDP tshark writes beside the samples, without saying of which.
        nested = ours.get("inner_proto") in ("IPv4", "IPv6", "GRE") or ours["tunnel"] in ("vxlan", "geneve") and not alone
        return [{field: row for field, row in PACKET.items() if field in own or field not in other}, {} if nested or cut else INSIDE]
    # In later fragments there are no ports, and what GoFlow2 has no layer for in IPv4 ends its packet here too: the authentication header.
    return [PACKET, {} if cut or ours["fragment_offset"] != 0 or ours["proto"] == "AH" else PLAIN, STACKED]


def check(flowship, capture):
    decoded = subprocess.run([flowship, "decode", "--counters", capture], capture_output=True, check=True).stdout.decode()
    by_number = {}
    for record in map(json.loads, decoded.splitlines()):
        by_number.setdefault(record["sequence_num"], []).append(record)
    problems, compared, datagrams = [], 0, 0
    for sequence, samples, malformed in dissected(capture):
        ours = by_number.get(sequence, [])
        if malformed or len(ours) != len(samples):
            continue
        datagrams += 1
        for record, (kind, found) in zip(ours, samples):
            where = f"{capture.name}: datagram {sequence}"
            if "sample_sequence_num" in record:
                flat = dict(flattened(record))
                table = {ours: ([theirs], share if ".cpu_" in ours else str if "system_id" in ours else number, first) for ours, theirs in COUNTERS.items()}
                compared += compare(flat, found, table, where, problems)
            else:
                for table in tables_for(record, len(samples) == 1):
                    compared += compare(record, found, table, where, problems)
    print("\n".join(problems[:40]))
    print(f"{capture.name}: {datagrams} datagrams, {compared} fields compared, {len(problems)} differ")
    return len(problems), compared


def main():
    failed = total = 0
    for name in ("v5-hand.pcap", "v4-hand.pcap", "v2-hand.pcap", "v5-pmacct-as.pcap", "pmacct-mixed.pcap"):
        differ, compared = check(sys.argv[1], DATA / name)
        failed, total = failed + differ, total + compared
    if total < 10_000:
        print(f"only {total} fields were compared: tshark's names have changed")
        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
