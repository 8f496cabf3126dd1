/*
 * dialects/postgres/whole_rows.c - whole rows of tables in the results of a sub-query, of which parts are asked for.
 *
 * WITH q AS (SELECT t FROM t) SELECT (q.t).id FROM q: elsewhere a row is no value. The sub-query gives the row's
 * columns one by one instead, and (q.t).id is one of them.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

/* A result of a query that is a whole row. */
struct row {
    const char *query;  /* what the query is called: a CTE's name, an alias */
    const char *result;
    const struct sk_table *table;
};

struct rows {
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    size_t n, n_aliases;
    struct row *items;
    struct alias {
        const char *alias, *query;
    } *aliases; /* of relations, CTEs among them */
    bool asked;
};

static const char *
part_name(TALLOC_CTX *owner, const char *result, const char *column)
{
    return sk_printf(owner, "skein_%s_%s", result, column);
}

static bool
find_part(sk_node *node, void *data)
{
    struct rows *rows = data;
    if (node->node_case == SK_NODE(A_INDIRECTION) && node->a_indirection->n_indirection == 1 &&
        node->a_indirection->arg->node_case == SK_NODE(COLUMN_REF) &&
        sk_node_string(node->a_indirection->indirection[0]))
        rows->asked = true;
    return true;
}

/* The table that an item of FROM calls `name`. */
static const struct sk_table *
table_called(const struct rows *rows, size_t n, sk_node *const *from, const char *name)
{
    const struct sk_table *found = NULL;
    for (size_t i = 0; i < n && !found; i++) {
        if (from[i]->node_case == SK_NODE(JOIN_EXPR)) {
            sk_node *sides[] = {from[i]->join_expr->larg, from[i]->join_expr->rarg};
            found = table_called(rows, 2, sides, name);
        } else if (from[i]->node_case == SK_NODE(RANGE_VAR)) {
            const PgQuery__RangeVar *range = from[i]->range_var;
            if (strcmp(range->alias ? range->alias->aliasname : range->relname, name) == 0)
                found = sk_catalog_table(rows->catalog, sk_text_or_null(range->schemaname), range->relname);
        }
    }
    return found;
}

/* The table whose row the i-th result of a query is, in each branch of it; NULL: it is none. */
static const struct sk_table *
row_of(const struct rows *rows, const PgQuery__SelectStmt *s, size_t i, const char **name)
{
    if (s->larg) {
        const char *ignored;
        const struct sk_table *left = row_of(rows, s->larg, i, name);
        return left && row_of(rows, s->rarg, i, &ignored) == left ? left : NULL;
    }
    const PgQuery__ResTarget *target = i < s->n_target_list ? s->target_list[i]->res_target : NULL;
    const sk_node *value = target ? target->val : NULL;
    if (!value || value->node_case != SK_NODE(COLUMN_REF) || value->column_ref->n_fields != 1 ||
        !sk_node_string(value->column_ref->fields[0]))
        return NULL;
    const char *called = sk_node_string(value->column_ref->fields[0]);
    const struct sk_table *table = table_called(rows, s->n_from_clause, s->from_clause, called);
    *name = *target->name ? target->name : called;
    return table && !sk_table_column(table, called) ? table : NULL;
}

/* The i-th result of each branch: the columns of its row. */
static void
spread(struct rows *rows, PgQuery__SelectStmt *s, size_t i, const struct row *row)
{
    if (s->larg) {
        spread(rows, s->larg, i, row);
        spread(rows, s->rarg, i, row);
        return;
    }
    const char *called = sk_node_string(s->target_list[i]->res_target->val->column_ref->fields[0]);
    sk_node **list = NULL;
    size_t n = 0;
    for (size_t t = 0; t < s->n_target_list; t++) {
        for (size_t c = 0; t == i && c < row->table->n_columns; c++) {
            const char *column = row->table->columns[c]->name;
            struct sk_text *sql = sk_text_new(rows->owner);
            PgQuery__ParseResult *tree;
            sk_text_add(sql, "SELECT ");
            sk_text_ident(sql, called, '"');
            sk_text_add(sql, ".");
            sk_text_ident(sql, column, '"');
            sk_text_add(sql, " AS ");
            sk_text_ident(sql, part_name(rows->owner, row->result, column), '"');
            if (sk_pg_tree(&tree, rows->owner, sql->data, NULL))
                continue;
            sk_pg_strip_locations(&tree->base);
            sk_push(rows->owner, list, n, tree->stmts[0]->stmt->select_stmt->target_list[0]);
        }
        if (t != i)
            sk_push(rows->owner, list, n, s->target_list[t]);
    }
    s->n_target_list = n;
    s->target_list = list;
}

static void
look_at_query(struct rows *rows, const char *name, PgQuery__SelectStmt *s)
{
    const PgQuery__SelectStmt *first = sk_pg_first_query(s);
    for (size_t i = first->n_target_list; i-- > 0;) {
        struct row row = {.query = name};
        row.table = row_of(rows, s, i, &row.result);
        if (!row.table)
            continue;
        sk_push(rows->owner, rows->items, rows->n, row);
        spread(rows, s, i, &row);
    }
}

static bool
spread_rows(sk_node *node, void *data)
{
    struct rows *rows = data;
    if (node->node_case == SK_NODE(COMMON_TABLE_EXPR) && !node->common_table_expr->n_aliascolnames &&
        node->common_table_expr->ctequery->node_case == SK_NODE(SELECT_STMT))
        look_at_query(rows, node->common_table_expr->ctename, node->common_table_expr->ctequery->select_stmt);
    if (node->node_case == SK_NODE(RANGE_SUBSELECT) && node->range_subselect->alias &&
        !node->range_subselect->alias->n_colnames && node->range_subselect->subquery->node_case == SK_NODE(SELECT_STMT))
        look_at_query(rows, node->range_subselect->alias->aliasname, node->range_subselect->subquery->select_stmt);
    if (node->node_case == SK_NODE(RANGE_VAR) && node->range_var->alias) {
        struct alias alias = {node->range_var->alias->aliasname, node->range_var->relname};
        sk_push(rows->owner, rows->aliases, rows->n_aliases, alias);
    }
    return true;
}

static bool
is_query(const struct rows *rows, const char *qualifier, const char *query)
{
    bool is = !qualifier || strcmp(qualifier, query) == 0;
    for (size_t i = 0; i < rows->n_aliases && !is; i++)
        is = strcmp(rows->aliases[i].alias, qualifier) == 0 && strcmp(rows->aliases[i].query, query) == 0;
    return is;
}

/* (q.t).id, if q gives t as a whole row: the row, and `*column`. */
static const struct row *
part_of(const struct rows *rows, const sk_node *node, const char **column)
{
    if (!node || node->node_case != SK_NODE(A_INDIRECTION) || node->a_indirection->n_indirection != 1 ||
        node->a_indirection->arg->node_case != SK_NODE(COLUMN_REF))
        return NULL;
    const PgQuery__ColumnRef *ref = node->a_indirection->arg->column_ref;
    const char *result = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    *column = sk_node_string(node->a_indirection->indirection[0]);
    for (size_t i = 0; *column && result && i < rows->n; i++)
        if (strcmp(rows->items[i].result, result) == 0 && is_query(rows, qualifier, rows->items[i].query) &&
            sk_table_column(rows->items[i].table, *column))
            return &rows->items[i];
    return NULL;
}

static bool
take_parts(sk_node *node, void *data)
{
    struct rows *rows = data;
    const char *column;
    if (node->node_case == SK_NODE(RES_TARGET) && !*node->res_target->name &&
        part_of(rows, node->res_target->val, &column))
        node->res_target->name = sk_strdup(rows->owner, column);
    const struct row *row = part_of(rows, node, &column);
    if (!row)
        return true;
    sk_node *arg = node->a_indirection->arg;
    arg->column_ref->fields[arg->column_ref->n_fields - 1]->string->sval =
        sk_strdup(rows->owner, part_name(rows->owner, row->result, column));
    *node = *arg;
    return false;
}

const sk_node *
sk_pg_without_rows(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *statement)
{
    struct rows rows = {.owner = owner, .catalog = catalog};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&statement->base, find_part, &rows);
    if (!rows.asked)
        return statement;
    sk_node *copy = sk_pg_copy(owner, statement);
    sk_pg_walk(&copy->base, spread_rows, &rows);
    if (!rows.n)
        return statement;
    sk_pg_walk(&copy->base, take_parts, &rows);
    return copy;
}
