"""Files that are rotated, moved, linked, cut and replaced under the agent, by the real logrotate and as GoFlow2 does it: each record comes out once.

The rule of every case: what was written is what comes out, by sequence number, and nothing twice; the agent is stopped and started in the middle of it. The
names that a case ends with are compared too, so that a logrotate that did nothing is no success.
"""

import collections
import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

from harness import ROOT, TESTDATA, Flowship, Running, check, equal, fresh_folder, parsed_lines, policy, wait_until

PER_SECOND = 500
WRITER = ROOT / "tests/e2e/logwriter.py"
RECORDS = [json.loads(line) for line in (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()]

# The writer is told, and makes the file itself: when it is there, the writer has left the old one.
REOPENS = 'postrotate\n kill -HUP {pid}\n until [ -e "$1" ]; do sleep 0.01; done\nendscript\n'
TOLD = "postrotate\n kill -HUP {pid}\nendscript\n"
# What is written between logrotate's copy and its truncation is lost by logrotate itself: the writer waits from the one script to the other.
HOLDS = 'prerotate\n touch {hold}\n until [ -e {hold}.held ]; do sleep 0.01; done\nendscript\npostrotate\n rm {hold}\nendscript\n'


class Agent:
    """An agent over a folder of logs, into a file."""

    def __init__(self, patterns=("*.log*",), options=""):
        self.logs, self.out, self.data = fresh_folder("logs"), fresh_folder("out"), fresh_folder("data")
        text = policy(f"type: file, path: {self.out}, filename: flows, rotate_every_kb: 1000000", [self.logs / pattern for pattern in patterns], "default", self.data,
                      stream_options="prospector.scanner.check_interval: 2s" + options)
        self.flowship = Flowship(text.replace("exclude_files: ['\\.gz$']", "exclude_files: ['\\.hold']"))
        self.running, self._run = None, lambda: self.flowship.start("run", "-c", self.flowship.policy)

    def start(self):
        self.running = self._run()
        wait_until(lambda: "has started" in self.running.log_end(), f"the agent does not start: {self.running.log_end()}", 120)
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.running.__exit__()

    def stop(self):
        self.running.stop()

    def run_by(self, run):
        """`run`: what starts it, where that takes more than starting it; None: it does not."""
        self._run = run or self._run

    def restart(self):
        self.stop()
        self.start()

    def seen(self):
        files = [file for file in self.out.rglob("*") if file.is_file()]
        return sorted(event["sflow"]["sequence_num"] for file in files for event in parsed_lines(file.read_bytes().rpartition(b"\n")[0], file.name))

    def expect(self, written):
        """Waits for all of it, then a little for what should not come."""
        written = sorted(written)
        try:
            wait_until(lambda: len(self.seen()) >= len(written), f"{len(written)} records were written", 120)
        except AssertionError as failure:
            missing = sorted(set(written) - set(self.seen()))
            raise type(failure)(f"{failure}, missing are {len(missing)}: {missing[:10]}; {self.names()}\n{self.running.log_end()}") from None
        time.sleep(0.5)
        seen = self.seen()
        extra = list((collections.Counter(seen) - collections.Counter(written)).elements())
        check(seen == written, f"{len(written)} records were written, {len(seen)} came; twice or made up: {extra[:10]}")

    def names(self):
        return sorted(path.name for path in self.logs.iterdir())


def lines(first, count):
    return "".join(json.dumps({**RECORDS[n % len(RECORDS)], "sequence_num": n}, separators=(",", ":")) + "\n" for n in range(first, first + count))


def append(file, first, count):
    with open(file, "a") as log:
        log.write(lines(first, count))
    return range(first, first + count)


def rotated(directives, scripts, patterns=("*.log*",), rounds=5, while_away=False):
    """A writer at work while logrotate runs `rounds` times; the agent is started again in the middle, or is away for two rotations."""
    agent = Agent(patterns)
    place, hold = fresh_folder("rotation"), fresh_folder("hold") / "a"
    command = [sys.executable, WRITER, agent.logs / "a.log", 1, PER_SECOND, 10000, 7] + ([hold] if scripts is HOLDS else [])
    writer = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *map(str, command)], stdout=subprocess.PIPE)
    try:
        wait_until((agent.logs / "a.log").exists, "the writer does not begin")
        scripts = scripts.format(pid=writer.pid, hold=hold)
        (place / "conf").write_text(f'"{agent.logs}/a.log" {{\n rotate 100\n' + "".join(f" {directive}\n" for directive in directives) + scripts + "}\n")
        with agent:
            for number in range(rounds):
                # A name that ends in the second can't be made twice in one.
                time.sleep(1.1 if any("%s" in directive for directive in directives) else 0.6)
                if number == 1 and while_away:
                    agent.stop()
                done = subprocess.run(["logrotate", "-f", "-s", place / "state", place / "conf"], capture_output=True, text=True)
                check(done.returncode == 0, f"logrotate: {done.stderr}")
                if number == 2:
                    agent.start() if while_away else agent.restart()
            writer.terminate()
            count = int(writer.communicate(timeout=120)[0])
            agent.expect(range(1, count + 1))
            agent.restart()
            agent.expect(range(1, count + 1))
            agent.stop()
        return agent.names()
    finally:
        writer.kill()
        writer.wait()


def test_create():
    equal(rotated(["create"], TOLD), ["a.log"] + [f"a.log.{n}" for n in range(1, 6)], "names")


def test_rename_and_the_writer_makes_the_new_file():
    equal(rotated(["nocreate"], REOPENS), ["a.log"] + [f"a.log.{n}" for n in range(1, 6)], "names")


def test_rename_to_names_that_no_pattern_means():
    equal(rotated(["create"], TOLD, ["*.log"]), ["a.log"] + [f"a.log.{n}" for n in range(1, 6)], "names")


def test_copytruncate():
    equal(rotated(["copytruncate"], HOLDS), ["a.log"] + [f"a.log.{n}" for n in range(1, 6)], "names")


def test_copytruncate_to_names_that_no_pattern_means():
    equal(rotated(["copytruncate"], HOLDS, ["*.log"]), ["a.log"] + [f"a.log.{n}" for n in range(1, 6)], "names")


def test_copytruncate_and_compress_while_the_agent_is_away():
    equal(rotated(["copytruncate", "compress"], HOLDS, while_away=True), ["a.log"] + [f"a.log.{n}.gz" for n in range(1, 6)], "names")


def test_dateext():
    names = rotated(["create", "dateext", "dateformat -%Y%m%d-%s"], TOLD, rounds=3)
    check(len(names) == 4 and all(name.startswith("a.log-20") for name in names[1:]), f"{names}")


def test_dateext_and_copytruncate():
    names = rotated(["copytruncate", "dateext", "dateformat -%Y%m%d-%s", "extension .log"], HOLDS, rounds=3)
    check(len(names) == 4 and sum(name.startswith("a-20") for name in names) == 3, f"{names}")


def test_compress():
    equal(rotated(["nocreate", "compress"], REOPENS), ["a.log"] + [f"a.log.{n}.gz" for n in range(1, 6)], "names")


def test_delaycompress_while_the_agent_is_away():
    equal(rotated(["create", "compress", "delaycompress"], TOLD, while_away=True), ["a.log", "a.log.1"] + [f"a.log.{n}.gz" for n in range(2, 6)], "names")


# GoFlow2's own reopening.


def goflow2():
    """GoFlow2's binary: GOFLOW2, one on the path, or built by a Go that can; None: there is none."""
    known = os.environ.get("GOFLOW2") or shutil.which("goflow2")
    if known:
        return known
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "flowship-tests" / "goflow2-2.2.6"
    go = shutil.which("go") or "/usr/local/go/bin/go"
    if not (cache / "goflow2").exists() and os.access(go, os.X_OK):
        subprocess.run([go, "install", "github.com/netsampler/goflow2/v2/cmd/goflow2@v2.2.6"], env={**os.environ, "GOBIN": str(cache)}, capture_output=True, timeout=600)
    return str(cache / "goflow2") if (cache / "goflow2").exists() else None


def datagrams(capture):
    data, at = (TESTDATA / "sflow" / capture).read_bytes(), 24
    while at + 16 <= len(data):
        size = int.from_bytes(data[at + 8:at + 12], "little")
        yield data[at + 16 + 42:at + 16 + size]
        at += 16 + size


def test_goflow2_reopens_at_sighup():
    """GoFlow2 writes what it receives; its file is renamed, it goes on writing there, is told, and makes a new one: four times. What comes out is what is in the files."""
    binary = goflow2()
    if binary is None:
        print("  no GoFlow2 here and no Go that could build it: a writer that reopens as GoFlow2 does takes its place")
        return test_rename_and_the_writer_makes_the_new_file()
    # GoFlow2 writes a record and its newline apart: told between the two, it leaves the record without one in the old file for good. A whole record is taken all the same.
    agent = Agent()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = agent.logs / "goflow2.log"
    receiver = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", binary, "-addr", "127.0.0.1:0", "-listen", f"sflow://127.0.0.1:{port}?workers=1", "-transport", "file",
                                 "-transport.file", str(log), "-format", "json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(log.exists, "GoFlow2 does not begin")
        all_ = list(datagrams("v5-pmacct-as.pcap"))
        part = len(all_) // 4
        with agent, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.connect(("127.0.0.1", port))
            for number in range(4):
                for sent, datagram in enumerate(all_[number * part:(number + 1) * part]):
                    if sent == part // 2:
                        log.rename(agent.logs / f"goflow2.log.{number}")
                    sender.send(datagram)
                    time.sleep(0.0005)
                receiver.send_signal(signal.SIGHUP)
                wait_until(log.exists, "GoFlow2 has not opened its file again")
                if number == 1:
                    agent.restart()
            time.sleep(1)
            receiver.terminate()
            receiver.wait(30)
            # One line is one record here, with one worker; the numbers are the datagrams'.
            text = b"".join(file.read_bytes() for file in agent.logs.iterdir())
            written = [json.loads(line)["sequence_num"] for line in text.replace(b"}{", b"}\n{").splitlines() if line]
            check(len(written) > 1000, f"GoFlow2 wrote {len(written)} records only")
            agent.expect(written)
            agent.stop()
        equal(agent.names(), ["goflow2.log"] + [f"goflow2.log.{n}" for n in range(4)], "names")
    finally:
        receiver.kill()
        receiver.wait()


# What else happens to files.


def test_symlink_switch():
    """The name that is followed is a link, which is pointed elsewhere as some rotate; what comes late to the old file is read too."""
    agent, store = Agent(options="\n        prospector.scanner.symlinks: true"), fresh_folder("store")
    written = list(append(store / "first", 1, 50))
    (agent.logs / "current.log").symlink_to(store / "first")
    with agent:
        agent.expect(written)
        written += append(store / "second", 51, 50)
        (agent.logs / "next").symlink_to(store / "second")
        (agent.logs / "next").rename(agent.logs / "current.log")
        written += append(store / "first", 101, 5)
        agent.expect(written)
        written += append(store / "second", 106, 50)
        agent.restart()
        agent.expect(written)
        agent.stop()


def test_deleted_and_made_again():
    agent, written = Agent(), []
    with agent:
        for number in range(5):
            written += append(agent.logs / "a.log", number * 100 + 1, 40)
            agent.expect(written)
            (agent.logs / "a.log").unlink()
        written += append(agent.logs / "a.log", 1001, 7)
        agent.restart()
        agent.expect(written)
        agent.stop()


def test_truncated_and_written_again():
    """Shorter, longer and exactly as long as it was; also while the agent is away."""
    agent = Agent()
    written, first = list(append(agent.logs / "a.log", 10001, 40)), 20001
    with agent:
        agent.expect(written)
        for count in (10, 90, 90):
            (agent.logs / "a.log").write_text(lines(first, count))
            written += range(first, first + count)
            first += 10000
            agent.expect(written)
        agent.stop()
        (agent.logs / "a.log").write_text(lines(first, 90))
        written += range(first, first + 90)
        agent.start()
        agent.expect(written)
        agent.stop()


def test_inode_reuse():
    """The file system is made to give a new file the inode of a removed one, while the agent is away and while it runs."""
    agent = Agent(options="\n        close.on_state_change: {inactive: 1s, check_interval: 1s}")
    written = list(append(agent.logs / "a.log", 1, 40))
    with agent:
        agent.expect(written)
        for first, away in ((101, True), (201, False)):
            if away:
                agent.stop()
            inode = (agent.logs / "a.log").stat().st_ino
            (agent.logs / "a.log").unlink()
            # As long as the agent has it open the inode is not free.
            wait_until(lambda: away or not agent.running.has_open("a.log"), "the agent does not close the file", 60)
            # Others that are made meanwhile are kept until the test is over, so that the free inode comes round.
            for attempt in range(2000):
                made = agent.logs / f"{first}-{attempt}"  # in the same folder: ext4 looks for a free inode near it
                made.write_text(lines(first, 60))
                if made.stat().st_ino == inode or attempt == 1999:
                    break
            check(made.stat().st_ino == inode or not _reuses_inodes(agent.logs), "the inode was not used again")
            made.rename(agent.logs / "b.log")
            (agent.logs / "b.log").rename(agent.logs / "a.log")
            written += range(first, first + 60)
            if away:
                agent.start()
            agent.expect(written)
        agent.stop()


def _reuses_inodes(folder):
    """ext4 does, at once; btrfs and some others never."""
    probe, seen = folder / "probe", set()
    for _ in range(50):
        probe.write_text("x")
        inode = probe.stat().st_ino
        probe.unlink()
        if inode in seen:
            return True
        seen.add(inode)
    return False


def test_moved_between_directories():
    agent = Agent(["today/*.log", "archive/*/*.log"])
    for folder in ("today", "archive/1", "archive/2"):
        (agent.logs / folder).mkdir(parents=True)
    written = list(append(agent.logs / "today/a.log", 1, 40))
    with agent:
        agent.expect(written)
        (agent.logs / "today/a.log").rename(agent.logs / "archive/1/a.log")
        written += append(agent.logs / "archive/1/a.log", 41, 10)
        written += append(agent.logs / "today/a.log", 101, 10)
        agent.expect(written)
        agent.stop()
        (agent.logs / "archive/1").rename(agent.logs / "archive/3")  # with its directory
        (agent.logs / "today/a.log").rename(agent.logs / "archive/2/b.log")
        written += append(agent.logs / "archive/3/a.log", 51, 10)
        written += append(agent.logs / "archive/2/b.log", 111, 10)
        agent.start()
        agent.expect(written)
        agent.stop()


def test_hard_links():
    agent, store = Agent(), fresh_folder("store")
    written = list(append(store / "a", 1, 40))
    os.link(store / "a", agent.logs / "a.log")
    os.link(store / "a", agent.logs / "b.log")
    with agent:
        agent.expect(written)
        written += append(agent.logs / "b.log", 41, 10)
        agent.expect(written)
        (agent.logs / "a.log").unlink()
        written += append(store / "a", 51, 10)
        agent.restart()
        agent.expect(written)
        agent.stop()


# Where inotify says nothing.


def without_inotify(agent, prepare):
    """What starts the agent in a namespace of its own after the shell commands `prepare`; None: this machine allows none."""
    probe = subprocess.run(["unshare", "-Urm", "sh", "-c", prepare], capture_output=True, text=True)
    if probe.returncode != 0:
        print(f"  no namespaces here ({probe.stderr.strip()}): every inotify instance of this user is taken instead")
        return None
    inner = f"{prepare} && exec setpriv --pdeathsig KILL {os.path.abspath(os.environ['FLOWSHIP_BIN'])} run -c {agent.flowship.policy}"
    return lambda: Running(["unshare", "-Urm", "sh", "-c", inner], "flowship run", agent.flowship.folder)


def taken_inotify():
    """All inotify instances that this user may have; closing them gives them back."""
    libc, taken = ctypes.CDLL(None, use_errno=True), []
    while (descriptor := libc.inotify_init()) >= 0:
        taken.append(descriptor)
    return taken


def test_no_inotify_to_be_had():
    """Everything has to be found by looking, and the log says so."""
    agent = Agent()
    start = without_inotify(agent, "echo 0 > /proc/sys/user/max_inotify_instances")
    agent.run_by(start)
    taken = [] if start else taken_inotify()
    written = list(append(agent.logs / "a.log", 1, 40))
    try:
        with agent:
            agent.expect(written)
            check("files are polled" in agent.running.log_end(), f"nothing was said of it: {agent.running.log_end()}")
            written += append(agent.logs / "a.log", 41, 10)
            agent.expect(written)
            (agent.logs / "a.log").rename(agent.logs / "a.log.1")
            written += append(agent.logs / "a.log.1", 51, 10)
            written += append(agent.logs / "a.log", 101, 30)
            agent.expect(written)
            agent.restart()
            written += append(agent.logs / "a.log", 131, 30)
            agent.expect(written)
            agent.stop()
    finally:
        for descriptor in taken:
            os.close(descriptor)


def test_file_system_that_tells_nothing():
    """An overlay whose files are changed beneath it, as a network's file system is changed by other machines: inotify can be had, and says nothing."""
    agent, below = Agent(), fresh_folder("below")
    upper, work = below / "upper", below / "work"
    upper.mkdir()
    work.mkdir()
    start = without_inotify(agent, f"mount -t overlay overlay -o lowerdir={agent.logs},upperdir={upper},workdir={work} {agent.logs}")
    agent.run_by(start)
    folder, taken = (upper, []) if start else (agent.logs, taken_inotify())
    written = list(append(folder / "a.log", 1, 40))
    try:
        with agent:
            agent.expect(written)
            written += append(folder / "a.log", 41, 10)
            written += append(folder / "b.log", 201, 10)
            agent.expect(written)
            shutil.copy(folder / "a.log", folder / "a.log.1")
            os.truncate(folder / "a.log", 0)
            written += append(folder / "a.log", 101, 60)
            agent.expect(written)
            agent.restart()
            written += append(folder / "a.log", 161, 30)
            agent.expect(written)
            agent.stop()
    finally:
        for descriptor in taken:
            os.close(descriptor)
