"""The main job: GoFlow2's real logs in, ECS documents in a real cluster, each record once whatever is repeated, every field as the mapping says."""

import collections
import functools
import gzip
import shutil
import subprocess

import mapping
from harness import (DATASET, TESTDATA, Flowship, check, data_stream, differences, equal, fresh_folder, fresh_namespace, install_template, policy,
                     shared_node)

LOGS = ("pmacct-mapped.log", "pmacct-full.log", "hsflowd-full.log.gz", "pmacct-as-full.log.gz")
TAGS = ("sflow", "forwarded")


@functools.cache
def log(name):
    """The bytes of a log in testdata/goflow2, unpacked."""
    data = (TESTDATA / "goflow2" / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def equal_documents(found, records, namespace, what):
    """found: documents in the order of their records. Shows which fields differ, how often, and one record for each."""
    equal(len(found), len(records), f"{what}: documents")
    wrong, examples = collections.Counter(), {}
    for document, (offset, record) in zip(found, records):
        want = mapping.comparable(mapping.expected(record, namespace, TAGS))
        for line in differences(mapping.comparable(document), want):
            field = line.split(":")[0]
            wrong[field] += 1
            examples.setdefault(field, f"{line}\n    of the record at {offset}: {record}")
        if document["log"]["offset"] != offset:
            wrong["log.offset"] += 1
            examples.setdefault("log.offset", f"got {document['log']['offset']}, want {offset}")
    check(not wrong, f"{what}:\n" + "\n".join(f"  in {count} of {len(records)} documents {examples[field]}" for field, count in wrong.most_common(8)))


def placed_logs():
    """(folder of the logs as GoFlow2 leaves them, {file name: records})"""
    folder = fresh_folder("logs")
    records = {}
    for name in LOGS:
        plain = name.removesuffix(".gz")
        (folder / plain).write_bytes(log(name))
        records[plain] = mapping.records_of(log(name))
    return folder, records


def agent(node, folder, namespace):
    data = fresh_folder("data")
    return Flowship(policy(f'type: elasticsearch, hosts: ["{node.url}"]', [folder / "*.log"], namespace, data, TAGS)), data


def everything(node):
    """Documents of the dataset in all namespaces: what a wrong namespace would hide."""
    return node.count(f"logs-{DATASET}-*")


def main_job(kind):
    node = shared_node(kind)
    install_template(node)
    folder, records = placed_logs()
    total = sum(len(of) for of in records.values())
    namespace = fresh_namespace()
    stream = data_stream(namespace)
    flowship, data = agent(node, folder, namespace)
    before = everything(node)

    flowship.run("run", "--once", "-c", flowship.policy)
    equal(node.count(stream), total, "documents after the first run")
    ids = set()
    for name, of in records.items():
        hits = node.search(stream, {"term": {"log.file.path": str(folder / name)}})
        ids |= {hit["_id"] for hit in hits}
        equal_documents([hit["_source"] for hit in sorted(hits, key=lambda hit: hit["_source"]["log"]["offset"])], of, namespace, name)
    equal(len(ids), total, "different _id")

    flowship.run("run", "--once", "-c", flowship.policy)
    equal(node.count(stream), total, "documents after a second run")

    check(any(data.iterdir()), f"the registry is not in data_path, {data}")
    shutil.rmtree(data)
    flowship.run("run", "--once", "-c", flowship.policy)
    equal(node.count(stream), total, "documents after a run without the registry")

    archive = fresh_folder("archive")
    for name in records:
        (archive / f"{name}.1.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
    flowship.run("replay", "--output", "elasticsearch", "-c", flowship.policy, *sorted(archive.iterdir()))
    equal(node.count(stream), total, "documents after the replay of the gzipped logs")
    equal(everything(node) - before, total, "documents in all namespaces after the replay")


def test_elasticsearch_main_job():
    main_job("elasticsearch")


def test_opensearch_main_job():
    main_job("opensearch")


def test_replay_first_then_run():
    """The replay alone indexes everything into the policy's namespace; the run after it adds nothing."""
    node = shared_node("elasticsearch")
    install_template(node)
    folder = fresh_folder("logs")
    (folder / "a.log").write_bytes(log("pmacct-mapped.log"))
    archive = fresh_folder("archive")
    (archive / "a.log-20260101.gz").write_bytes(gzip.compress(log("pmacct-mapped.log")))
    namespace = fresh_namespace()
    flowship, _ = agent(node, folder, namespace)
    flowship.run("replay", "--output", "elasticsearch", "-c", flowship.policy, archive / "*.gz")
    equal(node.count(data_stream(namespace)), 1118, "documents after the replay")
    flowship.run("run", "--once", "-c", flowship.policy)
    equal(node.count(data_stream(namespace)), 1118, "documents after the run")


def test_glued_records_all_arrive():
    """20,001 records, 66 of them glued in pairs with an empty line after, each with an id of its own."""
    node = shared_node("elasticsearch")
    install_template(node)
    folder = fresh_folder("logs")
    (folder / "under-load.log").write_bytes(log("under-load.log.gz"))
    namespace = fresh_namespace()
    flowship, _ = agent(node, folder, namespace)
    flowship.run("run", "--once", "-c", flowship.policy)
    equal(node.count(data_stream(namespace)), 20001, "documents")
    equal(len(node.search(data_stream(namespace), {"exists": {"field": "error.message"}})), 0, "documents with an error")


def test_replay_prints_every_record_in_order():
    for name in LOGS + ("under-load.log.gz",):
        done = Flowship().run("replay", TESTDATA / "goflow2" / name)
        equal_documents(done.events(), mapping.records_of(log(name)), "default", name)


def test_replay_of_zstd():
    packed = fresh_folder("zstd") / "pmacct-mapped.log.zst"
    subprocess.run(["zstd", "-q", TESTDATA / "goflow2" / "pmacct-mapped.log", "-o", packed], check=True)
    done = Flowship().run("replay", packed)
    equal_documents(done.events(), mapping.records_of(log("pmacct-mapped.log")), "default", "zstd")


def test_replay_of_standard_input():
    done = Flowship().run("replay", "-", stdin=log("pmacct-mapped.log"))
    equal_documents(done.events(), mapping.records_of(log("pmacct-mapped.log")), "default", "standard input")


def test_replay_keeps_the_original_when_asked():
    done = Flowship().run("replay", "--preserve-original-event", "--tags", "a,b", TESTDATA / "goflow2" / "pmacct-mapped.log")
    lines = log("pmacct-mapped.log").decode().splitlines()
    equal([event["event"].get("original") for event in done.events()], lines, "event.original")
    equal(done.events()[0]["tags"][:2], ["a", "b"], "tags")
