#!/bin/sh
# tests/support/valgrind.sh BUILD - the main paths on SQLite under valgrind: up, status, plan, seed, clean, down, schema.
# Fails on an invalid read or write, or memory that is lost. What libltdl and libpg_query keep for the process is not.
set -eu
build=$1
src=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

run() {
    echo "skein $*"
    SKEIN_MODULE_PATH=$build "$build/libtool" --mode=execute valgrind -q --error-exitcode=99 \
        --leak-check=full --errors-for-leak-kinds=definite \
        "$build/skein" -C "$src/migrations/user-service" --url "sqlite:$tmp/v.db" "$@" >"$tmp/out" 2>&1 || {
        code=$?
        cat "$tmp/out"
        exit $code
    }
}
run up
run status --json
run seed
run plan down
run validate
run clean --env development --allow-data-loss
run down base
run schema
