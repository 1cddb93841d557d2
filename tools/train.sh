#!/usr/bin/env bash
# train.sh BUILDDIR: runs the flowship of a build with FLOWSHIP_PROFILE=generate over real logs, so that the next build knows where the time goes: the main job as
# `replay` and as `run --once`, and the full format; then the cases of testdata/packages, for what the pipelines of others do. The profile lies beside the
# objects.
set -euo pipefail
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
find "$build" -name '*.gcda' -delete
work=$(mktemp -d "${TMPDIR:-/tmp}/flowship-train.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/logs"
for log in under-load hsflowd-full; do zcat "$root/testdata/goflow2/$log.log.gz" >"$work/logs/$log.log"; done
"$build/flowship" replay --workers 1 --output "file:$work/replay.ndjson" "$work"/logs/*.log "$root"/testdata/goflow2/pmacct-*.log 2>/dev/null
cat >"$work/flowship.yml" <<P
outputs:
  default: {type: file, path: $work/events, filename: flows}
agent: {data_path: $work/data, monitoring: {http: {enabled: false}}}
inputs:
  - id: logs
    type: filestream
    streams:
      - {id: flows, data_stream: {dataset: goflow2.sflow}, paths: ["$work/logs/under-load.log"], ignore_older: 0}
P
"$build/flowship" run --once -c "$work/flowship.yml" 2>/dev/null
for _ in $(seq 10); do "$build/flowship" test pipeline --geoip "$root/testdata/geoip" "$root"/testdata/packages/* >/dev/null; done
echo "profiled: $(cat "$work/replay.ndjson" "$work"/events/* | wc -l) events"
