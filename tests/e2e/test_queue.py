"""The disk queue between the sflow input and an output that is away: what was received is in the index once, whatever happened to the agent meanwhile."""

import signal
import time

from harness import Node, check, data_stream, equal, fresh_folder, fresh_namespace, install_template, wait_until
from test_sflow import CAPTURES, Receiver, payloads


class QueuedReceiver(Receiver):
    """An sflow input with a disk queue, and an elasticsearch output."""

    def __init__(self, url, namespace, more=""):
        self.queue = fresh_folder("queue")
        super().__init__(f"queue.disk: {{max_size: 100MB, segment_size: 500KB, path: {self.queue}}}\n        {more}")
        text = self.flowship.policy.read_text()
        begin, end = text.index("  default:"), text.index("agent:")
        text = text[:begin] + f'  default: {{type: elasticsearch, hosts: ["{url}"], backoff.init: 50ms, backoff.max: 300ms}}\n' + text[end:]
        self.flowship.policy.write_text(text.replace("    type: sflow\n", f"    type: sflow\n    data_stream: {{namespace: {namespace}}}\n"))

    def kept_bytes(self):
        return sum(file.stat().st_size for file in self.queue.glob("*.segment"))

    def settled(self):
        """Waits until the queue grows no more."""
        before = -1
        while (now := self.kept_bytes()) != before:
            before = now
            time.sleep(0.5)


def test_nothing_received_is_lost_while_the_index_is_away():
    """The index is down, the agent is killed twice and stopped once; what it had received arrives once when the index is back."""
    node = Node("elasticsearch")
    try:
        install_template(node)
        namespace = fresh_namespace()
        stream, counters = data_stream(namespace), f"logs-goflow2.sflow_counters-{namespace}"
        receiver = QueuedReceiver(node.url, namespace)
        datagrams = list(payloads("v5-hsflowd.pcap"))
        hand = list(payloads("v5-hand.pcap"))
        third = len(datagrams) // 3
        node.down()
        for part, how in ((datagrams[:third], signal.SIGKILL), (datagrams[third:2 * third], signal.SIGTERM), (datagrams[2 * third:], signal.SIGKILL)):
            with receiver.start() as agent:
                receiver.send(part)
                receiver.settled()
                agent.stop(how, -how if how == signal.SIGKILL else 0)
        check(receiver.kept_bytes() > 20_000, f"{receiver.kept_bytes()} bytes are in the queue")
        decoded = receiver.flowship.run("decode", CAPTURES / "v5-hsflowd.pcap").stdout.splitlines()
        node.up()
        with receiver.start() as agent:
            receiver.send(hand)
            receiver.settled()
            wait_until(lambda: node.count(stream) > 0, "nothing comes", 60)
            last = -1
            while (now := node.count(stream) + node.count(counters)) != last:
                last = now
                time.sleep(2)
            agent.stop()
        flows = receiver.flowship.run("decode", CAPTURES / "v5-hand.pcap").stdout.splitlines()
        equal(node.count(stream), len(decoded) + len(flows), "flows")
        check(node.count(counters) > 0, "no counter samples")
        equal(len({hit["_id"] for hit in node.search(stream)}), node.count(stream), "different ids")
        # A start without anything new sends nothing.
        with receiver.start() as agent:
            time.sleep(1)
            agent.stop()
        equal(node.count(stream), len(decoded) + len(flows), "flows after another start")
        check(receiver.kept_bytes() < 2_000_000, "the queue keeps what was delivered")
    finally:
        node.stop()
