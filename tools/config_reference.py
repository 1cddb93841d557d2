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
# Where defaults are made at run time.
DEFAULTS = {"agent.logging.files.path": "`<agent.data_path>/logs`", "agent.logging.files.permissions": "`0600`", "agent.inputs_dir": "`inputs.d`, if it is there"}
# What takes no one kind of value.
OTHERS = {"condition": "an expression, such as `${host.platform} == 'linux'`", "inputs": "a list", "outputs": "a mapping", "providers": "a mapping", "native": "nothing: `~`", "path": "nothing: `~`", "parsers": "refused",
          "codec": "`json`, without effect; `format` is refused", "permissions": "octal: `0600`", "headers": "refused", "topics": "refused", "drop": "nothing: `~`", }
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
        lines.append((whole, shown, kind(inner, whole)))
    return lines


def table(schema):
    """Options without effect come last, in one line."""
    all_of_it = rows(schema, required=schema.get("required", ()))
    idle = [f"`{name}`" for name, _, value in all_of_it if value.endswith("no effect")]
    lines = ["| option | default | value |", "| --- | --- | --- |", *(f"| `{name}` | {default} | {value} |" for name, default, value in all_of_it if f"`{name}`" not in idle)]
    return "\n".join(lines) + (f"\n\nTaken because others write them, and without effect: {', '.join(idle)}." if idle else "")


def policy_table(schema):
    all_of_it = rows(schema, required=schema.get("required", ()))
    idle = [f"`{name}`" for name, _, value in all_of_it if value.endswith("no effect")]
    lines = ["| option | default | value | |", "| --- | --- | --- | --- |"]
    for name, default, value in all_of_it:
        if f"`{name}`" not in idle:
            lines.append(f"| `{name}` | {DEFAULTS.get(name, default)} | {value} | {MEANINGS[name]} |")  # a KeyError: the option wants a meaning
    return "\n".join(lines) + f"\n\nElastic Agent's own, taken with a warning and without effect: {', '.join(idle)}."


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
             "## An example with every part", "", "```yaml", ask(binary, "export", "config").rstrip(), "```", "", "## The policy", "", policy_table(schema), "",
             "`outputs` is a mapping from a name to an output, `inputs` a list. Files `inputs.d/*.yml` beside the policy, each with `inputs:`, are read too. A change of any of them is taken over",
             "as soon as it is written, or on SIGHUP. Keys of the whole that begin with `x-` are for YAML's anchors.", ""]
    for name, inner in by_type(schema["$defs"]["output"], "output"):
        parts += [f"## Output `{name}`", "", *see(name), table(inner), ""]
    for name, inner in by_type(schema["$defs"]["input"], "input"):
        parts += [f"## A stream of the input `{name}`", "", *see("kafka input" if name == "kafka" else name), table(inner), ""]
    parts += ["`processors` are the [edge processors](edge/README.md), a page each."]
    print("\n".join(parts))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
