"""dissect_oracle.py TOOL WORK [--seed N] [--lines N]: dissect against the dissect library of Elasticsearch itself, on patterns and texts that are made up.

TOOL is build/…/tests/dissect_lines; the library is fetched into WORK. Prints the seed first; the same seed makes the same lines."""

import argparse
import pathlib
import random
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import oracle  # noqa: E402

DELIMITERS = [" ", ",", ", ", " - ", "|", "][", "] [", ": ", "=", "::", "é", "\t", "\n", "aba", "", "}", "%", "{"]
NAMES = ["a", "b", "c", "d.e", "a b", "é"]
VALUES = ["x", "y1", "", "a", "ab", "é", "1.2", "x y", " ", ",", "-", "ba", "longer value", "\n", "a=b"]


def key_of(source):
    kind, name = source.random(), source.choice(NAMES)
    mark = "" if kind < 0.5 else source.choice(["+", "+", "?", "*", "&", "/", "++"])
    if kind > 0.97:
        name = ""
    order = f"/{source.choice([0, 1, 2, 3, 10, 70000])}" if mark == "+" and source.random() < 0.4 else ""
    return "%{" + mark + name + order + ("->" if source.random() < 0.2 else "") + "}"


def case_of(source):
    """A pattern, and a text that was put together as the pattern asks, more or less."""
    pattern = text = source.choice(["", "", "", "[", "x ", "é:", "\n"])
    if source.random() < 0.25:
        pairs = [("%{*k1}", "="), ("%{&k1}", ";"), ("%{*k2}", "="), ("%{&k2}", "")]
    else:
        pairs = [(key_of(source), source.choice(DELIMITERS)) for _ in range(source.randint(1, 6))]
        if source.random() < 0.6:
            pairs[-1] = (pairs[-1][0], "")
    for key, delimiter in pairs:
        pattern += key + delimiter
        repeats = source.choice([1, 1, 1, 1, 1, 2, 3, 0])
        text += source.choice(VALUES) + delimiter * repeats
    if source.random() < 0.15:
        text = text[:source.randint(0, len(text))]
    return source.choice(["", "", " ", "--"]), pattern, text


def plain(answer):
    """Of several references without a partner Java names the one that its hash map has first."""
    return re.sub(r"reference associations: '[^']*'", "reference associations", answer)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tool")
    options.add_argument("work", type=pathlib.Path)
    options.add_argument("--seed", type=int, default=random.randrange(10**9))
    options.add_argument("--lines", type=int, default=20000)
    chosen = options.parse_args()
    print(f"seed {chosen.seed}")
    source = random.Random(chosen.seed)
    cases = [case_of(source) for _ in range(chosen.lines)]
    lines = ["\t".join(map(oracle.base64_of, case)) for case in cases]
    command = oracle.java_command("dissect", "DissectOracle", chosen.work.resolve())
    return 0 if oracle.compare("dissect", cases, lines, [chosen.tool], command, plain=plain) else 1


if __name__ == "__main__":
    sys.exit(main())
