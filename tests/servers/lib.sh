# Sourced by the start scripts (POSIX sh, set -eu).
#
# A server is laid out in ${FLOWSHIP_SERVERS:-$XDG_CACHE_HOME/flowship-tests/servers}/NAME-HASH, outside the source tree. HASH is over the
# files that it is made of, so an edit builds a new one beside the old, and a folder never changes under a server that runs from it.

# built FOLDER [FILE...]: prints where the server of FOLDER is laid out, after FOLDER/build.sh OUT has made it there if nobody had.
# FILEs are what it is made of besides the folder's own files. Of several callers at once one builds and the others wait. The
# build happens in a folder of its own that is renamed when it is whole, so a failure or a kill leaves nothing that looks built.
built() (
  folder=$1 name=$(basename "$1")
  shift
  cache=${FLOWSHIP_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/flowship-tests/servers}
  hash=$( (cd "$folder" && find . -type f ! -name 'st*.sh' | LC_ALL=C sort | xargs sha256sum && cat /dev/null "$@") | sha256sum | cut -c1-12)
  out=$cache/$name-$hash
  if [ ! -d "$out" ]; then
    mkdir -p "$cache"
    exec 9>"$cache/$name.lock"
    flock 9
    if [ ! -d "$out" ]; then
      echo "$name: building $out" >&2
      rm -rf "$cache/$name.partial"
      mkdir "$cache/$name.partial"
      sh "$folder/build.sh" "$cache/$name.partial" >&2 || { rm -rf "$cache/$name.partial"; exit 1; }
      mv "$cache/$name.partial" "$out"
    fi
  fi
  echo "$out"
)

# jars POM OUT: the jars that POM asks for, and all that they need, into OUT. Maven says on stdout what went wrong.
jars() {
  mvn -q -B -Dstyle.color=never -f "$1" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
    -DoutputDirectory="$2" -DincludeScope=runtime || {
    echo "the jars that $1 asks for could not be fetched; Maven's reasons are above. Without a network it needs them in its local repository." >&2
    return 1
  }
}

# serve DATADIR LOG READY COMMAND...: runs COMMAND in the background with its output in LOG and its pid in DATADIR/pid, waits until the
# shell command READY succeeds, prints the pid. A server that dies or is not ready after three minutes is an error that shows its log.
serve() {
  datadir=$1 log=$2 ready=$3
  shift 3
  nohup "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$datadir/pid"
  deadline=$(($(date +%s) + 180))
  until eval "$ready"; do
    if ! kill -0 "$pid" 2>/dev/null; then
      why="ended while it started"
    elif [ "$(date +%s)" -ge "$deadline" ]; then
      why="was not ready after 180 s"
      kill "$pid"
    else
      sleep 0.2
      continue
    fi
    echo "the server $why; the end of $log:" >&2
    tail -n 30 "$log" >&2
    rm -f "$datadir/pid"
    return 1
  done
  echo "$pid"
}
