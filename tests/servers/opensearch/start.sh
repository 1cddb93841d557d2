#!/bin/sh
# start.sh PORT DATADIR [setting=value ...]: one OpenSearch node on 127.0.0.1:PORT with its data and its log (node.log) in DATADIR; waits
# until it answers, prints its pid. ES_JAVA_OPTS: heap (default -Xms1g -Xmx1g). TIER=1: C1 compiler only, which starts faster.
# An exception that is thrown often keeps its message: the JVM would otherwise throw one that has none (OmitStackTraceInFastThrow).
set -eu
here=$(cd "$(dirname "$0")" && pwd) port=$1
. "$here/../lib.sh"
mkdir -p "$2"
data=$(cd "$2" && pwd)
shift 2
server=$(built "$here" "$here"/../../../testdata/geoip/*.mmdb)
# shellcheck disable=SC2086  # ES_JAVA_OPTS holds several words
serve "$data" "$data/node.log" "curl -sf -o /dev/null 'http://127.0.0.1:$port/_cluster/health?wait_for_status=yellow&timeout=1s'" \
  java ${ES_JAVA_OPTS:--Xms1g -Xmx1g} -XX:+UseSerialGC -XX:-OmitStackTraceInFastThrow "-XX:TieredStopAtLevel=${TIER:-4}" -Djava.awt.headless=true \
  -Dlog4j2.disable.jmx=true "-Dlog4j2.configurationFile=$here/log4j2.properties" -cp "$server/classes:$server/home/lib/*" \
  Main "$server/home" "$data" "$port" "$@"
