"""Bad records give what the mapping says, in Elasticsearch's words, and cost their neighbours nothing."""

import datetime
import json
import re

import mapping
from harness import TESTDATA, Flowship, check, equal, fresh_folder

GOOD = [line.encode() for line in (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()[:2]]
RECORD = json.loads(GOOD[0])
TWO_MIB = 2 << 20
IN_WORDS = re.compile(r"Processor \[\w+\] with tag \[[^\]]*\] in pipeline \[[^\]]+\] failed with message \[.+\]", re.S)


def text_of(**changes):
    """A good record with changes; None takes a field away."""
    return json.dumps({k: v for k, v in {**RECORD, **changes}.items() if v is not None}, separators=(",", ":")).encode()


def expected(line):
    return mapping.comparable(mapping.expected(json.loads(line), "default", ("sflow", "forwarded")))


def between_neighbours(line):
    """The document of a line that stands between two good ones, after a look at those."""
    log = fresh_folder("bad") / "x.log"
    log.write_bytes(GOOD[0] + b"\n" + line + b"\n" + GOOD[1] + b"\n")
    events = Flowship().run("replay", log).events()
    equal(len(events), 3, "documents of three lines")
    for event, good in ((events[0], GOOD[0]), (events[2], GOOD[1])):
        equal(mapping.comparable(event), expected(good), "the neighbour")
    equal([event["log"]["offset"] for event in events], [0, len(GOOD[0]) + 1, len(GOOD[0]) + len(line) + 2], "offsets")
    return events[1]


def taken(line):
    """The record is taken without an error, with what it has."""
    equal(mapping.comparable(between_neighbours(line)), expected(line), line[:100].decode())


def refused(line, original=None):
    """The record is indexed with an error; returns the error's message."""
    document = between_neighbours(line)
    message = document.get("error", {}).get("message")
    message = message[0] if isinstance(message, list) and len(message) == 1 else message
    check(isinstance(message, str) and message, f"error.message is {message!r}")
    equal(document["event"].get("kind"), "pipeline_error", "event.kind")
    found = document["event"].get("original")
    want = line.decode() if original is None else original
    check(found == want, f"event.original has {found and len(found)} characters, want {len(want)}: {(found or '')[:200]!r}")
    check("json" not in document, "the half-read record is left in the document")
    time = datetime.datetime.fromisoformat(document["@timestamp"])
    check(time.tzinfo is not None, f"@timestamp is {document['@timestamp']}")
    equal(document["data_stream"], {"type": "logs", "dataset": "goflow2.sflow", "namespace": "default"}, "data_stream")
    return message


def refused_in_words(line, *parts):
    message = refused(line)
    check(IN_WORDS.fullmatch(message), f"not in Elasticsearch's words: {message}")
    for part in parts:
        check(part in message, f"{part!r} is not in: {message}")


def test_empty_bytes():
    taken(text_of(bytes=""))


def test_no_vlans():
    taken(text_of(src_vlan=None, dst_vlan=None))


def test_empty_source_address():
    taken(text_of(src_addr=""))


def test_fields_left_out_one_by_one():
    for name in RECORD:
        if name != "time_flow_start_ns":  # @timestamp is then the time of reading, which no oracle knows
            taken(text_of(**{name: None}))


def test_fields_empty_one_by_one():
    for name in RECORD:
        if name != "time_flow_start_ns":
            taken(text_of(**{name: ""}))


def test_null_fields():
    line = json.dumps({**RECORD, "src_port": None, "in_if": None, "proto": None, "sampling_rate": None}).encode()
    taken(line)


def test_no_time():
    document = between_neighbours(text_of(time_flow_start_ns=None))
    check("error" not in document, f"error: {document.get('error')}")
    now = datetime.datetime.now(datetime.timezone.utc)
    age = now - datetime.datetime.fromisoformat(document["@timestamp"])
    check(abs(age) < datetime.timedelta(minutes=5), f"@timestamp is {document['@timestamp']}, not the time of reading")


def test_discarded_packets():
    for reason in (2, 256, 258):
        taken(text_of(out_if=(1 << 30) + reason))


def test_several_output_interfaces():
    taken(text_of(out_if=(2 << 30) + 2))


def test_frame_that_is_not_ip():
    taken(text_of(src_addr="", dst_addr="", etype="ARP", proto="HOPOPT", src_port=0, dst_port=0))


def test_estimated_bytes_do_not_overflow():
    taken(text_of(bytes=4294967295, sampling_rate=4294967295))


def test_netflow_and_ipfix():
    for kind in ("IPFIX", "NETFLOW_V9", "NETFLOW_V5"):
        refused_in_words(text_of(type=kind), kind, "sFlow")


def test_port_that_is_no_number():
    refused_in_words(text_of(src_port="http"), "[convert]", "http")


def test_not_json():
    for line in (b"hello", b"2026-01-01 00:00:00 INFO starting", b"\x00\x01\x02"):
        refused_in_words(line)


def test_json_that_is_no_object():
    for line in (b"[1,2]", b"17", b'"text"', b"null"):
        refused(line)


def test_cut_in_the_middle():
    refused_in_words(GOOD[0][: len(GOOD[0]) // 2])


def test_two_mib_of_json():
    taken(text_of(padding="x" * TWO_MIB))


def test_two_mib_of_anything():
    refused_in_words(b'{"padding":"' + b"x" * TWO_MIB)


def test_invalid_utf_8():
    """A byte that belongs to no character is read as U+FFFD, wherever it stands, as Filebeat's output would write it; the record is taken."""
    line = text_of(etype="IP?v4", note="a?b").replace(b"?", b"\xff")
    repaired = line.decode(errors="replace")
    check("\ufffd" in repaired, "the test has no wrong byte")
    equal(mapping.comparable(between_neighbours(line)), expected(repaired), "the record")
    # Where JSON does not allow any character, U+FFFD is refused as such.
    refused(b'{"type":\xff}', original='{"type":\ufffd}')


def test_two_records_on_a_line_and_an_empty_line():
    log = fresh_folder("glued") / "x.log"
    log.write_bytes(GOOD[0] + GOOD[1] + b"\n\n" + GOOD[0] + b"\n")
    events = Flowship().run("replay", log).events()
    equal([mapping.comparable(event) for event in events], [expected(line) for line in (GOOD[0], GOOD[1], GOOD[0])], "documents")
    equal([event["log"]["offset"] for event in events], [0, len(GOOD[0]), len(GOOD[0] + GOOD[1]) + 2], "offsets")


def test_good_record_glued_to_a_bad_one():
    """The good one comes out whole; the rest of the line is one document with an error."""
    log = fresh_folder("glued") / "x.log"
    log.write_bytes(GOOD[0] + GOOD[1][:50] + b"\n" + GOOD[1] + b"\n")
    events = Flowship().run("replay", log).events()
    equal(len(events), 3, "documents")
    equal([mapping.comparable(events[i]) for i in (0, 2)], [expected(line) for line in GOOD], "the good records")
    equal(events[1]["event"].get("original"), GOOD[1][:50].decode(), "event.original of the rest")
