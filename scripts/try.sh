#!/bin/sh
# scripts/try.sh - from a fresh Debian 12 to a migrated database: installs what is needed, builds, runs the example.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$here/build}

echo "installing what is needed"
"$here/scripts/packages.sh" build
echo "building in $build"
cd "$here"
test -x configure || ./autogen.sh >/dev/null 2>&1
mkdir -p "$build"
cd "$build"
test -e Makefile || "$here/configure" --quiet --without-tests 2>/dev/null
make -j"$(nproc)" >build.log 2>&1 || {
    tail -30 build.log
    exit 1
}

database=$build/try.db
rm -f "$database"
show() {
    printf '\n$ skein %s\n' "$*"
    "$build/skein" -C "$here/migrations/user-service" --url "sqlite:$database" "$@"
}
show status
show up
show status
show counts
show down
printf '\nThe program is %s, the database %s.\n' "$build/skein" "$database"
