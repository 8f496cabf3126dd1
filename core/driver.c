/* core/driver.c - thin, checked calls into whatever driver a connection has. */
#include "core/driver.h"

#include <string.h>

#include "core/registry.h"
#include "core/url.h"

enum sk_status
sk_driver_validate(const struct sk_driver *driver, struct sk_error *err)
{
    if (driver->abi != SK_DRIVER_ABI)
        return sk_fail(err, SK_EUSAGE, "a driver is for another version of skein: its interface is %u, not %u",
                       (unsigned)driver->abi, (unsigned)SK_DRIVER_ABI);
    bool whole = driver->name && driver->schemes && driver->open && driver->batch && driver->transaction &&
                 driver->cancel && driver->database_create && driver->database_drop && driver->database_exists;
    if (!whole)
        return sk_fail(err, SK_EINTERNAL, "the driver \"%s\" lacks a function", driver->name ? driver->name : "?");
    return SK_OK;
}

enum sk_status
sk_conn_open(struct sk_conn **out, TALLOC_CTX *owner, const char *url,
             const struct sk_conn_options *options, struct sk_error *err)
{
    static const struct sk_conn_options defaults;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_driver *driver;
    enum sk_status status = sk_registry_driver(&driver, sk_url_scheme(tmp, url), err);
    if (status)
        goto out;
    struct sk_conn *conn = sk_new(tmp, struct sk_conn);
    conn->driver = driver;
    conn->caps = driver->caps;
    status = driver->open(conn, url, options ? options : &defaults, err);
    if (status)
        goto out;
    *out = talloc_steal(owner, conn);
out:
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_conn_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    batch->done = 0;
    return batch->n ? conn->driver->batch(conn, batch, err) : SK_OK;
}

enum sk_status
sk_conn_exec(struct sk_conn *conn, const char *sql, struct sk_error *err)
{
    struct sk_request request = {.sql = sql};
    struct sk_batch batch = {.requests = &request, .n = 1};
    return sk_conn_batch(conn, &batch, err);
}

struct keep {
    TALLOC_CTX *owner;
    struct sk_rows *rows;
};

static enum sk_status
keep_rows(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    (void)i, (void)err;
    struct keep *keep = data;
    keep->rows = sk_rows_copy(keep->owner, rows);
    return SK_OK;
}

enum sk_status
sk_conn_query(struct sk_rows **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql,
              const char *const *args, size_t n_args, struct sk_error *err)
{
    struct keep keep = {.owner = owner};
    struct sk_request request = {.sql = sql, .args = args, .n_args = n_args, .want_rows = true};
    struct sk_batch batch = {.requests = &request, .n = 1, .on_done = keep_rows, .data = &keep};
    enum sk_status status = sk_conn_batch(conn, &batch, err);
    if (status == SK_OK)
        *out = keep.rows;
    return status;
}

char
sk_conn_transaction(struct sk_conn *conn)
{
    return conn->driver->transaction(conn);
}

void
sk_conn_cancel(struct sk_conn *conn)
{
    conn->driver->cancel(conn);
}

struct sk_rows *
sk_rows_copy(TALLOC_CTX *owner, const struct sk_rows *rows)
{
    struct sk_rows *copy = sk_new(owner, struct sk_rows);
    if (!rows)
        return copy;
    size_t n = rows->n_rows * rows->n_columns;
    const char **columns = sk_alloc(copy, (rows->n_columns + 1) * sizeof *columns, "columns");
    const char **cells = sk_alloc(copy, (n + 1) * sizeof *cells, "cells");
    for (size_t i = 0; i < rows->n_columns; i++)
        columns[i] = sk_strdup(columns, rows->columns[i]);
    for (size_t i = 0; i < n; i++)
        cells[i] = sk_strdup(cells, rows->cells[i]);
    *copy = (struct sk_rows){rows->n_columns, rows->n_rows, columns, cells};
    return copy;
}
