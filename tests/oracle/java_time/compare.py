"""Our dates against Elasticsearch's own formats and java.time: the same questions to both, generated from a seed, and every answer compared.

    compare.py ANSWER_BINARY [--seed N] [--questions N] [--record FILE]

ANSWER_BINARY is date_answer. The seed is printed first; --record writes a sample of questions and the oracle's answers, for tests/base/date_test.cc.
"""

import argparse
import collections
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SERVERS = HERE.parents[1] / "servers"

AMBIGUOUS = re.compile(r"IST|CET|EDT|EST|UTC|West Samoa|Apia|GMT-0[45]:00|Eastern|Central European|Coordinated|Lord Howe")


def letters(question):
    """The letters of a question's format that mean something."""
    return re.sub(r"'[^']*'", "", question.split("\t")[4]) if question.count("\t") >= 5 else ""


def both_fail(want, got, *parts):
    return want.startswith("! ") and got.startswith("! ") and all(part in want for part in parts)


# What differs and stays so; each with its reason. A difference that none of these explains fails.
# (what, whether it is that of a question, the oracle's answer and ours)
KNOWN = [
    ("a text with neither a date nor a time is nothing to the oracle's `local` and an error to ours", lambda q, want, got: want == "= nothing"
        and "Unable to obtain" in got),
    ("names of zones are ambiguous and the JDK's choice is another one in each release (ZoneTable.java has ours)",
     lambda q, want, got: "z" in letters(q) and AMBIGUOUS.search(want + q)),
    ("the JDK trips over an offset of O, ZZZZ, VV or z that is cut or out of range, and says so in words of its own",
     lambda q, want, got: re.search("O|ZZZZ|VV|z", letters(q)) and "index" in got and (both_fail(want, got, "could not be parsed")
         or re.search(r"GMT[+-]\d+:?[6-9]", q))),
    ("the valid range of a week, in the words of an error", lambda q, want, got: both_fail(want, got, "Invalid value for WeekOfWeekBasedYear")
        and re.search("Week|week", got)),
    ("which of several fields that disagree an error names: the order of a HashMap", lambda q, want, got: both_fail(want, got,
        "Conflict found: Field") and "Conflict found: Field" in got),
    ("padding beside a number without a separator, which the JDK does not get right itself", lambda q, want, got: "cannot be cast to class" in want
        and got == "= "),
    ("a week-based year and week with a day of the year", lambda q, want,
        got: want == "! unsupported_temporal_type_exception: Unsupported field: DayOfWeek"),
    ("in which words a week of another month is refused", lambda q, want, got: both_fail(want, got, "in a different month")
        and "different month" in got),
    ("HALF_DAYS: the JDK counts 256 of them as a day (LocalDateTime.plus)", lambda q, want, got: q.startswith("java\tplus")
        and q.endswith("\tHALF_DAYS")),
    ("which of two fields an error names that says that A and S disagree", lambda q, want, got: both_fail(want, got,
        "while resolving  MilliOfSecond") and "MilliOfDay" in got),
    ("a year and a day of the week alone are a week to Elasticsearch, for which it then lacks a day of the year", lambda q, want,
        got: want == "! unsupported_temporal_type_exception: Unsupported field: DayOfYear"),
    ("a week-based year with a day of the year and of the week", lambda q, want, got: re.search("[Yx].*D|D.*Y", letters(q))
        and want[:2] == got[:2] == "= "),
]
ZONES = ["Z", "UTC", "+02:00", "-03:30", "GMT+1", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns",
    "Pacific/Apia"]
LOCALES = ["", "en", "en-US", "en-GB"]
WORDS = ["MMM", "MMMM", "EEE", "EEEE", "a", "G", "LLL", "QQQ", "ccc", "MMMMM", "EEEEE", "GGGG", "QQQQ"]
NUMBERS = ["y", "yy", "yyy", "yyyy", "u", "uu", "uuuu", "M", "MM", "d", "dd", "D", "DDD", "H", "HH", "h", "hh", "K", "k", "kk", "m", "mm", "s", "ss",
    "S", "SSS",
           "SSSSSS", "SSSSSSSSS", "A", "n", "N", "Y", "YYYY", "w", "ww", "W", "e", "ee", "c", "Q", "F", "g", "L"]
OFFSETS = ["X", "XX", "XXX", "XXXX", "XXXXX", "x", "xx", "xxx", "Z", "ZZZZ", "ZZZZZ", "O", "OOOO", "VV", "z", "zzzz"]
COMMON = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "dd/MMM/yyyy:HH:mm:ss Z", "MMM d HH:mm:ss", "MMM dd HH:mm:ss",
    "MMM  d HH:mm:ss",
          "EEE MMM dd HH:mm:ss yyyy", "EEE, dd MMM yyyy HH:mm:ss z", "MM/dd/yyyy hh:mm:ss a", "yyyyMMddHHmmss", "yyyy-MM-dd HH:mm:ss,SSS",
          "dd.MM.yyyy", "HH:mm",
          "yyyy-MM-dd HH:mm:ss.SSSSSS", "MMMM d, yyyy h:mm a", "yyyy/MM/dd HH:mm:ss Z", "[yyyy-MM-dd][ HH:mm]", "uuuu-MM-dd'T'HH:mm[:ss]",
          "yyyy-DDD", "YYYY-'W'ww-e",
          "yy-MM-dd", "d/M/yy", "yyyy-MM-dd'T'HH:mm:ssVV", "EEEE, MMMM d, uuuu G", "MMM d yyyy HH:mm:ss zzz", "dd-MMM-yy hh.mm.ss.SSSSSSSSS a XXX",
          "k:mm", "ppH", "ppppM"]
UNITS = ["NANOS", "MICROS", "MILLIS", "SECONDS", "MINUTES", "HOURS", "HALF_DAYS", "DAYS", "WEEKS", "MONTHS", "YEARS", "DECADES", "CENTURIES",
    "MILLENNIA"]
KEYWORDS = ["ISO8601", "UNIX", "UNIX_MS", "TAI64N"]


class Oracle:
    """One of the two Java programs; asked for many answers at once."""

    def __init__(self, name, jars):
        self._name, self._jars = name, jars
        self._folder = tempfile.TemporaryDirectory(prefix="flowship-dates-")
        subprocess.run(["javac", "-nowarn", "-proc:none", "-cp", f"{jars}/*", "-d", self._folder.name, HERE / f"{name}.java"], check=True)

    def ask(self, questions):
        return asked(["java", "-XX:+UseSerialGC", "-Xmx512m", "-Dlog4j2.disable.jmx=true", "-cp", f"{self._folder.name}:{self._jars}/*", self._name],
                     [question.split("\t", 1)[1] for question in questions])


def asked(command, questions):
    done = subprocess.run(command, input="\n".join(questions) + "\n", capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode} on one of {len(questions)} questions:\n{done.stderr[-2000:]}")
    # A message may have line breaks of its own: only a line that begins as an answer does begins one.
    answers = re.split(r"\n(?=[=!] )", "\n" + done.stdout.rstrip("\n"))[1:]
    if len(answers) != len(questions):
        sys.exit(f"{command[0]} gave {len(answers)} answers to {len(questions)} questions:\n{done.stderr[-2000:]}")
    return answers


def elasticsearch_jars():
    script = f'. "{SERVERS}/lib.sh"; built "{SERVERS}/elasticsearch"'
    done = subprocess.run(["sh", "-eu", "-c", script], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"Elasticsearch's jars could not be had:\n{done.stdout}{done.stderr}")
    return str(pathlib.Path(done.stdout.strip(), "home", "lib"))


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def instant(self):
        r = self.random
        seconds = r.choice([r.randrange(315532800, 1924991999), r.randrange(1577836800, 1735689600),
            r.randrange(1577836800, 1735689600) // 3600 * 3600])
        nanos = r.choice([0, 0, 500_000_000, 123_000_000, 123_456_000, r.randrange(1_000_000_000), 1, 999_999_999])
        import datetime
        text = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{text}.{nanos:09}Z" if nanos else f"{text}Z"

    def pattern(self):
        r = self.random
        if r.random() < 0.4:
            return r.choice(COMMON)
        parts = []
        for _ in range(r.randrange(1, 7)):
            parts.append(r.choice(r.choice([WORDS, NUMBERS, NUMBERS, NUMBERS, OFFSETS])))
            parts.append(r.choice(["", " ", "-", ":", "/", ".", "'T'", ",", "''", " 'at' "]))
        if r.random() < 0.2:
            at = r.randrange(len(parts))
            parts[at] = f"[{parts[at]}]"
        return "".join(parts).rstrip(" ")

    def mutated(self, text):
        r = self.random
        for _ in range(r.randrange(1, 3)):
            at = r.randrange(len(text) + 1)
            kind = r.randrange(6)
            if kind == 0:
                text = text[:at] + text[at + 1:]
            elif kind == 1:
                text = text[:at] + r.choice("0123456789-+:TZ .,aAeäπ") + text[at:]
            elif kind == 2:
                text = text[:at] + r.choice("0123456789") + text[at + 1:]
            elif kind == 3:
                text = text[:at]
            elif kind == 4:
                text = text.upper() if r.random() < 0.5 else text.lower()
            else:
                text = re.sub(r"\d+", lambda m: str(r.choice([0, 1, 12, 13, 24, 29, 30, 31, 32, 59, 60, 61, 99, 366, 2023,
                    2024])).zfill(len(m.group())), text, count=1)
        return text.replace("\t", " ").replace("\n", " ")

    def iso(self):
        r = self.random
        year = r.choice(["2024", "2023", "1999", "0001", "-0044", "+12024", "24", "9999", "12024"])
        text = year + r.choice(["", "-02", "-2", "-13", "-12"]) + r.choice(["", "-29", "-30", "-1", "-31"])
        if r.random() < 0.7:
            text += "T" + r.choice(["", "24", "00", "23", "7", "12"]) + r.choice(["", ":30", ":5", ":60"]) + r.choice(["", ":15", ":60", ":07"])
            text += r.choice(["", "", ".5", ",123", ".123456789", ".1234567890", "."])
        return text + r.choice(["", "", "Z", "+01:00", "+0100", "+01", "-18:00", "+19:00", "Europe/Berlin", "UTC", "z", "+01:00:15"])

    def number(self):
        r = self.random
        return r.choice([str(r.randrange(-10**10, 10**10)), str(r.randrange(0, 2 * 10**12)), f"{r.randrange(0, 2 * 10**9)}.{r.randrange(10**6)}",
            "1e9", "-0", "0x10", "", " 1",
                         "1_000", "9223372036854775807", "9223372036854775808", "NaN", "1.5E3", "1f", "+5", "-1.000001", "1700000000.999999999"])

    def tai(self):
        r = self.random
        digits = f"4{r.randrange(16**15):015x}{r.randrange(10**9):08x}"
        return r.choice(["@", ""]) + r.choice([digits, digits[:-1], digits + "0", digits.upper(), "x" * 24,
            f"400000005{r.randrange(16**7):07x}{r.randrange(10**9):08x}"])


def formatting(generator, names, count):
    """Questions that write dates; their answers are the texts that are read next."""
    r, questions = generator.random, []
    for _ in range(count):
        who = r.choice(["es", "es", "java"])
        pattern = r.choice(names) if who == "es" and r.random() < 0.5 else generator.pattern()
        questions.append("\t".join([who, "format", r.choice(LOCALES), r.choice(ZONES), pattern, generator.instant()]))
    return questions


def reading(generator, written, names, count):
    """`written`: (question, answer) of what was written."""
    r, questions = generator.random, []
    texts = [(question.split("\t"), answer[2:]) for question, answer in written if answer.startswith("= ")]
    for _ in range(count):
        (who, _, locale, zone, pattern, _), text = r.choice(texts)
        if r.random() < 0.4:
            text = generator.mutated(text)
        kind = r.random()
        if kind < 0.08:
            pattern, text, who = r.choice(names), generator.iso(), "es"
        elif kind < 0.16:
            pattern, who = r.choice(KEYWORDS), "es"
            text = {"ISO8601": generator.iso, "TAI64N": generator.tai}.get(pattern, generator.number)()
        elif kind < 0.2 and who == "es":
            pattern = "||".join([generator.pattern(), pattern])
        if who == "es" and r.random() < 0.05:
            pattern = " " + pattern.replace("||", " || ") + r.choice(["", "  "])
        if pattern in KEYWORDS:
            questions.append("\t".join(["es", "ingest", locale, zone, pattern, text]))
        elif who == "es":
            questions.append("\t".join(["es", r.choice(["from", "ingest"]), locale, zone, pattern, text]))
        else:
            questions.append("\t".join(["java", r.choice(["zoned", "local"]), locale, r.choice([zone, "-"]), pattern, text]))
    return questions


def arithmetic(generator, count):
    r, questions = generator.random, []

    def zoned():
        return generator.instant()

    for _ in range(count):
        kind = r.randrange(6)
        if kind == 0:
            questions.append("\t".join(["java", "plus", zoned(),
                str(r.choice([r.randrange(-1000, 1000), r.randrange(-10**6, 10**6), 2**62, -(2**63)])), r.choice(UNITS)]))
        elif kind == 1:
            questions.append("\t".join(["java", "between", r.choice(UNITS), zoned(), zoned()]))
        elif kind == 2:
            questions.append("\t".join(["java", "truncate", zoned(), r.choice(UNITS)]))
        elif kind == 3:
            text = r.choice(["PT", "P", "-PT", ""]) + "".join(f"{r.randrange(-99, 999)}{unit}" for unit in "DHMS" if r.random() < 0.5)
            questions.append("\t".join(["java", "duration", r.choice([text, text.replace("D", "DT"), "PT1.5S", "PT-0.5S", "P1DT2H", "pt1h", "PT1.S",
                "P", "PT9999999999999999H"])]))
        elif kind == 4:
            name = r.choice(ZONES + ["EST", "IST", "PST", "CET", "Etc/GMT+5", "europe/berlin", "+1", "+01:00:00", "+18:01", "UT+3", "GMT0", "",
                "Z+1", "Mars/Phobos", "-01:30"])
            questions.append("\t".join(["java", "zone", name]))
        else:
            local = r.choice(["2024-03-31T02:30", "2024-10-27T02:30", "2024-10-06T02:10", "2011-12-30T12:00", "2024-03-10T02:59:59.5",
                generator.instant()[:19]])
            questions.append("\t".join(["java", "atzone", r.choice([zone for zone in ZONES]), local]))
    return questions


def compilations(generator, count):
    r, questions = generator.random, []
    for _ in range(count):
        pattern = generator.pattern()
        if r.random() < 0.8:
            at = r.randrange(len(pattern) + 1)
            pattern = pattern[:at] + r.choice(["'", "[", "]", "{", "#", "J", "b", "C", "yyyyyyyyyyyyyyyyyyyy", "MMMMMM", "ppp", "p", "||", "8",
                "SSSSSSSSSS", "VVV", "OO"]) + pattern[at:]
        questions.append("es\tcompile\t" + pattern)
    return questions


def sorted_fields(answer):
    """Java names the fields of a text in the order of a HashMap of enums, which is another one in each run."""
    return re.sub(r"(?<=[ \[]){([^{}]*)}", lambda fields: "{" + ", ".join(sorted(fields.group(1).split(", "))) + "}", answer)


def same(question, want, got):
    want, got = sorted_fields(want), sorted_fields(got)
    if want == got:
        return True
    # What a format that can't be compiled says: of the oracle's chain we give the message of the outermost exception.
    if want.startswith("! ") and got.startswith("! "):
        outermost = re.sub(r"^! [a-z_]+: ", "! ", want).split(" <- ")[0]
        compiled = "compile" in question[:12] or not re.match(r"! [a-z_]+_exception: ", got)
        return compiled and outermost == got
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--questions", type=int, default=6000)
    parser.add_argument("--record", type=pathlib.Path)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.questions} questions", flush=True)
    jars = elasticsearch_jars()
    oracles = {"es": Oracle("EsDateOracle", jars), "java": Oracle("JavaTimeOracle", jars)}
    generator = Generator(options.seed)

    def answered(questions):
        answers = [None] * len(questions)
        for who, oracle in oracles.items():
            chosen = [i for i, question in enumerate(questions) if question.startswith(who + "\t")]
            for i, answer in zip(chosen, oracle.ask([questions[i] for i in chosen]) if chosen else []):
                answers[i] = answer
        return list(zip(questions, answers))

    names = oracles["es"].ask(["es\tnames"])[0][2:].split()
    asked_of_oracle = answered(formatting(generator, names, options.questions // 4))
    asked_of_oracle += answered(reading(generator, asked_of_oracle, names, options.questions // 2) + arithmetic(generator, options.questions // 8) +
                                compilations(generator, options.questions // 8))
    ours = asked([options.binary], [question for question, _ in asked_of_oracle])
    kinds, different, known, unlike = collections.Counter(), [], collections.Counter(), set()
    for (question, want), got in zip(asked_of_oracle, ours):
        kinds[" ".join(question.split("\t")[:2])] += 1
        if not same(question, want, got):
            unlike.add(question)
            reason = next((what for what, is_it in KNOWN if is_it(question, want, got)), None)
            known[reason] += reason is not None
            if reason is None:
                different.append((question, want, got))
    for question, want, got in different[:20]:
        print(f"{question!r}\n  oracle {want}\n  ours   {got}")
    if options.record:
        record(options.record, options.seed, asked_of_oracle, unlike, generator.random)
    print(", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
    print(f"{len(ours) - len(different)} of {len(ours)} answers are the same" + "".join(f"; {count} differ as known: {what}" for what,
        count in known.items() if count))
    return 1 if different else 0


def record(path, seed, answered, unlike, rng):
    sample = [(q, a) for q, a in dict(answered).items() if "\n" not in a and q not in unlike and len(a) < 400]
    rng.shuffle(sample)
    lines = [f"# Questions and the answers of Elasticsearch 8.19 and java.time (JDK 17); made by tests/oracle/java_time/compare.py --record, seed {seed}."]
    path.write_text("\n".join(lines + [f"{q}\n{a}" for q, a in sorted(sample[:800])]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
