#!/usr/bin/env bash
# run.sh BUILDDIR [SECONDS]: the sFlow receiver, records per CPU-second into a file in GoFlow2's form, at several rates of datagrams; and GoFlow2 beside it at the same
# rates, where GOFLOW2 names its binary (go install github.com/netsampler/goflow2/v2/cmd/goflow2@v2.2.6). Before that what the decoder takes alone. Ports 21090 and
# 21091 of the loopback. Nothing here passes or fails: it is a table to read.
set -euo pipefail
build=$1 seconds=${2:-5}
root=$(cd "$(dirname "$0")/../.." && pwd)
capture=$root/testdata/sflow/v5-pmacct-as.pcap
work=$(mktemp -d "${TMPDIR:-/tmp}/flowship-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
find "$build" -name sflow_decode -type f -exec {} "$capture" 2 \;
blast=$(find "$build" -name sflow_blast -type f | head -1)
cat >"$work/flowship.yml" <<YML
outputs:
  default: {type: file, path: $work/out, filename: flows, rotate_every_kb: 100000000, codec.format.string: '%{[message]}'}
agent: {data_path: $work/data}
inputs:
  - type: sflow
    streams: [{data_stream: {dataset: goflow2.sflow}, host: "127.0.0.1:21090", pipeline: _none, processors: [], counters: false}]
YML
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
# NAME RATE PID PORT FILE|FOLDER: sends, waits, prints a line of the table.
measure() {
  local name=$1 rate=$2 pid=$3 port=$4 out=$5
  sleep 1.5
  local before sent after records
  before=$(ticks "$pid")
  sent=$("$blast" "$capture" "$port" "$seconds" "$rate")
  sleep 3
  after=$(ticks "$pid")
  kill "$pid"
  wait "$pid" 2>/dev/null || true
  records=$(find "$out" -type f -exec cat {} + | tr -cd '{' | wc -c)
  awk -v name="$name" -v rate="$rate" -v records="$records" -v sent="$sent" -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" \
    'BEGIN {printf "| %-8s | %8d | %10d | %5.1f %% | %12.0f |\n", name, rate, records, 100 * records / sent, records / (t / hz)}'
}
printf '| what | datagrams/s | records | of those sent | records / CPU s |\n| --- | --- | --- | --- | --- |\n'
for rate in 2000 20000 60000; do
  rm -rf "$work/out" "$work/data"
  "$build/flowship" run -c "$work/flowship.yml" 2>"$work/log" &
  measure flowship "$rate" $! 21090 "$work/out"
  if [ -n "${GOFLOW2:-}" ]; then
    rm -f "$work/goflow2.log"
    "$GOFLOW2" -addr 127.0.0.1:21091 -listen sflow://127.0.0.1:21090 -transport file -transport.file "$work/goflow2.log" -format json 2>/dev/null &
    measure GoFlow2 "$rate" $! 21090 "$work/goflow2.log"
  fi
done
