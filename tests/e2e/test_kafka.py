"""Kafka in and out, with a real broker and its own tools on the other side."""

import json
import os
import signal
import time

import broker as kafka
import tls
from harness import (DATASET, TESTDATA, Flowship, Node, check, data_stream, equal, fresh_folder, fresh_namespace, install_template, parsed_lines, shared_node, wait_until)

LOG = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes()
RECORDS = 1118
MANY = int(os.environ.get("FLOWSHIP_KAFKA_RECORDS", "60000"))  # 1,000,000 takes minutes, most of them Elasticsearch's

_names = iter(range(1, 1000))


def fresh_topic():
    return f"flows{next(_names)}"


def reading(broker, topic, output, namespace="default", group="flowship", more=""):
    """An agent that reads the topic."""
    return Flowship(f"""\
id: kafka
outputs:
  default: {{{output}}}
agent: {{data_path: {fresh_folder("data")}}}
inputs:
  - id: flows
    type: kafka
    data_stream: {{namespace: {namespace}}}
    streams:
      - id: flows
        data_stream: {{dataset: {DATASET}}}
        hosts: ["{broker.address}"]
        topics: [{topic}]
        group_id: {group}
        tags: [sflow, forwarded]
        {more}
""")


def writing(address, topic, more="", data=None):
    """A policy with a kafka output."""
    return Flowship(f"""\
outputs:
  default: {{type: kafka, hosts: ["{address}"], topic: "{topic}"{more}}}
agent: {{data_path: {data or fresh_folder("data")}}}
inputs: [{{id: a, type: filestream, streams: [{{data_stream: {{dataset: {DATASET}}}, paths: [/nowhere/*.log]}}]}}]
""")


def written(folder):
    return [event for file in sorted(folder.glob("*.ndjson")) for event in parsed_lines(file.read_bytes(), file.name)]


def without_agent(event):
    """A document without what tells how it came."""
    event = dict(event)
    for name in ("log", "input", "agent", "kafka"):
        event.pop(name, None)
    event["event"] = {key: value for key, value in event["event"].items() if key not in ("ingested", "created", "timezone")}
    return json.dumps(event, sort_keys=True)


def test_input_reads_every_record_once():
    """And says where it was; and a second start reads nothing again."""
    broker = kafka.Broker(shared_node("kafka"))
    topic, out = fresh_topic(), fresh_folder("out")
    broker.create(topic, 4)
    broker.produce(topic, LOG)
    flowship = reading(broker, topic, f"type: file, path: {out}, filename: flows", group=topic)
    flowship.run("run", "--once", "-c", flowship.policy)
    events = written(out)
    replayed = Flowship().run("replay", "--tags", "sflow,forwarded", TESTDATA / "goflow2" / "pmacct-mapped.log").events()
    equal(sorted(map(without_agent, events)), sorted(map(without_agent, replayed)), "documents")
    places = {(event["kafka"]["partition"], event["kafka"]["offset"]) for event in events}
    equal(len(places), RECORDS, "different places")
    check({event["kafka"]["topic"] for event in events} == {topic}, "another topic")
    check({partition for partition, _ in places} == {partition for partition, count in broker.end_offsets(topic).items() if count}, "a partition was left out")
    equal(sum(offset for offset, _ in broker.committed(topic).values()), RECORDS, "committed offsets")
    flowship.run("run", "--once", "-c", flowship.policy)
    equal(len(written(out)), RECORDS, "documents after a second start")
    broker.produce(topic, LOG.splitlines(keepends=True)[0])
    flowship.run("run", "--once", "-c", flowship.policy)
    equal(len(written(out)), RECORDS + 1, "documents after one more message")


def test_odd_messages():
    """Glued records, several lines, empty ones and bytes that are no text: each is what it is in a file."""
    broker = kafka.Broker(shared_node("kafka"))
    topic, out = fresh_topic(), fresh_folder("out")
    broker.create(topic, 1)
    lines = LOG.splitlines()
    broker.produce(topic, lines[0] + lines[1] + b"\n\n" + b"not JSON \xff\n" + lines[2] + b"\n")
    flowship = reading(broker, topic, f"type: file, path: {out}, filename: flows", group=topic)
    flowship.run("run", "--once", "-c", flowship.policy)
    events = sorted(written(out), key=lambda event: event["kafka"]["offset"])
    equal([event["kafka"]["offset"] for event in events], [0, 0, 2, 3], "offsets")
    check("error" in events[2] and "\ufffd" in json.dumps(events[2], ensure_ascii=False), f"{events[2]}")


def test_output_writes_every_event_once():
    """The same flow always to the same partition, under its own id as key."""
    broker = kafka.Broker(shared_node("kafka"))
    topic = fresh_topic()
    broker.create(topic, 4)
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        flowship = writing(broker.address, topic, f", compression: {codec}")
        check(f"{RECORDS} delivered" in flowship.run("replay", "--output", "kafka", "-c", flowship.policy, TESTDATA / "goflow2" / "pmacct-mapped.log").stderr, codec)
    messages = broker.consume(topic, 5 * RECORDS)
    equal(len(messages), 5 * RECORDS, "messages")
    keys = [key for _, key, _ in messages]
    check(len(set(keys)) == RECORDS and all(keys.count(key) == 5 for key in set(list(keys)[:20])), "the keys are not the ids")
    replayed = flowship.run("replay", "-c", flowship.policy, TESTDATA / "goflow2" / "pmacct-mapped.log").events()
    equal(sorted(without_agent(json.loads(value)) for _, _, value in messages), sorted(5 * [without_agent(event) for event in replayed]), "documents")
    where = {}
    for partition, _, value in messages:
        event = json.loads(value)
        flow = tuple(str(event.get(end, {}).get(name)) for end in ("source", "destination") for name in ("ip", "port")) + (event.get("network", {}).get("transport"),)
        check(where.setdefault(flow, partition) == partition, f"flow {flow} is in partitions {where[flow]} and {partition}")
    counts = [sum(1 for partition, _, _ in messages if partition == number) for number in range(4)]
    check(min(counts) > 5 * RECORDS / 12, f"the partitions have {counts} messages")


def test_output_topics_and_partitions_by_field():
    broker = kafka.Broker(shared_node("kafka"))
    topic = fresh_topic()
    flowship = writing(broker.address, topic + "-%{[network.transport]:none}", ", partition.hash.hash: [observer.ip], key: '%{[source.ip]:none}'")
    flowship.run("replay", "--output", "kafka", "-c", flowship.policy, TESTDATA / "goflow2" / "pmacct-mapped.log")
    replayed = flowship.run("replay", "-c", flowship.policy, TESTDATA / "goflow2" / "pmacct-mapped.log").events()
    for transport in {event.get("network", {}).get("transport", "none") for event in replayed}:
        wanted = [event for event in replayed if event.get("network", {}).get("transport", "none") == transport]
        messages = broker.consume(f"{topic}-{transport}", len(wanted))
        equal(len(messages), len(wanted), f"messages of {transport}")
        check(all(key == json.loads(value).get("source", {}).get("ip", "none") for _, key, value in messages), "the keys are not the sources")
        samplers = {}
        for partition, _, value in messages:
            check(samplers.setdefault(str(json.loads(value)["observer"]["ip"]), partition) == partition, "one sampler is in several partitions")


def test_a_message_that_is_too_large_is_a_dead_letter():
    broker = kafka.Broker(shared_node("kafka"))
    topic, data, logs = fresh_topic(), fresh_folder("data"), fresh_folder("logs")
    broker.create(topic, 1, max_message_bytes=3000)
    (logs / "a.log").write_bytes(b"".join(LOG.splitlines(keepends=True)[:5]) + b"x" * 20000 + b"\n")
    flowship = writing(broker.address, topic, ", compression: none, bulk_max_size: 1", data)
    done = flowship.run("replay", "--output", "kafka", "-c", flowship.policy, logs / "a.log")
    check("5 delivered, 1 dead-lettered" in done.stderr, done.stderr)
    (letter,) = [letter for file in data.glob("dead_letter*") for letter in parsed_lines(file.read_bytes(), file.name)]
    equal(letter["type"], "MSG_SIZE_TOO_LARGE", "type")
    check("max.message.bytes of the topic" in done.stderr, done.stderr)


def test_broker_down_and_missing_topic():
    """Nothing is lost while there is no broker, nor while there is no topic; the log says the remedy."""
    node = Node("kafka", ["auto.create.topics.enable=false"])
    try:
        broker = kafka.Broker(node)
        flowship = writing(broker.address, "late", ", backoff.init: 100ms, backoff.max: 500ms")
        node.down()
        logs = fresh_folder("logs")
        (logs / "a.log").write_bytes(LOG)
        flowship.policy.write_text(flowship.policy.read_text().replace("/nowhere/*.log", f"{logs}/*.log"))
        with flowship.start("run", "-c", flowship.policy) as agent:
            wait_until(lambda: "trying again" in agent.log_end(), "the log does not say that there is no broker")
            node.up()
            wait_until(lambda: "make the topic" in agent.log_end(), f"the log does not say that there is no topic: {agent.log_end()}", 60)
            broker = kafka.Broker(node)
            broker.create("late", 2)
            wait_until(lambda: sum(broker.end_offsets("late").values()) == RECORDS, "not everything is there", 90)
            agent.stop()
        equal(len({key for _, key, _ in broker.consume("late", RECORDS)}), RECORDS, "different events")
        check("broker 127.0.0.1" in flowship.run("test", "output", "-c", flowship.policy).stdout.decode(), "no broker in `test output`")
    finally:
        node.stop()


def test_two_consumers_one_killed_and_the_broker_restarted():
    """A group of two over four partitions into a real index; one is killed in the middle, then the broker goes and comes back: every record once."""
    index = shared_node("elasticsearch")
    install_template(index)
    node = Node("kafka", ["group.initial.rebalance.delay.ms=0"])
    namespace = fresh_namespace()
    stream = data_stream(namespace)

    def delivered():
        return int(index.request("GET", f"/{stream}/_count")[1].get("count", 0))

    try:
        broker = kafka.Broker(node)
        broker.create("flows", 4)
        lines = LOG.splitlines(keepends=True)
        agents = [reading(broker, "flows", f'type: elasticsearch, hosts: ["{index.url}"], bulk_max_size: 500', namespace, more="session_timeout: 6s") for _ in range(2)]
        with agents[0].start("run", "-c", agents[0].policy) as first, agents[1].start("run", "-c", agents[1].policy) as second:
            # The records come when both have their part: one alone may be through before the other is there.
            wait_until(lambda: "is ours now" in first.log_end() and "is ours now" in second.log_end(), "one of the two has no partition", 60)
            broker.produce("flows", b"".join(lines[i % len(lines)] for i in range(MANY)))
            wait_until(lambda: index.request("POST", f"/{stream}/_refresh") and delivered() > MANY / 20, "nothing comes", 120)
            first.stop(signal.SIGKILL, -signal.SIGKILL)
            before = delivered()
            check(before < MANY, "everything was there before the first was killed")
            wait_until(lambda: index.request("POST", f"/{stream}/_refresh") and delivered() > before + MANY / 20, "the second does not go on", 180)
            node.kill()
            time.sleep(2)
            node.up()
            wait_until(lambda: index.request("POST", f"/{stream}/_refresh") and delivered() >= MANY, "not everything came", 600)
            time.sleep(2)
            second.stop()
        equal(index.count(stream), MANY, "documents")
        for partition, end in broker.end_offsets("flows").items():
            query = {"size": 0, "query": {"term": {"kafka.partition": partition}}, "aggs": {"n": {"cardinality": {"field": "kafka.offset", "precision_threshold": 40000}},
                                                                                           "most": {"max": {"field": "kafka.offset"}}}}
            answer = index.ask("POST", f"/{stream}/_search?track_total_hits=true", query)
            equal(answer["hits"]["total"]["value"], end, f"documents of partition {partition}")
            equal(answer["aggregations"]["most"]["value"], float(end - 1), f"last offset of partition {partition}")
        equal(sum(offset for offset, _ in broker.committed("flowship").values()), MANY, "committed offsets")
    finally:
        node.stop()


def test_an_output_that_stands_still_does_not_cost_the_group():
    """While nothing can be delivered, nothing is committed, and the agent stays in the group; later everything is there."""
    broker = kafka.Broker(shared_node("kafka"))
    topic, namespace = fresh_topic(), fresh_namespace()
    broker.create(topic, 2)
    for _ in range(20):
        broker.produce(topic, LOG)
    index = Node("elasticsearch")
    try:
        install_template(index)
        index.down()
        flowship = reading(broker, topic, f'type: elasticsearch, hosts: ["{index.url}"], backoff.init: 100ms, backoff.max: 500ms', namespace, group=topic, more="rebalance.timeout: 10s")
        with flowship.start("run", "-c", flowship.policy) as agent:
            time.sleep(14)  # longer than the group lets a consumer be silent
            equal(broker.committed(topic), {}, "committed while nothing was delivered")
            check("goes to another" not in agent.log_end(), f"it has left the group: {agent.log_end()}")
            index.up()
            wait_until(lambda: index.request("GET", f"/{data_stream(namespace)}/_count")[0] == 200 and index.count(data_stream(namespace)) == 20 * RECORDS, "not everything came", 120)
            agent.stop()
        equal(sum(offset for offset, _ in broker.committed(topic).values()), 20 * RECORDS, "committed offsets")
    finally:
        index.stop()


def test_sasl_over_tls():
    authority = tls.Authority()
    chain, key = authority.issue("broker", "IP:127.0.0.1")
    module = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="admin-secret" user_admin="admin-secret" user_flowship="canary-sasl";'
    pem = fresh_folder("pem") / "broker.pem"
    pem.write_bytes(key.read_bytes() + chain.read_bytes())

    class Secured(Node):
        def up(self):
            self._settings = [f"listeners=SASL_SSL://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{self.port + 1}", f"advertised.listeners=SASL_SSL://127.0.0.1:{self.port}",
                              "listener.security.protocol.map=CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL", "inter.broker.listener.name=SASL_SSL", "sasl.enabled.mechanisms=PLAIN",
                              "sasl.mechanism.inter.broker.protocol=PLAIN", f"listener.name.sasl_ssl.plain.sasl.jaas.config={module}", "ssl.keystore.type=PEM",
                              f"ssl.keystore.location={pem}", "ssl.truststore.type=PEM", f"ssl.truststore.location={authority.path}"]
            super().up()

    node = Secured("kafka")
    try:
        broker = kafka.Broker(node, f"security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nssl.truststore.type=PEM\nssl.truststore.location={authority.path}\n"
                                    f"sasl.jaas.config={module}\n")
        broker.create("secured", 2)
        secure = f", username: flowship, password: canary-sasl, sasl.mechanism: PLAIN, ssl.certificate_authorities: ['{authority.path}']"
        flowship = writing(broker.address, "secured", secure)
        check("topic secured has 2 partitions" in flowship.run("test", "output", "-c", flowship.policy).stdout.decode(), "the broker does not let us in")
        flowship.run("replay", "--output", "kafka", "-c", flowship.policy, TESTDATA / "goflow2" / "pmacct-mapped.log")
        equal(sum(broker.end_offsets("secured").values()), RECORDS, "messages")
        out = fresh_folder("out")
        options = "\n        ".join(part.strip() for part in secure.strip(", ").split(", "))
        reader = reading(broker, "secured", f"type: file, path: {out}, filename: flows", more=options)
        reader.run("run", "--once", "-c", reader.policy)
        equal(len(written(out)), RECORDS, "documents")
        wrong = writing(broker.address, "secured", secure.replace("canary-sasl", "canary-wrong") + ", timeout: 5s")
        said = wrong.run("test", "output", "-c", wrong.policy, code=1)
        check("no broker answers" in said.stdout.decode() and "canary" not in said.stdout.decode() + said.stderr, said.stdout.decode() + said.stderr)
        other = writing(broker.address, "secured", secure.replace(str(authority.path), str(tls.Authority("another").path)) + ", timeout: 5s")
        check("no broker answers" in other.run("test", "output", "-c", other.policy, code=1).stdout.decode(), "another authority was taken")
    finally:
        node.stop()


def test_mistakes_are_said():
    wrong = writing("k1:9092", "flows", ", required_acks: 0, compression: brotli, topics: [], partition: {hash: {}, random: {}}")
    said = wrong.run("test", "config", "-c", wrong.policy, code=2).stderr
    for part in ("without an answer nobody knows", "the compression is none, gzip, snappy, lz4 or zstd", "topics is not taken", "one of them"):
        check(part in said, f"{part!r} is not in {said}")
