#!/usr/bin/env bash
# install-packages.sh [build|test]...: installs the Debian packages of those sections of packages.txt (default: build) that are missing. Says what it does;
# does nothing, and needs no rights and no network, when all are there.
set -euo pipefail
cd "$(dirname "$0")"
fail() { echo "install-packages.sh: $*" >&2; exit 1; }

sections=${*:-build}
for section in $sections; do
  grep -q "^$section " packages.txt || fail "there is no section $section in packages.txt; there are: $(sed -n 's/^\([a-z]\+\) .*/\1/p' packages.txt | sort -u | xargs)"
done
command -v dpkg-query >/dev/null || fail "this is no Debian; packages.txt lists what is needed and why"
missing=()
while read -r section name _; do
  [[ " $sections " == *" $section "* ]] || continue
  dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
done < <(grep -v '^#' packages.txt)
[ ${#missing[@]} -ne 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "only root can install these packages, which are missing: ${missing[*]}"
  as_root=(sudo)
fi
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@"; }

echo "installing: ${missing[*]}"
# Without package lists, or with old ones, apt finds nothing or is told "404": then it is worth asking for new ones.
if ! apt install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
  echo "asking for new package lists"
  apt update >/dev/null || fail "apt-get update failed"
  apt install -y --no-install-recommends "${missing[@]}" >/dev/null || fail "apt-get could not install: ${missing[*]}"
fi
