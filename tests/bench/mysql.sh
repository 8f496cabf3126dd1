# tests/bench/mysql.sh - the figures of MariaDB and MySQL. Sourced by bench.sh.
#
# The other side is the mariadb program (or mysql), fed the translated statements with a history row each. Both sides run
# in turns on the same server, whose durability is the server's own default (SKEIN_TEST_DURABLE).

my_port() { echo "$1" | sed 's/.*@[^:]*:\([0-9]*\).*/\1/'; }
my_client() { "$client" --no-defaults --skip-ssl --host=127.0.0.1 --port="$port" --user=root "$@"; }
my_reset() { my_client -e 'DROP DATABASE IF EXISTS skein; CREATE DATABASE skein'; }
my_fed() { my_client skein <"$tmp/$engine.sql"; }
my_up() { "$skein" --dir "$tmp/migrations" --url "$url" -q up; }

# ENGINE URL
measure_mysql() {
    engine=$1 url=$2
    port=$(my_port "$url")
    client=$(command -v mariadb || command -v mysql) || { echo "$engine: no client" >&2; return 0; }
    "$skein" translate --to "$engine" "$tmp/all.portable.sql" >"$tmp/translated.sql" 2>/dev/null
    awk '
        NR == 1 { print "CREATE TABLE schema_migrations (version VARCHAR(255) NOT NULL PRIMARY KEY, name TEXT, checksum TEXT, applied_at TEXT);" }
        { print }
        /^SET/ { next }
        /;$/ { printf "INSERT INTO schema_migrations VALUES (\047%06d\047, \047t\047, \047x\047, \0472026\047);\n", ++i }
    ' "$tmp/translated.sql" >"$tmp/$engine.sql"
    pairs my_reset my_up my_fed >"$tmp/pairs"
    read -r a b quotient <"$tmp/pairs"
    say "$engine: fresh up of $n" "$a ms"
    say "$engine: the client fed the same" "$b ms"
    say "$engine: ratio, the median of $runs in turns (goal 1.10)" "$quotient"
    my_reset
    say "$engine: peak memory of a fresh up (goal 32768)" \
        "$("$build/tests/bench/peak" "$skein" --dir "$tmp/migrations" --url "$url" -q up)"
    say_large "$engine" my_reset "$url"
    say "$engine: up with nothing to do" "$(best "$skein" --dir "$tmp/migrations" --url "$url" up) ms"
    say "$engine: status" "$(best "$skein" --dir "$tmp/migrations" --url "$url" status) ms"
    say_trips "$engine" my_reset "$url"
}

# Statements a second, of a file that has them by the thousand; starting up included.
measure_translation() {
    for engine in sqlite mysql mariadb; do
        took=$(best "$skein" translate --to "$engine" "$tmp/all.portable.sql")
        say "translate --to $engine, $n CREATE TABLE (goal 20000 a second)" \
            "$(awk "BEGIN { printf \"%.0f\", $n * 1000 / $took }") a second"
    done
}
