/* core/conn.c - thin, checked calls into whatever driver a connection has. Modules carry them too: dialects ask. */
#include "core/driver.h"

#include <string.h>

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

/* The text at `*to`, which goes on behind it; NULL is none. */
static const char *
put_cell(char **to, const char *cell)
{
    const char *put = *to;
    if (!cell)
        return NULL;
    *to = stpcpy(*to, cell) + 1;
    return put;
}

/* A history has thousands of small texts: talloc's header on each would be most of the memory. */
struct sk_rows *
sk_rows_copy(TALLOC_CTX *owner, const struct sk_rows *rows)
{
    struct sk_rows *copy = sk_new(owner, struct sk_rows);
    if (!rows)
        return copy;
    size_t n = rows->n_rows * rows->n_columns, size = 1;
    const char **columns = sk_alloc(copy, (rows->n_columns + 1) * sizeof *columns, "columns");
    const char **cells = sk_alloc(copy, (n + 1) * sizeof *cells, "cells");
    for (size_t i = 0; i < rows->n_columns; i++)
        columns[i] = sk_strdup(columns, rows->columns[i]);
    for (size_t i = 0; i < n; i++)
        size += rows->cells[i] ? strlen(rows->cells[i]) + 1 : 0;
    char *text = sk_alloc(cells, size, "text of cells");
    for (size_t i = 0; i < n; i++)
        cells[i] = put_cell(&text, rows->cells[i]);
    *copy = (struct sk_rows){rows->n_columns, rows->n_rows, columns, cells};
    return copy;
}
