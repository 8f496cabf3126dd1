# tests/faults/commits.sh - what is only to be tested where DDL commits by itself. Sourced by faults.sh.

# ---- F5: the server itself ---------------------------------------------------------------------------------------

# Kill the server and start it again as it was: only one that with-servers.sh has started.
pid_file=$("$probe" query "$server" 'SELECT @@pid_file')
server_dir=$(dirname "$pid_file")
# up may have been done before the server was killed.
await_server() {
    tries=0
    until "$probe" exec "$server" 'SELECT 1' 2>/dev/null; do
        tries=$((tries + 1))
        test $tries -lt 600 || return 1
        sleep 0.05
    done
}

server_rounds() {
    round=0
    "$probe" exec "$server" 'SET GLOBAL innodb_flush_log_at_trx_commit = 2' || return 1
    while test $round -lt "$rounds"; do
        fresh
        "$probe" up "$url" "$project" >/dev/null 2>"$scratch/err" &
        pid=$!
        sleep "$(random_below $took)"
        server_pid=$(cat "$pid_file")
        xargs -0 printf '%s\n' <"/proc/$server_pid/cmdline" >"$scratch/command"
        kill -9 "$server_pid"
        # one that nobody waits for stays as a zombie where there is no init
        while grep -qs '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$server_pid/status"; do sleep 0.02; done
        rm -f "$server_dir/socket.lock" # a zombie looks alive to the next server
        set --
        while read -r word; do set -- "$@" "$word"; done <"$scratch/command"
        "$@" --innodb-flush-log-at-trx-commit=2 </dev/null >>"$server_dir/server.log" 2>&1 &
        echo $! >"$server_dir/pid"
        wait $pid && await_server && is_exact || {
            tail -n 20 "$server_dir/server.log" >>"$scratch/err"
            return 1
        }
        round=$((round + 1))
    done
}
case $server_dir in
*/skein-servers.*)
    server_rounds 2>/dev/null
    ok $? "F5: the server is killed and started again: up succeeds by itself, nothing ran twice"
    ;;
*) skip "F5: the server is killed and started again" "the server is not the test's own" ;;
esac

# Wait until a connection of ours runs a statement that is LIKE this.
await_statement() { # PATTERN
    tries=0
    until test -n "$("$probe" query "$server" "SELECT id FROM information_schema.processlist WHERE db = 'skein_faults' AND
        info LIKE '$1' AND state LIKE 'User sleep'" 2>/dev/null)"; do
        tries=$((tries + 1))
        test $tries -lt 600 || return 1
        sleep 0.05
    done
}

# A run that is killed while the server is at its sleep(600).
killed_asleep() { # PROJECT
    "$probe" up "$url" "$1" >/dev/null 2>&1 &
    pid=$!
    await_statement '%sleep(600)'
    kill -9 $pid
    wait $pid 2>/dev/null
}

# ---- counters ------------------------------------------------------------------------------------------------------

counters=$scratch/counters
mkdir -p "$counters/migrations"
{
    echo 'CREATE TABLE k (id serial PRIMARY KEY, n integer);'
    rows 'INSERT INTO k (n) VALUES (1), (2);' 'INSERT INTO k (n) SELECT 3 + sleep(600);'
} >"$counters/migrations/001_k.up.sql"
fresh
killed_asleep "$counters"
sed -i 's/sleep(600)/0/' "$counters/migrations/001_k.up.sql"
"$probe" up "$url" "$counters" >"$scratch/out" 2>"$scratch/err" &&
    test "$("$probe" query "$url" 'SELECT group_concat(id, n ORDER BY id) FROM k')" = 11,22,33
ok $? "rows that are inserted again get the keys that they had before the rollback, also the first of a table"

# ---- an orphan ---------------------------------------------------------------------------------------------------

orphan=$scratch/orphan
mkdir -p "$orphan/migrations"
{
    echo 'CREATE TABLE o (id integer PRIMARY KEY);'
    rows 'INSERT INTO o VALUES (1);' 'INSERT INTO o SELECT 2 + sleep(600);'
    echo 'ALTER TABLE o ADD COLUMN more integer;'
} >"$orphan/migrations/001_o.up.sql"
fresh
killed_asleep "$orphan"
sed -i 's/sleep(600)/0/' "$orphan/migrations/001_o.up.sql"
"$probe" up "$url" "$orphan" >"$scratch/out" 2>"$scratch/err" &&
    test "$("$probe" query "$url" 'SELECT count(*), count(more), max(id) FROM o')" = '2|0|2' &&
    test "$("$probe" query "$server" "SELECT count(*) FROM information_schema.processlist WHERE db = 'skein_faults'
        AND info LIKE '%sleep(600)%' AND id <> connection_id()")" = 0
ok $? "a statement that the server is still at for a run that was killed is ended first"

# ---- the lock ----------------------------------------------------------------------------------------------------

cp "$orphan/migrations/001_o.up.sql" "$orphan/migrations/002_p.up.sql"
sed -i 's/ o / p /; s/SELECT 2 + 0/SELECT 2 + sleep(4)/' "$orphan/migrations/002_p.up.sql"
"$probe" up "$url" "$orphan" >"$scratch/out.1" 2>"$scratch/err.1" &
pid=$!
await_statement '%sleep(4)'
LOCK_WAIT_MS=100 "$probe" up "$url" "$orphan" >"$scratch/out" 2>"$scratch/err"
test $? = 8 && grep -q "another run holds the lock: .*@.*, pid $pid, since 2" "$scratch/err"
ok $? "who does not want to wait is told who holds the lock"
"$probe" up "$url" "$orphan" >"$scratch/out" 2>"$scratch/err" && grep -q "^waiting.*pid $pid" "$scratch/out"
ok $? "who waits is told for whom, and finds nothing left to do"
wait $pid
ok $? "a run that lasts longer than its lease keeps it"
test "$("$probe" query "$url" "SELECT count(*) FROM p")" = 2 && test "$("$probe" query "$url" "SELECT count(*) FROM
    schema_migrations_log")" = 2
ok $? "each migration has run once"

# ---- in doubt ----------------------------------------------------------------------------------------------------

doubt=$scratch/doubt
mkdir -p "$doubt/migrations"
{
    echo 'CREATE TABLE d (id integer PRIMARY KEY);'
    rows 'CREATE PROCEDURE fill() INSERT INTO d SELECT 1 + sleep(600);' 'CALL fill();' 'DROP PROCEDURE fill;'
} >"$doubt/migrations/001_d.up.sql"
fresh
killed_asleep "$doubt"
"$probe" up "$url" "$doubt" >"$scratch/out" 2>"$scratch/err"
test $? = 3 && grep -q 'statement 3 of migration 001 was interrupted.*CALL fill.*skein resolve 001 --stmt 3 --done' "$scratch/err"
ok $? "a statement that nobody can judge stops the run and is shown"
skein_resolve() { "$BUILDDIR/skein" -C "$doubt" --url "$url" -q resolve "$@" >"$scratch/out" 2>"$scratch/err"; }
skein_resolve 001 --stmt 2 --retry
test $? = 2 && grep -q 'statement 2 of migration 001 is not in doubt' "$scratch/err"
ok $? "another statement is not in doubt"
skein_resolve 001 --stmt 3
test $? = 2 && grep -q 'wants --done or --retry' "$scratch/err" && ! skein_resolve 001 --done
ok $? "resolve wants to be told which statement, and what has become of it"
"$probe" exec "$url" 'INSERT INTO d VALUES (1)'
skein_resolve 001 --stmt 3 --done && "$probe" up "$url" "$doubt" >"$scratch/out" 2>"$scratch/err" &&
    test "$("$probe" query "$url" "SELECT count(*) FROM d WHERE id = 1")" = 1 &&
    test "$("$probe" query "$url" 'SELECT status FROM schema_migrations')" = completed
ok $? "what a person calls done is not run again, and the run goes on behind it"
