# tests/support/my-client.sh - looking into MariaDB and MySQL without skein, through MariaDB's client. Sourced after tap.sh.

# my_target URL: what the client has to be told of a server (scheme://user:password@host[:port]/database)
my_target() {
    test "${1%/*}" != "${my_known:-}" || return 0
    my_known=${1%/*} my_login=${1#*://} my_host=${1##*@}
    my_login=${my_login%@*} my_host=${my_host%%/*}
    MYSQL_PWD=$(printf '%s' "${my_login#*:}" | perl -pe 's/%(..)/chr hex $1/ge')
    export MYSQL_PWD
    my_user=${my_login%%:*}
    case $my_host in *:*) my_port=${my_host##*:} ;; *) my_port=3306 ;; esac
}

# alone: wait until no other test has made, on the server of $url, the database of a schema whose name more than one of
# them uses. together: done.
alone() {
    my_target "$url"
    my_lock=$BUILDDIR/tests/schemas-$my_port.lock
    case $engine in # a test that goes on to the other server has not left this one
    mariadb) exec 8>"$my_lock" && flock 8 ;;
    *) exec 9>"$my_lock" && flock 9 ;;
    esac
}
together() {
    exec 8>&- 9>&-
}

# my_client URL STATEMENT: rows as lines, cells separated by "|", NULL empty, as the other engines' clients write them.
# TLS would be nine tenths of its time.
my_client() {
    my_target "$1"
    mariadb --no-defaults --skip-ssl --protocol=tcp --host="${my_host%:*}" --port="$my_port" --user="$my_user" --batch \
        --default-character-set=utf8mb4 --skip-column-names --raw "${1##*/}" --execute="$2" >"$scratch/my" || return
    sed -E 's/(^|	)NULL(	|$)/\1\2/g; s/	/|/g' "$scratch/my"
}

# my_schema URL DATABASE...: what their tables and views are, without skein's own; a database that is not there has none.
my_schema() {
    my_url=$1
    shift
    for my_database in "$@"; do
        my_client "${my_url%/*}/information_schema" "SELECT CONCAT('SHOW CREATE TABLE \`', table_schema, '\`.\`', table_name,
            '\`') FROM tables WHERE table_schema = '$my_database' AND table_name NOT LIKE '%schema\\_migrations%' AND
            table_name NOT LIKE 'other\\_history%' ORDER BY table_name" >"$scratch/tables"
        while read -r my_show; do
            my_client "$my_url" "$my_show" | sed -E 's/ AUTO_INCREMENT=[0-9]+//'
        done <"$scratch/tables"
    done
}
