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
    return any(theirs == message for message in ours)


KNOWN = []


def explanation(case):
    return next((what for what, is_it in KNOWN if is_it(case)), None)
