/* drivers/dbi/pgsql.c - PostgreSQL through libdbi's driver "pgsql", which knows libpq. */
#include <dbi/dbi.h>
#include <string.h>

#include "drivers/common/pg_codes.h"
#include "drivers/dbi/engine.h"
#include "drivers/dbi/scan.h"

enum { STATUS, RESULT_STATUS, TRANSACTION, GET_VALUE, IS_NULL, GET_CANCEL, CANCEL, FREE_CANCEL };

static const char *const functions[] = {"PQstatus",      "PQresultStatus", "PQtransactionStatus", "PQgetvalue",
                                        "PQgetisnull",   "PQgetCancel",    "PQcancel",            "PQfreeCancel", NULL};

typedef int (*int_of)(const void *);
typedef char *(*get_value)(const void *, int, int);
typedef int (*is_null)(const void *, int, int);
typedef void *(*get_cancel)(void *);
typedef void (*free_cancel)(void *);
typedef int (*send_cancel)(void *, char *, int);

/* From libpq-fe.h, whose enumerations are part of its binary interface. */
enum { CONNECTION_OK = 0 };
enum { COPY_OUT = 3, COPY_IN = 4, COPY_BOTH = 8 };
static const char transactions[] = {'-', 'T', 'T', 'E', '-'};

struct own {
    struct sk_dbi *impl;
    void *cancel;
};

static int
own_free(struct own *own)
{
    SK_DBI_CALL(own->impl, FREE_CANCEL, free_cancel)(own->cancel);
    return 0;
}

/* Notices would go to standard error: no function to catch them with is handed out. */
static enum sk_status
prepare(struct sk_dbi_options *options, bool read_only, struct sk_error *err)
{
    (void)read_only, (void)err;
    const char *more = sk_dbi_option(options, "pgsql_options");
    sk_dbi_set_option(options, "pgsql_options",
                      sk_printf(options, "%s -c client_min_messages=error", more ? more : ""));
    sk_dbi_set_option(options, "pgsql_client_encoding", "UTF8");
    sk_dbi_set_option(options, "pgsql_fallback_application_name", "skein");
    sk_dbi_set_option(options, "encoding", NULL);
    return SK_OK;
}

/* ---- errors ----------------------------------------------------------------------------------------------------- */

/* libdbi gives the SQLSTATE as a number to the base of 36. */
static void
sqlstate_of(char sqlstate[6], int code)
{
    for (int i = 4; i >= 0; i--, code /= 36)
        sqlstate[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[code % 36];
    sqlstate[5] = '\0';
}

/* "4711: ERROR:  words\nLINE 1: ...\n   ^\nDETAIL:  words\nHINT:  words\n" */
struct message {
    char *primary, *detail, *hint;
};

static void
read_message(struct message *out, TALLOC_CTX *tmp, const char *text)
{
    *out = (struct message){.primary = sk_strdup(tmp, "")};
    text += strspn(text, "0123456789");
    text += strspn(text, ": ");
    for (bool first = true; *text; first = false) {
        size_t len = strcspn(text, "\n");
        char *line = sk_strndup(tmp, text, len), *words = strstr(line, ":  ");
        if (first)
            out->primary = words ? words + 3 : line;
        else if (strncmp(line, "DETAIL:  ", 9) == 0)
            out->detail = words + 3;
        else if (strncmp(line, "HINT:  ", 7) == 0)
            out->hint = words + 3;
        text += len + (text[len] == '\n');
    }
}

/* The name that the message quotes first, when the statement has it once. */
static size_t
position(const char *message, const char *sql)
{
    const char *quote = strchr(message, '"'), *end = quote ? strchr(quote + 1, '"') : NULL;
    bool told = strstr(message, "does not exist") || strstr(message, "at or near") || strstr(message, "already exists");
    return told && end ? sk_dbi_find(SK_DBI_POSTGRES, sql, quote + 1, (size_t)(end - quote) - 1) : SK_NO_POS;
}

static enum sk_status
fail(struct sk_dbi *impl, const struct sk_request *request, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *text = "";
    char sqlstate[6];
    struct message message;
    int code = dbi_conn_error(impl->dbi, &text);
    sqlstate_of(sqlstate, code > 0 ? code : 0);
    read_message(&message, tmp, text);
    impl->lost = SK_DBI_CALL(impl, STATUS, int_of)(impl->client) != CONNECTION_OK;
    enum sk_status status = impl->lost ? SK_ECONN : sk_pg_status(sqlstate);
    if (impl->cancelled && strcmp(sqlstate, "57014") == 0)
        status = SK_EINTERRUPTED;
    if (message.detail)
        sk_fail(err, status, "%s (%s)", message.primary, message.detail);
    else
        sk_fail(err, status, "%s", *message.primary ? message.primary : "the connection to the server was lost");
    sk_sqlstate(err, code > 0 ? sqlstate : "08006");
    if (message.hint)
        sk_hint(err, "%s", message.hint);
    if (!request->n_args && status == SK_ESQL)
        sk_at(err, NULL, position(message.primary, request->sql));
    talloc_free(tmp);
    return status;
}

/* No SQLSTATE comes with a refused connection, but the word "FATAL" with one that a server has refused. */
static enum sk_status
open_fail(struct sk_error *err, int code, const char *text)
{
    static const char *const passing[] = {"starting up", "shutting down", "too many", "connection slots", "recovery"};
    const char *fatal = strstr(text, "FATAL:  ");
    bool permanent = fatal != NULL;
    (void)code;
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        permanent = permanent && !strstr(fatal, passing[i]);
    text += strspn(text, "0123456789");
    text += strspn(text, ": ");
    bool password = fatal && strstr(fatal, "password authentication failed");
    sk_fail(err, permanent ? SK_EUSAGE : SK_ECONN, "%.*s", (int)strcspn(text, "\n"), text);
    bool missing = fatal && strstr(fatal, "database \"") && strstr(fatal, "does not exist");
    sk_sqlstate(err, password ? "28P01" : missing ? "3D000" : permanent ? "28000" : "08001");
    return permanent ? SK_EUSAGE : SK_ECONN;
}

/* ---- statements ------------------------------------------------------------------------------------------------- */

static void
take_rows(struct sk_dbi *impl, struct sk_rows *rows, TALLOC_CTX *tmp, dbi_result result, void *handle)
{
    rows->n_columns = dbi_result_get_numfields(result) == DBI_FIELD_ERROR ? 0 : dbi_result_get_numfields(result);
    rows->n_rows = rows->n_columns ? (size_t)dbi_result_get_numrows(result) : 0;
    const char **cells = sk_dbi_rows(rows, tmp, result);
    for (size_t r = 0; r < rows->n_rows; r++)
        for (size_t c = 0; c < rows->n_columns; c++)
            if (!SK_DBI_CALL(impl, IS_NULL, is_null)(handle, (int)r, (int)c))
                cells[r * rows->n_columns + c] =
                    sk_strdup(tmp, SK_DBI_CALL(impl, GET_VALUE, get_value)(handle, (int)r, (int)c));
}

static enum sk_status
refuse_copy(struct sk_dbi *impl, struct sk_error *err)
{
    impl->lost = true; /* the server waits for rows, or sends them: there is no way back */
    sk_fail(err, SK_EUNSUPPORTED, "COPY from or to the client cannot be run by skein");
    sk_hint(err, "Write the rows as INSERT statements, or copy from a file on the server.");
    return SK_EUNSUPPORTED;
}

static enum sk_status
run(struct sk_conn *conn, const struct sk_request *request, TALLOC_CTX *tmp, struct sk_rows *rows, struct sk_error *err)
{
    struct sk_dbi *impl = conn->impl;
    struct sk_text *text = sk_text_new(tmp);
    bool empty;
    void *handle;
    enum sk_status status = sk_dbi_bind(text, &empty, SK_DBI_POSTGRES, request->sql, request->args, request->n_args,
                                        sk_dbi_quote, impl, err);
    if (status || empty)
        return status;
    conn->round_trips++;
    dbi_result result = sk_dbi_query(impl, text->data, &handle);
    if (!result)
        return fail(impl, request, err);
    int kind = SK_DBI_CALL(impl, RESULT_STATUS, int_of)(handle);
    if (kind == COPY_OUT || kind == COPY_IN || kind == COPY_BOTH)
        status = refuse_copy(impl, err);
    else if (rows)
        take_rows(impl, rows, tmp, result, handle);
    dbi_result_free(result);
    return status;
}

static enum sk_status
begin(struct sk_conn *conn, const struct sk_dbi_options *options, bool read_only, struct sk_error *err)
{
    struct sk_dbi *impl = conn->impl;
    struct sk_rows rows = {0};
    (void)options, (void)read_only;
    struct own *own = sk_new(impl, struct own);
    own->impl = impl;
    own->cancel = SK_DBI_CALL(impl, GET_CANCEL, get_cancel)(impl->client);
    talloc_set_destructor(own, own_free);
    impl->own = own;
    enum sk_status status =
        sk_dbi_run(conn, "SELECT current_setting('server_version'), current_database()", conn, &rows, err);
    if (status)
        return status;
    const char *version = sk_cell(&rows, 0, 0);
    conn->server_version = sk_strndup(conn, version, strcspn(version, " "));
    conn->database = sk_cell(&rows, 0, 1);
    conn->dialect = "postgres";
    return SK_OK;
}

static char
transaction(struct sk_conn *conn)
{
    const struct sk_dbi *impl = conn->impl;
    int state = SK_DBI_CALL(impl, TRANSACTION, int_of)(impl->client);
    return transactions[state >= 0 && state < 5 ? state : 0];
}

static void
cancel(struct sk_conn *conn)
{
    struct sk_dbi *impl = conn->impl;
    const struct own *own = impl->own;
    char message[256];
    SK_DBI_CALL(impl, CANCEL, send_cancel)(own->cancel, message, sizeof message);
}

static char *
database(TALLOC_CTX *owner, char what, const char *name)
{
    struct sk_text *sql = sk_text_new(owner);
    if (what == 'e') {
        sk_text_add(sql, "SELECT 1 FROM pg_catalog.pg_database WHERE datname = ");
        sk_text_literal(sql, name);
    } else {
        sk_text_add(sql, what == 'c' ? "CREATE DATABASE " : "DROP DATABASE IF EXISTS ");
        sk_text_ident(sql, name, '"');
        sk_text_add(sql, what == 'c' ? "" : " WITH (FORCE)");
    }
    return sk_text_finish(sql, owner);
}

const struct sk_dbi_engine sk_dbi_pgsql = {
    .driver = "pgsql",
    .package = "libdbd-pgsql",
    .caps = SK_CAP_TRANSACTIONAL_DDL,
    .functions = functions,
    .prepare = prepare,
    .begin = begin,
    .run = run,
    .transaction = transaction,
    .cancel = cancel,
    .open_fail = open_fail,
    .database = database,
    .maintenance = "postgres",
};
