"""The .deb: made by cpack, installed, upgraded, removed and purged in a root of its own (an overlay over this machine's, thrown away afterwards), and what is in
it: a unit that systemd takes and finds hardened, a man page without faults, a policy that is right."""

import os
import pathlib
import socket
import subprocess
import tarfile

from harness import ROOT, TESTDATA, check, equal, fresh_folder

PACKAGING = ROOT / "packaging"


def run(*command, code=0, **more):
    done = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    check(done.returncode == code, f"{' '.join(map(str, command))} exited with {done.returncode}, want {code}:\n{done.stdout}")
    return done.stdout


def build():
    """The .deb and the tarball of the binary under test."""
    folder = fresh_folder("package")
    build_folder = pathlib.Path(os.environ["FLOWSHIP_BIN"]).resolve().parent
    run("cpack", "--config", build_folder / "CPackConfig.cmake", "-B", folder, cwd=build_folder)
    deb, = folder.glob("*.deb")
    tarball, = folder.glob("*.tar.gz")
    return deb, tarball


INSIDE = r"""
set -e
mount -t overlay overlay -o lowerdir=/,upperdir=$1/upper,workdir=$1/work $1/root
mount -t proc proc $1/root/proc
mount --bind /dev $1/root/dev
mkdir -p $1/root/test
cp $2 $1/root/test/flowship.deb
cp $3 $1/root/test/log
cat > $1/root/test/script <<'SCRIPT'
set -e
dpkg -i /test/flowship.deb
id flowship
flowship version
# A policy of the administrator's is kept.
sed -i 's/^revision: 1/revision: 2/' /etc/flowship/flowship.yml
dpkg -i /test/flowship.deb
grep '^revision: 2' /etc/flowship/flowship.yml
stat -c '%U:%G %a %n' /etc/flowship /etc/flowship/flowship.yml /etc/default/flowship /var/lib/flowship /usr/bin/flowship
su -s /bin/sh flowship -c 'flowship test config'
# It ships, as the service's user, with the service's unit's own command.
mkdir -p /var/log/sflow/goflow2
cp /test/log /var/log/sflow/goflow2/goflow2.log
chgrp -R flowship /var/log/sflow && chmod 2750 /var/log/sflow/goflow2 && chmod 640 /var/log/sflow/goflow2/goflow2.log
sed -i 's/type: elasticsearch/type: file/; s/hosts: .*/path: \/var\/lib\/flowship\/out/; /preset/d; s/- id: goflow2-sflow/- id: goflow2-sflow\n        ignore_older: 0/' /etc/flowship/flowship.yml
su -s /bin/sh flowship -c 'flowship run -c /etc/flowship/flowship.yml --once'
cat /var/lib/flowship/out/* | wc -l
dpkg -r flowship
test ! -e /usr/bin/flowship
test -e /etc/flowship/flowship.yml && test -e /var/lib/flowship && echo kept after remove
dpkg -P flowship
test ! -e /etc/flowship/flowship.yml && test ! -e /var/lib/flowship && echo gone after purge
if id flowship 2>/dev/null; then exit 1; fi
echo user gone
SCRIPT
chroot $1/root sh /test/script
"""


def test_the_deb_installs_ships_upgrades_and_goes():
    deb, _ = build()
    fields = run("dpkg-deb", "-f", deb, "Package", "Depends", "Recommends")
    for part in ("Package: flowship", "libc6", "libcurl4", "libsystemd0", "logrotate"):
        check(part in fields, f"`{part}` is not in the package's fields:\n{fields}")
    folder = fresh_folder("overlay")
    # An overlay can't lie on an overlay: a file system of memory below it.
    text = run("unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs $1 && mkdir $1/upper $1/work $1/root && sh -c \"$4\" sh $1 $2 $3", "sh", folder, deb, TESTDATA / "goflow2" / "pmacct-mapped.log", INSIDE)
    lines = text.splitlines()
    for line in ("root:flowship 750 /etc/flowship", "root:flowship 640 /etc/flowship/flowship.yml", "root:root 600 /etc/default/flowship", "flowship:flowship 750 /var/lib/flowship",
                 "root:root 755 /usr/bin/flowship", "/etc/flowship/flowship.yml: ok", "revision: 2", "1118", "kept after remove", "gone after purge", "user gone"):
        check(line in lines, f"`{line}` is not in what the installation said:\n{text}")


def test_the_tarball_has_it_all():
    _, tarball = build()
    with tarfile.open(tarball) as archive:
        names = {name.split("/", 1)[1] if "/" in name else name for name in archive.getnames()}
    for part in ("usr/bin/flowship", "usr/share/man/man1/flowship.1", "usr/lib/systemd/system/flowship.service", "etc/flowship/flowship.yml",
                 "usr/share/bash-completion/completions/flowship", "usr/share/zsh/vendor-completions/_flowship",
                 "usr/share/fish/vendor_completions.d/flowship.fish", "usr/share/doc/flowship/examples/goflow2.service", "usr/share/doc/flowship/examples/mapping.yaml", "usr/share/doc/flowship/examples/goflow2.logrotate"):
        check(part in names, f"{part} is not in the tarball: {sorted(names)}")


def test_the_unit_is_right_and_hardened():
    text = run("systemd-analyze", "security", "--offline=true", "--threshold=19", PACKAGING / "flowship.service")
    check("Overall exposure level" in text, text)
    folder = fresh_folder("unit")
    unit = folder / "flowship.service"
    unit.write_text((PACKAGING / "flowship.service").read_text().replace("/usr/bin/flowship", os.path.abspath(os.environ["FLOWSHIP_BIN"])).replace("Documentation=man:flowship(1)\n", ""))
    equal(run("systemd-analyze", "verify", unit).strip(), "", "what systemd has against the unit")
    goflow2 = folder / "goflow2.service"
    goflow2.write_text((PACKAGING / "examples" / "goflow2.service").read_text().replace("/usr/local/bin/goflow2", "/bin/true"))
    equal(run("systemd-analyze", "verify", goflow2).strip(), "", "what systemd has against GoFlow2's unit")


def test_the_man_page_has_no_faults_and_names_every_command():
    equal(run("sh", "-c", f"groff -man -ww -Tutf8 {PACKAGING / 'flowship.1'} 2>&1 >/dev/null"), "", "groff's complaints")
    page = (PACKAGING / "flowship.1").read_text()
    help_ = run(os.environ["FLOWSHIP_BIN"], "--help")
    commands = [line.split()[0] for line in help_.split("Subcommands:")[1].splitlines() if line.strip()]
    missing = [c for c in commands if c not in page]
    equal(missing, [], "commands that the man page does not name")


def test_logrotate_takes_the_snippet():
    folder = fresh_folder("logrotate")
    snippet = folder / "goflow2"
    snippet.write_text((PACKAGING / "examples" / "goflow2.logrotate").read_text().replace("goflow2 flowship", "root root"))
    snippet.chmod(0o644)
    text = run("logrotate", "-d", "-s", folder / "state", snippet)
    check("error" not in text.lower().replace("errors", ""), text)


def test_systemd_is_told_when_the_agent_is_ready_alive_and_stopping():
    folder = fresh_folder("notify")
    (folder / "policy.yml").write_text(f"revision: 4\noutputs: {{default: {{type: file, path: {folder}/out, filename: f}}}}\nagent: {{data_path: {folder}/data}}\n"
                                       f"inputs: [{{type: filestream, streams: [{{id: a, data_stream: {{dataset: goflow2.sflow}}, paths: ['{folder}/*.log']}}]}}]\n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(folder / "notify"))
        notify.settimeout(20)
        process = subprocess.Popen([os.environ["FLOWSHIP_BIN"], "run", "-c", folder / "policy.yml"], stderr=subprocess.DEVNULL, env={**os.environ, "NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "400000"})
        try:
            got = []

            def until(what):
                while what not in (got[-1] if got else ""):
                    got.append(notify.recv(4096).decode())

            until("READY=1\nSTATUS=revision 4 of the policy")
            for _ in range(3):
                until("WATCHDOG=1")
                got.append("")
            process.send_signal(1)
            until("RELOADING=1")
            until("READY=1")
            process.terminate()
            until("STOPPING=1")
            equal(process.wait(20), 0, "exit code")
        finally:
            process.kill()
            process.wait()
