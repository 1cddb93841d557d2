"""Random Painless scripts, run by a real OpenSearch node and by us, and compared: the value and its class, or the exception's type and reason, or that
it does not compile.

    tests/servers/opensearch/start.sh 9320 /tmp/node
    ninja -C build/dev painless_lines
    tests/painless/differential.py [http://127.0.0.1:9320] [--seed N] [--count N] [--only KIND] [--ours build/dev/tests/painless_lines] [--tables]

Without a node one is started, and stopped at the end. --tables puts the tables of testdata/painless to it first (oracle.py).

The seed is printed first; the same seed and count give the same scripts. Every difference that was ever found is a row of testdata/painless/*.yml.
What Elasticsearch 8 and OpenSearch decide differently is in EXPECTED and in docs/painless.md."""

import argparse
import json
import pathlib
import random
import re
import struct
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import generate  # noqa: E402
import harness  # noqa: E402
import allow_list  # noqa: E402
import oracle  # noqa: E402

# (what the node says, what we say): differences that are none.
EXPECTED = [
    # Elasticsearch 8 names the member of a null def reference; the JVM's helpful messages name the source's expression.
    lambda a, b: both(a, b, "null_pointer_exception"),
    # The message says which modules the classes are in, and whose cast it was that failed: a bytecode's, a method handle's, Painless' own.
    lambda a, b: both(a, b, "class_cast_exception"),
    # The JDK's own classes: java.util.TreeMap.Values is a java.util.Collection here. The interface that a reference is for, where the method is found at run time.
    lambda a, b: both(a, b, "illegal_argument_exception") and without_class(a) == without_class(b),
    # The static types of a call's arguments, when no conversion between them exists: ours are judged by what the values are.
    lambda a, b: "error" in a and a["error"]["type"] == "wrong_method_type_exception",
    # There, a comparison of a boolean with a number fails as long as it has seen nothing else, and says false from then on.
    lambda a, b: "error" in a and (a["error"]["reason"] or "").startswith("Cannot cast java.lang.Boolean to") and "error" not in b,
    # Keys that are no texts are named by them here, and can't be written there.
    lambda a, b: "compile_error" in a and "cannot be cast to class java.lang.String" in a["compile_error"] and "document" in b,
    # A char and a key that is null can't be written there either.
    lambda a, b: "document" in b and re.search("unknown value of type class java.lang.Character|Field name cannot be null", a.get("compile_error", "")),
    # A slash after a string is a division here; there it begins a regular expression.
    lambda a, b: "unexpected character [/" in a.get("compile_error", ""),
    # A class file of OpenSearch that the JVM refuses.
    lambda a, b: "Bad type on operand stack" in a.get("compile_error", ""),
    # The static types of arguments again, where the interface says less than the class.
    lambda a, b: "Cannot cast from [java.time." in a.get("compile_error", "") and "error" in b and b["error"]["type"] == "class_cast_exception",
    # What compute and merge add stands behind the other keys of its bucket.
    lambda a, b: "document" in a and "document" in b and sorted(json.dumps(a["document"], sort_keys=True)) == sorted(json.dumps(b["document"], sort_keys=True)),
    # Before JDK 19 floating numbers were not always written in their shortest form; Elasticsearch 8 runs on newer ones.
    lambda a, b: "document" in a and "document" in b and numbers_as_floats(a["document"]) == numbers_as_floats(b["document"]),
]


def both(node, ours, kind):
    return all("error" in side and side["error"]["type"] == kind for side in (node, ours))


def without_class(side):
    return re.sub(r"^(dynamic method )\[[\w.]+, ", r"\1[", re.sub(r" matching \[.*\]", "", side["error"]["reason"] or ""))


def numbers_as_floats(value):
    """Texts and numbers that are written with a point or exponent, as single precision has them."""
    if isinstance(value, dict):
        return {key: numbers_as_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [numbers_as_floats(item) for item in value]
    if isinstance(value, float) or isinstance(value, str) and re.fullmatch(r"-?\d+\.\d+(E-?\d+)?", value):
        try:
            return struct.pack("f", float(value))
        except OverflowError:
            return value
    return value


class Ours:
    def __init__(self, binary):
        self.process = subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="surrogateescape")

    def run(self, case):
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            return {"died": self.process.wait()}
        return json.loads(line)


def same(node, ours):
    if node.keys() != ours.keys():
        return any(rule(node, ours) for rule in EXPECTED)
    if "compile_error" in node:
        return True
    if "error" in node:
        if node["error"]["type"] == ours["error"]["type"] and (node["error"]["reason"] or "") == ours["error"]["reason"]:
            return True
    return oracle.canonical(node) == oracle.canonical(ours) or any(rule(node, ours) for rule in EXPECTED)


def shown(side, other):
    """Of a document, only what the other has not."""
    if "document" in side and "document" in other:
        side = {key: value for key, value in side["document"].items() if key not in other["document"] or oracle.canonical(value) != oracle.canonical(other["document"][key])}
    elif "document" in side:
        side = {key: value for key, value in side["document"].items() if key not in generate.CTX or oracle.canonical(value) != oracle.canonical(generate.CTX[key])}
    return json.dumps(side, ensure_ascii=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("node", nargs="?")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--only", choices=sorted(generate.KINDS))
    parser.add_argument("--ours", default="build/dev/tests/painless_lines")
    parser.add_argument("--show", type=int, default=40, help="differences that are printed")
    parser.add_argument("--tables", action="store_true")
    arguments = parser.parse_args()
    url = arguments.node or harness.Node("opensearch").url
    tables = oracle.main(url) | allow_list.check(arguments.ours) if arguments.tables else 0
    sys.stdout.reconfigure(errors="backslashreplace")  # halves of characters
    print(f"seed {arguments.seed}", flush=True)
    make = generate.Generator(random.Random(arguments.seed))
    node, ours = oracle.Node(url), Ours(arguments.ours)
    differ, outcomes = 0, {}
    for _ in range(arguments.count):
        case = make.case(arguments.only)
        here = ours.run(case)
        try:
            there = node.run(case["source"], case["ctx"], case.get("params"), case.get("condition", False))
        except OSError as error:  # it does happen that a script never ends there
            print(f"{case['source']}\n    node  {error}\n    ours  {shown(here, {})}", flush=True)
            continue
        kind = next(iter(there))
        outcomes[kind] = outcomes.get(kind, 0) + 1
        if same(there, here):
            continue
        differ += 1
        if differ <= arguments.show:
            source = case["source"].replace("ctx.r = String.valueOf(x); " + generate.TAIL, "…")
            print(f"{source}\n    node  {shown(there, here)}\n    ours  {shown(here, there)}", flush=True)
        if "died" in here:
            ours = Ours(arguments.ours)
    print(f"{arguments.count - differ} the same, {differ} differ; outcomes on the node: {outcomes}")
    return 1 if differ or tables else 0


if __name__ == "__main__":
    sys.exit(main())
