"""What the differential tests share: Java's side fetched and compiled, lines sent through both sides, answers compared."""

import base64
import json
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def base64_of(text):
    return base64.b64encode(text.encode()).decode()


def java_command(name, main, work):
    """The command that runs tests/oracle/NAME/MAIN.java with the libraries of NAME/pom.xml, which are fetched once, into WORK."""
    source, work = HERE / name, work / name
    libraries = work / "lib"
    if not libraries.exists():
        work.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / "pom.xml", work / "pom.xml")
        fetched = subprocess.run(["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={work / 'fetching'}"], cwd=work, capture_output=True, text=True)
        if fetched.returncode != 0:
            raise SystemExit(f"mvn could not fetch the libraries of {name}:\n{fetched.stdout[-2000:]}{fetched.stderr[-2000:]}")
        (work / "fetching").rename(libraries)
    classes = work / "classes"
    subprocess.run(["javac", "-cp", f"{libraries}/*", "-d", classes, source / f"{main}.java"], check=True)
    return ["java", "-Xmx512m", "-XX:+UseSerialGC", "-cp", f"{classes}:{libraries}/*", main]


def answers(command, lines):
    done = subprocess.run(command, input="".join(line + "\n" for line in lines).encode(), capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stderr.decode()[-2000:]}")
    return done.stdout.decode().split("\n")[:-1]


def value_of(answer):
    """An answer for comparison: the class of an exception is Java's own matter."""
    value = json.loads(answer, parse_constant=str)
    if isinstance(value, dict) and list(value) == ["error"]:
        name, _, rest = str(value["error"]).partition(": ")
        if name.endswith("Exception"):
            value["error"] = rest
    return value


def compare(what, cases, lines, ours, oracle, shown=20, plain=lambda answer: answer):
    """Prints the cases whose answers differ, and the summary line. `plain` takes out of an answer what need not be the same. True: none differs."""
    want, got = answers(oracle, lines), answers(ours, lines)
    if len(want) != len(lines) or len(got) != len(lines):
        raise SystemExit(f"{len(lines)} lines, {len(want)} answers of the oracle, {len(got)} of ours")
    slow = failed = 0
    for case, wanted, ours_is in zip(cases, want, got):
        if wanted == '"slow"':
            slow += 1
        elif value_of(plain(wanted)) != value_of(plain(ours_is)):
            failed += 1
            if failed <= shown:
                print(f"{case}\n  oracle {wanted}\n  ours   {ours_is}")
    matched = sum(answer not in ("null", '"slow"') and not answer.startswith('{"error"') for answer in want)
    print(f"{what}: {matched} of {len(lines)} lines matched; {slow} took the oracle too long")
    print(f"{len(lines) - failed - slow} passed, {failed} failed, {slow} skipped")
    return failed == 0
