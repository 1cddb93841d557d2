"""Policies as people write them, right and wrong: testdata/policies/NAME.yml, and in NAME.txt what `flowship test config` says of it and how it ends.

UPDATE_GOLDEN=1 writes the texts anew; the difference is read before it is committed. And what `type: log` means is what comes out of a run."""

import json
import os
import subprocess

from harness import TESTDATA, check, equal, fresh_folder

FOLDER = TESTDATA / "policies"


def said_of(name):
    variables = {key: value for key, value in os.environ.items() if key != "ES_HOST"}
    done = subprocess.run([os.environ["FLOWSHIP_BIN"], "test", "config", "-c", name], cwd=FOLDER, capture_output=True, text=True, timeout=60,
                          env={**variables, "ES_USERNAME": "u", "ES_PASSWORD": "p"})
    return f"{done.stderr}{done.stdout}exit code {done.returncode}\n"


def test_what_is_said_of_each_policy():
    wrong, names = [], sorted(path.name for path in FOLDER.glob("*.yml"))
    for name in names:
        said, golden = said_of(name), (FOLDER / name).with_suffix(".txt")
        if os.environ.get("UPDATE_GOLDEN") == "1":
            golden.write_text(said)
        elif not golden.exists() or golden.read_text() != said:
            wrong.append(f"{name}: got\n{said}want\n{golden.read_text() if golden.exists() else 'a file ' + golden.name}")
    check(not wrong, "\n".join(wrong))
    check(len(names) >= 40, f"only {len(names)} policies were found")


def run_once(inputs, lines):
    folder = fresh_folder("policies-run")
    (folder / "a.log").write_text(lines)
    (folder / "flowship.yml").write_text(f"outputs: {{default: {{type: console}}}}\nagent: {{data_path: {folder}/data, name: box}}\ninputs:\n" + inputs.replace("PATH", f"{folder}/a.log"))
    done = subprocess.run([os.environ["FLOWSHIP_BIN"], "run", "--once", "-c", folder / "flowship.yml"], capture_output=True, text=True, timeout=60)
    check(done.returncode == 0, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_log_input_is_what_filebeat_means_by_it():
    """Filebeat: exclude_lines after multiline; json goes under `json` unless keys_under_root; a line that is no JSON keeps its text, with an error where add_error_key asks for it."""
    events = run_once("  - {type: log, id: a, paths: [PATH], exclude_lines: [DEBUG], multiline: {pattern: '^\\d{4}', negate: true, match: after}, fields: {site: lab}, fields_under_root: true, scan_frequency: 1s}\n",
                      "2026 a\n  more of a\n2026 DEBUG b\n  more of b\n2026 c\n")
    equal([[e["message"], e["site"]] for e in events], [["2026 a\n  more of a", "lab"], ["2026 c", "lab"]], "lines put together, then left out")
    lines = '{"msg":"hi","level":"x"}\nno JSON\n'
    first, second = run_once("  - {type: logfile, id: a, paths: [PATH], json: {keys_under_root: true, add_error_key: true, message_key: msg}}\n", lines)
    equal([first["msg"], first["level"], second["message"], second["error"]["type"]], ["hi", "x", "no JSON", "json"], "at the root")
    first, second = run_once("  - {type: log, id: a, paths: [PATH], json.message_key: msg}\n", lines)
    equal([first["json"], "level" in first, "error" in second], [{"msg": "hi", "level": "x"}, False, False], "under json")


def test_a_stream_for_others_does_not_take_its_neighbours_along():
    said = said_of("stream-variables.yml")
    check("exit code 0" in said and said.count("left out") == 1, said)
