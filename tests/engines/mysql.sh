# tests/engines/mysql.sh - the suite of tests/engines/suite.sh on MariaDB or MySQL. Sourced by the test of either, which
# has set $engine and $server, the URL of a server.
. "$SRCDIR/tests/support/my-client.sh"
own_commits=yes url=${server%/*}/skein_suite

sql() {
    my_client "$url" "$1"
}

dump() {
    my_schema "$url" skein_suite
}

explain() {
    sql "EXPLAIN $1"
}

. "$SRCDIR/tests/engines/suite.sh"
done_testing
