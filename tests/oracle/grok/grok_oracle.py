"""grok_oracle.py TOOL WORK [--seed N] [--lines N]: every pattern of grok, ECS's and the legacy ones, against the grok library of Elasticsearch itself.

Lines are made from the patterns: text that should match, and the same with faults put in. TOOL is build/…/tests/grok_lines; the library is fetched into
WORK. Prints the seed first; the same seed makes the same lines."""

import argparse
import pathlib
import random
import re
import sys
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import oracle  # noqa: E402

warnings.filterwarnings("ignore")
import sre_constants as sre  # noqa: E402
import sre_parse  # noqa: E402

TREE = pathlib.Path(__file__).resolve().parents[3]
SETS = {"v1": "ecs-v1", "disabled": "legacy"}
USE = re.compile(r"%\{([A-z0-9]+)(?::[\w@\[\].:-]+)?\}")
NOISE = [" ", "\t", "\n", "x", "0", "-", ".", ":", "[", "]", '"', "\\", "/", "é", "ä", "\u00a0", "😀", "٣", "\r"]


def patterns_of(mode):
    patterns = {}
    for file in sorted((TREE / "patterns/grok" / SETS[mode]).iterdir()):
        for line in file.read_text().splitlines():
            parts = line.lstrip().split(None, 1)
            if len(parts) == 2 and not line.strip().startswith("#"):
                patterns[parts[0]] = parts[1]
    return patterns


def for_python(pattern, patterns):
    """The pattern written out, in Python's spelling, near enough to make text from."""
    while USE.search(pattern):
        pattern = USE.sub(lambda use: "(?:" + patterns[use[1]] + ")", pattern)
    pattern = re.sub(r"\(\?<(?![=!])[^>]+>", "(?:", pattern)
    pattern = pattern.replace("[[:alnum:]]", "A-Za-z0-9").replace(r"\h", "[0-9a-fA-F]").replace(r"\Z", "$")
    return re.sub(r"\(\?m\)", "", pattern)


class Maker:
    """Text that a pattern should match, but for what its look-around says."""

    def __init__(self, source):
        self.random = source

    def text(self, tree):
        return "".join(self.item(op, value) for op, value in tree)

    def item(self, op, value):
        if op is sre.LITERAL:
            return chr(value)
        if op is sre.NOT_LITERAL:
            return self.random.choice([c for c in "ab 1-_é" if ord(c) != value])
        if op is sre.ANY:
            return self.random.choice("ab1 ._-é")
        if op is sre.IN:
            return self.member(value)
        if op is sre.BRANCH:
            return self.text(self.random.choice(value[1]))
        if op is sre.SUBPATTERN:
            return self.text(value[3])
        if op is sre.ATOMIC_GROUP:
            return self.text(value)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, inner = value
            most = min(int(most), least + self.random.choice((0, 1, 3)))
            return "".join(self.text(inner) for _ in range(self.random.randint(least, most)))
        return ""  # a place, not a character

    def member(self, items):
        if items[0][0] is sre.NEGATE:
            return self.random.choice("ab1 ._-:é")
        op, value = self.random.choice(items)
        if op is sre.LITERAL:
            return chr(value)
        if op is sre.RANGE:
            return chr(self.random.randint(*value))
        return self.random.choice({sre.CATEGORY_DIGIT: "0123456789", sre.CATEGORY_SPACE: " \t", sre.CATEGORY_WORD: "az_09"}.get(value, ".-/"))

    def damaged(self, text):
        for _ in range(self.random.choice((1, 1, 2, 4))):
            at, kind = self.random.randint(0, len(text)), self.random.randrange(6)
            if kind == 0:
                text = text[:at] + self.random.choice(NOISE) + text[at:]
            elif kind == 1:
                text = text[:at] + text[at + 1:]
            elif kind == 2:
                text = text[:at]
            elif kind == 3:
                text = text[at:]
            elif kind == 4:
                text = self.random.choice(NOISE) + text + self.random.choice(NOISE)
            else:
                text = text[:at] + text[max(0, at - 5):]
        return text


def cases_of(mode, source, lines):
    patterns, maker = patterns_of(mode), Maker(source)
    for name, pattern in patterns.items():
        try:
            tree = sre_parse.parse(for_python(pattern, patterns))
        except re.error:  # a few of the published patterns have faults; both sides have to say the same of them
            tree = sre_parse.parse("[a-z0-9 .:-]*")
        expressions = [f"%{{{name}:whole}}", f"^%{{{name}:whole}}$", f"%{{{name}:whole}} ?%{{GREEDYDATA:rest}}", f"%{{DATA:before}}%{{{name}:whole}}\\b"]
        for number in range(lines):
            text = maker.text(tree)
            if number % 3 == 1:
                text = maker.damaged(text)
            elif number % 3 == 2 and source.random() < 0.7:
                text = source.choice(("x ", "- ", "é ", "")) + text + source.choice((" y", ":", " é", "\nz", ""))
            yield mode, source.choice(expressions), text


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tool")
    options.add_argument("work", type=pathlib.Path)
    options.add_argument("--seed", type=int, default=random.randrange(10**9))
    options.add_argument("--lines", type=int, default=12, help="a pattern")
    chosen = options.parse_args()
    print(f"seed {chosen.seed}")
    command = oracle.java_command("grok", "GrokOracle", chosen.work.resolve())
    source, good = random.Random(chosen.seed), True
    for mode in SETS:
        # The sets themselves: the same names as in the library.
        names = [set(oracle.answers(side, [f"patterns\t{mode}"])) - {""} for side in (command, [chosen.tool])]
        if names[0] != names[1]:
            good = False
            print(f"names of {mode} that only one side has: {sorted(names[0] ^ names[1])}")
        cases = list(cases_of(mode, source, chosen.lines))
        lines = [f"{mode}\t{oracle.base64_of(expression)}\t{oracle.base64_of(text)}" for mode, expression, text in cases]
        good = oracle.compare(f"grok, {len(names[0])} patterns of {mode}", cases, lines, [chosen.tool], command) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
