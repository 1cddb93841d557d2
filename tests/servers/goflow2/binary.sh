#!/bin/sh
# binary.sh: prints where GoFlow2's binary is; builds it, if nobody has.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib.sh"
echo "$(built "$here")/goflow2"
