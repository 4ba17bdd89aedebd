#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# constraints.sh PYTHON DISTRIBUTION...: writes constraints.txt, the newest versions that fit together,
# from an environment made for this purpose. Names and versions only: no file says where they come from.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$python" -m venv "$folder"
"$folder/bin/pip" install --quiet --upgrade pip
"$folder/bin/pip" install --quiet "${@/#/--editable=./}" --group dev
{
    echo "# SPDX-License-Identifier: Apache-2.0"
    echo "# Exact versions of everything that an environment of this checkout holds: to run, test and build."
    echo "# Written by 'make constraints'."
    "$folder/bin/pip" freeze --all --exclude setuptools --exclude-editable | sort --ignore-case
} >"$folder/constraints.txt"
cp "$folder/constraints.txt" constraints.txt
