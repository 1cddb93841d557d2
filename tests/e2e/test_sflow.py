"""The sflow input: datagrams in over UDP, and what comes out is what `decode` makes of the same capture. A real exporter, a restart on a socket that stays open."""

import collections
import json
import os
import signal
import socket
import struct
import subprocess
import threading
import time

from harness import TESTDATA, Flowship, check, equal, free_port, fresh_folder, parsed_lines, wait_until
from test_monitoring import stats

CAPTURES = TESTDATA / "sflow"


def payloads(capture):
    data, at = (CAPTURES / capture).read_bytes(), 24
    while at + 16 <= len(data):
        size = struct.unpack("<I", data[at + 8:at + 12])[0]
        yield data[at + 16 + 42:at + 16 + size]
        at += 16 + size


def free_udp_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Receiver:
    """An agent with an sflow input and a file output."""

    def __init__(self, stream="", output=""):
        self.out, self.port, self.page = fresh_folder("out"), free_udp_port(), free_port()
        self.flowship = Flowship(f"""\
outputs:
  default: {{type: file, path: {self.out}, filename: flows, rotate_every_kb: 1000000{output}}}
agent: {{data_path: {fresh_folder("data")}, name: collector, monitoring: {{http: {{enabled: true, port: {self.page}}}}}}}
inputs:
  - id: receiver
    type: sflow
    streams:
      - data_stream: {{dataset: goflow2.sflow}}
        host: 127.0.0.1:{self.port}
        read_buffer: 4MiB
        {stream}
""")

    def start(self):
        agent = self.flowship.start("run", "-c", self.flowship.policy)
        wait_until(lambda: f"receiving on 127.0.0.1:{self.port}" in agent.log_end(), "the agent was to receive")
        return agent

    def send(self, datagrams):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.connect(("127.0.0.1", self.port))
            for number, datagram in enumerate(datagrams, 1):
                sender.send(datagram)
                if number % 50 == 0:
                    time.sleep(0.005)

    def lines(self):
        return [line for file in sorted(self.out.iterdir(), key=lambda file: (file.stat().st_mtime_ns, file.name)) for line in file.read_bytes().rpartition(b"\n")[0].splitlines()]

    def wait(self, count):
        wait_until(lambda: len(self.lines()) >= count, f"{count} events were wanted")
        time.sleep(0.3)
        equal(len(self.lines()), count, "events")


def timeless(event):
    """Without what says when and by whom it was received."""
    return {key: value for key, value in event.items() if key not in ("@timestamp", "agent")}


def by_content(events):
    return sorted(events, key=lambda event: json.dumps(event, sort_keys=True))


def test_received_is_decoded():
    receiver = Receiver()
    captures = ["v5-hand.pcap", "v4-hand.pcap", "v2-hand.pcap", "pmacct-mixed.pcap"]
    decoded = receiver.flowship.run("decode", "--format", "ecs", *[CAPTURES / name for name in captures]).events()
    with receiver.start() as agent:
        for name in captures:
            receiver.send(payloads(name))
        receiver.wait(len(decoded) + 35)  # the counter samples
        agent.stop()
    events = parsed_lines(b"\n".join(receiver.lines()), "the output")
    counters = [event for event in events if event["event"]["dataset"] == "goflow2.sflow_counters"]
    flows = [event for event in events if event["event"]["dataset"] == "goflow2.sflow"]
    equal(len(counters), 35, "counter samples")
    for got, want in zip(by_content(map(timeless, flows)), by_content(map(timeless, decoded)), strict=True):
        equal(got, want, "a flow")


def test_goflow2s_file():
    receiver = Receiver("pipeline: _none\n        processors: []\n        counters: false", ", codec.format.string: '%{[message]}'")
    decoded = receiver.flowship.run("decode", CAPTURES / "v5-pmacct-as.pcap").stdout.splitlines()
    with receiver.start() as agent:
        receiver.send(payloads("v5-pmacct-as.pcap"))
        receiver.wait(len(decoded))
        agent.stop()
    times = ("time_received_ns", "time_flow_start_ns", "time_flow_end_ns")
    for got, want in zip(receiver.lines(), decoded, strict=True):
        got, want = json.loads(got), json.loads(want)
        equal(list(got), list(want), "the order of the fields")
        equal({k: v for k, v in got.items() if k not in times}, {k: v for k, v in want.items() if k not in times}, "a record")
        equal(len({got[name] for name in times}), 1, "the times of a record")


def activated(receiver, held):
    """The agent as systemd starts it: the socket is its descriptor 3."""
    def take_socket():
        os.dup2(held.fileno(), 3)
    command = "LISTEN_PID=$$ LISTEN_FDS=1 exec " + " ".join([os.path.abspath(os.environ["FLOWSHIP_BIN"]), "run", "-c", str(receiver.flowship.policy)])
    with open(receiver.flowship.folder / "activated.log", "ab") as log:
        return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "sh", "-c", command], stderr=log, stdin=subprocess.DEVNULL, pass_fds=[3], preexec_fn=take_socket)


def end(agent):
    agent.send_signal(signal.SIGTERM)
    check(agent.wait(30) == 0, "the agent ended badly")


def test_restart_on_an_open_socket():
    receiver = Receiver("counters: false")
    datagrams = list(payloads("v5-hsflowd.pcap"))[:160]
    decoded = receiver.flowship.run("decode", CAPTURES / "v5-hsflowd.pcap").stdout.splitlines()
    samples = sum(1 for line in decoded if json.loads(line)["sequence_num"] <= len(datagrams))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", receiver.port))
        first = activated(receiver, held)
        log = receiver.flowship.folder / "activated.log"
        wait_until(lambda: "receiving on" in log.read_text(), "the first agent was to receive")
        receiver.send(datagrams[:100])
        wait_until(lambda: len(receiver.lines()) > 0, "the first agent was to receive")
        time.sleep(0.5)
        end(first)
        receiver.send(datagrams[100:])  # nobody is there; the socket is, and the kernel's default buffer has room for so many
        second = activated(receiver, held)
        receiver.wait(samples)
        end(second)
    check(log.read_text().count("that systemd handed over") == 2, "the socket was not taken over")


def numbered(datagram, number):
    """The datagram with this sequence number."""
    return datagram[:16] + struct.pack(">I", number) + datagram[20:]


def test_the_policy_changes_under_a_stream_of_datagrams():
    """The stream itself, its output, and the number of its sockets change; the port stays open, and what comes meanwhile is waited for."""
    receiver = Receiver("counters: false")
    first = next(payloads("v5-pmacct-as.pcap"))
    samples = len(receiver.flowship.run("decode", capture_of([first], fresh_folder("one"))).stdout.splitlines())
    check(samples > 0, "the datagram has no sample")
    policy, sent, stop = receiver.flowship.policy.read_text(), [0], threading.Event()

    def send():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.connect(("127.0.0.1", receiver.port))
            while not stop.is_set():
                for _ in range(10):
                    sent[0] += 1
                    sender.send(numbered(first, sent[0]))  # ConnectionRefused, were the port closed for a moment
                time.sleep(0.002)

    with receiver.start() as agent:
        sender = threading.Thread(target=send)
        sender.start()
        try:
            for change in range(1, 31):
                text = policy.replace("counters: false", f"counters: false\n        tags: [t{change}]")
                if change % 5 == 0:
                    text = text.replace("filename: flows", f"filename: other{change}")
                if change % 7 == 0:
                    text = text.replace("read_buffer: 4MiB", f"read_buffer: 4MiB\n        sockets: {2 + change // 7}")
                receiver.flowship.policy.with_suffix(".new").write_text(f"revision: {change}\n" + text)
                receiver.flowship.policy.with_suffix(".new").rename(receiver.flowship.policy)
                agent._process.send_signal(signal.SIGHUP)
                wait_until(lambda: (got := stats(receiver.page)) and got["flowship"]["policy"]["revision"] == change, f"revision {change} is not taken over:\n{agent.log_end()}")
                time.sleep(0.05)
        finally:
            stop.set()
            sender.join()
        wait_until(lambda: len(receiver.lines()) >= sent[0] * samples, f"{sent[0] * samples} records were sent, {len(receiver.lines())} arrived", 60)
        figures = {name: value for name, value in stats(receiver.page)["flowship"]["streams"][0]["figures"].items() if name.startswith("sflow_")}
        agent.stop()
    equal([figures["sflow_datagrams_lost_total"], figures["sflow_kernel_dropped_total"]], [0, 0], "losses that the agent itself speaks of")
    check("that stayed open" in agent.log_end(), "the sockets were opened anew")
    events = parsed_lines(b"\n".join(receiver.lines()), "the output")
    times = collections.Counter(event["sflow"]["sequence_num"] for event in events)
    equal([number for number in range(1, sent[0] + 1) if times[number] != samples], [], "datagrams that were not taken exactly once")
    check(sent[0] > 1000, f"only {sent[0]} datagrams were sent")
    tags = {tag for event in events for tag in event["tags"]}
    check(sum(f"t{change}" in tags for change in range(1, 31)) > 20, f"the changes did not come into force: {tags}")


def tcp_frame(number):
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40, number, 0, 64, 6, 0, bytes([198, 51, 100, number % 250 + 1]), bytes([203, 0, 113, 9]))
    tcp = struct.pack(">HHIIBBHHH", 1024 + number, 443, 1, 2, 0x50, 0x18, 512, 0, 0)
    return bytes.fromhex("020000000002 020000000001 0800") + ip + tcp


def capture_of(datagrams, folder):
    """A capture of these datagrams, on raw IP."""
    with open(folder / "sent.pcap", "wb") as pcap:
        pcap.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
        for datagram in datagrams:
            packet = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(datagram), 1, 0, 64, 17, 0, bytes([127, 0, 0, 1]), bytes([127, 0, 0, 1]))
            packet += struct.pack(">HHHH", 40000, 6343, 8 + len(datagram), 0) + datagram
            pcap.write(struct.pack("<IIII", 1795460000, 0, len(packet), len(packet)) + packet)
    return folder / "sent.pcap"


def test_a_real_exporter():
    receiver = Receiver()
    folder, frames = fresh_folder("pmacct"), 300
    with open(folder / "traffic.pcap", "wb") as pcap:
        pcap.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number in range(frames):
            frame = tcp_frame(number)
            pcap.write(struct.pack("<IIII", 1795460000, number * 1000, len(frame), len(frame)) + frame)
    conf = folder / "pmacct.conf"
    conf.write_text(f"""\
daemonize: false
pcap_savefile: {folder / "traffic.pcap"}
savefile_wait: true
plugins: sfprobe[s]
sfprobe_receiver[s]: 127.0.0.1:PORT
sfprobe_agentip[s]: 192.0.2.33
sfprobe_direction[s]: in
sfprobe_ifindex[s]: 7
sampling_rate[s]: 1
aggregate[s]: src_host, dst_host
""")
    sent = []
    with receiver.start() as agent, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as between:
        between.bind(("127.0.0.1", 0))
        between.settimeout(3)
        conf.write_text(conf.read_text().replace("PORT", str(between.getsockname()[1])))
        exporter = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "pmacctd", "-f", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while datagram := between.recv(65536):
                sent.append(datagram)
        except TimeoutError:
            pass  # it has sent all that it had
        finally:
            exporter.terminate()
            exporter.wait(30)
        receiver.send(sent)
        decoded = receiver.flowship.run("decode", "--format", "ecs", capture_of(sent, folder)).events()
        wait_until(lambda: len(receiver.lines()) >= len(decoded), "as many events as the exporter sent samples")
        time.sleep(0.5)
        agent.stop()
    check(len(decoded) > 100, f"the exporter sent {len(decoded)} samples")
    flows = [event for event in parsed_lines(b"\n".join(receiver.lines()), "the output") if event["event"]["dataset"] == "goflow2.sflow"]
    for got, want in zip(by_content(map(timeless, flows)), by_content(map(timeless, decoded)), strict=True):
        equal(got, want, "a flow")
    for event in flows:
        equal(event["source"]["ip"], f"198.51.100.{(event['source']['port'] - 1024) % 250 + 1}", "the source of the frame")
        equal([event["destination"]["ip"], event["destination"]["port"], event["network"]["transport"], event["observer"]["ip"]], ["203.0.113.9", 443, "tcp", ["192.0.2.33"]], "the frame")
