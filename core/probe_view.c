/* core/probe_view.c - probes of a table as a whole: a row comes, changes, goes; the views over it are read. See
 * probe.h. */
#include "core/probe.h"

static enum sk_status
try_row(struct sk_prober *p, TALLOC_CTX *tmp, const struct sk_probe_row *row, const char *subject,
        const struct sk_view *view, struct sk_error *err)
{
    struct sk_probe probe = {.table = row->table, .subject = subject, .test = sk_probe_insert(row), .view = view};
    sk_probe_add_parents(tmp, &probe, row);
    return sk_probe_emit(p, &probe, err);
}

static enum sk_status
try_delete(struct sk_prober *p, TALLOC_CTX *tmp, const struct sk_probe_row *row, struct sk_error *err)
{
    struct sk_probe probe = {.table = row->table, .subject = "rows"};
    sk_probe_add_parents(tmp, &probe, row);
    sk_probe_add_setup(tmp, &probe, sk_probe_insert(row));
    probe.test = (struct sk_probe_statement){.verb = SK_PROBE_DELETE, .table = row->table};
    sk_probe_where(tmp, row, &probe.test);
    return sk_probe_emit(p, &probe, err);
}

/* A row set to what it is: triggers run, and "updated_at" shows it. */
static enum sk_status
try_same(struct sk_prober *p, TALLOC_CTX *tmp, const struct sk_probe_row *row, struct sk_error *err)
{
    struct sk_probe probe = {.table = row->table, .subject = "rows"};
    sk_probe_add_parents(tmp, &probe, row);
    sk_probe_add_setup(tmp, &probe, sk_probe_insert(row));
    for (size_t i = 0; i < row->n_values; i++) {
        if (row->values[i].column->identity == SK_IDENTITY_ALWAYS)
            continue;
        probe.test = sk_probe_update(tmp, row, &row->values[i]);
        return sk_probe_emit(p, &probe, err);
    }
    return SK_OK;
}

enum sk_status
sk_probe_views(struct sk_prober *p, const struct sk_table *table, struct sk_error *err)
{
    const struct sk_probe_row *row = sk_probe_row(p, table, 0);
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = try_row(p, tmp, row, "rows", NULL, err);
    status = status ? status : try_same(p, tmp, row, err);
    status = status ? status : try_delete(p, tmp, row, err);
    for (size_t i = 0; i < p->catalog->n_views && !status; i++) {
        const struct sk_view *view = p->catalog->views[i];
        if (!view->materialized && p->catalog->ops->uses_relation(view->query, table->schema, table->name))
            status = try_row(p, tmp, row, sk_printf(tmp, "view %s", view->name), view, err);
    }
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_probe_table(struct sk_prober *p, const struct sk_table *table, struct sk_error *err)
{
    enum sk_status status = sk_probe_views(p, table, err);
    status = status ? status : sk_probe_columns(p, table, err);
    status = status ? status : sk_probe_keys(p, table, err);
    return status ? status : sk_probe_foreign(p, table, err);
}
