"""What a GoFlow2 record becomes: the documented mapping once more, in Python, as an oracle. It shares nothing with the pipeline.

expected() is the whole document but what only the agent knows (MADE_BY_THE_AGENT). No geo fields: the tests that use it configure no databases.
"""

import base64
import datetime
import hashlib
import ipaddress
import json
import struct

# Top-level objects and fields that a document may have besides expected().
MADE_BY_THE_AGENT = ("agent", "host", "ecs", "input", "log", "event.timezone", "event.ingested", "event.created")

DISCARDED, INTERFACE_VALUE = 1, (1 << 30) - 1  # sFlow version 5, section 5: an interface is 2 bits of format and 30 bits of value
# The reasons that the tests' records have, in the words of that section.
REASONS = {2: "protocol unreachable", 256: "unknown reason", 258: "access control list"}
LONG_MAX = (1 << 63) - 1

# IANA protocol numbers of the names that GoFlow2 prints.
PROTOCOLS = {"icmp": 1, "igmp": 2, "ipv4": 4, "tcp": 6, "udp": 17, "dccp": 33, "ipv6": 41, "ipv6-route": 43, "ipv6-frag": 44, "gre": 47, "esp": 50,
             "ah": 51, "ipv6-icmp": 58, "ipv6-nonxt": 59, "ipv6-opts": 60, "eigrp": 88, "ospfigp": 89, "pim": 103, "vrrp": 112, "l2tp": 115,
             "isis over ipv4": 124, "sctp": 132, "udplite": 136}
WITH_PORTS = ("tcp", "udp", "sctp")
WITH_TYPES = ("icmp", "ipv6-icmp")
# Transports that Elasticsearch's community_id processor knows by these names; a flow of another one may go without an id.
NAMED_FOR_COMMUNITY_ID = WITH_PORTS + WITH_TYPES + ("gre", "igmp", "pim", "eigrp")

# Community ID v1: the message types that ask and answer each other; the flow of one that has no answer goes one way.
ICMP_PAIRS = {0: 8, 8: 0, 9: 10, 10: 9, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17}
ICMP6_PAIRS = {128: 129, 129: 128, 130: 131, 131: 130, 133: 134, 134: 133, 135: 136, 136: 135, 139: 140, 140: 139, 144: 145, 145: 144}


def _packed(address):
    """The bytes of an address. An IPv4 address mapped into IPv6 counts as IPv4, as it does for Java's InetAddress and so for Elasticsearch."""
    address = ipaddress.ip_address(address)
    return (getattr(address, "ipv4_mapped", None) or address).packed


def community_id(protocol, source, destination, source_port=None, destination_port=None, seed=0):
    """Community ID v1 (github.com/corelight/community-id-spec): protocol is the IANA number; ports are type and code for ICMP."""
    ends = [_packed(source), _packed(destination)]
    one_way = False
    if protocol in (1, 58):
        pairs = ICMP_PAIRS if protocol == 1 else ICMP6_PAIRS
        one_way = source_port not in pairs
        destination_port = destination_port if one_way else pairs[source_port]
    flow = [(ends[0], source_port or 0), (ends[1], destination_port or 0)]
    if not one_way:
        flow.sort()
    packed = struct.pack("!H", seed) + flow[0][0] + flow[1][0] + struct.pack("!BB", protocol, 0)
    if source_port is not None:
        packed += struct.pack("!HH", flow[0][1], flow[1][1])
    return "1:" + base64.b64encode(hashlib.sha1(packed).digest()).decode()


def timestamp(nanos):
    """Milliseconds, the rest cut off, as Elasticsearch prints a date of UNIX_MS."""
    seconds, millis = divmod(nanos // 1_000_000, 1000)
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S") + f".{millis:03}Z"


def put(document, path, value):
    *parents, name = path.split(".")
    for parent in parents:
        document = document.setdefault(parent, {})
    document[name] = value


def expected(record, namespace, tags):
    """The document of a record (a dict) that has no error."""
    given = {key: value for key, value in record.items() if value is not None and value != ""}
    document = {}
    for path, value in {"event.kind": "event", "event.category": ["network"], "event.type": ["connection"], "event.module": "goflow2",
                        "event.dataset": "goflow2.sflow", "event.outcome": "success", "data_stream.type": "logs",
                        "data_stream.dataset": "goflow2.sflow", "data_stream.namespace": namespace, "tags": list(tags)}.items():
        put(document, path, value)
    if "time_flow_start_ns" in given:
        put(document, "@timestamp", timestamp(given["time_flow_start_ns"]))
    for name, path in {"type": "event.action", "sequence_num": "sflow.sequence_num", "src_port": "source.port", "dst_port": "destination.port",
                       "src_addr": "source.ip", "dst_addr": "destination.ip", "sampling_rate": "sflow.sample_rate", "bytes": "sflow.bytes"}.items():
        if name in given:
            put(document, path, given[name])
    for name, path in {"in_if": "observer.ingress.interface.id", "out_if": "observer.egress.interface.id", "src_vlan": "observer.ingress.vlan.id",
                       "dst_vlan": "observer.egress.vlan.id"}.items():
        if name in given:
            put(document, path, str(given[name]))
    for name, path in {"sampler_address": "observer.ip", "src_addr": "source.address", "dst_addr": "destination.address"}.items():
        if name in given:
            put(document, path, [given[name]])
    addresses = [given[name] for name in ("src_addr", "dst_addr") if name in given]
    if addresses:
        put(document, "related.ip", list(dict.fromkeys(addresses)))
    _network(document, given, addresses)
    _outcome(document, given)
    _full_format(document, given)
    identity = id_of(document)
    if identity:
        put(document, "network.community_id", identity)
    put(document, "message", message(document, given))
    return document


def _network(document, given, addresses):
    if "etype" in given:
        put(document, "network.type", given["etype"].lower())
    if "proto" in given and (given["proto"] != "HOPOPT" or addresses):
        put(document, "network.transport", given["proto"].lower())
    if "sampling_rate" in given:
        put(document, "network.packets", given["sampling_rate"])
        if "bytes" in given:
            put(document, "network.bytes", min(given["bytes"] * given["sampling_rate"], LONG_MAX))
    # GoFlow2 leaves the priority bits in the frame's tag; a VLAN id has 12.
    for vlan in (given.get("src_vlan"), given.get("dst_vlan"), given.get("vlan_id", 0) % 4096):
        if vlan:
            put(document, "network.vlan.id", str(vlan))
            return


def _outcome(document, given):
    if given.get("out_if", 0) >> 30 == DISCARDED:
        put(document, "event.outcome", "failure")
        put(document, "event.reason", REASONS[given["out_if"] & INTERFACE_VALUE])


def _full_format(document, given):
    for name, path in {"src_mac": "source.mac", "dst_mac": "destination.mac"}.items():
        if name in given and given[name] != "00:00:00:00:00:00":
            put(document, path, given[name].upper().replace(":", "-"))
    for name, path in {"src_as": "source.as.number", "dst_as": "destination.as.number"}.items():
        if given.get(name):
            put(document, path, given[name])
    # Every record of the full format has every field; a 0 means something only where the packet has such a header.
    proto = given.get("proto")
    meaningful = {"tcp_flags": proto == "TCP", "icmp_type": proto in ("ICMP", "IPv6-ICMP"), "icmp_code": proto in ("ICMP", "IPv6-ICMP"),
                  "ip_tos": given.get("ip_ttl"), "ip_ttl": given.get("ip_ttl"), "fragment_offset": given.get("fragment_offset"),
                  "next_hop": given.get("next_hop") not in ("0.0.0.0", "::"), "as_path": given.get("as_path"),
                  "mpls_label": given.get("mpls_label"), "layer_stack": given.get("layer_stack")}
    for name, says_something in meaningful.items():
        if name in given and says_something:
            put(document, f"sflow.{name}", given[name])


def id_of(document):
    """The community id of a document. None when it lacks what the id is made of: an address, a known protocol, ports (0 in GoFlow2's output is "none"),
    an ICMP type."""
    source, destination = document.get("source", {}), document.get("destination", {})
    transport = document.get("network", {}).get("transport")
    if "ip" not in source or "ip" not in destination or transport not in PROTOCOLS:
        return None
    ports = ()
    if transport in WITH_PORTS:
        ports = (source.get("port", 0), destination.get("port", 0))
        if 0 in ports:
            return None
    if transport in WITH_TYPES:
        sflow = document.get("sflow", {})
        if "icmp_type" not in sflow:
            return None
        ports = (sflow["icmp_type"], sflow.get("icmp_code", 0))
    return community_id(PROTOCOLS[transport], source["ip"], destination["ip"], *ports)


def message(document, given):
    """`TCP 203.0.113.7:443 → 198.51.100.9:51515, 1518 bytes × 1000, if 563 → 573`; a part that the record does not tell is left out."""
    network = document.get("network", {})
    text = given["proto"] if "transport" in network else given["etype"] if "type" in network else "frame"
    if "src_addr" in given:
        text += " " + _end(given["src_addr"], given.get("src_port"))
    if "dst_addr" in given:
        text += " → " + _end(given["dst_addr"], given.get("dst_port"))
    if "bytes" in given:
        text += f", {given['bytes']} bytes" + (f" × {given['sampling_rate']}" if "sampling_rate" in given else "")
    if "in_if" in given and "out_if" in given:
        text += f", if {given['in_if']} → {given['out_if']}"
    if "reason" in document["event"]:
        text += f", discarded: {document['event']['reason']}"
    return text


def _end(address, port):
    return address if not port else f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def comparable(document):
    """A document, found or expected, without what only the agent knows. The community id of a transport that Elasticsearch's processor may not know by
    its name is left out as well, unless it is there and wrong."""
    document = json.loads(json.dumps(document))
    for path in MADE_BY_THE_AGENT:
        *parents, name = path.split(".")
        holder = document
        for parent in parents:
            holder = holder.get(parent, {})
        holder.pop(name, None)
    network = document.get("network", {})
    if network.get("transport") not in NAMED_FOR_COMMUNITY_ID and "community_id" in network and network["community_id"] == id_of(document):
        del network["community_id"]
    return document


def records_of(data):
    """[(offset, record)] of a log of GoFlow2's: several may stand on one line, and lines may be empty."""
    decoder = json.JSONDecoder()
    text = data.decode("ascii")  # so that an offset in the text is one in the file
    records = []
    at = 0
    while at < len(text):
        if text[at] == "\n":
            at += 1
        else:
            start = at
            record, at = decoder.raw_decode(text, at)
            records.append((start, record))
    return records
