"""What OpenSearch's painless allows and we have not: its allow-lists, out of the jar that its node runs with, against the tables of src/painless.

    tests/painless/allow_list.py LINES [JAR]        LINES: the program painless_lines; without JAR it looks where the test servers are built

A line a class: the whole class, or its members as NAME/ARGUMENTS. Elasticsearch's own list is the same text grown further; what it adds is in the
documentation only and not compared here."""

import os
import pathlib
import re
import subprocess
import sys
import zipfile

# Contexts that an ingest pipeline does not have, and what Elasticsearch took out or never had.
DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "painless.md"
SKIPPED_FILES = ("aggs.movfn", "org.opensearch.score", "org.opensearch.derived", "org.opensearch.update")
SKIPPED_CLASSES = re.compile(r"^(org\.(opensearch|apache)\.|java\.time\.chrono\.(Hijrah|Japanese|Minguo|Thai|Era$))")


def allowed(jar):
    """{class: {(name, arity)}}; constructors are `new`, fields have no arity."""
    classes = {}
    with zipfile.ZipFile(jar) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("org/opensearch/painless/spi/") and name.endswith(".txt") and not any(part in name for part in SKIPPED_FILES):
                read_list(archive.read(name).decode(), classes)
    return classes


def read_list(text, classes):
    members = None
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if found := re.match(r"class (\S+)", line):
            members = classes.setdefault(found.group(1), set())
        elif line == "}":
            members = None
        elif members is not None and (found := re.match(r"\((.*)\)$", line)):
            members.add(("new", arity(found.group(1))))
        elif members is not None and (found := re.match(r"\S+ (?:\S+ )?(\w+)\((.*)\)", line)):
            injected = 1 if "@inject_constant" in line else 0  # an argument that scripts do not write
            members.add((found.group(1), arity(found.group(2)) - injected))
        elif members is not None and (found := re.match(r"\S+ (\w+)$", line)):
            members.add((found.group(1), None))


def arity(parameters):
    return len(parameters.split(",")) if parameters.strip() else 0


def ours(lines):
    """The same of our tables, as LINES (painless_lines) prints them, with what is inherited."""
    own, above = {}, {}
    for line in subprocess.run([lines, "--api"], capture_output=True, text=True, check=True).stdout.splitlines():
        head, _, members = line.partition(" :")
        name, *parents = head.replace(" <", "").split()
        above[name] = parents or ["java.lang.Object"]
        own[name] = {(member.split("/")[0], int(member.split("/")[1]) if "/" in member else None) for member in members.split()}

    def members_of(name):
        return own.get(name, set()).union(*(members_of(parent) for parent in above.get(name, []) if parent != name))

    return {name: members_of(name) for name in own}


def missing(lines, jar):
    have = ours(lines)
    for name, members in sorted(allowed(jar).items()):
        if SKIPPED_CLASSES.search(name):
            continue
        plain = name.replace("$", ".")
        if plain not in have:
            yield plain, None
        elif lacking := members - have[plain]:
            yield plain, sorted(f"{member}/{count}" if count is not None else member for member, count in lacking)


def newest_jar():
    cache = os.environ.get("FLOWSHIP_SERVERS") or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "flowship-tests/servers"
    return sorted(pathlib.Path(cache).glob("opensearch-*/*/modules/lang-painless/lang-painless-*.jar"), key=lambda jar: jar.stat().st_mtime)[-1]


def rows(lines, jar=None):
    for name, members in missing(lines, jar or newest_jar()):
        yield f"`{name}`" if members is None else f"`{name}`: {', '.join(members)}"


def check(lines):
    """0, or 1 if docs/painless.md lists something else than what is missing."""
    told = {line[2:] for line in DOCS.read_text().split("## What of the allow-list is not there", 1)[1].splitlines() if line.startswith("* `")}
    found = set(rows(lines))
    for row in sorted(found ^ told):
        print(f"docs/painless.md: {'missing from the list' if row in found else 'on the list, but there'}: {row}")
    print(f"{len(found)} classes of the allow-list are not there, or not as a whole")
    return 1 if found != told else 0


def main(lines, *more):
    for row in rows(lines, *more):
        print(f"* {row}")


if __name__ == "__main__":
    main(*sys.argv[1:])
