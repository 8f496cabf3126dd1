/*
 * drivers/mysql/driver.c - MySQL and MariaDB through the libmysqlclient API, whichever of the two libraries it is.
 *
 * One driver for both: which dialect to speak the server says itself. A session has settings of its own, so that a
 * server's configuration cannot change what a migration means.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "drivers/mysql/mysql_priv.h"

static int
impl_close(struct sk_my *impl)
{
    mysql_close(impl->my);
    return 0;
}

/* ---- the session -------------------------------------------------------------------------------------------------- */

/* Strict, in UTC, comparing bytes, with the escapes and quotes that the dialect writes. What one of the servers alone
 * knows stands in a comment that the other one skips (and old versions, by the number). */
static const char settings[] =
    "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', autocommit = 1, foreign_key_checks = 1, "
    "unique_checks = 1, sql_safe_updates = 0, sql_select_limit = DEFAULT, group_concat_max_len = 16777216, "
    "completion_type = 0, div_precision_increment = 4, innodb_strict_mode = 1, "
    "lc_time_names = 'en_US', default_week_format = 0"
    "/*M! , check_constraint_checks = 1, max_recursive_iterations = 1000000, collation_connection = utf8mb4_nopad_bin */"
    "/*!80000 , cte_max_recursion_depth = 1000000, collation_connection = utf8mb4_0900_bin */"
    "/*!80030 , sql_generate_invisible_primary_key = 0 */";

/* What the server says of itself. */
static enum sk_status
identify(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    struct sk_conn *conn = data;
    struct sk_my *impl = conn->impl;
    (void)err;
    if (i == 0)
        return SK_OK;
    const char *version = sk_cell(rows, 0, 0), *database = sk_cell(rows, 0, 2);
    conn->dialect = strstr(version, "MariaDB") ? "mariadb" : "mysql";
    if (strncmp(version, "5.5.5-", 6) == 0) /* what MariaDB puts before it, for old clients */
        version += 6;
    conn->server_version = sk_strndup(conn, version, strspn(version, "0123456789."));
    conn->database = sk_strdup(conn, database ? database : "");
    impl->max_packet_bytes = strtoul(sk_cell(rows, 0, 1), NULL, 10);
    return SK_OK;
}

static enum sk_status
begin_session(struct sk_conn *conn, struct sk_my *impl, struct sk_error *err)
{
    const struct sk_request requests[] = {
        {.sql = settings}, {.sql = "SELECT VERSION(), @@max_allowed_packet, DATABASE()", .want_rows = true}};
    struct sk_batch batch = {.requests = requests, .n = 2, .on_done = identify, .data = conn};
    impl->max_packet_bytes = 1 << 20; /* until it is known */
    return sk_my_batch(conn, &batch, err);
}

static enum sk_status
open_my(struct sk_conn *conn, const char *url, const struct sk_conn_options *options, struct sk_error *err)
{
    MYSQL *my;
    enum sk_status status = sk_my_connect(&my, url, true, options->connect_timeout_ms, err);
    if (status)
        return status;
    struct sk_my *impl = sk_new(conn, struct sk_my);
    impl->my = my;
    impl->socket = (int)mysql_get_socket(my);
    talloc_set_destructor(impl, impl_close);
    conn->impl = impl;
    conn->round_trips = 1;
    return begin_session(conn, impl, err);
}

static char
transaction(struct sk_conn *conn)
{
    const struct sk_my *impl = conn->impl;
    return impl->my->server_status & SERVER_STATUS_IN_TRANS ? 'T' : '-';
}

/* KILL QUERY would want a connection of its own, which no signal handler can make: the connection is cut instead, and
 * whoever resumes ends what the server may still be doing for it. */
static void
cancel(struct sk_conn *conn)
{
    struct sk_my *impl = conn->impl;
    impl->cancelled = 1;
    shutdown(impl->socket, SHUT_RDWR);
}

/* ---- databases ---------------------------------------------------------------------------------------------------- */

/* One statement about the database that the URL names; `%s` in it is that name, quoted in backticks or as a value. */
static enum sk_status
on_database(const char *url, const char *head, const char *tail, bool as_value, bool *row, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    MYSQL *my = NULL;
    const char *name = sk_my_database(tmp, url);
    enum sk_status status =
        name ? sk_my_connect(&my, url, false, 0, err) : sk_fail(err, SK_EUSAGE, "the URL names no database");
    if (!status) {
        struct sk_text *sql = sk_text_new(tmp);
        sk_text_add(sql, head);
        if (as_value)
            sk_text_literal(sql, name);
        else
            sk_text_ident(sql, name, '`');
        sk_text_add(sql, tail);
        if (mysql_real_query(my, sql->data, sql->len))
            status = sk_my_fail(err, my, NULL, false);
        MYSQL_RES *result = status ? NULL : mysql_store_result(my);
        *row = result && mysql_num_rows(result) > 0;
        if (result)
            mysql_free_result(result);
        mysql_close(my);
    }
    talloc_free(tmp);
    return status;
}

static enum sk_status
database_exists(const char *url, bool *out, struct sk_error *err)
{
    return on_database(url, "SELECT 1 FROM information_schema.schemata WHERE schema_name = ", "", true, out, err);
}

static enum sk_status
database_create(const char *url, struct sk_error *err)
{
    bool row;
    return on_database(url, "CREATE DATABASE IF NOT EXISTS ",
                       " CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80000 COLLATE utf8mb4_0900_bin */",
                       false, &row, err);
}

static enum sk_status
database_drop(const char *url, struct sk_error *err)
{
    bool row;
    return on_database(url, "DROP DATABASE IF EXISTS ", "", false, &row, err);
}

static const char *const schemes[] = {"mysql", "mariadb", NULL};

static const struct sk_driver mysql_driver = {
    .abi = SK_DRIVER_ABI,
    .name = "mysql",
    .schemes = schemes,
    .caps = SK_CAP_PIPELINE,
    .open = open_my,
    .batch = sk_my_batch,
    .transaction = transaction,
    .cancel = cancel,
    .database_create = database_create,
    .database_drop = database_drop,
    .database_exists = database_exists,
};

extern SKEIN_API const struct sk_driver *const skein_driver;
const struct sk_driver *const skein_driver = &mysql_driver;
