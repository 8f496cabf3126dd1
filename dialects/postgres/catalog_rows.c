/*
 * dialects/postgres/catalog_rows.c - a statement's rows out of PostgreSQL's catalogs, written out.
 *
 * INSERT INTO audited SELECT table_name FROM information_schema.columns WHERE ... runs once, and what the catalogs hold
 * by then is known while it is planned: the rows that the migrations come to stand in the place of the catalog. A view
 * or a trigger would ask again and again, so this is for statements alone.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"
#include "dialects/postgres/scope.h"

struct naming {
    struct sk_block_run run;
    const struct sk_catalog *catalog;
    size_t n_found;       /* places where a catalog stands */
    bool unknown;         /* one of them, or a column of one, is not known */
    const char **columns; /* that the catalogs' rows have */
    size_t n_columns;
    const struct sk_table **tables; /* of the project's, that the statement names */
    size_t n_tables;
};

static bool
names_catalog(const struct sk_catalog *catalog, const PgQuery__RangeVar *range)
{
    const char *schema = range->schemaname;
    return strcmp(schema, "information_schema") == 0 || strcmp(schema, "pg_catalog") == 0 ||
           (!*schema && strncmp(range->relname, "pg_", 3) == 0 && !sk_catalog_table(catalog, NULL, range->relname));
}

static const struct sk_block_cell *
cell_of(const struct sk_block_row *row, const char *name)
{
    for (size_t i = 0; i < row->n; i++)
        if (strcmp(row->cells[i].name, name) == 0)
            return &row->cells[i];
    return NULL;
}

static bool
in_each_row(const struct sk_block_rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->n; i++)
        if (!cell_of(&rows->items[i], name))
            return false;
    return true;
}

static bool
find(sk_node *node, void *data)
{
    struct naming *n = data;
    if (node->node_case != SK_NODE(RANGE_VAR))
        return true;
    const PgQuery__RangeVar *range = node->range_var;
    const struct sk_table *table = sk_catalog_table(n->catalog, sk_text_or_null(range->schemaname), range->relname);
    if (!names_catalog(n->catalog, range)) {
        if (table)
            sk_push(n->run.owner, n->tables, n->n_tables, table);
        return true;
    }
    struct sk_block_rows rows = sk_block_catalog_rows(&n->run, range);
    n->n_found++;
    n->unknown = n->unknown || !rows.known || !rows.n || (range->alias && range->alias->n_colnames);
    for (size_t i = 0; rows.n && i < rows.items[0].n; i++)
        if (in_each_row(&rows, rows.items[0].cells[i].name))
            sk_push(n->run.owner, n->columns, n->n_columns, rows.items[0].cells[i].name);
    return true;
}

static bool
has_column(const struct naming *n, const char *name)
{
    for (size_t i = 0; i < n->n_columns; i++)
        if (strcmp(n->columns[i], name) == 0)
            return true;
    for (size_t i = 0; i < n->n_tables; i++)
        if (sk_table_column(n->tables[i], name))
            return true;
    return false;
}

/* A column that nobody here knows, or all of them, is one of the catalog's that its rows here have not. */
static bool
check_column(sk_node *node, void *data)
{
    struct naming *n = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *last = sk_node_string(ref->fields[ref->n_fields - 1]);
    n->unknown = n->unknown || !last || !has_column(n, last);
    return false;
}

/* (VALUES ('public', ...), ...) AS columns (table_schema, ...) */
static sk_node *
written_out(struct naming *n, const PgQuery__RangeVar *range)
{
    struct sk_block_rows rows = sk_block_catalog_rows(&n->run, range);
    struct sk_text *sql = sk_text_new(n->run.owner), *names = sk_text_new(n->run.owner);
    sk_text_add(sql, "(SELECT 1 FROM (VALUES ");
    for (size_t i = 0; i < rows.n; i++) {
        const char *before = i ? "), (" : "(";
        for (size_t k = 0; k < rows.items[0].n; k++) {
            const char *name = rows.items[0].cells[k].name;
            if (!in_each_row(&rows, name))
                continue;
            sk_text_add(sql, before);
            before = ", ";
            sk_text_literal(sql, cell_of(&rows.items[i], name)->value.text);
            sk_text_add(names, i ? "" : names->len ? ", " : "(");
            if (i == 0)
                sk_text_ident(names, name, '"');
        }
    }
    sk_text_add(sql, ")) AS ");
    sk_text_ident(sql, range->alias ? range->alias->aliasname : range->relname, '"');
    sk_text_addf(sql, " %s))", names->data);
    return sk_pg_made(n->run.owner, sql->data, 0, NULL)->sub_link->subselect->select_stmt->from_clause[0];
}

static bool
replace(sk_node *node, void *data)
{
    struct naming *n = data;
    if (node->node_case == SK_NODE(RANGE_VAR) && names_catalog(n->catalog, node->range_var))
        *node = *written_out(n, node->range_var);
    return true;
}

const sk_node *
sk_pg_with_catalogs(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *statement)
{
    /* the rows are read: the catalog need not be a copy */
    struct naming n = {.run = {.owner = owner, .catalog = (struct sk_catalog *)(uintptr_t)catalog}, .catalog = catalog};
    const PgQuery__RangeVar *range = sk_pg_changed_relation(statement);
    const struct sk_table *table =
        range ? sk_catalog_table(catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    if (table)
        sk_push(owner, n.tables, n.n_tables, table);
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)statement, find, &n);
    if (!n.n_found || n.unknown)
        return statement;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)statement, check_column, &n);
    if (n.unknown)
        return statement;
    sk_node *copy = sk_pg_copy(owner, statement);
    sk_pg_walk((ProtobufCMessage *)copy, replace, &n);
    return copy;
}
