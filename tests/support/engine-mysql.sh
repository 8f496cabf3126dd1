# tests/support/engine-mysql.sh - a MySQL server for tests. Sourced by with-servers.sh, which says what an engine has to
# define: engine_find, engine_start DIR, engine_stop DIR.
#
# Oracle's MySQL is in no stable release of Debian. fetch-engine.sh gets it from unstable into a folder, without
# installing anything; a mysqld on PATH that is MySQL's is as good.
. "$here/mysql.sh"

# Print why there can be no server, and fail; or set mysqld to the command that runs it.
engine_find() {
    mysqld=$("$here/fetch-engine.sh" --command mysql mysqld) && return
    found=$(my_program mysqld)
    if test -n "$found" && "$found" --version 2>/dev/null | grep -qv MariaDB; then
        mysqld="$found --no-defaults"
        return
    fi
    echo "there is no MySQL (tests/support/fetch-engine.sh mysql gets one), and no mysqld on PATH"
    return 1
}

engine_start() {
    $mysqld --initialize-insecure $(my_user) --datadir="$1/data" --tmpdir="$1" --innodb-flush-method=nosync \
        >"$1/install.log" 2>&1 || {
        cat "$1/install.log" >&2
        return 1
    }
    my_start "$1" "$mysqld" mysql --mysqlx=OFF --secure-file-priv=
}

engine_stop() { my_stop "$1"; }
