#!/usr/bin/env python3
"""config_reference.py FLOWSHIP: prints docs/configuration.md, made of `flowship export config-schema` and `flowship export config` of that binary."""

import json
import subprocess
import sys


def ask(binary, *arguments):
    return subprocess.run([binary, *arguments], check=True, capture_output=True, text=True).stdout


def kind(schema):
    """What a value may be, in words."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1].replace("_", " ")
    options = [option for option in schema.get("anyOf", []) if option.get("type") != "null" and option.get("pattern") != "\\$\\{"]
    if not options:
        return ""
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
        default = inner.get("description", "").removeprefix("default: ")
        shown = "required" if name in required else f"`{default}`" if default else ""
        lines.append(f"| `{whole}` | {shown} | {kind(inner)} |")
    return lines


def table(schema):
    return "\n".join(["| option | default | value |", "| --- | --- | --- |", *rows(schema, required=schema.get("required", ()))])


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
             "## An example with every part", "", "```yaml", ask(binary, "export", "config").rstrip(), "```", "", "## The policy", "", table(schema), "",
             "`outputs` is a mapping from a name to an output, `inputs` a list. Files `inputs.d/*.yml` beside the policy, each with `inputs:`, are read too. A change of any of them is taken over",
             "as soon as it is written, or on SIGHUP.", ""]
    for name, inner in by_type(schema["$defs"]["output"], "output"):
        parts += [f"## Output `{name}`", "", table(inner), ""]
    for name, inner in by_type(schema["$defs"]["input"], "input"):
        parts += [f"## A stream of the input `{name}`", "", table(inner), ""]
    parts += ["`processors` are the [edge processors](edge/README.md), a page each."]
    print("\n".join(parts))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
