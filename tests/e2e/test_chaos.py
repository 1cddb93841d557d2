"""Everything at once, with the real parts: writers, logrotate every second, the agent killed again and again, Elasticsearch restarted, a bad wire. At the end
each record is in the index once.

Two folders of logs go through one agent: one is rotated by `create` and a SIGHUP, with a writer that does not know of the rotation until then; the other by
`copytruncate` with `compress`. Copytruncate itself loses what is written between its copy and its truncation, whoever reads; so that every record that was
written is a record that can be read, the writer there waits from logrotate's prerotate to its postrotate script. The agent knows nothing of that.

CHAOS_SEED replays what is drawn (the timing of processes is the machine's). CHAOS_KILLS, CHAOS_RATE (records a second of each writer, which writes its bursts at
full speed) and CHAOS_RECORDS (after which it writes only a few a second, so that a slow machine comes to an end) make more or less of it.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time

import wire
from harness import DATASET, ROOT, Flowship, Node, check, data_stream, equal, fresh_folder, fresh_namespace, install_template, wait_until

KILLS = int(os.environ.get("CHAOS_KILLS", 50))
RATE = int(os.environ.get("CHAOS_RATE", 1000))
MOST = int(os.environ.get("CHAOS_RECORDS", 12000))
SEED = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(2**31)))
RANGE = 10_000_000  # of the sequence numbers of a writer

CREATE = """\
"{logs}/*.log" {{
  rotate 10000
  create
  sharedscripts
  postrotate
    kill -HUP {pids}
  endscript
}}
"""
COPYTRUNCATE = """\
"{logs}/*.log" {{
  rotate 10000
  copytruncate
  compress
  nosharedscripts
  prerotate
    hold="{hold}/$(basename "$1")"
    touch "$hold"
    until [ -e "$hold.held" ]; do sleep 0.01; done
  endscript
  postrotate
    rm "{hold}/$(basename "$1")"
  endscript
}}
"""

POLICY = """\
id: chaos
outputs:
  default: {{type: elasticsearch, hosts: ["{url}"], ssl.certificate_authorities: ["{authority}"], backoff.init: 50ms, backoff.max: 500ms, timeout: 10s}}
agent:
  data_path: {data}
inputs:
  - id: goflow2-logs
    type: filestream
    data_stream: {{namespace: {namespace}}}
    streams:
      - id: goflow2-sflow
        data_stream: {{dataset: {dataset}}}
        paths: ["{created}/*.log*", "{copied}/*.log*"]
        exclude_files: []
        ignore_older: 0
"""


class Writers:
    """Two for each folder."""

    def __init__(self, created, copied, hold, seed):
        self._processes = []
        for number, (folder, holds) in enumerate(((created, False), (created, False), (copied, True), (copied, True))):
            name = f"{'ab'[number % 2]}.log"
            command = ["setpriv", "--pdeathsig", "KILL", sys.executable, ROOT / "tests/e2e/logwriter.py", folder / name, number * RANGE, RATE, MOST, seed + number]
            self._processes.append(subprocess.Popen([str(part) for part in command + ([hold / name] if holds else [])], stdout=subprocess.PIPE))
        self.pids = [process.pid for process in self._processes]
        wait_until(lambda: all((folder / f"{name}.log").exists() for folder in (created, copied) for name in "ab"), "the writers do not begin")

    def end(self):
        """The sequence numbers that were written."""
        for process in self._processes:
            process.terminate()
        counts = [int(process.communicate(timeout=120)[0]) for process in self._processes]
        return {number * RANGE + i for number, count in enumerate(counts) for i in range(count)}

    def kill(self):
        for process in self._processes:
            if process.poll() is None:
                process.kill()
                process.wait()


class Rotation:
    """logrotate, every second, until it is stopped."""

    def __init__(self, configuration, folder):
        (folder / "logrotate.conf").write_text(configuration)
        self._command = ["logrotate", "-f", "-s", folder / "state", folder / "logrotate.conf"]
        self.runs, self._failure, self._stops = 0, None, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stops.wait(1):
            done = subprocess.run(self._command, capture_output=True, text=True)
            if done.returncode != 0:
                self._failure = done.stderr
                return
            self.runs += 1

    def stop(self):
        self._stops.set()
        self._thread.join(120)
        check(self._failure is None, f"logrotate: {self._failure}")


class Restarts(threading.Thread):
    """The node is restarted twice: stopped, and later killed; each when so many agents have died."""

    def __init__(self, node, drawn):
        super().__init__(daemon=True)
        self._node, self._ways = node, [(int(KILLS * drawn.uniform(0.1, 0.3)), node.down), (int(KILLS * drawn.uniform(0.5, 0.8)), node.kill)]
        self.done, self.failure, self.kills, self.over = 0, None, 0, False

    def run(self):
        try:
            for after, way in self._ways:
                while self.kills < after and not self.over:
                    time.sleep(0.05)
                if self.over:
                    return
                way()
                time.sleep(0.5)
                self._node.up()
                self.done += 1
        except BaseException as failure:  # told by the test's own thread
            self.failure = failure

    def finish(self):
        self.join(300)
        if self.failure is not None:
            raise self.failure


def documents(node, stream):
    """(sequence number, _id) of all documents, in the order of the numbers."""
    found, after = [], {}
    while True:
        hits = node.ask("POST", f"/{stream}/_search", {"size": 10000, "_source": False, "docvalue_fields": ["sflow.sequence_num"],
                                                       "sort": [{"sflow.sequence_num": "asc"}], **after})["hits"]["hits"]
        if not hits:
            return found
        found += [(hit["fields"]["sflow.sequence_num"][0], hit["_id"]) for hit in hits]
        after = {"search_after": hits[-1]["sort"]}


def some(numbers):
    return f"{len(numbers)}: {sorted(numbers)[:10]}"


class Round:
    def __init__(self, node, seed):
        self.drawn, self.node = random.Random(seed), node
        self.namespace, self.data, self.folder = fresh_namespace(), fresh_folder("data"), fresh_folder("rotation")
        self.created, self.copied, self.hold = fresh_folder("created"), fresh_folder("copied"), fresh_folder("hold")
        self.seed = seed

    def run(self):
        began = time.monotonic()
        with wire.Wire(self.node.port, self.seed) as bad:
            writers = Writers(self.created, self.copied, self.hold, self.seed)
            try:
                self._run(bad, writers, began)
            finally:
                writers.kill()

    def _run(self, bad, writers, began):
        flowship = Flowship(POLICY.format(url=bad.url, authority=bad.authority.path, data=self.data, namespace=self.namespace, dataset=DATASET,
                                          created=self.created, copied=self.copied))
        (self.folder / "1").mkdir()
        (self.folder / "2").mkdir()
        rotations = [Rotation(CREATE.format(logs=self.created, pids=" ".join(map(str, writers.pids[:2]))), self.folder / "1"),
                     Rotation(COPYTRUNCATE.format(logs=self.copied, hold=self.hold), self.folder / "2")]
        restarts = Restarts(self.node, self.drawn)
        restarts.start()
        try:
            for _ in range(KILLS):
                agent = flowship.start("run", "-c", flowship.policy)
                with agent:
                    self._await_death(bad)
                    check(agent.alive(), f"the agent ended by itself: {agent.log_end()}")
                restarts.kills += 1
        finally:
            restarts.over = restarts.kills < KILLS
            for rotation in rotations:
                rotation.stop()
        restarts.finish()
        written = writers.end()
        chaos = time.monotonic() - began
        bad.bad = False
        self._settle(flowship, written)
        counts = [rotation.runs for rotation in rotations]
        print(f"  {len(written)} records written in {chaos:.0f} s and all there once after {time.monotonic() - began:.0f} s; {KILLS} kills, {counts[0]} rotations with create, "
              f"{counts[1]} with copytruncate and compress, {restarts.done} restarts of the node; {bad.connections} connections, of which "
              + ", ".join(f"{count} were {kind}" for kind, count in bad.faults.items()), flush=True)
        equal(restarts.done, 2, "restarts of the node")
        check(min(counts) >= 5, f"{counts} rotations")
        check(all(bad.faults[kind] for kind in ("cut", "delayed", "corrupted")), f"the wire was not bad enough: {bad.faults}")

    def _await_death(self, bad):
        """At any moment of the agent's life: of its beginning, or, as it takes a loaded machine a while to get that far, of the time after its first connection."""
        if self.drawn.random() < 0.3:
            time.sleep(self.drawn.uniform(0, 0.3))
            return
        moment, known, deadline = self.drawn.uniform(0, 1), bad.connections, time.monotonic() + 10
        while bad.connections == known and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(moment)

    def _settle(self, flowship, written):
        stream, last = data_stream(self.namespace), [0, time.monotonic()]

        def all_there():
            count = self.node.count(stream)
            if count > last[0]:
                last[:] = [count, time.monotonic()]
            return count >= len(written) or time.monotonic() - last[1] > 60

        with flowship.start("run", "-c", flowship.policy) as agent:
            wait_until(all_there, "documents still come", 600)
            agent.stop()
            self._compare(stream, written, agent)
        with flowship.start("run", "-c", flowship.policy) as agent:  # and a start adds nothing
            time.sleep(2)
            agent.stop()
            self._compare(stream, written, agent)

    def _compare(self, stream, written, agent):
        count, found = self.node.count(stream), documents(self.node, stream)
        numbers = {number for number, _ in found}
        check(numbers == written and count == len(found) == len(written) == len({id_ for _, id_ in found}),
              f"{len(written)} records were written, the index counts {count} and has {len(found)}; lost {some(written - numbers)}; made up {some(numbers - written)}; "
              f"twice {some([a for (a, _), (b, _) in zip(found, found[1:]) if a == b])}\n{agent.log_end()}")
        letters = [file for file in self.data.rglob("*dead*") if file.is_file()]
        equal([json.loads(line) for file in letters for line in file.read_text().splitlines()], [], "dead letters")


def test_every_record_is_there_once_twice_in_a_row():
    print(f"  CHAOS_SEED={SEED}", flush=True)
    node = Node("elasticsearch")
    try:
        install_template(node)
        for number in (0, 1):
            Round(node, SEED + 1000 * number).run()
    finally:
        node.stop()
