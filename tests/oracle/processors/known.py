"""What OpenSearch 2.19 says otherwise than Elasticsearch 8, and how one's form becomes the other's. docs/opensearch-differences.md has the list for people."""

import collections
import json
import re
import struct

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
    if match := re.match(r"\[(\w+)\] (property isn't an? |seed must be)", theirs):
        return match[1] in said
    # The beginning is the same, the rest is the regular expression library's, a list of what there is, or a longer remedy.
    for same in (r"\[pattern\] Invalid regex pattern\.", r"\[properties\] illegal property value \[\w+\]", r"\[field\] field does not contain a dot"):
        if re.match(same, theirs):
            return re.search(same, said) is not None
    if "must specify either [source] for an inline script" in theirs:
        return "[source] required property is missing" in said
    if match := re.search(r"\[script\] unknown field \[(\w+)\]", theirs):
        return f'unknown option "{match[1]}"' in said
    if theirs.startswith("java.time."):
        return theirs.split(": ", 1)[1] in said
    if theirs.startswith("org.opensearch.dissect.DissectException$"):
        return theirs.split(": ", 1)[1] in said
    if "ClassCastException" in theirs or "doesn't support values of type" in theirs:
        return True  # a value of a kind that nobody means
    if theirs == "[target_fields] required property is missing":
        return "[target_fields]" in said
    return "either field or exclude_field must be set" in theirs and "[keep] or [field] must be specified" in said


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
    if who.endswith("_doc"):
        entry = getattr(case, who[:-4])[1][case.at]
        return json.dumps(entry["doc"]["_source"] if entry and "doc" in entry else None, ensure_ascii=False, sort_keys=True)
    return json.dumps(getattr(case, who), ensure_ascii=False)


def failed(case, who):
    """Whether the document failed there, handled or not."""
    entry = getattr(case, who)[1][case.at] if case.at is not None else None
    return entry is not None and ("error" in entry or bool(entry["doc"]["_source"].keys() & {"failed", "err"}))


def community_id(case):
    """Ids are compared where both make one of two addresses of one family."""
    ends = [case.source.get(end, {}).get("ip") for end in ("source", "destination")] if case.source else []
    families = [":" in end for end in ends if isinstance(end, str)]
    return (case.at is None or failed(case, "theirs") or failed(case, "ours") or "::ffff" in str(ends) or len(set(families)) != 1 or
            json.dumps(case.ours[1][case.at]).count('"t": "1:') != json.dumps(case.theirs[1][case.at]).count('"t": "1:'))


def as_floats(text):
    """With each number as a float of 32 bits."""
    def rounded(number):
        try:
            return str(struct.unpack("f", struct.pack("f", float(number.group())))[0])
        except OverflowError:
            return number.group()
    return re.sub(r"-?\d+\.?\d*(?:[eE][-+]?\d+)?", rounded, text)


def case_is_refused(case):
    return "refused" in (case.theirs[0], case.ours[0])


def both_say(theirs, ours):
    """Both fail, in other words."""
    return lambda case: theirs in text_of(case, "theirs") and ours in text_of(case, "ours")


def in_words(name, *words):
    """Both fail at that processor, each in its library's words."""
    return lambda case: mentions(case, f'"{name}"') and failed(case, "theirs") and failed(case, "ours") and any(word in text_of(case,
        "theirs") for word in words)


# (what differs and why ours stays as it is, whether it is that)
KNOWN = [
    ("bytes: Elasticsearch 8 takes fractions, by Double.parseDouble (0.5kb, 1e3kb), and names the setting where it refuses; OpenSearch does neither",
        lambda case: mentions(case, '"bytes"') and ((failed(case, "theirs") and failed(case, "ours")) or
        re.search(r'"\d*(\.\d+|e\d+)[kmgtp]?b?"', json.dumps(case.source)))),
    ("community_id is another implementation in OpenSearch, with errors of its own, and takes mapped addresses for IPv6", lambda case: mentions(case,
        "community_id") and community_id(case)),
    ("remove of a field that is not there: \"field [x] doesn't exist\", Elasticsearch 8 says why", lambda case: mentions(case, '"remove"')
        and "doesn't exist" in text_of(case, "theirs") and failed(case, "ours")),
    ("remove and rename take _index and _id from a document; OpenSearch refuses", lambda case: mentions(case, "_index", "_id")
        and mentions(case, '"remove"', '"rename"') and failed(case, "theirs") != failed(case, "ours")
     or (mentions(case, '"remove": {"field": "_i') and not failed(case, "ours")) or (mentions(case, '"remove": {"field": true')
         and case.theirs[0] == "refused")),
    ("foreach over a map is Elasticsearch 8's only; OpenSearch lets a missing field fail the whole request", lambda case: mentions(case, '"foreach"')
        and ("cannot be cast to [java.util.List]" in text_of(case, "theirs") or case.theirs[0] == "refused")),
    ("of several formats that fit, Elasticsearch 8's date takes the first, OpenSearch's the last", lambda case: mentions(case, '"date"')
        and case.at is not None and not failed(case, "theirs") and not failed(case, "ours") and re.search(r'"formats": \["[^"]*", ',
        json.dumps(case.pipeline))),
    ("a metadata field can't be removed", both_say("cannot remove metadata field", "")),
    ("community_id whose target is null: Elasticsearch 8 has a default with objects, OpenSearch one without", lambda case: case.at is not None
        and mentions(case, '"target_field": null') and sorted(text_of(case, "ours_doc")) == sorted(text_of(case, "theirs_doc"))),
    ("a path made at run time that is no path: \".t\"", lambda case: case.at is not None and ("is not valid" in text_of(case, "ours")
        or (mentions(case, "{{f}}.t") and failed(case, "ours") and not failed(case, "theirs")))),
    ("a separator of split that is no regular expression is refused when the pipeline is compiled", lambda case: mentions(case, '"split"')
        and case.ours[0] == "refused" and "[separator]" in " ".join(case.ours[1])),
    ("a rename that fails in the middle: Elasticsearch puts the value back where it was, and may fail once more with that",
        lambda case: mentions(case, '"rename"') and failed(case, "theirs") and failed(case, "ours")),
    ("append without duplicates to a field that is not there: OpenSearch keeps those of the value, Elasticsearch 8 does not",
        lambda case: mentions(case, '"allow_duplicates": false') and not failed(case, "ours") and mentions(case, '["a", "a"]')),
    ("a float as text: the shortest digits that tell it apart, as since JDK 19, with which Elasticsearch 8 comes; the node runs on 17",
        lambda case: mentions(case, '"float"', '"auto"') and case.at is not None and as_floats(text_of(case, "ours_doc")) == as_floats(text_of(case,
        "theirs_doc"))),
    ("a boolean compared with a number: what the node says depends on what the place in the script has seen before; ours says they differ",
     lambda case: re.search("Cannot cast java.lang.Boolean to|Cannot cast from: boolean to", text_of(case, "ours") + text_of(case,
         "theirs")) or (mentions(case, "ctx.x == 5", "ctx.f == ctx.g") and failed(case, "ours") != failed(case, "theirs"))),
    ("Painless: what can't be right at compile time is refused by the node, by ours when it runs, or the other way round",
        lambda case: mentions(case, '"script"') and (case.theirs[0] == "refused") != (case.ours[0] == "refused")),
    ("a JSON number beyond 64 bits: the node can't copy the document", both_say("unexpected value type [class java.math.BigInteger]", "")),
    ("an element beyond a list's end in a template is nothing since Elasticsearch 8.19", both_say("mustache_exception: Failed to get value for", "")),
    ("{{.}} in a section over null is the whole document in mustache.java, here nothing", lambda case: mentions(case, "{{.}}")),
    ("a space at the end of kv's \"cannot extract key-value pairs.\"", both_say("cannot extract key-value pairs. ",
        "cannot extract key-value pairs.")),
    ("which class a list element can't be cast to, in sort", lambda case: mentions(case, '"sort"') and "class_cast_exception" in text_of(case,
        "theirs") and "class_cast_exception" in text_of(case, "ours")),
    ("invalid output format: OpenSearch does not say why", lambda case: case.theirs[0] == "refused" and "invalid output format" in case.theirs[1][0]
        and "invalid output format" in " ".join(case.ours[1])),
    ("epoch_second and epoch_millis are no sign of a year to OpenSearch, which then takes the current one", lambda case: mentions(case, '"date"',
        "date_index_name") and mentions(case, "epoch_")),
    ("the words in which a date is refused; tests/oracle/java_time compares them with Elasticsearch's", in_words("date", "parse")),
    ("the words in which a date is refused, in date_index_name", in_words("date_index_name", "parse")),
    ("the words in which Jackson refuses a JSON text", lambda case: mentions(case, '"json"') and failed(case, "theirs") and failed(case, "ours")
        and re.search("Unexpected|Unrecognized|token|number|numeric|Duplicate|JSON|UTF-8|null|deep|nest", text_of(case, "ours"))),
    ("text behind a JSON value: refused by Elasticsearch 8's strict_json_parsing, which is the default", lambda case: mentions(case, '"json"')
        and "strict_json_parsing" in text_of(case, "ours") or (mentions(case, '"json"') and str((case.source or {}).get("f")) in ("1 2",
        '{"a":1} x'))),
    ("which variable of the JVM's sort is null, in a list that has a null", lambda case: mentions(case, '"sort"') and failed(case, "ours")
        and failed(case, "theirs") and "null" in text_of(case, "theirs")),
    ("a null in a list of texts: \"value [null] …\", Elasticsearch trips over it", lambda case: failed(case, "ours") and failed(case, "theirs")
        and "value [null] of type [null] in list field" in text_of(case, "ours")),
    ("what is no address: \"[x] is not a valid ipv4/ipv6 address\", Elasticsearch 8 says \"'x' is not an IP string literal.\"",
        both_say("is not a valid ipv4/ipv6 address", "")),
    ("dot_expander: \"cannot expend\", Elasticsearch 8 has corrected the word", both_say("cannot expend", "cannot expand")),
    ("_index and _id of another type than text: OpenSearch makes a text of them, Elasticsearch 8 refuses",
        lambda case: "is wrong type, expected assignable to [java.lang.String]" in text_of(case, "ours") or (mentions(case, "_index", "_id")
        and case.at is not None and case.theirs[1][case.at] and (re.search('"_(index|id)": "[\\[{]', json.dumps(case.theirs[1][case.at]))
        or mentions(case, '"target_field": "_i')))),
    ("a path that can never be one is refused when the pipeline is compiled, Elasticsearch fails with each document",
        lambda case: case.ours[0] == "refused" and any("is not valid" in m or "path cannot be null nor empty" in m for m in case.ours[1])),
    ("a number or true where a text is wanted, one text for a list, the text true for a boolean: taken", lambda case: case.theirs[0] == "refused"
        and re.search(r"property isn't a (string|boolean|list|map), but of type|\[empty_value\] required property", case.theirs[1][0])),
    ("which words an exception of Painless has: names of the JVM's variables about null, of types, of operators; Elasticsearch 8 names the method that was to be called",
     lambda case: failed(case, "theirs") and failed(case, "ours") and re.search("Cannot|cannot",
         text_of(case, "ours")) and re.search("Cannot|cannot", text_of(case, "theirs")) and mentions(case, '"script"', '"if"')),
    ("the same, caught by the script", lambda case: "getMessage" in text_of(case, "pipeline") and re.search("Cannot|cannot", text_of(case, "ours"))
        and re.search("Cannot|cannot", text_of(case, "theirs"))),
    ("what a failing script did before it failed stays in Elasticsearch 8; OpenSearch takes it back", lambda case: mentions(case, "ctx.remove")
        and not case_is_refused(case)),
    ("a formats or a locale of date is looked at when a document comes", lambda case: case.ours[0] == "refused"
        and re.search(r"\[(formats|locale)\]", " ".join(case.ours[1]))),
]


def explanation(case):
    return next((what for what, is_it in KNOWN if is_it(case)), None)
