#!/usr/bin/env python3
"""monitoring.py FLOWSHIP [PAIRS [RECORDS]]: what monitoring costs. `run --once` over RECORDS real GoFlow2 records, one worker, output to /dev/null, in pairs: without
monitoring, and with it and a page that asks as the status page does. CPU seconds of the whole process (getrusage), in turns, so that what else the machine does meets both.

The page asks every two seconds that the agent has worked, not every two seconds on the clock: on a machine that is busy with other things it would ask more often for the
same number of records than on one that is not."""

import gzip
import json
import os
import pathlib
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
ASK_EVERY = 2.0
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def worked(pid):
    """CPU seconds of a process that runs; None when it has ended."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else (int(fields[11]) + int(fields[12])) / TICKS


def run(binary, folder, logs, monitored):
    """(CPU seconds, times that the page asked)"""
    port, data = free_port(), folder / "data"
    subprocess.run(["rm", "-rf", data], check=True)
    policy = folder / "policy.yml"
    policy.write_text(f"outputs: {{default: {{type: console}}}}\nagent: {{data_path: {data}, workers: 1, monitoring: {{http: {{enabled: {str(monitored).lower()}, port: {port}}}}}, logging.metrics.enabled: false}}\n"
                      f"inputs: [{{type: filestream, streams: [{{data_stream: {{dataset: goflow2.sflow}}, paths: ['{logs}/*.log'], ignore_older: 0}}]}}]\n")
    with open("/dev/null", "wb") as null:
        process = subprocess.Popen([binary, "run", "--once", "-c", policy], stdout=null, stderr=subprocess.PIPE)
    asked = 0
    while (now := worked(process.pid)) is not None:
        if monitored and now >= (asked + 1) * ASK_EVERY:
            for path in ("stats?history", "flows?top=10"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=60) as answer:
                    json.load(answer)
            asked += 1
        time.sleep(0.02)
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"flowship ended with {process.returncode}:\n{said}")
    return usage.ru_utime + usage.ru_stime, asked


def make_logs(folder, records):
    lines = [line for line in gzip.open(ROOT / "testdata/goflow2/under-load.log.gz").read().split(b"\n") if line and b"}{" not in line]
    dice, files = random.Random(1), 4
    for number in range(files):
        with open(folder / f"{number}.log", "wb") as log:
            for _ in range(records // files):
                log.write(dice.choice(lines) + b"\n")


def main(binary, pairs=8, records=1_000_000):
    with tempfile.TemporaryDirectory(prefix="flowship-bench-") as name:
        folder = pathlib.Path(name)
        logs = folder / "logs"
        logs.mkdir()
        make_logs(logs, records)
        run(binary, folder, logs, True)  # so that the files are in the page cache
        without, with_, ratios = [], [], []
        for pair in range(pairs):
            order = (False, True) if pair % 2 == 0 else (True, False)
            got = {monitored: run(binary, folder, logs, monitored) for monitored in order}
            without.append(got[False][0])
            with_.append(got[True][0])
            ratios.append(with_[-1] / without[-1] - 1)
            print(f"{without[-1]:.2f} s without, {with_[-1]:.2f} s with ({got[True][1]} looks): {ratios[-1]:+.2%}", flush=True)
    dice = random.Random(2)
    medians = sorted(statistics.median(dice.choices(ratios, k=pairs)) for _ in range(10_000))
    print(f"{records} records, median of {pairs}: {statistics.median(without):.2f} s without, {statistics.median(with_):.2f} s with; fastest of each {min(without):.2f} and {min(with_):.2f} s")
    print(f"difference: median {statistics.median(ratios):+.2%}, 95 % of resampled medians in {medians[250]:+.2%} .. {medians[9750]:+.2%}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:]))
