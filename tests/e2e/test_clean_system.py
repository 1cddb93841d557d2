"""The .deb on a bare Debian bookworm: only what Debian calls essential, apt, and what the package itself asks for. Installed, run as the service's user with the
command of the unit into a file and into a real Elasticsearch, upgraded with a policy that was changed, removed, purged.

The system is made by mmdebstrap from this machine's own package sources, once for each list of dependencies, and kept beside the test servers. It runs in a chroot, in
a mount and process namespace of its own; a container that boots systemd is more than a sandbox gives, so what systemd itself makes of the unit is in test_package.py."""

import hashlib
import json
import os
import pathlib
import re

from harness import TESTDATA, check, data_stream, equal, fresh_folder, fresh_namespace, shared_node
from test_package import build, run

RECORDS = 1118
# Making the system takes a minute where the packages come fast.
MAKING_SECONDS = 600
INSIDE_SECONDS = 120


def system(deb):
    """A tar of a bare Debian with the package's dependencies."""
    depends = run("dpkg-deb", "-f", deb, "Depends").strip()
    cache = pathlib.Path(os.environ.get("FLOWSHIP_SERVERS") or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "flowship-tests" / "servers")
    cache.mkdir(parents=True, exist_ok=True)
    tar = cache / f"bookworm-{hashlib.sha256(depends.encode()).hexdigest()[:12]}.tar"
    if tar.exists():
        return tar
    names = [re.split(r"[ (|:]", part.strip())[0] for part in depends.split(",")]
    partial = tar.with_suffix(".partial.tar")
    print(f"  making a bare Debian with {' '.join(names)} (once; it is kept in {tar.parent})", flush=True)
    try:
        run("mmdebstrap", "--variant=minbase", "--skip=check/qemu", "--include=" + ",".join(names), "bookworm", partial, timeout=MAKING_SECONDS)
        partial.rename(tar)
    finally:
        partial.unlink(missing_ok=True)
    return tar


class Clean:
    """A fresh copy of the system; `sh` runs a script in it."""

    def __init__(self, deb):
        tar = system(deb)
        self.root = fresh_folder("clean")
        run("tar", "-C", self.root, "-xf", tar, "--exclude=./dev/*")
        test = self.root / "test"
        test.mkdir()
        (test / "flowship.deb").write_bytes(deb.read_bytes())
        (test / "log").write_bytes((TESTDATA / "goflow2" / "pmacct-mapped.log").read_bytes())

    def sh(self, script, code=0):
        inside = ("mount -t proc proc $0/proc && mount -t tmpfs tmpfs $0/dev && for d in null zero full random urandom; do touch $0/dev/$d && mount --bind /dev/$d $0/dev/$d; done && "
                  "exec chroot $0 env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive sh -ec \"$1\"")
        return run("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", inside, self.root, script, code=code, timeout=INSIDE_SECONDS)

    def as_service(self, command):
        """What the unit's User= and UMask= do, in as far as they can be had without systemd."""
        return self.sh(f"umask 0027; exec setpriv --reuid=flowship --regid=flowship --init-groups --inh-caps=-all --bounding-set=-all --no-new-privs {command}")

    def policy(self, change):
        file = self.root / "etc/flowship/flowship.yml"
        file.write_text(change(file.read_text()))


def unit_command(root):
    unit = (root / "usr/lib/systemd/system/flowship.service").read_text()
    return re.search(r"^ExecStart=(.*)$", unit, re.M)[1]


def test_a_bare_debian_installs_it_ships_upgrades_and_is_rid_of_it():
    deb, _ = build()
    node, namespace = shared_node("elasticsearch"), fresh_namespace()
    clean = Clean(deb)
    before = set(clean.sh("dpkg-query -W -f '${Package}\n'").split())
    check("python3" not in before and "systemd" not in before and "curl" not in before, "the system is not bare")

    # Nothing but dpkg: had the package a dependency that it does not say, this system would not have it.
    clean.sh("dpkg -i /test/flowship.deb")
    equal(set(clean.sh("dpkg-query -W -f '${Package}\n'").split()) - before, {"flowship"}, "packages that were added")
    equal(clean.sh("ldd /usr/bin/flowship | grep 'not found' || true"), "", "libraries that are missing")
    user = clean.sh("id flowship; getent passwd flowship").splitlines()
    check("(flowship)" in user[0] and user[1].endswith(":/usr/sbin/nologin"), f"the service's user: {user}")
    equal(clean.sh("stat -c '%U:%G %a %n' /etc/flowship /etc/flowship/flowship.yml /etc/default/flowship /var/lib/flowship /usr/bin/flowship").splitlines(),
          ["root:flowship 750 /etc/flowship", "root:flowship 640 /etc/flowship/flowship.yml", "root:root 600 /etc/default/flowship", "flowship:flowship 750 /var/lib/flowship",
           "root:root 755 /usr/bin/flowship"], "owners and permissions")
    equal(clean.as_service("flowship test config").strip(), "/etc/flowship/flowship.yml: ok", "the policy as it is installed")

    # Into a file, and then, from the beginning again, into a cluster.
    clean.sh("install -d -m 2750 -o root -g flowship /var/log/sflow /var/log/sflow/goflow2 && install -m 640 -o root -g flowship /test/log /var/log/sflow/goflow2/goflow2.log")
    untouched = (clean.root / "etc/flowship/flowship.yml").read_text()
    clean.policy(lambda text: re.sub(r"type: elasticsearch\n.*\n.*\n.*preset: balanced\n", "type: file\n    path: /var/lib/flowship/out\n    filename: flows\n", text)
                 .replace("        paths:", "        ignore_older: 0\n        paths:"))
    said = clean.as_service(unit_command(clean.root) + " --once")
    check(f"{RECORDS} events delivered" in said, said)
    events = [json.loads(line) for file in sorted((clean.root / "var/lib/flowship/out").glob("*")) for line in file.read_text().splitlines()]
    equal([len(events), len([e for e in events if "error" in e])], [RECORDS, 0], "events in the file, and those with an error")

    clean.sh("rm -r /var/lib/flowship/*")
    clean.policy(lambda _: untouched.replace("http://127.0.0.1:9200", node.url).replace("        paths:", "        ignore_older: 0\n        paths:")
                 .replace("type: filestream\n", f"type: filestream\n    data_stream: {{namespace: {namespace}}}\n"))
    clean.as_service("flowship setup --template")
    check(f"{RECORDS} events delivered" in clean.as_service(unit_command(clean.root) + " --once"), "the cluster was not shipped to")
    equal(node.count(data_stream(namespace)), RECORDS, "documents in Elasticsearch")

    # An upgrade keeps the policy, and the registry: nothing is shipped again.
    kept = (clean.root / "etc/flowship/flowship.yml").read_text()
    newer = upgraded(deb)
    (clean.root / "test/newer.deb").write_bytes(newer.read_bytes())
    check("9.9.9" in clean.sh("dpkg -i --force-confdef --force-confold /test/newer.deb >/dev/null && dpkg-query -W flowship"), "the version after an upgrade")
    equal((clean.root / "etc/flowship/flowship.yml").read_text(), kept, "the policy after an upgrade")
    check(" 0 events delivered" in clean.as_service(unit_command(clean.root) + " --once"), "records were shipped again after an upgrade")

    clean.sh("dpkg -r flowship")
    for path, there in (("usr/bin/flowship", False), ("etc/flowship/flowship.yml", True), ("var/lib/flowship/registry", True)):
        equal((clean.root / path).exists(), there, f"/{path} after remove")
    clean.sh("dpkg -P flowship")
    for path in ("etc/flowship", "etc/default/flowship", "var/lib/flowship"):
        check(not (clean.root / path).exists(), f"/{path} is still there after purge")
    equal(clean.sh("getent passwd flowship || getent group flowship || echo none").strip(), "none", "the service's user after purge")
    equal(set(clean.sh("dpkg-query -W -f '${Package}\n'").split()), before, "packages after purge")


def upgraded(deb):
    """The same package with a higher version, and a policy that its maker changed."""
    folder = fresh_folder("newer")
    run("dpkg-deb", "-R", deb, folder / "tree")
    control = folder / "tree/DEBIAN/control"
    control.write_text(re.sub(r"^Version: .*$", "Version: 9.9.9", control.read_text(), flags=re.M))
    policy = folder / "tree/etc/flowship/flowship.yml"
    policy.write_text(policy.read_text() + "# changed by its maker\n")
    run("dpkg-deb", "--root-owner-group", "-b", folder / "tree", folder / "newer.deb")
    return folder / "newer.deb"
