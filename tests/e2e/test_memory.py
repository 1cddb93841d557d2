"""Memory is bounded whatever happens: with 10,000 open files, and with a cluster that is down while files grow by a gigabyte."""

import resource
import time

from harness import TESTDATA, Flowship, check, free_port, fresh_folder, policy, wait_until

LINES = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes()
BOUND_MB = 100


def resident_mb(agent):
    """The most that it ever had."""
    with open(f"/proc/{agent.pid()}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def test_a_gigabyte_while_the_cluster_is_down():
    logs = fresh_folder("logs")
    flowship = Flowship(policy(f'type: elasticsearch, hosts: ["http://127.0.0.1:{free_port()}"], backoff.max: 1s', [logs / "*.log"], "down", fresh_folder("data")))
    piece = LINES * 40
    with flowship.start("run", "-c", flowship.policy) as agent:
        written = 0
        while written < 1 << 30:
            for name in "abcd":
                with open(logs / f"{name}.log", "ab") as log:
                    written += log.write(piece)
        wait_until(lambda: "can't take events" in agent.log_end(), f"the agent does not say that it waits: {agent.log_end()}", 120)
        time.sleep(3)
        most = resident_mb(agent)
        print(f"  {written / 1e6:.0f} MB written, {most:.0f} MB resident at most")
        check(most < BOUND_MB, f"{most:.0f} MB resident while the cluster is down")
        agent.stop(timeout=120)


def test_ten_thousand_open_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the agent takes half of what it may have
    try:
        files = min(10_000, hard // 2 - 100)
        logs, out = fresh_folder("logs"), fresh_folder("out")
        record = LINES.splitlines(keepends=True)
        for number in range(files):
            (logs / f"{number}.log").write_bytes(record[number % len(record)].replace(b'"sequence_num":', b'"sequence_num":%d' % number, 1))
        flowship = Flowship(policy(f"type: file, path: {out}, filename: flows, rotate_every_kb: 1000000", [logs / "*.log"], "many", fresh_folder("data")))
        with flowship.start("run", "-c", flowship.policy) as agent:
            wait_until(lambda: sum(file.read_bytes().count(b"\n") for file in out.rglob("*") if file.is_file()) >= files, "not every file was read", 180)
            handles, most = agent.handles(), resident_mb(agent)
            print(f"  {handles} handles, {most:.0f} MB resident at most")
            check(handles >= files, f"{handles} handles are open for {files} files")
            check(most < BOUND_MB, f"{most:.0f} MB resident with {files} open files")
            agent.stop(timeout=120)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
