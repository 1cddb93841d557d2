#!/usr/bin/env python3
"""bulk.py FLOWSHIP [RECORDS] [RUNS]: what bringing events to a cluster costs over writing them to a file, in one run on one machine: `replay` of real GoFlow2 records into a
file, and by _bulk to a server that takes everything and thinks nothing (a process of its own), without gzip, with gzip 1, and with a server that is ten times slower.

CPU is flowship's alone, user and system. Nothing here passes or fails: it is a table to read."""

import gzip
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]


def serve(pause_per_mb):
    """Answers every _bulk with success as soon as its last byte is there. Prints its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)

    def connection(client):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            head = b""
            while b"\r\n\r\n" not in head:
                got = client.recv(65536)
                if not got:
                    return
                head += got
            head, rest = head.split(b"\r\n\r\n", 1)
            length = int((re.search(rb"content-length: (\d+)", head.lower()) or [0, b"0"])[1])
            received = bytearray(length)
            received[:len(rest)] = rest
            view, at = memoryview(received), len(rest)
            while at < length:
                got = client.recv_into(view[at:])
                if got == 0:
                    return
                at += got
            time.sleep(pause_per_mb * length / 1e6)
            lines = gzip.decompress(received) if b"content-encoding: gzip" in head.lower() else received
            body = b'{"errors":false,"items":[' + b",".join([b'{"create":{"status":201}}'] * (lines.count(b"\n") // 2)) + b"]}"
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    while True:
        threading.Thread(target=connection, args=(listener.accept()[0],), daemon=True).start()


def measured(*command):
    """(CPU seconds, most resident MB, wall seconds)"""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command}: {error.decode()}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.monotonic() - started


def main():
    if sys.argv[1] == "--serve":
        return serve(float(sys.argv[2]))
    flowship, records, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500_000, int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory(prefix="flowship-bulk-") as folder:
        folder = pathlib.Path(folder)
        once = [line for line in gzip.open(ROOT / "testdata/goflow2/under-load.log.gz") if b"}{" not in line and line.strip()]
        with open(folder / "flows.log", "wb") as log:
            for number in range(records):
                log.write(once[number % len(once)])

        def policy(name, port, options):
            (folder / name).write_text(f"""\
outputs: {{default: {{type: elasticsearch, hosts: ["http://127.0.0.1:{port}"], proxy_disable: true, {options}}}}}
agent: {{data_path: {folder}/data}}
inputs: [{{id: a, type: filestream, streams: [{{data_stream: {{dataset: goflow2.sflow}}, paths: [/nowhere]}}]}}]
""")
            return name

        def to_file():
            return measured(flowship, "replay", "--workers", "1", "--output", f"file:{folder}/out.ndjson", folder / "flows.log")

        def to_bulk(options, pause=0.0):
            server = subprocess.Popen([sys.executable, __file__, "--serve", str(pause)], stdout=subprocess.PIPE)
            try:
                config = folder / policy("policy.yml", int(server.stdout.readline()), options)
                return measured(flowship, "replay", "--workers", "1", "--send-known", "-c", config, "--output", "elasticsearch", folder / "flows.log")
            finally:
                server.kill()
                server.wait()

        rows = {"to a file": [], "to _bulk, compression_level: 0": [], "to _bulk, compression_level: 1": []}
        for _ in range(runs):
            rows["to a file"].append(to_file())
            rows["to _bulk, compression_level: 0"].append(to_bulk("compression_level: 0"))
            rows["to _bulk, compression_level: 1"].append(to_bulk("compression_level: 1"))
        size = (folder / "out.ndjson").stat().st_size
        wall = statistics.median(wall for _, _, wall in rows["to _bulk, compression_level: 0"])
        rows["to _bulk, a server 10 × slower"] = [to_bulk("compression_level: 0", 10 * wall / (size * 1.05 / 1e6))]
        print(f"{records} records, {size / 1e6:.0f} MB of documents, median of {runs} runs, one worker\n")
        print("| replay | CPU s | events / CPU s | of the file's rate | most RSS MB | wall s |\n| --- | --- | --- | --- | --- | --- |")
        base = statistics.median(cpu for cpu, _, _ in rows["to a file"])
        for name, runs_of in rows.items():
            cpu, rss, wall = (statistics.median(values) for values in zip(*runs_of))
            print(f"| {name} | {cpu:.2f} | {records / cpu:,.0f} | {base / cpu:.2f} | {rss:.0f} | {wall:.1f} |")


if __name__ == "__main__":
    main()
