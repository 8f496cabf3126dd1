/* core/contents.c - asking a database for all that is in it. */
#include "core/contents.h"

#include <stdlib.h>
#include <string.h>

#include "core/session.h"

static void
add_schema(TALLOC_CTX *owner, const char ***schemas, size_t *n, const char *name)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp((*schemas)[i], name) == 0)
            return;
    sk_push(owner, *schemas, *n, sk_strdup(owner, name));
}

static void
set_apart(struct sk_where *where, TALLOC_CTX *owner, const struct skein *skein)
{
    const char **names = NULL;
    size_t n = 0;
    const char *history = skein->project->history_table;
    if (skein->dialect->ledger->lease_row && !strchr(history, '.'))
        sk_push(owner, names, n, sk_printf(owner, "%s_lease", history));
    where->n_apart = n;
    sk_push(owner, names, n, NULL);
    where->apart = names;
}

enum sk_status
sk_contents_where(struct sk_where *out, TALLOC_CTX *owner, struct skein *skein, struct sk_error *err)
{
    const char **schemas = NULL;
    size_t n = 0;
    struct sk_catalog *catalog = NULL;
    enum sk_status status = sk_session_connect(skein, true, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    if (status)
        return status;
    const char *history = skein->project->history_table, *dot = strchr(history, '.');
    if (skein->dialect->server_schemas && skein->ledger->n) {
        status = sk_session_source(skein, err);
        struct sk_planner planner = sk_session_planner(skein);
        /* A file that cannot be read any more is no reason for doing nothing: what those before it made is known. */
        if (!status && sk_plan_applied(&catalog, owner, &planner, NULL))
            sk_session_tell(skein, &(struct sk_event){.kind = SK_EVENT_NOTICE,
                                                      .message = "a migration cannot be read: schemas that it makes are "
                                                                 "not looked at"});
        for (size_t i = 0; catalog && i < catalog->n_schemas; i++)
            add_schema(owner, &schemas, &n, catalog->schemas[i]);
        if (dot)
            add_schema(owner, &schemas, &n, sk_strndup(owner, history, (size_t)(dot - history)));
    }
    *out = (struct sk_where){.n_schemas = n, .schemas = schemas, .history_table = history};
    set_apart(out, owner, skein);
    return status;
}

static enum sk_status
keep_count(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    struct sk_counts *counts = data;
    (void)err;
    counts->items[i].rows = strtoll(sk_cell(rows, 0, 0), NULL, 10);
    return SK_OK;
}

/* All counts in one batch. */
enum sk_status
sk_contents_count(struct sk_counts **out, TALLOC_CTX *owner, struct skein *skein, const struct sk_where *where,
                  struct sk_error *err)
{
    struct sk_counts *counts = sk_new(owner, struct sk_counts);
    const struct sk_contents_ops *ops = skein->dialect->contents;
    char *(*count)(TALLOC_CTX *, const char *, const char *) = ops->count ? ops->count : skein->dialect->count_rows;
    struct sk_request *requests = NULL;
    struct sk_rows *tables;
    size_t n = 0;
    enum sk_status status = sk_conn_query(&tables, counts, skein->conn, ops->tables(counts, where), NULL, 0, err);
    for (size_t i = 0; !status && i < tables->n_rows; i++) {
        const char *schema = sk_cell(tables, i, 0), *name = sk_cell(tables, i, 1);
        struct sk_request request = {.sql = count(counts, schema, name), .want_rows = true};
        sk_counts_add(counts, schema, name, 0);
        sk_push(counts, requests, n, request);
    }
    struct sk_batch batch = {.requests = requests, .n = n, .on_done = keep_count, .data = counts};
    status = status ? status : sk_conn_batch(skein->conn, &batch, err);
    if (status)
        talloc_free(counts);
    else
        *out = counts;
    return status;
}

enum sk_status
sk_contents_drops(struct sk_rows **out, TALLOC_CTX *owner, struct skein *skein, const struct sk_where *where,
                  struct sk_error *err)
{
    const char *sql = skein->dialect->contents->drops(owner, where);
    return sk_conn_query(out, owner, skein->conn, sql, NULL, 0, err);
}

bool
sk_contents_is_empty(const struct sk_rows *drops)
{
    for (size_t i = 0; i < drops->n_rows; i++)
        if (strcmp(sk_cell(drops, i, 1), "1") == 0)
            return false;
    return true;
}
