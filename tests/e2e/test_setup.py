"""`flowship setup` into real servers: loaded once, again and newer; what a server lacks; dashboards into something that speaks as Kibana does."""

import functools
import http.server
import json
import threading

from harness import DATASET, TESTDATA, Flowship, Node, check, data_stream, equal, fresh_folder, fresh_namespace, policy

MAPPINGS, SETTINGS, TEMPLATE = f"logs-{DATASET}@mappings", f"logs-{DATASET}@settings", f"logs-{DATASET}"


def policy_for(node, namespace="default", more="", logs="/nowhere/*.log", data=None):
    return Flowship(policy(f'type: elasticsearch, hosts: ["{node.url}"]', [logs], namespace, data or fresh_folder("data")) + more)


def lines_of(done):
    """[(verb, what)] of setup's report."""
    found = []
    for line in done.stdout.decode().splitlines():
        if line.startswith("  ") and not line.startswith("   "):
            found.append((line[2:18].strip(), line[19:]))
    return found


@functools.cache
def own_node(kind):
    """A node on which nothing is but what these tests put there; it goes with the run."""
    return Node(kind)


def clean(node):
    node.request("DELETE", f"/_data_stream/logs-{DATASET}-*")  # Elasticsearch's jars lack that; see test_elasticsearch
    for path in (f"/_index_template/{TEMPLATE}", f"/_component_template/{MAPPINGS}", f"/_component_template/{SETTINGS}"):
        node.request("DELETE", path)


def loads_once(kind):
    node = own_node(kind)
    clean(node)
    flowship = policy_for(node)
    names = [f"component template {MAPPINGS}", f"component template {SETTINGS}", f"index template {TEMPLATE}"]
    dry = flowship.run("setup", "-c", flowship.policy, "--template", "--dry-run")
    equal(lines_of(dry), [("would be created", name) for name in names], "dry run")
    equal(node.request("GET", f"/_index_template/{TEMPLATE}")[0], 404, "status of the template after a dry run")
    equal(lines_of(flowship.run("setup", "-c", flowship.policy, "--template")), [("created", name) for name in names], "first run")
    before = node.ask("GET", f"/_component_template/{MAPPINGS}")
    equal(lines_of(flowship.run("setup", "-c", flowship.policy, "--template")), [("unchanged", name) for name in names], "second run")
    equal(node.ask("GET", f"/_component_template/{MAPPINGS}"), before, "the mappings after a second run")
    return node, flowship


def events_find_their_mapping(node):
    """What is sent afterwards is in a data stream with the template's types."""
    namespace, logs = fresh_namespace(), fresh_folder("logs")
    log = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes()
    (logs / "a.log").write_bytes(log)
    flowship = policy_for(node, namespace, logs=logs / "*.log")
    flowship.run("run", "--once", "-c", flowship.policy)
    equal(node.count(data_stream(namespace)), log.count(b"\n"), "documents")
    (index,) = node.ask("GET", f"/{data_stream(namespace)}/_mapping").values()
    properties = index["mappings"]["properties"]
    equal(properties["source"]["properties"]["ip"]["type"], "ip", "type of source.ip")
    equal(properties["observer"]["properties"]["ip"]["type"], "ip", "type of observer.ip")
    check("dynamic" not in json.dumps(properties), "the mapping is dynamic")
    return namespace


def test_elasticsearch_types_that_it_lacks():
    node = own_node("elasticsearch")
    clean(node)
    flowship = policy_for(node)
    text = flowship.run("setup", "-c", flowship.policy, "--template").stdout.decode()
    for word in ("this server has no constant_keyword: keyword stands in", "this server has no match_only_text: text stands in"):
        check(word in text, f"{word!r} is not said:\n{text}")


def test_opensearch():
    node, flowship = loads_once("opensearch")
    events_find_their_mapping(node)
    text = flowship.run("setup", "-c", flowship.policy, "--template").stdout.decode()
    for word in ("no data stream lifecycle", "takes no constant_keyword whose value comes with the first document", f"{TEMPLATE}@custom"):
        check(word in text, f"{word!r} is not said:\n{text}")
    mode = policy_for(node, more="setup: {template: {index_mode: logsdb}}\n")
    text = mode.run("setup", "-c", mode.policy, "--template", "--dry-run").stdout.decode()
    check("this server has no setting index.mode: it is left out" in text, text)
    # A component of the user's is used once it is there.
    node.ask("PUT", f"/_component_template/{TEMPLATE}@custom", {"template": {"settings": {"index.number_of_replicas": 0}}})
    try:
        equal([verb for verb, _ in lines_of(flowship.run("setup", "-c", flowship.policy, "--template"))], ["unchanged", "unchanged", "updated"], "with a component of the user's")
        template = node.ask("GET", f"/_index_template/{TEMPLATE}")["index_templates"][0]["index_template"]
        equal(template["composed_of"], [MAPPINGS, SETTINGS, f"{TEMPLATE}@custom"], "composed_of")
    finally:
        clean(node)
        node.ask("DELETE", f"/_component_template/{TEMPLATE}@custom")


def test_what_is_not_flowships_stays():
    node = own_node("elasticsearch")
    clean(node)
    node.ask("PUT", f"/_index_template/{TEMPLATE}", {"index_patterns": [f"logs-{DATASET}-*"], "data_stream": {}, "priority": 200, "_meta": {"managed_by": "fleet"}})
    flowship = policy_for(node)
    done = flowship.run("setup", "-c", flowship.policy, "--template")
    check(("left", f"index template {TEMPLATE}") in lines_of(done), done.stdout.decode())
    over = policy_for(node, more="setup: {template: {overwrite: true}}\n")
    check(("updated", f"index template {TEMPLATE}") in lines_of(over.run("setup", "-c", over.policy, "--template")), "it was not overwritten")
    clean(node)


def test_pipelines():
    """A server without the processors is no failure unless the pipelines were asked for."""
    node = own_node("elasticsearch")
    clean(node)
    flowship = policy_for(node)
    check(("skipped", f"ingest pipeline logs-{DATASET}-0.1.0") in lines_of(flowship.run("setup", "-c", flowship.policy)), "the pipeline is not skipped")
    done = flowship.run("setup", "-c", flowship.policy, "--pipelines", code=1)
    check(b"No processor type exists with name" in done.stdout, done.stdout.decode())
    clean(node)


def test_elasticsearch():
    """The last one on its node: its data stream can't be removed there, and so neither can the template."""
    node, _ = loads_once("elasticsearch")
    namespace = events_find_their_mapping(node)
    settings = node.ask("GET", f"/_component_template/{SETTINGS}")["component_templates"][0]["component_template"]
    equal(settings["template"]["lifecycle"]["enabled"], True, "the data stream lifecycle, on a node without ILM")
    # Changed settings are an update, and the data stream that is there is told of.
    changed = policy_for(node, more="setup: {data_retention: 30d, template: {index_mode: logsdb, settings: {number_of_replicas: 0}}}\n")
    done = changed.run("setup", "-c", changed.policy, "--template")
    equal([verb for verb, _ in lines_of(done)], ["unchanged", "updated", "unchanged"], "what a changed setup does")
    check(f"{data_stream(namespace)} keeps its mapping until its next rollover" in done.stdout.decode(), f"no word about the data stream:\n{done.stdout.decode()}")
    settings = node.ask("GET", f"/_component_template/{SETTINGS}")["component_templates"][0]["component_template"]["template"]
    equal((settings["lifecycle"]["data_retention"], settings["settings"]["index"]["mode"], settings["settings"]["index"]["number_of_replicas"]), ("30d", "logsdb", "0"), "settings")


def test_no_server():
    flowship = Flowship(policy('type: elasticsearch, hosts: ["http://127.0.0.1:1"]', ["/x"], "default", fresh_folder("data")))
    done = flowship.run("setup", "-c", flowship.policy, code=1)
    check(b"127.0.0.1:1" in done.stdout, done.stdout.decode())


def test_mistakes():
    flowship = Flowship(policy("type: console", ["/x"], "default", fresh_folder("data")) + "setup: {template: {overwrte: true}}\n")
    done = flowship.run("setup", "-c", flowship.policy, code=2)
    check('did you mean "template.overwrite"' in done.stderr and "no elasticsearch output" in done.stderr, done.stderr)
    done = flowship.run("test", "config", "-c", flowship.policy, code=2)
    check('did you mean "template.overwrite"' in done.stderr, done.stderr)


def test_dashboards():
    """Whatever the program carries goes to Kibana; none is a word and no failure."""
    flowship = Flowship()
    carried = flowship.run("export", "dashboards")
    seen = []

    class Kibana(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, self.headers["kbn-xsrf"], body))
            answer = json.dumps({"success": True, "successCount": body.count(b'"attributes"')}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Kibana) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        more = f'setup: {{kibana: {{host: "http://127.0.0.1:{server.server_address[1]}"}}}}\n'
        flowship = Flowship(policy('type: elasticsearch, hosts: ["http://127.0.0.1:1"]', ["/x"], "default", fresh_folder("data")) + more)
        done = flowship.run("setup", "-c", flowship.policy, "--dashboards")
        server.shutdown()
    if carried.stdout:
        check(seen and all(path == "/api/saved_objects/_import?overwrite=true" and xsrf for path, xsrf, _ in seen), f"{seen}")
        check(all(line in b"".join(body for _, _, body in seen) for line in carried.stdout.splitlines()), "an object did not arrive")
    else:
        equal(seen, [], "requests without a dashboard")
        check(b"this flowship carries none" in done.stdout, done.stdout.decode())
