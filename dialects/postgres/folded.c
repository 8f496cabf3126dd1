/*
 * dialects/postgres/folded.c - choices between constants that PostgreSQL makes before it runs a query.
 *
 * CREATE TABLE AS takes the types of its columns from the plan, where COALESCE of a constant is that constant, and CASE
 * of a condition that is known is one of its results (eval_const_expressions() of the server): with the length or the
 * digits that this one has.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"
#include "dialects/postgres/scope.h"

static sk_node *folded(const struct sk_catalog *catalog, TALLOC_CTX *owner, sk_node *node);

static int
known(const struct sk_catalog *catalog, TALLOC_CTX *owner, const sk_node *condition)
{
    struct sk_analysis a = {.owner = owner, .catalog = catalog};
    struct sk_do_block b = {.a = &a};
    struct sk_block_run r = {.owner = owner, .b = &b, .catalog = (struct sk_catalog *)(uintptr_t)catalog};
    struct sk_block_value v = sk_block_eval(&r, condition);
    return v.kind == SK_VALUE_UNKNOWN || v.kind == SK_VALUE_ARRAY || r.unknown ? -1 : sk_block_is_true(v);
}

static sk_node *
folded_case(const struct sk_catalog *catalog, TALLOC_CTX *owner, sk_node *node)
{
    const PgQuery__CaseExpr *e = node->case_expr;
    for (size_t i = 0; i < e->n_args; i++) {
        int is = e->arg ? -1 : known(catalog, owner, e->args[i]->case_when->expr);
        if (is)
            return is < 0 ? node : folded(catalog, owner, e->args[i]->case_when->result);
    }
    return e->defresult ? folded(catalog, owner, e->defresult) : node;
}

static sk_node *
folded_coalesce(const struct sk_catalog *catalog, TALLOC_CTX *owner, sk_node *node)
{
    const PgQuery__CoalesceExpr *e = node->coalesce_expr;
    for (size_t i = 0; i < e->n_args; i++) {
        sk_node *one = folded(catalog, owner, e->args[i]);
        const sk_node *constant = sk_pg_uncast(one);
        if (constant->node_case != SK_NODE(A_CONST))
            return node;
        if (!constant->a_const->isnull)
            return one;
    }
    return node;
}

/* The node that is left of a choice; `node` itself where there is none to make. */
static sk_node *
folded(const struct sk_catalog *catalog, TALLOC_CTX *owner, sk_node *node)
{
    if (node->node_case == SK_NODE(CASE_EXPR))
        return folded_case(catalog, owner, node);
    return node->node_case == SK_NODE(COALESCE_EXPR) ? folded_coalesce(catalog, owner, node) : node;
}

static const sk_node *
folded_query(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *query)
{
    if (query->node_case != SK_NODE(SELECT_STMT) || query->select_stmt->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
        return query;
    sk_node *copy = sk_pg_copy(owner, query);
    PgQuery__SelectStmt *select = copy->select_stmt;
    for (size_t i = 0; i < select->n_target_list; i++) {
        PgQuery__ResTarget *target = select->target_list[i]->res_target;
        sk_node *value = target->val ? folded(catalog, owner, target->val) : target->val;
        if (value != target->val && !*target->name)
            target->name = sk_strdup(owner, sk_pg_figure_name(target->val));
        target->val = value;
    }
    return copy;
}

struct sk_query_columns
sk_pg_planned_columns(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *query)
{
    struct sk_query_columns columns = sk_pg_query_columns(owner, catalog, query);
    struct sk_query_columns left = sk_pg_query_columns(owner, catalog, folded_query(owner, catalog, query));
    for (size_t i = 0; i < columns.n && left.n == columns.n; i++)
        if (left.items[i].type.kind == columns.items[i].type.kind) /* a result of another type is cast */
            columns.items[i].type = left.items[i].type;
    return columns;
}
