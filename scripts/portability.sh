#!/bin/sh
# scripts/portability.sh SKEIN - docs/portability.md, from tests/portability/constructs.txt and what skein makes of each
# construct. `make portability` writes it; a test finds out when it is stale.
#
# Each construct is translated for each engine by itself, and the outcome of its last statement is what the table says. The
# reasons stand under the table, so that a row stays short.
set -eu
skein=$1
here=$(dirname "$0")/../tests/portability
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# $tmp/rows: "NUMBER|NAME" for a construct, whose SQL is in NUMBER.sql, or the heading of a section.
awk -v dir="$tmp" '
    /^## / { print; setup = ""; next }
    /^\+ / { setup = setup substr($0, 3) "\n"; next }
    /^#/ || /^$/ { next }
    {
        at = index($0, " | CREATE ") # a name may hold "|"
        if (!at)
            at = index($0, " | ")
        sql = substr($0, at + 3)
        gsub(/␤/, "\n", sql)
        gsub(/␉/, "\t", sql)
        file = dir "/" ++n ".sql"
        print setup sql >file
        close(file)
        print n "|" substr($0, 1, at - 1)
    }' "$here/constructs.txt" >"$tmp/rows"

for sql in "$tmp"/*.sql; do
    for engine in sqlite mysql mariadb; do
        out=${sql%.sql}.$engine
        "$skein" translate --to $engine --report "$sql" >"$out" 2>"$tmp/err" || test $? = 3
        if test ! -s "$out"; then # the construct is no SQL that skein could read
            echo "portability: $(cat "$sql") on $engine: $(head -n 1 "$tmp/err")" >&2
            exit 1
        fi
    done
done

cat "$here/head.md"
awk -v dir="$tmp" '
    function flush(i) { # the notes of the section that ends
        for (i = 1; i <= notes; i++)
            print (i == 1 ? "\n" : "") i ". " note[i]
        notes = 0
        split("", number)
    }
    function cell(engine, file, line, last, before, field) { # the line before the sum at the end
        file = dir "/" construct "." engine
        while ((getline line <file) > 0) {
            before = last
            last = line
        }
        close(file)
        split(before, field, "\t")
        gsub(" on " engine, " there", field[4])
        if (field[4] == "" || field[3] == "exact")
            return field[3]
        if (!(field[4] in number)) {
            number[field[4]] = ++notes
            note[notes] = field[4]
        }
        return field[3] " [" number[field[4]] "]"
    }
    /^## / {
        flush()
        printf "\n%s\n\n| construct | SQLite | MySQL | MariaDB |\n|---|---|---|---|\n", $0
        next
    }
    {
        construct = $0
        sub(/\|.*/, "", construct)
        name = substr($0, length(construct) + 2)
        gsub(/\|/, "\\|", name)
        sqlite = cell("sqlite")
        mysql = cell("mysql")
        printf "| %s | %s | %s | %s |\n", name, sqlite, mysql, cell("mariadb")
    }
    END { flush() }' "$tmp/rows"
cat "$here/tail.md"
