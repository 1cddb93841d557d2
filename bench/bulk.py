#!/usr/bin/env python3
"""bulk.py FLOWSHIP [RECORDS] [RUNS]: what bringing events to a cluster costs over writing them to a file, in one run on one machine: `replay` of real GoFlow2 records into a
file, and by _bulk to a server that takes everything and thinks nothing (a process of its own), without gzip, with gzip 1, and with a server that is ten times slower.

CPU is flowship's alone, user and system. Nothing here passes or fails: it is a table to read."""

import pathlib
import sys
import tempfile

from measure import NullServer, bulk_output, measured, median, policy, write_records


def replay_to_file(flowship, folder, workers=1):
    return measured(flowship, "replay", "--workers", workers, "--output", f"file:{folder}/out.ndjson", folder / "flows.log", writes=folder / "out.ndjson")


def replay_to_bulk(flowship, folder, options, pause_per_mb=0.0):
    with NullServer(pause_per_mb) as server:
        config = policy(folder / "policy.yml", folder / "data", bulk_output(server.port, options), ["/nowhere"])
        return measured(flowship, "replay", "--workers", 1, "--send-known", "-c", config, "--output", "elasticsearch", folder / "flows.log")


def main():
    flowship, records, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500_000, int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory(prefix="flowship-bulk-") as name:
        folder = pathlib.Path(name)
        write_records(folder / "flows.log", records)
        rows = {"to a file": [], "to _bulk, compression_level: 0": [], "to _bulk, compression_level: 1": []}
        for _ in range(runs):
            rows["to a file"].append(replay_to_file(flowship, folder))
            for level in (0, 1):
                rows[f"to _bulk, compression_level: {level}"].append(replay_to_bulk(flowship, folder, f"compression_level: {level}"))
        size = (folder / "out.ndjson").stat().st_size
        wall = median(rows["to _bulk, compression_level: 0"], "wall")
        rows["to _bulk, a server 10 × slower"] = [replay_to_bulk(flowship, folder, "compression_level: 0", 10 * wall / (size * 1.05 / 1e6))]
        print(f"{records} records, {size / 1e6:.0f} MB of documents, median of {runs} runs, one worker\n")
        print("| replay | CPU s | events / CPU s | of the file's rate | most RSS MB | wall s |\n| --- | --- | --- | --- | --- | --- |")
        base = median(rows["to a file"], "cpu")
        for what, of in rows.items():
            cpu = median(of, "cpu")
            print(f"| {what} | {cpu:.2f} | {records / cpu:,.0f} | {base / cpu:.2f} | {median(of, 'rss'):.0f} | {median(of, 'wall'):.1f} |")


if __name__ == "__main__":
    main()
