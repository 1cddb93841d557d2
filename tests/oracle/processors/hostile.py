"""Options that nobody means: every processor with each of its options made null, empty, long, nested, of another type. None may end the process.

    hostile.py SIMULATE_ANSWER [--seed N] [--pipelines N]
"""

import argparse
import copy
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "e2e")]
import differential  # noqa: E402
import generate  # noqa: E402
import harness  # noqa: E402

ODD = (None, "", [], {}, 5, -1, 1e300, 2**70, True, [None], {"a": None}, [[]], "{{", "{{#x}}", "{{/x}}", "a" * 5000, ".", "..", "a..b", "%{", "(",
    "\0", "_ingest", "_ingest._value", "\ud7ff", "[" * 600)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--pipelines", type=int, default=3, help="for each processor")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    inside = differential.Inside(options.binary)
    cases, ended = 0, []
    for name in sorted(set(inside.types()) & generate.PROCESSORS.keys()):
        r = random.Random(f"{options.seed} {name}")
        for _ in range(options.pipelines):
            pipeline, sources = generate.pipeline(r, name, 3)
            docs = [{"_source": source} for source in sources]
            for option in sorted(pipeline["processors"][0][name]):
                for value in ODD:
                    odd = copy.deepcopy(pipeline)
                    odd["processors"][0][name][option] = value
                    cases += 1
                    try:
                        inside.simulate(odd, docs)
                    except harness.Failure as failure:
                        ended.append(f"{name}.{option} = {str(value)[:40]!r}: {str(failure)[:40]}: {str(odd)[:300]}")
                        inside = differential.Inside(options.binary)
    print("\n".join(ended[:20]))
    print(f"{cases} cases, {len(ended)} ended the process")
    return 1 if ended else 0


if __name__ == "__main__":
    sys.exit(main())
