# tests/support/engine-mariadb.sh - a MariaDB server for tests. Sourced by with-servers.sh, which says what an engine
# has to define: engine_find, engine_start DIR, engine_stop DIR.
. "$here/mysql.sh"

# Print why there can be no server, and fail; or set mariadbd to the command that runs it, and installer.
engine_find() {
    if ! mariadbd=$(my_program mariadbd) || ! installer=$(my_program mariadb-install-db); then
        echo "mariadbd or mariadb-install-db was not found"
        return 1
    fi
    mariadbd="$mariadbd --no-defaults"
}

engine_start() {
    "$installer" --no-defaults $(my_user) --datadir="$1/data" --tmpdir="$1" --auth-root-authentication-method=normal \
        --skip-test-db --skip-name-resolve >"$1/install.log" 2>&1 || {
        cat "$1/install.log" >&2
        return 1
    }
    my_start "$1" "$mariadbd" mariadb
}

engine_stop() { my_stop "$1"; }
