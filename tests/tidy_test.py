"""tidy_test.py [TREE]: holds the tree to its own rules (docs/architecture.md): who may include whom, where each library lives, the four places of a
processor, and words that do not belong in any file. Names each offence as file:line. Without TREE: this tree, after a test of the rules themselves on
trees made to break them."""

import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

# What a folder of src/ may include besides itself. None: everything.
FOLDERS = {
    "base": set(),
    "event": {"base"},
    "config": {"base"},
    "registry": {"base", "event"},
    "queue": {"base", "event"},
    "sflow": {"base", "event"},
    "painless": {"base", "event"},
    "parser": {"base", "event", "config", "painless"},
    "pipeline": {"base", "event", "config", "painless"},
    "processor": {"base", "event", "config", "painless", "pipeline"},
    "edge": {"base", "event", "config", "painless", "pipeline", "processor"},
    "input": {"base", "event", "config", "parser", "sflow", "registry"},
    "output": {"base", "event", "config", "queue"},
    "monitor": {"base", "event"},
    "app": None,
    "cli": None,
    "": None,  # app and main
}

# The one home of each library, by how its headers begin.
LIBRARIES = {
    "CLI/": {"cli", ""},
    "cctz/": {"base"},
    "cpuid.h": {"base"},
    "curl/": {"output"},
    "fmt/": {"base", "cli"},
    "httplib.h": {"cli", "monitor"},
    "immintrin.h": {"base"},
    "isa-l/": {"output"},
    "libdeflate.h": {"output"},
    "librdkafka/": {"input", "output"},
    "maxminddb.h": {"pipeline", "processor"},
    "openssl/": {"base", "output"},
    "pcap/": {"cli"},
    "pcre2.h": {"base"},
    "re2/": {"base"},
    "simdjson.h": {"base"},
    "xxhash.h": {"base"},
    "systemd/": {"cli"},
    "yaml-cpp/": {"config"},
    "zlib.h": {"input"},
    "zstd.h": {"input"},
}

# Headers of the system that are not C++'s own (those have no dot).
SYSTEM = re.compile(r"(sys|netinet|netpacket|arpa|net|linux)/\w+\.h|(dirent|fcntl|iconv|immintrin|emmintrin|netdb|poll|ifaddrs|pthread|resolv|sched|signal|spawn|termios|unistd)\.h")

# The folders that hold processors: src/<kind>/<kind>_types.cc is the sorted table of their names.
PROCESSORS = ("processor", "edge")

# Put together here, so that this file does not offend.
OPEN_ENDS = re.compile("|".join(rf"\b{first + second}\b" for first, second in (("TO", "DO"), ("FIX", "ME"))))
REGISTRIES = re.compile("|".join(re.escape(".".join(host)) for host in (
    ("repo1", "maven"), ("repo", "maven", "apache"), ("registry", "npmjs"), ("deb", "debian"), ("pypi", "org"), ("pythonhosted", "org"),
    ("crates", "io"), ("proxy", "golang"), ("registry-1", "docker"), ("archive", "ubuntu"))))
MACHINE_PATHS = re.compile("|".join(rf"(?<![\w.$}}~-])/{top}/" for top in ("work", "root", "home")))

SOURCES = (".cc", ".h", ".py", ".sh", ".cmake", ".java", ".go", ".yml")
DATA = ("testdata/",)  # what others wrote; only the names that no file may have are looked for there


def files_of(tree):
    """Paths of the files that belong to the tree, relative to it: what git would commit, or everything where there is no git."""
    if (tree / ".git").exists():
        listed = subprocess.run(["git", "-C", tree, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, check=True)
        names = set(listed.stdout.decode().split("\0")) - {""}
    else:
        names = {str(path.relative_to(tree)) for path in tree.rglob("*")}
    return sorted(name for name in names if (tree / name).is_file() and not (tree / name).is_symlink())


def lines_of(tree, name):
    data = (tree / name).read_bytes()
    return [] if b"\0" in data else list(enumerate(data.decode(errors="replace").splitlines(), 1))


def in_src(files):
    """(file, its folder) of every source of src/; a deeper folder belongs to the one under src/."""
    for name in files:
        parts = name.split("/")
        if parts[0] == "src" and name.endswith((".cc", ".h")):
            yield name, parts[1] if len(parts) > 2 else ""


# Rules: each yields its offences.


def includes_go_downwards(tree, files):
    for name, folder in in_src(files):
        if folder not in FOLDERS:
            yield f"{name}: src/{folder} is not in the table of folders"
            continue
        allowed = FOLDERS[folder]
        for number, line in lines_of(tree, name):
            found = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not found:
                continue
            target = found[1].split("/")[0] if "/" in found[1] else ""
            if not (tree / "src" / found[1]).exists():
                yield f'{name}:{number}: "{found[1]}" is not a path relative to src/'
            elif target != folder and allowed is not None and target not in allowed:
                yield f'{name}:{number}: src/{folder} may not include "{found[1]}", only {", ".join(sorted(allowed | {folder}))}'


def libraries_have_one_home(tree, files):
    for name, folder in in_src(files):
        for number, line in lines_of(tree, name):
            found = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
            if not found or "." not in found[1] and "/" not in found[1] or SYSTEM.fullmatch(found[1]):
                continue
            homes = next((homes for start, homes in LIBRARIES.items() if found[1].startswith(start)), None)
            if homes is None:
                yield f"{name}:{number}: <{found[1]}> is of a library without a home, or of C; see LIBRARIES"
            elif folder not in homes:
                yield f"{name}:{number}: <{found[1]}> belongs to {' or '.join('src/' + home for home in sorted(homes))}"


def processors_of(tree, files, kind):
    """Names in the sorted table of a kind of processors; None where the tree has no such table."""
    table = f"src/{kind}/{kind}_types.cc"
    return [found[1] for _, line in lines_of(tree, table) if (found := re.match(r'\s*\{\s*"(\w+)"\s*,', line))] if table in files else None


def processors_have_four_places(tree, files):
    for kind in PROCESSORS:
        names = processors_of(tree, files, kind)
        if names is None:
            continue
        table = f"src/{kind}/{kind}_types.cc"
        if not names:
            yield f"{table}: the table of processors can't be read"
        places = (f"src/{kind}/NAME.cc", f"testdata/{kind}/NAME.yml", f"docs/{kind}/NAME.md")
        for name in names:
            for place in (place.replace("NAME", name) for place in places):
                if place not in files:
                    yield f"{table}: {name}: no {place}"
        for file in files:
            orphan = re.fullmatch(rf"(?:docs/{kind}/(\w+)\.md|testdata/{kind}/(\w+)\.yml|src/{kind}/(\w+)\.cc)", file)
            if not orphan or file == table or (found := orphan[1] or orphan[2] or orphan[3]) in [*names, "README"]:
                continue
            if not orphan[3] or any(re.match(r"std::unique_ptr<const Processor> Compile\w+\(config::Options&( \w+)?, CompileContext&( \w+)?\)", line) for _, line in lines_of(tree, file)):
                yield f"{file}: {found} has no line in {table}"


# How the code takes an option: options.TakeBool("x", …), RequirePath(options, "x"), TakeField(options, context, "x", …); RequireField alone means `field`.
TAKES = re.compile(r'\boptions\.(?:Take|Require)\w*\("(\w+)"|\b(?:Take|Require)(?!GrokPatterns)\w*\(options, (?:context, )?"(\w+)"|\bRequireField\(options, context\)')
OPTION_ROW = re.compile(r"\| `(\w+)` \|")


def options_of(tree, files, kind, name):
    """The options that a processor's source takes, and those that the parts which it includes from its own folder take for it."""
    sources, options = [f"src/{kind}/{name}.cc"], set()
    for source in sources:
        for _, line in lines_of(tree, source) if source in files else ():
            options |= {found[1] or found[2] or "field" for found in TAKES.finditer(line)}
            part = re.match(rf'#include "{kind}/(\w+)\.h"', line)
            for file in (f"src/{kind}/{part[1]}.h", f"src/{kind}/{part[1]}.cc") if part and part[1] not in (f"{kind}s", "fields") else ():
                if file not in sources:
                    sources.append(file)
    return options


def is_case(example, table):
    """Whether the example is a case of the table, its name aside; however either is laid out."""
    def without_name(case):
        return {key: value for key, value in case.items() if key != "name"}
    shown, cases = yaml.safe_load(example), [without_name(case) for case in yaml.safe_load(table)]
    return all(without_name(one) in cases for one in (shown if isinstance(shown, list) else [shown]))


def pages_of_processors_agree(tree, files):
    for kind in PROCESSORS:
        for name in processors_of(tree, files, kind) or ():
            page, table = f"docs/{kind}/{name}.md", f"testdata/{kind}/{name}.yml"
            if page not in files or table not in files:
                continue
            lines = [line for _, line in lines_of(tree, page)]
            told, taken = {found[1] for line in lines if (found := OPTION_ROW.match(line))}, options_of(tree, files, kind, name)
            for option in sorted(taken - told):
                yield f"{page}: the option {option}, which src/{kind}/{name}.cc takes, has no row"
            for option in sorted(told - taken):
                yield f"{page}: the option {option} is not taken by src/{kind}/{name}.cc"
            example = "\n".join(lines).partition("```yaml\n")[2].partition("\n```")[0]
            if not example or not is_case(example, "\n".join(line for _, line in lines_of(tree, table))):
                yield f"{page}: its example is no case of {table}"


def nothing_is_left_open(tree, files):
    for name in files:
        if name.endswith(SOURCES) and not name.startswith(DATA):
            for number, line in lines_of(tree, name):
                if found := OPEN_ENDS.search(line):
                    yield f"{name}:{number}: {found[0]}"


def no_registry_is_named(tree, files):
    yield from everywhere(tree, files, REGISTRIES, "names a package registry's host")


def no_machine_path(tree, files):
    yield from everywhere(tree, [name for name in files if not name.startswith(DATA)], MACHINE_PATHS, "is a path of one machine")


# A component of the log: Log(LogLevel::kInfo, "file", …), or a constant that is called so.
COMPONENT = re.compile(r'\bLog(?:WithMembers)?\(LogLevel::k\w+, "(\w+)"|\bconstexpr std::string_view k(?:Log|Component) = "(\w+)"')


def components_of_the_log_are_known(tree, files):
    """`-d NAME` takes the names of a table; each that logs is in it, and each in it logs."""
    table = "src/base/log.cc"
    if table not in files:
        return
    listed = re.search(r"kComponents\[\] = \{([^}]*)\}", "\n".join(line for _, line in lines_of(tree, table)))
    known, used = set(re.findall(r'"(\w+)"', listed[1])) if listed else set(), set()
    for name, _ in in_src(files):
        for number, line in lines_of(tree, name) if name != "src/base/log.h" else ():
            for found in COMPONENT.finditer(line):
                used.add(component := found[1] or found[2])
                if component not in known:
                    yield f"{name}:{number}: {component} is no component in {table}"
    for name in sorted(known - used):
        yield f"{table}: nothing logs as {name}"


def names_a_test(tree, files, said):
    """Whether there is what a page calls a test: a file of testdata, `x_test` or `test_x`, or one of the cases in it: `x_test: how it begins`."""
    name, _, title = said.partition(": ")
    if "/" in name:
        return name in files
    paths = [path for path in files if path.startswith("tests/") and pathlib.Path(path).stem == name]
    text = "\n".join((tree / path).read_text() for path in paths)
    case = f'TEST_CASE("{title.removesuffix(" …")}' if name.endswith("_test") else f"def test_{title.replace(' ', '_')}():"
    return bool(paths) and (not title or case in text)


def options_name_their_tests(tree, files):
    """In the pages' tables whose last column is `test`, every row names one or several, and they exist."""
    for page in files:
        inside = False
        for number, line in lines_of(tree, page) if page.startswith("docs/") and page.endswith(".md") else ():
            cells = [cell.strip() for cell in line.strip("| ").split("|")] if line.startswith("|") else []
            if not inside or not cells:
                inside = bool(cells) and cells[-1] == "test"
            elif not set(cells[-1]) <= set("- "):
                yield from (f"{page}:{number}: there is no test {said}" for said in re.findall("`([^`]+)`", cells[-1]) if not names_a_test(tree, files, said))
            if inside and line.endswith("| |") or inside and cells and "`" not in cells[-1] and cells[-1] != "test" and not set(cells[-1]) <= set("- "):
                yield f"{page}:{number}: names no test"


def everywhere(tree, files, pattern, what):
    for name in files:
        for number, line in lines_of(tree, name):
            if found := pattern.search(line):
                yield f"{name}:{number}: {found[0]} {what}"


RULES = (includes_go_downwards, libraries_have_one_home, processors_have_four_places, pages_of_processors_agree, components_of_the_log_are_known, options_name_their_tests, nothing_is_left_open, no_registry_is_named, no_machine_path)


def hold(tree):
    """[(rule, offences)]"""
    files = files_of(tree)
    return [(rule.__name__, list(rule(tree, files))) for rule in RULES]


SET = '#include "processor/part.h"\nFieldPath field = RequireField(options, context);\nValue v = Look(options.TakeInt("n", 0), TakeField(options, context, "f", field));\n'
SET_PAGE = "# set\n" + "".join(f"| `{option}` | | |\n" for option in ("field", "n", "f", "x")) + "```yaml\nprocessor: b\nwant: c\n```\n"

OPTIONS = "| option | here | test |\n| --- | --- | --- |\n"

# The rules, tested: each of these files breaks the rule named, and only that one.
GOOD = {
    "src/base/a.h": '#include <string>\n#include <sys/stat.h>\n#include <fmt/core.h>\n',
    "src/event/b.cc": '#include "event/b.h"\n#include "base/a.h"\n', "src/event/b.h": "",
    "src/config/c.cc": "#include <yaml-cpp/yaml.h>\n",
    "src/output/elasticsearch/d.cc": '#include <curl/curl.h>\n#include "output/elasticsearch/d.h"\n#include "queue/e.h"\n',
    "src/output/elasticsearch/d.h": "", "src/queue/e.h": "", "src/main.cc": '#include "output/elasticsearch/d.h"\n#include <CLI/CLI.hpp>\n',
    "src/processor/processor_types.cc": '    {"set", CompileSet},\n', "src/processor/set.cc": SET, "src/processor/part.h": "",
    "src/processor/part.cc": 'options.TakeBool("x", true);\n', "docs/processor/set.md": SET_PAGE,
    "docs/good.md": OPTIONS + "| `a` | | `x_test: a b …`, `test_x: b c` |\n| `b` | | `testdata/x.log` |\n\n| x | |\n", "tests/o/x_test.cc": 'TEST_CASE("a b c") {}\n', "tests/e2e/test_x.py": "def test_b_c():\n",
    "docs/processor/README.md": "", "testdata/processor/set.yml": "- name: a\n  processor: b\n  want: c\n", "testdata/x.log": "/wo" + "rk/ TO" + "DO\n",
}
BROKEN = (
    ("includes_go_downwards", {"src/base/x.cc": '#include "event/b.h"\n'}),
    ("includes_go_downwards", {"src/config/x.cc": '#include "event/b.h"\n'}),
    ("includes_go_downwards", {"src/output/x.cc": '#include "config/c.h"\n#include "pipeline/p.h"\n', "src/config/c.h": "", "src/pipeline/p.h": ""}),
    ("includes_go_downwards", {"src/event/x.cc": '#include "b.h"\n'}),
    ("includes_go_downwards", {"src/novel/x.cc": ""}),
    ("libraries_have_one_home", {"src/event/x.h": "#include <simdjson.h>\n"}),
    ("libraries_have_one_home", {"src/event/x.h": "#  include <yaml-cpp/yaml.h>\n"}),
    ("libraries_have_one_home", {"src/base/x.h": "#include <boost/any.hpp>\n"}),
    ("libraries_have_one_home", {"src/base/x.h": "#include <string.h>\n"}),
    ("processors_have_four_places", {"src/processor/processor_types.cc": '    {"split", CompileSplit},\n'}),
    ("processors_have_four_places", {"docs/processor/old.md": ""}),
    ("processors_have_four_places", {"testdata/processor/old.yml": ""}),
    ("processors_have_four_places", {"src/processor/old.cc": "std::unique_ptr<const Processor> CompileOld(config::Options& options, CompileContext& context) {\n"}),
    ("processors_have_four_places", {"src/edge/edge_types.cc": '    {"x", CompileX},\n', "src/edge/x.cc": "", "docs/edge/x.md": ""}),
    ("pages_of_processors_agree", {"src/processor/set.cc": SET + 'options.TakeBool("new", true);\n'}),
    ("pages_of_processors_agree", {"src/processor/set.cc": SET.partition("\n")[2]}),
    ("pages_of_processors_agree", {"testdata/processor/set.yml": "- name: a\n  processor: b\n  doc: {}\n  want: c\n"}),
    ("components_of_the_log_are_known", {"src/base/log.cc": 'kComponents[] = {"a", "b"};\n', "src/base/x.cc": 'Log(LogLevel::kInfo, "a", "");\nconstexpr std::string_view kLog = "c";\nLog(LogLevel::kInfo, "b", "");\n'}),
    ("components_of_the_log_are_known", {"src/base/log.cc": 'kComponents[] = {"a", "b"};\n', "src/base/x.cc": 'Log(LogLevel::kInfo, "a", "");\n'}),
    ("options_name_their_tests", {"docs/o.md": OPTIONS + "| `a` | | `x_test: b` |\n"}),
    ("options_name_their_tests", {"docs/o.md": OPTIONS + "| `a` | | `test_x: b` |\n"}),
    ("options_name_their_tests", {"docs/o.md": OPTIONS + "| `a` | | `y_test` |\n"}),
    ("options_name_their_tests", {"docs/o.md": OPTIONS + "| `a` | | |\n"}),
    ("nothing_is_left_open", {"src/base/x.cc": "// TO" + "DO: later\n"}),
    ("nothing_is_left_open", {"tests/x.py": "# FIX" + "ME\n"}),
    ("no_registry_is_named", {"docs/install.md": "from https://deb." + "debian.org\n"}),
    ("no_machine_path", {"Makefile": "all:\n\tcp /wo" + "rk/x .\n"}),
)


def test_of_the_rules():
    """(what was tried, offences that are wrong) of each made tree."""
    for broken, changes in (("", {}),) + BROKEN:
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder)
            for name, text in {**GOOD, **changes}.items():
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                (tree / name).write_text(text)
            offences = {rule: found for rule, found in hold(tree) if found}
            wrong = [] if set(offences) == ({broken} - {""}) else [f"want offences of {broken or 'no rule'}, got {offences}"]
            yield f"the rules on a tree with {', '.join(changes) or 'no offence'}", wrong


def main(arguments):
    if arguments:
        results = hold(pathlib.Path(arguments[0]))
    else:
        results = [*test_of_the_rules(), *hold(pathlib.Path(__file__).resolve().parents[1])]
    for name, offences in results:
        if offences:
            print("\n  ".join([f"FAILED {name}", *offences]))
    failed = sum(bool(offences) for _, offences in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
