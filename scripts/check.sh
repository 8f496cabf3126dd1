#!/bin/sh
# scripts/check.sh - install what is needed and pass all the tests, servers included.
#
# gcc and clang with warnings as errors; the whole suite under gcc; the suite again with what clang built, under
# AddressSanitizer and UBSan, on three of the engines; the main paths under valgrind. The last line sums up: N passed, N
# failed, N skipped.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$here/build-check}
jobs=$(nproc)
tests=$(($(nproc) + 4)) # they wait for servers and disks much of the time: the five long ones, and one of the others
passed=0 failed=0 skipped=0

step() {
    printf '== %s\n' "$*"
}

# The counts of automake's summary in a log.
count() {
    sed -n "s/^# $2: *//p" "$1" | awk '{ n += $1 } END { print n + 0 }'
}

tally() { # LOG STATUS
    passed=$((passed + $(count "$1" PASS) + $(count "$1" XFAIL)))
    bad=$(($(count "$1" FAIL) + $(count "$1" ERROR) + $(count "$1" XPASS)))
    skipped=$((skipped + $(count "$1" SKIP)))
    failed=$((failed + bad))
    if test "$bad" != 0 || test "$2" != 0; then
        test "$bad" != 0 || failed=$((failed + 1))
        grep -E '^(FAIL|ERROR|XPASS)|error:' "$1" | grep -v '^PASS' | head -40
        for log in $(grep -lE '^not ok|ERROR' "$(dirname "$1")"/tests/*/*.log 2>/dev/null | head -5); do
            echo "-- $log"
            grep -vE '^(ok|PASS)' "$log" | head -60
        done
    fi
}

# With -g1 there are lines for a stack, and a third of the time is saved.
build_in() { # NAME OPTION...: configure and build in a shell of its own
    (
        mkdir -p "$build/$1" && cd "$build/$1" && rm -f built || exit 1
        shift
        "$here/configure" --quiet --enable-werror "$@" >build.log 2>&1 && make --quiet -j"$jobs" >>build.log 2>&1 && touch built
    )
}

is_built() { # NAME
    cat "$build/$1/build.log"
    test -e "$build/$1/built"
}

test_in() { # NAME [ENGINE...]: the whole suite, with one PostgreSQL for all that can use it; on all engines, or these
    cd "$build/$1" || exit 1
    name=$1
    shift
    "$here/tests/support/with-servers.sh" postgres -- timeout 2400 make check -j"$tests" ENGINES="$*" >check.log 2>&1
    tally "$build/$name/check.log" $?
}

single() { # NAME COMMAND...: one test that is a command
    name=$1
    shift
    if "$@" >"$build/single.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL: $name"
        tail -40 "$build/single.log"
    fi
}

result_of() { # PID LOG: of what runs beside others
    wait "$1"
    code=$?
    cat "$2"
    return $code
}

step packages
"$here/scripts/packages.sh" test || exit 1
cd "$here" || exit 1
./autogen.sh >/dev/null 2>&1 || { echo "autogen.sh failed"; exit 1; }
mkdir -p "$build"

# Leaks are valgrind's to find: LeakSanitizer's tracer crashes now and then on modules that were loaded with dlopen(). It
# finds none in what such a tree's `make check TESTS=tests/commands.test ASAN_OPTIONS=detect_leaks=1` runs, nor any of the
# client libraries', so that what it says there is skein's; log_path=FILE keeps it, fast_unwind_on_malloc=0 tells where.
export ASAN_OPTIONS=detect_leaks=0

step "gcc: build"
build_in gcc CFLAGS='-O2 -g1' || { is_built gcc; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

step "gcc: test; clang, with sanitizers: build" # tests leave a processor idle now and then: they wait for servers
build_in clang --enable-sanitizers CC=clang CFLAGS='-O1 -g1' &
other=$!
test_in gcc
wait "$other"
single "clang builds without a warning" is_built clang

# MariaDB stands for MySQL, too: they share their code but for the choices that the tests of translations make.
step "AddressSanitizer and UBSan: test; valgrind: main paths"
"$here/tests/support/valgrind.sh" "$build/gcc" >"$build/valgrind.log" 2>&1 &
valgrind=$!
test_in clang sqlite postgres mariadb
single "the main paths under valgrind" result_of $valgrind "$build/valgrind.log"

echo "$passed passed, $failed failed, $skipped skipped"
test "$failed" = 0
