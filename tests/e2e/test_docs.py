"""Every command of README.md and docs/*.md is run: flowship's own in a folder where the files are that the text speaks of, as often as they stand there; those
of others are looked up in a list, so that none is there by mistake. And what is generated is what the program says now, every link leads somewhere."""

import json
import os
import pathlib
import re
import shlex
import subprocess

from harness import DATASET, ROOT, TESTDATA, check, equal, free_port, fresh_folder, wait_until
from test_monitoring import get

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Of others: what a reader runs as root on a machine of their own.
OTHERS = {"apt", "cp", "curl", "git", "goflow2", "install", "journalctl", "make", "mvn", "sudo", "systemctl", "systemd-analyze", "tar", "tcpdump", "useradd"}
# Commands that go on for ever, and what ends them; those whose answer is about the machine, and may be 1.
ENDLESS = {"run": ["--once"]}
MAY_FAIL = {"doctor", "test output", "setup"}


def commands(page):
    """(line number, command) of the sh blocks of a page; lines that end in \\ go on."""
    inside, whole, start = False, "", 0
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if line.startswith("```"):
            inside = line.strip() in ("```sh", "```bash")
            continue
        if not inside or not line.strip() or line.lstrip().startswith("#"):
            continue
        whole, start = (whole + line, start) if whole else (line, number)
        if whole.endswith("\\"):
            whole = whole[:-1]
            continue
        yield start, whole.strip()
        whole = ""


class Machine:
    """A folder with what the pages speak of, and a running agent for `top` and `tap`."""

    def __init__(self):
        self.folder, self.port = fresh_folder("docs"), free_port()
        (self.folder / "logs").mkdir()
        log = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes()
        for name in ("goflow2.log", "old.log"):
            (self.folder / "logs" / name).write_bytes(log)
        subprocess.run(["gzip", "-k", self.folder / "logs" / "old.log"], check=True)
        (self.folder / "old.log.gz").write_bytes((self.folder / "logs" / "old.log.gz").read_bytes())
        (self.folder / "filebeat.yml").write_text("filebeat.inputs: [{type: filestream, id: a, paths: [/x]}]\noutput.console: {}\n")
        (self.folder / "request.json").write_text(json.dumps({"docs": [{"_source": {"message": log.decode().splitlines()[0], "data_stream": {"dataset": DATASET}}}]}))
        for name in ("one", "agent"):
            (self.folder / f"{name}.yml").write_text(f"outputs: {{default: {{type: file, path: {self.folder}/out-{name}, filename: f}}}}\nagent: {{data_path: {self.folder}/data-{name}, monitoring: {{http: {{enabled: true, port: "
                                                     f"{self.port}}}}}}}\ninputs: [{{type: filestream, streams: [{{data_stream: {{dataset: {DATASET}}}, ignore_older: 0, paths: ['{self.folder}/logs/*.log']}}]}}]\n")
        (self.folder / "cluster.yml").write_text((self.folder / "one.yml").read_text().replace("type: file, path", f"type: elasticsearch, hosts: ['http://127.0.0.1:{free_port()}']}}, other: {{type: file, path"))
        captures = sorted(TESTDATA.rglob("*.pcap"))
        check(captures, "testdata has no capture")
        for name in ("exporter.pcap", "exporter.pcapng"):
            (self.folder / name).write_bytes(captures[0].read_bytes())
        subprocess.run(["gzip", "-k", self.folder / "exporter.pcap"], check=True)

    def here(self, command):
        """The command with its files those of this folder."""
        policy = "agent.yml" if re.search(r"flowship (top|tap)", command) else "cluster.yml" if "flowship setup" in command else "one.yml"
        places = {"--pipelines DIR --pipeline NAME": f"--pipelines {ROOT}/pipelines/{DATASET} --pipeline default", "pipeline PACKAGE": f"pipeline {ROOT}/testdata/pipelines/{DATASET}",
                  "pipelines/goflow2.sflow": f"{ROOT}/pipelines/goflow2.sflow", "/etc/flowship/flowship.yml": policy, "-c flowship.yml": f"-c {policy}", "/etc/filebeat/filebeat.yml": "filebeat.yml",
                  "/var/log/sflow/goflow2/": "logs/"}
        # In one pass: what is put in is not looked at again.
        return re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], command)

    def run(self, command):
        words = shlex.split(command, comments=True)
        words = words[words.index("flowship"):]  # what stands before feeds it
        name = words[1] if words[1] not in ("test", "export", "keystore") else " ".join(words[1:3])
        line = self.here(command)
        for word, more in ENDLESS.items():
            if name == word and "--once" not in line:
                line = line.split(" #")[0] + " " + " ".join(more)
        # What a page imports it then tests: both are files of the folder.
        done = subprocess.run(["sh", "-c", line], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                              env={**os.environ, "PATH": f"{os.path.dirname(os.path.abspath(os.environ['FLOWSHIP_BIN']))}:{os.environ['PATH']}"})
        return done.returncode, done.stdout + done.stderr, name


def test_every_command_does_what_it_is_there_for():
    machine = Machine()
    binary = os.environ["FLOWSHIP_BIN"]
    ran, wrong = 0, []
    with open(machine.folder / "agent.log", "wb") as log:
        agent = subprocess.Popen([binary, "run", "-c", machine.folder / "agent.yml"], stderr=log)
    try:
        wait_until(lambda: get(machine.port, "/health")[0] == 200, "the agent does not answer")
        for page in PAGES:
            for number, command in commands(page):
                first = shlex.split(command, comments=True)[0]
                where = f"{page.relative_to(ROOT)}:{number}: {command}"
                if first != "flowship" and "| flowship " not in command:
                    if first not in OTHERS and not first.endswith(("/start.sh", "/stop.sh", "/run.sh")):
                        wrong.append(f"{where}: neither flowship nor a command of the list")
                    if first == "make":  # what it would do is looked up, not done
                        plan = subprocess.run(["sh", "-c", command.replace("make", "make -n", 1)], cwd=ROOT, capture_output=True, text=True, timeout=60)
                        if plan.returncode != 0:
                            wrong.append(f"{where}: {plan.stderr}")
                    continue
                if re.search(r"flowship tap", command):
                    record = json.loads((TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()[0])
                    feed = subprocess.Popen(["sh", "-c", "n=0; while sleep 0.2; do n=$((n+1)); for i in 1 2 3; do echo \"$0\" | sed \"s/\\\"sequence_num\\\": *1/\\\"sequence_num\\\":$n$i/\"; done >> logs/tap.log; done", json.dumps(record)], cwd=machine.folder, start_new_session=True)
                try:
                    code, text, name = machine.run(command)
                finally:
                    if re.search(r"flowship tap", command):
                        os.killpg(feed.pid, 9)
                        feed.wait()
                ran += 1
                if code != 0 and not (code == 1 and name in MAY_FAIL):
                    wrong.append(f"{where}: exit code {code}:\n{text[-600:]}")
    finally:
        agent.terminate()
        agent.wait(30)
    check(not wrong, "\n".join(wrong))
    check(ran >= 15, f"only {ran} commands were found")


def test_the_reference_is_what_the_program_says():
    made = subprocess.run(["/usr/bin/python3", ROOT / "tools" / "config_reference.py", os.environ["FLOWSHIP_BIN"]], capture_output=True, text=True, check=True).stdout
    check((ROOT / "docs" / "configuration.md").read_text() == made, "docs/configuration.md is not what the program says: tools/config_reference.py FLOWSHIP > docs/configuration.md")


def test_every_link_leads_somewhere():
    broken = []
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            if not target.startswith(("http:", "https:", "#", "mailto:")) and not (page.parent / target.split("#")[0]).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    equal(broken, [], "links that lead nowhere")


def test_every_page_is_reached_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.is_file():
            continue
        seen.add(page)
        waiting += [pathlib.Path(os.path.normpath(page.parent / t.split("#")[0])) for t in re.findall(r"\]\(([^)\s]+\.md[^)\s]*)\)", page.read_text()) if not t.startswith("http")]
    lost = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md") if p not in seen)
    equal(lost, [], "pages that no page leads to")


def policies(page):
    """(line number, text) of the yaml blocks of a page that are a policy or parts of one: the rest of it is put there."""
    for found in re.finditer(r"^```yaml\n(.*?)^```", page.read_text(), re.M | re.S):
        text = found[1]
        keys = set(re.findall(r"^(\w+):", text, re.M))
        if not keys & {"inputs", "outputs", "agent", "setup"}:
            continue
        for key, whole in (("outputs", "outputs: {default: {type: console}}\n"), ("inputs", f"inputs: [{{type: filestream, streams: [{{data_stream: {{dataset: {DATASET}}}}}]}}]\n")):
            text += "" if key in keys else whole
        yield page.read_text()[: found.start()].count("\n") + 1, text


def test_every_policy_of_the_docs_is_taken():
    folder, wrong, seen = fresh_folder("policies"), [], 0
    for page in PAGES:
        for number, text in policies(page):
            seen += 1
            (folder / "flowship.yml").write_text(text)
            done = subprocess.run([os.environ["FLOWSHIP_BIN"], "test", "config", "-c", folder / "flowship.yml"], capture_output=True, text=True, timeout=60, cwd=folder,
                                  env={**os.environ, "ES_API_KEY": "id:key", "KAFKA_PASSWORD": "x", "ES_PASSWORD": "x"})
            said = done.stdout + done.stderr
            if done.returncode != 0:
                wrong.append(f"{page.relative_to(ROOT)}:{number}:\n{said}")
    check(not wrong, "\n".join(wrong))
    check(seen >= 8, f"only {seen} policies were found")


def test_every_option_of_a_table_is_there():
    """The options that a page lists in a table are names that the program takes: whole, or part by part where they are nested."""
    source = "\n".join(path.read_text() for folder in ("config", "input", "output", "app", "parser", "cli") for path in (ROOT / "src" / folder).rglob("*.cc"))
    names = set(re.findall(r'"([a-z_0-9.]+)"', source))
    ends = {name[at:] for name in names for at in [0, *(found.end() for found in re.finditer(r"\.", name))]}
    wrong, seen = [], 0
    for page in (ROOT / "docs").rglob("*.md"):
        inside = False
        for number, line in enumerate(page.read_text().splitlines(), 1):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
            if not cells or cells[0] == "option":
                inside = bool(cells) and page.parent.name not in ("processor", "edge") and page.name != "configuration.md"
                continue
            for option in re.findall(r"`([a-z_0-9.]+)`", cells[0]) if inside else ():
                seen += 1
                option = option.strip(".")
                if option not in ends and not set(option.split(".")) <= ends:
                    wrong.append(f"{page.relative_to(ROOT)}:{number}: {option}")
    equal(wrong, [], "options that the program does not have")
    check(seen >= 20, f"only {seen} options were found")
