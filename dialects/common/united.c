/* dialects/common/united.c - UNION, INTERSECT and EXCEPT: the queries' results, each of one type in all of them. */
#include "dialects/common/printer_priv.h"

struct united {
    struct sk_printer *p;
    size_t n;
    struct sk_arm *arms;
};

static void
collect_arms(struct united *u, PgQuery__SelectStmt *select)
{
    if (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE) {
        collect_arms(u, select->larg);
        collect_arms(u, select->rarg);
        return;
    }
    sk_node query = sk_pg_query_node(select);
    struct sk_arm arm = {select, sk_scope_query(u->p->scope, &query)};
    sk_push(u->p->tmp, u->arms, u->n, arm);
}

static void
cast_result(struct united *u, const struct sk_arm *arm, size_t column, const struct sk_type *type)
{
    PgQuery__ResTarget *result = arm->select->target_list[column]->res_target;
    result->name = sk_strdup(u->p->tmp, arm->columns.items[column].name);
    result->val = sk_pg_cast_node(u->p->tmp, result->val, type);
}

const PgQuery__SelectStmt *
sk_print_united(struct sk_printer *p, const PgQuery__SelectStmt *select)
{
    sk_node query = sk_pg_query_node(select);
    PgQuery__SelectStmt *copy = sk_pg_copy(p->tmp, &query)->select_stmt;
    struct united u = {.p = p};
    collect_arms(&u, copy);
    for (size_t i = 0; i < u.n; i++) {
        const struct sk_arm *arm = &u.arms[i];
        bool listed = arm->select->n_target_list == arm->columns.n; /* no star stands for some of them */
        for (size_t column = 0; listed && column < arm->columns.n; column++) {
            const struct sk_type *type = p->rules->united(p, u.n, u.arms, i, column);
            if (type)
                cast_result(&u, arm, column, type);
        }
    }
    return copy;
}
