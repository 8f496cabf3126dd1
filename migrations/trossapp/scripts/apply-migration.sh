#!/bin/sh
# scripts/apply-migration.sh - apply one migration: ./scripts/apply-migration.sh 004_add_user_preferences.sql
#
# A rollback file is applied by taking its migration back, if it is the last one.
set -eu
cd "$(dirname "$0")/.."
skein=${SKEIN:-skein}
if test $# != 1; then
    echo 'usage: scripts/apply-migration.sh FILE' >&2
    exit 2
fi
name=$(basename "$1")
case $name in
*_rollback.sql)
    if test "$("$skein" current)" != "${name%%_*}"; then
        echo "apply-migration.sh: ${name%%_*} is not the last migration that is applied" >&2
        exit 3
    fi
    "$skein" down
    ;;
*) "$skein" up --only "$name" ;;
esac
