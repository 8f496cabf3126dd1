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

/* What the project has made: by the migrations that are applied, and by one that was begun and has not ended, whose
 * statements may stand. A file that cannot be read any more is no reason for doing nothing. */
static enum sk_status
read_made(struct sk_where *where, TALLOC_CTX *owner, struct skein *skein, struct sk_error *err)
{
    struct sk_catalog *applied = NULL, *begun = NULL;
    enum sk_status status = sk_session_source(skein, err);
    struct sk_planner planner = sk_session_planner(skein);
    if (status)
        return status;
    if (sk_plan_applied(&applied, owner, &planner, NULL))
        sk_session_tell(skein,
                        &(struct sk_event){.kind = SK_EVENT_NOTICE,
                                           .message = "a migration that is applied cannot be read: schemas that it "
                                                      "made are not looked at"});
    for (size_t i = 0; i < skein->ledger->n; i++) {
        const struct sk_entry *entry = &skein->ledger->entries[i];
        if (!sk_entry_completed(entry) && sk_plan_catalog(&begun, owner, &planner, entry->version, NULL))
            begun = NULL;
    }
    where->made[0] = applied;
    where->made[1] = begun;
    return SK_OK;
}

enum sk_status
sk_contents_where(struct sk_where *out, TALLOC_CTX *owner, struct skein *skein, struct sk_error *err)
{
    struct sk_where where = {.history_table = skein->project->history_table};
    const char **schemas = NULL, *dot = strchr(where.history_table, '.');
    size_t n = 0;
    enum sk_status status = sk_session_connect(skein, true, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    if (!status && skein->dialect->server_schemas && skein->ledger->n) {
        status = read_made(&where, owner, skein, err);
        for (size_t k = 0; k < 2 && !status; k++)
            for (size_t i = 0; where.made[k] && i < where.made[k]->n_schemas; i++)
                add_schema(owner, &schemas, &n, where.made[k]->schemas[i]);
        if (dot)
            add_schema(owner, &schemas, &n,
                       sk_strndup(owner, where.history_table, (size_t)(dot - where.history_table)));
    }
    if (status)
        return status;
    where.schemas = schemas;
    where.n_schemas = n;
    *out = where;
    set_apart(out, owner, skein);
    return SK_OK;
}

void
sk_contents_where_add(struct sk_where *where, TALLOC_CTX *owner, const struct skein *skein,
                      const struct sk_counts *counts)
{
    const char **schemas = NULL;
    size_t n = 0;
    for (size_t i = 0; i < where->n_schemas; i++)
        add_schema(owner, &schemas, &n, where->schemas[i]);
    for (size_t i = 0; skein->dialect->server_schemas && i < counts->n; i++)
        if (counts->items[i].schema)
            add_schema(owner, &schemas, &n, counts->items[i].schema);
    where->schemas = schemas;
    where->n_schemas = n;
}

static bool
is_apart(const struct sk_where *where, const char *schema, const char *name)
{
    for (size_t i = 0; !schema && i < where->n_apart; i++)
        if (strcmp(where->apart[i], name) == 0)
            return true;
    return false;
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
        if (is_apart(where, schema, name))
            continue;
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

/* ---- databases that are schemas --------------------------------------------------------------------------------- */

static bool
is_made(const struct sk_where *where, const char *schema, const char *name)
{
    if (sk_ledger_owns(where->history_table, name))
        return true;
    for (size_t k = 0; k < 2; k++)
        if (where->made[k] &&
            (sk_catalog_table(where->made[k], schema, name) || sk_catalog_view(where->made[k], schema, name)))
            return true;
    return false;
}

enum sk_status
sk_contents_check_schemas(struct skein *skein, const struct sk_where *where, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_rows *tables;
    enum sk_status status =
        sk_conn_query(&tables, tmp, skein->conn, skein->dialect->contents->tables(tmp, where), NULL, 0, err);
    for (size_t i = 0; !status && i < tables->n_rows; i++) {
        const char *schema = sk_cell(tables, i, 0), *name = sk_cell(tables, i, 1);
        if (!schema || is_made(where, schema, name))
            continue;
        status = sk_fail(err, SK_EREFUSED, "schema \"%s\" is a database that holds \"%s\", which no migration made",
                         schema, name);
        sk_hint(err, "Move the table to another database, or drop it.");
    }
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_contents_drop_schemas(struct skein *skein, const struct sk_where *where, struct sk_error *err)
{
    const struct sk_contents_ops *ops = skein->dialect->contents;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = where->n_schemas ? sk_contents_check_schemas(skein, where, err) : SK_OK;
    if (!status && where->n_schemas)
        status = sk_conn_exec(skein->conn, ops->unchecked, err);
    for (size_t i = 0; i < where->n_schemas && !status; i++)
        status = sk_conn_exec(skein->conn, ops->drop_schema(tmp, where->schemas[i]), err);
    talloc_free(tmp);
    return status;
}

/* ---- emptying --------------------------------------------------------------------------------------------------- */

static enum sk_status
run_all(struct skein *skein, const struct sk_rows *statements, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_request *requests = sk_alloc(tmp, (statements->n_rows + 1) * sizeof *requests, "requests");
    for (size_t i = 0; i < statements->n_rows; i++)
        requests[i] = (struct sk_request){.sql = sk_cell(statements, i, 0)};
    struct sk_batch batch = {.requests = requests, .n = statements->n_rows};
    enum sk_status status = sk_conn_batch(skein->conn, &batch, err);
    talloc_free(tmp);
    return status;
}

static bool
is_own(const struct sk_where *where, const struct sk_count *count)
{
    const char *dot = strchr(where->history_table, '.');
    size_t len = dot ? (size_t)(dot - where->history_table) : 0;
    bool there =
        !dot || !count->schema || (strlen(count->schema) == len && !strncmp(count->schema, where->history_table, len));
    return there && sk_ledger_owns(where->history_table, count->name);
}

/* Another table of the project's may be called like the history, in another schema: where that has none said, the
 * engine's first is meant, which is not known here. Better a table that stays than a history that goes. */
enum sk_status
sk_contents_rows(struct sk_counts **out, TALLOC_CTX *owner, struct skein *skein, const struct sk_where *where,
                 struct sk_error *err)
{
    struct sk_counts *all, *some = sk_new(owner, struct sk_counts);
    enum sk_status status = sk_contents_count(&all, some, skein, where, err);
    for (size_t i = 0; !status && i < all->n; i++)
        if (!is_own(where, &all->items[i]))
            sk_counts_add(some, all->items[i].schema, all->items[i].name, all->items[i].rows);
    if (status)
        talloc_free(some);
    else
        *out = some;
    return status;
}

enum sk_status
sk_contents_clean(struct skein *skein, const struct sk_counts *tables, struct sk_error *err)
{
    const struct sk_contents_ops *ops = skein->dialect->contents;
    struct sk_rows *statements = NULL;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *sql = ops->clean(tmp, tables);
    enum sk_status status = tables->n ? sk_conn_query(&statements, tmp, skein->conn, sql, NULL, 0, err) : SK_OK;
    if (!status && statements)
        status = run_all(skein, statements, err);
    talloc_free(tmp);
    return status;
}
