# tests/support/engine-postgres.sh - a PostgreSQL server for tests. Sourced by with-servers.sh, which says what an
# engine has to define: engine_find, engine_start DIR, engine_stop DIR.
#
# PostgreSQL refuses to run as root, so root becomes the user postgres. TCP asks for a password, one that is nasty to
# quote, so that no test passes because nobody looked at it.

pg_password='s3cret/@?:%#é'
pg_password_in_url='s3cret%2F%40%3F%3A%25%23%C3%A9'

pg_run() {
    if test "$(id -u)" = 0; then
        set -- setpriv --reuid=postgres --regid=postgres --init-groups "$@"
    fi
    if test -n "${pg_libs:-}"; then
        set -- env LD_LIBRARY_PATH="$pg_libs" "$@"
    fi
    "$@"
}

# Another major comes from an older release of Debian: it runs on this one's C library, with what it misses beside it.
pg_link_libraries() { # DIR
    mkdir -p "$1"
    while missing=$(LD_LIBRARY_PATH=$1 ldd "$pg_bin/postgres" "$pg_bin/initdb" | sed -n 's/^[[:space:]]*\([^ ]*\) => not found$/\1/p' |
        sort -u) && test -n "$missing"; do
        for name in $missing; do
            ln -s "$pg_folder"/usr/lib/*-linux-gnu*/"$name" "$1/" && test -e "$1/$name" || return 1
        done
    done
}

# Print why there can be no server, and fail; or set pg_bin.
engine_find() {
    pg_bin=
    if test -n "${pg_major:-}"; then
        pg_folder=$("$here/fetch-engine.sh" --folder "postgres$pg_major")
        pg_bin=$pg_folder/usr/lib/postgresql/$pg_major/bin
        test ! -x "$pg_bin/initdb" || return 0
        echo "it is not there (tests/support/fetch-engine.sh postgres$pg_major gets it)"
        return 1
    fi
    for dir in "${PG_BINDIR:-/nonexistent}" "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
        test -x "$dir/initdb" && test -x "$dir/postgres" && pg_bin=$dir
    done
    if test -z "$pg_bin"; then
        echo "initdb was not found (set PG_BINDIR)"
        return 1
    fi
    if test "$(id -u)" = 0 && ! id postgres >/dev/null 2>&1; then
        echo "root cannot run PostgreSQL, and there is no user postgres"
        return 1
    fi
}

# Start a server that keeps everything in DIR and print its URL.
engine_start() {
    printf '%s' "$pg_password" >"$1/password"
    if test -n "${pg_major:-}"; then
        pg_libs=$1/lib
        pg_link_libraries "$pg_libs" || return 1
    fi
    test "$(id -u)" != 0 || chown -R postgres "$1"
    (cd "$1" && pg_run "$pg_bin/initdb" -D "$1/data" -U skein -E UTF8 --locale=C --lc-ctype=C.UTF-8 --pwfile="$1/password" \
        --auth-local=trust --auth-host=scram-sha-256 --no-sync) >"$1/initdb.log" 2>&1 || {
        cat "$1/initdb.log" >&2
        return 1
    }
    cat >>"$1/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = '$1'
fsync = off
full_page_writes = off
jit = off
shared_buffers = 32MB
max_connections = 60
END
    # Nobody can reserve a free port: try one, and another when it turns out to be taken.
    for try in 1 2 3 4 5 6 7 8; do
        port=$(free_port)
        (cd "$1" && pg_run "$pg_bin/pg_ctl" -D "$1/data" -o "-p $port" -l "$1/server.log" -w -t 60 start) \
            >"$1/start.log" 2>&1 && {
            echo "postgres://skein:$pg_password_in_url@127.0.0.1:$port/postgres"
            return 0
        }
        grep -q 'Address already in use' "$1/server.log" || break
    done
    cat "$1/start.log" "$1/server.log" >&2
    return 1
}

engine_stop() {
    test ! -d "$1/lib" || pg_libs=$1/lib
    test ! -f "$1/data/postmaster.pid" ||
        (cd "$1" && pg_run "$pg_bin/pg_ctl" -D "$1/data" -m immediate -w stop) >/dev/null 2>&1
}
