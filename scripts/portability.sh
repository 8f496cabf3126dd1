#!/bin/sh
# scripts/portability.sh SKEIN - docs/portability.md, from tests/portability/constructs.txt and what skein makes of each
# construct. `make portability` writes it; a test finds out when it is stale.
#
# Each construct is translated for each engine by itself, and the outcome of its last statement is what the table says. The
# reasons stand under the table, so that a row stays short.
set -eu
skein=$1
constructs=$(dirname "$0")/../tests/portability/constructs.txt
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
: >"$tmp/setup"

cat "$(dirname "$0")/../tests/portability/head.md"

flush() { # the notes of the section that ends
    test ! -s "$tmp/notes" || { echo; cat "$tmp/notes"; }
    : >"$tmp/notes"
    : >"$tmp/whys"
}
: >"$tmp/notes"
: >"$tmp/whys"
while IFS= read -r line; do
    case $line in
    '## '*)
        flush
        printf '\n%s\n\n| construct | SQLite | MySQL | MariaDB |\n|---|---|---|---|\n' "$line"
        : >"$tmp/setup"
        continue
        ;;
    '+ '*)
        printf '%s\n' "${line#+ }" >>"$tmp/setup"
        continue
        ;;
    '#'* | '') continue ;;
    esac
    name=${line%% | CREATE *} # a name may hold "|"
    case $name in "$line") name=${line%% | *} ;; esac
    printf '%s\n' "${line#"$name | "}" | sed 's/␤/\n/g; s/␉/\t/g' | cat "$tmp/setup" - >"$tmp/construct.sql"
    row="| $(printf '%s' "$name" | sed 's/|/\\|/g')"
    for engine in sqlite mysql mariadb; do
        "$skein" translate --to $engine --report "$tmp/construct.sql" >"$tmp/out" 2>"$tmp/err" || test $? = 3
        if test ! -s "$tmp/out"; then # the construct is no SQL that skein could read
            echo "portability: $name on $engine: $(head -n 1 "$tmp/err")" >&2
            exit 1
        fi
        cell=$(sed '$d' "$tmp/out" | tail -n 1 | cut -f 3) why=$(sed '$d' "$tmp/out" | tail -n 1 | cut -f 4 | sed "s/ on $engine/ there/g")
        if test -n "$why" && test "$cell" != exact; then
            if ! old=$(grep -nxF -- "$why" "$tmp/whys"); then
                printf '%s\n' "$why" >>"$tmp/whys"
                old=$(wc -l <"$tmp/whys")
                printf '%s. %s\n' "$old" "$why" >>"$tmp/notes"
            fi
            cell="$cell [${old%%:*}]"
        fi
        row="$row | $cell"
    done
    printf '%s |\n' "$row"
done <"$constructs"
flush
cat "$(dirname "$0")/../tests/portability/tail.md"
