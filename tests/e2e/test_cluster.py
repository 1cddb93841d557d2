"""Real nodes in real trouble: nothing is lost, and the log says the remedy. And what reaches them: TLS, credentials, proxies; and what they have already."""

import http.client
import http.server
import json
import ssl
import threading
import time

import proxy
import tls
from harness import (TESTDATA, Flowship, Node, check, data_stream, equal, fresh_folder, fresh_namespace, install_template, parsed_lines, policy,
                     shared_node, wait_until)

LOG = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes()
RECORDS = 1118
QUICK = "backoff.init: 50ms, backoff.max: 200ms"


def place(records=RECORDS):
    logs = fresh_folder("logs")
    (logs / "a.log").write_bytes(b"".join(LOG.splitlines(keepends=True)[:records]))
    return logs


def agent_for(url, namespace, logs, data=None, options=""):
    return Flowship(policy(f'type: elasticsearch, hosts: ["{url}"], {QUICK}{options}', [logs / "*.log"], namespace, data or fresh_folder("data")))


def waits_then_delivers(node, flowship, namespace, words, remedy):
    """The agent waits and says `words`; after remedy() everything is there, once."""
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: all(word in agent.log_end() for word in words), f"the log does not say {words}")
        time.sleep(0.5)
        lines = agent.log_end().count("\n")
        check(lines < 40, f"{lines} lines in the log: it spins")
        remedy()
        wait_until(lambda: node.count(data_stream(namespace)) == RECORDS, f"not everything is there: {agent.log_end()}", 60)
        agent.stop()
    equal(len({hit["_source"]["log"]["offset"] for hit in node.search(data_stream(namespace))}), RECORDS, "different records")


def test_read_only_index():
    node = shared_node("elasticsearch")
    install_template(node)
    namespace = fresh_namespace()
    stream = data_stream(namespace)
    agent_for(node.url, namespace, place(1)).run("run", "--once", "-c", "policy.yml")
    node.ask("PUT", f"/{stream}/_settings", {"index.blocks.write": True})
    flowship = agent_for(node.url, namespace, place())
    waits_then_delivers(node, flowship, namespace, ["cluster_block_exception", "remove its write block"],
                        lambda: node.ask("PUT", f"/{stream}/_settings", {"index.blocks.write": False}))


def test_missing_template():
    """A node that makes no index of its own accord: the log names setup, and setup is the remedy."""
    node = Node("elasticsearch", ["action.auto_create_index=false"])
    try:
        namespace = fresh_namespace()
        flowship = agent_for(node.url, namespace, place())

        def setup():
            flowship.run("setup", "-c", flowship.policy, "--template")
            node.ask("PUT", "/_cluster/settings", {"persistent": {"action.auto_create_index": True}})

        waits_then_delivers(node, flowship, namespace, ["index_not_found_exception", "flowship setup --template"], setup)
    finally:
        node.stop()


def test_node_killed_in_the_middle():
    """SIGKILL while requests are under way, twice; the agent is not restarted."""
    node = Node("elasticsearch")
    try:
        install_template(node)
        namespace, logs = fresh_namespace(), fresh_folder("logs")
        (logs / "a.log").write_bytes(LOG)
        flowship = agent_for(node.url, namespace, logs, options=", bulk_max_size: 20, worker: 4")
        with flowship.start("run", "-c", flowship.policy) as agent:
            for _ in range(2):
                with open(logs / "a.log", "ab") as log:
                    log.write(LOG)
                time.sleep(0.1)
                node.kill()
                time.sleep(0.5)
                node.up()
            wait_until(lambda: node.count(data_stream(namespace)) == 3 * RECORDS, "not everything is there", 90)
            check("can't take events" in agent.log_end(), "the agent has not met the dead node")
            agent.stop()
        equal(len({hit["_source"]["log"]["offset"] for hit in node.search(data_stream(namespace))}), 3 * RECORDS, "different records")
    finally:
        node.stop()


def finding(url, options, code=0):
    """What `flowship test output` says."""
    flowship = Flowship(policy(f'type: elasticsearch, hosts: ["{url}"], timeout: 5s{options}', ["/nowhere"], "default", fresh_folder("data")))
    return flowship.run("test", "output", "-c", flowship.policy, code=code).stdout.decode()


def refused(url, options, *words):
    said = finding(url, options, code=1)
    check(any(word in said for word in words), f"none of {words} is in: {said}")


def test_tls():
    """Right, wrong and expired certificates in every verification mode."""
    node, authority, other = shared_node("elasticsearch"), tls.Authority(), tls.Authority("another")
    trusted = f', ssl.certificate_authorities: ["{authority.path}"]'
    with tls.TlsProxy(node, *authority.issue("right", "IP:127.0.0.1")) as right:
        check("Elasticsearch" in finding(right.url, trusted), "the right certificate was refused")
        pem = json.dumps(authority.path.read_text())
        check("Elasticsearch" in finding(right.url, f", ssl.certificate_authorities: [{pem}]"), "an authority in the policy itself was refused")
        refused(right.url, "", "certificate")
        refused(right.url, f', ssl.certificate_authorities: ["{other.path}"]', "certificate")
        check("Elasticsearch" in finding(right.url, ", ssl.verification_mode: none"), "mode none refuses")
        # Everything goes through it, compressed and all.
        install_template(node)
        namespace = fresh_namespace()
        agent_for(right.url, namespace, place(), options=trusted).run("run", "--once", "-c", "policy.yml")
        equal(node.count(data_stream(namespace)), RECORDS, "documents over TLS")
    with tls.TlsProxy(node, *authority.issue("wrong", "DNS:elsewhere.example")) as wrong:
        refused(wrong.url, trusted, "does not match", "no alternative")
        refused(wrong.url, trusted + ", ssl.verification_mode: strict", "does not match", "no alternative")
        check("Elasticsearch" in finding(wrong.url, trusted + ", ssl.verification_mode: certificate"), "mode certificate looks at the name")
    with tls.TlsProxy(node, *authority.issue("old", "IP:127.0.0.1", days=-1)) as expired:
        refused(expired.url, trusted, "expired")
        refused(expired.url, trusted + ", ssl.verification_mode: certificate", "expired")
        check("Elasticsearch" in finding(expired.url, trusted + ", ssl.verification_mode: none"), "mode none looks at the date")


def test_tls_pins():
    node, authority, other = shared_node("elasticsearch"), tls.Authority(), tls.Authority("another")
    with tls.TlsProxy(node, *authority.issue("pinned", "IP:127.0.0.1")) as server:
        for written in (authority.fingerprint(), authority.fingerprint().upper()):
            check("Elasticsearch" in finding(server.url, f", ssl.ca_trusted_fingerprint: {written}"), "the fingerprint of the authority is not enough")
        refused(server.url, f", ssl.ca_trusted_fingerprint: {other.fingerprint()}", "ca_trusted_fingerprint")
        trusted = f', ssl.certificate_authorities: ["{authority.path}"]'
        check("Elasticsearch" in finding(server.url, f'{trusted}, ssl.ca_sha256: ["{other.key_pin()}", "{authority.key_pin()}"]'), "the right pin was refused")
        refused(server.url, f'{trusted}, ssl.ca_sha256: ["{other.key_pin()}"]', "ca_sha256")
    with tls.TlsProxy(node, *authority.issue("misnamed", "DNS:elsewhere.example")) as misnamed:
        refused(misnamed.url, f", ssl.ca_trusted_fingerprint: {authority.fingerprint()}", "does not match", "no alternative")


def test_tls_client_certificate_and_versions():
    node, authority = shared_node("elasticsearch"), tls.Authority()
    trusted = f', ssl.certificate_authorities: ["{authority.path}"]'
    certificate, key = authority.issue("client", "DNS:agent", usage="clientAuth")
    with tls.TlsProxy(node, *authority.issue("asks", "IP:127.0.0.1"), clients=authority) as server:
        refused(server.url, trusted, "FAILED")  # how it is told depends on who closes first
        check("Elasticsearch" in finding(server.url, f'{trusted}, ssl.certificate: "{certificate}", ssl.key: "{key}"'), "the client's certificate was refused")
    with tls.TlsProxy(node, *authority.issue("older", "IP:127.0.0.1"), version=ssl.TLSVersion.TLSv1_2) as server:
        check("Elasticsearch" in finding(server.url, trusted + ", ssl.supported_protocols: [TLSv1.2, TLSv1.3]"), "TLS 1.2 was refused")
        refused(server.url, trusted + ", ssl.supported_protocols: [TLSv1.3]", "alert", "version", "SSL")


def test_tls_keys_ciphers_and_curves():
    """A key behind a passphrase, certificates as text in the policy; cipher suites and curves that the server has, and that it has not."""
    node, authority = shared_node("elasticsearch"), tls.Authority()
    trusted = f', ssl.certificate_authorities: ["{authority.path}"]'
    certificate, key = authority.issue("client", "DNS:agent", usage="clientAuth")
    locked = authority.locked(key, "canary-passphrase")
    with tls.TlsProxy(node, *authority.issue("asks", "IP:127.0.0.1"), clients=authority) as server:
        offered = f'{trusted}, ssl.certificate: "{certificate}", ssl.key: "{locked}"'
        check("Elasticsearch" in finding(server.url, offered + ", ssl.key_passphrase: canary-passphrase"), "the key was not opened")
        refused(server.url, offered + ", ssl.key_passphrase: another", "SSL", "key")
        texts = [json.dumps(path.read_text()) for path in (authority.path, certificate, key)]
        check("Elasticsearch" in finding(server.url, f", ssl.certificate_authorities: [{texts[0]}], ssl.certificate: {texts[1]}, ssl.key: {texts[2]}"), "PEM text was refused")
    with tls.TlsProxy(node, *authority.issue("one", "IP:127.0.0.1"), version=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-ECDSA-AES256-GCM-SHA384", curve="secp384r1") as server:
        for suite in ("ECDHE-ECDSA-AES-256-GCM-SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"):
            check("Elasticsearch" in finding(server.url, f"{trusted}, ssl.cipher_suites: [{suite}], ssl.curve_types: [P-384, P-256]"), f"{suite} was refused")
        refused(server.url, trusted + ", ssl.cipher_suites: [ECDHE-ECDSA-AES-128-GCM-SHA256]", "handshake", "SSL", "cipher")
        refused(server.url, trusted + ", ssl.curve_types: [P-256]", "handshake", "SSL")


class Guarded(proxy.Proxy):
    """Lets in who has the right Authorization header; answers others as Elasticsearch's security does."""

    def __init__(self, node, right):
        super().__init__(node)
        self.right, self.refusals = right, 0

    def _handle(self, handler):
        if handler.headers.get("Authorization") == self.right:
            return super()._handle(handler)
        proxy.Request(handler)
        self.refusals += 1
        body = b'{"error":{"type":"security_exception","reason":"unable to authenticate with provided credentials"},"status":401}'
        return proxy.answer(handler, 401, {"Content-Type": "application/json", "WWW-Authenticate": "ApiKey"}, body)


def test_wrong_key_blocks_and_says_so():
    node = shared_node("elasticsearch")
    install_template(node)
    namespace = fresh_namespace()
    with Guarded(node, "ApiKey another") as server:
        flowship = agent_for(server.url, namespace, place(), options=", api_key: 'aWQ6a2V5'")

        def remedy():
            equal(node.count(data_stream(namespace)), 0, "documents that a wrong key brought in")
            check(2 <= server.refusals < 60, f"{server.refusals} requests in this time: it gave up, or it spins")
            server.right = "ApiKey aWQ6a2V5"

        waits_then_delivers(node, flowship, namespace, ["HTTP 401", "check api_key", "nothing is lost"], remedy)


def test_every_credential_is_sent_as_its_kind():
    node = shared_node("elasticsearch")
    for options, header in ((", api_key: 'id:key'", "ApiKey aWQ6a2V5"), (", username: u, password: p", "Basic dTpw"), (", bearer_token: t0ken", "Bearer t0ken")):
        with Guarded(node, header) as server:
            check("Elasticsearch" in finding(server.url, options), f"{options} is not {header}")
            check("HTTP 401; the server does not know us" in finding(server.url, "", code=1), "no credential was let in")


def test_through_a_proxy():
    """A forward proxy sees whole URLs and the headers that are for it."""
    node, seen = shared_node("elasticsearch"), []

    class Forward(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers.get("X-For-Proxy"), self.headers.get("Proxy-Authorization")))
            connection = http.client.HTTPConnection("127.0.0.1", node.port)
            connection.request("GET", "/")
            body = connection.getresponse().read()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forward) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://u:p@127.0.0.1:{server.server_address[1]}"
        said = finding("http://somewhere.invalid:9200/path", f', proxy_url: "{there}", proxy_headers: {{X-For-Proxy: "yes"}}')
        check("Elasticsearch" in said, said)
        equal(seen, [("http://somewhere.invalid:9200/path/", "yes", "Basic dTpw")], "what the proxy saw")
        finding("http://somewhere.invalid:9200", f', proxy_url: "{there}", proxy_disable: true', code=1)
        equal(len(seen), 1, "requests with proxy_disable")
        server.shutdown()


def letters_of(data):
    return [letter for file in sorted(data.glob("dead_letter*")) for letter in parsed_lines(file.read_bytes(), file.name)]


def conflicting(node, namespace, port_type):
    mappings = {"properties": {"source": {"properties": {"port": {"type": port_type}}}}}
    node.ask("PUT", f"/_index_template/{namespace}", {"index_patterns": [data_stream(namespace)], "data_stream": {}, "priority": 1000, "template": {"mappings": mappings}})


def test_ids_of_their_own():
    """What a record says its id is, is the document's `_id`, letter for letter; equal ids are one document."""
    node = shared_node("elasticsearch")
    install_template(node)
    namespace, logs = fresh_namespace(), fresh_folder("logs")
    ids = ['plain', 'say "ü" \\ %/', 'plain', 'x' * 512, 'y' * 513, '']
    (logs / "a.log").write_text("".join(json.dumps({"my": {"id": name}, "n": n}) + "\n" for n, name in enumerate(ids)))
    options = "pipeline: _none\n        processors: [{decode_json_fields: {fields: [message], target: own, document_id: my.id}}]"
    data = fresh_folder("data")
    flowship = Flowship(policy(f'type: elasticsearch, hosts: ["{node.url}"], {QUICK}', [logs / "*.log"], namespace, data, stream_options=options))
    flowship.run("run", "--once", "-c", flowship.policy)
    found = [hit["_id"] for hit in node.search(data_stream(namespace))]
    equal(sorted(name for name in found if len(name) != 22), sorted(set(ids[:4])), "ids as they were given")
    equal(len(found), 5, "documents: the two that no server takes have ids of ours")
    equal(letters_of(data), [], "dead letters")


def test_letters_keep_index_id_and_routing():
    """As they were before they were refused: an odd index, an id of the record's own, a routing, which a data stream takes only if it may."""
    node = shared_node("elasticsearch")
    stream, data = data_stream(fresh_namespace()), fresh_folder("data")
    routed = data_stream(fresh_namespace())
    for name, options in ((stream, {}), (routed, {"allow_custom_routing": True})):
        node.ask("PUT", f"/_index_template/{name}", {"index_patterns": [name], "data_stream": options, "priority": 1000})
    odd = 'logs-"odd"\\-x'
    body = {"@timestamp": "2026-11-25T00:00:00.000Z", "n": 1}
    letters = [(odd, "i", "r"), (stream, 'say "a"', "r"), (routed, "b", "r\\1"), ("plain-" + stream[5:], "d", "r")]
    (data / "in.ndjson").write_text("".join(json.dumps({"index": index, "_id": name, "routing": routing, "document": body}) + "\n" for index, name, routing in letters))
    flowship = agent_for(node.url, "default", data, data)
    flowship.run("replay", "--dead-letter", "--output", "elasticsearch", "-c", flowship.policy, data / "in.ndjson")
    equal([(letter["index"], letter["_id"], letter.get("routing")) for letter in letters_of(data)], letters[:2], "what comes back is what was sent")
    check("allow_custom_routing" in letters_of(data)[1]["reason"], letters_of(data)[1]["reason"])
    equal(sorted((hit["_id"], hit.get("_routing")) for hit in node.search(routed)), [("b", "r\\1")], "id and routing")
    equal([(hit["_id"], hit.get("_routing")) for hit in node.search("plain-" + stream[5:])], [("d", "r")], "id and routing")


def test_dead_letters_are_sent_again():
    """A mapping conflict, its remedy, and `replay --dead-letter`: everything is there once, and a second time changes nothing."""
    node = shared_node("elasticsearch")
    namespace, data = fresh_namespace(), fresh_folder("data")
    stream = data_stream(namespace)
    conflicting(node, namespace, "byte")
    flowship = agent_for(node.url, namespace, place(), data)
    flowship.run("run", "--once", "-c", flowship.policy)
    letters = letters_of(data)
    check(letters and node.count(stream) == RECORDS - len(letters), f"{len(letters)} dead letters, {node.count(stream)} documents")
    # What is refused again is a letter again, and the end of the file that is read is its end of now.
    again = ("replay", "--dead-letter", "--output", "elasticsearch", "-c", flowship.policy, data / "dead_letter*")
    done = flowship.run(*again)
    check(f"0 delivered (0 were there already), {len(letters)} dead-lettered again" in done.stderr, done.stderr)
    equal(len(letters_of(data)), 2 * len(letters), "dead letters after a vain try")
    conflicting(node, namespace, "long")
    node.ask("POST", f"/{stream}/_rollover")
    flowship.run(*again)
    equal(node.count(stream), RECORDS, "documents")
    done = flowship.run(*again)
    check(f"{2 * len(letters)} delivered ({2 * len(letters)} were there already), 0 dead-lettered" in done.stderr, done.stderr)
    hits = node.search(stream)
    equal(len({hit["_source"]["log"]["offset"] for hit in hits}), RECORDS, "different records")
    equal(len({hit["_id"] for hit in hits}), RECORDS, "different ids")
    (data / "odd.ndjson").write_text('{"index":"x","_id":"","document":{}}\nno JSON\n')
    done = flowship.run("replay", "--dead-letter", data / "odd.ndjson", code=1)
    check("odd.ndjson:1 is no dead letter" in done.stderr and "odd.ndjson:2 is no dead letter" in done.stderr, done.stderr)


def test_non_indexable_policy():
    node = shared_node("elasticsearch")
    for options, outcome in ((", non_indexable_policy.drop: ~", "drop"), (", non_indexable_policy.dead_letter_index.index: e2e-dead", "index")):
        namespace, data = fresh_namespace(), fresh_folder("data")
        conflicting(node, namespace, "byte")
        flowship = agent_for(node.url, namespace, place(), data, options)
        flowship.run("run", "--once", "-c", flowship.policy)
        refused_documents = RECORDS - node.count(data_stream(namespace))
        check(0 < refused_documents < RECORDS, f"{refused_documents} were refused")
        equal(letters_of(data), [], f"dead letters in the file, {outcome}")
        if outcome == "index":
            hits = node.search("e2e-dead")
            equal(len(hits), refused_documents, "documents in the dead-letter index")
            source = hits[0]["_source"]
            equal(source["error"]["type"], "document_parsing_exception", "error.type")
            equal(json.loads(source["message"])["event"]["module"], "goflow2", "the document in the message")


def test_index_with_fields():
    node = shared_node("elasticsearch")
    namespace = fresh_namespace()
    flowship = agent_for(node.url, namespace, place(), options=f", index: \"{namespace}-%{{[network.transport]:none}}-%{{+yyyy}}\"")
    flowship.run("run", "--once", "-c", flowship.policy)
    found = {hit["_index"] for hit in node.search(f"{namespace}-*")}
    wanted = set()
    for hit in node.search(f"{namespace}-*"):
        wanted.add(f"{namespace}-{hit['_source'].get('network', {}).get('transport', 'none')}-{hit['_source']['@timestamp'][:4]}")
    equal(sorted(found), sorted(wanted), "indices")
    equal(node.count(f"{namespace}-*"), RECORDS, "documents")


def test_replay_after_a_rollover_sends_nothing_twice():
    """`create` meets a document of the write index only; replay asks for the others."""
    node = shared_node("elasticsearch")
    install_template(node)
    namespace, logs, data = fresh_namespace(), place(), fresh_folder("data")
    stream = data_stream(namespace)
    flowship = agent_for(node.url, namespace, logs, data)
    flowship.run("run", "--once", "-c", flowship.policy)
    node.count(stream)  # which refreshes
    node.ask("POST", f"/{stream}/_rollover")
    with open(logs / "a.log", "ab") as log:
        log.write(LOG)
    done = flowship.run("replay", "--output", "elasticsearch", "-c", flowship.policy, logs / "a.log")
    check(f"{2 * RECORDS} delivered ({RECORDS} were there already)" in done.stderr, done.stderr)
    equal(node.count(stream), 2 * RECORDS, "documents")
    done = flowship.run("replay", "--output", "elasticsearch", "-c", flowship.policy, "--send-known", logs / "a.log")
    equal(node.count(stream), 3 * RECORDS, "documents when it was told not to ask")


def test_one_of_two_hosts_is_dead():
    """And with loadbalance: false too: the other one gets everything, and the log says who is aside."""
    node = shared_node("elasticsearch")
    install_template(node)
    for balance in ("true", "false"):
        namespace = fresh_namespace()
        flowship = agent_for(f'http://127.0.0.1:1", "{node.url}', namespace, place(), options=f", bulk_max_size: 50, worker: 2, loadbalance: {balance}")
        flowship.run("run", "--once", "-c", flowship.policy)
        equal(node.count(data_stream(namespace)), RECORDS, f"documents with loadbalance: {balance}")


def test_a_host_that_hangs_is_put_aside():
    """It takes connections and never answers: the timeout puts it aside, and the other host has everything soon."""
    node = shared_node("elasticsearch")
    install_template(node)
    namespace = fresh_namespace()

    def hangs(_proxy, handler, _request):
        time.sleep(4)
        handler.close_connection = True

    with proxy.Proxy(node, [hangs] * 50) as slow:
        flowship = agent_for(f'{slow.url}", "{node.url}', namespace, place(), options=", bulk_max_size: 100, timeout: 1s")
        started = time.monotonic()
        done = flowship.run("run", "--once", "-c", flowship.policy)
        check(time.monotonic() - started < 30, "one host held up the other")
        equal(node.count(data_stream(namespace)), RECORDS, "documents")
        check("put aside" in done.stderr, done.stderr)
