/*
 * drivers/sqlite/driver.c - SQLite, embedded.
 *
 * The URL is sqlite:PATH, relative to the working directory, or sqlite::memory:. PATH is taken as it is: no percent
 * decoding, so that any file name can be written.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/driver.h"
#include "core/text.h"
#include "core/url.h"
#include "drivers/sqlite/errmap.h"

/* FAULTS.md: 5 s failed under contention, 30 s did not. */
enum { BUSY_TIMEOUT_MS = 30000 };

struct impl {
    sqlite3 *db;
};

static int
impl_close(struct impl *impl)
{
    sqlite3_close_v2(impl->db);
    return 0;
}

static enum sk_status
open_db(struct sk_conn *conn, const char *url, const struct sk_conn_options *options, struct sk_error *err)
{
    const char *path = sk_url_path(url);
    if (!*path)
        return sk_fail(err, SK_EUSAGE, "the URL \"%s\" names no file", url);
    struct impl *impl = sk_new(conn, struct impl);
    /* SQLite makes the file at the first write. To who only reads, a file that is not there is an empty database. */
    bool absent = options->read_only && access(path, F_OK) != 0;
    int flags = options->read_only && !absent ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(absent ? ":memory:" : path, &impl->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    talloc_set_destructor(impl, impl_close);
    if (code != SQLITE_OK) {
        sk_sqlite_fail(err, impl->db, code);
        sk_context(err, "cannot open \"%s\"", path);
        return err ? err->status : SK_EUSAGE;
    }
    sqlite3_extended_result_codes(impl->db, 1);
    sqlite3_busy_timeout(impl->db, BUSY_TIMEOUT_MS);
    sqlite3_db_config(impl->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    /* Double-quoted strings are a compatibility quirk that turns a misspelt column into text. */
    sqlite3_db_config(impl->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(impl->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    conn->impl = impl;
    conn->dialect = "sqlite";
    conn->server_version = sqlite3_libversion();
    conn->database = sk_strdup(conn, path);
    return SK_OK;
}

static void
bind_args(sqlite3_stmt *stmt, const struct sk_request *request)
{
    for (size_t i = 0; i < request->n_args; i++) {
        if (request->args[i])
            sqlite3_bind_text(stmt, (int)i + 1, request->args[i], -1, SQLITE_STATIC);
        else
            sqlite3_bind_null(stmt, (int)i + 1);
    }
}

static void
add_row(TALLOC_CTX *owner, sqlite3_stmt *stmt, struct sk_rows *rows, const char ***cells, size_t *n_cells)
{
    for (size_t c = 0; c < rows->n_columns; c++) {
        const unsigned char *value = sqlite3_column_text(stmt, (int)c);
        sk_push(owner, *cells, *n_cells, sk_strdup(owner, (const char *)value));
    }
    rows->n_rows++;
    rows->cells = *cells;
}

static enum sk_status
step_all(struct impl *impl, sqlite3_stmt *stmt, bool keep, TALLOC_CTX *tmp, struct sk_rows *rows,
         struct sk_error *err)
{
    const char **cells = NULL;
    size_t n_cells = 0;
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
        if (keep)
            add_row(tmp, stmt, rows, &cells, &n_cells);
    return code == SQLITE_DONE ? SK_OK : sk_sqlite_fail(err, impl->db, code);
}

static struct sk_rows
describe(TALLOC_CTX *tmp, sqlite3_stmt *stmt)
{
    struct sk_rows rows = {.n_columns = (size_t)sqlite3_column_count(stmt)};
    const char **columns = sk_alloc(tmp, (rows.n_columns + 1) * sizeof *columns, "columns");
    for (size_t c = 0; c < rows.n_columns; c++)
        columns[c] = sk_strdup(tmp, sqlite3_column_name(stmt, (int)c));
    rows.columns = columns;
    return rows;
}

static enum sk_status
prepare(struct impl *impl, sqlite3_stmt **stmt, const char *sql, struct sk_error *err)
{
    const char *tail = NULL;
    int code = sqlite3_prepare_v2(impl->db, sql, -1, stmt, &tail);
    if (code != SQLITE_OK) {
        int offset = sqlite3_error_offset(impl->db);
        sk_sqlite_fail(err, impl->db, code);
        if (offset >= 0)
            sk_at(err, NULL, (size_t)offset);
        return err ? err->status : SK_ESQL;
    }
    if (tail && tail[strspn(tail, " \t\r\n;")])
        return sk_fail(err, SK_EINTERNAL, "more than one statement in a request: %.60s", tail);
    return SK_OK;
}

static enum sk_status
run_one(struct impl *impl, struct sk_batch *batch, size_t i, struct sk_error *err)
{
    const struct sk_request *request = &batch->requests[i];
    TALLOC_CTX *tmp = sk_context_new(NULL);
    sqlite3_stmt *stmt = NULL;
    struct sk_rows rows = {0};
    enum sk_status status = prepare(impl, &stmt, request->sql, err);
    if (status)
        goto out;
    if (stmt) {
        bind_args(stmt, request);
        rows = describe(tmp, stmt);
        status = step_all(impl, stmt, request->want_rows, tmp, &rows, err);
    }
    sqlite3_finalize(stmt);
    stmt = NULL;
    if (status == SK_OK && batch->on_done)
        status = batch->on_done(batch->data, i, request->want_rows ? &rows : NULL, err);
out:
    sqlite3_finalize(stmt);
    talloc_free(tmp);
    return status;
}

static enum sk_status
run_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    for (; batch->done < batch->n; batch->done++) {
        enum sk_status status = run_one(conn->impl, batch, batch->done, err);
        if (status)
            return status;
    }
    return SK_OK;
}

static char
transaction(struct sk_conn *conn)
{
    const struct impl *impl = conn->impl;
    return sqlite3_get_autocommit(impl->db) ? '-' : 'T';
}

static void
cancel(struct sk_conn *conn)
{
    const struct impl *impl = conn->impl;
    sqlite3_interrupt(impl->db);
}

static bool
in_memory(const char *path)
{
    return strcmp(path, ":memory:") == 0;
}

/* SQLite makes the file at the first write. */
static enum sk_status
database_create(const char *url, struct sk_error *err)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(sk_url_path(url), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, "PRAGMA user_version = 0", NULL, NULL, NULL);
    enum sk_status status = code == SQLITE_OK ? SK_OK : sk_sqlite_fail(err, db, code);
    sqlite3_close(db);
    return status;
}

static enum sk_status
database_drop(const char *url, struct sk_error *err)
{
    static const char *const suffixes[] = {"-wal", "-shm", "-journal", ""};
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = SK_OK;
    const char *path = sk_url_path(url);
    for (size_t i = 0; !in_memory(path) && i < sizeof suffixes / sizeof *suffixes && !status; i++) {
        const char *file = sk_printf(tmp, "%s%s", path, suffixes[i]);
        if (access(file, F_OK) == 0 && unlink(file) != 0)
            status = sk_fail(err, SK_EIO, "cannot remove \"%s\": %m", file);
    }
    talloc_free(tmp);
    return status;
}

static enum sk_status
database_exists(const char *url, bool *out, struct sk_error *err)
{
    (void)err;
    const char *path = sk_url_path(url);
    *out = in_memory(path) || access(path, F_OK) == 0;
    return SK_OK;
}

static const char *const schemes[] = {"sqlite", "sqlite3", NULL};

static const struct sk_driver sqlite_driver = {
    .abi = SK_DRIVER_ABI,
    .name = "sqlite",
    .schemes = schemes,
    .caps = SK_CAP_TRANSACTIONAL_DDL | SK_CAP_EMBEDDED,
    .open = open_db,
    .batch = run_batch,
    .transaction = transaction,
    .cancel = cancel,
    .database_create = database_create,
    .database_drop = database_drop,
    .database_exists = database_exists,
};

extern SKEIN_API const struct sk_driver *const skein_driver;
const struct sk_driver *const skein_driver = &sqlite_driver;
