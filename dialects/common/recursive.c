/* dialects/common/recursive.c - recursive queries whose later rows are wider than the first ones. */
#include <string.h>

#include "dialects/common/printer_priv.h"

static bool
read_by(sk_node *node, void *data)
{
    const char **name = data;
    if (*name && node->node_case == SK_NODE(RANGE_VAR) && !*node->range_var->schemaname &&
        strcmp(node->range_var->relname, *name) == 0)
        *name = NULL;
    return *name;
}

static bool
goes_round(const PgQuery__CommonTableExpr *cte)
{
    const PgQuery__SelectStmt *select = cte->ctequery->select_stmt;
    const char *name = cte->ctename;
    if (select->op != PG_QUERY__SET_OPERATION__SETOP_UNION)
        return false;
    sk_node again = sk_pg_query_node(select->rarg);
    sk_pg_walk_node(&again, read_by, &name);
    return !name;
}

static void
widen(struct sk_printer *p, PgQuery__SelectStmt *first)
{
    if (first->larg) {
        widen(p, first->larg);
        widen(p, first->rarg);
        return;
    }
    sk_node query = sk_pg_query_node(first);
    struct sk_query_columns columns = sk_scope_query(p->scope, &query);
    for (size_t i = 0; i < columns.n && first->n_target_list == columns.n; i++) {
        PgQuery__ResTarget *result = first->target_list[i]->res_target;
        result->name = sk_strdup(p->tmp, columns.items[i].name);
        result->val = sk_pg_made(p->tmp, "skein_wide($1)", 1, (const sk_node *[]){result->val});
    }
}

const sk_node *
sk_print_recursive(struct sk_printer *p, const PgQuery__CommonTableExpr *cte)
{
    if (!p->rules->narrow_recursion || !goes_round(cte))
        return cte->ctequery;
    sk_node *copy = sk_pg_copy(p->tmp, sk_pg_without_stars(p->tmp, p->catalog, cte->ctequery));
    widen(p, copy->select_stmt->larg);
    return copy;
}
