#!/usr/bin/env python3
"""logwriter.py FILE FIRST PER_SECOND MOST SEED [HOLD]: writes GoFlow2's records to FILE until SIGTERM, and prints how many.

The records are real ones with sequence numbers from FIRST on. They come in bursts at full speed, in writes that end anywhere in a line, with pauses that keep
the mean rate; after MOST of them there are a few a second only. As GoFlow2 does it, FILE is opened again at SIGHUP, and until then what is renamed is written to. HOLD is the name of a file: while it is
there nothing is written, and HOLD.held says so; that is for logrotate's copytruncate, which loses what is written between its copy and its truncation.
"""

import json
import os
import pathlib
import random
import signal
import sys
import time

TESTDATA = pathlib.Path(__file__).resolve().parents[2] / "testdata"


class Writer:
    def __init__(self, file, first, per_second, most, seed, hold):
        self._file, self._hold, self._per_second, self._most = file, hold, per_second, most
        self._records = [json.loads(line) for line in (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()]
        self._random = random.Random(seed)
        self._first = self._next = first
        self._ends = self._reopens = False
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "_ends", True))
        signal.signal(signal.SIGHUP, lambda *_: setattr(self, "_reopens", True))
        self._open()

    def _open(self):
        self._reopens = False
        self._log = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def _lines(self, count):
        text = []
        for _ in range(count):
            text.append(json.dumps({**self._records[self._next % len(self._records)], "sequence_num": self._next}, separators=(",", ":")))
            self._next += 1
        return "".join(line + "\n" for line in text).encode()

    def _write(self, data):
        """In one to three writes. Nothing else happens between them, so a line is in one file."""
        begin = 0
        for end in sorted(self._random.randrange(1, len(data)) for _ in range(self._random.randrange(3))) + [len(data)]:
            os.write(self._log, data[begin:end])
            begin = end

    def _piece(self):
        if self._reopens:
            os.close(self._log)
            self._open()
        if self._hold and os.path.exists(self._hold):
            pathlib.Path(self._hold + ".held").touch()
            while os.path.exists(self._hold):
                time.sleep(0.002)
            os.unlink(self._hold + ".held")
        self._write(self._lines(self._random.choice((1, 1, 1, 2, 10, 100))))

    def run(self):
        due = time.monotonic()
        while not self._ends:
            begin, few = self._next, self._next - self._first >= self._most
            while self._next < begin + (1 if few else self._random.randrange(1, self._per_second)) and not self._ends:
                self._piece()
            due = max(due, time.monotonic() - 1) + (0.2 if few else (self._next - begin) / self._per_second)
            while not self._ends and (left := due - time.monotonic()) > 0:
                time.sleep(min(left, 0.02))
                if self._reopens or (self._hold and os.path.exists(self._hold)):
                    self._piece()
        print(self._next - self._first)


if __name__ == "__main__":
    Writer(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), sys.argv[6] if len(sys.argv) > 6 else None).run()
