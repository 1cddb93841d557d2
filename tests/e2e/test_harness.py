"""The harness, the proxy and the oracle, held against real servers and published vectors. Needs no flowship."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import mapping
import proxy
from harness import (DATASET, REPLACED_TYPES, ROOT, TESTDATA, Failure, Node, adapted_template, check, data_stream, differences, equal,
                     fresh_folder, fresh_namespace, shared_node, wait_until)

RUN = ROOT / "tests" / "e2e" / "run.py"
TEMPLATE = {
    "index_patterns": [f"logs-{DATASET}-*"], "data_stream": {}, "priority": 200,
    "template": {"mappings": {"properties": {
        "@timestamp": {"type": "date"}, "message": {"type": "match_only_text"}, "source": {"properties": {"ip": {"type": "ip"}}},
        "data_stream": {"properties": {"type": {"type": "constant_keyword", "value": "logs"}, "dataset": {"type": "constant_keyword"}}},
        "labels": {"type": "flattened"}}}}}


def documents(count):
    return [{"@timestamp": "2026-01-01T00:00:00.000Z", "n": n, "source": {"ip": f"192.0.2.{n % 250}"}} for n in range(count)]


def bulk(url, stream, sent):
    """[status of each item] of a _bulk of creates with the documents' n as their id; raises what urllib raises."""
    lines = [line for doc in sent for line in ({"create": {"_index": stream, "_id": f"id{doc['n']}"}}, doc)]
    request = urllib.request.Request(url + "/_bulk", "".join(json.dumps(line) + "\n" for line in lines).encode(),
                                     {"Content-Type": "application/x-ndjson"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return [next(iter(item.values()))["status"] for item in json.load(response)["items"]]


def on_server(kind):
    """Template, bulk, duplicates, count and search on a real server."""
    node = shared_node(kind)
    template, notes = adapted_template(kind, TEMPLATE)
    node.ask("PUT", f"/_index_template/logs-{DATASET}", template)
    check(notes, "no type was replaced, though each server lacks one")
    stream = data_stream(fresh_namespace())
    equal(node.count(stream), 0, "documents before")
    equal(bulk(node.url, stream, documents(3)), [201] * 3, "first")
    equal(bulk(node.url, stream, documents(4)), [409] * 3 + [201], "second")
    equal(node.count(stream), 4, "documents")
    equal([hit["_source"]["n"] for hit in node.search(stream, {"term": {"source.ip": "192.0.2.2/31"}})], [2, 3], "search by network")
    check(".ds-" in node.search(stream)[0]["_index"], "not a data stream")


def test_elasticsearch_serves():
    on_server("elasticsearch")


def test_opensearch_serves():
    on_server("opensearch")


def test_kafka_serves():
    node = shared_node("kafka")
    words = pathlib.Path("/proc", (node.folder / "pid").read_text().strip(), "cmdline").read_text().split("\0")
    jars = words[words.index("-cp") + 1]
    topics = subprocess.run(["java", "-cp", jars, "org.apache.kafka.tools.TopicCommand", "--bootstrap-server", f"127.0.0.1:{node.port}", "--create",
                             "--topic", "flows", "--partitions", "2"], capture_output=True, text=True, timeout=60)
    check("Created topic flows" in topics.stdout, topics.stdout + topics.stderr)


def test_replaced_types_are_exactly_those_that_a_server_lacks():
    for kind, lacking in REPLACED_TYPES.items():
        node = shared_node(kind)
        refused = set()
        for name in ("boolean", "constant_keyword", "date", "date_nanos", "double", "flat_object", "flattened", "float", "geo_point", "integer", "ip",
                     "keyword", "long", "match_only_text", "text", "wildcard"):
            status, _ = node.request("PUT", f"/types-{name}", {"mappings": {"properties": {"f": {"type": name}}}})
            if status == 400:
                refused.add(name)
        own_name = {"elasticsearch": {"flat_object"}, "opensearch": set()}[kind]
        equal(sorted(refused - own_name), sorted(lacking), f"{kind}: types that it lacks")


def test_a_server_that_does_not_start_shows_its_log():
    try:
        Node("elasticsearch", ["no.such.setting=1"])
    except Failure as failure:
        check("no.such.setting" in str(failure), f"the reason is not in: {failure}")
    else:
        raise Failure("a node with an unknown setting started")


def test_a_server_whose_jars_can_not_be_fetched_says_so():
    """Maven without a network and without a repository: the start fails with its words, and leaves nothing that looks built."""
    folder = fresh_folder("unreachable")
    nowhere = "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=1 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=1"
    os.environ |= {"FLOWSHIP_SERVERS": str(folder / "servers"), "MAVEN_OPTS": f"-Dmaven.repo.local={folder / 'repository'} {nowhere}"}
    try:
        Node("kafka")
    except Failure as failure:
        for part in ("kafka did not start", "Could not transfer artifact", "could not be fetched"):
            check(part in str(failure), f"{part!r} is not in: {failure}")
    else:
        raise Failure("a server started without its jars")
    finally:
        del os.environ["FLOWSHIP_SERVERS"], os.environ["MAVEN_OPTS"]
    equal([path.name for path in (folder / "servers").iterdir()], ["kafka.lock"], "what is left of the build")


def test_servers_go_with_a_killed_run():
    folder = fresh_folder("killed")
    (folder / "test_hangs.py").write_text(
        "import pathlib, time, harness\n"
        "def test_it():\n"
        "    node = harness.Node('kafka')\n"
        f"    pathlib.Path({str(folder / 'pid')!r}).write_text((node.folder / 'pid').read_text() + str(node.folder))\n"
        "    time.sleep(600)\n")
    run = subprocess.Popen([sys.executable, RUN, folder / "test_hangs.py"], start_new_session=True, stdout=subprocess.DEVNULL)
    told = folder / "pid"
    wait_until(lambda: told.exists() and told.stat().st_size, "the broker did not start", 60)
    pid, data = told.read_text().split("\n")
    check(pathlib.Path("/proc", pid).exists(), "the broker does not run")
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    wait_until(lambda: not pathlib.Path("/proc", pid).exists() and not pathlib.Path(data).exists(), "the broker or its data outlived the run", 60)


def test_the_runner_counts_and_fails():
    folder = fresh_folder("runner")
    file = folder / "test_x.py"
    file.write_text("import harness\n"
                    "def test_good(): pass\n"
                    "def test_bad(): harness.equal({'a': [1, 2.0]}, {'a': [1, 2]}, 'list')\n"
                    "def test_broken(): nothing_there\n")
    run = subprocess.run([sys.executable, RUN, file, folder / "test_gone.py"], capture_output=True, text=True, env={**os.environ, "TMPDIR": str(folder)})
    check(run.returncode == 1, f"exit {run.returncode}")
    check(run.stdout.endswith("\n1 passed, 3 failed\n"), run.stdout)
    for part in ("ok     test_x.test_good", "FAILED test_x.test_bad", "list:\n    a[1]: got 2.0, want 2", "NameError", "test_gone.py"):
        check(part in run.stdout, f"{part!r} is not in:\n{run.stdout}")
    one = subprocess.run([sys.executable, RUN, f"{file}:test_good"], capture_output=True, text=True)
    check(one.returncode == 0 and one.stdout.endswith("\n1 passed, 0 failed\n"), one.stdout)


def test_differences_tell_kinds_apart():
    equal(differences({"a": 1, "b": [True]}, {"b": [True], "a": 1}), [], "same")
    for got, want in ((1, 1.0), (1, True), (0, None), ("1", 1), ([1], [1, 1]), ({"a": None}, {})):
        check(differences(got, want), f"{got!r} passes for {want!r}")


def test_community_id_vectors():
    # From the specification's baseline: github.com/corelight/community-id-spec, and Elasticsearch's documentation of the processor.
    for want, *flow in (
            ("1:LQU9qZlK+B5F3KDmev6m5PMibrg=", 6, "128.232.110.120", "66.35.250.204", 34855, 80),
            ("1:LQU9qZlK+B5F3KDmev6m5PMibrg=", 6, "66.35.250.204", "128.232.110.120", 80, 34855),
            ("1:d/FP5EW3wiY1vCndhwleRRKHowQ=", 17, "192.168.1.52", "8.8.8.8", 54585, 53),
            ("1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", 1, "192.168.0.89", "192.168.0.1", 8, 0),
            ("1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", 1, "192.168.0.1", "192.168.0.89", 0, 0)):
        equal(mapping.community_id(*flow), want, f"community id of {flow}")


def test_mapping_of_the_documented_example():
    record = {"type": "SFLOW_5", "time_flow_start_ns": 1722384059314159265, "sampler_address": "192.0.2.1", "sequence_num": 9, "in_if": 563,
              "out_if": 573, "src_addr": "203.0.113.7", "dst_addr": "198.51.100.9", "etype": "IPv4", "proto": "TCP", "src_port": 443,
              "dst_port": 51515, "src_vlan": 0, "dst_vlan": 7, "sampling_rate": 1000, "bytes": 1518}
    document = mapping.expected(record, "default", ["sflow"])
    equal(document["message"], "TCP 203.0.113.7:443 → 198.51.100.9:51515, 1518 bytes × 1000, if 563 → 573", "message")
    equal(document["@timestamp"], "2024-07-31T00:00:59.314Z", "@timestamp")
    equal(document["network"]["vlan"], {"id": "7"}, "network.vlan")
    equal(document["network"]["bytes"], 1518000, "network.bytes")
    equal(document["observer"]["ingress"], {"interface": {"id": "563"}, "vlan": {"id": "0"}}, "observer.ingress")
    discarded = mapping.expected({**record, "out_if": 0x40000102}, "default", [])
    equal([discarded["event"]["outcome"], discarded["event"]["reason"]], ["failure", "access control list"], "discarded")


def test_records_of_glued_lines():
    data = b'{"a":1}{"a":2}\n\n{"a":3}\n'
    equal([list(found) for found in mapping.records_of(data)], [[0, {"a": 1}], [7, {"a": 2}], [16, {"a": 3}]], "records")
    equal(len(mapping.records_of((TESTDATA / "goflow2" / "pmacct-full.log").read_bytes())), 1118, "records of pmacct-full.log")


def test_the_proxy_follows_its_script():
    node = shared_node("elasticsearch")
    node.ask("PUT", f"/_index_template/logs-{DATASET}", adapted_template("elasticsearch", TEMPLATE)[0])
    stream = data_stream(fresh_namespace())
    script = [proxy.whole(503), proxy.closes_before, proxy.items(429, lambda i, _: i % 2), proxy.closes_after, proxy.unparsable,
              proxy.items(400, lambda _, doc: doc["n"] == 6, "document_parsing_exception")]
    with proxy.Proxy(node, script) as faulty:
        for want, sent in ((503, 0), (None, 0), ([201, 429] * 2, 2), (None, 4), (None, 5), ([409] * 5 + [201, 400, 201], 7), ([409] * 6 + [201, 409], 8)):
            try:
                got = bulk(faulty.url, stream, documents({0: 4, 2: 4, 4: 4, 5: 5, 7: 8, 8: 8}[sent]))
            except urllib.error.HTTPError as error:
                got = error.code
            except (urllib.error.URLError, ConnectionError, ValueError):
                got = None
            equal(got, want, "answer")
            equal(node.count(stream), sent, "documents")
        equal(faulty.faults_left(), 0, "faults left")
        equal(faulty.bulks, [4, 4, 4, 4, 5, 8, 8], "requests")
