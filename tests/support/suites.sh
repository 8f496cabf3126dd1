# tests/support/suites.sh - programs that speak TAP, with database servers that are started once, as one test.
#
# The programs find servers in SKEIN_TEST_<ENGINE>_URL and skip what has none. Their plans and numbers are merged into one.
# A test that sources this is run a second time, with servers; only then does it come further.
#
# ENGINES says which engines are wanted, and nothing is said of the others; what has no server is skipped with the reason.
# Empty: all of them.
ENGINES=${ENGINES:-sqlite postgres postgres13 mariadb mysql}
export ENGINES
if test "${1:-}" != with-servers; then
    for engine in sqlite postgres mariadb mysql; do
        upper=$(echo $engine | tr a-z A-Z)
        case " $ENGINES " in
        *" $engine "*) test $engine = sqlite || set -- "$@" $engine ;;
        *)
            unset "SKEIN_TEST_${upper}_URL"
            export "SKEIN_TEST_${upper}_SKIP=not asked for"
            ;;
        esac
    done
    for engine in $ENGINES; do
        case $engine in
        sqlite | postgres | mariadb | mysql) ;;
        postgres[0-9]*) set -- "$@" "$engine" ;;
        *)
            echo "1..1"
            echo "not ok 1 - ENGINES=$engine: there is no such engine"
            exit 1
            ;;
        esac
    done
    exec "$SRCDIR/tests/support/with-servers.sh" "$@" -- /bin/sh "$0" with-servers
fi

scratch=$(mktemp -d "${TMPDIR:-/tmp}/skein-engines.XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT

suite() { # NAME PROGRAM: its TAP without plan and numbers; a suite that says nothing or dies is a failure
    began=$(date +%s)
    "$2" >"$scratch/tap"
    code=$?
    echo "# $1: $(($(date +%s) - began)) s"
    if skip=$(grep '^1\.\.0 *# *SKIP' "$scratch/tap"); then
        echo "ok - $1 # SKIP ${skip#*SKIP }"
        return
    fi
    sed -e "s|$SRCDIR/||g; /^[0-9]*\.\.[0-9]/d" \
        -e "s|^\(not ok\) *[0-9]* *-* *|\1 - $1: |; s|^\(ok\) *[0-9]* *-* *|\1 - $1: |" \
        -e '/^ok\|^not ok\|^#/!s/^/# /' "$scratch/tap"
    if ! grep -q '^ok\|^not ok' "$scratch/tap"; then
        echo "not ok - $1: it reports nothing (exit code $code)"
    elif test $code != 0 && ! grep -q '^not ok' "$scratch/tap"; then
        echo "not ok - $1: exit code $code"
    fi
}

suites() { # PROGRAM...
    for program; do
        test -x "$BUILDDIR/$program" && program=$BUILDDIR/$program || program=$SRCDIR/$program
        suite "$(basename "$program")" "$program"
    done
}

numbered() { # the suites' TAP as that of one test
    awk '/# SKIP not asked for$/ { next } /^(not )?ok/ { n++; sub(/ok -/, "ok " n " -"); } { print } END { print "1.." n }'
}
