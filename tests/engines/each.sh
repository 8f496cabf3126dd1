# tests/engines/each.sh - a test's body once for each engine that is there. Sourced after tests/support/tap.sh.

# each_engine NAME COMMAND: run COMMAND with $engine, and $url of a database skein_NAME that it may drop and create at
# will; it need not be there. An engine without a server is skipped with the reason.
each_engine() {
    for engine in sqlite postgres mariadb mysql; do
        upper=$(echo $engine | tr a-z A-Z)
        if test $engine = sqlite; then
            url=sqlite:$scratch/$1.db each_why=${SKEIN_TEST_SQLITE_SKIP:-}
        else
            eval "url=\${SKEIN_TEST_${upper}_URL:-} each_why=\${SKEIN_TEST_${upper}_SKIP:-no server}"
            test -z "$url" || each_why=''
            url=${url%/*}/skein_$1
        fi
        if test -n "$each_why"; then
            skip "$1 on $engine" "$each_why"
        else
            "$2"
        fi
    done
}

# empty_database [URL]: make it, with nothing in it
empty_database() {
    "$skein" -q --url "${1:-$url}" db drop --allow-data-loss && "$skein" -q --url "${1:-$url}" db create
    check "an empty database on $engine"
}
