"""`flowship top` and `flowship tap`: what a running agent shows in a terminal."""

import json
import subprocess

from harness import TESTDATA, check, equal, free_port, wait_until
from test_monitoring import get, logs_with, monitored, stats


def test_top_shows_rates_lag_errors_and_the_queue():
    port, nobody = free_port(), free_port()
    flowship = monitored(f"type: elasticsearch, hosts: ['http://127.0.0.1:{nobody}']", logs_with("pmacct-mapped.log", lines=["not json \x1b[2J"]), port)
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: (got := stats(port)) and got["flowship"]["events"]["normalised"] == 1119 and sum(got["flowship"]["outputs"][0]["errors"].values()) > 0, "no errors yet")
        wait_until(lambda: stats(port)["flowship"]["streams"][0]["files"], "no files yet")
        text = flowship.run("top", "-c", flowship.policy).stdout.decode()
        for part in ("events/s", "0 of 1 well", "pmacct-mapped.log", "346.5 kB", "Processor [json]", "output: "):
            check(part in text, f"`{part}` is not in what top prints:\n{text}")
        check("\x1b" not in text, "what a log holds steers the terminal")
        agent.stop()
    check("no agent answers" in flowship.run("top", "-c", flowship.policy, code=1).stderr, "it is not said that no agent answers")


def test_tap_shows_events_and_records():
    port = free_port()
    logs = logs_with()
    flowship = monitored("type: file, path: {folder}/out, filename: flows", logs, port)
    lines = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/health")[0] == 200, "the agent does not answer")
        for stage, wanted in (("event", lambda got: json.loads(got)["network"]["transport"] == "udp"), ("record", lambda got: json.loads(got)["proto"] == "UDP" and got in lines)):
            command, _ = flowship._command(["tap", "-c", flowship.policy, "--stage", stage, "--filter", "network.transport=udp", "--limit", "2", "--rate", "100"])
            tap = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            # The tap is there when the agent has answered it: until then events pass unseen, so they are sent again and again.
            for turn in range(50):
                first = json.dumps({**json.loads(lines[0]), "sequence_num": turn}) + f"{' ' * len(stage)}\n"  # the same content once more would be a copy
                (logs / f"{stage}-{turn}.log").write_text(first + "\n".join(lines) + "\n")
                try:
                    tap.wait(0.2)
                    break
                except subprocess.TimeoutExpired:
                    continue
            check(tap.poll() is not None, f"the tap of the stage {stage} does not end")
            out = tap.stdout.read().splitlines()
            equal([tap.returncode, len(out)], [0, 2], f"exit code and events of a tap of the stage {stage}")
            check(all(wanted(line) for line in out), f"not what the filter lets through: {out}")
        check("no filter" in flowship.run("tap", "-c", flowship.policy, "--filter", "x", code=1).stderr, "a filter that is none is not told")
        agent.stop()
