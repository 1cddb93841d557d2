"""The keystore from the command line, a canary that must show up nowhere, and completion in the shells themselves."""

import json
import subprocess

import proxy
from harness import TESTDATA, Flowship, check, data_stream, equal, fresh_folder, fresh_namespace, install_template, policy, shared_node

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
