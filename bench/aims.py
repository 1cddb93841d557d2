#!/usr/bin/env python3
"""aims.py BUILDDIR [--runs N] [--aims 1,3,…] [--long]: the aims of speed, each as target, measured and ratio to the target, in one table. BUILDDIR holds flowship, bench/limit and,
for some rows, bench/gzip_rate, bench/processors and bench/libcount_allocations.so (targets of the same names).

What is compared runs in turn, in one run on one machine, and of several runs the median counts. CPU is user and system of whole processes. Nothing here passes
or fails: it is a table to read. --long adds 50,000,000 records through one process."""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

from bulk import replay_to_bulk, replay_to_file
from measure import ROOT, NullServer, bulk_output, measured, median, policy, real_records, write_records

RECORDS = 500_000
# docs/performance.md, "The aims, measured": events per CPU-second of each on one machine, and of bench/limit.cc on the same one.
PEERS, PEERS_LIMIT = {"Fluent Bit": 11_600, "Vector": 6_800}, 760_000


class Bench:
    def __init__(self, build, folder, runs):
        self.build, self.folder, self.runs = pathlib.Path(build).resolve(), folder, runs
        self.flowship = self.build / "flowship"
        self.log = folder / "flows.log"
        write_records(self.log, RECORDS)

    def limit(self):
        return measured(self.build / "bench/limit", self.log, self.folder / "limit.out", writes=self.folder / "limit.out")

    def run_once(self, paths, workers=1):
        for old in ("data", "events"):
            shutil.rmtree(self.folder / old, ignore_errors=True)
        output = f"type: file, path: {self.folder}/events, filename: flows, rotate_every_kb: 100000000"
        config = policy(self.folder / "once.yml", self.folder / "data", output, paths, agent=f", workers: {workers}")
        took = measured(self.flowship, "run", "--once", "-c", config)
        written = sum(1 for file in (self.folder / "events").iterdir() for _ in open(file, "rb"))
        if written != RECORDS:
            raise SystemExit(f"run --once wrote {written} of {RECORDS} records")
        return took


def row(aim, what, target, measured_as, ratio, at_most=True):
    """`ratio` is of the measured to the target: at most 1 is good where the target is an upper bound, at least 1 where it is a lower one."""
    met = ratio <= 1 if at_most else ratio >= 1
    print(f"| {aim} | {what} | {target} | {measured_as} | {ratio:.2f} | {'yes' if met else 'no'} |", flush=True)


def main_job(bench):
    limit, one, two, once = [], [], [], []
    for _ in range(bench.runs):
        limit.append(bench.limit())
        one.append(replay_to_file(bench.flowship, bench.folder))
        two.append(replay_to_file(bench.flowship, bench.folder, workers=2))
        once.append(bench.run_once([bench.log]))
    cpu = median(one, "cpu")
    over_limit = cpu / median(limit, "cpu")
    row(1, f"replay, one worker: {RECORDS / cpu:,.0f} events per CPU-second, over limit.cc ({RECORDS / median(limit, 'cpu'):,.0f})", "≤ 2.5 ×", f"{over_limit:.2f} ×", over_limit / 2.5)
    registry = median(once, "cpu") / cpu
    row(1, "`run --once` with registry, over replay", "≤ 1.10 ×", f"{registry:.2f} ×", registry / 1.1)
    pair = median(two, "wall") / median(one, "wall")
    row(1, f"two workers, wall time over one ({median(one, 'wall'):.2f} s)", "≤ 0.6 ×", f"{pair:.2f} ×", pair / 0.6)
    for (name, rate), times in zip(PEERS.items(), (30, 50)):
        ratio = PEERS_LIMIT / rate / over_limit
        row(2, f"over {name} ({rate:,} where limit.cc does {PEERS_LIMIT:,})", f"≥ {times} ×", f"{ratio:.0f} ×", ratio / times, at_most=False)
    for name, runs in (("replay", one), ("`run --once`", once)):
        row(5, f"most resident memory of {name} at full rate", "< 64 MB", f"{median(runs, 'rss'):.0f} MB", median(runs, "rss") / 64)


def bulk(bench):
    file, plain = [], []
    for _ in range(bench.runs):
        file.append(replay_to_file(bench.flowship, bench.folder))
        plain.append(replay_to_bulk(bench.flowship, bench.folder, "compression_level: 0"))
    rate = median(file, "cpu") / median(plain, "cpu")
    row(3, "rate to a null _bulk server without gzip, of the file rate", "≥ 0.6 ×", f"{rate:.2f} ×", rate / 0.6, at_most=False)
    program = bench.build / "bench/gzip_rate"
    if program.exists():
        bodies = bench.folder / "bodies.ndjson"
        with open(bodies, "wb") as out:
            out.write(open(bench.folder / "out.ndjson", "rb").read(64 << 20))
        ratios = [float(subprocess.run([program, bodies], stdout=subprocess.PIPE, check=True).stdout) for _ in range(bench.runs)]
        ratio = statistics.median(ratios)
        row(3, "gzip level 1 as flowship does it, over zlib's, the same bodies", "≥ 3 ×", f"{ratio:.2f} ×", ratio / 3, at_most=False)


def start_agent(bench, server, path, more=""):
    shutil.rmtree(bench.folder / "data", ignore_errors=True)
    config = policy(bench.folder / "tail.yml", bench.folder / "data", bulk_output(server.port, "compression_level: 1"), [path], more)
    return subprocess.Popen([bench.flowship, "run", "-c", config], stderr=subprocess.DEVNULL)


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("nothing arrived in time")
        time.sleep(0.0005)


def latency(bench, seconds=8, per_second=1000):
    """Each line is stamped when it was written and when the server had it."""
    stamps, log = bench.folder / "stamps", bench.folder / "tailed.log"
    record = re.sub(rb'"sequence_num":\d+', b'"sequence_num":%d', real_records()[0].replace(b"%", b""))
    stamps.write_bytes(b"")
    log.write_bytes(record % 0)
    with NullServer(stamps=stamps) as server:
        agent = start_agent(bench, server, log)
        try:
            wait_for(lambda: stamps.stat().st_size > 0)
            sent, start = {}, time.monotonic_ns() + 500_000_000
            with open(log, "ab", buffering=0) as out:
                for number in range(1, seconds * per_second + 1):
                    due = start + number * 1_000_000_000 // per_second
                    while (left := due - time.monotonic_ns()) > 0:
                        time.sleep(left / 1e9)
                    out.write(record % number)
                    sent[number] = time.monotonic_ns()
            wait_for(lambda: f"\n{seconds * per_second} " in stamps.read_text())
        finally:
            agent.terminate()
            agent.wait()
    arrived = {int(number): int(at) for number, at in (line.split() for line in stamps.read_text().splitlines())}
    waits = sorted((arrived[number] - at) / 1e6 for number, at in sent.items())
    middle, late = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    row(4, f"a tailed line on the wire, {per_second:,} lines/s, median", "< 5 ms", f"{middle:.2f} ms", middle / 5)
    row(4, "the same, 99th percentile", "< 20 ms", f"{late:.2f} ms", late / 20)


def allocations(bench):
    """Of the whole process, malloc and its like: the difference between a run over some records and one over twice as many."""
    library = bench.build / "bench/libcount_allocations.so"
    if not library.exists():
        return
    counts, half = [], bench.folder / "half.log"
    write_records(half, RECORDS // 2)
    for log in (half, bench.log):
        run = subprocess.run([bench.flowship, "replay", "--workers", "1", "--output", "file:/dev/null", log], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
                             env={**os.environ, "LD_PRELOAD": str(library)})
        counts.append(int(re.search(r"allocations: (\d+)", run.stderr)[1]))
    more = (counts[1] - counts[0]) / (RECORDS / 2)
    print(f"| 5 | allocations an event, whole process (a batch of 400 costs {400 * more:.1f}); the worker's own way: 0, tests/allocation | 0 | {more:.4f} | | {'yes' if more < 0.05 else 'no'} |")


def growth(bench, records):
    """Resident memory over many records through one process, from a pipe."""
    replay = subprocess.Popen([bench.flowship, "replay", "--workers", "1", "--output", "file:/dev/null", "-"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    chunk, sizes = bench.log.read_bytes(), []
    for _ in range(records // RECORDS):
        replay.stdin.write(chunk)
        sizes.append(int(open(f"/proc/{replay.pid}/statm", encoding="ascii").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20)
    replay.stdin.close()
    replay.wait()
    early, late = statistics.median(sizes[1:1 + len(sizes) // 5]), statistics.median(sizes[-len(sizes) // 5:])
    row(5, f"resident memory over {records:,} records: the last fifth over the first ({early:.1f} MB)", "≤ 1.05 ×", f"{late / early:.3f} ×", late / early / 1.05)


def start(bench):
    version = statistics.median(measured(bench.flowship, "version").wall for _ in range(bench.runs * 7)) * 1000
    row(6, "`flowship version`", "< 10 ms", f"{version:.1f} ms", version / 10)
    firsts, log = [], bench.folder / "first.log"
    write_records(log, 10)
    for _ in range(bench.runs * 3):
        stamps = bench.folder / "stamps"
        stamps.write_bytes(b"")
        with NullServer(stamps=stamps) as server:
            time.sleep(0.1)
            before = time.monotonic_ns()
            agent = start_agent(bench, server, log)
            wait_for(lambda: stamps.stat().st_size > 0)
            firsts.append((int(stamps.read_text().split()[1]) - before) / 1e6)
            agent.terminate()
            agent.wait()
    first = statistics.median(firsts)
    row(6, "`flowship run` to its first event on the wire", "< 50 ms", f"{first:.1f} ms", first / 50)
    stripped = bench.folder / "stripped"
    subprocess.run(["strip", "-o", stripped, bench.flowship], check=True)
    size = stripped.stat().st_size / 1e6
    row(6, "the binary, stripped", "< 10 MB", f"{size:.1f} MB", size / 10)


def files(bench):
    counts, times = (1, 10, 100, 1_000, 10_000), {}
    lines = bench.log.read_bytes().splitlines(keepends=True)
    for count in counts:
        folder = bench.folder / f"files-{count}"
        folder.mkdir()
        for number in range(count):
            # The first line makes a file what it is, so each has one of its own.
            own = re.sub(rb'"sequence_num":\d+', b'"sequence_num":%d' % (1_000_000 + number), lines[number])
            (folder / f"{number}.log").write_bytes(own + b"".join(lines[number * (RECORDS // count) + 1:(number + 1) * (RECORDS // count)]))
    for _ in range(bench.runs):
        for count in counts:
            times.setdefault(count, []).append(bench.run_once([bench.folder / f"files-{count}" / "*.log"]))
    base = median(times[1], "cpu")
    for count in counts[1:]:
        ratio = median(times[count], "cpu") / base
        row(7, f"`run --once` over {count:,} files, over one of as many bytes ({base:.2f} s)", "≤ 1.5 ×", f"{ratio:.2f} ×", ratio / 1.5)


def conditions(bench):
    program = bench.build / "bench/processors"
    if not program.exists():
        return
    text = subprocess.run([program, ROOT / "testdata", "no-op"], stdout=subprocess.PIPE, text=True, check=True).stdout
    for what, nanos in re.findall(r"^\| (100 .*?) \| ([\d.]+) \|$", text, re.M):
        row(7, f"{what}, an event", "< 1 µs", f"{float(nanos) / 1000:.2f} µs", float(nanos) / 1000)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("build")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--aims", default="main,bulk,latency,allocations,start,files,conditions")
    parser.add_argument("--long", type=int, nargs="?", const=50_000_000, help="records through one process, for the growth of its memory")
    options = parser.parse_args()
    parts = {"main": main_job, "bulk": bulk, "latency": latency, "allocations": allocations, "start": start, "files": files, "conditions": conditions}
    with tempfile.TemporaryDirectory(prefix="flowship-bench-") as folder:
        bench = Bench(options.build, pathlib.Path(folder), options.runs)
        print(f"{RECORDS:,} real records, {bench.log.stat().st_size / 1e6:.0f} MB, median of {options.runs} runs\n")
        print("| aim | what | target | measured | of the target | met |\n| --- | --- | --- | --- | --- | --- |")
        for name in filter(None, options.aims.split(",")):
            parts[name](bench)
        if options.long:
            growth(bench, options.long)


if __name__ == "__main__":
    main()
