#!/usr/bin/env python3
"""index_size.py FLOWSHIP [RECORDS]: bytes a flow in an index, by what the template and the ids are like. Flows of its own making (seeded), as documents by flowship, into a real
Elasticsearch node (tests/servers) by _bulk, merged to one segment each, and weighed. Also the time that indexing took, of which ids are a part.

Nothing here passes or fails: it is a table to read (docs/output/index-size.md)."""

import base64
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))
import harness  # noqa: E402


def flows(count):
    """GoFlow2's mapped records of a busy network: a few exporters, many clients, some servers that are asked all the time."""
    rng = random.Random(7)
    servers = [f"203.0.113.{i}" for i in range(1, 255)] + [f"2001:db8::{i:x}" for i in range(1, 200)]
    clients = [f"{rng.randrange(1, 223)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}" for _ in range(20_000)]
    now, numbers = 1_795_460_330_000_000_000, [0] * 8
    for _ in range(count):
        now += rng.randrange(40_000_000)
        exporter = min(int(rng.expovariate(0.5)), 7)
        numbers[exporter] += 1
        server, client = servers[min(int(rng.expovariate(0.02)), len(servers) - 1)], clients[min(int(rng.expovariate(0.0004)), len(clients) - 1)]
        proto = rng.choices(["TCP", "UDP", "ICMP"], [80, 18, 2])[0]
        ports = [rng.choices([443, 80, 53, 22, 8443, 123], [70, 10, 10, 3, 5, 2])[0], rng.randrange(1024, 65536)]
        ends = [(server, ports[0]), (client, ports[1])]
        if rng.random() < 0.4:
            ends.reverse()
        (source, source_port), (destination, destination_port) = ends
        yield {"type": "SFLOW_5", "time_flow_start_ns": now, "sampler_address": f"192.0.2.{exporter + 1}", "sequence_num": numbers[exporter], "in_if": rng.randrange(1, 49),
               "out_if": rng.randrange(1, 49), "src_addr": source, "dst_addr": destination, "etype": "IPv6" if ":" in server else "IPv4", "proto": proto,
               "src_port": 0 if proto == "ICMP" else source_port, "dst_port": 0 if proto == "ICMP" else destination_port, "src_vlan": 100 + exporter, "dst_vlan": 100 + exporter,
               "sampling_rate": 1024, "bytes": rng.choices([64, 90, 576, 1518, rng.randrange(64, 1519)], [25, 10, 5, 40, 20])[0]}


def ids(kind, documents):
    for number, document in enumerate(documents):
        if kind == "none":
            yield None
        elif kind == "hash":
            yield base64.urlsafe_b64encode(random.Random(number).randbytes(16)).decode().rstrip("=")
        elif kind == "time first":  # 48 bits of time and 80 of the hash: neighbours share their beginning
            millis = int(time.mktime(time.strptime(document["@timestamp"][:19], "%Y-%m-%dT%H:%M:%S"))) * 1000 + int(document["@timestamp"][20:23])
            yield base64.urlsafe_b64encode(millis.to_bytes(6, "big") + random.Random(number).randbytes(10)).decode().rstrip("=")


def variants(template):
    def with_settings(**settings):
        changed = json.loads(json.dumps(template))
        changed["template"]["settings"]["index"].update(settings)
        return changed

    def without_message():
        changed = json.loads(json.dumps(template))
        changed["template"]["mappings"]["properties"]["message"] = {"type": "keyword", "index": False, "doc_values": False}
        return changed

    by_exporter = {"sort": {"field": ["observer.ip", "@timestamp"], "order": ["asc", "desc"]}}
    return [("flowship's template, hashed ids", template, "hash"),
            ("… ids made by the server", template, "none"),
            ("… ids that begin with the time", template, "time first"),
            ("… codec: default (LZ4)", with_settings(codec="default"), "hash"),
            ("… message not indexed", without_message(), "hash"),
            ("… synthetic source", with_settings(mapping={"source": {"mode": "synthetic"}}), "hash"),
            ("… index.mode: logsdb", with_settings(mode="logsdb"), "hash"),
            ("… index.mode: logsdb, sorted by exporter", with_settings(mode="logsdb", **by_exporter), "hash"),
            ("… the same, ids made by the server", with_settings(mode="logsdb", **by_exporter), "none")]


def main():
    flowship, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    node = harness.Node("elasticsearch", ["indices.memory.index_buffer_size=40%"])
    with tempfile.TemporaryDirectory(prefix="flowship-size-") as folder:
        log = pathlib.Path(folder, "flows.log")
        with open(log, "w", encoding="ascii") as out:
            for flow in flows(count):
                out.write(json.dumps(flow, separators=(",", ":")) + "\n")
        replay = subprocess.run([flowship, "replay", "--tags", "sflow,forwarded", str(log)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
        texts = replay.splitlines()
        documents = [json.loads(text) for text in texts]
        exported = json.loads(subprocess.run([flowship, "export", "template"], stdout=subprocess.PIPE, check=True).stdout)
        template, lacks = harness.adapted_template("elasticsearch", exported)
        print(f"{count} flows, {len(replay) / count:.0f} bytes of JSON each; the node lacks: {'; '.join(lacks)}\n")
        print("| | bytes a flow | of the first | _id | indexing, s |\n| --- | --- | --- | --- | --- |")
        first = None
        for number, (name, body, id_kind) in enumerate(variants(template)):
            index = f"size-{number}"
            node.ask("PUT", f"/{index}", {"settings": {**body["template"]["settings"], "number_of_replicas": 0, "refresh_interval": "-1", "translog.durability": "async"},
                                          "mappings": body["template"]["mappings"]})
            chosen = [None] * count if id_kind == "none" else list(ids(id_kind, documents))
            started = time.monotonic()
            for at in range(0, count, 2000):
                lines = []
                for identity, text in zip(chosen[at:at + 2000], texts[at:at + 2000]):
                    lines.append(b'{"create":{}}' if identity is None else b'{"create":{"_id":"%s"}}' % identity.encode())
                    lines.append(text)
                answer = bulk(node, index, b"\n".join(lines) + b"\n")
                harness.check(not answer["errors"], f"{name}: {json.dumps(answer)[:500]}")
            took = time.monotonic() - started
            node.ask("POST", f"/{index}/_forcemerge?max_num_segments=1")
            node.ask("POST", f"/{index}/_flush")
            size = node.ask("GET", f"/{index}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
            first = first or size
            print(f"| {name} | {size / count:.1f} | {100 * size / first:.0f} % | {id_kind} | {took:.1f} |", flush=True)
            node.ask("DELETE", f"/{index}")
    node.stop()


def bulk(node, index, body):
    import urllib.request
    request = urllib.request.Request(f"{node.url}/{index}/_bulk?filter_path=errors,items.*.error", data=body, headers={"Content-Type": "application/x-ndjson"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.loads(answer.read())


if __name__ == "__main__":
    main()
