"""What Elasticsearch 8 has and OpenSearch 2.19 has not, or spells differently, as far as it can be translated. Anything else goes to the node as it is, and a node
that does not know it says so. docs/opensearch-differences.md is the list for people."""

from harness import check

#   set.copy_from               the copy processor; ignore_empty_value becomes a condition on the source
#   community_id options        with _field behind the name; iana_number is iana_protocol_number_field, transport is protocol_field. OpenSearch has no
#                               default names and does not ignore a missing field by default. It wants Java Integers (a script here) and takes a port
#                               0, which Elasticsearch refuses (a condition here). It knows neither GRE, IGMP, PIM and EIGRP nor ports above 63,535:
#                               where it makes no id, the specification decides. It takes an IPv4 address that is mapped into IPv6 for IPv6, Elasticsearch for IPv4
#   rename.override             override_target
#   remove.keep                 exclude_field
#   {{ IngestPipeline "x" }}    the name itself: packages' pipelines get their names when they are installed
COMMUNITY_ID = {  # Elasticsearch's option: (OpenSearch's, Elasticsearch's default where one is needed)
    "source_ip": ("source_ip_field", "source.ip"), "source_port": ("source_port_field", "source.port"),
    "destination_ip": ("destination_ip_field", "destination.ip"), "destination_port": ("destination_port_field", "destination.port"),
    "iana_number": ("iana_protocol_number_field", None), "icmp_type": ("icmp_type_field", None), "icmp_code": ("icmp_code_field", None),
    "transport": ("protocol_field", "network.transport"), "target_field": ("target_field", "network.community_id"), "seed": ("seed", None),
    "ignore_missing": ("ignore_missing", True)}
COMMON = ("tag", "description", "if", "ignore_failure", "on_failure")


def translated_all(processors):
    return [there for here in processors for there in translated(here)]


def translated(processor):
    """The processors, each {type: options}, that are this one on OpenSearch."""
    (kind, options), = processor.items()
    options = dict(options or {})
    if "on_failure" in options:
        options["on_failure"] = translated_all(options["on_failure"])
    if kind == "foreach":
        options["processor"], = translated(options["processor"])
    elif kind == "set" and "copy_from" in options:
        return [{"copy": copied(options)}]
    elif kind == "community_id":
        return community_id(options)
    elif kind == "rename" and "override" in options:
        options["override_target"] = options.pop("override")
    elif kind == "remove" and "keep" in options:
        options["exclude_field"] = options.pop("keep")
    return [{kind: options}]


def community_id(options):
    unknown = options.keys() - COMMUNITY_ID.keys() - set(COMMON)
    check(not unknown, f"unknown options of community_id: {unknown}")
    named = {theirs: options.get(ours, default) for ours, (theirs, default) in COMMUNITY_ID.items()}
    named = {name: value for name, value in named.items() if value is not None}
    ports = " && ".join(f"{path(named[field])} != 0" for field in ("source_port_field", "destination_port_field"))
    common = with_condition(options, f"(!['tcp', 'udp', 'sctp'].contains({path(named['protocol_field'])}) || ({ports}))")
    script = "ctx.oracle = [:];"
    for field in ("source_port_field", "destination_port_field", "icmp_type_field", "icmp_code_field"):
        if field in named:
            value = path(named[field])
            script += f" if ({value} instanceof Number) {{ ctx.oracle.{field} = ((Number) {value}).intValue(); }}"
            named[field] = f"oracle.{field}"
    return [{"script": {"source": script}}, {"community_id": {**named, **common}}, {"remove": {"field": "oracle"}}]


def path(field):
    """A field in Painless; null when it is missing."""
    return "ctx." + field.replace(".", "?.")


def with_condition(options, condition):
    """What is common to all processors, with one more condition."""
    common = {name: value for name, value in options.items() if name in COMMON}
    return {**common, "if": f"({common['if']}) && {condition}" if "if" in common else condition}


def copied(options):
    source, skip_empty = options["copy_from"], options.get("ignore_empty_value", False)
    common = {name: value for name, value in options.items() if name in COMMON}
    if skip_empty:
        common = with_condition(options, f"{path(source)} != null && {path(source)} != ''")
    return {"source_field": source, "target_field": options["field"], "override_target": options.get("override", True),
            "ignore_missing": skip_empty, **common}
