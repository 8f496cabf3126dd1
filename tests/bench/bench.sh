#!/bin/sh
# tests/bench/bench.sh BUILD - make bench: speed, round trips and memory, as ratios within one run.
#
# Wants SKEIN_TEST_POSTGRES_URL (tests/support/with-servers.sh sets it); without it, SQLite alone is measured. Each figure
# is the best of $RUNS runs: the machine's noise only ever adds.
set -eu
build=$1
n=${MIGRATIONS:-1000}
runs=${RUNS:-5}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export SKEIN_MODULE_PATH=$build
skein=$build/.libs/skein
LD_LIBRARY_PATH=$build/.libs
export LD_LIBRARY_PATH

now() { date +%s%N; }

best() { # COMMAND...: milliseconds, three decimals
    best=
    i=0
    while test $i -lt "$runs"; do
        begun=$(now)
        "$@" >/dev/null 2>"$tmp/err" || { cat "$tmp/err" >&2; exit 1; }
        took=$(($(now) - begun))
        if test -z "$best" || test $took -lt "$best"; then best=$took; fi
        i=$((i + 1))
    done
    awk "BEGIN { printf \"%.3f\", $best / 1e6 }"
}

ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
say() { printf '%-58s %s\n' "$1" "$2"; }

# The migrations, and the same statements with a history row each for the engines' own clients.
mkdir "$tmp/migrations"
awk -v n="$n" -v dir="$tmp/migrations" -v all="$tmp/all" 'BEGIN {
    history = "CREATE TABLE schema_migrations (version text PRIMARY KEY, name text, checksum text, applied_at text);"
    print history > (all ".sql")
    for (i = 1; i <= n; i++) {
        version = sprintf("%06d", i)
        sql = sprintf("CREATE TABLE t%d (id bigint PRIMARY KEY, name varchar(50) NOT NULL, note text);", i)
        print sql > (dir "/" version "_t.up.sql")
        close(dir "/" version "_t.up.sql")
        printf "BEGIN;\n%s\nINSERT INTO schema_migrations VALUES (\047%s\047, \047t\047, \047x\047, \0472026\047);\nCOMMIT;\n", sql, version > (all ".sql")
    }
}'

say "start: skein --version" "$(best "$skein" --version) ms"
say "start: true" "$(best true) ms"

sqlite_url=sqlite:$tmp/a.db
fresh_sqlite() { rm -f "$tmp/a.db"*; "$skein" --dir "$tmp/migrations" --url "$sqlite_url" -q up; }
client_sqlite() { rm -f "$tmp/b.db"*; sqlite3 "$tmp/b.db" <"$tmp/all.sql"; }
a=$(best fresh_sqlite)
b=$(best client_sqlite)
say "sqlite: fresh up of $n" "$a ms"
say "sqlite: sqlite3 fed the same, a transaction each" "$b ms"
say "sqlite: ratio (goal 0.40)" "$(ratio "$a" "$b")"
say "sqlite: up with nothing to do" "$(best "$skein" --dir "$tmp/migrations" --url "$sqlite_url" up) ms"
say "sqlite: status" "$(best "$skein" --dir "$tmp/migrations" --url "$sqlite_url" status) ms"
rm -f "$tmp/a.db"*
say "sqlite: peak memory of a fresh up (goal 32768)" \
    "$("$build/tests/bench/peak" "$skein" --dir "$tmp/migrations" --url "$sqlite_url" -q up) kB"

url=${SKEIN_TEST_POSTGRES_URL:-}
test -n "$url" || exit 0
reset_pg() { psql -qX "$url" -c 'SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public' >/dev/null; }
timed_pg() { # COMMAND: like best, but with an empty database each time that is not timed
    best=
    i=0
    while test $i -lt "$runs"; do
        reset_pg
        begun=$(now)
        "$@" >/dev/null 2>"$tmp/err" || { cat "$tmp/err" >&2; exit 1; }
        took=$(($(now) - begun))
        if test -z "$best" || test $took -lt "$best"; then best=$took; fi
        i=$((i + 1))
    done
    awk "BEGIN { printf \"%.3f\", $best / 1e6 }"
}
client_pg() { psql -qX -v ON_ERROR_STOP=1 "$url" -f "$tmp/all.sql"; }
b=$(timed_pg client_pg)
a=$(timed_pg "$skein" --dir "$tmp/migrations" --url "$url" -q up)
say "postgres: fresh up of $n" "$a ms"
say "postgres: psql fed the same" "$b ms"
say "postgres: ratio (goal 1.10)" "$(ratio "$a" "$b")"
say "postgres: up with nothing to do" "$(best "$skein" --dir "$tmp/migrations" --url "$url" up) ms"
say "postgres: status" "$(best "$skein" --dir "$tmp/migrations" --url "$url" status) ms"
reset_pg
say "postgres: peak memory of a fresh up (goal 32768)" \
    "$("$build/tests/bench/peak" "$skein" --dir "$tmp/migrations" --url "$url" -q up) kB"

# Round trips, as a proxy counts them: messages of the client that follow one of the server.
for k in 10 100 "$n"; do
    reset_pg
    mkdir "$tmp/some"
    ls "$tmp/migrations" | head -n "$k" | while read -r f; do cp "$tmp/migrations/$f" "$tmp/some/"; done
    say "postgres: round trips of a fresh up of $k" \
        "$("$build/tests/bench/trips" "$url" "$skein" --dir "$tmp/some" -q up)"
    rm -r "$tmp/some"
done
say "postgres: round trips of up with nothing to do (goal 4)" \
    "$("$build/tests/bench/trips" "$url" "$skein" --dir "$tmp/migrations" -q up)"
say "postgres: round trips of status (goal 4)" \
    "$("$build/tests/bench/trips" "$url" "$skein" --dir "$tmp/migrations" -q status)"
