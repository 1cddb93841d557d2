"""Records what real servers answer to _bulk, with the faults that can be provoked: prints testdata/output/bulk_response.yml.

    python3 tests/output/record_bulk_response.py > testdata/output/bulk_response.yml

A situation says what the answer means, by documentation and by what is true of the documents afterwards; the recorder only fills in the server's words.
Run it again for a new version of a server, and read the difference.
"""

import concurrent.futures
import http.client
import json
import pathlib
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness  # noqa: E402

PARAMETERS = "filter_path=errors,items.*.error,items.*.status,items.*.failure_store"  # as BulkPath asks
TEMPLATE = {"index_patterns": ["logs-record-*"], "data_stream": {}, "priority": 500, "template": {
    "settings": {"number_of_replicas": 0},
    "mappings": {"properties": {"source": {"properties": {"ip": {"type": "ip"}, "port": {"type": "byte"}}}, "text": {"type": "keyword"}}}}}
CREATED, DUPLICATE, RETRY, REJECT = "delivered", "duplicate", "retry", "reject"


def doc(number, **more):
    return {"@timestamp": "2026-01-01T00:00:00.000Z", "n": number, **more}


def body_of(documents, index=None):
    target = {"_index": index} if index else {}
    return "".join(json.dumps({"create": {**target, "_id": f"id{d.get('n')}"}}) + "\n" + json.dumps(d) + "\n" for d in documents).encode()


class Recorder:
    def __init__(self):
        self.cases = []

    def post(self, node, path, body, content_type="application/x-ndjson"):
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)
        try:
            connection.request("POST", path, body, {"Content-Type": content_type, "Accept": "application/json"})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def keep(self, name, version, count, status, body, request, items=None):
        self.cases.append({"name": name, "server": version, "count": count, "status": status, "body": body, "request": request,
                           **({"items": items} if items else {})})

    def bulk(self, node, name, documents, request, items=None, stream="logs-record-a", parameters="", index=None, **how):
        path = f"/{stream}/_bulk?{PARAMETERS}{parameters}"
        status, body = self.post(node, path, body_of(documents, index), **how)
        self.keep(name, node.version, len(documents), status, body, request, items)
        return status, body


def start(kind, *settings):
    node = harness.Node(kind, settings)
    node.version = f"{kind} {node.ask('GET', '/')['version']['number']}"
    node.ask("PUT", "/_index_template/record", TEMPLATE)
    return node


def plain(recorder, kind):
    node = start(kind)
    bulk = recorder.bulk
    bulk(node, "all are new", [doc(n) for n in range(3)], "ok", [CREATED] * 3)
    bulk(node, "all are there already", [doc(n) for n in range(2)], "ok", [DUPLICATE] * 2)
    bulk(node, "one is there already", [doc(2), doc(3)], "ok", [DUPLICATE, CREATED])
    bulk(node, "fields that do not fit the mapping", [doc(4), doc(5, source={"ip": "not-an-ip"}), doc(6, source={"port": 4000}),
        doc(7, source="text")],
         "ok", [CREATED, REJECT, REJECT, REJECT])
    bulk(node, "a data stream wants @timestamp", [{"n": 8}], "ok", [REJECT])
    bulk(node, "a term that Lucene refuses", [doc(9, text="x" * 33000)], "ok", [REJECT])
    bulk(node, "too few copies are there", [doc(10)], "ok", [RETRY], parameters="&wait_for_active_shards=2&timeout=100ms")
    bulk(node, "the pipeline is missing", [doc(11)], "ok", [RETRY], parameters="&pipeline=nosuch")
    bulk(node, "an index with a wrong name", [doc(12)], "ok", [REJECT], index="UPPER")
    bulk(node, "an unknown parameter", [doc(13)], "blocked", parameters="&nosuch=1")
    status, body = recorder.post(node, f"/prefix/logs-record-a/_bulk?{PARAMETERS}", body_of([doc(14)]))
    recorder.keep("a wrong path", node.version, 1, status, body, "blocked")
    bulk(node, "a wrong content type", [doc(15)], "blocked", content_type="text/plain")
    status, body = recorder.post(node, f"/logs-record-a/_bulk?{PARAMETERS}", b"hello\n")
    recorder.keep("a body that is no _bulk", node.version, 1, status, body, "blocked")
    for name, block, verdict in (("write block", "write", RETRY), ("the disk is full", "read_only_allow_delete", RETRY), ("read only", "read_only",
        RETRY)):
        node.ask("PUT", "/logs-record-a/_settings", {f"index.blocks.{block}": True})
        bulk(node, name, [doc(20)], "ok", [verdict])
        node.ask("PUT", "/logs-record-a/_settings", {f"index.blocks.{block}": None})
    node.ask("PUT", "/_cluster/settings", {"transient": {"cluster.blocks.read_only": True}})
    bulk(node, "the cluster is read only", [doc(21)], "blocked")
    node.ask("PUT", "/_cluster/settings", {"transient": {"cluster.blocks.read_only": None}})
    node.ask("PUT", "/plain-index", {})
    node.ask("POST", "/plain-index/_close")
    bulk(node, "a closed index", [doc(22)], "ok", [RETRY], stream="plain-index")
    node.ask("PUT", "/_cluster/settings", {"transient": {"network.breaker.inflight_requests.limit": "2kb"}})
    bulk(node, "the circuit breaker", [doc(23, text="x" * 10000)], "retry")
    node.stop()


def strict(recorder, kind):
    node = start(kind, "action.auto_create_index=false", "http.max_content_length=1mb", "indexing_pressure.memory.limit=64kb")
    recorder.bulk(node, "no template, and indices are not made by themselves", [doc(1)], "ok", [RETRY], stream="other-index")
    recorder.bulk(node, "the body is too large", [doc(2, text="x" * (2 << 20))], "split")
    node.ask("PUT", "/plain-index", {})
    recorder.bulk(node, "indexing pressure", [doc(3, text="x" * 100000)], "retry", stream="plain-index")
    node.stop()


def busy(recorder, kind):
    """One write thread and a queue of one: of many clients at once some are refused, in whole or by item."""
    node = start(kind, "thread_pool.write.size=1", "thread_pool.write.queue_size=1", "node.processors=1")
    for index in ("busy-a", "busy-b"):
        node.ask("PUT", f"/{index}", {"settings": {"number_of_shards": 8, "number_of_replicas": 0}})
    found = {}

    def client(seed):
        documents = [doc(f"{seed}-{n}", text="x" * 200) for n in range(24)]
        return recorder.post(node, f"/busy-a/_bulk?{PARAMETERS}", body_of(documents))

    for attempt in range(200):
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for status, body in pool.map(client, [f"{attempt}-{n}" for n in range(16)]):
                if status == 429:
                    found["whole"] = (status, body)
                elif status == 200 and '"status":429' in body and '"status":201' in body:
                    found["items"] = (status, body)
        if len(found) == 2:
            break
    if "whole" in found:
        recorder.keep("the queue is full, the whole request is refused", node.version, 24, *found["whole"], "retry")
    if "items" in found:
        statuses = [next(iter(item.values()))["status"] for item in json.loads(found["items"][1])["items"]]
        recorder.keep("the queue is full, some items are refused", node.version, 24, *found["items"], "ok",
                      [CREATED if status == 201 else RETRY for status in statuses])
    print(f"{node.version}: of a busy server: {sorted(found)}", file=sys.stderr)
    node.stop()


def cut(recorder):
    """Answers that were cut on the way, or are none of a server's: made of the first recorded ones."""
    whole = recorder.cases[0]["body"]
    for name, body in (("cut in the middle", whole[:len(whole) // 2]), ("cut before its last byte", whole[:-1]), ("empty", ""),
        ("a page", "<html>Welcome</html>"),
                       ("no items", '{"errors":false}'), ("fewer items", '{"errors":true,"items":[{"create":{"status":201}}]}'),
                       ("an item without status", '{"errors":true,"items":[{"create":{}},{"create":{"status":201}},{"create":{"status":201}}]}'),
                       ("items that are none", '{"errors":true,"items":[201,201,201]}')):
        recorder.cases.append({"name": f"an answer that is {name}" if "cut" in name else f"an answer: {name}", "server": "made", "count": 3,
            "status": 200,
                               "body": body, "request": "ok", "unreadable": True})
    # The published jars have no failure store; the answer is that of its documentation ("Failure store", Elasticsearch 8.19).
    stored = '{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":201,"failure_store":"used"}}]}'
    recorder.cases.append({"name": "the failure store takes what does not fit", "server": "documentation", "count": 2, "status": 200, "body": stored,
                           "request": "ok", "items": [CREATED, CREATED], "stored": 1})


def yaml_of(case):
    lines = [f"- name: {json.dumps(case['name'])}", f"  server: {case['server']}", f"  count: {case['count']}", f"  status: {case['status']}",
             f"  body: {json.dumps(case['body'])}", f"  request: {case['request']}"]
    if "items" in case:
        lines.append(f"  items: [{', '.join(case['items'])}]")
    lines += [f"  {key}: {json.dumps(case[key])}" for key in ("unreadable", "stored") if key in case]
    return "\n".join(lines)


def main():
    recorder = Recorder()
    for kind in ("elasticsearch", "opensearch"):
        for part in (plain, strict, busy):
            part(recorder, kind)
    cut(recorder)
    print("# Answers of real servers to _bulk, and what they mean. Recorded by tests/output/record_bulk_response.py, whose table says the meaning.\n")
    print("\n".join(yaml_of(case) for case in recorder.cases))


if __name__ == "__main__":
    main()
