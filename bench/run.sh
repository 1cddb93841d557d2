#!/usr/bin/env bash
# run.sh BUILDDIR [RUNS]: the main job against the yardstick in one run. `replay` of 500,000 real GoFlow2 records to ECS NDJSON in a file with one worker,
# and limit.cc over the same file, in turn; medians. Nothing here passes or fails: it is a table to read.
set -euo pipefail
build=$1 runs=${2:-5}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/flowship-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
records=500000
# Real lines, whole ones, over and over; the addresses, ports and lengths are those of a real exporter.
zcat "$root/testdata/goflow2/under-load.log.gz" | grep -v '}{' | grep . >"$work/once"
lines=$(wc -l <"$work/once")
for _ in $(seq $((records / lines + 1))); do cat "$work/once"; done | head -n $records >"$work/flows.log" || true  # head has enough before cat has done
bytes=$(stat -c %s "$work/flows.log")
measure() {  # NAME COMMAND...: appends "user+system maxrss wall" to $work/NAME
  local name=$1; shift
  /usr/bin/time -f '%U %S %M %e' -o "$work/time" "$@" >/dev/null 2>>"$work/stderr" || { cat "$work/stderr" >&2; exit 1; }
  awk '{print $1+$2, $3, $4}' "$work/time" >>"$work/$name"
}
for _ in $(seq "$runs"); do
  measure limit "$(find "$build" -name limit -type f | head -1)" "$work/flows.log" "$work/limit.out"
  measure replay "$build/flowship" replay --workers 1 --output "file:$work/replay.out" "$work/flows.log"
done
median() { sort -n -k"$2" "$work/$1" | awk -v c="$2" '{a[NR]=$c} END {print a[int((NR+1)/2)]}'; }
limit=$(median limit 1) replay=$(median replay 1)
written=$(wc -l <"$work/replay.out")
[ "$written" -eq $records ] || { echo "replay wrote $written records of $records" >&2; exit 1; }
printf '%s records, %s MB in, %s MB out, median of %s runs\n\n' $records $((bytes / 1000000)) $(($(stat -c %s "$work/replay.out") / 1000000)) "$runs"
printf '| %-28s | %8s | %16s | %8s | %6s |\n' what 'CPU s' 'events / CPU s' 'RSS MB' ratio
printf '| --- | --- | --- | --- | --- |\n'
row() { printf '| %-28s | %8.2f | %16.0f | %8.0f | %6.2f |\n' "$1" "$2" "$(awk -v n=$records -v c="$2" 'BEGIN{print n/c}')" "$(awk -v k="$3" 'BEGIN{print k/1024}')" "$(awk -v a="$2" -v b="$limit" 'BEGIN{print a/b}')"; }
row 'limit.cc' "$limit" "$(median limit 2)"
row 'flowship replay, 1 worker' "$replay" "$(median replay 2)"
