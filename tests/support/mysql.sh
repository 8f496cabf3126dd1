# tests/support/mysql.sh - what engine-mariadb.sh and engine-mysql.sh share. Sourced by them.
#
# The user skein has a password that is nasty to quote, so that no test passes because nobody looked at it; root has none.
# Nothing is kept safe from a crash of the machine: the servers live as long as a test. With SKEIN_TEST_DURABLE set, all is
# left as the server has it by default, for figures (tests/bench).

my_password_in_sql="s3cret/@?:%#é\\'\\\\"
my_password_in_url='s3cret%2F%40%3F%3A%25%23%C3%A9%27%5C'

# a program by name, also where daemons are
my_program() {
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1"
}

# Both refuse to run as root unless told to.
my_user() {
    test "$(id -u)" != 0 || echo --user=root
}

# What makes servers start sooner and forget more. InnoDB's doublewrite stays: tests kill servers, and a page whose
# writing a signal cut in two can be had from nowhere else (MySQL 8.0 manual, 15.6.4).
my_careless() {
    test -n "${SKEIN_TEST_DURABLE:-}" ||
        echo --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --skip-log-bin \
            --innodb-buffer-pool-size=32M --performance-schema=OFF
}

# libeatmydata (packages.debian.org/eatmydata) takes fsync() away: statements that change the schema wait for little else.
my_forgetful() {
    test -n "${SKEIN_TEST_DURABLE:-}" || command -v eatmydata
}

# my_start DIR COMMAND SCHEME OPTION...: start the server whose data are in DIR/data, and print its URL
my_start() {
    my_dir=$1 my_command=$2 my_scheme=$3
    shift 3
    printf '%s;\n' "CREATE USER IF NOT EXISTS skein@'%' IDENTIFIED BY '$my_password_in_sql'" \
        "GRANT ALL ON *.* TO skein@'%' WITH GRANT OPTION" "CREATE DATABASE IF NOT EXISTS skein" >"$my_dir/init.sql"
    # A server that starts removes what it takes for leftovers from its temporary folder: each has its own.
    # Nobody can reserve a free port: try one, and another when it turns out to be taken.
    for try in 1 2 3 4 5 6 7 8; do
        my_port=$(free_port)
        $(my_forgetful) $my_command $(my_user) --datadir="$my_dir/data" --port="$my_port" --bind-address=127.0.0.1 \
            --tmpdir="$my_dir" --socket="$my_dir/socket" --pid-file="$my_dir/server.pid" --init-file="$my_dir/init.sql" \
            --max-connections=300 $(my_careless) "$@" \
            </dev/null >"$my_dir/server.log" 2>&1 &
        echo $! >"$my_dir/pid"
        if my_await "$my_dir"; then
            echo "$my_scheme://skein:$my_password_in_url@127.0.0.1:$my_port/skein"
            return 0
        fi
        grep -qiE 'address already in use|bind on tcp/ip port' "$my_dir/server.log" || break
    done
    cat "$my_dir/server.log" >&2
    return 1
}

# Wait until the server takes connections; fail when it has ended, or after a minute.
my_await() {
    my_n=0
    while test $my_n -lt 1200; do
        ! grep -q 'ready for connections' "$1/server.log" 2>/dev/null || return 0
        kill -0 "$(cat "$1/pid")" 2>/dev/null || return 1
        sleep 0.05
        my_n=$((my_n + 1))
    done
    return 1
}

my_stop() {
    test -f "$1/pid" || return 0
    my_pid=$(cat "$1/pid")
    kill -KILL "$my_pid" 2>/dev/null
    my_n=0 # a zombie holds no files
    while grep -qs '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$my_pid/status" && test $my_n -lt 200; do
        sleep 0.05
        my_n=$((my_n + 1))
    done
}
