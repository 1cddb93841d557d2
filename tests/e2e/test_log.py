"""What the agent says of itself: text or ECS JSON, on stderr or in files that rotate, some parts in detail, figures every so often; by the policy and by flags."""

import re
import time

from harness import TESTDATA, Flowship, check, equal, fresh_folder, parsed_lines, wait_until

TEXT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO |WARN |ERROR) \[([a-z]+)\] .+")


class Agent:
    """A policy with one log, and `logging` as it says."""

    def __init__(self, logging="level: info"):
        self.folder = fresh_folder("log")
        (self.folder / "logs").mkdir()
        self.log = self.folder / "logs" / "a.log"
        self.log.write_bytes((TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes())
        self.flowship = Flowship()
        self.write(logging)

    def write(self, logging):
        self.flowship.policy.write_text(f"outputs: {{default: {{type: file, path: {self.folder}/out, filename: flows}}}}\nagent:\n  data_path: {self.folder}/data\n  logging: {{{logging}}}\n"
                                        f"inputs: [{{type: filestream, streams: [{{data_stream: {{dataset: goflow2.sflow}}, paths: ['{self.folder}/logs/*.log'], ignore_older: 0}}]}}]\n")

    def once(self, *flags, code=0):
        return self.flowship.run("run", "-c", self.flowship.policy, "--once", *flags, code=code).stderr

    def files(self, folder=None):
        return sorted((folder or self.folder / "data" / "logs").glob("*"))


def parts(text):
    """[(level, component)] of a log as text; any other line fails."""
    found = []
    for line in text.splitlines():
        match = TEXT.fullmatch(line)
        check(match, f"this is no line of the log: {line!r}")
        found.append((match[1].strip(), match[2]))
    return found


def debug(text):
    """Components that said something in detail."""
    return sorted({component for level, component in parts(text) if level == "DEBUG"})


def test_text_on_stderr_is_what_there_is_without_a_word_in_the_policy():
    agent = Agent()
    levels = sorted({level for level, _ in parts(agent.once())})
    equal(levels, ["INFO"], "levels")
    equal(agent.files(), [], "files of the log")


def test_json_is_ecs():
    lines = parsed_lines(Agent("json: true").once().encode(), "stderr")
    check(lines, "nothing was said")
    for line in lines:
        equal([line["log.level"], line["ecs.version"], line["service.name"]], ["info", "1.6.0", "flowship"], "members of a line")
        check(line["@timestamp"].endswith("Z") and line["message"] and line["log.logger"], f"members are missing: {line}")
    check(any("1118 events delivered" in line["message"] for line in lines), f"the summary is missing: {lines}")
    parsed_lines(Agent("ecs: true").once().encode(), "stderr with ecs: true")


def test_files_are_json_with_the_permissions_asked_for_and_a_start_begins_a_new_one():
    agent = Agent("to_files: true, to_stderr: false, files: {name: ship, permissions: 0640, keepfiles: 2}")
    equal(agent.once(), "", "stderr")
    first, = agent.files()
    check(re.fullmatch(r"ship-\d{8}\.ndjson", first.name), f"the file is called {first.name}")
    equal(oct(first.stat().st_mode & 0o777), "0o640", "its permissions")
    check("has started" in parsed_lines(first.read_bytes(), first.name)[0]["message"], "its first line")
    for _ in range(3):
        agent.once()
    equal(len(agent.files()), 3, "files: the one that is written, and two that are kept")
    check(first not in agent.files(), "the oldest file is still there")


def test_files_as_text_beside_stderr_rotate_by_size():
    agent = Agent()
    where = agent.folder / "elsewhere"
    agent.write(f"to_files: true, json: false, level: debug, selectors: [filestream, registry], files: {{path: {where}, rotateeverybytes: 1024, keepfiles: 1000}}")
    for i in range(10):
        (agent.folder / "logs" / f"more-{i}.log").write_text("{}\n" + f"{{\"a\": {i}}}\n")
    said = agent.once()
    files = agent.files(where)
    check(len(files) > 1 and all(file.suffix == ".log" and file.stat().st_size <= 1024 for file in files), f"files: {[(f.name, f.stat().st_size) for f in files]}")
    order = sorted(files, key=lambda f: int((re.search(r"-\d{8}-(\d+)", f.name) or [0, 0])[1]))
    def messages(text):  # each has its own look at the clock
        return [line.split(" ", 1)[1] for line in text.splitlines()]
    equal(messages("".join(file.read_text() for file in order)), messages(said), "what is in the files, and on stderr")
    equal(debug(said), ["filestream", "registry"], "components that say more")


def test_flags_win_over_the_policy():
    agent = Agent("level: error, to_files: true, to_stderr: false")
    equal(agent.once("-e"), "", "what -e says at the level error")
    equal(agent.files(), [], "files of the log with -e")
    equal(sorted({level for level, _ in parts(agent.once("-e", "-v"))}), ["INFO"], "levels with -v")
    for number, (selectors, want) in enumerate((("registry", ["registry"]), ("registry,filestream", ["filestream", "registry"]), ("*", ["filestream", "registry"]))):
        (agent.folder / "logs" / f"{number}.log").write_text("{}" + " " * number + "\n")
        said = debug(agent.once("-e", "-d", selectors))
        check(said == want or selectors == "*" and set(said) >= set(want), f"components with -d {selectors}: {said}, want {want}")


def test_a_selector_that_nothing_answers_to():
    agent = Agent("selectors: [harvester]")
    check("no part of flowship is called \"registri\"; did you mean registry?" in agent.once("-d", "registri", code=2), "the flag's mistake is not told")
    check("warning: no part of flowship is called \"harvester\"; there is agent, " in agent.once(), "the policy's mistake is not told")


def test_replay_says_what_it_does_only_if_asked():
    flowship = Flowship()
    (flowship.folder / "in").mkdir()
    log = TESTDATA / "goflow2" / "pmacct-mapped.log"
    quiet = flowship.run("replay", "--output", f"file:{flowship.folder}/a", log).stderr
    check("DEBUG" not in quiet and "INFO" not in quiet, quiet)
    flowship.run("replay", "-v", "-d", "file", "--output", f"file:{flowship.folder}/b", log)


def test_a_log_that_can_not_be_written_is_told_before_anything_is_read():
    agent = Agent("to_files: true, files.path: /dev/null/logs")
    said = agent.once(code=1)
    check('agent.logging.files: the folder of the log "/dev/null/logs" can\'t be made: Not a directory' in said, said)
    check(not (agent.folder / "out").exists(), "records were shipped")


def test_a_change_of_the_policy_changes_the_log():
    agent = Agent("level: warning")
    with agent.flowship.start("run", "-c", agent.flowship.policy) as running:
        wait_until(lambda: (agent.folder / "out").exists(), "nothing is shipped")
        agent.write("to_files: true, to_stderr: false")
        wait_until(agent.files, "the log does not go to files")
        agent.write("level: info, json: true")
        wait_until(lambda: '"log.level":"info"' in running.log_end(), "the log does not come back as JSON")
        running.stop()
    said = [line for file in agent.files() for line in parsed_lines(file.read_bytes(), file.name)]
    check(all(line["log.level"] == "info" for line in said), f"what was said meanwhile: {said}")


def test_figures_are_logged_with_filebeats_names():
    agent = Agent("json: true, metrics.period: 1s")
    with agent.flowship.start("run", "-c", agent.flowship.policy) as running:
        def figures():
            return [line for line in parsed_lines(running.log_end().encode(), "stderr") if "monitoring" in line]
        wait_until(lambda: len(figures()) >= 2, "there are no figures")
        running.stop()
    metrics = [line["monitoring"]["metrics"] for line in figures()]
    # What was done before the first second was over, or in it.
    equal(sum(m["libbeat"]["output"]["events"]["acked"] for m in metrics), 1118, "events acknowledged")
    equal(sum(m["filebeat"]["events"]["added"] for m in metrics), 1118, "events read")
    equal(metrics[-1]["flowship"]["lag_bytes"], 0, "bytes behind at the end")
    first = next(line for line in figures() if line["monitoring"]["metrics"]["libbeat"]["output"]["events"]["acked"])
    check(re.match(r"in \d+ s: 1118 events read, 1118 delivered \(\d+/s\), ", first["message"]), first["message"])


def test_figures_are_not_logged_if_not_wanted():
    agent = Agent("metrics: {enabled: false, period: 1s}")
    with agent.flowship.start("run", "-c", agent.flowship.policy) as running:
        wait_until(lambda: (agent.folder / "out").exists(), "nothing is shipped")
        time.sleep(2.5)
        running.stop()
        check("[monitor] in" not in running.log_end(), running.log_end())
