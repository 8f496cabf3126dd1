#!/bin/sh
# tests/support/fetch-engine.sh - database servers that Debian 12 does not have, without installing them.
#
#     fetch-engine.sh NAME                     get it, unless it is there; NAME: mysql, postgres13
#     fetch-engine.sh --command NAME PROGRAM   print the command that runs one of its programs; fail when it is not there
#     fetch-engine.sh --folder NAME            print where it is, or would be
#
# They come from other releases of Debian, extracted (mmdebstrap) into a cache folder, with the C library they were built
# for: their programs are run through its loader. SKEIN_MYSQL_DIR names another folder for MySQL, SKEIN_CACHE_DIR for all.
set -eu

suite_of() {
    case $1 in
    mysql) echo sid mysql-server-core ;;
    postgres13) echo bullseye postgresql-13 ;;
    *) return 1 ;;
    esac
}

# the folder, which may not be there: root's cache can be read by all
folder_of() {
    if test "$1" = mysql && test -n "${SKEIN_MYSQL_DIR:-}"; then
        echo "$SKEIN_MYSQL_DIR"
    elif test -n "${SKEIN_CACHE_DIR:-}"; then
        echo "$SKEIN_CACHE_DIR/$1"
    elif test "$(id -u)" = 0 || test -d "/var/cache/skein/$1"; then
        echo "/var/cache/skein/$1"
    else
        echo "${XDG_CACHE_HOME:-$HOME/.cache}/skein/$1"
    fi
}

# the path of a program in a folder
program_in() { # FOLDER PROGRAM
    for file in "$1"/usr/sbin/"$2" "$1"/usr/bin/"$2" "$1"/usr/lib/postgresql/*/bin/"$2"; do
        test ! -x "$file" || { echo "$file"; return; }
    done
    return 1
}

command_of() { # NAME PROGRAM
    folder=$(folder_of "$1")
    program=$(program_in "$folder" "$2") || return 1
    for lib in "$folder"/usr/lib/*-linux-gnu*; do
        for loader in "$lib"/ld-linux*.so.*; do
            test ! -x "$loader" || echo "$loader --library-path $lib:$lib/mysql:$lib/mysql/private $program" \
                "$(test "$2" != mysqld || echo "--no-defaults --basedir=$folder/usr --lc-messages-dir=$folder/usr/share/mysql")"
            return
        done
    done
    return 1
}

fetch() { # NAME
    folder=$(folder_of "$1")
    test ! -d "$folder" || return 0
    from=$(suite_of "$1") || { echo "fetch-engine.sh: there is no source for $1" >&2; return 1; }
    command -v mmdebstrap >/dev/null || { echo "fetch-engine.sh: mmdebstrap is not installed" >&2; return 1; }
    mkdir -p "$(dirname "$folder")"
    scratch=$(mktemp -d "$folder.XXXXXX")
    chmod 755 "$scratch"
    test "$(id -u)" = 0 || set -- "$1" --mode=chrootless # nothing is run in it
    # unstable's index is often older than it says it may be where a mirror is frozen
    if mmdebstrap ${2:+"$2"} --quiet --aptopt='Acquire::Check-Valid-Until "false"' --variant=extract --include="${from#* }" \
        "${from% *}" "$scratch/root" >"$scratch/log" 2>&1; then
        mv "$scratch/root" "$folder"
        rm -rf "$scratch"
    else
        cat "$scratch/log" >&2
        rm -rf "$scratch"
        return 1
    fi
}

case ${1:-} in
--folder) folder_of "$2" ;;
--command) command_of "$2" "$3" ;;
-* | '') sed -n '2,/^$/s/^# \{0,1\}//p' "$0" ;;
*) fetch "$1" ;;
esac
