#!/bin/sh
# stop.sh DATADIR: ends the server that a start.sh started with that DATADIR, and waits until it is gone. No server there is no error.
set -eu
datadir=$(cd "$1" && pwd)
[ -f "$datadir/pid" ] || exit 0
pid=$(cat "$datadir/pid")
# A pid is reused sooner or later; the server's command line names its folder.
if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$datadir"; then
  kill "$pid"
  tries=0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -ne 300 ] || kill -KILL "$pid" 2>/dev/null || true
    sleep 0.1
  done
fi
rm -f "$datadir/pid"
