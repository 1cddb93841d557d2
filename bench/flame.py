#!/usr/bin/env python3
"""flame.py TITLE < `perf script` > flame.svg: a flame graph: how wide a box is says in how many samples the function was on the stack, what it called stands on it.

    perf record -F 2000 --call-graph dwarf,16384 flowship replay --workers 1 --output file:out flows.log; perf script --no-inline | flame.py 'replay' > flame.svg

Boxes narrower than 1/1000 are left out. A browser shows a box's whole name and its share under the mouse."""

import html
import re
import sys

WIDTH, ROW, TOP, LEAST = 1400, 17, 28, 0.001


class Box:
    def __init__(self):
        self.count, self.above = 0, {}

    def add(self, stack):
        self.count += 1
        if stack:
            self.above.setdefault(stack[0], Box()).add(stack[1:])

    def depth(self):
        return 1 + max((box.depth() for box in self.above.values()), default=0)


def short(name):
    """Without arguments, templates and our own namespace."""
    name = re.sub(r"\(anonymous namespace\)::|flowship::|std::", "", name)
    while (plain := re.sub(r"<[^<>()]*>|\([^<>()]*\)( const)?", "", name)) != name:
        name = plain
    return name or "[unknown]"


def stacks(lines):
    """From the thread's name on upwards."""
    stack, thread = [], ""
    for line in lines:
        if not line.strip():
            if stack:
                yield [thread] + stack[::-1]
            stack = []
        elif not line[0].isspace():
            thread = line.split()[0]
        elif match := re.match(r"\s+[0-9a-f]+ (.*?)(\+0x[0-9a-f]+)? \((\S+)\)$", line.rstrip()):
            name = match[1] if match[1] != "[unknown]" else f"[{match[3].rsplit('/', 1)[-1]}]"
            if short(name) not in stack[-1:]:
                stack.append(short(name))


def draw(box, name, x, level, scale, whole, height):
    width = box.count * scale
    hue = 10 + sum(name.encode()) % 45
    y = height - (level + 1) * ROW
    share = f"{html.escape(name)}: {100 * box.count / whole:.1f} %"
    print(f'<g><title>{share}</title><rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 1}" fill="hsl({hue},85%,68%)"/>', end="")
    if (room := int(width / 7)) > 3:
        print(f'<text x="{x + 2:.1f}" y="{y + 12}">{html.escape(name[:room])}</text>', end="")
    print("</g>")
    for above, other in sorted(box.above.items()):
        if other.count >= LEAST * whole:
            draw(other, above, x, level + 1, scale, whole, height)
        x += other.count * scale


def main():
    root = Box()
    for stack in stacks(sys.stdin):
        root.add(stack)
    height = TOP + root.depth() * ROW
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="monospace" font-size="11">')
    print(f'<rect width="100%" height="100%" fill="#fff"/><text x="4" y="16">{html.escape(sys.argv[1])}: {root.count} samples</text>')
    draw(root, "all", 0, 0, WIDTH / root.count, root.count, height)
    print("</svg>")


if __name__ == "__main__":
    main()
