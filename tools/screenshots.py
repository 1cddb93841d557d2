#!/usr/bin/env python3
"""screenshots.py FLOWSHIP FOLDER: makes the pictures of the status page that docs/ shows: five minutes of traffic that is made up, addresses of documentation, seen on a
desk, on a phone and in the dark; nothing at all; and trouble. Takes six minutes. Look at them before they are committed."""

import json
import math
import os
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "e2e"))

SECONDS = 300
SERVICES = ((6, 443, 40), (6, 80, 8), (17, 443, 22), (17, 53, 6), (6, 22, 3), (17, 123, 1), (6, 5432, 9), (6, 9200, 11), (47, 0, 2), (1, 0, 1))
NAMES = {6: "TCP", 17: "UDP", 47: "GRE", 1: "ICMP"}


def record(dice, number):
    """A sample of one of a few conversations that are heavy and many that are not, as traffic is."""
    pair = min(int(dice.paretovariate(0.7)), 400)
    six = pair % 5 == 4
    proto, port, _ = dice.choices(SERVICES, [weight for *_, weight in SERVICES])[0]
    address = (lambda net, host: f"2001:db8:{net}::{host:x}") if six else (lambda net, host: f"{('198.51.100', '203.0.113')[net - 1]}.{host % 250 + 1}")
    now = time.time_ns()
    return json.dumps({"type": "SFLOW_5", "time_received_ns": now, "sequence_num": number, "sampling_rate": 2000, "sampler_address": f"192.0.2.{1 + pair % 3}",
                       "time_flow_start_ns": now, "time_flow_end_ns": now, "bytes": dice.choice((64, 90, 590, 1400, 1500, 1500)), "packets": 1,
                       "src_addr": address(1, pair * 37), "dst_addr": address(2, pair * 11), "etype": "IPv6" if six else "IPv4", "proto": NAMES[proto], "src_port": port,
                       "dst_port": dice.randint(32768, 60999) if port else 0, "in_if": 1 + pair % 7,
                       "out_if": (1 << 30) + 258 if dice.random() < 0.01 else 8 + pair % 5, "src_vlan": (10, 20, 30)[pair % 3], "dst_vlan": (10, 20, 30)[pair % 3]}, separators=(",", ":"))


def traffic(log, until):
    """One second after the other, as an exporter sends, until it is told to end."""
    dice, number, second = random.Random(6343), 0, 0
    while not until.wait(1):
        wave = 1 + 0.35 * math.sin(second / 38) + 0.9 * math.exp(-((second - 210) / 14) ** 2)
        with open(log, "a") as file:
            for _ in range(int(60 * wave * dice.uniform(0.85, 1.15))):
                number += 1
                file.write(record(dice, number) + "\n")
        second += 1


def main(binary, folder):
    os.environ["FLOWSHIP_BIN"], os.environ["SCREENSHOTS"] = binary, folder
    import test_page
    from harness import free_port, wait_until
    from test_monitoring import get, logs_with, monitored
    test_page.test_nothing_yet()
    test_page.test_trouble_is_told_and_hostile_records_are_text()
    port, logs = free_port(), logs_with()
    flowship = monitored("type: file, path: {folder}/out, filename: flows", logs, port)
    flowship.policy.write_text("revision: 7\n" + flowship.policy.read_text().replace("id: e2e", "id: goflow2"))
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/health")[0] == 200, "the agent does not answer")
        end = threading.Event()
        exporter = threading.Thread(target=traffic, args=(logs / "a.log", end))
        exporter.start()
        try:
            time.sleep(SECONDS)
            for name, options, height in (("desktop", {}, 1100), ("phone", {"width": 390, "height": 844}, 2400), ("dark", {"dark": True}, 1100)):
                with test_page.browser(**options) as driver:
                    test_page.open_page(driver, port, "running")
                    time.sleep(3)
                    test_page.keep(driver, f"status-{name}", height)
        finally:
            end.set()
            exporter.join()
        agent.stop()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
