"""Every field of every golden has a definition in fields/<dataset>.yml, and a value of its type. And every definition of a field that only the pipeline
makes is met by some golden, so that no definition outlives its field."""

import ipaddress
import json
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
LONG = range(-(2**63), 2**63)
ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")

# What the agent adds; the goldens are made by the pipeline alone.
AGENTS = ("agent.", "data_stream.", "event.dataset", "event.timezone", "input.", "kafka.", "log.")


def is_ip(value):
    try:
        return isinstance(value, str) and bool(ipaddress.ip_address(value))
    except ValueError:
        return False


def is_geo_point(value):
    return isinstance(value, dict) and set(value) == {"lat", "lon"} and all(isinstance(v, (int, float)) for v in value.values())


TYPES = {
    "keyword": lambda v: isinstance(v, str),
    "constant_keyword": lambda v: isinstance(v, str),
    "wildcard": lambda v: isinstance(v, str),
    "match_only_text": lambda v: isinstance(v, str),
    "text": lambda v: isinstance(v, str),
    "long": lambda v: type(v) is int and v in LONG,
    "integer": lambda v: type(v) is int and -(2**31) <= v < 2**31,
    "double": lambda v: type(v) in (int, float),
    "boolean": lambda v: type(v) is bool,
    "date": lambda v: isinstance(v, str) and ISO_8601.fullmatch(v) is not None,
    "ip": is_ip,
    "geo_point": is_geo_point,
}


def definitions(path):
    """{dotted name: definition}, groups flattened."""
    found = {}

    def add(fields, prefix):
        for field in fields:
            name = prefix + field["name"]
            if field.get("type") == "group":
                add(field["fields"], name + ".")
            else:
                found[name] = field
    add(yaml.safe_load(path.read_text()), "")
    return found


def leaves(value, defined, name=""):
    """(dotted name, value) of every field; an object that is itself a field (geo_point) is one."""
    if isinstance(value, dict) and name not in defined:
        for key, inner in value.items():
            yield from leaves(inner, defined, f"{name}.{key}" if name else key)
    else:
        yield name, value


def problems_of(document, defined, seen):
    for name, value in leaves(document, defined):
        seen.add(name)
        field = defined.get(name)
        if field is None:
            yield f"{name} has no definition"
            continue
        if "array" in field.get("normalize", ()) and not isinstance(value, list):
            yield f"{name} is defined as a list and is {json.dumps(value)}"
        for item in value if isinstance(value, list) else [value]:
            if not TYPES[field["type"]](item):
                yield f"{name} is of type {field['type']} and is {json.dumps(item)}"
            if "value" in field and item != field["value"]:
                yield f"{name} is always {field['value']} and is {json.dumps(item)}"


def check_dataset(folder):
    defined = definitions(ROOT / "fields" / f"{folder.name}.yml")
    seen, problems, documents = set(), [], 0
    for path in sorted(folder.glob("test-*-expected.json")):
        for number, document in enumerate(json.loads(path.read_text())["expected"]):
            documents += 1
            problems += [f"{path.relative_to(ROOT)}: event {number + 1}: {problem}" for problem in problems_of(document or {}, defined, seen)]
    unmet = [name for name in defined if name not in seen and not name.startswith(AGENTS)]
    problems += [f"fields/{folder.name}.yml: no golden has {name}" for name in unmet]
    return problems, documents, len(defined)


def main():
    failed = 0
    for folder in sorted((ROOT / "testdata" / "pipelines").iterdir()):
        problems, documents, fields = check_dataset(folder)
        print("\n".join(problems))
        print(f"{folder.name}: {documents} documents, {fields} fields, {len(problems)} problems")
        failed += len(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
