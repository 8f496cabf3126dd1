#!/bin/sh
# scripts/packages.sh build|test - install what building (or also testing) skein needs on Debian 12.
set -eu

build="gcc make autoconf automake libtool pkg-config libc6-dev
    libpg-query-dev libprotobuf-c-dev libtalloc-dev uthash-dev libjansson-dev libsmartcols-dev libpopt-dev libltdl-dev
    libmd-dev libpq-dev libsqlite3-dev default-libmysqlclient-dev libdbi-dev"
test="check clang libclang-rt-14-dev valgrind sqlite3 postgresql-15 mariadb-server-core mariadb-client eatmydata mmdebstrap
    libdbd-pgsql libdbd-mysql libdbd-sqlite3 perl procps git mandoc
    bash zsh fish rpm rpmlint debhelper lintian graphviz chromium"

packages=$build
test "${1:-build}" != test || packages="$build $test"

missing=
for package in $packages; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done

# MySQL's server is in no stable release, and another PostgreSQL is in an older one: they are put into a cache folder, and
# where one cannot be had its tests are skipped.
get_engines() {
    test "${1:-build}" = test || return 0
    for engine in mysql postgres13; do
        "$(dirname "$0")/../tests/support/fetch-engine.sh" $engine ||
            echo "packages.sh: there is no $engine server: its tests will be skipped" >&2
    done
}

if test -z "$missing"; then
    get_engines "$@"
    exit
fi

as_root=
test "$(id -u)" = 0 || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
# The tests start servers of their own: Debian's cluster is not wanted.
$as_root mkdir -p /etc/postgresql-common
test -e /etc/postgresql-common/createcluster.conf ||
    echo 'create_main_cluster = false' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
$as_root apt-get update -qq
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>"$errors" || {
    cat "$errors" >&2
    exit 1
}
get_engines "$@"
