#!/usr/bin/env bash
# install-packages.sh [build|test]...: installs the Debian packages of those sections of packages.txt that are missing. Says what it does; does nothing
# when all are there.
set -euo pipefail
cd "$(dirname "$0")"
sections=${*:-build}
missing=()
while read -r section name _; do
  [[ " $sections " == *" $section "* ]] || continue
  dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
done < <(grep -v '^#' packages.txt)
[ ${#missing[@]} -eq 0 ] && exit 0
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install-packages.sh: these packages are missing and only root can install them: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "installing: ${missing[*]}"
install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
install 2>/dev/null || { "${as_root[@]}" apt-get update -qq && install; }
