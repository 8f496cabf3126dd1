#!/bin/sh
# tests/support/coverage.sh BUILD - line coverage of each room, from what the last make check left.
set -eu
cd "$1"
for room in core dialects drivers cli; do
    find . -path "./$room/*" -name '*.gcda' | while read -r data; do
        gcov -n -o "$data" "$data" 2>/dev/null
    done | awk -v room="$room" '
        /^File / { name = $0; gsub(/^File .|.$/, "", name) }
        /^Lines executed/ && name ~ "(^|/)" room "/.*[.]c$" {
            split($0, p, /[:% ]+/)
            if (p[3] * p[5] / 100 >= hit[name]) { hit[name] = p[3] * p[5] / 100; all[name] = p[5] }
        }
        END {
            for (f in all) { h += hit[f]; a += all[f] }
            printf "%-10s %5.1f %% of %d lines\n", room, a ? 100 * h / a : 0, a
        }'
done
