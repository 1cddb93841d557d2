"""What the benchmarks have in common: real records, a process and what it took, a server of _bulk that thinks nothing."""

import gzip
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]


def real_records():
    """Real lines, whole ones; the addresses, ports and lengths are those of a real exporter."""
    with gzip.open(ROOT / "testdata/goflow2/under-load.log.gz") as log:
        return [line for line in log if b"}{" not in line and line.strip()]


def write_records(path, count, once=None):
    """Real records over and over. Returns the bytes."""
    once = once or real_records()
    with open(path, "wb") as log:
        for _ in range(count // len(once)):
            log.write(b"".join(once))
        log.write(b"".join(once[:count % len(once)]))
    return os.stat(path).st_size


class Took:
    """CPU seconds (user and system), most resident MB and wall seconds of a process."""

    def __init__(self, cpu, rss, wall):
        self.cpu, self.rss, self.wall = cpu, rss, wall


def measured(*command, stdin=None, writes=None):
    """`writes`: a file that it makes. What is left of an earlier run is removed before: to empty 400 MB takes a tenth of a second, which is nobody's work here."""
    if writes is not None:
        pathlib.Path(writes).unlink(missing_ok=True)
    started = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        sys.exit(f"{command}: {error.decode()}")
    return Took(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.monotonic() - started)


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def policy(path, data, output, paths, more="", agent=""):
    """A policy with one stream of GoFlow2's records."""
    listed = ", ".join(f'"{each}"' for each in paths)
    path.write_text(f"""\
outputs: {{default: {{{output}}}}}
agent: {{data_path: {data}, logging: {{level: warning}}{agent}}}
inputs: [{{id: a, type: filestream, streams: [{{id: flows, data_stream: {{dataset: goflow2.sflow}}, paths: [{listed}], ignore_older: 0{more}}}]}}]
""")
    return path


def bulk_output(port, options):
    return f'type: elasticsearch, hosts: ["http://127.0.0.1:{port}"], proxy_disable: true, {options}'


class NullServer:
    """A _bulk server in a process of its own. With `stamps`, when each record arrived is written there: its number and the nanoseconds of CLOCK_MONOTONIC."""

    def __init__(self, pause_per_mb=0.0, stamps=""):
        self.process = subprocess.Popen([sys.executable, __file__, str(pause_per_mb), str(stamps)], stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


NUMBER = re.compile(rb'"sequence_num":(\d+)')


def answer_requests(client, pause_per_mb, stamps):
    """Answers every _bulk with success as soon as its last byte is there."""
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
        now = time.monotonic_ns()
        time.sleep(pause_per_mb * length / 1e6)
        lines = gzip.decompress(received) if b"content-encoding: gzip" in head.lower() else received
        if stamps:
            stamps.write("".join(f"{number.decode()} {now}\n" for number in NUMBER.findall(lines)))
            stamps.flush()
        body = b'{"errors":false,"items":[' + b",".join([b'{"create":{"status":201}}'] * (lines.count(b"\n") // 2)) + b"]}"
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def serve(pause_per_mb, stamps):
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    file = open(stamps, "w", encoding="ascii") if stamps else None
    while True:
        threading.Thread(target=answer_requests, args=(listener.accept()[0], pause_per_mb, file), daemon=True).start()


if __name__ == "__main__":
    serve(float(sys.argv[1]), sys.argv[2])
