"""Scripts on a real OpenSearch node, and the judge of our tables: every row of testdata/painless/*.yml must give there what it says.

    tests/servers/opensearch/start.sh 9320 /tmp/node
    tests/painless/oracle.py http://127.0.0.1:9320 [TABLE.yml ...]

A row that Elasticsearch 8 and OpenSearch decide differently, or that is ours alone (limits), says so: `only: why`. Such a row is not put to the node.
Run with Debian's python3 and python3-yaml."""

import http.client
import json
import pathlib
import sys
import urllib.parse

import yaml

TABLES = pathlib.Path(__file__).resolve().parents[2] / "testdata" / "painless"


class Node:
    """Runs one script over one document by POST _ingest/pipeline/_simulate. Keeps its connection."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.address = (parts.hostname, parts.port)
        self.connection = http.client.HTTPConnection(*self.address, timeout=20)

    def post(self, path, body):
        for attempt in (1, 2):
            try:
                self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
                response = self.connection.getresponse()
                return response.status, json.loads(response.read())
            except (http.client.HTTPException, OSError) as error:
                self.connection.close()
                if attempt == 2 or isinstance(error, TimeoutError):
                    raise
        return None

    def run(self, source, ctx=None, params=None, condition=False):
        """{"document": …} or {"condition": bool}; {"error": {type, reason}}; {"compile_error": text}."""
        if condition:
            processor = {"set": {"field": "_held", "value": True, "if": source}}
        else:
            processor = {"script": {"lang": "painless", "source": source, "params": params or {}}}
        return self.simulate(processor, ctx or {}, condition)

    def simulate(self, processor, ctx, condition=False):
        body = {"pipeline": {"processors": [processor]}, "docs": [{"_index": "i", "_id": "1", "_source": ctx}]}
        status, answer = self.post("/_ingest/pipeline/_simulate", body)
        if status != 200:
            return {"compile_error": reasons(answer["error"])}
        doc = answer["docs"][0]
        if "error" in doc:
            return {"error": cause(doc["error"])}
        document = doc["doc"]["_source"]
        if condition:
            return {"condition": document.pop("_held", False)}
        return {"document": document}


def cause(error):
    while "caused_by" in error and error["type"] in ("script_exception", "illegal_argument_exception", "exception"):
        error = error["caused_by"]
    return {"type": error["type"], "reason": error.get("reason")}


def reasons(error):
    texts = []
    while error:
        texts.append(str(error.get("reason")))
        error = error.get("caused_by")
    return " | ".join(texts)


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def simple_class(name):
    """How a script names the class, for instanceof."""
    return name.rsplit(".", 1)[-1]


def judge(node, row):
    """Nothing, or what the node says instead."""
    condition = "condition" in row
    source = str(row.get("condition", row.get("source", "")))
    if "expression" in row:
        source = "ctx.r = " + str(row["expression"])
    got = node.run(source, row.get("ctx"), row.get("params"), condition)
    if "compile_error" in row:
        return None if "compile_error" in got else got
    if "error" in row:
        same = got.get("error") and all(got["error"][key] == text for key, text in row["error"].items())
        return None if same else got
    if condition:
        return None if canonical(got.get("condition")) == canonical(row["gives"]) else got
    if "document" not in got:
        return got
    if "want" in row and canonical(got["document"]) != canonical(row["want"]):
        return got
    if "gives" in row and shown(got["document"].get("r")) != shown(row["gives"]):
        return got
    return None


def shown(value):
    return canonical({".inf": "Infinity"}.get(value, value) if isinstance(value, str) else value)


def main(url, *names):
    node = Node(url)
    wrong = rows = 0
    for table in sorted(TABLES.glob("*.yml")):
        if names and table.name not in names:
            continue
        for row in yaml.safe_load(table.read_text()):
            if "only" in row:
                continue
            rows += 1
            found = judge(node, row)
            if found is not None:
                wrong += 1
                print(f"{table.name}: {json.dumps(row, ensure_ascii=False)}\n    the node: {json.dumps(found, ensure_ascii=False)}")
    print(f"{rows - wrong} rows as on the node, {wrong} not")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
