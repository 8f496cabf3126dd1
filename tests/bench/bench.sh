#!/bin/sh
# tests/bench/bench.sh BUILD - make bench: speed, round trips and memory, as ratios within one run.
#
# Wants SKEIN_TEST_POSTGRES_URL, SKEIN_TEST_MARIADB_URL, SKEIN_TEST_MYSQL_URL (tests/support/with-servers.sh sets them);
# what has none is left out. Each figure is the best of $RUNS runs, unless it says otherwise.
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

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mysql.sh"

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
    "$("$build/tests/bench/peak" "$skein" --dir "$tmp/migrations" --url "$sqlite_url" -q up)"
reset_sqlite() { rm -f "$tmp/a.db"*; }
say_large sqlite reset_sqlite "$sqlite_url"

cat "$tmp"/migrations/*.sql >"$tmp/all.portable.sql"
measure_translation

reset_pg() { psql -qX "$url" -c 'SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public' >/dev/null; }
client_pg() { psql -qX -v ON_ERROR_STOP=1 "$url" -f "$tmp/all.sql"; }
up_pg() { "$skein" --dir "$tmp/migrations" --url "$url" -q up; }
measure_postgres() {
    url=$1
    pairs reset_pg up_pg client_pg >"$tmp/pairs"
    read -r a b quotient <"$tmp/pairs"
    say "postgres: fresh up of $n" "$a ms"
    say "postgres: psql fed the same" "$b ms"
    say "postgres: ratio, the median of $runs in turns (goal 1.10)" "$quotient"
    say "postgres: up with nothing to do" "$(best "$skein" --dir "$tmp/migrations" --url "$url" up) ms"
    say "postgres: status" "$(best "$skein" --dir "$tmp/migrations" --url "$url" status) ms"
    reset_pg
    say "postgres: peak memory of a fresh up (goal 32768)" \
        "$("$build/tests/bench/peak" "$skein" --dir "$tmp/migrations" --url "$url" -q up)"
    say_large postgres reset_pg "$url"
    say_trips postgres reset_pg "$url"
}

test -z "${SKEIN_TEST_POSTGRES_URL:-}" || measure_postgres "$SKEIN_TEST_POSTGRES_URL"
test -z "${SKEIN_TEST_MARIADB_URL:-}" || measure_mysql mariadb "$SKEIN_TEST_MARIADB_URL"
test -z "${SKEIN_TEST_MYSQL_URL:-}" || measure_mysql mysql "$SKEIN_TEST_MYSQL_URL"
