#!/usr/bin/env python3
"""config_reference.py FLOWSHIP: prints docs/configuration.md, made of `flowship export config-schema` and `flowship export config` of that binary."""

import json
import subprocess
import sys


NO_EFFECT = "has no effect in flowship"

# What the options of the whole mean; those of inputs and outputs have pages.
MEANINGS = {
    "agent.data_path": "folder of the registry, the keystore, dead letters and the log's files; the agent may write it",
    "agent.geoip.database_dir": "folder of GeoLite2/GeoIP2 databases (.mmdb); without it events get no geo fields",
    "agent.inputs_dir": "folder of more files with `inputs:`, beside the policy",
    "agent.logging.ecs": "the same as `json`",
    "agent.logging.files.interval": "a new file after so long too; 0: by size only",
    "agent.logging.files.keepfiles": "how many are kept",
    "agent.logging.files.name": "how their names begin",
    "agent.logging.files.path": "their folder",
    "agent.logging.files.permissions": "octal, as chmod takes them",
    "agent.logging.files.rotateeverybytes": "a new file at this size",
    "agent.logging.files.rotateonstartup": "a new file when the agent starts",
    "agent.logging.json": "ECS JSON instead of text; files have it unless this is `false`",
    "agent.logging.level": "the least that is said",
    "agent.logging.metrics.enabled": "figures in the log",
    "agent.logging.metrics.period": "how often",
    "agent.logging.selectors": "whose debug messages are said, such as `filestream`; all, unless it is given",
    "agent.logging.to_files": "the log goes to files",
    "agent.logging.to_stderr": "the log goes to the standard error, so to the journal",
    "agent.monitoring.http.enabled": "the status page, `/metrics` for Prometheus, and what `top`, `tap` and `doctor` ask",
    "agent.monitoring.http.host": "address that it listens on",
    "agent.monitoring.http.port": "its port; 0: any that is free",
    "agent.name": "`agent.name` of the events; else the host's name",
    "agent.workers": "threads that normalise; 0: one for each processor",
    "id": "a name of the policy, for people",
    "inputs": "what is read; see below",
    "outputs": "where it goes, by name; see below",
    "providers": "`providers.local.vars` are variables `${local.NAME}`",
    "agent.providers": "the same as `providers`",
    "revision": "a number that the log and the status page show; it need not be counted up",
    "setup": "what `flowship setup` loads: [its page](output/setup.md)",
}
# The same of every stream, whatever its input.
STREAM = {
    "condition": "the stream is left out where it does not hold; so is an input",
    "data_stream": "`type` (logs), `dataset` (generic; of sflow goflow2.sflow) and `namespace` (default): where its events go; what it does not say, the input does",
    "enabled": "`false`: it is checked, and left out",
    "fields": "fields for every event, below `fields`",
    "fields_under_root": "`true`: they are put at the root of the event",
    "id": "what its state in the registry is kept under: another `id` reads everything again",
    "pipeline": "the pipeline of the dataset that is run; `default`, unless it is given; `_none`: none",
    "preserve_original_event": "`true`: each record stays as `event.original`",
    "processors": "[edge processors](edge/README.md), which run before the pipeline; those of the input come first",
    "publisher_pipeline.disable_host": "taken; the agent's host is never added unless `add_host_metadata` does",
    "tags": "`tags` of the events",
}
# Of the outputs without a page of their own.
OUTPUTS = {
    "codec.format.string": "`%{[message]}`: a line is the message of an event; else it is the whole event as JSON",
    "enabled": "`false`: it is checked, and left out",
    "filename": "how the files' names begin: `<filename>-20261125.ndjson`",
    "number_of_files": "how many are kept; older ones are removed",
    "path": "folder of the files; it is made if need be",
    "permissions": "of new files",
    "pretty": "refused: an event is a line; pipe them through `jq .`",
    "rotate_every_kb": "a new file at this size",
    "rotate_on_startup": "a new file when the agent starts",
    "type": "of which kind it is",
}
# Where defaults are made at run time.
DEFAULTS = {"agent.logging.files.path": "`<agent.data_path>/logs`", "agent.logging.files.permissions": "`0600`", "agent.inputs_dir": "`inputs.d`, if it is there", "sockets": "`2`; `1` on one processor"}
# What takes no one kind of value.
OTHERS = {"condition": "an expression, such as `${host.platform} == 'linux'`", "inputs": "a list", "outputs": "a mapping", "providers": "a mapping", "native": "nothing: `~`", "path": "nothing: `~`", "parsers": "refused",
          "codec": "`json`, without effect; `format` is refused", "permissions": "octal: `0600`", "headers": "refused", "topics": "refused", "drop": "nothing: `~`", }
FLEETS = ("log_level", "meta", "name", "original_id", "package_policy_id", "policy", "revision")
PAGES = {"elasticsearch": "output/elasticsearch.md", "kafka": "output/kafka.md", "filestream": "input/filestream.md", "kafka input": "input/kafka.md", "sflow": "sflow.md"}


def ask(binary, *arguments):
    return subprocess.run([binary, *arguments], check=True, capture_output=True, text=True).stdout


def kind(schema, name=""):
    """What a value may be, in words."""
    if schema.get("description") == NO_EFFECT:
        return "taken from policies of Elastic Agent and Filebeat; no effect"
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1].replace("_", " ")
    options = [option for option in schema.get("anyOf", []) if option.get("type") != "null" and option.get("pattern") != "\\$\\{"]
    if not options:
        return OTHERS.get(name.rsplit(".", 1)[-1], "")
    first = options[0]
    if "enum" in first:
        return ", ".join(f"`{value}`" for value in first["enum"])
    if first.get("pattern", "").startswith("^-?([0-9.]+(ns"):
        return "a time: `5m`, `1h30m`, `500ms`"
    if first.get("pattern", "").startswith("^[0-9.]+ *("):
        return "a size: `10MiB`, `16384`"
    words = {"string": "text", "boolean": "`true` or `false`", "integer": "a whole number", "number": "a number", "object": "a mapping", "array": "a list"}
    text = words.get(first.get("type"), "")
    if first.get("type") == "integer" and ("minimum" in first or "maximum" in first):
        text += f", {first.get('minimum', '…')} to {first.get('maximum', '…')}"
    return text


def rows(schema, above="", required=()):
    """One line of a table for each option below a mapping."""
    lines = []
    for name, inner in sorted(schema.get("properties", {}).items()):
        whole = above + name
        nested = next((option for option in inner.get("anyOf", []) if "properties" in option), None)
        if nested:
            lines += rows(nested, whole + ".", ())
            continue
        described = inner.get("description", "")
        default = described.removeprefix("default: ") if described != NO_EFFECT else ""
        shown = "required" if name in required else f"`{default}`" if default else ""
        shown = DEFAULTS.get(whole, shown)
        lines.append((whole, shown, kind(inner, whole)))
    return lines


def table(schema):
    """Options without effect come last, in one line."""
    all_of_it = rows(schema, required=schema.get("required", ()))
    idle = [f"`{name}`" for name, _, value in all_of_it if value.endswith("no effect")]
    lines = ["| option | default | value |", "| --- | --- | --- |", *(f"| `{name}` | {default} | {value} |" for name, default, value in all_of_it if f"`{name}`" not in idle)]
    return "\n".join(lines) + (f"\n\nTaken because others write them, and without effect: {', '.join(idle)}." if idle else "")


def policy_table(schema, meanings, idle_text):
    all_of_it = rows(schema, required=schema.get("required", ()))
    idle = [f"`{name}`" for name, _, value in all_of_it if value.endswith("no effect")]
    lines = ["| option | default | value | |", "| --- | --- | --- | --- |"]
    for name, default, value in all_of_it:
        if f"`{name}`" not in idle:
            lines.append(f"| `{name}` | {default} | {value} | {meanings[name]} |")  # a KeyError: the option wants a meaning
    return "\n".join(lines) + (f"\n\n{idle_text}: {', '.join(idle)}." if idle else "")


def split(schema):
    """What every stream has, and what is the input's own."""
    common = {name for name in schema["properties"] if any(known.split(".")[0] == name for known in STREAM) or schema["properties"][name].get("description") == NO_EFFECT and name in FLEETS}
    return [{**schema, "properties": {name: inner for name, inner in schema["properties"].items() if (name in common) == wanted}} for wanted in (True, False)]


def see(name):
    return [f"What they mean: [its page]({PAGES[name]}).", ""] if name in PAGES else []


def by_type(definition, what):
    for branch in definition["allOf"]:
        then = branch["then"]
        yield branch["if"]["properties"]["type"]["const"], then["properties"]["streams"]["items"] if what == "input" else then


def main(binary):
    schema = json.loads(ask(binary, "export", "config-schema"))
    parts = ["# Configuration", "",
             "Made by `tools/config_reference.py` out of the program's own schema, which is made of the code that reads the options. For editors: `flowship export config-schema > flowship.schema.json`.", "",
             "Everywhere: `a.b: x` and `a: {b: x}` are the same. `${env.NAME}`, `${NAME}` (keystore, then environment), `${a|b|'default'}`, `${host.name}`, `${host.platform}`,",
             "`${host.architecture}`, `${path.data}`, `${local.x}` (`providers.local.vars`) are replaced; `$${` is a literal one. An input or stream with a `condition` that does not hold is left out.", "",
             "## An example with every part", "", "```yaml", ask(binary, "export", "config").rstrip(), "```", "", "## The policy", "", policy_table(schema, MEANINGS, "Elastic Agent's own, taken with a warning and without effect"), "",
             "`outputs` is a mapping from a name to an output, `inputs` a list. Files `inputs.d/*.yml` beside the policy, each with `inputs:`, are read too. A change of any of them is taken over",
             "as soon as it is written, or on SIGHUP. Keys of the whole that begin with `x-` are for YAML's anchors.", ""]
    for name, inner in by_type(schema["$defs"]["output"], "output"):
        parts += [f"## Output `{name}`", "", *see(name), table(inner) if name in PAGES else policy_table(inner, OUTPUTS, "Taken because others write it, and without effect"), ""]
    inputs = list(by_type(schema["$defs"]["input"], "input"))
    common = split(inputs[0][1])[0]
    parts += ["## An input", "", "| option | default | |", "| --- | --- | --- |", "| `type` | required | " + ", ".join(f"`{name}`" for name, _ in inputs) + "; `log` and `logfile` are older names of filestream |",
              "| `id` | its type | a name of its own |", "| `use_output` | `default` | the output that its events go to |", "| `streams` | | a list; without it the input is its own and only stream |",
              "| `data_stream`, `enabled`, `condition`, `processors`, `fields`, `fields_under_root` | | as of a stream, for all of its streams |", "",
              "## Every stream", "", policy_table(common, STREAM, "Fleet's own, taken without effect"), ""]
    for name, inner in inputs:
        inner = split(inner)[1]
        parts += [f"## A stream of the input `{name}`", "", f"Beside what [every stream](#every-stream) has. What they mean: [its page]({PAGES['kafka input' if name == 'kafka' else name]}).", "", table(inner), ""]
    print("\n".join(parts))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
