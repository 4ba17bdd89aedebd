#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proof that one command is enough: purges the machine, clones HEAD, and runs `make demo` and `make test`
# in the clone, each twice. Everything said goes into the transcript, whose place is printed.
# --keep leaves out the purge.
set -euo pipefail
cd "$(dirname "$0")/.."
url=${DEMO_URL:-http://localhost:8000}
patience=${DEMO_PATIENCE:-900} # seconds until the demo must serve, its installation included
folder=$(mktemp -d)
transcript=$folder/transcript.txt
demo=

say() { printf '\n== %s  %s\n' "$(date -u +%H:%M:%SZ)" "$*"; }

is_serving() { curl --silent --output /dev/null --max-time 5 "$url/readyz"; }
is_ready() { curl --silent --fail --max-time 5 "$url/readyz"; }

timed() {
    local start=$SECONDS
    say "$*"
    "$@"
    say "done in $((SECONDS - start)) s: $*"
}

stop_demo() {
    [ -n "$demo" ] || return 0
    # setsid made the demo the leader of a group of its own, so this ends it and its workers, no others.
    kill -TERM -- "-$demo" 2>/dev/null || true
    wait "$demo" 2>/dev/null || true
    demo=
}

serve_once() {
    local waited=0
    setsid make demo &
    demo=$!
    until is_ready; do
        kill -0 "$demo" 2>/dev/null || { echo "make demo ended before it served" && return 1; }
        [ $((waited += 1)) -lt "$patience" ] || { echo "make demo did not serve in $patience s" && return 1; }
        sleep 1
    done
    stop_demo
    ! is_serving || { echo "the demo still serves after it was stopped" && return 1; }
}

prove() {
    say "Balaikota $(git rev-parse HEAD) on $(uname -sr), $(nproc) processors"
    if is_serving; then
        echo "something already serves $url: stop it first"
        return 1
    fi
    [ "${1:-}" = --keep ] || timed scripts/purge_machine.sh --yes
    timed git clone --quiet --no-hardlinks . "$folder/clone"
    cd "$folder/clone"
    local turn
    for turn in first second; do
        say "$turn turn"
        timed serve_once
        timed make test
    done
    say "both turns are green"
}

trap stop_demo EXIT
trap 'exit 130' INT TERM
echo "Transcript: $transcript"
prove "$@" > >(tee "$transcript") 2>&1
