#!/bin/sh
# build.sh OUT: GoFlow2's binary as OUT/goflow2. Called by binary.sh. Needs a Go of these years, which Debian 12 has in its backports only.
set -eu
command -v go >/dev/null || PATH=$PATH:/usr/local/go/bin
GOBIN=$1 go install github.com/netsampler/goflow2/v2/cmd/goflow2@v2.2.6
