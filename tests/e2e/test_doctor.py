"""`flowship doctor`: a whole chain that is well, and then one fault after the other planted into it. Each has to be found, with its remedy.

GoFlow2 is a process of that name with the flags under test; Elasticsearch and Kibana are HTTP servers that answer as those do for the few questions that
the doctor asks (what the real ones answer is tested in test_delivery.py and test_setup.py). No one here may be root, who may read everything."""

import base64
import contextlib
import http.server
import json
import os
import subprocess
import sys
import threading


import yaml

from harness import TESTDATA, Flowship, check, equal, free_port, fresh_folder, wait_until

NOBODY = 65534
MAPPING = """\
formatter:
  fields:
""" + "".join(f"    - {field}\n" for field in ("type", "time_flow_start_ns", "sampler_address", "sequence_num", "in_if", "out_if", "src_addr", "dst_addr", "etype",
                                              "proto", "src_port", "dst_port", "src_vlan", "dst_vlan", "sampling_rate", "bytes"))
# A GoFlow2 that only listens: udp_port.
GOFLOW2 = "import socket, sys, time\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('127.0.0.1', int(sys.argv[1])))\nprint('up', flush=True)\ntime.sleep(600)\n"


@contextlib.contextmanager
def server(answers, status=200, asked=None):
    """An HTTP server that answers {beginning of a path: JSON}; anything else is 404. `asked` is told (path, Authorization)."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found = next((answers[start] for start in answers if self.path.startswith(start)), None)
            if asked is not None:
                asked.append((self.path, self.headers["Authorization"]))
            body = json.dumps(found or {}).encode()
            self.send_response(status if status != 200 else 200 if found else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()


class Chain:
    """Everything as it should be; a test changes one thing before it asks."""

    def __init__(self):
        self.folder = fresh_folder("chain")
        os.chmod(self.folder.parent, 0o755)
        self.logs, self.data = self.folder / "logs", self.folder / "data"
        self.logs.mkdir()
        self.data.mkdir()
        os.chown(self.data, NOBODY, -1)
        self.log = self.logs / "goflow2.log"
        self.log.write_bytes((TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes())
        self.mapping = self.folder / "mapping.yaml"
        self.mapping.write_text(MAPPING)
        self.port = free_port()
        self.transport_file = self.log
        self.holder = "goflow2"
        self.elasticsearch = {"/_index_template/logs-goflow2.sflow": {"index_templates": [{}]}, "/logs-goflow2.sflow-default/_count": {"count": 5},
                              "/": {"cluster_name": "c", "version": {"number": "8.19.0"}}}
        self.status = 200
        self.kibana = {"/api/saved_objects/_find": {"total": 3}}
        self.by_flag, self.named, self.setup_kibana, self.asked = False, True, {}, []
        self.hosts, self.output = None, {}
        self.policy = ""

    def ask(self):
        """What the doctor prints."""
        with contextlib.ExitStack() as stack:
            cluster = stack.enter_context(server(self.elasticsearch, self.status))
            kibana = stack.enter_context(server(self.kibana, asked=self.asked))
            script = self.folder / "listen.py"
            script.write_text(GOFLOW2)
            # Its name is what the kernel has of the program's file.
            program = self.folder / self.holder
            program.symlink_to(sys.executable)
            process = subprocess.Popen(["setpriv", f"--reuid={NOBODY}", "--clear-groups", program, script, str(self.port)], stdout=subprocess.PIPE)
            stack.callback(process.wait)
            stack.callback(process.kill)
            process.stdout.readline()
            unit = self.folder / "goflow2.service"
            unit.write_text(f"[Service]\nExecStart=/usr/local/bin/goflow2 -listen sflow://127.0.0.1:{self.port} \\\n  -transport file -transport.file {self.transport_file} "
                            f"-format json -mapping={self.mapping}\n")
            policy = {"outputs": {"default": {"type": "elasticsearch", "hosts": [self.hosts or cluster], **self.output}}, "agent": {"data_path": str(self.data)},
                      "inputs": [{"type": "filestream", "streams": [{"data_stream": {"dataset": "goflow2.sflow"}, "paths": [str(self.logs / "*.log")]}]}]}
            if not self.by_flag and self.named:
                policy["setup"] = {"kibana": {"host": kibana, **self.setup_kibana}}
            file = self.folder / "policy.yml"
            file.write_text(yaml.safe_dump(policy) + self.policy)
            done = subprocess.run(["setpriv", f"--reuid={NOBODY}", "--clear-groups", os.environ["FLOWSHIP_BIN"], "doctor", "-c", file, "--unit", unit, *(["--kibana", kibana] if self.by_flag else [])],
                                  capture_output=True, text=True, timeout=120)
            self.code, self.text = done.returncode, done.stdout
            return done.stdout + done.stderr


def faults(text):
    """[(what, remedy)]"""
    lines = text.splitlines()
    return [(line[8:], next((l.strip("→ ") for l in lines[i + 1:] if l.startswith("        → ")), "")) for i, line in enumerate(lines) if line.startswith("FAULT")]


def test_a_chain_that_is_well():
    chain = Chain()
    text = chain.ask()
    check(chain.code == 0 and not faults(text), f"faults where there are none:\n{text}")
    for part in ("mapping.yaml has the 16 fields", "(goflow2)", "the paths match", "the last", "Elasticsearch 8.19.0", "index template logs-goflow2.sflow is installed",
                 "5 documents in the last 15 minutes", "3 GoFlow2 dashboards"):
        check(part in text, f"the doctor does not say `{part}`:\n{text}")


def planted(what, remedy, plant, faults_least=1):
    chain = Chain()
    plant(chain)
    text = chain.ask()
    found = faults(text)
    check(chain.code == 1, f"exit code {chain.code} with a fault planted:\n{text}")
    check(any(what in fault and remedy in told for fault, told in found), f"`{what}` with the remedy `{remedy}` was not told:\n{text}")
    check(len(found) == faults_least, f"one fault is planted, {len(found)} are told:\n{text}")


def test_01_a_mistake_in_the_policy():
    def plant(chain):
        chain.policy = "fleeet: {}\n"
    planted("has mistakes", "flowship export config", plant)


def test_02_goflow2_writes_somewhere_else():
    def plant(chain):
        chain.transport_file = "/var/log/elsewhere/flows.log"
    planted("/var/log/elsewhere/flows.log, which no path", "set paths: [/var/log/elsewhere/*.log]", plant)


def test_03_the_mapping_lacks_fields():
    def plant(chain):
        chain.mapping.write_text(MAPPING.replace("    - sampling_rate\n", ""))
    planted("lacks sampling_rate", "formatter.fields", plant)


def test_04_the_mapping_is_indented_wrongly():
    def plant(chain):
        chain.mapping.write_text(MAPPING.replace("  fields:", "fields:").replace("    - ", "  - "))
    planted("has no list formatter.fields", "indentation", plant)


def test_05_the_log_may_not_be_read():
    def plant(chain):
        chain.log.chmod(0o600)
    planted("may not be read", "chgrp flowship", plant)


def test_06_the_folder_may_not_be_entered():
    def plant(chain):
        chain.logs.chmod(0o700)
    planted("may not be entered", "g+rx", plant)


def test_07_somebody_else_has_the_port():
    def plant(chain):
        chain.holder = "collectord"
    planted("(collectord) has it", "end that process", plant)


def test_08_the_log_is_empty():
    def plant(chain):
        chain.log.write_text("")
    planted("is empty", "tcpdump", plant)


def test_09_the_log_is_netflow():
    def plant(chain):
        chain.log.write_text(json.dumps({"type": "NETFLOW_V9", "time_flow_start_ns": 1}) + "\n")
    planted("NETFLOW_V9", "-listen sflow://", plant)


def test_10_the_cluster_does_not_answer():
    def plant(chain):
        chain.hosts = f"http://127.0.0.1:{free_port()}"
    planted("Could", "does the cluster run", plant)


def test_11_the_password_is_wrong():
    def plant(chain):
        chain.status = 401
    planted("401", "api_key is wrong", plant)


def test_12_no_template():
    def plant(chain):
        del chain.elasticsearch["/_index_template/logs-goflow2.sflow"]
        del chain.elasticsearch["/"]
        chain.elasticsearch = {**chain.elasticsearch, "/_index": None, "/": {"cluster_name": "c", "version": {"number": "8.19.0"}}}
    planted("no index template logs-goflow2.sflow", "flowship setup --template", plant)


def test_13_no_documents():
    def plant(chain):
        chain.elasticsearch["/logs-goflow2.sflow-default/_count"] = {"count": 0}
    planted("has no documents", "flowship top", plant)


def test_14_no_dashboards():
    def plant(chain):
        chain.kibana["/api/saved_objects/_find"] = {"total": 0}
    planted("no GoFlow2 dashboards", "flowship setup --dashboards", plant)


def test_kibana_may_be_named_by_the_flag():
    chain = Chain()
    chain.by_flag = True
    text = chain.ask()
    check(chain.code == 0 and "3 GoFlow2 dashboards" in text, f"the flag's Kibana was not asked:\n{text}")


def test_kibana_is_asked_in_its_space_with_the_outputs_credentials_or_its_own():
    chain = Chain()
    chain.output = {"username": "ship", "password": "er"}
    chain.kibana = {"/s/noc/api/saved_objects/_find": {"total": 2}}
    chain.setup_kibana = {"space.id": "noc"}
    text = chain.ask()
    check("2 GoFlow2 dashboards" in text, text)
    equal(chain.asked[-1][1], "Basic " + base64.b64encode(b"ship:er").decode(), "who asked")
    chain = Chain()
    chain.output = {"username": "ship", "password": "er"}
    chain.setup_kibana = {"api_key": "a:b"}
    chain.ask()
    equal(chain.asked[-1][1], "ApiKey " + base64.b64encode(b"a:b").decode(), "who asked")


def test_a_space_that_is_not_there():
    def plant(chain):
        chain.setup_kibana = {"space.id": "nok"}
    planted("/s/nok: HTTP 404", "setup.kibana.space.id", plant)


def test_no_kibana_is_a_warning():
    chain = Chain()
    chain.named = False
    text = chain.ask()
    check(chain.code == 0 and "the policy names none" in text and "--kibana http://HOST:5601" in text, text)


def test_15_the_registry_cannot_be_written():
    def plant(chain):
        os.chown(chain.data, 0, 0)
        chain.data.chmod(0o755)
    planted("can't be written", "chown flowship", plant)


def test_a_process_that_runs_is_found_by_itself():
    chain = Chain()
    program = chain.folder / "goflow2"
    program.write_text("#!/bin/sh\nsleep 60 & echo up; wait\n")
    program.chmod(0o755)
    process = subprocess.Popen([program, "-transport", "file", "--transport.file=" + str(chain.log), "-mapping", "mapping.yaml"], cwd=chain.folder, stdout=subprocess.PIPE, start_new_session=True)
    try:
        process.stdout.readline()
        flowship = Flowship(f"outputs: {{default: {{type: console}}}}\nagent: {{data_path: {chain.data}}}\ninputs: [{{type: filestream, streams: [{{data_stream: {{dataset: goflow2.sflow}}, paths: [{chain.log}]}}]}}]\n")
        text = flowship.run("doctor", "-c", flowship.policy, code=1).stdout.decode()
        check(f"GoFlow2 runs: process {process.pid}" in text, text)
        check(f"{chain.folder}/mapping.yaml has the 16 fields" in text, text)
        check("nobody listens on UDP port 6343" in text, text)
    finally:
        os.killpg(process.pid, 9)
        process.wait()
