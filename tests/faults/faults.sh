#!/bin/sh
# tests/faults/faults.sh - kills, cuts, crowds: FAULTS by number, on one engine. Speaks TAP.
#
#     faults.sh sqlite|postgres|mariadb|mysql
#
# Run by faults.test, which starts the servers. Every case ends with the same question: is the database where an
# undisturbed run would have left it, exactly? SKEIN_FAULT_ROUNDS (default 3) is how often the random ones are tried;
# nothing here measures time against a limit.
engine=$1
rounds=${SKEIN_FAULT_ROUNDS:-3}
n=${SKEIN_FAULT_MIGRATIONS:-30}
probe=$BUILDDIR/tests/faults/probe
proxy=$BUILDDIR/tests/faults/proxy
scratch=$(mktemp -d "${TMPDIR:-/tmp}/skein-faults.XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
count=0

ok() { # RESULT NAME
    count=$((count + 1))
    if test "$1" = 0; then
        echo "ok $count - $engine: $2"
    else
        echo "not ok $count - $engine: $2"
        test ! -s "$scratch/err" || sed 's/^/# /' "$scratch/err"
    fi
}

skip() { # NAME WHY
    count=$((count + 1))
    echo "ok $count - $engine: $1 # SKIP $2"
}

# ---- the database ------------------------------------------------------------------------------------------------

case $engine in
sqlite)
    url=sqlite:$scratch/fault.db
    ;;
postgres)
    if test -z "${SKEIN_TEST_POSTGRES_URL:-}"; then
        echo "1..0 # SKIP ${SKEIN_TEST_POSTGRES_SKIP:-no server}"
        exit 0
    fi
    server=$SKEIN_TEST_POSTGRES_URL
    url=${server%/*}/skein_faults
    server_port=$(echo "$server" | sed 's|.*:\([0-9]*\)/.*|\1|')
    ;;
mariadb | mysql)
    server=$(eval "echo \"\${SKEIN_TEST_$(echo "$engine" | tr a-z A-Z)_URL:-}\"")
    if test -z "$server"; then
        echo "1..0 # SKIP $(eval "echo \"\${SKEIN_TEST_$(echo "$engine" | tr a-z A-Z)_SKIP:-no server}\"")"
        exit 0
    fi
    url=${server%/*}/skein_faults
    server_port=$(echo "$server" | sed 's|.*:\([0-9]*\)/.*|\1|')
    own_commits=yes # DDL commits by itself
    SKEIN_LEASE_TTL=3
    export SKEIN_LEASE_TTL
    ;;
esac
own_commits=${own_commits:-}

fresh() {
    case $engine in
    sqlite) rm -f "$scratch"/fault.db* ;;
    postgres)
        "$probe" exec "$server" 'DROP DATABASE IF EXISTS skein_faults WITH (FORCE)'
        "$probe" exec "$server" 'CREATE DATABASE skein_faults'
        ;;
    mariadb | mysql)
        "$probe" exec "$server" 'DROP DATABASE IF EXISTS skein_faults'
        "$probe" exec "$server" 'CREATE DATABASE skein_faults'
        ;;
    esac
}

# ---- the project -------------------------------------------------------------------------------------------------

# A statement for MySQL and MariaDB alone, about which skein knows nothing but its text, and which works twice.
unnamed_index() { # TABLE
    test -z "$own_commits" || printf '%s\n' '-- skein:only mysql, mariadb' "ALTER TABLE $1 ADD INDEX (more);" '-- skein:end'
}

# Statements that change rows.
rows() { # SQL...
    test -z "$own_commits" || echo '-- skein:only mysql, mariadb'
    printf '%s\n' "$@"
    test -z "$own_commits" || echo '-- skein:end'
}

# Migrations that would leave a second row in `tally` if they ran twice.
make_project() { # DIR
    mkdir -p "$1/migrations"
    i=1
    while test $i -le "$n"; do
        v=$(printf '%06d' $i)
        {
            test $i -gt 1 || echo 'CREATE TABLE tally (version integer NOT NULL);'
            echo "CREATE TABLE t_$i (id integer PRIMARY KEY, note text NOT NULL);"
            rows "INSERT INTO t_$i (id, note) VALUES (1, 'a'), (2, 'b');" "INSERT INTO tally (version) VALUES ($i);"
            echo "ALTER TABLE t_$i ADD COLUMN more integer;"
            unnamed_index "t_$i"
        } >"$1/migrations/${v}_step.up.sql"
        {
            rows "DELETE FROM tally WHERE version = $i;"
            echo "DROP TABLE t_$i;"
            test $i -gt 1 || echo 'DROP TABLE tally;'
        } >"$1/migrations/${v}_step.down.sql"
        i=$((i + 1))
    done
}
project=$scratch/project
make_project "$project"

# Nothing twice, nothing missing, and the history says the same.
is_exact() { # [URL]
    sums=''
    i=1
    while test $i -le "$n"; do
        sums="$sums + (SELECT count(more) + count(*) FROM t_$i)"
        i=$((i + 1))
    done
    state=$("$probe" query "${1:-$url}" "SELECT (SELECT count(*) FROM tally), (SELECT count(DISTINCT version) FROM tally),
        (SELECT count(*) FROM schema_migrations WHERE status = 'completed'), 0 $sums" 2>>"$scratch/err")
    test "$state" = "$n|$n|$n|$((2 * n))" || {
        echo "state is $state" >>"$scratch/err"
        return 1
    }
    test -z "$own_commits" || is_exact_schema "${1:-$url}"
}

# Every object once, and nothing left in the books.
is_exact_schema() { # URL
    state=$("$probe" query "$1" "SELECT (SELECT count(*) FROM information_schema.statistics WHERE table_schema = DATABASE()
        AND table_name LIKE 't\_%'), (SELECT count(*) FROM schema_migrations_journal), (SELECT count(owner) FROM
        schema_migrations_lease), (SELECT sum(CASE action WHEN 'up' THEN 1 ELSE -1 END) FROM schema_migrations_log
        WHERE outcome = 'completed')" 2>>"$scratch/err")
    test "$state" = "$((2 * n))|0|0|$n" || {
        echo "schema and books are $state" >>"$scratch/err"
        return 1
    }
}

up() {
    "$probe" up "${1:-$url}" "$project" >"$scratch/out" 2>"$scratch/err"
}

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

random_below() { # MILLISECONDS: as seconds for sleep
    r=$(($(od -An -N4 -tu4 /dev/urandom) % ($1 + 1)))
    printf '%d.%03d' $((r / 1000)) $((r % 1000))
}

# ---- F0: undisturbed ---------------------------------------------------------------------------------------------

fresh
begun=$(milliseconds)
up
code=$?
took=$(($(milliseconds) - begun))
ok $code "an undisturbed up succeeds"
is_exact
ok $? "an undisturbed up leaves the state that all others are compared with"
up
ok $? "up with nothing to do succeeds"

# ---- F1: kill -9 -------------------------------------------------------------------------------------------------

kill_rounds() {
    round=0
    while test $round -lt "$rounds"; do
        fresh
        "$probe" up "$url" "$project" >/dev/null 2>&1 &
        pid=$!
        sleep "$(random_below $took)"
        kill -9 $pid 2>/dev/null
        wait $pid 2>/dev/null
        up && is_exact || return 1
        round=$((round + 1))
    done
}
kill_rounds 2>/dev/null
ok $? "F1: killed at a random moment, up again ends in the same state"

. "$SRCDIR/tests/faults/emulated.sh"
emulated=$scratch/emulated
make_emulated "$emulated"
emulated_up() {
    "$probe" up "$url" "$emulated" >"$scratch/out" 2>"$scratch/err"
}
fresh
begun=$(milliseconds)
emulated_up
ok $? "statements that are other ones elsewhere: an undisturbed up succeeds"
took_emulated=$(($(milliseconds) - begun))
undisturbed=$(emulated_state "$url")
emulated_kills() {
    round=0
    while test $round -lt "$rounds"; do
        fresh
        for again in 1 2; do
            "$probe" up "$url" "$emulated" >/dev/null 2>&1 &
            pid=$!
            sleep "$(random_below $took_emulated)"
            kill -9 $pid 2>/dev/null
            wait $pid 2>/dev/null
        done
        emulated_up || return 1
        state=$(emulated_state "$url")
        test "$state" = "$undisturbed" || {
            echo "$state, not $undisturbed" >>"$scratch/err"
            return 1
        }
        round=$((round + 1))
    done
}
emulated_kills 2>/dev/null
ok $? "F1: killed among statements that are other ones elsewhere, twice, up again ends in the same state"
test "$undisturbed" = '46|8462|14|52|47|9343|46|1165|7'
ok $? "and that state is the one that PostgreSQL has"

# ---- F2: many at once --------------------------------------------------------------------------------------------

crowd() {
    fresh
    pids=''
    i=0
    while test $i -lt 20; do
        "$probe" up "$url" "$project" >/dev/null 2>"$scratch/err.$i" &
        pids="$pids $!"
        i=$((i + 1))
    done
    failed=0
    for pid in $pids; do
        wait "$pid" || failed=$((failed + 1))
    done
    cat "$scratch"/err.* >"$scratch/err"
    test $failed = 0 && is_exact
}
crowd
ok $? "F2: 20 at once on an empty database all succeed, and each migration ran once"

# ---- F3: a failing statement -------------------------------------------------------------------------------------

bad=$scratch/bad
mkdir -p "$bad/migrations"
cp "$project"/migrations/00000[12]_* "$bad/migrations"
{
    echo 'CREATE TABLE f3 (id integer PRIMARY KEY);'
    rows 'INSERT INTO f3 (id) VALUES (1);' 'INSERT INTO f3 (id) VALUES (2);' 'INSERT INTO f3 (id) VALUES (1);' \
        'INSERT INTO f3 (id) VALUES (3);'
} >"$bad/migrations/000003_broken.up.sql"
fresh
"$probe" up "$url" "$bad" >"$scratch/out" 2>"$scratch/err"
code=$?
at=$(grep -b 'VALUES (1)' "$bad/migrations/000003_broken.up.sql" | sed -n '2s/:.*//p')
test $code = 5 && grep -q "000003_broken.up.sql:$at:.*statement 4 of 5.*\[23505\]" "$scratch/err"
ok $? "F3: the message names file, position, statement and SQLSTATE"
test "$("$probe" query "$url" "SELECT version, status, statements_done, statements_total FROM schema_migrations
    ORDER BY version" | tr '\n' ' ')" = "000001|completed|$((5 ${own_commits:+ + 1}))|$((5 ${own_commits:+ + 1})) 000002|completed|$((4 ${own_commits:+ + 1}))|$((4 ${own_commits:+ + 1})) 000003|failed|3|5 "
ok $? "F3: what came before stands, and the attempt is recorded"
if test -n "$own_commits"; then
    test "$("$probe" query "$url" 'SELECT count(*) FROM f3')" = 2
    ok $? "F3: statements 1 to 3 stand"
    cp "$bad/migrations/000003_broken.up.sql" "$scratch/was"
    sed -i 's/VALUES (2)/VALUES (9)/' "$bad/migrations/000003_broken.up.sql"
    "$probe" up "$url" "$bad" >"$scratch/out" 2>"$scratch/err"
    code=$?
    at=$(grep -b 'VALUES (9)' "$bad/migrations/000003_broken.up.sql" | sed 's/:.*//')
    test $code = 3 && grep -q "000003_broken.up.sql:$at:.*statement 3 of 5.*changed since" "$scratch/err"
    ok $? "F3: a statement that has run must not be edited"
    cp "$scratch/was" "$bad/migrations/000003_broken.up.sql"
fi
sed -i 's/^INSERT INTO f3 (id) VALUES (1);$/INSERT INTO f3 (id) VALUES (4);/' "$bad/migrations/000003_broken.up.sql"
sed -i '0,/VALUES (4)/s/VALUES (4)/VALUES (1)/' "$bad/migrations/000003_broken.up.sql"
"$probe" up "$url" "$bad" >"$scratch/out" 2>"$scratch/err" &&
    test "$("$probe" query "$url" 'SELECT count(*) FROM f3')" = 4
ok $? "F3: after the correction up goes on"

# ---- a check that fails at COMMIT --------------------------------------------------------------------------------

late_check() {
    late=$scratch/late
    mkdir -p "$late/migrations"
    echo 'CREATE TABLE parents (id integer PRIMARY KEY);' >"$late/migrations/001_p.up.sql"
    echo 'CREATE TABLE children (p integer REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);' \
        >"$late/migrations/002_c.up.sql"
    echo 'INSERT INTO children (p) VALUES (7);' >"$late/migrations/003_dangling.up.sql"
    echo 'INSERT INTO parents (id) VALUES (1);' >"$late/migrations/004_more.up.sql"
    fresh
    timeout 60 "$probe" up "$url" "$late" >"$scratch/out" 2>"$scratch/err"
    test $? = 5 && grep -q '003_dangling.up.sql.*at commit.*\[23503\]' "$scratch/err" &&
        test "$("$probe" query "$url" "SELECT version, status FROM schema_migrations ORDER BY version" | tr '\n' ' ')" = \
            "001|completed 002|completed 003|failed "
}
if test -z "$own_commits"; then
    late_check
    ok $? "a deferred check that fails at COMMIT is the fault of the migration that broke it"
fi

# ---- F9: stopped and continued -----------------------------------------------------------------------------------

stop_rounds() {
    round=0
    while test $round -lt "$rounds"; do
        fresh
        "$probe" up "$url" "$project" >/dev/null 2>"$scratch/err" &
        first=$!
        sleep "$(random_below $took)"
        kill -STOP $first 2>/dev/null
        "$probe" up "$url" "$project" >/dev/null 2>>"$scratch/err" &
        second=$!
        sleep "${1:-0.3}"
        kill -CONT $first 2>/dev/null
        wait $first || return 1
        wait $second || return 1
        is_exact || return 1
        round=$((round + 1))
    done
}
stop_rounds
ok $? "F9: stopped while another runs, and continued: both succeed, each migration ran once"
if test -n "$own_commits"; then
    stop_rounds 4
    ok $? "F9: stopped for longer than its lease: another takes over, and both succeed"
fi

# ---- up and down -------------------------------------------------------------------------------------------------

fresh
up && "$probe" down "$url" "$project" base >"$scratch/out" 2>"$scratch/err" && up && is_exact
ok $? "up, down to base, up again"

if test "$engine" = sqlite; then
    echo "1..$count"
    exit 0
fi

# ---- F4: the wire ------------------------------------------------------------------------------------------------

with_proxy() { # MODE N: one `up` over a wire that breaks; it has to succeed by itself
    fresh
    rm -f "$scratch/port"
    "$proxy" "$scratch/port" "$server_port" "$1" "$2" 2>>"$scratch/err" &
    proxy_pid=$!
    while test ! -s "$scratch/port"; do sleep 0.02; done
    through=$(echo "$url" | sed "s|:$server_port/|:$(cat "$scratch/port")/|")
    up "$through"
    code=$?
    kill $proxy_pid
    wait $proxy_pid 2>/dev/null
    test $code = 0 && is_exact
}

each_message() {
    message=5
    step=7
    test -z "$own_commits" || message=2 step=1
    last=$((message + rounds * step))
    while test $message -le $last; do
        with_proxy "${own_commits:+my-}client" $message || return 1
        message=$((message + step))
    done
}
each_message 2>/dev/null
ok $? "F4: cut before a message of the client's: up succeeds by itself"

each_answer() { # of hundreds: some near the beginning, and some anywhere
    answer=1
    while test $answer -le $((rounds * 2)); do
        with_proxy my-answer $answer || return 1
        with_proxy my-answer $((20 + $(od -An -N2 -tu2 /dev/urandom) % (n * 25))) || return 1
        answer=$((answer + 1))
    done
}
each_commit() {
    test -z "$own_commits" || {
        each_answer
        return
    }
    for commit in 1 2 $((n / 2)) $n $((n + 1)); do
        with_proxy commit "$commit" || return 1
    done
}
each_commit 2>/dev/null
ok $? "F4: an answer lost: up succeeds by itself, nothing ran twice"

random_cuts() {
    round=0
    while test $round -lt "$rounds"; do
        with_proxy bytes $((600 + $(od -An -N2 -tu2 /dev/urandom) % 20000)) || return 1
        round=$((round + 1))
    done
}
random_cuts 2>/dev/null
ok $? "F4: cut at a random byte: up succeeds by itself"

# ---- F5: the server dies -----------------------------------------------------------------------------------------

end_connections() {
    if test "$engine" = postgres; then
        "$probe" query "$server" "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = 'skein_faults'" >/dev/null
        return
    fi
    for id in $("$probe" query "$server" "SELECT id FROM information_schema.processlist WHERE db = 'skein_faults'"); do
        "$probe" exec "$server" "KILL $id" 2>/dev/null
    done
}
backend_rounds() { # what a crashed server looks like to a client whose backend goes first
    round=0
    while test $round -lt "$rounds"; do
        fresh
        "$probe" up "$url" "$project" >/dev/null 2>"$scratch/err" &
        pid=$!
        sleep "$(random_below $took)"
        end_connections
        wait $pid || return 1
        is_exact || return 1
        round=$((round + 1))
    done
}
backend_rounds
ok $? "F5: the server ends the connection: up succeeds by itself"

# ---- lock waits --------------------------------------------------------------------------------------------------

fresh
up
echo 'ALTER TABLE t_1 ADD COLUMN blocked integer;' >"$project/migrations/999999_blocked.up.sql"
if test -n "$own_commits"; then
    "$probe" exec "$url" "SELECT count(*), sleep(3) FROM t_1" &
else
    "$probe" exec "$url" "DO 'BEGIN LOCK TABLE t_1; PERFORM pg_sleep(2); END'" &
fi
holder=$!
sleep 0.5
DDL_LOCK_TIMEOUT_MS=200 "$probe" up "$url" "$project" >"$scratch/out" 2>"$scratch/err"
ok $? "a table held by another is waited for in short tries, and the migration runs in the end"
grep -qE '^waiting.*(pid|connection) [0-9]' "$scratch/out"
ok $? "the wait names who holds it up"
wait $holder
rm "$project/migrations/999999_blocked.up.sql"

if test -n "$own_commits"; then
    . "$SRCDIR/tests/faults/commits.sh"
    echo "1..$count"
    exit 0
fi

# ---- statements that refuse a transaction ------------------------------------------------------------------------

mkdir -p "$scratch/concurrent/migrations"
cat >"$scratch/concurrent/migrations/001_c.up.sql" <<END
CREATE TABLE c (id integer, note text);
INSERT INTO c VALUES (1, 'a'), (1, 'b');
CREATE UNIQUE INDEX CONCURRENTLY c_id ON c (id);
INSERT INTO c VALUES (3, 'c');
END
fresh
"$probe" up "$url" "$scratch/concurrent" >"$scratch/out" 2>"$scratch/err"
test $? = 5 && grep -q 'statement 3 of 4' "$scratch/err" &&
    test "$("$probe" query "$url" 'SELECT count(*) FROM pg_index WHERE NOT indisvalid')" = 0
ok $? "CREATE INDEX CONCURRENTLY that fails leaves no invalid index behind"
sed -i 's/^CREATE UNIQUE INDEX/CREATE INDEX/' "$scratch/concurrent/migrations/001_c.up.sql"
"$probe" up "$url" "$scratch/concurrent" >"$scratch/out" 2>"$scratch/err" &&
    test "$("$probe" query "$url" 'SELECT count(*), (SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass($$c_id$$) AND indisvalid) FROM c')" = '3|1'
ok $? "after the correction it goes on behind the statements that are done"

cat >"$scratch/concurrent/migrations/002_d.up.sql" <<END
CREATE INDEX CONCURRENTLY c_note ON c (note);
INSERT INTO c VALUES (4, 'd');
CREATE INDEX CONCURRENTLY c_both ON c (id, note);
END
concurrent_kills() {
    round=0
    while test $round -lt "$rounds"; do
        fresh
        "$probe" up "$url" "$scratch/concurrent" >/dev/null 2>&1 &
        pid=$!
        sleep "$(random_below 150)"
        kill -9 $pid 2>/dev/null
        wait $pid 2>/dev/null
        "$probe" up "$url" "$scratch/concurrent" >"$scratch/out" 2>"$scratch/err" || return 1
        test "$("$probe" query "$url" 'SELECT count(*), (SELECT count(*) FROM pg_index WHERE indrelid = $$c$$::regclass AND indisvalid) FROM c')" = '4|3' ||
            return 1
        round=$((round + 1))
    done
}
concurrent_kills 2>/dev/null
ok $? "F1: killed between statements that refuse a transaction, up goes on where it stopped"

echo "1..$count"
