#!/bin/sh
# scripts/performance.sh - docs/performance.md, made anew: the customers project measured with and without its indexes, on
# each engine that has a server.
#
#     tests/support/with-servers.sh postgres mariadb mysql -- scripts/performance.sh [BUILDDIR] >docs/performance.md
#
# ROWS (10000) says how many rows. Takes some minutes. What is written are ratios of medians in one run on one machine.
set -e
builddir=${1:-.}
source=$(cd "$(dirname "$0")/.." && pwd)
skein=$(cd "$builddir" && pwd)/skein
rows=${ROWS:-10000}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat <<'END'
# Performance

What the indexes of migrations/customers are good for. Its document promises that, with them, a user is found by e-mail
25 times faster, active customers of a type 25 times, a user's audit trail 50 times, and the latest audit events 100
times. The queries are in migrations/customers/perf/expectations.sql, and how life differs from evenly made rows is in
migrations/customers/perf/setup.sql. Both sides have the same rows, made from the schema; "before" is the same schema
without its indexes, unique constraints and foreign keys.

This page is made by scripts/performance.sh, which runs on each engine, in migrations/customers,

END
printf '    skein perf --without-indexes --rows %s --runs 51 --format md\n\n' "$rows"
cat <<'END'
The figures are ratios of medians within one run on one machine; milliseconds of another machine would say nothing. How
much faster the second query becomes depends on how many customers it finds: here one or two in a thousand. What a query
costs besides its work (the way to the server and back) is in both sides, and makes the ratios smaller than those of
the work alone. They grow with the number of rows.

END
cd "$source/migrations/customers"
for url in "sqlite:$scratch/none.db" "$SKEIN_TEST_POSTGRES_URL" "$SKEIN_TEST_MARIADB_URL" "$SKEIN_TEST_MYSQL_URL"; do
    test -n "$url" || continue
    SKEIN_TOLERANCE=1000000 SKEIN_URL=$url "$skein" perf --without-indexes --rows "$rows" --runs 51 --format md ||
        test $? = 6 # what is not as fast as was promised stands in the page
    echo
done
