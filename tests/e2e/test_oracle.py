"""The pipeline inside equals the pipeline on a real node: pipelines/goflow2.sflow, put on OpenSearch as far as it is spelled the same there and translated
where it is not, answers _simulate as `flowship simulate` does, document by document. Run with Debian's python3 and python3-yaml."""

import functools
import gzip
import json
import re

import mapping
from harness import DATASET, ROOT, TESTDATA, Failure, Flowship, check, differences, equal, fresh_folder, policy, shared_node
from opensearch import translated_all

PIPELINES = ROOT / "pipelines" / "goflow2.sflow"
CHUNK = 1000  # documents in one request
LOGS = ("pmacct-mapped.log", "pmacct-full.log", "hsflowd-full.log.gz", "pmacct-as-full.log.gz")

def put_pipelines(node):
    import yaml

    for file in sorted(PIPELINES.glob("*.yml")):
        text = re.sub(r"\{\{\s*IngestPipeline\s*\\?\"([^\"\\]+)\\?\"\s*\}\}", r"\1", file.read_text())
        source = yaml.safe_load(text)
        body = {"description": source.get("description", ""), "processors": translated_all(source["processors"])}
        if "on_failure" in source:
            body["on_failure"] = translated_all(source["on_failure"])
        node.ask("PUT", f"/_ingest/pipeline/{file.stem}", body)


@functools.cache
def put_by_setup(node):
    """The pipelines as `flowship setup` writes them for OpenSearch. The name of the first one."""
    flowship = Flowship(policy(f'type: elasticsearch, hosts: ["{node.url}"]', ["/nowhere/*.log"], "default", fresh_folder("data")))
    done = flowship.run("setup", "--pipelines", "-c", flowship.policy).stdout.decode()
    for word in ("`set` has no copy_from: `copy` stands in", "`community_id` has other options"):
        check(word in done, f"{word!r} is not said:\n{done}")
    again = flowship.run("setup", "--pipelines", "-c", flowship.policy).stdout.decode()
    check("created" not in again and "updated" not in again and again.count("  unchanged ") >= 4, f"a second run is not idle:\n{again}")
    (name,) = [name for name in node.ask("GET", "/_ingest/pipeline") if re.fullmatch(rf"logs-{DATASET}-[0-9.]+", name)]
    return name


def simulated_by_node(node, request, pipeline="default"):
    return node.ask("POST", f"/_ingest/pipeline/{pipeline}/_simulate", request)["docs"]


def simulated_inside(request):
    done = Flowship().run("simulate", "--pipelines", PIPELINES, "--pipeline", "default", "--geoip", TESTDATA / "geoip",
                          stdin=json.dumps(request).encode())
    answer = done.json()
    check(isinstance(answer, dict) and list(answer) == ["docs"], f"the answer is not {{\"docs\": […]}}: {str(answer)[:300]}")
    return answer["docs"]


def document_of(entry, who):
    check(isinstance(entry, dict) and "doc" in entry, f"{who} answers {json.dumps(entry)[:500]}")
    check("timestamp" in entry["doc"]["_ingest"], f"{who}: no _ingest.timestamp in {json.dumps(entry)[:500]}")
    document = {name: entry["doc"].get(name) for name in ("_index", "_id", "_source")}
    # OpenSearch gives on_failure_pipeline for pipelines that another one called only, Elasticsearch 8 always.
    error = document["_source"].get("error", {})
    if who == "OpenSearch" and isinstance(error.get("message"), str):
        error["message"] = re.sub(rf"in pipeline \[(logs-{DATASET}-[0-9.]+)?\] failed", "in pipeline [default] failed", error["message"])
        error["message"] = re.sub(r"\[\[(.*?)\] is not a valid ipv4/ipv6 address\]$", r"['\1' is not an IP string literal.]", error["message"])
    return document


def without_other_id(ours, theirs):
    """Our document, with OpenSearch's community id instead of ours where OpenSearch makes none, or one of another kind, if ours is right."""
    network, their_network = ours["_source"].get("network", {}), theirs["_source"].get("network", {})
    mapped = any("::ffff:" in ours["_source"].get(end, {}).get("ip", "") for end in ("source", "destination"))
    if "community_id" in network and ("community_id" not in their_network or mapped):
        equal(network.pop("community_id"), mapping.id_of(ours["_source"]), f"the community id that OpenSearch does not make of {ours['_source']}")
        if "community_id" in their_network:
            network["community_id"] = their_network["community_id"]
    return ours


def request_for(lines, first_id, tags=("sflow", "forwarded")):
    """What the agent makes of a record before the pipeline sees it, for _simulate."""
    return {"docs": [{"_index": "logs-goflow2.sflow-default", "_id": str(first_id + n),
                      "_source": {"@timestamp": "2026-01-01T00:00:00.000Z", "message": line, "tags": list(tags),
                          "event": {"dataset": "goflow2.sflow"},
                                  "data_stream": {"type": "logs", "dataset": "goflow2.sflow", "namespace": "default"}}}
                     for n, line in enumerate(lines)]}


def compare(lines, what, tags=("sflow", "forwarded"), pipeline="default"):
    node = shared_node("opensearch")
    put_pipelines(node)
    for start in range(0, len(lines), CHUNK):
        request = request_for(lines[start:start + CHUNK], start, tags)
        theirs, ours = simulated_by_node(node, request, pipeline), simulated_inside(request)
        equal(len(ours), len(theirs), f"{what}: documents")
        for line, their, our in zip(lines[start:start + CHUNK], theirs, ours):
            their = document_of(their, "OpenSearch")
            found = differences(without_other_id(document_of(our, "flowship"), their), their)
            if found:
                raise Failure("\n  ".join([f"{what}: flowship differs from OpenSearch on {line}:", *found[:10]]))


def lines_of(name):
    """The records of a log as text, without repetitions in anything but time and numbering."""
    data = (TESTDATA / "goflow2" / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
    decoder = json.JSONDecoder()
    distinct = {}
    for offset, record in mapping.records_of(text.encode()):
        key = json.dumps({k: v for k, v in record.items() if k != "sequence_num" and not k.startswith("time_")})
        distinct.setdefault(key, text[offset:decoder.raw_decode(text, offset)[1]])
    return list(distinct.values())


def test_node_says_what_the_mapping_says():
    """The pipeline itself, run by the node alone, against the documented mapping. Needs no flowship."""
    node = shared_node("opensearch")
    put_pipelines(node)
    for name in LOGS:
        lines = lines_of(name)
        for start in range(0, len(lines), CHUNK):
            chunk = lines[start:start + CHUNK]
            for line, entry in zip(chunk, simulated_by_node(node, request_for(chunk, start))):
                found = document_of(entry, "OpenSearch")["_source"]
                want = mapping.expected(json.loads(line), "default", ("sflow", "forwarded"))
                without_databases(found, want)
                if "community_id" not in found["network"] or "::ffff:" in line:
                    for document in (found, want):
                        document["network"].pop("community_id", None)
                equal(mapping.comparable(found), mapping.comparable(want), f"{name}: {line}")


def without_databases(found, want):
    """Takes out of `found` what it has of the geoip databases."""
    for end in ("source", "destination"):
        found.get(end, {}).pop("geo", None)
        if "as" not in want.get(end, {}):
            found.get(end, {}).pop("as", None)


def test_real_logs():
    for name in LOGS:
        compare(lines_of(name), name)


def made_records():
    """Everything that the real logs do not have: absent, null and empty fields, discards, overflow, other protocols, addresses of the geoip databases."""
    full = json.loads(lines_of("pmacct-as-full.log.gz")[0])
    mapped = json.loads(lines_of("pmacct-mapped.log")[0])
    made = []
    for record in (mapped, full):
        for name in record:
            made += [{k: v for k, v in record.items() if k != name}, {**record, name: ""}, {**record, name: None}]
        changes = [{"src_addr": a, "dst_addr": b} for a in ("192.0.2.1", "198.51.100.9", "203.0.113.7", "10.0.0.1", "2001:db8:1::5", "::")
                   for b in ("192.0.2.1", "198.51.100.200", "255.255.255.255", "2001:db8:1::5") if (":" in a) == (":" in b)]
        changes += [{"out_if": (form << 30) + value} for form in range(4) for value in (0, 1, 2, 256, 258, 303, 304, (1 << 30) - 1)]
        changes += [{"bytes": b, "sampling_rate": r} for b in (0, 1, 2**32 - 1, 2**40, 2**63 - 1) for r in (0, 1, 7, 2**32 - 1)]
        changes += [{"time_flow_start_ns": t} for t in (0, 1, 999_999, 1_000_000, 1795460330727631665, 2**63 - 1, "1795460330727631665")]
        changes += [{"proto": p, "etype": e} for p in ("SCTP", "ICMP", "IPv6-ICMP", "GRE", "ESP", "HOPOPT", "unassigned") for e in ("IPv4", "IPv6",
            "ARP", "")]
        changes += [{"src_addr": "", "dst_addr": "", "proto": p, "etype": e} for p in ("HOPOPT", "TCP") for e in ("ARP", "")]
        changes += [{"type": t} for t in ("IPFIX", "NETFLOW_V5", "NETFLOW_V9", "SFLOW_5", "")]
        changes += [{"src_port": "http"}, {"src_port": "443"}, {"src_port": 0}, {"src_port": 65535}, {"src_addr": "300.1.1.1"},
            {"sampler_address": "::1"}]
        changes += [{"src_vlan": s, "dst_vlan": d} for s in (0, 1, 4094) for d in (0, 2)]
        made += [{**record, **change} for change in changes]
    changes = [{"vlan_id": v, "src_vlan": 0, "dst_vlan": 0} for v in (0, 1, 4095, 4096, 4097, 45054)]
    changes += [{"src_as": s, "dst_as": d, "src_addr": "192.0.2.1"} for s in (0, 64500, 65001) for d in (0, 4294967295)]
    changes += [{"proto": p, "icmp_type": t, "icmp_code": c} for p in ("ICMP", "IPv6-ICMP") for t in (0, 3, 8, 128, 129, 135) for c in (0, 1)]
    changes += [{"src_mac": m, "next_hop": h, "as_path": p, "mpls_label": p} for m in ("", "00:00:00:00:00:00", "0a:bc:de:f0:12:34")
                for h in ("", "0.0.0.0", "::", "192.0.2.254") for p in ([], [1], [3, 2, 1])]
    made += [{**full, **change} for change in changes]
    return [json.dumps(record) for record in made]


def test_made_records():
    lines = made_records()
    compare(lines, "made records")
    compare(lines[:100], "with the original kept", tags=("sflow", "preserve_original_event"))


def test_pipelines_that_setup_loads():
    """What `flowship setup --pipelines` puts on the node says what flowship says itself."""
    pipeline = put_by_setup(shared_node("opensearch"))
    compare(lines_of("hsflowd-full.log.gz")[:2000], f"hsflowd's log by {pipeline}", pipeline=pipeline)
    compare(made_records(), f"made records by {pipeline}", pipeline=pipeline)
