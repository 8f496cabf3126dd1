/*
 * dialects/sqlite/renames.c - the new name of a column or a table.
 *
 * ALTER TABLE ... RENAME COLUMN follows it into indexes, triggers and views, but not into what views have in their
 * sub-queries, and refuses to while anything names what is not there. RENAME TO follows it everywhere, but fails of two
 * WITHs in a view's expressions (SQLite 3.40: "no such table").
 */
#include <string.h>

#include "dialects/sqlite/triggers_priv.h"

/* SQLite follows a column's new name into the views, but not into their sub-queries: those that depend on the table,
 * and on one another, are made again. A table is what `from` is. */
static bool
depends(const struct sk_catalog *catalog, const struct sk_view *view, const struct sk_table *from)
{
    if (catalog->ops->uses_relation(view->query, from->schema, from->name))
        return true;
    for (size_t i = 0; i < catalog->n_views && catalog->views[i] != view; i++)
        if (catalog->ops->uses_relation(view->query, catalog->views[i]->schema, catalog->views[i]->name) &&
            depends(catalog, catalog->views[i], from))
            return true;
    return false;
}

/* May a trigger read the view? SQLite renames nothing while a trigger names what is not there. */
static bool
is_read_by_trigger(const struct sk_catalog *catalog, const struct sk_view *view)
{
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_triggers; i++) {
            const struct sk_trigger *trigger = catalog->tables[t]->triggers[i];
            const struct sk_function *function =
                trigger->function ? sk_catalog_function(catalog, trigger->function_schema, trigger->function) : NULL;
            if (function && function->body && strcasestr(function->body, view->name))
                return true;
        }
    return false;
}

/* Another view of that name, with columns of those names, in the meantime. */
static void
make_stand_in(struct sk_rewrite *rewrite, const struct sk_view *view, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    struct sk_text *columns = sk_text_new(owner), *values = sk_text_new(owner);
    for (size_t i = 0; i < view->n_columns; i++) {
        sk_text_addf(columns, "%s%s", i ? ", " : "", sk_sqlite_quoted(owner, view->columns[i]));
        sk_text_add(values, i ? ", NULL" : "NULL");
    }
    sk_sqlite_run(rewrite,
                  sk_printf(owner, "CREATE VIEW %s (%s) AS SELECT %s",
                            sk_sqlite_quoted(owner, sk_sqlite_relation(owner, view->schema, view->name)), columns->data,
                            values->data),
                  pos_bytes, "it is made again, with the new name");
}

static void
drop_one_view(struct sk_rewrite *rewrite, const struct sk_view *view, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    sk_sqlite_run(
        rewrite,
        sk_printf(owner, "DROP VIEW %s", sk_sqlite_quoted(owner, sk_sqlite_relation(owner, view->schema, view->name))),
        pos_bytes, "it is made again, with the new name");
}

static size_t
drop_views(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    const struct sk_catalog *catalog = rewrite->catalog;
    size_t n = 0;
    for (size_t i = catalog->n_views; i > 0; i--) {
        const struct sk_view *view = catalog->views[i - 1];
        if (view->materialized || !depends(catalog, view, table))
            continue;
        n++;
        drop_one_view(rewrite, view, pos_bytes);
        if (is_read_by_trigger(catalog, view))
            make_stand_in(rewrite, view, pos_bytes);
    }
    return n;
}

static enum sk_status
make_views(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_change *c, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog, *after = sk_catalog_clone(rewrite->owner, before);
    enum sk_status status = sk_change_apply(after, c, err);
    rewrite->catalog = after;
    for (size_t i = 0; i < before->n_views && !status; i++) {
        const struct sk_view *view = before->views[i];
        if (view->materialized || !depends(before, view, table))
            continue;
        if (is_read_by_trigger(before, view))
            drop_one_view(rewrite, view, c->pos_bytes);
        status = sk_sqlite_make_view(rewrite, sk_catalog_view(after, view->schema, view->name), c->pos_bytes, err);
    }
    rewrite->catalog = before;
    return status;
}

static enum sk_status
rename_and_make_again(struct sk_rewrite *rewrite, const struct sk_table *table, const char *sql,
                      const struct sk_change *c, struct sk_error *err)
{
    size_t gone = drop_views(rewrite, table, c->pos_bytes);
    enum sk_status status = sk_sqlite_rename(rewrite, sql, c, err);
    return status || !gone ? status : make_views(rewrite, table, c, err);
}

/* A function names the columns that it fills: one with a new name it fills no more, and another it may. */
static enum sk_status
fill_others(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_change *c, struct sk_error *err)
{
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, rewrite->catalog);
    enum sk_status status = table->n_triggers ? sk_change_apply(after, c, err) : SK_OK;
    const struct sk_table *later = sk_catalog_table(after, table->schema, table->name);
    bool differ = table->n_triggers && !status && sk_sqlite_filled_differ(rewrite->catalog, table, after, later);
    return differ ? sk_sqlite_rebuild_as(rewrite, later, later, after, c->pos_bytes, err) : status;
}

const char *
sk_sqlite_rename_column_sql(TALLOC_CTX *owner, const struct sk_change *c)
{
    return sk_printf(owner, "ALTER TABLE %s RENAME COLUMN %s TO %s",
                     sk_sqlite_quoted(owner, sk_sqlite_relation(owner, c->schema, c->name)),
                     sk_sqlite_quoted(owner, c->from), sk_sqlite_quoted(owner, c->to));
}

enum sk_status
sk_sqlite_rename_column(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_change *c,
                        struct sk_error *err)
{
    enum sk_status status =
        rename_and_make_again(rewrite, table, sk_sqlite_rename_column_sql(rewrite->owner, c), c, err);
    return status ? status : fill_others(rewrite, table, c, err);
}

/* A view of the table that has WITH in its expressions, for digests and patterns for one. */
static enum sk_status
has_with(bool *has, struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    const struct sk_catalog *catalog = rewrite->catalog;
    enum sk_status status = SK_OK;
    *has = false;
    for (size_t i = 0; i < catalog->n_views && !*has && !status; i++) {
        const struct sk_view *view = catalog->views[i];
        if (view->materialized || !catalog->ops->uses_relation(view->query, table->schema, table->name))
            continue;
        struct sk_printer p = sk_sqlite_printer(rewrite, NULL, pos_bytes, err);
        status = sk_print_view(&p, view, "", "");
        *has = strstr(p.out->data, "(WITH ") != NULL;
        talloc_free(p.tmp);
    }
    return status;
}

enum sk_status
sk_sqlite_rename_table(struct sk_rewrite *rewrite, const struct sk_table *table, const char *sql,
                       const struct sk_change *c, struct sk_error *err)
{
    bool again;
    enum sk_status status = has_with(&again, rewrite, table, c->pos_bytes, err);
    if (status)
        return status;
    return again ? rename_and_make_again(rewrite, table, sql, c, err) : sk_sqlite_rename(rewrite, sql, c, err);
}
