# tests/bench/lib.sh - what the scripts of make bench share: timing, and how figures are printed. Sourced by them.
#
# Wants $tmp (a directory), $runs, $n (migrations), $skein and $build.

now() { date +%s%N; }

# COMMAND...: run it once; nanoseconds
once() {
    begun=$(now)
    "$@" >/dev/null 2>"$tmp/err" || { cat "$tmp/err" >&2; exit 1; }
    echo $(($(now) - begun))
}

# COMMAND...: milliseconds of the best run, three decimals: the machine's noise only ever adds
best() {
    i=0
    while test $i -lt "$runs"; do
        once "$@"
        i=$((i + 1))
    done | sort -n | awk 'NR == 1 { printf "%.3f", $1 / 1e6 }'
}

# A migration of 50 MB, in $tmp/large: INSERT statements of 108 bytes, which are many, and short
make_large() {
    mkdir "$tmp/large"
    awk 'BEGIN {
        body = sprintf("%60s", "")
        print "CREATE TABLE large (id integer PRIMARY KEY, body text NOT NULL);"
        for (bytes = 0; bytes < 5e7; bytes += length(line)) {
            line = sprintf("INSERT INTO large (id, body) VALUES (%d, \047%s\047);\n", i++, body)
            printf "%s", line
        }
    }' >"$tmp/large/1_large.up.sql"
}

# ENGINE RESET URL: what it takes, of this process
say_large() {
    test -d "$tmp/large" || make_large
    $2
    say "$1: a file of 50 MB of INSERTs: peak memory (goal 204800), processor time (goal 10 s)" \
        "$("$build/tests/bench/peak" "$skein" --dir "$tmp/large" --url "$3" -q up)"
}

# RESET A B: run B and A in turns, each on what RESET has emptied; prints the medians in milliseconds, and that of A/B
pairs() {
    i=0
    while test $i -lt "$runs"; do
        $1
        b=$(once $3)
        $1
        a=$(once $2)
        echo "$a $b"
        i=$((i + 1))
    done | awk '
        function median(v, i, j, t) {
            for (i = 2; i <= NR; i++)
                for (j = i; j > 1 && v[j] < v[j - 1]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
            return NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
        }
        { a[NR] = $1; b[NR] = $2; r[NR] = $1 / $2 }
        END { printf "%.0f %.0f %.2f\n", median(a) / 1e6, median(b) / 1e6, median(r) }'
}

ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
say() { printf '%-58s %s\n' "$1" "$2"; }

# NAME RESET URL: how many round trips it takes, as a proxy counts them: messages of the client that follow one of the
# server
say_trips() {
    for k in 10 100 "$n"; do
        $2
        mkdir "$tmp/some"
        ls "$tmp/migrations" | head -n "$k" | while read -r f; do cp "$tmp/migrations/$f" "$tmp/some/"; done
        say "$1: round trips of a fresh up of $k" "$("$build/tests/bench/trips" "$3" "$skein" --dir "$tmp/some" -q up)"
        rm -r "$tmp/some"
    done
    say "$1: round trips of up with nothing to do (goal 4)" \
        "$("$build/tests/bench/trips" "$3" "$skein" --dir "$tmp/migrations" -q up)"
    say "$1: round trips of status (goal 4)" \
        "$("$build/tests/bench/trips" "$3" "$skein" --dir "$tmp/migrations" -q status)"
}
