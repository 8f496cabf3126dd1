# tests/support/tap.sh - test scripts in TAP. Source it, make checks, end with done_testing.
#
#     t 2 up 000009                    runs `skein up 000009` in $dir and expects exit code 2
#     err_has 'no migration "000009"'  looks at what it wrote to standard error
#
# $dir is an empty directory for the script, its working directory; it is removed at the end. The environment holds
# none of skein's variables, so that a test says all that it depends on. $out, $err: files with what the last command
# wrote. A failed check shows the command and its output.

: "${BUILDDIR:?}" "${SRCDIR:?}"
skein=${SKEIN:-$BUILDDIR/skein}
dir=$(mktemp -d "${TMPDIR:-/tmp}/skein-test.XXXXXX") || exit 99
scratch=$(mktemp -d "${TMPDIR:-/tmp}/skein-test.XXXXXX") || exit 99
out=$scratch/out err=$scratch/err
tap_n=0 tap_failed=0 command='' rc=0
trap 'rm -rf "$dir" "$scratch"' EXIT
cd "$dir" || exit 99

for name in $(env | sed -n 's/^\(SKEIN_[A-Z_]*\)=.*/\1/p'); do
    case $name in SKEIN_MODULE_PATH | SKEIN_TEST_*) ;; *) unset "$name" ;; esac
done
unset DATABASE_URL NO_COLOR PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSERVICE 2>/dev/null
LC_ALL=C.UTF-8 TERM=xterm
export LC_ALL TERM
: >"$out"
: >"$err"

# check NAME: report the exit code of the command before it
check() {
    tap_rc=$?
    tap_n=$((tap_n + 1))
    if test $tap_rc = 0; then
        printf 'ok %s - %s\n' "$tap_n" "$1" # echo would read a backslash in the name
        return 0
    fi
    tap_failed=$((tap_failed + 1))
    printf 'not ok %s - %s\n' "$tap_n" "$1"
    echo "# after: $command (exit code $rc)"
    sed 's/^/# stdout: /' "$out" | head -n 20
    sed 's/^/# stderr: /' "$err" | head -n 20
    return 0
}

# run ARGUMENT...: skein, with what it writes in $out and $err and its exit code in $rc
run() {
    command="skein $*" rc=0
    "$skein" "$@" >"$out" 2>"$err" || rc=$?
}

# t CODE ARGUMENT...: run, and expect an exit code
t() {
    tap_want=$1
    shift
    run "$@"
    test "$rc" = "$tap_want"
    check "$command exits with $tap_want"
}

same() { # FILE TEXT NAME
    printf '%s' "$2${2:+
}" >"$scratch/want"
    cmp -s "$1" "$scratch/want"
    tap_same=$?
    test $tap_same = 0 || sed 's/^/# wanted: /' "$scratch/want"
    test $tap_same = 0
    check "$3"
}

out_is() { same "$out" "$1" "${2:-$command writes what it should}"; }
err_is() { same "$err" "$1" "${2:-$command says what it should}"; }
out_has() { grep -qF -e "$1" "$out"; check "${2:-$command writes: $1}"; }
err_has() { grep -qF -e "$1" "$err"; check "${2:-$command says: $1}"; }
out_hasnt() { ! grep -qF -e "$1" "$out"; check "${2:-$command does not write: $1}"; }
err_hasnt() { ! grep -qF -e "$1" "$err"; check "${2:-$command does not say: $1}"; }
out_like() { grep -qE -e "$1" "$out"; check "${2:-$command writes: $1}"; }
silent() { test ! -s "$out" && test ! -s "$err"; check "${1:-$command says nothing}"; }

# file PATH TEXT: write a file, with its folders
file() {
    mkdir -p "$(dirname "$1")"
    printf '%s\n' "$2" >"$1"
}

# skip NAME WHY
skip() {
    tap_n=$((tap_n + 1))
    echo "ok $tap_n - $1 # SKIP $2"
}

done_testing() {
    echo "1..$tap_n"
    exit $((tap_failed > 0))
}
