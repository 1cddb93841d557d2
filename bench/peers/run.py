#!/usr/bin/env python3
"""run.py FLOWSHIP [--records N] [--runs N] [--otelcol BINARY]: peers over the same records as flowship, in one run: a file read, each record normalised towards ECS, a file written.
rsyslog is Debian's (package rsyslog); a collector is made as otel-builder.yml says. A peer that is not there is left out.

A peer tails its file and does not end by itself: it has done when its output has a record for each of the input (rsyslog: a line; the collector: a logRecord), and its CPU is read
then from the kernel. What it needs to start is in it; with more records that weighs less."""

import argparse
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from measure import Took, measured, write_records  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


def until_written(command, output, mark, records, seconds=300):
    """Runs until `output` has `mark` that often."""
    started = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen, at, last = 0, 0, b""
    while seen < records:
        time.sleep(0.2)
        if process.poll() is not None:
            sys.exit(f"{command[0]} ended with {process.returncode}")
        if time.monotonic() - started > seconds:
            process.kill()
            sys.exit(f"{command[0]} has written {seen} of {records} records in {seconds} s")
        if not output.exists():
            continue
        with open(output, "rb") as file:
            file.seek(at)
            while block := file.read(1 << 22):
                at += len(block)
                joined = last + block
                seen += joined.count(mark) - last.count(mark)
                last = joined[-len(mark):]
    wall = time.monotonic() - started
    process.send_signal(signal.SIGTERM)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return Took(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, wall)


def filled_in(template, folder):
    path = folder / template.removesuffix(".in")
    path.write_text((HERE / template).read_text(encoding="utf-8").replace("@FOLDER@", str(folder)), encoding="utf-8")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("flowship")
    parser.add_argument("--records", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--otelcol")
    options = parser.parse_args()
    rsyslogd = shutil.which("rsyslogd", path=os.environ["PATH"] + ":/usr/sbin")
    with tempfile.TemporaryDirectory(prefix="flowship-peers-") as name:
        folder = pathlib.Path(name)
        output = folder / "out.ndjson"
        write_records(folder / "flows.log", options.records)
        runs = {}
        for _ in range(options.runs):
            ours = measured(options.flowship, "replay", "--workers", 1, "--output", f"file:{output}", folder / "flows.log", writes=output)
            runs.setdefault("flowship replay, one worker", []).append(ours)
            peers = []
            if rsyslogd:
                peers.append(("rsyslog: imfile, mmjsonparse, list template, omfile", [rsyslogd, "-n", "-i", folder / "pid", "-f", filled_in("rsyslog.conf.in", folder)], b"\n"))
            if options.otelcol:
                peers.append(("OpenTelemetry collector 0.148: filelog, transform, file", [options.otelcol, "--config", filled_in("otel.yml.in", folder)], b'"timeUnixNano"'))
            for peer, command, mark in peers:
                output.unlink(missing_ok=True)
                shutil.rmtree(folder / "spool", ignore_errors=True)
                (folder / "spool").mkdir()
                runs.setdefault(peer, []).append(until_written(command, output, mark, options.records))
        print(f"{options.records:,} records, median of {options.runs} runs\n")
        print("| | events / CPU s | most RSS MB | wall s | flowship's rate over it |\n| --- | --- | --- | --- | --- |")
        base = None
        for what, of in runs.items():
            cpu, rss, wall = (statistics.median(getattr(run, key) for run in of) for key in ("cpu", "rss", "wall"))
            base = base or cpu
            print(f"| {what} | {options.records / cpu:,.0f} | {rss:.0f} | {wall:.1f} | {cpu / base:.0f} × |")


if __name__ == "__main__":
    main()
