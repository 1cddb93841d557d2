"""What a user does wrong, or what the machine does to them, and what they are told: each message names the place and the remedy. By commands as they are typed."""

import os
import resource
import signal
import subprocess

from harness import TESTDATA, Flowship, check, free_port, fresh_folder, wait_until

LOG = TESTDATA / "goflow2" / "pmacct-mapped.log"
NOBODY = 65534


def policy(folder, output="type: file, path: {folder}/out, filename: flows", paths=None, stream=""):
    return (f"outputs:\n  default: {{{output.format(folder=folder)}}}\nagent:\n  data_path: {folder}/data\ninputs:\n  - type: filestream\n    streams:\n"
            f"      - data_stream: {{dataset: goflow2.sflow}}\n        paths: ['{paths or f'{folder}/logs/*.log'}']\n        ignore_older: 0\n{stream}")


class Machine:
    def __init__(self, **more):
        self.folder = fresh_folder("messages")
        os.chmod(self.folder.parent, 0o755)
        (self.folder / "logs").mkdir()
        (self.folder / "logs" / "a.log").write_bytes(LOG.read_bytes())
        self.flowship = Flowship(policy(self.folder, **more))

    def told(self, code, *command, parts=(), **how):
        """Runs the command and checks that its stderr has all the parts."""
        said = self.flowship.run(*command, code=code, **how).stderr
        missing = [part for part in parts if part not in said]
        check(not missing, f"flowship {' '.join(map(str, command))} does not say {missing}:\n{said}")
        return said


def test_a_wrong_flag_command_or_argument():
    machine = Machine()
    for command, parts in (
            (("run", "--onec"), ("--onec", "did you mean --once?", "Try `flowship run --help`")),
            (("rnu",), ("did you mean run?", "Try `flowship --help`")),
            (("test", "confg"), ("did you mean config?", "flowship test --help")),
            (("replay",), ("PATH is required", "flowship replay --help")),
            (("run", "-c"), ("--config", "flowship run --help")),
            (("replay", "--workers", "x", LOG), ("--workers", "flowship replay --help")),
            (("export", "templat"), ("did you mean template?",)),
            (("run", "-d", "elastic"), ('no part of flowship is called "elastic"', "-d")),
            ((), ("Try `flowship --help`",))):
        machine.told(2, *command, parts=parts)


def test_a_file_that_is_not_there_or_is_another():
    machine = Machine()
    nowhere = machine.folder / "nowhere.yml"
    machine.told(2, "run", "-c", nowhere, parts=(str(nowhere), "No such file"))
    machine.told(2, "test", "config", "-c", machine.folder, parts=(str(machine.folder), "directory"))
    machine.told(1, "replay", machine.folder / "no.log", parts=("no.log", "does not exist"))
    machine.told(1, "replay", machine.folder / "*.lgo", parts=("*.lgo", "no file"))
    # Without -c: the two places where it is looked for.
    said = subprocess.run([os.environ["FLOWSHIP_BIN"], "test", "config"], cwd=fresh_folder("empty"), capture_output=True, text=True).stderr
    check("flowship.yml" in said and "flowship export config" in said, said)
    # A policy that is a log, or an archive.
    machine.told(2, "test", "config", "-c", LOG, parts=("pmacct-mapped.log:2:1",))
    archive = machine.folder / "policy.gz"
    archive.write_bytes(b"\x1f\x8b\x08\x00\x00")
    machine.told(2, "test", "config", "-c", archive, parts=("policy.gz:1:1",))


def test_a_policy_with_tabs_and_typos():
    machine = Machine()
    file = machine.flowship.policy
    good = file.read_text()
    for change, parts in (
            (good.replace("  default:", "\tdefault:"), ("policy.yml:2:1", "tab", "spaces")),
            (good.replace("    streams:", "\t\tstreams:"), ("tab", "spaces")),
            (good.replace("outputs:", "ouputs:"), ('unknown option "ouputs"', 'did you mean "outputs"?')),
            (good.replace("ignore_older", "ignore_oldr"), ("policy.yml:10:9", 'did you mean "ignore_older"?', "ignore_oldr: 0", "^")),
            (good.replace("filestream", "filestrem"), ('did you mean "filestream"?',)),
            (good.replace("ignore_older: 0", "ignore_older: 3 days"), ("policy.yml:10:", "ignore_older", "72h")),
            (good.replace("inputs:\n  - type", "inputs:\n  type"), ("policy.yml:7:", "is the indentation right?")),
            (good.replace("inputs:\n  - type: filestream\n    streams:\n      - data_stream", "inputs:\n    type: filestream\n    streams:\n      - data_stream"), ("policy.yml:5:1", "list")),
            (good.replace("{type: file,", "{type: file"), ("policy.yml:2:",)),
            (good + good, ("policy.yml:11:1", '"outputs" is here for the second time')),
            (good.replace("['", "['${env.NOT_THERE}/"), ("NOT_THERE", "${env.NOT_THERE|'default'}")),
            (good.replace("goflow2.sflow", "goflow2-sflow"), ("policy.yml:8:", "goflow2-sflow"))):
        file.write_text(change)
        machine.told(2, "run", "-c", file, "--once", parts=parts)
    # All of them at once, in the order of the file.
    file.write_text(good.replace("ignore_older", "ignore_oldr").replace("filename:", "filenam:"))
    said = machine.told(2, "test", "config", "-c", file)
    check(said.index('did you mean "filename"?') < said.index('did you mean "ignore_older"?'), said)


def limited(bytes_):
    def apply():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))
    return apply


def test_a_disk_that_is_full():
    machine = Machine()
    binary = os.environ["FLOWSHIP_BIN"]
    # A result that can't be written is no success.
    with open("/dev/full", "wb") as full:
        for command in (("replay", LOG), ("export", "template"), ("export", "config"), ("version",)):
            done = subprocess.run([binary, *command], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
            check(done.returncode == 1 and "No space left on device" in done.stderr, f"flowship {' '.join(map(str, command))} > /dev/full: {done.returncode}: {done.stderr}")
    # The file output's disk: nothing is lost, and it is said what is waited for. A limit of the process stands for the disk.
    log = open(machine.folder / "stderr", "wb")
    agent = subprocess.Popen([binary, "run", "-c", machine.flowship.policy], stderr=log, preexec_fn=limited(200_000))
    try:
        wait_until(lambda: "trying again" in (machine.folder / "stderr").read_text(), "nothing is said of the full disk")
        said = (machine.folder / "stderr").read_text()
        check("flows" in said and "nothing is lost meanwhile" in said, said)
    finally:
        agent.terminate()
        agent.wait(60)
    machine.flowship.run("run", "-c", machine.flowship.policy, "--once")
    written = b"".join(file.read_bytes() for file in (machine.folder / "out").glob("*"))
    check(written.count(b"\n") >= 1118, f"{written.count(b'{') and written.count(chr(10).encode())} events after there was room again")


def test_a_registry_that_can_not_be_written():
    machine = Machine()
    (machine.folder / "data").mkdir(mode=0o500)
    os.chmod(machine.flowship.policy, 0o644)
    os.chmod(machine.flowship.folder, 0o755)
    done = subprocess.run(["setpriv", f"--reuid={NOBODY}", "--clear-groups", os.environ["FLOWSHIP_BIN"], "run", "-c", machine.flowship.policy, "--once"], capture_output=True, text=True, timeout=60)
    check(done.returncode == 1 and str(machine.folder / "data") in done.stderr and "Permission denied" in done.stderr and "agent.data_path" in done.stderr, f"{done.returncode}: {done.stderr}")


def test_a_log_folder_that_may_not_be_read():
    machine = Machine()
    (machine.folder / "logs").chmod(0o700)
    (machine.folder / "data").mkdir()
    (machine.folder / "out").mkdir()
    for folder in ("data", "out"):
        os.chown(machine.folder / folder, NOBODY, -1)
    os.chmod(machine.flowship.folder, 0o755)
    with open(machine.folder / "stderr", "wb") as log:
        agent = subprocess.Popen(["setpriv", f"--reuid={NOBODY}", "--clear-groups", os.environ["FLOWSHIP_BIN"], "run", "-c", machine.flowship.policy], stderr=log)
    try:
        wait_until(lambda: "Permission denied" in (machine.folder / "stderr").read_text(), "nothing is said of the folder")
        said = (machine.folder / "stderr").read_text()
        check(str(machine.folder / "logs") in said, said)
        # As soon as it may be read it is.
        (machine.folder / "logs").chmod(0o755)
        (machine.folder / "logs" / "a.log").chmod(0o644)
        wait_until(lambda: any((machine.folder / "out").glob("*")), "the folder is not read once it may be", 60)
    finally:
        agent.terminate()
        agent.wait(60)


def test_a_cluster_that_is_away():
    nobody = free_port()
    machine = Machine(output=f"type: elasticsearch, hosts: ['http://127.0.0.1:{nobody}']")
    with machine.flowship.start("run", "-c", machine.flowship.policy) as agent:
        wait_until(lambda: f"127.0.0.1:{nobody}" in agent.log_end(), "nothing is said of the host")
        check("can't take events" in agent.log_end() and "0 of 1 hosts are well" in agent.log_end(), agent.log_end())
        agent.stop()
    machine.told(1, "test", "output", "-c", machine.flowship.policy)
    machine = Machine(output="type: elasticsearch, hosts: ['http://no-such-host.invalid:9200']")
    said = machine.flowship.run("test", "output", "-c", machine.flowship.policy, code=1)
    check("no-such-host.invalid" in said.stdout.decode() + said.stderr, said.stdout.decode() + said.stderr)


def test_a_replay_whose_output_waits_ends_when_it_is_told_to():
    """All of a small log is read at once, and what waits is the output: a signal ends that too, and what was not delivered is said."""
    machine = Machine(output=f"type: elasticsearch, hosts: ['http://127.0.0.1:{free_port()}']")
    for output, number in (("file:/dev/full", signal.SIGINT), ("elasticsearch", signal.SIGTERM)):
        stderr = machine.folder / "stderr"
        with open(stderr, "wb") as log:
            replay = subprocess.Popen([os.environ["FLOWSHIP_BIN"], "replay", "-c", machine.flowship.policy, "--output", output, LOG], stderr=log)
        try:
            wait_until(lambda: "nothing is lost" in stderr.read_text() or "put aside" in stderr.read_text(), f"nothing is said of {output}")
            replay.send_signal(number)
            check(replay.wait(60) == 1, f"--output {output}: exit code {replay.returncode}")
        finally:
            replay.kill()
            replay.wait()
        said = stderr.read_text()
        check("interrupted" in said and "not delivered" in said, said)
    machine.told(2, "replay", "--output", f"file:{machine.folder}/no/where", LOG, parts=("there is no folder", f"{machine.folder}/no"))


def test_slips_of_a_newcomer():
    machine = Machine()
    machine.told(0, "replay", "--dataset", "goflow.sflow", LOG, parts=("no pipeline is known for the dataset goflow.sflow",))
    machine.told(2, "replay", "--geoip", machine.folder / "no", LOG, parts=("--geoip", "does not exist"))
    machine.told(1, "decode", LOG, parts=("pmacct-mapped.log", "pcapng"))
    done = subprocess.run([os.environ["FLOWSHIP_BIN"], "doctor"], cwd=fresh_folder("empty"), capture_output=True, text=True, timeout=60)
    check(done.returncode == 1 and "there is no policy" in done.stdout and "flowship export config" in done.stdout, done.stdout)
