#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# new_environment.sh PYTHON FOLDER: an empty Python environment in FOLDER, with the pip of constraints.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 folder=$2

refuse() {
    printf '%s\n' "$@" >&2
    exit 1
}

version=$("$python" --version 2>/dev/null) || version=nothing
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || refuse \
    "Balaikota needs Python 3.11 or newer; behind '$python' is $version." \
    "Name another one: make PYTHON=python3.12 ..."

"$python" -c 'import ensurepip, venv' 2>/dev/null || refuse \
    "'$python' cannot make environments. On Debian: apt-get install python3-venv"

if [ "${BALAIKOTA_SKIP_NPM:-}" != 1 ]; then
    major=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')
    if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
        refuse "Node.js 20 or newer, with npm, builds the browser assets; found: ${major:-none}." \
            "Install it, or set BALAIKOTA_SKIP_NPM=1 for an API without pages."
    fi
fi

"$python" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check --constraint constraints.txt --upgrade pip
