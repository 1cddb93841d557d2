"""`flowship top` and `flowship tap` in wrong situations: no agent, one that has no server, something else at its port, a narrow terminal, an agent that goes and comes back."""

import fcntl
import http.server
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import threading
import time

from harness import check, equal, free_port, wait_until
from test_monitoring import get, logs_with, monitored

OUTPUT = "type: file, path: {folder}/out, filename: flows"
COLUMNS = 40


def told(flowship, command, *parts):
    said = flowship.run(*command, "-c", flowship.policy, code=1).stderr
    check(all(part in said for part in parts), f"{command} does not say {parts}:\n{said}")


def test_where_no_agent_can_answer():
    port, logs = free_port(), logs_with("pmacct-mapped.log")
    on, off = monitored(OUTPUT, logs, port), monitored(OUTPUT, logs, port, enabled="false")
    for command in (["top"], ["tap"]):
        told(on, command, f"no agent answers at 127.0.0.1:{port}")
        told(off, command, "agent.monitoring.http.enabled: false", "set it to true")
    other = http.server.HTTPServer(("127.0.0.1", port), http.server.SimpleHTTPRequestHandler)
    other.RequestHandlerClass.log_message = lambda *_: None
    threading.Thread(target=other.serve_forever, daemon=True).start()
    try:
        for command in (["top"], ["tap"]):
            told(on, command, f"what answers at 127.0.0.1:{port} is not flowship")
        said = on.run("doctor", "-c", on.policy, code=1).stdout.decode()
        check(f"another program answers at 127.0.0.1:{port}" in said and "agent.monitoring.http.port" in said, said)
    finally:
        other.shutdown()
        other.server_close()


class Terminal:
    """A command in a terminal of 24 rows and 40 columns."""

    def __init__(self, *command):
        self.screen, far = pty.openpty()
        fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
        self.process = subprocess.Popen([os.environ["FLOWSHIP_BIN"], *map(str, command)], stdin=far, stdout=far, stderr=far)
        os.close(far)
        self.text = ""

    def shows(self, part, seconds=30):
        end = time.monotonic() + seconds
        while part not in self.text and time.monotonic() < end:
            if select.select([self.screen], [], [], 0.5)[0]:
                self.text += os.read(self.screen, 65536).decode(errors="replace")
        return part in self.text

    def end(self, by):
        self.process.send_signal(by)
        return self.process.wait(30)


def test_top_fits_its_terminal_and_waits_for_its_agent():
    port = free_port()
    flowship = monitored(OUTPUT, logs_with("pmacct-mapped.log"), port)
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/health")[0] == 200, "the agent does not answer")
        top = Terminal("top", "-c", flowship.policy)
        check(top.shows("No errors."), f"top shows nothing:\n{top.text}")
        agent.stop()
        check(top.shows("no agent answers"), "top does not say that the agent has gone")
    top.text = ""
    with flowship.start("run", "-c", flowship.policy) as agent:
        check(top.shows("No errors."), "top does not go on when the agent is back")
        # What was read before this start is as quiet as the file is old, not as the machine is.
        seen = top.text
        equal(top.end(signal.SIGINT), 0, "the exit code after Ctrl-C")
        agent.stop()
    lines = [line for line in seen.replace("\x1b[H\x1b[2J", "\n").replace("\r", "").split("\n")]
    check(all(len(line) <= COLUMNS for line in lines), f"lines are longer than the terminal: {[line for line in lines if len(line) > COLUMNS]}")
    row = next(line for line in lines if line.rstrip().endswith(".log"))
    check(int(row.split(" s ")[0].split()[-1]) < 600, f"a file that was made a moment ago is said to be quiet for long: {row}")


def test_a_tap_says_what_it_waits_for():
    port = free_port()
    flowship = monitored(OUTPUT, logs_with("pmacct-mapped.log"), port)
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/health")[0] == 200, "the agent does not answer")
        told(flowship, ["tap", "--stream", "nope"], 'there is no stream "nope"; there is ')
        told(flowship, ["tap", "--filter", "nope"], '"nope" is no filter; write field=text or field~text')
        tap = Terminal("tap", "-c", flowship.policy, "--filter", "network.transprt=tcp")
        check(tap.shows("nothing has passed yet that fits", 60), f"tap says nothing for a minute:\n{tap.text}")
        tap.end(signal.SIGINT)
        agent.stop()
