#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes this machine one on which nothing of ours is installed: removes the packages of system_packages.txt
# and what `make` made in this checkout. PostgreSQL's own databases and settings stay on the disk.
# --yes does not ask; --dry-run only says what it would do.
set -euo pipefail
cd "$(dirname "$0")/.."

asks=1 really=1
for option in "$@"; do
    case $option in
    --yes) asks=0 ;;
    --dry-run) asks=0 really=0 ;;
    *) echo "usage: $0 [--yes] [--dry-run]" >&2 && exit 2 ;;
    esac
done

# A package of the list is often a name for others (postgresql stands for postgresql-15), which do the work.
patterns=()
while IFS='|' read -r package _; do
    patterns+=("$package" "$package-*")
done < <(grep -v '^#' scripts/system_packages.txt)
mapfile -t installed < <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${patterns[@]}" 2>/dev/null |
    sed -n 's/^installed //p' | sort -u)

echo "Packages to remove: ${installed[*]:-none}"
echo "Folders to remove in $PWD:"
make --dry-run clean | sed 's/^/    /'
[ $really = 1 ] || exit 0
if [ $asks = 1 ]; then
    read -r -p "This stops a PostgreSQL server of this machine, too. Type 'purge' to go on: " answer
    [ "$answer" = purge ] || exit 1
fi

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
if [ ${#installed[@]} -gt 0 ]; then
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get remove --yes "${installed[@]}"
fi
make clean

wanted=$(grep -vc '^#' scripts/system_packages.txt)
absent=$(scripts/system_packages.sh --list-missing 2>/dev/null | wc -l)
if [ "$absent" != "$wanted" ] || [ -e .venv ]; then
    echo "Not purged: of $wanted packages only $absent are absent." >&2
    exit 1
fi
echo "Purged: all $wanted packages and the environment are absent."
