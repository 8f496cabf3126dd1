/*
 * dialects/sqlite/nested_with.c - WITH in the statements of a trigger.
 *
 * SQLite's triggers take it within queries only (its manual, "CREATE TRIGGER", 2): what names one of its queries gets a
 * query with the whole WITH in it.
 */
#include <string.h>

#include "dialects/sqlite/plpgsql.h"

struct nesting {
    TALLOC_CTX *owner;
    const PgQuery__WithClause *with;
    bool failed;
};

static bool
is_named(const PgQuery__WithClause *with, const char *name)
{
    for (size_t i = 0; i < with->n_ctes; i++)
        if (strcmp(with->ctes[i]->common_table_expr->ctename, name) == 0)
            return true;
    return false;
}

static bool
nest(sk_node *node, void *data)
{
    struct nesting *n = data;
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    if (!range || *range->schemaname || !is_named(n->with, range->relname))
        return true;
    struct sk_text *sql = sk_text_new(n->owner);
    PgQuery__ParseResult *tree;
    sk_text_add(sql, "SELECT 1 FROM (WITH x AS (SELECT 1) SELECT * FROM ");
    sk_text_ident(sql, range->relname, '"');
    sk_text_add(sql, ") AS ");
    sk_text_ident(sql, range->alias ? range->alias->aliasname : range->relname, '"');
    n->failed = n->failed || sk_pg_tree(&tree, n->owner, sql->data, NULL);
    if (n->failed)
        return false;
    sk_pg_strip_locations(&tree->base);
    sk_node *item = tree->stmts[0]->stmt->select_stmt->from_clause[0], whole = PG_QUERY__NODE__INIT;
    whole.node_case = SK_NODE(WITH_CLAUSE);
    whole.with_clause = (PgQuery__WithClause *)(uintptr_t)n->with;
    item->range_subselect->subquery->select_stmt->with_clause = sk_pg_copy(n->owner, &whole)->with_clause;
    *node = *item;
    return false;
}

static bool
changes_rows(const PgQuery__WithClause *with)
{
    for (size_t i = 0; i < with->n_ctes; i++)
        if (with->ctes[i]->common_table_expr->ctequery->node_case != SK_NODE(SELECT_STMT))
            return true;
    return false;
}

const sk_node *
sk_sqlite_nested_with(TALLOC_CTX *owner, const sk_node *statement)
{
    sk_node *copy = sk_pg_copy(owner, statement);
    PgQuery__WithClause **with = copy->node_case == SK_NODE(UPDATE_STMT)   ? &copy->update_stmt->with_clause
                                 : copy->node_case == SK_NODE(DELETE_STMT) ? &copy->delete_stmt->with_clause
                                 : copy->node_case == SK_NODE(INSERT_STMT) ? &copy->insert_stmt->with_clause
                                                                           : NULL;
    if (!with || !*with || changes_rows(*with))
        return statement;
    struct nesting n = {.owner = owner, .with = *with};
    sk_node *rows = copy->node_case == SK_NODE(INSERT_STMT) ? copy->insert_stmt->select_stmt : NULL;
    *with = NULL;
    if (rows && !rows->select_stmt->with_clause && !copy->insert_stmt->on_conflict_clause)
        rows->select_stmt->with_clause = (PgQuery__WithClause *)(uintptr_t)n.with;
    else
        sk_pg_walk(&copy->base, nest, &n);
    return n.failed ? statement : copy;
}
