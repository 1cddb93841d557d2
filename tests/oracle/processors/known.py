"""What OpenSearch 2.19 says otherwise than Elasticsearch 8, and how one's form becomes the other's. docs/opensearch-differences.md has the list for people."""

import collections
import json
import re

from opensearch import COMMUNITY_ID

Case = collections.namedtuple("Case", "name pipeline source theirs ours at")


def translated(pipeline):
    """The pipeline in OpenSearch's form; None when OpenSearch has no such thing."""
    try:
        result = dict(pipeline, processors=[step(one) for one in pipeline["processors"]])
        if "on_failure" in pipeline:
            result["on_failure"] = [step(one) for one in pipeline["on_failure"]]
        return result
    except LookupError:
        return None


def step(one):
    (kind, options), = one.items()
    options = dict(options)
    if isinstance(options.get("on_failure"), list):
        options["on_failure"] = [step(inner) for inner in options["on_failure"]]
    if kind == "foreach" and isinstance(options.get("processor"), dict) and options["processor"]:
        options["processor"] = step(options["processor"])
    if kind == "rename" and "override" in options:
        options["override_target"] = options.pop("override")
    if kind == "community_id":
        for ours, (theirs, default) in COMMUNITY_ID.items():
            if theirs in ("icmp_type_field", "icmp_code_field"):
                default = default or {"icmp_type_field": "icmp.type", "icmp_code_field": "icmp.code"}[theirs]
            if ours in options and ours != theirs:
                options[theirs] = options.pop(ours)
            elif default is not None:
                options.setdefault(theirs, default)
    return {kind: options}


def same_refusal(theirs, ours):
    """Whether both refuse a pipeline for the same reason. Ours says all reasons, and some in words of its own, with the nearest name."""
    if theirs in ours or theirs == "compile error":  # the words about a script are elsewhere in OpenSearch's answer
        return True
    said = " ".join(ours)
    if "doesn't support one or more provided configuration parameters" in theirs:
        return "unknown option" in said
    if match := re.match(r"\[(\w+)\] property isn't an? (\w+)", theirs):
        return match[1] in said
    return theirs.startswith("[pattern] Invalid regex pattern.") and "[pattern] Invalid regex pattern." in said


def mentions(case, *words):
    text = json.dumps(case.pipeline)
    return any(word in text for word in words)


def errors(case):
    """(theirs, ours): the chains of exceptions of the document, each "type: reason"; [] where there is none."""
    return tuple(chain(answer[1][case.at]) for answer in (case.theirs, case.ours)) if case.at is not None else ([], [])


def chain(entry):
    error, causes = (entry or {}).get("error"), []
    while isinstance(error, dict):
        causes.append(f"{error['type']}: {error['reason']}")
        error = error.get("caused_by")
    return causes


def text_of(case, who):
    return json.dumps(getattr(case, who), ensure_ascii=False)


def community_id(case):
    theirs, ours = errors(case)
    return case.at is not None and (bool(theirs) or bool(ours) or "::ffff" in json.dumps(case.source))


# (what differs and why ours stays as it is, whether it is that)
KNOWN = [
    ("community_id is another implementation in OpenSearch, with errors of its own, and takes mapped addresses for IPv6; ids are compared where both make one", lambda case: mentions(case, "community_id") and community_id(case)),
    ("remove of a missing field: \"field [x] doesn't exist\", Elasticsearch 8 says \"not present as part of path\"", lambda case: "doesn't exist" in text_of(case, "theirs") and "not present as part of path" in text_of(case, "ours") and mentions(case, '"remove"')),
    ("foreach over a map is Elasticsearch 8's only", lambda case: mentions(case, '"foreach"') and "cannot be cast to [java.util.List]" in text_of(case, "theirs")),
    ("epoch_second and epoch_millis are no sign of a year to OpenSearch, which then takes the current one", lambda case: mentions(case, '"date"', "date_index_name") and mentions(case, "epoch_")),
    ("an empty date: \"cannot parse empty date\", Elasticsearch 8 says datetime", lambda case: "cannot parse empty date" in text_of(case, "theirs") and "cannot parse empty datetime" in text_of(case, "ours")),
    ("the words in which Jackson refuses a JSON text", lambda case: mentions(case, '"json"') and "com.fasterxml.jackson" in text_of(case, "theirs") and ("json_parse" in text_of(case, "ours") or "offset" in text_of(case, "ours"))),
    ("what is no address: \"[x] is not a valid ipv4/ipv6 address\", Elasticsearch 8 says \"'x' is not an IP string literal.\"", lambda case: "is not a valid ipv4/ipv6 address" in text_of(case, "theirs") and "is not an IP string literal." in text_of(case, "ours")),
]


def explanation(case):
    return next((what for what, is_it in KNOWN if is_it(case)), None)
