#!/bin/sh
# start.sh PORT DATADIR [setting=value ...]: one Kafka broker in KRaft mode (broker and controller in one) on 127.0.0.1:PORT, its controller on
# PORT+1, with its data and its log (broker.log) in DATADIR; waits until it serves, prints its pid. KAFKA_JAVA_OPTS: heap (default -Xmx512m).
set -eu
here=$(cd "$(dirname "$0")" && pwd) port=$1
. "$here/../lib.sh"
mkdir -p "$2"
data=$(cd "$2" && pwd)
shift 2
server=$(built "$here")
{
  cat <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((port + 1))
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
log.dirs=$data/logs
num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
END
  for setting in "$@"; do echo "$setting"; done
} >"$data/server.properties"
logging=-Dlog4j.configuration=file:$here/log4j.properties
[ -f "$data/logs/meta.properties" ] ||
  java -cp "$server/lib/*" "$logging" kafka.tools.StorageTool format -t MkU3OEVBNTcwNTJENDM2Qk -c "$data/server.properties" \
    >"$data/format.log" 2>&1 || { cat "$data/format.log" >&2; exit 1; }
# shellcheck disable=SC2086  # KAFKA_JAVA_OPTS holds several words
serve "$data" "$data/broker.log" "grep -q 'Kafka Server started' '$data/broker.log'" \
  java ${KAFKA_JAVA_OPTS:--Xmx512m} -XX:+UseSerialGC -cp "$server/lib/*" "$logging" kafka.Kafka "$data/server.properties"
