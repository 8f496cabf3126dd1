#!/bin/sh
# tests/fuzz/differential.sh [OPTION...] - tests/fuzz/differential with servers of its own, by what BUILDDIR has built.
#
# Without --target: each engine in turn, in as many rounds (or as many seconds) each as the options say.
set -u
src=$(cd "$(dirname "$0")/../.." && pwd)
: "${BUILDDIR:=$PWD}"
export SRCDIR="$src" BUILDDIR SKEIN_MODULE_PATH="$BUILDDIR"
case " $* " in
*" --target "*) targets= ;;
*) targets=${ENGINES:-sqlite mariadb mysql} ;;
esac
if test "${1:-}" != with-servers; then
    servers=postgres
    for engine in mariadb mysql; do
        case " $targets $* " in *" $engine "*) servers="$servers $engine" ;; esac
    done
    # shellcheck disable=SC2086 # a list of words
    exec "$src/tests/support/with-servers.sh" $servers -- /bin/sh "$0" with-servers "$@"
fi
shift
if test -z "$targets"; then
    exec "$BUILDDIR/tests/fuzz/differential" "$@"
fi
code=0
for target in $targets; do
    echo "# $target"
    "$BUILDDIR/tests/fuzz/differential" --target "$target" "$@" || code=1
done
exit $code
