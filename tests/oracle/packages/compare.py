"""The packages of testdata/packages on a real OpenSearch node: their pipelines are put there, their cases' events are simulated, and what comes out is
compared with the cases' expected documents, which `flowship test pipeline` compares with the engine inside. So a golden is what a real node made of the event.

    compare.py [--node URL] [--shown N]

What the node has not (docs/opensearch-differences.md) is left out of the pipelines: the processors of MISSING, and those that `_dev/oracle.yml` of a data stream
names by tag under `left_out`, with what does the same there `instead`. The same file lists, under `unjudged`, the fields (of one case, or of all) that are therefore not compared, each with its reason; such fields were judged by hand.
Without --node a node is started, and stopped at the end. Run with Debian's python3 and python3-yaml.
"""

import argparse
import copy
import http.client
import json
import pathlib
import re
import sys
import urllib.parse

import yaml

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
sys.path.insert(0, str(HERE.parent / "processors"))
import harness  # noqa: E402
import known  # noqa: E402
import opensearch  # noqa: E402

PACKAGES = harness.TESTDATA / "packages"
MISSING = {"uri_parts", "registered_domain", "network_direction", "redact", "reroute", "terminate", "ip_location",
           "fingerprint"}  # it is there, with other options and another result
CALL = re.compile(r"""\{\{\s*IngestPipeline\s*\\?"([^"\\]+)\\?"\s*\}\}""")


class Node:
    def __init__(self, url):
        self._connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)

    def ask(self, method, path, body):
        self._connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200:
            raise SystemExit(f"{method} {path}: {response.status} {json.dumps(answer)[:2000]}")
        return answer


class Stream:
    """A data stream of a package: its pipelines as the node takes them, its cases."""

    def __init__(self, folder):
        self.folder = folder
        self.name = f"{folder.parents[1].name}.{folder.name}"
        notes = folder / "_dev" / "oracle.yml"
        self.notes = yaml.safe_load(notes.read_text()) if notes.exists() else {}
        manifest = yaml.safe_load((folder / "manifest.yml").read_text())
        self.entry = manifest.get("elasticsearch", {}).get("ingest_pipeline", {}).get("name", "default")
        self.left_out = {row["tag"]: row.get("instead") for row in self.notes.get("left_out", [])}

    def unjudged(self, case):
        return [row["field"] for row in self.notes.get("unjudged", []) if row.get("case") in (None, case.name)]

    def put(self, node):
        # Those of the package, which the data stream's can call, and its own.
        for file in [*sorted(self.folder.parents[1].glob("elasticsearch/ingest_pipeline/*.yml")), *sorted(self.folder.glob("elasticsearch/ingest_pipeline/*.yml"))]:
            source = yaml.safe_load(CALL.sub(lambda call: f"{self.name}-{call[1]}", file.read_text()))
            body = {name: self.steps(source[name]) for name in ("processors", "on_failure") if name in source}
            node.ask("PUT", f"/_ingest/pipeline/{self.name}-{file.stem}", body)

    def steps(self, processors):
        return [there for one in processors for there in self.step(one)]

    def step(self, one):
        (kind, options), = one.items()
        options = copy.deepcopy(options)
        if options.get("tag") in self.left_out:
            instead = self.left_out[options["tag"]]
            return [instead] if instead else []
        if kind in MISSING:
            return []
        if isinstance(options.get("on_failure"), list):
            options["on_failure"] = self.steps(options["on_failure"])
        if kind == "foreach":
            options["processor"] = self.step(options["processor"])[0]
        if (kind == "set" and "copy_from" in options) or kind in ("remove", "community_id"):
            return opensearch.translated({kind: options})
        if kind == "pipeline":
            if not options["name"].startswith(self.name):  # a template
                options["name"] = f"{self.name}-{options['name']}"
            if options.pop("ignore_missing_pipeline", False):
                options["ignore_failure"] = True
        if kind == "grok":  # the named patterns that the packages use are the same in both sets
            options.pop("ecs_compatibility", None)
        return [known.step({kind: options})]

    def cases(self):
        folder = self.folder / "_dev" / "test" / "pipeline"
        for file in sorted(folder.glob("test-*")):
            if file.suffix in (".log", ".json") and not file.name.endswith("-expected.json"):
                yield file


def config_of(case):
    fields, pattern, dynamic, skip = {}, None, [], False
    for path in (case.parent / "test-common-config.yml", case.with_name(case.name + "-config.yml")):
        if path.exists():
            config = yaml.safe_load(path.read_text()) or {}
            fields = merged(config.get("fields", {}), fields)
            pattern = config.get("multiline", {}).get("first_line_pattern", pattern)
            dynamic += config.get("dynamic_fields", {})
            skip = skip or "skip" in config
    return fields, pattern, dynamic, skip


def events_of(case, fields, pattern):
    if case.suffix == ".json":
        events = json.loads(case.read_text())["events"]
    else:
        lines = []
        for line in case.read_text().split("\n")[:-1]:
            if pattern and lines and not re.search(pattern, line):
                lines[-1] += "\n" + line
            else:
                lines.append(line)
        events = [{"message": line} for line in lines]
    for event in events:
        for name, value in fields.items():
            put(event, name, value)
    return events


def merged(over, under):
    """Both, with what the first says where both say something; objects are put together."""
    if not isinstance(over, dict) or not isinstance(under, dict):
        return over
    return {**under, **{name: merged(value, under[name]) if name in under else value for name, value in over.items()}}


def put(document, name, value):
    *parents, last = name.split(".")
    for parent in parents:
        if not isinstance(document.get(parent), dict):
            document[parent] = {}
        document = document[parent]
    document[last] = value


def without(document, names):
    """The document without those fields, and without the objects that are empty then."""
    document = copy.deepcopy(document)
    for name in names:
        take_out(document, name.split("."))
    return document


def take_out(document, parts):
    if not isinstance(document, dict) or parts[0] not in document:
        return
    if len(parts) == 1:
        del document[parts[0]]
        return
    take_out(document[parts[0]], parts[1:])
    if document[parts[0]] == {}:
        del document[parts[0]]


def plain(document):
    """Without what Jackson says of its source, which is a matter of its settings."""
    return json.loads(re.sub(r"\[Source: [^;]*; line", "[Source: …; line", json.dumps(document)))


def answer_of(entry):
    if entry is None or entry.get("doc") is None and "error" not in entry:
        return None
    if "error" in entry:
        raise SystemExit(f"the node: {json.dumps(entry)[:1000]}")
    return entry["doc"]["_source"]


def compare(stream, case, node, shown):
    fields, pattern, dynamic, skip = config_of(case)
    if skip:
        return 0, 0
    events = events_of(case, fields, pattern)
    request = {"docs": [{"_index": f"logs-{stream.name}-default", "_id": "_id", "_source": event} for event in events]}
    theirs = [answer_of(entry) for entry in node.ask("POST", f"/_ingest/pipeline/{stream.name}-{stream.entry}/_simulate", request)["docs"]]
    expected = json.loads(case.with_name(case.name + "-expected.json").read_text())["expected"]
    harness.equal(len(theirs), len(expected), f"{case}: events")
    wrong = 0
    for number, (their, golden) in enumerate(zip(theirs, expected), 1):
        leave = [*stream.unjudged(case), *dynamic]
        found = ["one of them is dropped"] if (their is None) != (golden is None) else []
        if their is not None and golden is not None:
            found = harness.differences(without(plain(golden), leave), without(plain(their), leave))
        if found:
            wrong += 1
            if wrong <= shown:
                print("\n  ".join([f"{stream.name} {case.name}, event {number}: the golden differs from OpenSearch:", *found[:10]]))
    return len(events), wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--node")
    parser.add_argument("--shown", type=int, default=5)
    flags = parser.parse_args()
    node = Node(flags.node or harness.Node("opensearch").url)
    events = wrong = 0
    for folder in sorted(PACKAGES.glob("*/data_stream/*")):
        stream = Stream(folder)
        stream.put(node)
        for case in stream.cases():
            seen, differing = compare(stream, case, node, flags.shown)
            events, wrong = events + seen, wrong + differing
    print(f"{events - wrong} events as on the node, {wrong} not")
    return 1 if wrong or not events else 0


if __name__ == "__main__":
    sys.exit(main())
