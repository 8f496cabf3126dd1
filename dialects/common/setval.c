/*
 * dialects/common/setval.c - the number that setval() gives to a sequence that is counted by skein.
 *
 * SELECT setval('s', max(id)) FROM t: the number is what the query gives. SELECT setval('s', coalesce(max(id), 1),
 * max(id) IS NOT NULL) FROM t: whether it is the last one or the next one is for the query to say, too.
 */
#include "dialects/common/counters.h"

static bool
is_boolean(const sk_node *node)
{
    return node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL;
}

enum sk_status
sk_print_setval(struct sk_printer *p, const struct sk_sequence *s, const PgQuery__SelectStmt *select, bool *next)
{
    const PgQuery__FuncCall *call = select->target_list[0]->res_target->val->func_call;
    const sk_node *value = call->args[1], *called = call->n_args > 2 ? call->args[2] : NULL;
    *next = called && is_boolean(called) && !called->a_const->boolval->boolval;
    if (called && !is_boolean(called))
        value = sk_pg_made(p->tmp,
                           sk_printf(p->tmp, "CASE WHEN $2 THEN $1 WHEN NOT $2 THEN $1 - (%lld) END",
                                     (long long)s->increment),
                           2, (const sk_node *const[]){value, called});
    if (!select->n_from_clause && !select->where_clause)
        return sk_print_expr(p, value);
    sk_node whole = sk_pg_query_node(select), *query = sk_pg_copy(p->tmp, &whole);
    query->select_stmt->target_list[0]->res_target->val = sk_pg_copy(p->tmp, value);
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_statement(p, query);
    sk_text_add(p->out, ")");
    return status;
}
