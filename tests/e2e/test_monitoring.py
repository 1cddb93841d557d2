"""Monitoring over HTTP: what is served, to whom, and that Prometheus' own parser reads it."""

import collections
import json
import os
import socket
import urllib.error
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

from harness import TESTDATA, Flowship, check, equal, free_port, fresh_folder, policy, wait_until


def get(port, path, host=None):
    """(status, text) of a request."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return None, ""


def stats(port, path="/stats"):
    status, text = get(port, path)
    return json.loads(text) if status == 200 else None


def monitored(output, logs, port, enabled="true", **more):
    folder = fresh_folder("monitored")
    text = policy(output.format(folder=folder), [logs / "*.log"], "default", folder / "data", **more)
    text = text.replace("agent:\n", f"agent:\n  monitoring: {{http: {{enabled: {enabled}, port: {port}}}}}\n")
    return Flowship(text)


def logs_with(*names, lines=()):
    logs = fresh_folder("logs")
    for name in names:
        (logs / name).write_bytes((TESTDATA / "goflow2" / name).read_bytes())
    if lines:
        (logs / "made.log").write_text("".join(line + "\n" for line in lines))
    return logs


def test_counters_flows_and_metrics_tell_what_was_shipped():
    port = free_port()
    logs = logs_with("pmacct-mapped.log", lines=["not json"])
    flowship = monitored("type: file, path: {folder}/out, filename: flows", logs, port)
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: (got := stats(port)) and got["libbeat"]["output"]["events"]["acked"] == 1119, "1119 events are not acknowledged")
        got = stats(port, "/stats?history")
        equal(got["filebeat"]["events"], {"active": 0, "added": 1119, "done": 1119}, "filebeat.events")
        path = str(logs / "pmacct-mapped.log")
        shown = wait_until(lambda: [f for f in stats(port)["flowship"]["streams"][0]["files"] if f["path"] == path and f["lag"] == 0], "the file is not shown")[0]
        size = (TESTDATA / "goflow2" / "pmacct-mapped.log").stat().st_size
        equal([shown["size"], shown["read"], shown["delivered"], shown["lag"]], [size, size, size, 0], "the file's state")
        message, = got["flowship"]["pipeline_errors"]
        sample, = got["flowship"]["error_samples"][message]
        equal([sample["record"], sample["path"], sample["offset"]], ["not json", str(logs / "made.log"), 0], "the sample of the error")

        # The flows against the records themselves: every event is looked at when there are so few.
        records = [json.loads(line) for line in (logs / "pmacct-mapped.log").read_text().splitlines()]
        flows = stats(port, "/flows?top=50")
        equal(int(flows["bytes"]), sum(r["bytes"] * r["sampling_rate"] for r in records), "bytes of all flows")
        talkers = {}
        for record in records:
            if record["src_addr"]:
                talkers[record["src_addr"]] = talkers.get(record["src_addr"], 0) + record["bytes"] * record["sampling_rate"]
        for row in flows["talkers"]["top"]:  # there are more of them than counters
            low, high = row["bytes"] - row["error_bytes"], row["bytes"]
            check(low <= talkers[row["key"]] <= high, f"talker {row['key']} has {talkers[row['key']]} bytes, which is not in {low}..{high}")
        heaviest = max(talkers, key=talkers.get)
        equal(flows["talkers"]["top"][0]["key"], heaviest, "the heaviest talker")

        families = {family.name: family for family in text_string_to_metric_families(get(port, "/metrics")[1])}
        value = {sample.name: sample.value for family in families.values() for sample in family.samples}
        equal(int(value["flowship_pipeline_events_total"]), 1119, "flowship_pipeline_events_total")
        equal(int(value["flowship_output_delivered_events_total"]), 1119, "flowship_output_delivered_events_total")
        equal(families["flowship_file_lag_bytes"].type, "gauge", "type of flowship_file_lag_bytes")
        equal({s.labels["reason"]: int(s.value) for s in families["flowship_pipeline_errors"].samples}, {message: 1}, "errors by reason")

        equal(get(port, "/health")[0], 200, "/health")
        equal(get(port, "/ready")[0], 200, "/ready")
        equal(get(port, "/stats", host="rebound.example")[0], 403, "a request for another name")
        equal(get(port, "/stats", host=f"localhost:{port}")[0], 200, "a request for localhost")
        equal(get(port, "/etc")[0], 404, "a path that is not there")
        agent.stop()


def test_not_ready_while_no_host_answers():
    port, nobody = free_port(), free_port()
    flowship = monitored(f"type: elasticsearch, hosts: ['http://127.0.0.1:{nobody}']", logs_with("pmacct-mapped.log"), port)
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/ready")[0] == 503, "/ready does not say that nothing is delivered")
        equal(json.loads(get(port, "/ready")[1])["reasons"], ["no host of the output default answers"], "why it is not ready")
        equal(get(port, "/health")[0], 200, "/health while the output is away")
        got = stats(port)["flowship"]["outputs"][0]
        equal([host["well"] for host in got["hosts"]], [False], "the host's state")
        check(got["batches_under_way"] > 0, "the queue is said to be empty")
        check(sum(got["errors"].values()) > 0, "no error is counted")
        agent.stop()


def test_a_port_in_use_is_told_with_its_owner_and_the_agent_goes_on():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        flowship = monitored("type: file, path: {folder}/out, filename: flows", logs_with("pmacct-mapped.log"), port)
        log = flowship.run("run", "-c", flowship.policy, "--once").stderr
        check(f"127.0.0.1:{port} can't be had: process {os.getpid()} (" in log, f"the owner of the port is not named:\n{log}")
        check("1118 events delivered" in log, f"the agent did not go on:\n{log}")


def test_nothing_is_served_when_it_is_not_enabled():
    port = free_port()
    flowship = monitored("type: file, path: {folder}/out, filename: flows", logs_with("pmacct-mapped.log"), port, enabled="false")
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: b"has started" in agent.log_end().encode(), "the agent does not start")
        equal(get(port, "/stats")[0], None, "an answer, though nothing is enabled")
        agent.stop()


def test_a_tap_shows_what_passes():
    port = free_port()
    logs = logs_with()
    flowship = monitored("type: file, path: {folder}/out, filename: flows", logs, port)
    lines = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/health")[0] == 200, "the agent does not answer")
        wanted, = collections.Counter(json.loads(line)["src_addr"] for line in lines if json.loads(line)["proto"] == "ICMP").most_common(1)
        check(wanted[1] >= 3, "the test's data has no source with three ICMP records")
        wanted = wanted[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/tap?rate=1000&limit=3&filter=source.ip%3D{wanted}&filter=network.transport%3Dicmp", timeout=30) as tap:
            (logs / "a.log").write_text("\n".join(lines) + "\n")
            events = [json.loads(line) for line in tap.read().decode().splitlines() if line]
        equal(len(events), 3, "events of the tap")
        equal({(e["source"]["ip"], e["network"]["transport"]) for e in events} == {(wanted, "icmp")}, True, "what the filters let through")
        equal(get(port, "/tap?filter=x")[0], 400, "a filter that is none")
        agent.stop()
