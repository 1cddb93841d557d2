#!/usr/bin/env bash
# make demo-page: an agent with its status page, and a real GoFlow2 log that grows as if it were written now. Until Ctrl-C.
set -euo pipefail
flowship=$1
port=${PORT:-5066}
root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/build/demo-page
rm -rf "$out" && mkdir -p "$out/logs"
cat >"$out/flowship.yml" <<P
id: demo
outputs:
  default: {type: file, path: $out/events, filename: flows, number_of_files: 2}
agent:
  data_path: $out/data
  monitoring: {http: {enabled: true, port: $port}}
inputs:
  - type: filestream
    streams:
      - data_stream: {dataset: goflow2.sflow}
        paths: [$out/logs/*.log]
P
touch "$out/logs/goflow2.log"
"$flowship" run -c "$out/flowship.yml" 2>"$out/flowship.log" &
agent=$!
trap 'kill $agent 2>/dev/null || true; wait $agent 2>/dev/null || true' EXIT
trap 'exit 0' INT TERM
for _ in $(seq 100); do
  grep -q 'status page\|can.t be had' "$out/flowship.log" && break
  kill -0 $agent 2>/dev/null || { cat "$out/flowship.log" >&2; exit 1; }
  sleep 0.1
done
# The port may be somebody else's.
grep 'can.t be had' "$out/flowship.log" >&2 && { echo "try another port: PORT=5067 make demo-page" >&2; exit 1; }
echo "Flows are on http://127.0.0.1:$port/ and in $out/events; Ctrl-C ends it."
echo "In another terminal: ${flowship} top -c $out/flowship.yml"
# A few records a second, the file over and over.
while true; do
  while mapfile -t -n 12 lines && [ ${#lines[@]} -ne 0 ]; do
    printf '%s\n' "${lines[@]}" | sed -E "s/(\"time_[a-z_]+_ns\":)[0-9]+/\1$(date +%s%N)/g" >>"$out/logs/goflow2.log"
    sleep 1
    kill -0 $agent 2>/dev/null || { tail -3 "$out/flowship.log" >&2; exit 1; }
  done <"$root/testdata/goflow2/pmacct-mapped.log"
done
