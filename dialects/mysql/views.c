/*
 * dialects/mysql/views.c - views, and materialized ones, which are tables that REFRESH fills.
 *
 * The servers keep a view's text with the names that stood in it: PostgreSQL's views follow when a column or a table is
 * renamed, so here they are made again.
 */
#include "dialects/mysql/physical.h"
#include "dialects/mysql/reshape.h"

static const char materialized[] = "a materialized view is a table that REFRESH fills";

static enum sk_status
make(struct sk_rewrite *rewrite, const struct sk_view *view, const char *head, size_t pos_bytes, const char *note,
     struct sk_error *err)
{
    struct sk_printer p = sk_mysql_printer(rewrite, NULL, pos_bytes, err);
    enum sk_status status = SK_OK;
    if (!view->materialized && sk_view_is_temporary(rewrite->catalog, view)) /* error 1352 */
        status =
            sk_print_unsupported(&p, NULL, "a view of a temporary table has no equivalent on %s", p.rules->dialect);
    status = status ? status : sk_print_view(&p, view, head, view->materialized ? "" : " AS");
    const char *sql = sk_strdup(rewrite->owner, p.out->data);
    note = note ? note : p.note;
    if (!status && view->materialized)
        sk_mysql_run_data(rewrite, sql, pos_bytes, note);
    else if (!status)
        sk_mysql_run(rewrite, sql, pos_bytes, note)->probe =
            sk_mysql_has_table(rewrite->owner, view->schema, view->name);
    talloc_free(p.tmp);
    return status;
}

/* The types of its columns are those of the query's. */
static struct sk_table
table_of(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_view *view)
{
    struct sk_query_columns columns = sk_pg_query_columns(owner, catalog, sk_expr_node(view->query));
    struct sk_table table = {.schema = view->schema, .name = view->name};
    for (size_t i = 0; i < view->n_columns; i++) {
        struct sk_column *column = sk_new(owner, struct sk_column);
        column->name = view->columns[i];
        column->type = i < columns.n ? columns.items[i].type : (struct sk_type){.kind = SK_TYPE_TEXT};
        sk_push(owner, table.columns, table.n_columns, column);
    }
    return table;
}

struct sk_catalog *
sk_mysql_with_view_tables(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    struct sk_catalog *with = sk_catalog_clone(owner, catalog);
    for (size_t i = 0; i < catalog->n_views; i++) {
        struct sk_table table = table_of(owner, catalog, catalog->views[i]);
        if (catalog->views[i]->materialized)
            sk_push(with, with->tables, with->n_tables, sk_table_clone(with, &table));
    }
    return with;
}

static enum sk_status
make_materialized(struct sk_rewrite *rewrite, const struct sk_view *view, size_t pos_bytes, struct sk_error *err)
{
    struct sk_table table = table_of(rewrite->owner, rewrite->catalog, view);
    struct sk_change create = {.kind = SK_CREATE_TABLE, .u.table = &table, .pos_bytes = pos_bytes};
    enum sk_status status = sk_mysql_create_table(rewrite, &create, err);
    return status ? status : make(rewrite, view, "INSERT INTO", pos_bytes, materialized, err);
}

static void
drop(struct sk_rewrite *rewrite, const struct sk_view *view, size_t pos_bytes, const char *note)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *sql = sk_printf(owner, "DROP %s IF EXISTS %s", view->materialized ? "TABLE" : "VIEW",
                                sk_mysql_relation(owner, view->schema, view->name));
    sk_mysql_run(rewrite, sql, pos_bytes, note)->probe =
        sk_mysql_has_not(owner, sk_mysql_has_table(owner, view->schema, view->name));
}

void
sk_mysql_drop_lost_views(struct sk_rewrite *rewrite, const struct sk_catalog *after, size_t pos_bytes)
{
    const struct sk_catalog *before = rewrite->catalog;
    for (size_t i = before->n_views; i > 0; i--)
        if (!sk_catalog_view(after, before->views[i - 1]->schema, before->views[i - 1]->name))
            drop(rewrite, before->views[i - 1], pos_bytes, "CASCADE");
}

enum sk_status
sk_mysql_remake_views(struct sk_rewrite *rewrite, struct sk_catalog *after, size_t pos_bytes, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < before->n_views && !status; i++) {
        const struct sk_view *old = before->views[i];
        const struct sk_view *new = sk_catalog_view(after, old->schema, old->name);
        if (!new || new->materialized || new->query == old->query) /* expressions are shared unless they change */
            continue;
        rewrite->catalog = after;
        status = make(rewrite, new, "CREATE OR REPLACE VIEW", pos_bytes, "a view follows what is renamed", err);
        rewrite->catalog = before;
    }
    return status;
}

static enum sk_status
create(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_view *view = change->u.view;
    if (view->materialized)
        return make_materialized(rewrite, view, change->pos_bytes, err);
    return make(rewrite, view, change->flag ? "CREATE OR REPLACE VIEW" : "CREATE VIEW", change->pos_bytes, NULL, err);
}

/* A materialized view's other name, or that of a column, as those of a table. */
static enum sk_status
rename_materialized(struct sk_rewrite *rewrite, const struct sk_view *view, const struct sk_view *renamed,
                    const struct sk_catalog *after, const struct sk_change *change, struct sk_error *err)
{
    struct sk_change as_table = *change;
    as_table.kind = change->kind == SK_RENAME_VIEW_COLUMN ? SK_RENAME_COLUMN : SK_RENAME_TABLE;
    struct sk_mysql_reshape r = {.rewrite = rewrite,
                                 .before = sk_mysql_with_view_tables(rewrite->owner, rewrite->catalog),
                                 .after = sk_mysql_with_view_tables(rewrite->owner, after),
                                 .rename = &as_table,
                                 .pos_bytes = change->pos_bytes,
                                 .err = err};
    if (change->kind == SK_RENAME_VIEW)
        sk_mysql_reshape_move(&r, view->schema, view->name, renamed->schema, renamed->name);
    enum sk_status status = sk_mysql_reshape_table(&r, view->schema, view->name, renamed->schema, renamed->name);
    return status ? status : sk_mysql_reshape_run(&r);
}

/* The servers take tables from one database to another, but no views. */
static enum sk_status
rename_view(struct sk_rewrite *rewrite, const struct sk_view *view, const struct sk_change *change,
            struct sk_error *err)
{
    TALLOC_CTX *owner = rewrite->owner;
    struct sk_catalog *before = rewrite->catalog, *after = sk_catalog_clone(owner, before);
    enum sk_status status = sk_change_apply(after, change, err);
    if (status)
        return status;
    const char *schema = change->to_schema ? change->to_schema : view->schema;
    const struct sk_view *renamed = sk_catalog_view(after, schema, change->to);
    if (view->materialized) {
        status = rename_materialized(rewrite, view, renamed, after, change, err);
    } else if (change->to_schema) {
        drop(rewrite, view, change->pos_bytes, "it is made again in the other database");
        rewrite->catalog = after;
        status = make(rewrite, renamed, "CREATE VIEW", change->pos_bytes, NULL, err);
        rewrite->catalog = before;
    } else {
        const char *sql = sk_printf(owner, "RENAME TABLE %s TO %s", sk_mysql_relation(owner, view->schema, view->name),
                                    sk_mysql_relation(owner, schema, change->to));
        sk_mysql_run(rewrite, sql, change->pos_bytes, NULL)->probe = sk_mysql_has_table(owner, schema, change->to);
    }
    return status ? status : sk_mysql_remake_views(rewrite, after, change->pos_bytes, err);
}

static enum sk_status
rename_view_column(struct sk_rewrite *rewrite, const struct sk_view *view, const struct sk_change *change,
                   struct sk_error *err)
{
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, rewrite->catalog);
    enum sk_status status = sk_change_apply(after, change, err);
    if (status)
        return status;
    if (view->materialized)
        status = rename_materialized(rewrite, view, sk_catalog_view(after, view->schema, view->name), after, change,
                                     err);
    return status ? status : sk_mysql_remake_views(rewrite, after, change->pos_bytes, err);
}

enum sk_status
sk_mysql_change_view(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_view *view = sk_catalog_view(rewrite->catalog, change->schema, change->name);
    enum sk_status status = SK_OK;
    switch (change->kind) {
    case SK_CREATE_VIEW:
        return create(rewrite, change, err);
    case SK_DROP_VIEW:
        status = change->cascade ? sk_mysql_alter_all(rewrite, change, err) : SK_OK;
        if (!status && !change->cascade && view)
            drop(rewrite, view, change->pos_bytes, NULL);
        return status;
    case SK_RENAME_VIEW:
        return rename_view(rewrite, view, change, err);
    case SK_RENAME_VIEW_COLUMN:
        return rename_view_column(rewrite, view, change, err);
    case SK_REFRESH_VIEW:
        sk_mysql_run_data(rewrite,
                          sk_printf(rewrite->owner, "DELETE FROM %s",
                                    sk_mysql_relation(rewrite->owner, view->schema, view->name)),
                          change->pos_bytes, "REFRESH");
        return make(rewrite, view, "INSERT INTO", change->pos_bytes, materialized, err);
    default:
        break;
    }
    struct sk_printer p = sk_mysql_printer(rewrite, NULL, change->pos_bytes, err);
    status = sk_print_unsupported(&p, NULL, "%s has no equivalent", sk_change_name(change->kind));
    talloc_free(p.tmp);
    return status;
}
