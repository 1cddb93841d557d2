"""The policy changes while the agent runs: nothing lost, nothing twice, what did not change is not touched, and a broken file changes nothing."""

import collections
import json
import signal
import threading
import time

from harness import TESTDATA, Flowship, check, equal, free_port, fresh_folder, parsed_lines, wait_until
from test_monitoring import stats

LINES = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()


def policy(folder, port, revision, streams, out="flows", **outputs):
    """streams: {id: options}; each reads the log of its name."""
    shown = "".join(f"      - {{id: {name}, data_stream: {{dataset: goflow2.sflow}}, paths: ['{folder}/logs/{name.split('@')[0]}.log'], {options}}}\n" for name, options in streams.items())
    return (f"revision: {revision}\noutputs:\n  default: {{type: file, path: {folder}/out, filename: {out}}}\n"
            f"agent: {{data_path: {folder}/data, monitoring: {{http: {{enabled: true, port: {port}}}}}}}\ninputs:\n  - type: filestream\n    streams:\n{shown}")


class Agent:
    def __init__(self, streams, out="flows"):
        self.folder, self.port, self.revision = fresh_folder("reload"), free_port(), 1
        (self.folder / "logs").mkdir()
        self.flowship = Flowship(policy(self.folder, self.port, 1, streams, out))
        self.written = collections.Counter()

    def append(self, name, count):
        """Records that no other line is equal to."""
        with open(self.folder / "logs" / f"{name}.log", "a") as log:
            for _ in range(count):
                record = json.loads(LINES[self.written[name] % len(LINES)])
                record["sequence_num"] = self.written[name]
                self.written[name] += 1
                log.write(json.dumps(record) + "\n")

    def change(self, running, streams, out="flows", wait=True):
        self.revision += 1
        # As an editor or a configuration manager does it: whole, under a new name.
        new = self.flowship.policy.with_suffix(".new")
        new.write_text(policy(self.folder, self.port, self.revision, streams, out))
        new.rename(self.flowship.policy)
        running._process.send_signal(signal.SIGHUP)
        if wait:
            wait_until(lambda: (got := stats(self.port)) and got["flowship"]["policy"]["revision"] == self.revision, f"revision {self.revision} is not taken over:\n{running.log_end()}")

    def shipped(self):
        """{log: {sequence number: times}}"""
        found = collections.defaultdict(collections.Counter)
        for file in sorted((self.folder / "out").glob("*")):
            for event in parsed_lines(file.read_bytes(), file.name):
                name = event["log"]["file"]["path"].rsplit("/", 1)[1].removesuffix(".log")
                found[name][event["sflow"]["sequence_num"]] += 1
        return found

    def check_once(self):
        found = self.shipped()
        for name, count in self.written.items():
            lost = [n for n in range(count) if found[name][n] == 0]
            twice = [n for n in range(count) if found[name][n] > 1]
            check(not lost and not twice, f"{name}: of {count} records {len(lost)} are lost {lost[:5]} and {len(twice)} are there twice {twice[:5]}")

    def delivered(self, name):
        return sum(self.shipped()[name].values()) >= self.written[name]


def test_a_hundred_changes_under_load_lose_nothing_and_repeat_nothing():
    agent = Agent({"stays": "tags: [a]", "changes": "tags: [0]"})
    stop = threading.Event()

    def write():
        while not stop.is_set():
            agent.append("stays", 50)
            agent.append("changes", 50)
            time.sleep(0.005)

    with agent.flowship.start("run", "-c", agent.flowship.policy) as running:
        wait_until(lambda: stats(agent.port), "the agent does not answer")
        writer = threading.Thread(target=write)
        writer.start()
        for change in range(1, 101):
            # Sometimes with no time to come to rest, sometimes with the third stream, sometimes back to what was before.
            streams = {"stays": "tags: [a]", "changes": f"tags: [{change % 7}]"}
            if change % 3 == 0:
                streams["comes"] = ""
            agent.change(running, streams, wait=change % 5 == 0)
            time.sleep(0.02)
        stop.set()
        writer.join()
        wait_until(lambda: agent.delivered("stays") and agent.delivered("changes"), "not all records arrive", 60)
        got = stats(agent.port)["flowship"]["policy"]
        check(got["reloads"] >= 20 and got["failed_reloads"] == 0, f"reloads: {got}")
        check(agent.written["stays"] > 5000, f"only {agent.written['stays']} records were written, that is no load")
        opened = next(s for s in stats(agent.port)["flowship"]["streams"] if s["id"] == "stays")["figures"]["messages_read_total"]
        equal(opened, agent.written["stays"], "records that the stream which stays has read since the start of the agent")
        running.stop()
    agent.check_once()


def test_another_output_takes_over_where_the_old_one_was():
    agent = Agent({"a": ""}, out="first")
    with agent.flowship.start("run", "-c", agent.flowship.policy) as running:
        wait_until(lambda: stats(agent.port), "the agent does not answer")
        for turn in range(6):
            agent.append("a", 500)
            agent.change(running, {"a": ""}, out=f"out{turn}")
        agent.append("a", 500)
        wait_until(lambda: agent.delivered("a"), "not all records arrive")
        running.stop()
    agent.check_once()
    names = {path.name.split(".")[0].split("-")[0] for path in (agent.folder / "out").iterdir()}
    check(len(names) > 1, f"only one output was written: {names}")


def test_a_stream_that_goes_and_comes_back_goes_on_where_it_was():
    agent = Agent({"a": "", "b": ""})
    with agent.flowship.start("run", "-c", agent.flowship.policy) as running:
        agent.append("a", 300)
        agent.append("b", 300)
        wait_until(lambda: agent.delivered("a") and agent.delivered("b"), "not all records arrive")
        agent.change(running, {"a": ""})
        agent.append("b", 100)
        time.sleep(0.5)
        equal(sum(agent.shipped()["b"].values()), 300, "records of the stream that is not in the policy any more")
        agent.change(running, {"a": "", "b": ""})
        wait_until(lambda: agent.delivered("b"), "the records of meanwhile do not arrive")
        running.stop()
    agent.check_once()


def test_a_broken_policy_changes_nothing_and_says_why_and_a_mended_one_is_noticed_without_a_signal():
    agent = Agent({"a": "tags: [one]"})
    with agent.flowship.start("run", "-c", agent.flowship.policy) as running:
        wait_until(lambda: stats(agent.port), "the agent does not answer")
        good = agent.flowship.policy.read_text()
        for mistake in (good.replace("paths", "pahts"), good + "\n  - [", "", good.replace("type: file", "type: fiel"), good.replace("tags: [one]", "processors: [{add_tag: ~}]")):
            failed = stats(agent.port)["flowship"]["policy"]["failed_reloads"]
            agent.flowship.policy.write_text(mistake)
            running._process.send_signal(signal.SIGHUP)
            wait_until(lambda: stats(agent.port)["flowship"]["policy"]["failed_reloads"] > failed, f"the mistake is not noticed:\n{mistake}")
            got = stats(agent.port)["flowship"]["policy"]
            check(got["last_error"] and got["revision"] == 1, f"what is told of the mistake: {got}")
        check("did you mean \"paths\"?" in running.log_end() or "did you mean" in running.log_end(), running.log_end())
        agent.append("a", 100)
        wait_until(lambda: agent.delivered("a"), "the agent does not go on")
        agent.flowship.policy.write_text(good.replace("revision: 1", "revision: 9"))
        wait_until(lambda: stats(agent.port)["flowship"]["policy"]["revision"] == 9, "a change of the file is not noticed")
        equal(stats(agent.port)["flowship"]["policy"]["last_error"], "", "the mistake of before, after it was mended")
        running.stop()
    agent.check_once()


def test_a_file_in_the_folder_of_inputs_is_noticed():
    agent = Agent({"a": ""})
    inputs = agent.flowship.folder / "inputs.d"
    inputs.mkdir()
    agent.flowship.policy.write_text(agent.flowship.policy.read_text().replace("agent: {", "agent: {inputs_dir: inputs.d, "))
    with agent.flowship.start("run", "-c", agent.flowship.policy) as running:
        agent.append("a", 10)
        agent.append("b", 10)
        wait_until(lambda: agent.delivered("a"), "not all records arrive")
        (inputs / "b.yml").write_text(f"inputs:\n  - id: more\n    type: filestream\n    streams: [{{id: b, data_stream: {{dataset: goflow2.sflow}}, paths: ['{agent.folder}/logs/b.log']}}]\n")
        wait_until(lambda: agent.delivered("b"), "the new file of inputs is not noticed")
        (inputs / "b.yml").unlink()
        wait_until(lambda: [s["id"] for s in stats(agent.port)["flowship"]["streams"]] == ["a"], "that it went is not noticed")
        running.stop()
    agent.check_once()
