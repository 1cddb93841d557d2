"""What the end-to-end tests are written with: real servers, the flowship binary, assertions that say what differs.

A test file is test_*.py with functions test_...(); run.py runs them. A test fails by raising. Nothing is skipped: a server that does not start, or a
binary that is not there, fails the tests that ask for it. Python 3.11 and its standard library only.

Servers and temporary folders end with this process, however it ends: see Node._tie_to_this_process.
"""

import functools
import http.client
import itertools
import json
import os
import pathlib
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVERS = ROOT / "tests" / "servers"
TESTDATA = ROOT / "testdata"
DATASET = "goflow2.sflow"


# Assertions.


class Failure(AssertionError):
    """What a test found wrong; its text is all that is shown of it."""


def check(condition, message):
    if not condition:
        raise Failure(message)


def equal(got, want, what):
    """Equal as JSON values: 1 is not 1.0 and not true, the order of an object's keys is free."""
    found = differences(got, want)
    if found:
        more = [f"… and {len(found) - 12} more"] if len(found) > 12 else []
        raise Failure("\n  ".join([f"{what}:"] + found[:12] + more))


def differences(got, want, path=""):
    """One line for each place in which two JSON values differ."""
    if isinstance(got, dict) and isinstance(want, dict):
        lines = []
        for key in sorted(got.keys() | want.keys()):
            inner = f"{path}.{key}" if path else key
            if key not in got:
                lines.append(f"{inner}: missing, want {_short(want[key])}")
            elif key not in want:
                lines.append(f"{inner}: got {_short(got[key])}, want none")
            else:
                lines += differences(got[key], want[key], inner)
        return lines
    if isinstance(got, list) and isinstance(want, list) and len(got) == len(want):
        return [line for i, (g, w) in enumerate(zip(got, want)) for line in differences(g, w, f"{path}[{i}]")]
    if type(got) is type(want) and got == want:
        return []
    return [f"{path or 'value'}: got {_short(got)}, want {_short(want)}"]


def _short(value, length=200):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= length else f"{text[:length]}… ({len(text)} characters)"


def wait_until(condition, what, seconds=30):
    """Waits until condition() is true, and returns what it returned."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        check(time.monotonic() < deadline, f"after {seconds} s: {what}")
        time.sleep(0.05)
    return result


# Places.


def free_port(count=1):
    """A port such that it and the count - 1 after it were free a moment ago."""
    for _ in range(100):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                for other in range(port + 1, port + count):
                    with socket.socket() as probe:
                        probe.bind(("127.0.0.1", other))
                return port
            except OSError:
                continue
    raise Failure(f"no {count} free ports in a row")


_run_folder = None
_names = itertools.count(1)


def fresh_folder(name):
    """An empty folder of this run; all of them go away with it."""
    global _run_folder
    if _run_folder is None:
        _run_folder = tempfile.TemporaryDirectory(prefix="flowship-e2e-")
    path = pathlib.Path(_run_folder.name) / f"{next(_names)}-{name}"
    path.mkdir()
    return path


def fresh_namespace():
    """A data stream namespace that no other test of this run has used, so that tests can share a server."""
    return f"e2e{next(_names)}"


# Servers.


class Node:
    """A real server on a free port with a fresh data folder. kind: elasticsearch, opensearch or kafka; settings: "name=value"."""

    def __init__(self, kind, settings=()):
        self.kind = kind
        self.port = free_port(2 if kind == "kafka" else 1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"flowship-{kind}-"))
        self._settings = settings
        self._tie_to_this_process()
        self.up()

    def up(self):
        """Starts it, for the first time or again with its data."""
        started = subprocess.run(
            [SERVERS / self.kind / "start.sh", str(self.port), self.folder, *self._settings],
            env={"TIER": "1", **os.environ}, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if started.returncode != 0:
            self.stop()
            raise Failure(f"{self.kind} did not start:\n{started.stderr}")

    def down(self):
        """Ends it, for a while; its data stays."""
        subprocess.run([SERVERS / self.kind / "stop.sh", self.folder], check=True)

    def kill(self):
        """Ends it as a power cut would, for a while."""
        os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)
        self.down()

    def _tie_to_this_process(self):
        # A shell of its own, no child of this process and not in its group, waits for the end of a pipe that only this process holds open. So the
        # server goes when this process does, also when that was killed with all its children, as ctest does after a timeout.
        ours, self._lifeline = os.pipe()
        script = 'exec 3<&0; { read -r _ <&3; "$0" "$1"; rm -rf "$1"; } &'
        subprocess.run(["sh", "-c", script, SERVERS / self.kind / "stop.sh", self.folder], stdin=ours, check=True, start_new_session=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(ours)

    def stop(self):
        if self._lifeline is None:
            return
        os.close(self._lifeline)
        self._lifeline = None
        wait_until(lambda: not self.folder.exists(), f"{self.kind} is not gone", 60)

    def request(self, method, path, body=None):
        """(status, answer) of an HTTP request; a list is sent as NDJSON, anything else as JSON. The answer is JSON, or text when it is not."""
        kind, data = "application/json", None
        if isinstance(body, list):
            kind, data = "application/x-ndjson", "".join(json.dumps(line) + "\n" for line in body).encode()
        elif body is not None:
            data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers={"Content-Type": kind} if data else {})
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return response.status, _parsed(response.read())
        except urllib.error.HTTPError as error:
            return error.code, _parsed(error.read())
        except (urllib.error.URLError, ConnectionError, http.client.HTTPException) as error:
            raise Failure(f"{self.kind}: {method} {path}: {error}\n{self.log_end()}") from None

    def ask(self, method, path, body=None):
        """The answer of a request that has to succeed."""
        status, answer = self.request(method, path, body)
        check(status in (200, 201), f"{self.kind}: {method} {path}: HTTP {status}: {_short(answer, 2000)}")
        return answer

    def _refresh(self, index):
        # An index that was made a moment ago, or a node that has just started, has no shard to ask yet.
        self.ask("GET", "/_cluster/health?wait_for_status=yellow&timeout=60s")
        self.request("POST", f"/{index}/_refresh")

    def count(self, index):
        """Documents in an index or pattern, after a refresh; 0 when there is no such index. An index that was made a moment ago, or a node that has just
        started, may have no shard to ask yet (503): it is asked again."""
        path = f"/{index}/_count?ignore_unavailable=true&allow_no_indices=true"
        for _ in range(100):
            self._refresh(index)
            status, answer = self.request("GET", path)
            if status != 503:
                break
            time.sleep(0.1)
        check(status == 200, f"{self.kind}: GET {path}: HTTP {status}: {_short(answer, 2000)}")
        return answer["count"]

    def search(self, index, query=None):
        """All hits in an index, up to the 10,000 that a search gives at once."""
        self._refresh(index)
        body = {"size": 10000, "track_total_hits": True, "query": query or {"match_all": {}}}
        hits = self.ask("POST", f"/{index}/_search", body)["hits"]
        check(hits["total"]["value"] == len(hits["hits"]), f"{index} has {hits['total']['value']} documents, more than one search returns")
        return hits["hits"]

    def log_end(self, lines=30):
        logs = [f for f in (self.folder / "node.log", self.folder / "broker.log") if f.exists()]
        return "\n".join("\n".join(log.read_text(errors="replace").splitlines()[-lines:]) for log in logs)


def _parsed(data):
    try:
        return json.loads(data)
    except ValueError:
        return data.decode(errors="replace")


_shared = {}  # kind → Node, or the Failure of its start


def shared_node(kind):
    """The server of that kind that the tests of this run share; started by the first that asks."""
    if kind not in _shared:
        try:
            _shared[kind] = Node(kind)
        except Failure as failure:  # kept: the next test is told at once
            _shared[kind] = failure
    if isinstance(_shared[kind], Failure):
        raise _shared[kind]
    return _shared[kind]


def stop_shared_nodes():
    for node in _shared.values():
        if isinstance(node, Node):
            node.stop()
    _shared.clear()


# The index template.

# Field types that a server lacks, and what stands for them there. Elasticsearch is made of the published jars only: constant_keyword and wildcard are
# X-Pack's, match_only_text is in a module that is not published. OpenSearch's constant_keyword does not take its value from the first document; its
# flattened is called flat_object.
REPLACED_TYPES = {
    "elasticsearch": {"constant_keyword": "keyword", "match_only_text": "text", "wildcard": "keyword"},
    "opensearch": {"constant_keyword": "keyword", "flattened": "flat_object"},
}


def adapted_template(kind, template):
    """(template that the server takes, one line for each type that was replaced)"""
    replaced = {}

    def walk(value, path):
        if isinstance(value, list):
            return [walk(item, path) for item in value]
        if not isinstance(value, dict):
            return value
        wanted = value.get("type")
        stand_in = REPLACED_TYPES[kind].get(wanted) if isinstance(wanted, str) else None
        if stand_in:
            replaced.setdefault(f"{wanted} → {stand_in}", []).append(".".join(path))
            return {"type": stand_in}
        return {key: walk(item, path if key == "properties" else path + [key]) for key, item in value.items()}

    inner = template["template"]
    mappings = walk(inner["mappings"], [])
    return {**template, "template": {**inner, "mappings": mappings}}, [f"{what}: {', '.join(where)}" for what, where in replaced.items()]


@functools.cache
def install_template(node):
    """Puts `flowship export template` on the node, once."""
    exported = Flowship().run("export", "template").json()
    template, notes = adapted_template(node.kind, exported)
    for note in notes:
        print(f"  {node.kind} lacks: {note}")
    node.ask("PUT", f"/_index_template/logs-{DATASET}", template)


# flowship.


class Completed:
    def __init__(self, command, code, stdout, stderr):
        self.command, self.code, self.stdout, self.stderr = command, code, stdout, stderr

    def json(self):
        try:
            return json.loads(self.stdout)
        except ValueError as error:
            raise Failure(f"{self.command}: stdout is not JSON ({error}): {self.stdout[:500]!r}") from None

    def events(self):
        """One JSON value of each line of stdout; a line that is not UTF-8 or not JSON fails."""
        return parsed_lines(self.stdout, self.command)


def parsed_lines(data, what):
    values = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line:
            try:
                values.append(json.loads(line.decode("utf-8", "strict")))
            except ValueError as error:
                raise Failure(f"{what}: line {number} is not UTF-8 JSON ({error}): {line[:300]!r}") from None
    return values


class Flowship:
    """The binary that FLOWSHIP_BIN names, with a policy of its own."""

    def __init__(self, policy=None):
        self.folder = fresh_folder("flowship")
        self.policy = self.folder / "policy.yml"
        if policy is not None:
            self.policy.write_text(policy)

    def run(self, *arguments, stdin=b"", timeout=120, code=0):
        """Runs a command to its end. Another exit code than `code` fails."""
        command, shown = self._command(arguments)
        try:
            done = subprocess.run(command, cwd=self.folder, input=stdin, capture_output=True, timeout=timeout)
        except subprocess.TimeoutExpired as expired:
            raise Failure(f"{shown} did not end within {timeout} s; its stderr:\n{_end(expired.stderr)}") from None
        check(done.returncode == code, f"{shown} exited with {done.returncode}, want {code}; its stderr:\n{_end(done.stderr)}")
        return Completed(shown, done.returncode, done.stdout, done.stderr.decode(errors="replace"))

    def start(self, *arguments):
        """Starts a command that goes on; see Running."""
        return Running(*self._command(arguments), self.folder)

    def _command(self, arguments):
        binary = os.environ.get("FLOWSHIP_BIN")
        check(binary, "FLOWSHIP_BIN is not set: it names the flowship binary to test")
        check(os.access(binary, os.X_OK), f"FLOWSHIP_BIN={binary} is not an executable file")
        arguments = [str(a) for a in arguments]
        # setpriv: it is killed when this process ends in whatever way.
        return ["setpriv", "--pdeathsig", "KILL", os.path.abspath(binary), *arguments], shlex.join(["flowship", *arguments])


class Running:
    def __init__(self, command, shown, folder):
        self._shown = shown
        self._log = folder / f"stderr-{next(_names)}.log"
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def alive(self):
        return self._process.poll() is None

    def pid(self):
        return self._process.pid

    def handles(self):
        return len(list(pathlib.Path(f"/proc/{self._process.pid}/fd").iterdir()))

    def has_open(self, name):
        """Whether it holds a file of that name open, or one that had it and was removed."""
        for link in pathlib.Path(f"/proc/{self._process.pid}/fd").iterdir():
            try:
                if pathlib.Path(os.readlink(link)).name.removesuffix(" (deleted)") == name:
                    return True
            except FileNotFoundError:  # closed meanwhile
                pass
        return False

    def stop(self, how=signal.SIGTERM, code=0, timeout=30):
        check(self.alive(), f"{self._shown} ended by itself with {self._process.returncode}; its stderr:\n{self.log_end()}")
        self._process.send_signal(how)
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self._shown} did not end within {timeout} s of signal {how}; its stderr:\n{self.log_end()}") from None
        check(self._process.returncode == code,
              f"{self._shown} exited with {self._process.returncode} after signal {how}, want {code}; its stderr:\n{self.log_end()}")

    def log_end(self):
        return _end(self._log.read_bytes())


def _end(text, lines=30):
    return "\n".join((text or b"").decode(errors="replace").splitlines()[-lines:])


def policy(output, paths, namespace, data_path, tags=("sflow", "forwarded"), stream_options=""):
    """A policy with one filestream. `output` and `stream_options` are YAML's flow entries, as in "type: file, path: /x"."""
    return f"""\
id: e2e
outputs:
  default: {{{output}}}
agent:
  data_path: {data_path}
inputs:
  - id: goflow2-logs
    type: filestream
    data_stream: {{namespace: {namespace}}}
    streams:
      - id: goflow2-sflow
        data_stream: {{dataset: {DATASET}}}
        paths: [{", ".join(json.dumps(str(path)) for path in paths)}]
        exclude_files: ['\\.gz$']
        ignore_older: 0
        tags: [{", ".join(tags)}]
        {stream_options}
"""


def data_stream(namespace):
    return f"logs-{DATASET}-{namespace}"
