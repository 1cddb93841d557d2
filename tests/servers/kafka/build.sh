#!/bin/sh
# build.sh OUT: the broker's jars in OUT/lib. Called by start.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib.sh"
jars "$here/pom.xml" "$1/lib"
