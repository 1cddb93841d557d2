"""The agent that stays: it follows a growing file through half lines, rotation and its own restart, each record once and in the order of its file."""

import json
import time

from harness import TESTDATA, Flowship, check, equal, fresh_folder, parsed_lines, policy, wait_until

REAL = [json.loads(line) for line in (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()]


class Tail:
    """One log folder and the agent's output; records are told apart by their sequence number."""

    def __init__(self):
        self.logs, self.out = fresh_folder("logs"), fresh_folder("out")
        output = f"type: file, path: {self.out}, filename: flows"
        # The default pattern ends with .log; here the renamed file is followed too, as GoFlow2 goes on writing to it until it is told.
        self.flowship = Flowship(policy(output, [self.logs / "*.log*"], "default", fresh_folder("data")))
        self.written = {}  # file name at first → sequence numbers in the order in which they were written
        self._next = 0

    def agent(self):
        return self.flowship.start("run", "-c", self.flowship.policy)

    def record(self, first_name):
        self._next += 1
        self.written.setdefault(first_name, []).append(self._next)
        return json.dumps({**REAL[self._next % len(REAL)], "sequence_num": self._next}, separators=(",", ":"))

    def append(self, file, text):
        with open(self.logs / file, "a") as log:
            log.write(text)

    def lines(self, count, file, first_name=None):
        for _ in range(count):
            self.append(file, self.record(first_name or file) + "\n")

    def events(self):
        files = sorted((file for file in self.out.rglob("*") if file.is_file()), key=lambda file: (file.stat().st_mtime_ns, file.name))
        # The last line of a file that is being written may be half there.
        return [event for file in files for event in parsed_lines(file.read_bytes().rpartition(b"\n")[0], file.name)]

    def seen(self):
        return [event["sflow"]["sequence_num"] for event in self.events()]

    def wait(self, agent):
        """Waits until as many events came out as were written, then a little for what should not come."""
        total = sum(map(len, self.written.values()))
        try:
            wait_until(lambda: len(self.seen()) >= total, f"{total} events were wanted")
        except AssertionError as failure:
            raise type(failure)(f"{failure}, {len(self.seen())} came; the agent's stderr:\n{agent.log_end()}") from None
        time.sleep(0.3)
        self.check()

    def check(self):
        seen = self.seen()
        equal(sorted(seen), sorted(number for numbers in self.written.values() for number in numbers), "records")
        for name, numbers in self.written.items():
            equal([number for number in seen if number in set(numbers)], numbers, f"order of the records of {name}")


def test_growing_file():
    tail = Tail()
    tail.lines(3, "a.log")
    with tail.agent() as agent:
        tail.wait(agent)
        tail.lines(1, "a.log")
        tail.wait(agent)
        for _ in range(20):
            tail.lines(7, "a.log")
        tail.wait(agent)
        agent.stop()
    tail.check()


def test_half_a_line():
    tail = Tail()
    tail.lines(1, "a.log")
    with tail.agent() as agent:
        tail.wait(agent)
        text = tail.record("a.log")
        tail.append("a.log", text[:70])
        time.sleep(1.5)
        equal(len(tail.seen()), 1, "events while the line is half there")
        tail.append("a.log", text[70:] + "\n")
        tail.wait(agent)
        # GoFlow2's two writes: the record, then the newline.
        text = tail.record("a.log")
        tail.append("a.log", text)
        time.sleep(0.5)
        tail.append("a.log", "\n")
        tail.lines(1, "a.log")
        tail.wait(agent)
        # And a stop while a line is half there.
        text = tail.record("a.log")
        tail.append("a.log", text[:10])
        time.sleep(0.5)
        agent.stop()
    equal(len(tail.seen()), 4, "events after a stop while the line is half there")
    with tail.agent() as agent:
        tail.append("a.log", text[10:] + "\n")
        tail.wait(agent)
        agent.stop()


def test_new_file():
    tail = Tail()
    with tail.agent() as agent:
        time.sleep(0.5)
        tail.lines(2, "later.log")
        tail.wait(agent)
        tail.lines(2, "other.log")
        tail.lines(2, "later.log")
        tail.wait(agent)
        agent.stop()


def test_rotation_by_rename():
    tail = Tail()
    tail.lines(5, "a.log")
    with tail.agent() as agent:
        tail.wait(agent)
        for round_ in (1, 2, 3):
            first = f"a.log, file {round_}"
            renamed = f"a.log.{round_}"
            (tail.logs / "a.log").rename(tail.logs / renamed)
            tail.lines(3, renamed, first_name="a.log" if round_ == 1 else f"a.log, file {round_ - 1}")  # before the writer reopens
            tail.lines(4, "a.log", first_name=first)
            tail.wait(agent)
        agent.stop()
    tail.check()


def test_restart():
    tail = Tail()
    tail.lines(5, "a.log")
    with tail.agent() as agent:
        tail.wait(agent)
        agent.stop()
    tail.lines(5, "a.log")
    tail.lines(5, "b.log")
    with tail.agent() as agent:
        tail.wait(agent)
        agent.stop()
    # Rotated and written to while the agent was away.
    (tail.logs / "a.log").rename(tail.logs / "a.log.1")
    tail.lines(2, "a.log.1", first_name="a.log")
    tail.lines(2, "a.log", first_name="a.log, the new one")
    with tail.agent() as agent:
        tail.wait(agent)
        agent.stop()
    with tail.agent() as agent:
        time.sleep(1)
        check(agent.alive(), f"the agent ended: {agent.log_end()}")
        agent.stop()
    tail.check()
