"""GoFlow2's place: the same datagrams by flowship's receiver, and by GoFlow2 into a file that flowship tails, are the same documents in a real Elasticsearch, but for
`_id`, where they were read, and when. Registered where there is a Go to build GoFlow2 with. The traffic is plain: where GoFlow2 errs, docs/sflow.md has the rows, and
tests/sflow/goflow2_test.cc compares."""

import json
import pathlib
import socket
import struct
import subprocess
import time

from harness import DATASET, ROOT, Flowship, check, data_stream, equal, fresh_folder, fresh_namespace, install_template, shared_node, wait_until
from test_sflow import Receiver, free_udp_port, tcp_frame


class IndexedReceiver(Receiver):
    """flowship's receiver, with an elasticsearch output."""

    def __init__(self, url, namespace):
        super().__init__("counters: false\n        tags: [sflow, forwarded]")
        text = self.flowship.policy.read_text()
        begin, end = text.index("  default:"), text.index("agent:")
        text = text[:begin] + f'  default: {{type: elasticsearch, hosts: ["{url}"]}}\n' + text[end:]
        self.flowship.policy.write_text(text.replace("    type: sflow\n", f"    type: sflow\n    data_stream: {{namespace: {namespace}}}\n"))


def tailing(url, namespace, logs):
    """flowship beside GoFlow2."""
    return Flowship(f"""\
outputs: {{default: {{type: elasticsearch, hosts: ["{url}"]}}}}
agent: {{data_path: {fresh_folder("data")}, name: collector}}
inputs:
  - id: logs
    type: filestream
    data_stream: {{namespace: {namespace}}}
    streams: [{{data_stream: {{dataset: {DATASET}}}, paths: ["{logs}/*.log"], ignore_older: 0, tags: [sflow, forwarded]}}]
""")


def document_of(hit):
    """A document without where and when it was read; GoFlow2's time of a flow is when its datagram came."""
    source = json.loads(json.dumps(hit["_source"]))
    for name in ("@timestamp", "agent", "input", "log"):
        check(name in source or name == "log", f"{name} is missing")
        source.pop(name, None)
    for name in ("ingested", "created", "start", "end"):
        source["event"].pop(name, None)
    source["data_stream"].pop("namespace")
    return json.dumps(source, sort_keys=True)


def same_documents(node, received, tailed, count):
    ours, theirs = (sorted(document_of(hit) for hit in node.search(data_stream(namespace))) for namespace in (received, tailed))
    equal((len(ours), len(theirs)), (count, count), "documents")
    for one, other in zip(ours, theirs):
        equal(json.loads(one), json.loads(other), "a document of the receiver, beside GoFlow2's")
    check(len(set(ours)) > count / 10, "the documents say all the same")


def export(conf, folder, frames, port):
    """pmacct's exporter over a capture of so many frames, to the port; ended when it has sent all that it had."""
    with open(folder / "traffic.pcap", "wb") as pcap:
        pcap.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number in range(frames):
            frame = tcp_frame(number)
            pcap.write(struct.pack("<IIII", 1795460000, number * 1000, len(frame), len(frame)) + frame)
    conf.write_text(f"""\
daemonize: false
pcap_savefile: {folder / "traffic.pcap"}
savefile_wait: true
plugins: sfprobe[s]
sfprobe_receiver[s]: 127.0.0.1:{port}
sfprobe_agentip[s]: 192.0.2.33
sfprobe_direction[s]: in
sfprobe_ifindex[s]: 7
sampling_rate[s]: 1
aggregate[s]: src_host, dst_host
""")
    return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "pmacctd", "-f", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_an_exporter_by_both():
    """pmacct → flowship → Elasticsearch, and pmacct → GoFlow2 → file → flowship → Elasticsearch; each datagram goes to both."""
    node, received, tailed = shared_node("elasticsearch"), fresh_namespace(), fresh_namespace()
    install_template(node)
    folder, logs, port = fresh_folder("pmacct"), fresh_folder("logs"), free_udp_port()
    built = subprocess.run([ROOT / "tests" / "servers" / "goflow2" / "binary.sh"], capture_output=True, text=True, check=False)
    check(built.returncode == 0, f"GoFlow2 can't be built: {built.stderr}")
    goflow2 = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", built.stdout.strip(), "-addr", "127.0.0.1:0", "-listen", f"sflow://127.0.0.1:{port}", "-transport", "file",
                                "-transport.file", logs / "flows.log", "-format", "json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    receiver, tailing_agent = IndexedReceiver(node.url, received), tailing(node.url, tailed, logs)
    sent = 0
    try:
        wait_until(lambda: f":{port:04X} " in pathlib.Path("/proc/net/udp").read_text(), "GoFlow2 does not listen")
        with receiver.start() as agent, tailing_agent.start("run", "-c", tailing_agent.policy) as other, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as between:
            between.bind(("127.0.0.1", 0))
            between.settimeout(5)
            exporter = export(folder / "pmacct.conf", folder, 600, between.getsockname()[1])
            try:
                while datagram := between.recv(65536):
                    for to in (receiver.port, port):
                        between.sendto(datagram, ("127.0.0.1", to))
                    sent += 1
                    time.sleep(0.002)
            except TimeoutError:
                pass  # it has sent all that it had
            finally:
                exporter.terminate()
                exporter.wait(30)
            count = wait_until(lambda: (logs / "flows.log").exists() and (logs / "flows.log").read_bytes().count(b"\n"), "GoFlow2 has written nothing")
            check(sent > 20 and count > 300, f"{sent} datagrams, {count} records")
            for namespace in (received, tailed):
                wait_until(lambda: node.count(data_stream(namespace)) >= count, f"{count} documents were wanted in {namespace}", 60)
            agent.stop()
            other.stop()
    finally:
        goflow2.terminate()
        goflow2.wait(30)
    same_documents(node, received, tailed, (logs / "flows.log").read_bytes().count(b"\n"))
