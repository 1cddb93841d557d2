#!/usr/bin/env bash
# make demo: a real GoFlow2 log through `flowship run --once` with the embedded file output. Says where the result is.
set -euo pipefail
flowship=$1
root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/build/demo
rm -rf "$out" && mkdir -p "$out/logs"
cp "$root/testdata/goflow2/pmacct-mapped.log" "$out/logs/"
cat >"$out/flowship.yml" <<P
id: demo
outputs:
  default:
    type: file
    path: $out/events
    filename: flows
agent:
  data_path: $out/data
inputs:
  - id: goflow2-logs
    type: filestream
    streams:
      - id: goflow2-sflow
        data_stream: {dataset: goflow2.sflow}
        paths: [$out/logs/*.log]
        ignore_older: 0
P
"$flowship" run --once -c "$out/flowship.yml"
result=$(ls "$out"/events/*.ndjson | head -1)
echo
echo "One record before:"
head -1 "$out/logs/pmacct-mapped.log"
echo "and after:"
head -1 "$result"
echo
echo "$(wc -l <"$result") ECS events are in $result"
echo "The program is $flowship; \`make demo-page\` shows flows on its status page."
