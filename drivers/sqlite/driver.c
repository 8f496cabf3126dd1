/*
 * drivers/sqlite/driver.c - SQLite, embedded.
 *
 * The URL is sqlite:PATH, relative to the working directory, or sqlite::memory:. PATH is taken as it is: no percent
 * decoding, so that any file name can be written.
 *
 * Waiting for another writer is done here and not by sqlite3_busy_timeout(), which sqlite3_interrupt() does not end.
 */
#include <errno.h>
#include <libgen.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "core/driver.h"
#include "core/text.h"
#include "core/url.h"
#include "drivers/common/sqlite_file.h"
#include "drivers/sqlite/archive.h"
#include "drivers/sqlite/errmap.h"

struct impl {
    sqlite3 *db;
    struct sk_sqlite_wait wait;
};

static int
impl_close(struct impl *impl)
{
    sqlite3_close_v2(impl->db);
    return 0;
}

sqlite3 *
sk_sqlite_handle(const struct sk_conn *conn)
{
    const struct impl *impl = conn->impl;
    return impl->db;
}

/* Why `code`? A wait that the caller ended is no lock that was not had. */
static enum sk_status
fail(struct sk_error *err, struct impl *impl, int code)
{
    bool waited = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    return sk_sqlite_fail(err, impl->db, waited && impl->wait.cancelled ? SQLITE_INTERRUPT : code);
}

static bool
folder_exists(const char *path)
{
    char *copy = sk_strdup(NULL, path);
    bool exists = access(dirname(copy), F_OK) == 0;
    talloc_free(copy);
    return exists;
}

/* SQLite makes a file at its first write: to who only reads, a file that is not there yet is an empty database. It
 * opens the file when it is first read: do that now, so that a wrong path is found here. */
static int
open_file(struct impl *impl, const char *path, bool read_only)
{
    bool absent = read_only && access(path, F_OK) != 0 && errno == ENOENT && folder_exists(path);
    int flags = read_only && !absent ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(absent ? ":memory:" : path, &impl->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(impl->db, "PRAGMA schema_version", NULL, NULL, NULL) & 0xff;
    return code == SQLITE_BUSY ? SQLITE_OK : code; /* there, and in use */
}

static void
configure(struct impl *impl)
{
    sqlite3_extended_result_codes(impl->db, 1);
    /* Each CREATE goes through the whole schema again, which is larger than the 2 MB that SQLite keeps by itself. It is
     * said before there is who waits: a database that is in use goes without. */
    sqlite3_exec(impl->db, "PRAGMA cache_size = -16384", NULL, NULL, NULL);
    sqlite3_busy_handler(impl->db, sk_sqlite_wait, &impl->wait);
    sqlite3_db_config(impl->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    /* Double-quoted strings are a compatibility quirk that turns a misspelt column into text. */
    sqlite3_db_config(impl->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(impl->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
}

static enum sk_status
open_db(struct sk_conn *conn, const char *url, const struct sk_conn_options *options, struct sk_error *err)
{
    const char *path = sk_url_path(url);
    if (!*path)
        return sk_fail(err, SK_EUSAGE, "the URL \"%s\" names no file", url);
    struct impl *impl = sk_new(conn, struct impl);
    talloc_set_destructor(impl, impl_close);
    int code = open_file(impl, path, options->read_only);
    if (code != SQLITE_OK) {
        enum sk_status status = sk_sqlite_fail(err, impl->db, code);
        sk_context(err, "cannot open \"%s\"", path);
        return status;
    }
    configure(impl);
    conn->impl = impl;
    conn->dialect = "sqlite";
    conn->server_version = sqlite3_libversion();
    conn->database = sk_strdup(conn, path);
    return SK_OK;
}

static enum sk_status
bind_args(struct impl *impl, sqlite3_stmt *stmt, const struct sk_request *request, struct sk_error *err)
{
    size_t wanted = (size_t)sqlite3_bind_parameter_count(stmt);
    if (wanted != request->n_args) {
        sk_fail(err, SK_ESQL, "the statement has %zu parameters, and %zu values", wanted, request->n_args);
        sk_sqlstate(err, "08P01");
        return SK_ESQL;
    }
    int code = SQLITE_OK;
    for (size_t i = 0; code == SQLITE_OK && i < request->n_args; i++)
        code = request->args[i] ? sqlite3_bind_text(stmt, (int)i + 1, request->args[i], -1, SQLITE_STATIC)
                                : sqlite3_bind_null(stmt, (int)i + 1);
    return code == SQLITE_OK ? SK_OK : fail(err, impl, code);
}

static void
add_row(TALLOC_CTX *owner, sqlite3_stmt *stmt, struct sk_rows *rows, const char ***cells, size_t *n_cells)
{
    size_t size = 1, at = 0;
    for (size_t c = 0; c < rows->n_columns; c++)
        size += sqlite3_column_text(stmt, (int)c) ? (size_t)sqlite3_column_bytes(stmt, (int)c) + 1 : 0;
    char *row = sk_alloc(owner, size, "row"); /* zeroed: each text ends */
    for (size_t c = 0; c < rows->n_columns; c++) {
        const unsigned char *value = sqlite3_column_text(stmt, (int)c);
        size_t len = value ? (size_t)sqlite3_column_bytes(stmt, (int)c) : 0;
        sk_push(owner, *cells, *n_cells, value ? memcpy(row + at, value, len) : NULL);
        at += value ? len + 1 : 0;
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
    return code == SQLITE_DONE ? SK_OK : fail(err, impl, code);
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
not_prepared(struct impl *impl, int code, size_t base, struct sk_error *err)
{
    int offset = sqlite3_error_offset(impl->db);
    enum sk_status status = fail(err, impl, code);
    if (offset >= 0)
        sk_at(err, NULL, base + (size_t)offset);
    return status;
}

/* Comments and lone semicolons compile to nothing; behind the statement, nothing else may stand. `*stmt` stays NULL
 * when there is no statement at all. */
static enum sk_status
prepare(struct impl *impl, sqlite3_stmt **stmt, const char *sql, struct sk_error *err)
{
    const char *tail = sql;
    while (*tail) {
        const char *at = tail;
        sqlite3_stmt *next = NULL;
        int code = sqlite3_prepare_v2(impl->db, at, -1, &next, &tail);
        if (*stmt && (next || code != SQLITE_OK)) {
            sqlite3_finalize(next);
            sk_fail(err, SK_ESQL, "there is more than one statement where one is expected");
            sk_sqlstate(err, "42601");
            sk_at(err, NULL, (size_t)(at - sql));
            return SK_ESQL;
        }
        if (code != SQLITE_OK)
            return not_prepared(impl, code, (size_t)(at - sql), err);
        if (next)
            *stmt = next;
    }
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
        rows = describe(tmp, stmt);
        status = bind_args(impl, stmt, request, err);
        if (status == SK_OK)
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
    struct impl *impl = conn->impl;
    impl->wait.cancelled = 0;
    for (; batch->done < batch->n; batch->done++) {
        enum sk_status status = run_one(impl, batch, batch->done, err);
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
    struct impl *impl = conn->impl;
    impl->wait.cancelled = 1;
    sqlite3_interrupt(impl->db); /* sets a flag, no more */
}

static enum sk_status
database_create(const char *url, struct sk_error *err)
{
    return sk_sqlite_file_create(sk_url_path(url), err);
}

static enum sk_status
database_drop(const char *url, struct sk_error *err)
{
    return sk_sqlite_file_drop(sk_url_path(url), err);
}

static enum sk_status
database_exists(const char *url, bool *out, struct sk_error *err)
{
    (void)err;
    *out = sk_sqlite_file_exists(sk_url_path(url));
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
    .archive = &sk_sqlite_archive,
};

extern SKEIN_API const struct sk_driver *const skein_driver;
const struct sk_driver *const skein_driver = &sqlite_driver;
