"""The keystore from the command line, a canary that must show up nowhere, and completion in the shells themselves."""

import json
import subprocess

import proxy
from harness import (TESTDATA, Flowship, check, data_stream, equal, free_port, fresh_folder, fresh_namespace, install_template, policy, shared_node,
                     wait_until)

CANARY = "canary-7f3d9b2c51"


def agent(output, data, logs="/nowhere/*.log", namespace="default"):
    return Flowship(policy(output, [logs], namespace, data))


def test_commands():
    data = fresh_folder("data")
    flowship = agent("type: console", data)
    where = ("-c", flowship.policy)
    check("there is no keystore" in flowship.run("keystore", "list", *where, code=1).stderr, "no word about a keystore that is absent")
    flowship.run("keystore", "create", *where)
    flowship.run("keystore", "create", *where, code=1)
    flowship.run("keystore", "add", "B_KEY", "--stdin", *where, stdin=b"two\n")
    flowship.run("keystore", "add", "A_KEY", *where, stdin=f"{CANARY}\n".encode())
    equal(flowship.run("keystore", "list", *where).stdout, b"A_KEY\nB_KEY\n", "names")
    check("--force" in flowship.run("keystore", "add", "A_KEY", "--stdin", *where, stdin=b"x", code=1).stderr, "a secret was replaced, or no remedy was said")
    flowship.run("keystore", "add", "A_KEY", "--stdin", "--force", *where, stdin=CANARY.encode())
    flowship.run("keystore", "remove", "B_KEY", *where)
    flowship.run("keystore", "remove", "B_KEY", *where, code=1)
    equal(flowship.run("keystore", "list", *where).stdout, b"A_KEY\n", "names")
    for file in data.iterdir():
        equal(oct(file.stat().st_mode & 0o777), "0o600", f"mode of {file.name}")
        check(CANARY.encode() not in file.read_bytes(), f"the secret stands in {file.name}")
    (data / "keystore").chmod(0o644)
    check("chmod 600" in flowship.run("keystore", "list", *where, code=1).stderr, "a keystore that all can read was opened")


def test_a_secret_is_used_and_never_shown():
    """As a password, an API key, a header and in a URL, in a run that works, and in ones that fail in every way."""
    node = shared_node("elasticsearch")
    install_template(node)
    logs, data, namespace = fresh_folder("logs"), fresh_folder("data"), fresh_namespace()
    (logs / "a.log").write_bytes((TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes())
    seen = []

    class Watching(proxy.Proxy):
        def forward(self, request):
            seen.append(dict(request.headers))
            return super().forward(request)

    shown = []
    with Watching(node, [proxy.whole(401, reason=f"the key {CANARY} is wrong"), proxy.whole(503)]) as faulty:
        secret = "${SECRET}"
        output = (f'type: elasticsearch, hosts: ["{faulty.url}"], api_key: "id:{secret}", headers: {{X-Auth-Token: "{secret}"}}, backoff.init: 20ms, '
                  f'backoff.max: 50ms')
        flowship = agent(output, data, logs / "*.log", namespace)
        flowship.run("keystore", "add", "SECRET", "--stdin", "-c", flowship.policy, stdin=CANARY.encode())
        for command in (("test", "config"), ("test", "output"), ("run", "--once")):
            done = flowship.run(*command, "-c", flowship.policy)
            shown.append(done.stdout.decode() + done.stderr)
    check(node.count(data_stream(namespace)) > 1000, "the events did not arrive")
    check(any(headers.get("X-Auth-Token") == CANARY for headers in seen), "the secret was not used")
    check("HTTP 401" in shown[-1], f"the refusal is not in the log: {shown[-1]}")
    # Wherever a secret is put by mistake, the error does not tell it.
    for bad in ("type: elasticsearch, hosts: [\"ftp://${SECRET}\"]", "type: elasticsearch, hosts: [\"http://u:${SECRET}@es1:x\"]",
                "type: elasticsearch, hosts: [a], preset: \"${SECRET}\"", "type: \"${SECRET}\"", "type: elasticsearch, hosts: [a], index: \"%{${SECRET}}\"",
                "type: elasticsearch, hosts: [a], ssl.certificate_authorities: [\"/nowhere/${SECRET}\"]", "type: file, path: \"/dev/null/${SECRET}\""):
        wrong = agent(bad, data, logs / "*.log", namespace)
        for command in (("test", "config"), ("run", "--once"), ("test", "output")):
            done = subprocess.run(wrong._command([*command, "-c", wrong.policy])[0], capture_output=True, timeout=60, check=False)
            shown.append((done.stdout + done.stderr).decode())
    shown.append(flowship.run("export", "config").stdout.decode())
    for text in shown:
        check(CANARY not in text, f"the secret is shown: {text}")
    for file in data.rglob("*"):
        check(not file.is_file() or CANARY.encode() not in file.read_bytes(), f"the secret stands in {file}")


def get(port, path):
    """What is answered; a tap answers for ever, so it has a moment."""
    return subprocess.run(["curl", "-s", "-m", "1" if path.startswith("/tap") else "20", f"http://127.0.0.1:{port}{path}"], capture_output=True, check=False).stdout.decode()


def test_monitoring_and_the_debug_log_show_no_secret():
    """In every place of the outputs that takes a text, with the log as wordy as it gets, while the cluster refuses and while it is away."""
    node, data, logs, port = shared_node("elasticsearch"), fresh_folder("data"), fresh_folder("logs"), free_port()
    (logs / "a.log").write_bytes((TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes())
    secret = "${SECRET}"
    places = (f'username: u, password: "{secret}", headers: {{X-A: "{secret}"}}, parameters: {{x: "{secret}"}}, proxy_headers: {{X-P: "{secret}"}}, '
              f'backoff.init: 20ms, backoff.max: 50ms, timeout: 2s')
    shown = {}
    with proxy.Proxy(node, [proxy.whole(401, reason=f"{CANARY} is wrong")] * 50) as refusing:
        outputs = (f'type: elasticsearch, hosts: ["{refusing.url}/{secret}"], {places}',
                   f'type: elasticsearch, hosts: ["http://u:{secret}@127.0.0.1:1/{secret}"], headers: {{X-A: "{secret}"}}, backoff.init: 20ms, backoff.max: 50ms',
                   f'type: elasticsearch, hosts: ["{refusing.url}"], proxy_url: "http://u:{secret}@127.0.0.1:1", {places}',
                   f'type: elasticsearch, hosts: ["https://127.0.0.1:1"], api_key: "id:{secret}", index: "{secret}", pipeline: "{secret}", backoff.init: 20ms',
                   f'type: kafka, hosts: ["127.0.0.1:1"], username: u, password: "{secret}", sasl.mechanism: PLAIN, topic: "{secret}"')
        for number, output in enumerate(outputs):
            flowship = agent(output, fresh_folder("data"), logs / "*.log")
            text = flowship.policy.read_text().replace("agent:\n", f"agent:\n  logging: {{level: debug}}\n  monitoring: {{http: {{enabled: true, port: {port}}}}}\n")
            flowship.policy.write_text(text + f'setup: {{kibana: {{host: "http://127.0.0.1:1/{secret}", username: u, password: "{secret}"}}}}\n')
            flowship.run("keystore", "add", "SECRET", "--stdin", "-c", flowship.policy, stdin=CANARY.encode())
            with flowship.start("run", "-c", flowship.policy) as running:
                wait_until(lambda: "can't take" in running.log_end() or "answers HTTP" in running.log_end() or "kafka" in running.log_end().lower(), f"no trouble: {running.log_end()}")
                for path in ("/", "/stats", "/stats?history", "/metrics", "/flows", "/health", "/ready", "/tap?limit=1", "/nosuch"):
                    shown[f"{path} of output {number}"] = get(port, path)
                for command in (("top", "--once"), ("doctor",), ("setup", "--dry-run"), ("test", "output"), ("test", "config"), ("export", "config-schema")):
                    where = ("-c", flowship.policy) if command[0] != "export" else ()
                    done = subprocess.run(["timeout", "-k", "1", "3", *flowship._command([*command, *where])[0]], capture_output=True, timeout=60, check=False)
                    shown[f"{' '.join(command)} of output {number}"] = (done.stdout + done.stderr).decode()
                running.stop()
                shown[f"the log of output {number}"] = (running._log).read_text()
            for file in flowship.folder.rglob("*"):
                check(not file.is_file() or CANARY.encode() not in file.read_bytes(), f"the secret stands in {file}")
    check("•••" in shown["/stats of output 0"] and "•••" in shown["the log of output 0"], "the places were not shown at all")
    found = [where for where, text in shown.items() if CANARY in text]
    check(not found, f"the secret is shown in {found}")


def test_a_secret_that_is_not_there():
    flowship = agent('type: elasticsearch, hosts: [a], password: "${NOSUCH}"', fresh_folder("data"))
    check("flowship keystore add NOSUCH" in flowship.run("test", "config", "-c", flowship.policy, code=2).stderr, "no remedy is said")


def completed(shell, *words):
    """What the shell itself offers after these words."""
    folder = fresh_folder("completion")
    (folder / "script").write_bytes(Flowship().run("completion", shell).stdout)
    if shell == "bash":
        line = " ".join(json.dumps(word) for word in ("flowship", *words))
        script = f'. {folder}/script; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _flowship; printf "%s\\n" "${{COMPREPLY[@]}}"'
        command = ["bash", "--norc", "-c", script]
    elif shell == "fish":
        command = ["fish", "--no-config", "-c", f'source {folder}/script; complete -C "flowship {" ".join(words)}"']
    else:
        # zsh completes at a prompt only: what it would offer is caught where the script hands it over.
        script = (f"compdef() {{ }}; _describe() {{ print -l -- ${{(P)@[-1]}}; }}; _files() {{ print -- FILES; }}; . {folder}/script; "
                  f"words=(flowship {' '.join(repr(word) for word in words)}); CURRENT={len(words) + 1}; PREFIX={words[-1]!r}; _flowship")
        command = ["zsh", "-f", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "TERM": "dumb"}, check=False)
    check(done.returncode in (0, 1) and "rror" not in done.stderr, f"{shell}: {done.stderr}")
    return {line.split("\t")[0].split(":")[0] for line in done.stdout.splitlines() if line}


def test_completion():
    commands = {"completion", "export", "keystore", "replay", "run", "setup", "simulate", "test", "version"}
    helped = Flowship().run("--help").stdout.decode()
    for shell in ("bash", "zsh", "fish"):
        found = completed(shell, "")
        check(commands <= found, f"{shell} lacks {commands - found}")
        check(all(f"  {name} " in helped for name in found if name not in ("FILES",) and not name.startswith("-")), f"{shell} offers what --help does not name: {found}")
        check({"create", "add", "list", "remove"} <= completed(shell, "keystore", ""), f"{shell}: keystore: {completed(shell, 'keystore', '')}")
        check({"--stdin", "--force", "--config"} <= completed(shell, "keystore", "add", "--"), f"{shell}: {completed(shell, 'keystore', 'add', '--')}")
        check({"--dry-run", "--template"} <= completed(shell, "setup", "-c", "x.yml", "--"), f"{shell}: {completed(shell, 'setup', '-c', 'x.yml', '--')}")
    check("--once" in completed("bash", "run", "--o"), "bash does not complete the rest of a word")
