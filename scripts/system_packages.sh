#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that the tests need (system_packages.txt); does nothing when all are there.
# --list-missing prints the missing ones and installs nothing.
set -euo pipefail
cd "$(dirname "$0")"

is_present() { command -v "$1" >/dev/null || compgen -G "$1" >/dev/null; }

missing=()
while IFS='|' read -r package sign reason; do
    is_present "$sign" && continue
    missing+=("$package")
    printf '%-18s is missing: %s\n' "$package" "$reason" >&2
done < <(grep -v '^#' system_packages.txt)

[ ${#missing[@]} -gt 0 ] || exit 0
if [ "${1:-}" = --list-missing ]; then
    printf '%s\n' "${missing[@]}"
    exit 0
fi

install=(apt-get install --yes --no-install-recommends "${missing[@]}")
if ! command -v apt-get >/dev/null; then
    echo "This is not Debian: install what corresponds to these packages, then run this again." >&2
    exit 1
elif [ "$(id -u)" = 0 ]; then
    as_root=(env DEBIAN_FRONTEND=noninteractive)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n DEBIAN_FRONTEND=noninteractive)
else
    printf 'An administrator must run this once:\n\n    sudo apt-get update && sudo %s\n\n' "${install[*]}" >&2
    exit 1
fi

echo "Installing ${missing[*]}" >&2
# Lists that are absent or older than the archive's files make the first attempt fail.
"${as_root[@]}" "${install[@]}" || { "${as_root[@]}" apt-get update && "${as_root[@]}" "${install[@]}"; }
