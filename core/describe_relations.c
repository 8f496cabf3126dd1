/* core/describe_relations.c - which columns of a described schema are keys, how its tables refer to each other, and
 * which of them its views read. */
#include <string.h>

#include "core/describe.h"

static struct sk_schema_column *
find_column(const struct sk_schema_table *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    return NULL;
}

static void
mark_columns(struct sk_schema_table *table, const struct sk_schema_constraint *k)
{
    for (size_t i = 0; i < k->n_columns; i++) {
        struct sk_schema_column *column = find_column(table, k->columns[i]);
        if (!column)
            continue;
        column->primary_key |= *k->kind == 'p';
        column->foreign_key |= *k->kind == 'f';
        column->unique |= *k->kind == 'u' && k->n_columns == 1;
    }
}

static bool
all_in(size_t n, const char *const *names, size_t n_all, const char *const *all)
{
    for (size_t i = 0; i < n; i++) {
        bool found = false;
        for (size_t k = 0; k < n_all && !found; k++)
            found = strcmp(names[i], all[k]) == 0;
        if (!found)
            return false;
    }
    return n > 0;
}

/* Is there a key of the table within these columns? A partial index is none; one on an expression names no column. */
static bool
are_unique(const struct sk_schema_table *table, size_t n, const char *const *columns)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_schema_constraint *k = &table->constraints[i];
        if ((*k->kind == 'p' || *k->kind == 'u') && all_in(k->n_columns, k->columns, n, columns))
            return true;
    }
    for (size_t i = 0; i < table->n_indexes; i++) {
        const struct sk_schema_index *index = &table->indexes[i];
        if (index->unique && !index->where && all_in(index->n_keys, index->keys, n, columns))
            return true;
    }
    return false;
}

static bool
are_not_null(const struct sk_schema_table *table, size_t n, const char *const *columns)
{
    for (size_t i = 0; i < n; i++) {
        const struct sk_schema_column *column = find_column(table, columns[i]);
        if (!column || !column->not_null)
            return false;
    }
    return true;
}

/* Where it stands; the number of tables when it is none of them. */
static size_t
find_table(const struct sk_schema *schema, const char *namespace, const char *name)
{
    size_t i = 0;
    for (; i < schema->n_tables; i++) {
        const struct sk_schema_table *table = &schema->tables[i];
        if (strcmp(table->name, name) == 0 &&
            strcmp(table->schema ? table->schema : "", namespace ? namespace : "") == 0)
            break;
    }
    return i;
}

static void
relate(struct sk_schema *schema, size_t child)
{
    const struct sk_schema_table *table = &schema->tables[child];
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_schema_constraint *k = &table->constraints[i];
        if (*k->kind != 'f')
            continue;
        size_t parent = find_table(schema, k->ref_schema, k->ref_table);
        if (parent == schema->n_tables)
            continue;
        struct sk_schema_relation relation = {.child = child,
                                              .parent = parent,
                                              .key = k,
                                              .required = are_not_null(table, k->n_columns, k->columns),
                                              .single = are_unique(table, k->n_columns, k->columns)};
        sk_push(schema, schema->relations, schema->n_relations, relation);
    }
}

void
sk_describe_relations(struct sk_schema *schema)
{
    for (size_t i = 0; i < schema->n_tables; i++) {
        struct sk_schema_table *table = &schema->tables[i];
        for (size_t k = 0; k < table->n_constraints; k++)
            mark_columns(table, &table->constraints[k]);
    }
    for (size_t i = 0; i < schema->n_tables; i++)
        relate(schema, i);
}

static void
add_source(struct sk_schema *schema, struct sk_schema_view *view, const struct sk_view *from,
           const struct sk_catalog *catalog, const struct sk_schema_source *source)
{
    const char *namespace = source->schema ? source->schema : SK_PUBLIC;
    if (catalog->ops->uses_relation(from->query, namespace, source->name))
        sk_push(schema, view->sources, view->n_sources, *source);
}

void
sk_describe_sources(struct sk_schema *schema, const struct sk_catalog *catalog)
{
    for (size_t i = 0; i < schema->n_views; i++) {
        struct sk_schema_view *view = &schema->views[i];
        const struct sk_view *from = sk_catalog_view(catalog, view->schema, view->name);
        for (size_t k = 0; k < schema->n_tables; k++)
            add_source(schema, view, from, catalog,
                       &(struct sk_schema_source){schema->tables[k].schema, schema->tables[k].name, false, k});
        for (size_t k = 0; k < schema->n_views; k++)
            if (k != i)
                add_source(schema, view, from, catalog,
                           &(struct sk_schema_source){schema->views[k].schema, schema->views[k].name, true, k});
    }
}
