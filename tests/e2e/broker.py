"""Kafka's own tools, for tests: they share nothing with librdkafka."""

import pathlib
import re
import subprocess

from harness import Failure, check


class Broker:
    """`node`: a harness.Node("kafka"). `client`: lines of a client's properties file, for a broker with SASL or TLS."""

    def __init__(self, node, client=""):
        self.node = node
        self.address = f"127.0.0.1:{node.port}"
        self._client = node.folder / "client.properties"
        self._client.write_text(client)
        words = pathlib.Path("/proc", (node.folder / "pid").read_text().strip(), "cmdline").read_text().split("\0")
        self._jars = words[words.index("-cp") + 1]

    def _run(self, tool, *arguments, stdin=b"", timeout=120):
        # The client compiler alone: these live for a second.
        done = subprocess.run(["java", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", self._jars, tool, "--bootstrap-server", self.address, *arguments], input=stdin,
                              capture_output=True, timeout=timeout, check=False)
        if done.returncode != 0:
            raise Failure(f"{tool}: {done.stdout.decode()[-2000:]} {done.stderr.decode()[-2000:]}")
        return done.stdout

    def create(self, topic, partitions, **settings):
        more = [part for name, value in settings.items() for part in ("--config", f"{name.replace('_', '.')}={value}")]
        out = self._run("org.apache.kafka.tools.TopicCommand", "--command-config", str(self._client), "--create", "--topic", topic, "--partitions", str(partitions), *more)
        check(f"Created topic {topic}".encode() in out, out.decode())

    def produce(self, topic, lines):
        self._run("kafka.tools.ConsoleProducer", "--topic", topic, "--producer.config", str(self._client), "--request-required-acks", "all", stdin=lines, timeout=900)

    def consume(self, topic, count):
        """[(partition, key, value)] of that many messages, from the beginning."""
        out = self._run("org.apache.kafka.tools.consumer.ConsoleConsumer", "--topic", topic, "--consumer.config", str(self._client), "--from-beginning", "--max-messages", str(count),
                        "--timeout-ms", "30000", "--property", "print.partition=true", "--property", "print.key=true")
        found = []
        for line in out.split(b"\n"):
            match = re.fullmatch(rb"Partition:(\d+)\t([^\t]*)\t(.*)", line)
            if match:
                found.append((int(match[1]), match[2].decode(), match[3]))
        return found

    def end_offsets(self, topic):
        """{partition: messages ever written}"""
        out = self._run("org.apache.kafka.tools.GetOffsetShell", "--command-config", str(self._client), "--topic", topic).decode()
        return {int(partition): int(offset) for _, partition, offset in (line.split(":") for line in out.split())}

    def committed(self, group):
        """{(topic, partition): (offset, lag)}"""
        out = self._run("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", "--command-config", str(self._client), "--describe", "--group", group).decode()
        rows = [line.split() for line in out.splitlines() if line.startswith(group)]
        return {(row[1], int(row[2])): (int(row[3]), int(row[5])) for row in rows if row[3] != "-"}
