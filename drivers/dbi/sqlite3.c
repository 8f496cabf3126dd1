/*
 * drivers/dbi/sqlite3.c - SQLite through libdbi's driver "sqlite3".
 *
 * Statements do not go through dbi_conn_query: to find out its columns' types, libdbi's driver cuts a statement apart
 * at blanks and copies what it finds into arrays of fixed size (0.9.0, find_result_field_types), which a long
 * expression overruns. sqlite3_get_table, which it calls before, gives the values as text, and that is what is wanted.
 */
#include <dbi/dbi.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/common/sqlite_codes.h"
#include "drivers/common/sqlite_file.h"
#include "drivers/dbi/engine.h"
#include "drivers/dbi/scan.h"

enum { GET_TABLE, FREE_TABLE, FREE, ERROR_CODE, ERROR_MESSAGE, INTERRUPT, BUSY_HANDLER };

static const char *const functions[] = {"sqlite3_get_table", "sqlite3_free_table", "sqlite3_free", "sqlite3_errcode",
                                        "sqlite3_errmsg",    "sqlite3_interrupt",  "sqlite3_busy_handler", NULL};

typedef int (*get_table)(void *, const char *, char ***, int *, int *, char **);
typedef void (*free_table)(char **);
typedef void (*take_pointer)(void *);
typedef int (*int_of)(void *);
typedef const char *(*text_of)(void *);
typedef int (*set_busy_handler)(void *, int (*)(void *, int), void *);

enum { BUSY = 5, LOCKED = 6, INTERRUPTED = 9 };

/* "dbname" may be a whole path; libdbi wants its folder apart, and none for a database in memory. */
static char *
path(TALLOC_CTX *owner, const struct sk_dbi_options *options)
{
    const char *name = sk_dbi_option(options, "dbname"), *folder = sk_dbi_option(options, "sqlite3_dbdir");
    if (!name || !*name)
        return NULL;
    bool whole = *name == '/' || !folder || !*folder || strcmp(name, ":memory:") == 0;
    return whole ? sk_strdup(owner, name) : sk_printf(owner, "%s/%s", folder, name);
}

static enum sk_status
prepare(struct sk_dbi_options *options, bool read_only, struct sk_error *err)
{
    char *whole = path(options, options);
    if (!whole)
        return sk_fail(err, SK_EUSAGE, "the URL names no database");
    if (read_only && !sk_sqlite_file_exists(whole))
        whole = sk_strdup(options, ":memory:"); /* to who only reads, a file that is not there yet is empty */
    char *slash = strrchr(whole, '/');
    bool memory = strcmp(whole, ":memory:") == 0;
    sk_dbi_set_option(options, "sqlite3_dbdir",
                      memory          ? ""
                      : !slash        ? "."
                      : slash == whole ? "/"
                                      : sk_strndup(options, whole, (size_t)(slash - whole)));
    sk_dbi_set_option(options, "dbname", slash ? slash + 1 : whole);
    sk_dbi_set_option(options, "encoding", NULL);
    return SK_OK;
}

/* "no such column: name", "near \"word\": syntax error" */
static size_t
position(const char *message, const char *sql)
{
    const char *quote = strchr(message, '"'), *end = quote ? strchr(quote + 1, '"') : NULL;
    const char *colon = strrchr(message, ':');
    if (strncmp(message, "near ", 5) == 0 && end)
        return sk_dbi_find(SK_DBI_SQLITE, sql, quote + 1, (size_t)(end - quote) - 1);
    if (strncmp(message, "no such ", 8) != 0 || !colon)
        return SK_NO_POS;
    const char *name = strrchr(colon, '.');
    name = name ? name + 1 : colon + 2;
    return sk_dbi_find(SK_DBI_SQLITE, sql, name, strlen(name));
}

static enum sk_status
fail(struct sk_dbi *impl, const struct sk_request *request, int code, struct sk_error *err)
{
    const struct sk_sqlite_wait *wait = impl->own;
    const char *message = SK_DBI_CALL(impl, ERROR_MESSAGE, text_of)(impl->client), *sqlstate;
    /* A wait that the caller ended is no lock that was not had. */
    if ((code == BUSY || code == LOCKED) && wait->cancelled) {
        code = INTERRUPTED;
        message = "interrupted";
    }
    enum sk_status status = sk_sqlite_code(code, message, &sqlstate);
    sk_fail(err, status, "%s", message);
    sk_sqlstate(err, sqlstate);
    if (!request->n_args)
        sk_at(err, NULL, position(message, request->sql));
    return status;
}

static enum sk_status
open_fail(struct sk_error *err, int code, const char *message)
{
    (void)code, (void)message;
    sk_fail(err, SK_EUSAGE, "libdbi cannot open the database");
    sk_sqlstate(err, "58P01");
    return SK_EUSAGE;
}

/* The table begins with a row of the columns' names. */
static void
take_rows(struct sk_rows *rows, TALLOC_CTX *tmp, char **table)
{
    const char **cells = sk_dbi_rows(rows, tmp, NULL);
    const char **columns = sk_alloc(tmp, (rows->n_columns + 1) * sizeof *columns, "columns");
    for (size_t c = 0; c < rows->n_columns; c++)
        columns[c] = sk_strdup(tmp, table[c]);
    for (size_t i = 0; i < rows->n_columns * rows->n_rows; i++)
        cells[i] = sk_strdup(tmp, table[rows->n_columns + i]);
    rows->columns = columns;
}

/* libdbi's own quoting is MySQL's here: it turns a Ctrl-Z into "\\Z", which SQLite takes as it stands. */
static void
quote(void *data, struct sk_text *text, const char *value)
{
    (void)data;
    sk_text_literal(text, value);
}

static enum sk_status
run(struct sk_conn *conn, const struct sk_request *request, TALLOC_CTX *tmp, struct sk_rows *rows, struct sk_error *err)
{
    struct sk_dbi *impl = conn->impl;
    struct sk_sqlite_wait *wait = impl->own;
    struct sk_text *text = sk_text_new(tmp);
    char **table, *message = NULL;
    int n_rows = 0, n_columns = 0;
    bool empty;
    wait->cancelled = 0;
    enum sk_status status =
        sk_dbi_bind(text, &empty, SK_DBI_SQLITE, request->sql, request->args, request->n_args, quote, NULL, err);
    if (status || empty)
        return status;
    int code = SK_DBI_CALL(impl, GET_TABLE, get_table)(impl->client, text->data, &table, &n_rows, &n_columns, &message);
    SK_DBI_CALL(impl, FREE, take_pointer)(message);
    if (code)
        return fail(impl, request, code, err);
    if (rows) {
        rows->n_columns = (size_t)n_columns;
        rows->n_rows = n_columns ? (size_t)n_rows : 0;
        take_rows(rows, tmp, table);
    }
    SK_DBI_CALL(impl, FREE_TABLE, free_table)(table);
    return SK_OK;
}

static enum sk_status
begin(struct sk_conn *conn, const struct sk_dbi_options *options, bool read_only, struct sk_error *err)
{
    struct sk_dbi *impl = conn->impl;
    struct sk_rows rows = {0};
    impl->own = sk_new(impl, struct sk_sqlite_wait);
    SK_DBI_CALL(impl, BUSY_HANDLER, set_busy_handler)(impl->client, sk_sqlite_wait, impl->own);
    char *whole = path(conn, options);
    conn->dialect = "sqlite";
    conn->database = strncmp(whole, "./", 2) == 0 ? whole + 2 : whole;
    enum sk_status status = sk_dbi_run(conn, "SELECT sqlite_version()", conn, &rows, err);
    if (status)
        return status;
    conn->server_version = sk_cell(&rows, 0, 0);
    /* The file is opened when it is first read: do that now, so that a wrong path is found here. */
    status = sk_dbi_run(conn, "PRAGMA schema_version", conn, NULL, err);
    if (status && status != SK_EBUSY) {
        sk_context(err, "cannot open \"%s\"", conn->database);
        return status;
    }
    status = sk_dbi_run(conn, "PRAGMA foreign_keys = ON", conn, NULL, err);
    return status || !read_only ? status : sk_dbi_run(conn, "PRAGMA query_only = ON", conn, NULL, err);
}

/* SQLite refuses to begin in a transaction; to begin takes no lock. */
static char
transaction(struct sk_conn *conn)
{
    if (sk_dbi_run(conn, "BEGIN", conn, NULL, NULL))
        return 'T';
    return sk_dbi_run(conn, "ROLLBACK", conn, NULL, NULL) ? 'T' : '-';
}

static void
cancel(struct sk_conn *conn)
{
    struct sk_dbi *impl = conn->impl;
    struct sk_sqlite_wait *wait = impl->own;
    wait->cancelled = 1;
    SK_DBI_CALL(impl, INTERRUPT, take_pointer)(impl->client); /* sets a flag, no more */
}

const struct sk_dbi_engine sk_dbi_sqlite3 = {
    .driver = "sqlite3",
    .package = "libdbd-sqlite3",
    .caps = SK_CAP_TRANSACTIONAL_DDL | SK_CAP_EMBEDDED,
    .functions = functions,
    .prepare = prepare,
    .begin = begin,
    .run = run,
    .transaction = transaction,
    .cancel = cancel,
    .open_fail = open_fail,
    .path = path,
};
