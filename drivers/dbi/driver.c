/*
 * drivers/dbi/driver.c - the engines that libdbi reaches: dbi:DRIVER?option=value&...
 *
 * What libdbi calls its driver decides which engine it is (engine.h); the options are libdbi's own, percent-encoded,
 * with "user" and "database" for "username" and "dbname". One statement is sent after the other.
 */
#include <dbi/dbi-dev.h>
#include <dbi/dbi.h>
#include <stdlib.h>
#include <string.h>

#include "core/url.h"
#include "drivers/common/sqlite_file.h"
#include "drivers/dbi/engine.h"

static const struct sk_dbi_engine *const engines[] = {&sk_dbi_pgsql, &sk_dbi_mysql, &sk_dbi_sqlite3};

/* ---- URLs ------------------------------------------------------------------------------------------------------- */

static enum sk_status
find_engine(const struct sk_dbi_engine **out, const char *driver, struct sk_error *err)
{
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
        if (strcmp(engines[i]->driver, driver) == 0) {
            *out = engines[i];
            return SK_OK;
        }
    }
    sk_fail(err, SK_EUSAGE, "skein has no dialect for what libdbi reaches with \"%s\"", driver);
    sk_hint(err, "What works is dbi:pgsql (PostgreSQL), dbi:mysql (MySQL, MariaDB) and dbi:sqlite3.");
    return SK_EUSAGE;
}

static const char *
libdbis_name(const char *name)
{
    if (strcmp(name, "user") == 0)
        return "username";
    return strcmp(name, "database") == 0 ? "dbname" : name;
}

static enum sk_status
read_url(struct sk_dbi_options **out, const struct sk_dbi_engine **engine, TALLOC_CTX *owner, const char *url,
         struct sk_error *err)
{
    struct sk_dbi_options *options = sk_new(owner, struct sk_dbi_options);
    const char *driver = strchr(url, ':');
    driver = driver ? driver + 1 : "";
    size_t len = strcspn(driver, "?");
    options->driver = sk_strndup(options, driver, len);
    enum sk_status status = find_engine(engine, options->driver, err);
    char *name, *value;
    for (const char *rest = driver + len; !status && (rest = sk_url_parameter(options, rest, &name, &value));)
        sk_dbi_set_option(options, libdbis_name(name), value);
    if (status)
        talloc_free(options);
    else
        *out = options;
    return status;
}

/* ---- connections ------------------------------------------------------------------------------------------------- */

static int
impl_close(struct sk_dbi *impl)
{
    talloc_free(impl->own);
    dbi_conn_close(impl->dbi);
    return 0;
}

static enum sk_status
find_functions(struct sk_dbi *impl, struct sk_error *err)
{
    dbi_driver driver = dbi_conn_get_driver(impl->dbi);
    for (size_t i = 0; impl->engine->functions[i]; i++) {
        void *found = dbi_driver_specific_function(driver, impl->engine->functions[i]);
        if (!found)
            return sk_fail(err, SK_EUSAGE, "libdbi's driver \"%s\" does not hand out %s", impl->engine->driver,
                           impl->engine->functions[i]);
        memcpy(&impl->functions[i], &found, sizeof found);
    }
    return SK_OK;
}

static enum sk_status
connect_dbi(struct sk_conn *conn, const struct sk_dbi_engine *engine, const struct sk_dbi_options *options,
            struct sk_error *err)
{
    dbi_conn dbi = sk_dbi_new(options);
    if (!dbi) {
        sk_fail(err, SK_EUSAGE, "libdbi has no driver \"%s\"", engine->driver);
        sk_hint(err, "Install the package %s.", engine->package);
        return SK_EUSAGE;
    }
    struct sk_dbi *impl = sk_new(conn, struct sk_dbi);
    impl->engine = engine;
    impl->dbi = dbi;
    talloc_set_destructor(impl, impl_close);
    conn->impl = impl;
    conn->caps = engine->caps;
    if (dbi_conn_connect(dbi) != 0) {
        const char *message = "";
        int code = dbi_conn_error(dbi, &message);
        enum sk_status status = engine->open_fail(err, code, message);
        conn->impl = NULL;
        talloc_free(impl);
        return status;
    }
    impl->client = ((dbi_conn_t *)dbi)->connection;
    conn->round_trips = engine->caps & SK_CAP_EMBEDDED ? 0 : 1;
    return find_functions(impl, err);
}

static enum sk_status
open_dbi(struct sk_conn *conn, const char *url, const struct sk_conn_options *options, struct sk_error *err)
{
    struct sk_dbi_options *what;
    const struct sk_dbi_engine *engine;
    enum sk_status status = read_url(&what, &engine, conn, url, err);
    if (status)
        return status;
    if (options->connect_timeout_ms && !sk_dbi_option(what, "timeout") && !(engine->caps & SK_CAP_EMBEDDED))
        sk_dbi_set_option(what, "timeout",
                          sk_printf(what, "%lld", (long long)(options->connect_timeout_ms + 999) / 1000));
    status = engine->prepare(what, options->read_only, err);
    if (status == SK_OK)
        status = connect_dbi(conn, engine, what, err);
    if (status == SK_OK)
        status = engine->begin(conn, what, options->read_only, err);
    return status;
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

void
sk_dbi_quote(void *data, struct sk_text *text, const char *value)
{
    struct sk_dbi *impl = data;
    char *quoted = NULL;
    if (dbi_conn_quote_string_copy(impl->dbi, value, &quoted))
        sk_text_add(text, quoted);
    free(quoted);
}

dbi_result
sk_dbi_query(struct sk_dbi *impl, const char *sql, void **handle)
{
    dbi_result result = dbi_conn_query(impl->dbi, sql);
    *handle = result ? ((dbi_result_t *)result)->result_handle : NULL;
    return result;
}

const char **
sk_dbi_rows(struct sk_rows *rows, TALLOC_CTX *tmp, dbi_result result)
{
    const char **columns = sk_alloc(tmp, (rows->n_columns + 1) * sizeof *columns, "columns");
    const char **cells = sk_alloc(tmp, (rows->n_columns * rows->n_rows + 1) * sizeof *cells, "cells");
    for (size_t c = 0; result && c < rows->n_columns; c++)
        columns[c] = sk_strdup(tmp, dbi_result_get_field_name(result, (unsigned)c + 1));
    rows->columns = columns;
    rows->cells = cells;
    return cells;
}

enum sk_status
sk_dbi_run(struct sk_conn *conn, const char *sql, TALLOC_CTX *tmp, struct sk_rows *rows, struct sk_error *err)
{
    const struct sk_dbi *impl = conn->impl;
    const struct sk_request request = {.sql = sql, .want_rows = rows != NULL};
    return impl->engine->run(conn, &request, tmp, rows, err);
}

static enum sk_status
run_one(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    struct sk_dbi *impl = conn->impl;
    const struct sk_request *request = &batch->requests[batch->done];
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_rows rows = {0};
    if (request->want_rows)
        sk_dbi_rows(&rows, tmp, NULL);
    enum sk_status status = impl->engine->run(conn, request, tmp, request->want_rows ? &rows : NULL, err);
    if (status == SK_OK && batch->on_done)
        status = batch->on_done(batch->data, batch->done, request->want_rows ? &rows : NULL, err);
    talloc_free(tmp);
    return status;
}

static enum sk_status
run_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    const struct sk_dbi *impl = conn->impl;
    for (; batch->done < batch->n; batch->done++) {
        if (impl->lost) {
            sk_fail(err, SK_ECONN, "the connection to the server was lost");
            sk_sqlstate(err, "08006");
            return SK_ECONN;
        }
        enum sk_status status = run_one(conn, batch, err);
        if (status)
            return status;
    }
    return SK_OK;
}

static char
transaction(struct sk_conn *conn)
{
    const struct sk_dbi *impl = conn->impl;
    return impl->lost ? '-' : impl->engine->transaction(conn);
}

static void
cancel(struct sk_conn *conn)
{
    struct sk_dbi *impl = conn->impl;
    impl->cancelled = 1;
    impl->engine->cancel(conn);
}

/* ---- databases --------------------------------------------------------------------------------------------------- */

static enum sk_status
on_file(const char *path, char what, bool *row, struct sk_error *err)
{
    if (!path)
        return sk_fail(err, SK_EUSAGE, "the URL names no database");
    *row = sk_sqlite_file_exists(path);
    if (what == 'e')
        return SK_OK;
    return what == 'c' ? sk_sqlite_file_create(path, err) : sk_sqlite_file_drop(path, err);
}

static enum sk_status
on_server(struct sk_conn *conn, const struct sk_dbi_engine *engine, struct sk_dbi_options *options, char what,
          bool *row, struct sk_error *err)
{
    const char *name = sk_dbi_option(options, "dbname");
    struct sk_rows rows = {0};
    if (!name || !*name)
        return sk_fail(err, SK_EUSAGE, "the URL names no database");
    sk_dbi_set_option(options, "dbname", engine->maintenance);
    enum sk_status status = connect_dbi(conn, engine, options, err);
    if (status)
        return status;
    struct sk_error failure = SK_ERROR_INIT;
    status = sk_dbi_run(conn, engine->database(conn, what, name), conn, what == 'e' ? &rows : NULL, &failure);
    *row = rows.n_rows > 0;
    if (status && what == 'c' && strcmp(failure.sqlstate, "42P04") == 0)
        status = SK_OK; /* it is there */
    if (status)
        return sk_error_move(err, &failure);
    sk_error_clear(&failure);
    return SK_OK;
}

static enum sk_status
on_database(const char *url, char what, bool *row, struct sk_error *err)
{
    struct sk_conn *conn = sk_new(NULL, struct sk_conn);
    struct sk_dbi_options *options;
    const struct sk_dbi_engine *engine;
    enum sk_status status = read_url(&options, &engine, conn, url, err);
    if (status == SK_OK && engine->path) {
        status = on_file(engine->path(conn, options), what, row, err);
    } else if (status == SK_OK) {
        status = engine->prepare(options, false, err);
        if (status == SK_OK)
            status = on_server(conn, engine, options, what, row, err);
    }
    talloc_free(conn);
    return status;
}

static enum sk_status
database_create(const char *url, struct sk_error *err)
{
    bool row;
    return on_database(url, 'c', &row, err);
}

static enum sk_status
database_drop(const char *url, struct sk_error *err)
{
    bool row;
    return on_database(url, 'd', &row, err);
}

static enum sk_status
database_exists(const char *url, bool *out, struct sk_error *err)
{
    return on_database(url, 'e', out, err);
}

static const char *const schemes[] = {"dbi", NULL};

static const struct sk_driver dbi_driver_for_skein = {
    .abi = SK_DRIVER_ABI,
    .name = "dbi",
    .schemes = schemes,
    .open = open_dbi,
    .batch = run_batch,
    .transaction = transaction,
    .cancel = cancel,
    .database_create = database_create,
    .database_drop = database_drop,
    .database_exists = database_exists,
};

extern SKEIN_API const struct sk_driver *const skein_driver;
const struct sk_driver *const skein_driver = &dbi_driver_for_skein;
