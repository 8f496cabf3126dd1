/*
 * drivers/mysql/driver.c - MySQL and MariaDB through the libmysqlclient API.
 *
 * One driver for both: which of them it is, and so which dialect to speak, the server says, not the URL. Connecting
 * takes two round trips: one for the handshake, one for the session (drivers/common/mysql_session.h).
 */
#include <mysql.h>
#include <string.h>

#include "core/driver.h"
#include "drivers/common/mysql_session.h"
#include "drivers/mysql/archive.h"
#include "drivers/mysql/batch.h"
#include "drivers/mysql/cancel.h"
#include "drivers/mysql/connect.h"
#include "drivers/mysql/errmap.h"

static int
impl_close(struct sk_my *impl)
{
    talloc_free(impl->canceller);
    mysql_close(impl->my);
    return 0;
}

struct taking {
    struct sk_conn *conn;
    struct sk_mysql_session *session;
};

static enum sk_status
take_session(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    const struct taking *taking = data;
    (void)i;
    return rows ? sk_mysql_session_take(taking->conn, taking->session, rows->cells, err) : SK_OK;
}

static enum sk_status
set_session(struct sk_conn *conn, struct sk_mysql_session *session, struct sk_error *err)
{
    const struct sk_request requests[] = {{.sql = sk_mysql_session_set},
                                          {.sql = sk_mysql_session_ask, .want_rows = true}};
    struct taking taking = {conn, session};
    struct sk_batch batch = {.requests = requests, .n = 2, .on_done = take_session, .data = &taking};
    enum sk_status status = sk_my_batch(conn, &batch, err);
    if (status || !session->more)
        return status;
    const struct sk_request more = {.sql = session->more};
    batch = (struct sk_batch){.requests = &more, .n = 1};
    return sk_my_batch(conn, &batch, err) ? sk_mysql_session_refused(err) : SK_OK;
}

static enum sk_status
open_my(struct sk_conn *conn, const char *url, const struct sk_conn_options *options, struct sk_error *err)
{
    struct sk_my_target *target;
    struct sk_mysql_session session;
    const struct sk_my_how how = {.timeout_ms = options->connect_timeout_ms};
    MYSQL *my;
    enum sk_status status = sk_my_target_read(&target, conn, url, err);
    if (status == SK_OK)
        status = sk_my_connect(&my, target, &how, err);
    if (status)
        return status;
    struct sk_my *impl = sk_new(conn, struct sk_my);
    impl->my = my;
    impl->max_packet_bytes = 16384; /* until the server tells */
    talloc_set_destructor(impl, impl_close);
    conn->impl = impl;
    conn->round_trips = mysql_get_ssl_cipher(my) ? 2 : 1;
    status = set_session(conn, &session, err);
    if (status)
        return status;
    impl->max_packet_bytes = session.max_packet_bytes;
    impl->canceller = sk_my_canceller_new(impl, target, session.server, mysql_thread_id(my));
    return SK_OK;
}

static char
transaction(struct sk_conn *conn)
{
    const struct sk_my *impl = conn->impl;
    return !impl->lost && impl->my->server_status & SERVER_STATUS_IN_TRANS ? 'T' : '-';
}

static void
cancel(struct sk_conn *conn)
{
    struct sk_my *impl = conn->impl;
    impl->cancelled = 1;
    sk_canceller_ask(impl->canceller);
}

/* Run one statement about the database that the URL names, without being connected to it. `*row`: did it give one? */
static enum sk_status
on_database(const char *url, char *(*statement)(TALLOC_CTX *owner, const char *name), bool *row, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_my_how how = {.no_database = true};
    struct sk_my_target *target;
    MYSQL *my = NULL;
    enum sk_status status = sk_my_target_read(&target, tmp, url, err);
    if (status == SK_OK && !target->database)
        status = sk_fail(err, SK_EUSAGE, "the URL names no database");
    if (status == SK_OK)
        status = sk_my_connect(&my, target, &how, err);
    if (status)
        goto out;
    if (mysql_query(my, "SET NAMES utf8mb4, sql_mode = ''") || mysql_query(my, statement(tmp, target->database))) {
        status = sk_my_fail(err, my, NULL, false);
        goto out;
    }
    MYSQL_RES *result = mysql_store_result(my);
    *row = result && mysql_num_rows(result) > 0;
    mysql_free_result(result);
out:
    if (my)
        mysql_close(my);
    talloc_free(tmp);
    return status;
}

static enum sk_status
database_exists(const char *url, bool *out, struct sk_error *err)
{
    return on_database(url, sk_mysql_database_ask, out, err);
}

static enum sk_status
database_create(const char *url, struct sk_error *err)
{
    bool row;
    return on_database(url, sk_mysql_database_create, &row, err);
}

static enum sk_status
database_drop(const char *url, struct sk_error *err)
{
    bool row;
    return on_database(url, sk_mysql_database_drop, &row, err);
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
    .archive = &sk_my_archive,
};

extern SKEIN_API const struct sk_driver *const skein_driver;
const struct sk_driver *const skein_driver = &mysql_driver;
