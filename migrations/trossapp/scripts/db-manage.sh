#!/bin/sh
# scripts/db-manage.sh - the database of TrossApp, on whichever engine SKEIN_URL names (none: SQLite, in skein.db).
#
#     db-manage.sh create     create the database, if it is not there
#     db-manage.sh drop       drop it, with all that is in it; never in production
#     db-manage.sh reset      drop it, and set it up; never in production
#     db-manage.sh setup      a fresh install: create it, lay the schema from schema.sql, load seeds/
#     db-manage.sh migrate    apply what is pending
#     db-manage.sh rollback   take the last migration back, by its rollback file
#     db-manage.sh status     which migrations are applied
#     db-manage.sh verify     is the database what its migrations say, and schema.sql too?
set -eu
cd "$(dirname "$0")/.."
skein=${SKEIN:-skein}

spare_production() {
    if test "${SKEIN_ENV:-development}" = production; then
        echo "db-manage.sh: \"$1\" is not for production" >&2
        exit 3
    fi
}

case ${1:-} in
create) "$skein" db create ;;
drop)
    spare_production drop
    "$skein" db drop --allow-data-loss
    ;;
reset)
    spare_production reset
    "$skein" db drop --allow-data-loss
    "$skein" db setup
    "$skein" seed --basic
    ;;
setup)
    "$skein" db setup
    "$skein" seed --basic
    ;;
migrate) "$skein" up ;;
rollback) "$skein" down ;;
status) "$skein" status ;;
verify)
    "$skein" drift
    "$skein" schema --format idempotent --check schema.sql
    ;;
*)
    sed -n 's/^#     //p' "$0" >&2
    exit 2
    ;;
esac
