"""A cluster with faults: every record is in the index once at the end, and what the cluster refuses for good is in the dead-letter file."""

import json
import time

import mapping
import proxy
from harness import (DATASET, TESTDATA, Flowship, Node, check, data_stream, equal, fresh_folder, fresh_namespace, install_template, parsed_lines, policy,
                     shared_node, wait_until)

LOG = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes()
RECORDS = 1118


def delivered(script, times=1, options=""):
    """Runs the agent over the log `times` times through a proxy with that script; (hits, dead letters, proxy)."""
    node = shared_node("elasticsearch")
    install_template(node)
    logs = fresh_folder("logs")
    (logs / "a.log").write_bytes(LOG)
    namespace, data = fresh_namespace(), fresh_folder("data")
    with proxy.Proxy(node, script) as faulty:
        output = f'type: elasticsearch, hosts: ["{faulty.url}"], bulk_max_size: 200, backoff.init: 50ms, backoff.max: 200ms{options}'
        flowship = Flowship(policy(output, [logs / "*.log"], namespace, data))
        for _ in range(times):
            flowship.run("run", "--once", "-c", flowship.policy)
        equal(faulty.faults_left(), 0, "faults that no request met")
    return node.search(data_stream(namespace)), dead_letters(data), faulty


def dead_letters(data):
    return [letter for file in sorted(data.rglob("*dead*")) if file.is_file() for letter in parsed_lines(file.read_bytes(), file.name)]


def all_delivered(script, **options):
    hits, letters, faulty = delivered(script, **options)
    equal(len(hits), RECORDS, "documents")
    equal(len({hit["_source"]["log"]["offset"] for hit in hits}), RECORDS, "different records")
    equal(letters, [], "dead letters")
    return faulty


def test_no_fault():
    faulty = all_delivered([])
    equal(sum(faulty.bulks), RECORDS, "items sent")
    check(max(faulty.bulks) <= 200, f"bulk_max_size is 200, a request had {max(faulty.bulks)} items")


def test_items_refused_for_now_are_sent_again():
    faulty = all_delivered([proxy.items(429, lambda i, _: i % 3 == 0), proxy.items(429, lambda i, _: i == 0), proxy.items(503, lambda i, _: i > 5)])
    check(sum(faulty.bulks) < RECORDS + 300, f"{sum(faulty.bulks)} items were sent: more than those that were refused")


def test_every_item_refused_for_now():
    all_delivered([proxy.items(429, lambda *_: True)] * 3)


def test_whole_request_refused_for_now():
    all_delivered([proxy.whole(503), proxy.whole(429), proxy.whole(502), proxy.whole(504), proxy.whole(503)])


def test_connection_closed_before_the_cluster_saw_it():
    all_delivered([proxy.closes_before] * 3)


def test_connection_closed_after_the_cluster_took_it():
    all_delivered([proxy.closes_after] * 3)


def test_answer_that_can_not_be_parsed_is_no_success():
    all_delivered([proxy.unparsable] * 3)


def test_answer_of_a_success_that_the_cluster_never_saw():
    """200 with text that is no answer of _bulk, as a wrong proxy on the way gives."""

    def page(_proxy, handler, _request):
        proxy.answer(handler, 200, {"Content-Type": "text/html"}, b"<html>Welcome</html>")

    def no_items(_proxy, handler, _request):
        proxy.answer(handler, 200, {"Content-Type": "application/json"}, b'{"took":1,"errors":true,"items":[]}')

    all_delivered([page, no_items])


def test_all_faults_in_turn():
    all_delivered([proxy.closes_after, proxy.items(429, lambda i, _: i % 2), proxy.whole(503), proxy.unparsable, proxy.closes_before,
                   proxy.items(429, lambda *_: True)] * 2, options=", worker: 2")


def test_refused_documents_go_to_the_dead_letter_file():
    """And a second run sends nothing again: a dead letter is an outcome."""
    refused = proxy.items(400, lambda i, _: i in (3, 7), "document_parsing_exception")
    hits, letters, faulty = delivered([refused], times=2)
    equal(len(hits), RECORDS - 2, "documents")
    equal(len(letters), 2, "dead letters")
    equal(sum(faulty.bulks), RECORDS, "items sent")
    offsets = {letter_offset(letter) for letter in letters} | {hit["_source"]["log"]["offset"] for hit in hits}
    equal(len(offsets), RECORDS, "different records in the index and the dead-letter file")
    for letter in letters:
        text = json.dumps(letter)
        for part in ("document_parsing_exception", "scripted 400", "sequence_num"):
            check(part in text, f"{part!r} is not in the dead letter {text}")


def letter_offset(letter):
    """log.offset of the document that a dead letter carries, wherever it does; a document may be there as text."""
    if isinstance(letter, str) and letter.startswith("{"):
        letter = json.loads(letter)
    if isinstance(letter, dict):
        if isinstance(letter.get("log"), dict):
            return letter["log"]["offset"]
        return next((at for at in map(letter_offset, letter.values()) if at is not None), None)
    return None


def test_real_mapping_conflict_goes_to_the_dead_letter_file():
    """No script: in this namespace the real node takes no port above a byte's 127."""
    node = shared_node("elasticsearch")
    namespace, data, logs = fresh_namespace(), fresh_folder("data"), fresh_folder("logs")
    mappings = {"properties": {"source": {"properties": {"port": {"type": "byte"}}}}}
    node.ask("PUT", f"/_index_template/{namespace}", {"index_patterns": [data_stream(namespace)], "data_stream": {}, "priority": 1000,
                                                       "template": {"mappings": mappings}})
    (logs / "a.log").write_bytes(LOG)
    fitting = sum(record["src_port"] <= 127 for _, record in mapping.records_of(LOG))
    check(0 < fitting < RECORDS, "the log does not suit the test")
    flowship = Flowship(policy(f'type: elasticsearch, hosts: ["{node.url}"]', [logs / "*.log"], namespace, data))
    flowship.run("run", "--once", "-c", flowship.policy)
    equal(node.count(data_stream(namespace)), fitting, "documents")
    letters = dead_letters(data)
    equal(len(letters), RECORDS - fitting, "dead letters")
    check("out of range" in json.dumps(letters[0]), f"the node's reason is not in {letters[0]}")


def delivered_to(node, options, seconds=120):
    """Runs the agent over the log into that node; everything has to be there afterwards, and no dead letter. The agent's stderr."""
    install_template(node)
    namespace, data, logs = fresh_namespace(), fresh_folder("data"), fresh_folder("logs")
    (logs / "a.log").write_bytes(LOG)
    flowship = Flowship(policy(f'type: elasticsearch, hosts: ["{node.url}"], backoff.init: 50ms, backoff.max: 500ms{options}', [logs / "*.log"], namespace, data))
    done = flowship.run("run", "--once", "-c", flowship.policy, timeout=seconds)
    equal(node.count(data_stream(namespace)), RECORDS, "documents")
    equal(dead_letters(data), [], "dead letters")
    return done.stderr


def test_real_413():
    """A node that takes 200 KB at once answers 413 without a body: less is sent at once, nothing is lost."""
    node = Node("elasticsearch", ["http.max_content_length=200kb"])
    try:
        log = delivered_to(node, ", compression_level: 0")
        check("too large for the server (413)" in log, f"no request was too large: {log}")
    finally:
        node.stop()


def test_real_429():
    """A node with one writer and a queue of one refuses items, and whole requests, of several workers."""
    node = Node("elasticsearch", ["thread_pool.write.size=1", "thread_pool.write.queue_size=1", "node.processors=1"])
    try:
        # Many shards: a request needs the queue once for each.
        node.ask("PUT", "/_component_template/shards", {"template": {"settings": {"number_of_shards": 8, "number_of_replicas": 0}}})
        install_template(node)
        template = node.ask("GET", f"/_index_template/logs-{DATASET}")["index_templates"][0]["index_template"]
        node.ask("PUT", f"/_index_template/logs-{DATASET}", {**template, "composed_of": ["shards"]})
        log = delivered_to(node, ", bulk_max_size: 100, worker: 8")
        check("429" in log, f"nothing was refused: {log}")
    finally:
        node.stop()


def test_server_down_and_back():
    """The agent that stays waits for a server that went away, and goes on when it is back: each record once, in the index or after the restart."""
    node = Node("elasticsearch")
    try:
        install_template(node)
        namespace, logs = fresh_namespace(), fresh_folder("logs")
        stream, lines = data_stream(namespace), LOG.splitlines(keepends=True)
        (logs / "a.log").write_bytes(b"".join(lines[:300]))
        output = f'type: elasticsearch, hosts: ["{node.url}"], backoff.init: 100ms, backoff.max: 500ms'
        flowship = Flowship(policy(output, [logs / "*.log"], namespace, fresh_folder("data")))
        with flowship.start("run", "-c", flowship.policy) as agent:
            wait_until(lambda: node.count(stream) == 300, "the first 300 records are not there")
            node.down()
            with open(logs / "a.log", "ab") as log:
                log.write(b"".join(lines[300:]))
            time.sleep(2)
            check(agent.alive(), f"the agent ended: {agent.log_end()}")
            node.up()
            wait_until(lambda: node.count(stream) == RECORDS, "the rest is not there", 60)
            agent.stop()
        equal(len({hit["_source"]["log"]["offset"] for hit in node.search(stream)}), RECORDS, "different records")
    finally:
        node.stop()
