"""Every processor of the engine inside against a real OpenSearch node: generated pipelines and documents, result or error compared.

    differential.py SIMULATE_ANSWER [--seed N] [--pipelines N] [--documents N] [--only PROCESSOR]... [--node URL] [--shown N]

The seed is printed first and says everything: a case is found again by seed, processor and number. Without --node a node is started, and stopped at the end.
KNOWN is what differs between OpenSearch 2.19 and Elasticsearch 8, which the engine follows; docs/opensearch-differences.md has the same list for people.
"""

import argparse
import collections
import http.client
import json
import pathlib
import random
import re
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
sys.path.insert(0, str(HERE))
import generate  # noqa: E402
import harness  # noqa: E402
import known  # noqa: E402


NOW = re.compile(r"\b20[2-9]\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}Z")  # _ingest.timestamp, wherever it got to


class Inside:
    """The engine inside, as simulate_answer gives it."""

    def __init__(self, binary):
        self._process = subprocess.Popen([binary, str(harness.TESTDATA / "geoip")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8")

    def ask(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise harness.Failure(f"the engine inside ended with {self._process.wait()} on {line}")
        return answer

    def types(self):
        return self.ask("types").split()

    def simulate(self, pipeline, docs):
        text = json.dumps({"_simulate_pipeline": pipeline}) + "\t" + json.dumps({"docs": docs})
        answer = json.loads(self.ask(text))
        return ("refused", answer["refused"]) if "refused" in answer else ("docs", answer["docs"])


class Node:
    def __init__(self, url):
        self._host = urllib.parse.urlsplit(url).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=60)

    def simulate(self, pipeline, docs):
        body = json.dumps({"pipeline": pipeline, "docs": docs})
        for last in (False, True):
            try:
                self._connection.request("POST", "/_ingest/pipeline/_simulate", body, {"Content-Type": "application/json"})
                response = self._connection.getresponse()
                text = response.read()
                break
            except (http.client.HTTPException, OSError):
                self._connection = http.client.HTTPConnection(self._host, timeout=60)
                if last:
                    raise
        answer = json.loads(text)
        if response.status == 200:
            return "docs", answer["docs"]
        return "refused", [answer["error"]["reason"] if isinstance(answer["error"], dict) else answer["error"]]


def outcome(entry):
    """What a document's entry says, without what can't be equal: the time."""
    if entry is None:
        return "dropped"
    if "error" in entry:
        return {"error": [NOW.sub("NOW", text) for text in known.chain(entry)]}
    doc = json.loads(NOW.sub("NOW", json.dumps(entry["doc"])))
    return {name: doc[name] for name in ("_index", "_id", "_routing", "_source") if name in doc}


def compare(case, theirs, ours):
    """[(document's number or None, what differs)]"""
    if theirs[0] != ours[0]:
        return [(None, f"OpenSearch: {shown(theirs)}\n    ours: {shown(ours)}")]
    if theirs[0] == "refused":
        return [] if known.same_refusal(theirs[1][0], ours[1]) else [(None, f"OpenSearch refuses: {theirs[1]}\n    ours: {ours[1]}")]
    found = []
    for number, (their, our) in enumerate(zip(theirs[1], ours[1])):
        lines = harness.differences(outcome(our), outcome(their))
        if lines:
            found.append((number, "\n    ".join(line[:400] for line in lines[:4])))
    return found


def shown(answer):
    kind, content = answer
    return f"refused: {content}" if kind == "refused" else f"takes it: {json.dumps(outcome(content[0]), ensure_ascii=False)[:300]}"


def run(options, node, inside):
    counts, different, explained = collections.Counter(), collections.Counter(), collections.Counter()
    refusals = 0
    for name in options.only or generate.PROCESSORS:
        # A generator of its own for each processor: adding one does not change the cases of the others.
        r = random.Random(f"{options.seed} {name}")
        printed = 0
        for number in range(options.pipelines):
            pipeline, sources = generate.pipeline(r, name, options.documents)
            docs = [{"_index": "logs-x-default", "_id": str(i), "_source": source} for i, source in enumerate(sources)]
            translated = known.translated(pipeline)
            if translated is None:
                counts["left out: OpenSearch lacks it"] += 1
                continue
            theirs, ours = node.simulate(translated, docs), inside.simulate(pipeline, docs)
            refusals += theirs[0] == ours[0] == "refused"
            counts[name] += len(docs) if theirs[0] == "docs" else 1
            for at, what in compare(pipeline, theirs, ours):
                case = known.Case(name, pipeline, sources[at] if at is not None else None, theirs, ours, at)
                reason = known.explanation(case)
                if reason:
                    explained[reason] += 1
                    continue
                different[name] += 1
                if printed < options.shown:
                    printed += 1
                    print(f"{name}, seed {options.seed}, pipeline {number}: {json.dumps(pipeline, ensure_ascii=False)}")
                    if at is not None:
                        print(f"    document {at}: {json.dumps(sources[at], ensure_ascii=False)[:1500]}")
                    print(f"    {what}", flush=True)
    return counts, different, explained, refusals


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--pipelines", type=int, default=100, help="for each processor")
    parser.add_argument("--documents", type=int, default=12, help="for each pipeline")
    parser.add_argument("--only", action="append")
    parser.add_argument("--node", help="a node that runs already")
    parser.add_argument("--shown", type=int, default=3, help="differences that are shown of each processor")
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.pipelines} pipelines of {options.documents} documents for each processor", flush=True)
    inside = Inside(options.binary)
    missing = sorted((set(options.only or generate.PROCESSORS)) - set(inside.types()))
    if missing:
        print(f"the engine inside lacks: {' '.join(missing)}")
        options.only = [name for name in options.only or generate.PROCESSORS if name not in missing]
    try:
        node = Node(options.node or harness.shared_node("opensearch").url)
        counts, different, explained, refusals = run(options, node, inside)
    finally:
        harness.stop_shared_nodes()
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    for reason, count in explained.most_common():
        print(f"  {count} differ as known: {reason}")
    total = sum(counts.values())
    print(f"{total} cases, {refusals} pipelines refused by both, {sum(different.values())} differences" + "".join(f"; {name} {count}" for name,
        count in different.most_common()))
    return 1 if different or missing else 0


if __name__ == "__main__":
    sys.exit(main())
