#!/bin/sh
# tests/support/with-servers.sh - run a command with database servers of its own.
#
#     with-servers.sh ENGINE... -- COMMAND [ARGUMENT...]
#
# Starts a server for each ENGINE in a temporary directory, exports SKEIN_TEST_<ENGINE>_URL (postgres:
# SKEIN_TEST_POSTGRES_URL), runs COMMAND, stops the servers, and exits as COMMAND did. A URL that is set already is
# used as it is and nothing is started; nor where SKEIN_TEST_<ENGINE>_SKIP is set. Where an engine cannot be had, SKEIN_TEST_<ENGINE>_SKIP says why instead, and
# COMMAND has to skip what needs it.
#
# "postgres13" is PostgreSQL of another major, where fetch-engine.sh has put it.
#
# tests/support/engine-ENGINE.sh defines engine_find (print the reason and fail when the engine cannot be had),
# engine_start DIR (print the URL), engine_stop DIR. Each is called in a shell of its own.
set -u
here=$(cd "$(dirname "$0")" && pwd)

# Databases are made and dropped by the hundred, and most of that is making and removing files: in memory, where there is
# room for it (4 GB), unless somebody says where, or wants figures of a disk.
place=${TMPDIR:-/tmp}
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $1 == "tmpfs" { print $4 }')
test -n "${TMPDIR:-}${SKEIN_TEST_DURABLE:-}" || test "${room:-0}" -lt 4194304 || place=/dev/shm
top=$(mktemp -d "$place/skein-servers.XXXXXX") || exit 99
chmod 711 "$top"

# Nobody can reserve a port. This one is at least none that connections are given for themselves (32768 and above, Linux'
# ip_local_port_range): while a server is down, one of those may take its place, even the one that looks for the server.
free_port() {
    echo $((10000 + $(od -An -N2 -tu2 /dev/urandom) % 22000))
}

call() { # ENGINE FUNCTION [DIR]
    (
        case $1 in
        postgres[0-9]*) pg_major=${1#postgres} && . "$here/engine-postgres.sh" ;;
        *) . "$here/engine-$1.sh" ;;
        esac
        test "$2" = engine_find || engine_find >/dev/null
        shift
        "$@"
    )
}

stop_all() {
    for dir in "$top"/*/; do
        test ! -d "$dir" || call "$(basename "$dir")" engine_stop "${dir%/}"
    done
    rm -rf "$top"
}
trap stop_all EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

while test $# -gt 0 && test "$1" != --; do
    upper=$(echo "$1" | tr a-z A-Z)
    eval "given=\${SKEIN_TEST_${upper}_URL:-}\${SKEIN_TEST_${upper}_SKIP:-}"
    if test -n "$given"; then
        :
    elif why=$(call "$1" engine_find); then
        mkdir "$top/$1"
        url=$(call "$1" engine_start "$top/$1") || {
            echo "with-servers.sh: $1 does not start" >&2
            exit 99
        }
        export "SKEIN_TEST_${upper}_URL=$url"
    else
        export "SKEIN_TEST_${upper}_SKIP=$why"
    fi
    shift
done
shift
"$@"
