/*
 * drivers/dbi/mysql.c - MySQL and MariaDB through libdbi's driver "mysql".
 *
 * Multi-statements stay off, so the server itself refuses a second statement. Whether a transaction is open is in none
 * of the functions that are handed out: it follows from the statements.
 */
#include <dbi/dbi.h>
#include <stdio.h>
#include <string.h>

#include "drivers/common/canceller.h"
#include "drivers/common/mysql_codes.h"
#include "drivers/common/mysql_scan.h"
#include "drivers/common/mysql_session.h"
#include "drivers/dbi/engine.h"

enum { FETCH_ROW, NEXT_RESULT, STORE_RESULT, FREE_RESULT, SQLSTATE, ERROR_NUMBER, ERROR_TEXT, THREAD_ID };

static const char *const functions[] = {"mysql_fetch_row", "mysql_next_result", "mysql_store_result",
                                        "mysql_free_result", "mysql_sqlstate",  "mysql_errno",
                                        "mysql_error",     "mysql_thread_id",   NULL};

typedef char **(*fetch_row)(void *);
typedef int (*next_result)(void *);
typedef void *(*store_result)(void *);
typedef void (*free_result)(void *);
typedef const char *(*text_of)(void *);
typedef unsigned (*number_of)(void *);
typedef unsigned long (*id_of)(void *);

struct own {
    bool in_transaction;
    const char *server; /* tells this server from another behind the same address */
    char kill[64];
    dbi_conn killer;    /* made beforehand, used by the canceller's thread alone */
    struct sk_canceller *canceller;
};

static enum sk_status
prepare(struct sk_dbi_options *options, bool read_only, struct sk_error *err)
{
    (void)read_only, (void)err;
    sk_dbi_set_option(options, "encoding", NULL);
    sk_dbi_set_option(options, "mysql_client_multi_statements", "0");
    sk_dbi_set_option(options, "mysql_client_local_files", "0");
    if (!sk_dbi_option(options, "timeout"))
        sk_dbi_set_option(options, "timeout", "10");
    return SK_OK;
}

/* ---- errors ----------------------------------------------------------------------------------------------------- */

static enum sk_status
fail(struct sk_dbi *impl, const struct sk_request *request, struct sk_error *err)
{
    unsigned code = SK_DBI_CALL(impl, ERROR_NUMBER, number_of)(impl->client);
    const char *message = SK_DBI_CALL(impl, ERROR_TEXT, text_of)(impl->client), *sqlstate;
    const char *servers = SK_DBI_CALL(impl, SQLSTATE, text_of)(impl->client);
    struct own *own = impl->own;
    enum sk_status status = sk_mysql_code(code, servers, message, &sqlstate);
    if (impl->cancelled && code == SK_MYSQL_INTERRUPTED)
        status = SK_EINTERRUPTED;
    sk_fail(err, status, "%s", message);
    sk_sqlstate(err, sqlstate);
    if (!request->n_args)
        sk_at(err, NULL, sk_mysql_error_position(code, message, request->sql, true));
    impl->lost = status == SK_ECONN;
    if (own && code == SK_MYSQL_DEADLOCK)
        own->in_transaction = false;
    return status;
}

static enum sk_status
open_fail(struct sk_error *err, int code, const char *message)
{
    const char *sqlstate;
    enum sk_status status = sk_mysql_open_code((unsigned)code, &sqlstate);
    message += strspn(message, "0123456789");
    sk_fail(err, status, "%s", message + strspn(message, ": "));
    sk_sqlstate(err, sqlstate);
    return status;
}

/* ---- statements ------------------------------------------------------------------------------------------------- */

/* Is a transaction open behind a statement that begins with these words? Whether it succeeds or not: what commits by
 * itself does so first. See the manual, "Statements That Cause an Implicit Commit". */
static bool
in_transaction_after(const char *sql, bool before)
{
    static const char *const begins[] = {"BEGIN", "START", NULL};
    static const char *const ends[] = {"COMMIT", "ALTER", "CREATE", "DROP",     "RENAME", "TRUNCATE", "GRANT",
                                       "REVOKE", "LOCK",  "FLUSH",  "ANALYZE",  "CHECK",  "OPTIMIZE", "REPAIR",
                                       "CACHE",  "RESET", "LOAD",   "INSTALL",  "UNINSTALL", NULL};
    struct sk_mysql_scan scan = {.sql = sql, .backslash = true};
    struct sk_mysql_token first = sk_mysql_next(&scan), second = sk_mysql_next(&scan), third = sk_mysql_next(&scan);
    for (size_t i = 0; begins[i]; i++)
        if (sk_mysql_is(&scan, &first, begins[i]))
            return i == 0 || sk_mysql_is(&scan, &second, "TRANSACTION");
    if (sk_mysql_is(&scan, &second, "TEMPORARY"))
        return before;
    for (size_t i = 0; ends[i]; i++)
        if (sk_mysql_is(&scan, &first, ends[i]))
            return false;
    if (!sk_mysql_is(&scan, &first, "ROLLBACK"))
        return before;
    return before && (sk_mysql_is(&scan, &second, "TO") || sk_mysql_is(&scan, &third, "TO"));
}

/* What a CALL gives besides its first result is read and dropped. Returns false when that fails. */
static bool
drop_results(struct sk_dbi *impl)
{
    int next;
    while ((next = SK_DBI_CALL(impl, NEXT_RESULT, next_result)(impl->client)) == 0) {
        void *more = SK_DBI_CALL(impl, STORE_RESULT, store_result)(impl->client);
        SK_DBI_CALL(impl, FREE_RESULT, free_result)(more);
    }
    return next < 0;
}

static void
take_rows(struct sk_dbi *impl, struct sk_rows *rows, TALLOC_CTX *tmp, dbi_result result, void *handle)
{
    rows->n_columns = handle ? dbi_result_get_numfields(result) : 0;
    rows->n_rows = handle ? (size_t)dbi_result_get_numrows(result) : 0;
    const char **cells = sk_dbi_rows(rows, tmp, result);
    for (size_t r = 0; r < rows->n_rows; r++) {
        char **row = SK_DBI_CALL(impl, FETCH_ROW, fetch_row)(handle);
        for (size_t c = 0; c < rows->n_columns; c++)
            cells[r * rows->n_columns + c] = sk_strdup(tmp, row[c]);
    }
}

static enum sk_status
run(struct sk_conn *conn, const struct sk_request *request, TALLOC_CTX *tmp, struct sk_rows *rows, struct sk_error *err)
{
    struct sk_dbi *impl = conn->impl;
    struct own *own = impl->own;
    struct sk_text *text = sk_text_new(tmp);
    struct sk_mysql_shape shape = sk_mysql_shape(request->sql, true);
    void *handle;
    if (shape.empty)
        return SK_OK;
    if (request->n_args) {
        enum sk_status status =
            sk_mysql_bind(text, request->sql, 0, strlen(request->sql), request->args, request->n_args, true, err);
        if (status)
            return status;
    } else {
        sk_text_add(text, request->sql);
    }
    conn->round_trips++;
    if (own)
        own->in_transaction = in_transaction_after(request->sql, own->in_transaction);
    dbi_result result = sk_dbi_query(impl, text->data, &handle);
    if (!result) /* a comment for another server is no statement to this one */
        return SK_DBI_CALL(impl, ERROR_NUMBER, number_of)(impl->client) == SK_MYSQL_EMPTY_QUERY
                   ? SK_OK
                   : fail(impl, request, err);
    if (rows)
        take_rows(impl, rows, tmp, result, handle);
    enum sk_status status = drop_results(impl) ? SK_OK : fail(impl, request, err);
    dbi_result_free(result);
    return status;
}

/* ---- the session ------------------------------------------------------------------------------------------------ */

/* In the canceller's thread. Returns true when it is done: killed, or nobody there to kill. */
static bool
kill_query(void *data)
{
    const struct own *own = data;
    if (dbi_conn_connect(own->killer) != 0)
        return true;
    dbi_result result = dbi_conn_query(own->killer, sk_mysql_session_server);
    bool found = result && dbi_result_next_row(result) &&
                 strcmp(dbi_result_get_string_idx(result, 1), own->server) == 0;
    if (result)
        dbi_result_free(result);
    result = found ? dbi_conn_query(own->killer, own->kill) : NULL;
    if (result)
        dbi_result_free(result);
    return found;
}

static int
own_free(struct own *own)
{
    talloc_free(own->canceller);
    if (own->killer)
        dbi_conn_close(own->killer);
    return 0;
}

static enum sk_status
begin(struct sk_conn *conn, const struct sk_dbi_options *options, bool read_only, struct sk_error *err)
{
    struct sk_dbi *impl = conn->impl;
    struct sk_mysql_session session;
    struct sk_rows rows = {0};
    (void)read_only;
    enum sk_status status = sk_dbi_run(conn, sk_mysql_session_set, conn, NULL, err);
    if (status == SK_OK)
        status = sk_dbi_run(conn, sk_mysql_session_ask, conn, &rows, err);
    if (status == SK_OK)
        status = sk_mysql_session_take(conn, &session, rows.cells, err);
    if (status)
        return status;
    if (session.more && sk_dbi_run(conn, session.more, conn, NULL, err))
        return sk_mysql_session_refused(err);
    struct own *own = sk_new(impl, struct own);
    own->server = sk_strdup(own, session.server); /* lives as long as the thread that reads it */
    snprintf(own->kill, sizeof own->kill, "KILL QUERY %lu", SK_DBI_CALL(impl, THREAD_ID, id_of)(impl->client));
    own->killer = sk_dbi_new(options);
    own->canceller = sk_canceller_new(own, kill_query, own);
    talloc_set_destructor(own, own_free);
    impl->own = own;
    return SK_OK;
}

static char
transaction(struct sk_conn *conn)
{
    const struct sk_dbi *impl = conn->impl;
    const struct own *own = impl->own;
    return own->in_transaction ? 'T' : '-';
}

static void
cancel(struct sk_conn *conn)
{
    const struct sk_dbi *impl = conn->impl;
    const struct own *own = impl->own;
    sk_canceller_ask(own->canceller);
}

static char *
database(TALLOC_CTX *owner, char what, const char *name)
{
    if (what == 'e')
        return sk_mysql_database_ask(owner, name);
    return what == 'c' ? sk_mysql_database_create(owner, name) : sk_mysql_database_drop(owner, name);
}

const struct sk_dbi_engine sk_dbi_mysql = {
    .driver = "mysql",
    .package = "libdbd-mysql",
    .functions = functions,
    .prepare = prepare,
    .begin = begin,
    .run = run,
    .transaction = transaction,
    .cancel = cancel,
    .open_fail = open_fail,
    .database = database,
};
